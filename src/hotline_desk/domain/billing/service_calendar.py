"""The service calendar: which part of a piece of work lies outside of service hours, on a holiday or in a band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hotline_desk.domain.contracts import OF_CUSTOMER, WEEK
from hotline_desk.domain.public_holidays import is_holiday

Span = tuple[datetime, datetime]
OUTSIDE, HOLIDAY = "outside", "holiday"
_SECOND = timedelta(seconds=1)
_MOST_DAYS = 4_000


@dataclass(frozen=True)
class Segment:
    """What holds for a stretch of time. `name` says whose surcharge it is: outside, holiday or that of a band.

    `outside` is whether it lies outside of service hours, whatever that costs.
    """

    name: str = ""
    surcharge_bp: int = 0
    outside: bool = False


IN_SERVICE = Segment()


@dataclass(frozen=True)
class Band:
    """Hours with a surcharge of their own, in minutes of the day; with `end` <= `begin` they last into the next day.

    `days` are codes of weekdays, or dates as "12-24" for every year and "2026-12-24" for one.
    """

    name: str
    days: tuple[str, ...]
    begin: int
    end: int
    surcharge_bp: int


@dataclass(frozen=True)
class ServiceCalendar:
    """Weekly hours (minutes of the day by weekday; none at all means round the clock), holidays, bands, closed days.

    On holidays of the region and on closed days there is no service.
    """

    zone: str
    hours: tuple[tuple[tuple[int, int], ...], ...] = ()
    region: str = ""
    outside_bp: int = 0
    holiday_bp: int = 0
    bands: tuple[Band, ...] = ()
    closed: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing that billing would have to look at."""
        return not (self.hours or self.bands or self.closed or (self.region and self.holiday_bp))

    def at(self, instant: datetime) -> Segment:
        """What holds at an instant."""
        return self.split(instant, instant + _SECOND)[0][2]

    def split(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime, Segment]]:
        """[start, end) in stretches, without gap or overlap; neighbours differ. Empty for an empty span."""
        if end <= start:
            return []
        if self.is_plain:
            return [(start, end, IN_SERVICE)]
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        days = list(_days(self, start, end))
        cuts = sorted({start, end, *(at for day in days for at in day.cuts if start < at < end)})
        found: list[tuple[datetime, datetime, Segment]] = []
        for begin, until in pairwise(cuts):
            segment = _segment(self, days, begin)
            if found and found[-1][2] == segment:
                found[-1] = (found[-1][0], until, segment)
            else:
                found.append((begin, until, segment))
        return found


@dataclass(frozen=True)
class _Day:
    """A local day in instants: its own bounds, its hours of service and its bands."""

    start: datetime
    end: datetime
    holiday: bool
    service: tuple[Span, ...] | None
    bands: tuple[tuple[datetime, datetime, str, int], ...]

    @property
    def cuts(self) -> Iterable[datetime]:
        yield from (self.start, self.end)
        for span in self.service or ():
            yield from span
        for begin, until, _name, _bp in self.bands:
            yield from (begin, until)


def _days(calendar: ServiceCalendar, start: datetime, end: datetime) -> Iterable[_Day]:
    """The local days that a span touches, and the one before it, whose bands may last into it."""
    zone = ZoneInfo(calendar.zone)
    day = start.astimezone(zone).date() - timedelta(days=1)
    last = min(end.astimezone(zone).date(), day + timedelta(days=_MOST_DAYS))
    while day <= last:
        yield _day(calendar, day)
        day += timedelta(days=1)


@lru_cache(maxsize=4096)
def _day(calendar: ServiceCalendar, day: date) -> _Day:
    holiday = is_holiday(day, calendar.region)
    dates = {WEEK[day.weekday()], f"{day:%m-%d}", day.isoformat()}
    closed = not dates.isdisjoint(calendar.closed)
    service: tuple[Span, ...] | None = None
    if closed or (holiday and calendar.hours):
        service = ()
    elif calendar.hours:
        service = tuple((_instant(calendar, day, a), _instant(calendar, day, b))
                        for a, b in calendar.hours[day.weekday()])
    bands = tuple(
        (_instant(calendar, day, band.begin),
         _instant(calendar, day, band.end if band.end > band.begin else band.end + 1440), band.name, band.surcharge_bp)
        for band in calendar.bands if not dates.isdisjoint(band.days))
    return _Day(_instant(calendar, day, 0), _instant(calendar, day, 1440), holiday, service, bands)


def _instant(calendar: ServiceCalendar, day: date, minutes: int) -> datetime:
    """What the clock on the wall shows after so many minutes of a day. An hour that is there twice counts whole."""
    days, minute = divmod(minutes, 1440)
    local = datetime.combine(day + timedelta(days=days), time(*divmod(minute, 60)), ZoneInfo(calendar.zone))
    return local.astimezone(UTC)


def _segment(calendar: ServiceCalendar, days: Iterable[_Day], at: datetime) -> Segment:
    outside, rates = False, []
    for day in days:
        if day.start <= at < day.end:
            if day.holiday:
                rates.append((calendar.holiday_bp, 2, HOLIDAY))
            outside = day.service is not None and not any(a <= at < b for a, b in day.service)
        rates += [(bp, 1, name) for begin, until, name, bp in day.bands if begin <= at < until]
    if outside:
        rates.append((calendar.outside_bp, 0, OUTSIDE))
    surcharge, _rank, name = max(rates, default=(0, 0, ""))
    return Segment(name, surcharge, outside) if surcharge > 0 else Segment(outside=outside)


# --- what is stored

def calendar_of(content: Mapping[str, Any], zone: str, region: str = "") -> ServiceCalendar:
    """The calendar of its stored form; `zone` holds where it names none, `region` where it means the customer's."""
    hours = content.get("hours") or {}
    surcharges = content.get("surcharges") or {}
    own = content.get("holidays") or ""
    return ServiceCalendar(
        content.get("zone") or zone,
        tuple(tuple(_span(text) for text in hours.get(day, ())) for day in WEEK) if hours else (),
        region if own == OF_CUSTOMER else own, _points(surcharges.get(OUTSIDE)), _points(surcharges.get(HOLIDAY)),
        tuple(_band(band) for band in content.get("bands") or ()),
        tuple(day["date"] for day in content.get("closed") or ()))


def _band(band: Mapping[str, Any]) -> Band:
    return Band(band["name"], (*band.get("days", ()), *band.get("dates", ())), _minutes(band["from"]),
                _minutes(band["to"]), _points(band["percent"]))


def _span(text: str) -> tuple[int, int]:
    begin, _, end = text.partition("-")
    return _minutes(begin), _minutes(end)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _points(percent: object) -> int:
    """Basis points of a percentage that is a text or a number."""
    return int(Decimal(str(percent or 0)) * 100)
