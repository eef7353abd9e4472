"""Calendars for other programs: appointments, resubmissions and the rest as an iCalendar file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hotline_desk.adapters.exchange.icalendar import Event, calendar_file
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.projects import APPOINTMENT, APPOINTMENT_KINDS
from hotline_desk.services.context import Context
from hotline_desk.services.views.calendar import ABSENCE, CALLBACK, RESUBMISSION, CalendarEntry

KINDS = {**APPOINTMENT_KINDS, RESUBMISSION: N_("Resubmission"), CALLBACK: N_("Callback"), ABSENCE: N_("Absence")}
SUFFIX = ".ics"


def calendar_ics(ctx: Context, name: str, entries: Iterable[CalendarEntry], texts: Translator | None = None) -> bytes:
    """These entries as iCalendar (UTF-8), in the language of `texts` (default: the company's)."""
    texts, zone = texts or ctx.texts, ZoneInfo(ctx.zone)
    return calendar_file(name, [_event(entry, texts, zone) for entry in entries], ctx.clock.now())


def _event(entry: CalendarEntry, texts: Translator, zone: ZoneInfo) -> Event:
    kind = texts.tr(KINDS[entry.kind])
    about = (entry.customer, entry.note, f"{texts.tr(N_('Ticket'))} {entry.number}" if entry.number else "",
             entry.who)
    title = entry.who if entry.kind == ABSENCE else entry.title or entry.number
    return Event(
        uid=f"{entry.kind}-{entry.uid}@hotline-desk", title=title if entry.kind == APPOINTMENT else f"{kind}: {title}",
        begin=_at(entry, entry.begin, zone), end=_at(entry, entry.end, zone), place=entry.place,
        note="\n".join(part for part in about if part), category=kind, version=entry.version,
        busy=entry.kind == APPOINTMENT and not entry.done)


def _at(entry: CalendarEntry, local: datetime, zone: ZoneInfo) -> datetime | date:
    return local.date() if entry.all_day else local.replace(tzinfo=zone)


def save_calendar(ics: bytes, place: Path) -> Path:
    """Writes a calendar to a file and returns where; one of the same name goes. Raises UserError if it cannot."""
    if place.suffix.lower() != SUFFIX:
        place = place.with_name(place.name + SUFFIX)
    try:
        place.write_bytes(ics)
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(place), reason=trouble.strerror or str(trouble)) from trouble
    return place
