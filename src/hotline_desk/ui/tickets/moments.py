"""Times of the company's zone as they are typed and read in a ticket."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline_desk.core.clock import local_day
from hotline_desk.domain.dates import read_moment
from hotline_desk.ui.shell.moments import local_now, spoken
from hotline_desk.ui.shell.texts import Texts

_BARE = re.compile(r"(\d{1,2}):?([0-5]\d)?(?::([0-5]\d))?", re.ASCII)
_SECONDS = re.compile(r"(.+ \d{1,2}:[0-5]\d):([0-5]\d)", re.ASCII)
_AGO = re.compile(r"- ?(\d{1,4}) ?([tdw])", re.ASCII)
_WEEKDAY = re.compile(r"(mo|di|mi|do|fr|sa|so|tu|we|th|su)(?!rgen)[a-z]*\b", re.IGNORECASE)
_NO_YEAR = re.compile(r"\d{1,2}[./-] ?\d{1,2}(?:[./-](?! ?\d{2,4}\b(?!:))|$| )", re.ASCII)


def spoken_moment(texts: Texts, local: str) -> str:
    """The same of a stored local time (ISO)."""
    return spoken(texts, datetime.fromisoformat(local))


def read_instant(text: str, day: date, now: datetime, zone: str) -> datetime:
    """The instant (UTC) at which work was done, as typed: a time alone is of `day`, other days lie in the past.

    Seconds may be given (09:03:12). Raises UserError if it is not understood.
    """
    words = " ".join(text.split())
    if match := _BARE.fullmatch(words):
        hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        if hour < 24:
            return _utc(datetime.combine(day, time(hour, minute, second)), zone)
    second = 0
    if match := _SECONDS.fullmatch(words):
        words, second = match[1], int(match[2])
    here = local_now(now, zone)
    local = read_moment(words, here).replace(second=second)
    if local > here and _WEEKDAY.match(words):
        local -= timedelta(days=7)
    elif local > here and _NO_YEAR.match(words):
        local = local.replace(year=local.year - 1)
    return _utc(local, zone)


def read_past_day(text: str, today: date) -> date:
    """The day meant by what was typed, never a later one than today. Raises UserError if it is not understood."""
    words = " ".join(text.casefold().split())
    if words in ("gestern", "yesterday"):
        return today - timedelta(days=1)
    if match := _AGO.fullmatch(words):
        return today - timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1))
    day = read_moment(words, datetime.combine(today, time(0))).date()
    if day > today and _WEEKDAY.match(words):
        return day - timedelta(days=7)
    if day > today and _NO_YEAR.match(words):
        leap = (day.month, day.day) == (2, 29)
        return day.replace(year=day.year - 1, day=28 if leap else day.day)
    return day


def _utc(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def typed_instant(texts: Texts, instant: datetime, now: datetime) -> str:
    """An instant as one would type it: the time alone if it is of today."""
    if local_day(instant, texts.zone) == local_day(now, texts.zone):
        return texts.clock(instant, seconds=bool(instant.second))
    return texts.moment(instant, seconds=bool(instant.second))


def _short_day(texts: Texts, day: date, this_year: bool) -> str:
    """"17.11." of a day of this year, else with the year."""
    return texts.day(day)[:-4].rstrip("/") if this_year else texts.day(day)


def span(texts: Texts, start: datetime | None, end: datetime | None, now: datetime, running: str) -> str:
    """"09:03–09:11", with the day before it if it is not today; `running` instead of an end that is open."""
    if start is None:
        return "–"
    here = local_day(start, texts.zone)
    this_year = here.year == local_day(now, texts.zone).year
    day = "" if here == local_day(now, texts.zone) else _short_day(texts, here, this_year) + " "
    return f"{day}{texts.clock(start)}–{texts.clock(end) if end else running}"
