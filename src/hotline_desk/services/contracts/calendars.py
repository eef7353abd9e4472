"""Service calendars: hours, holidays, own closed days, surcharges and bands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import is_zone
from hotline_desk.core.errors import UserError
from hotline_desk.core.regions import REGIONS
from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import OF_CUSTOMER, WEEK
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.contracts import CalendarRow
from hotline_desk.store.engine import Tx

_SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_HIGHEST = Decimal(1000)
_LEAP_YEAR = 2024


@dataclass(frozen=True)
class Calendar:
    """A service calendar. Times are wall clock in `zone`, percentages texts like "50" or "12.5".

    `hours` are spans like "08:00-18:00" by day of the week ("mon"); `holidays` a region, "customer" or ""; `surcharges`
    per cent "outside" the hours and on a "holiday". A band has `name`, `days` of the week, `dates`, `from`, `to` and
    `percent`; it holds on its days and on its dates, over midnight where `to` is not after `from`. `closed` are days
    without service: `date` and `name`. A date is "12-24" (every year) or "2026-12-24".
    """

    name: str
    zone: str
    hours: Mapping[str, Any] = field(default_factory=dict)
    holidays: str = ""
    surcharges: Mapping[str, Any] = field(default_factory=dict)
    bands: tuple[Mapping[str, Any], ...] = ()
    closed: tuple[Mapping[str, Any], ...] = ()
    uid: str = ""
    version: int = 0


@act("calendar.save", permission="master.edit")
def save_calendar(ctx: Context, tx: Tx, calendar: Calendar) -> str:
    """Makes a calendar (empty uid) or changes one; returns the uid. Raises UserError for what cannot be used."""
    name = calendar.name.strip()
    other = tx.session.scalar(select(CalendarRow).where(CalendarRow.name == name))
    if other is not None and other.uid != calendar.uid:
        raise UserError("value.taken", field=N_("Name"), value=name)
    return keep_calendar(ctx, tx, calendar).uid


def keep_calendar(ctx: Context, tx: Tx, calendar: Calendar) -> CalendarRow:
    """A shared step: makes or changes the calendar of this uid, without one that of this name."""
    check_calendar(calendar)
    name = calendar.name.strip()
    values = {"name": name, "zone": calendar.zone, "hours": json.dumps(calendar.hours), "holidays": calendar.holidays,
              "surcharges": json.dumps(calendar.surcharges), "bands": json.dumps(list(calendar.bands)),
              "closed": json.dumps(list(calendar.closed))}
    row = (row_of(tx.session, CalendarRow, calendar.uid) if calendar.uid
           else tx.session.scalar(select(CalendarRow).where(CalendarRow.name == name)))
    if row is None:
        row = CalendarRow(**values)
        tx.session.add(row)
    else:
        put(tx.session, row, calendar.version or None, values)
    tx.session.flush()
    tx.changed("calendar", row.uid)
    return row


def check_calendar(calendar: Calendar) -> None:
    """Raises UserError for the first thing that cannot be used."""
    if not calendar.name.strip():
        raise UserError("value.missing", field=N_("Name"))
    if not is_zone(calendar.zone):
        raise UserError("value.invalid", field=N_("Time zone"), value=calendar.zone, hint=N_("Like Europe/Berlin."))
    if calendar.holidays not in ("", OF_CUSTOMER) and calendar.holidays not in REGIONS:
        raise UserError("service.region", region=calendar.holidays)
    for day, spans in calendar.hours.items():
        if day not in WEEK:
            raise UserError("service.day", value=str(day))
        _check_spans(spans)
    for percent in calendar.surcharges.values():
        _check_percent(percent)
    for band in calendar.bands:
        _check_band(band)
    for closed in calendar.closed:
        check_date(str(closed.get("date", "")))


def _check_spans(spans: Iterable[Any]) -> None:
    ended = ""
    for span in sorted(map(str, spans)):
        begin, _, end = span.partition("-")
        if not _SPAN.fullmatch(span) or end <= begin:
            raise UserError("service.hours", value=span)
        if begin < ended:
            raise UserError("service.overlap", value=span)
        ended = end


def _check_percent(percent: Any) -> None:
    try:
        found = Decimal(str(percent))
    except InvalidOperation:
        found = Decimal(-1)
    if not 0 <= found <= _HIGHEST:
        raise UserError("value.invalid", field=N_("Surcharge"), value=str(percent), hint=N_("A percentage like 50."))


def _check_band(band: Mapping[str, Any]) -> None:
    if not str(band.get("name", "")).strip():
        raise UserError("value.missing", field=N_("Name of the band"))
    for clock in (band.get("from"), band.get("to")):
        if not _CLOCK.fullmatch(str(clock)):
            raise UserError("service.hours", value=str(clock))
    days, dates = band.get("days") or (), band.get("dates") or ()
    if not days and not dates:
        raise UserError("service.band_days", name=str(band["name"]))
    for day in days:
        if day not in WEEK:
            raise UserError("service.day", value=str(day))
    for each in dates:
        check_date(str(each))
    _check_percent(band.get("percent"))


def check_date(text: str) -> None:
    """Raises UserError unless the text is a day of every year ("12-24") or of one ("2026-12-24")."""
    try:
        date.fromisoformat(text if len(text) > len("12-24") else f"{_LEAP_YEAR}-{text}")
    except ValueError:
        raise UserError("service.day", value=text) from None


@reading("master.read")
def list_calendars(ctx: Context, session: Session) -> list[str]:
    """Names of the service calendars."""
    return list(session.scalars(select(CalendarRow.name).order_by(CalendarRow.name)))


@reading("master.read")
def all_calendars(ctx: Context, session: Session) -> list[Calendar]:
    """The service calendars by name."""
    return [calendar_value(row) for row in session.scalars(select(CalendarRow).order_by(CalendarRow.name))]


def calendar_value(row: CalendarRow) -> Calendar:
    """The frozen value of a calendar's row."""
    return Calendar(row.name, row.zone, json.loads(row.hours), row.holidays, json.loads(row.surcharges),
                    tuple(json.loads(row.bands)), tuple(json.loads(row.closed)), row.uid, row.version)


def calendar_contents(session: Session) -> dict[str, dict[str, Any]]:
    """A shared step: what each calendar says, by its name."""
    return {row.name: {"zone": row.zone, "hours": json.loads(row.hours), "holidays": row.holidays,
                       "surcharges": json.loads(row.surcharges), "bands": json.loads(row.bands),
                       "closed": json.loads(row.closed)}
            for row in session.scalars(select(CalendarRow))}
