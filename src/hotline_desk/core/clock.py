"""Instants, days and durations. Every instant is an aware datetime in UTC; naive ones are refused."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Countries with one zone, or with one that nearly everybody keeps; the others have to say theirs.
_ZONES = {
    "AT": "Europe/Vienna", "BE": "Europe/Brussels", "CH": "Europe/Zurich", "CZ": "Europe/Prague",
    "DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "FR": "Europe/Paris", "GB": "Europe/London",
    "IE": "Europe/Dublin", "IT": "Europe/Rome", "LI": "Europe/Vaduz", "LU": "Europe/Luxembourg",
    "NL": "Europe/Amsterdam", "PL": "Europe/Warsaw", "SE": "Europe/Stockholm", "US": "America/New_York",
}


class Clock(Protocol):
    """The only source of time for services; rules in `domain` are handed instants instead."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, whatever happens to the wall clock."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class SetClock:
    """A clock that stands where it is put; for tests, stories and the sample data."""

    instant: datetime
    _elapsed: float = field(default=0.0)

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self._elapsed

    def advance(self, **parts: float) -> datetime:
        """Moves on by a `timedelta(**parts)` and returns the new instant."""
        step = timedelta(**parts)
        self.instant += step
        self._elapsed += step.total_seconds()
        return self.instant


def require_aware(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime refused: {instant!r}")
    return instant.astimezone(UTC)


def zone_of_country(country: str) -> str | None:
    """The time zone that is meant when a company only names its country ("DE"), None if that is not certain."""
    return _ZONES.get(country.upper())


def is_zone(name: str) -> bool:
    """Whether this is an IANA zone like Europe/Berlin."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return "/" in name or name == "UTC"


def local_day(instant: datetime, zone: str) -> date:
    """The calendar day of an instant in the given IANA zone."""
    return require_aware(instant).astimezone(ZoneInfo(zone)).date()


def day_bounds(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """UTC instants [start of `first`, start of the day after `last`) in the given zone.

    With a clock change in between the span is not a multiple of 24 hours.
    """
    tz = ZoneInfo(zone)
    start = datetime(first.year, first.month, first.day, tzinfo=tz)
    after = last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=tz)
    return start.astimezone(UTC), end.astimezone(UTC)


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole elapsed seconds between two instants, never negative."""
    return max(0, int((require_aware(end) - require_aware(start)).total_seconds()))
