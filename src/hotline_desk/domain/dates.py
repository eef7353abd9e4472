"""Dates and durations as people type them, in German and English alike."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hotline_desk.core.errors import UserError
from hotline_desk.core.money import to_int
from hotline_desk.core.text import Translator
from hotline_desk.domain.spoken_dates import in_short
from hotline_desk.domain.workdays import USUAL_WEEK, WorkCalendar

_LONGEST = 60
_MOST_SECONDS = 10_000 * 3600
_NAMED = {"heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "übermorgen": 2, "uebermorgen": 2}
_WEEKDAYS = {
    "mo": 0, "mon": 0, "montag": 0, "monday": 0,
    "di": 1, "die": 1, "dienstag": 1, "tu": 1, "tue": 1, "tues": 1, "tuesday": 1,
    "mi": 2, "mit": 2, "mittwoch": 2, "we": 2, "wed": 2, "wednesday": 2,
    "do": 3, "don": 3, "donnerstag": 3, "th": 3, "thu": 3, "thur": 3, "thurs": 3, "thursday": 3,
    "fr": 4, "fre": 4, "freitag": 4, "fri": 4, "friday": 4,
    "sa": 5, "sam": 5, "samstag": 5, "sonnabend": 5, "sat": 5, "saturday": 5,
    "so": 6, "son": 6, "sonntag": 6, "sun": 6, "sunday": 6,
}
_NOISE = re.compile(r"^(am|on) |\b(uhr|um|at|o'clock)\b")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2})|h)? ?([ap]m)?|(\d{1,2})(\d{2})", re.ASCII)
_WORD = re.compile(r"([a-zäöüß]+)[.,]?(?: (.*))?")
_WORKDAY = re.compile(
    r"(?:next |nächste[rn]? |naechste[rn]? )?(?:working day|work ?day|werktag|arbeitstag|wt|wd)[.,]?(?: (.*))?")
_LATER = re.compile(r"\+ ?(\d{1,3}) ?([a-z]+)\.?,?(?: (.*))?", re.ASCII)
_WEEK = re.compile(
    r"(?:kw|cw|week|woche|w)\.? ?(\d{1,2})(?:/(\d{4}))?"
    r"(?: ([a-zäöüß]+)[.,]?(?= |$))?(?: (.*))?", re.ASCII)
# A year of four digits may stand apart, one of two may not: "28.12. 10" is ten o'clock.
_DOTTED = re.compile(
    r"(\d{1,2})[./-] ?(\d{1,2})"
    r"(?:[./-](?:(\d{2})(?!\d)| ?((?:19|20|21)\d\d))?)?,?(?: (.*))?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ](.*))?", re.ASCII)
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?(?: (.*))?", re.ASCII)
_DAYS = {"t", "d", "tag", "tage", "tagen", "day", "days"}
_WEEKS = {"w", "woche", "wochen", "week", "weeks"}
_MONTHS = {"m", "monat", "monate", "monaten", "month", "months"}
_HOURS = {"h", "std", "stunde", "stunden", "hour", "hours"}
_MINUTES = {"min", "minute", "minuten", "minutes"}


def read_moment(text: str, now_local: datetime, days: WorkCalendar = USUAL_WEEK) -> datetime:
    """The naive local moment that `text` means, seen from the local `now_local`.

    A day without a time means its morning, today without a time the next full hour; a time without a day
    is the next such time. An empty text is the next morning on which the company works. Only a date with a
    year or an explicit time of today may lie in the past. Hours and minutes ahead are those that pass if `now_local`
    knows its zone, also where the clocks change in between. Raises UserError `time.unreadable`.
    """
    words = " ".join(_NOISE.sub(" ", text.casefold()).split()) if len(text) <= _LONGEST else None
    now = now_local.replace(tzinfo=None)
    if words == "" and not text.strip():
        return days.next_morning(now)
    try:
        words = in_short(words, now.date(), days) if words else None
        moments = (read(words, now, days) for read in _READERS) if words else iter(())
        found = _in_hours(words or "", now_local) or next((moment for moment in moments if moment is not None), None)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise UserError("time.unreadable", value=text.strip())
    return found


def _clock(text: str | None) -> time | None:
    """A time of day: 9, 14:30, 930, 1430, 9am. Raises ValueError if something else stands there; None for nothing."""
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    hour, minute, half, short_hour, short_minute = match.groups()
    value = int(hour or short_hour)
    if half:
        if not 1 <= value <= 12:
            raise ValueError(text)
        value = value % 12 + (12 if half == "pm" else 0)
    return time(value, int(minute or short_minute or 0))


def _at(day: date, clock: time | None, now: datetime, days: WorkCalendar) -> datetime:
    if clock is not None:
        return datetime.combine(day, clock)
    moment = datetime.combine(day, days.morning)
    if day != now.date() or moment > now:
        return moment
    next_hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return next_hour if next_hour.date() == day else datetime.combine(day, time(23, 59))


def _named_day(text: str, now: datetime, days: WorkCalendar) -> datetime | None:
    match = _WORD.fullmatch(text)
    if match is None:
        return None
    word, rest = match.groups()
    if word in _NAMED:
        return _at(now.date() + timedelta(days=_NAMED[word]), _clock(rest), now, days)
    if word not in _WEEKDAYS:
        return None
    clock = _clock(rest)
    ahead = (_WEEKDAYS[word] - now.weekday()) % 7
    if ahead == 0 and (clock is None or clock <= now.time()):
        ahead = 7
    return _at(now.date() + timedelta(days=ahead), clock, now, days)


def _working_day(text: str, now: datetime, days: WorkCalendar) -> datetime | None:
    """The next day on which the company works, its morning or the time given."""
    match = _WORKDAY.fullmatch(text)
    if match is None:
        return None
    morning, clock = days.morning_after(now.date()), _clock(match[1])
    return morning if clock is None else datetime.combine(morning.date(), clock)


def _in_hours(text: str, now_local: datetime) -> datetime | None:
    """So many hours or minutes ahead."""
    match = _LATER.fullmatch(text)
    if match is None or match[3] or match[2] not in _HOURS | _MINUTES:
        return None
    step = timedelta(hours=int(match[1])) if match[2] in _HOURS else timedelta(minutes=int(match[1]))
    here = now_local.replace(second=0, microsecond=0)
    if here.tzinfo is None:
        return here + step
    return (here.astimezone(UTC) + step).astimezone(here.tzinfo).replace(tzinfo=None)


def _later(text: str, now: datetime, days: WorkCalendar) -> datetime | None:
    match = _LATER.fullmatch(text)
    if match is None:
        return None
    count, unit, rest = int(match[1]), match[2], match[3]
    if unit in _DAYS or unit in _WEEKS:
        day = now.date() + timedelta(days=count * (7 if unit in _WEEKS else 1))
    elif unit in _MONTHS:
        day = _months_on(now.date(), count)
    else:
        return None
    return _at(day, _clock(rest), now, days)


def _months_on(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    if year > date.max.year:
        raise ValueError(year)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _week(text: str, now: datetime, days: WorkCalendar) -> datetime | None:
    """A calendar week, ISO 8601: its Monday, or its given weekday; in the running week the next working morning."""
    match = _WEEK.fullmatch(text)
    if match is None:
        return None
    week, year, weekday, rest = match.groups()
    if weekday is not None and weekday not in _WEEKDAYS:
        return None
    number, clock = int(week), _clock(rest)
    this_year, this_week, _ = now.isocalendar()
    if year is None and number == this_week and weekday is None and clock is None:
        soon = days.next_morning(now)
        if soon.isocalendar()[:2] == (this_year, this_week):
            return soon
    position = _WEEKDAYS[weekday] + 1 if weekday else 1
    years = [int(year)] if year else [this_year, this_year + 1]
    for candidate in years:
        moment = datetime.combine(date.fromisocalendar(candidate, number, position), clock or days.morning)
        if year or moment > now:
            return moment
    return None


def _dated(text: str, now: datetime, days: WorkCalendar) -> datetime | None:
    """28.12., 28.12.2026 10:30, 28/12, 2026-12-28, 2812, 28122026."""
    if match := _ISO.fullmatch(text):
        year, month, day, rest = match.groups()
        return _at(date(int(year), int(month), int(day)), _clock(rest), now, days)
    if match := _DOTTED.fullmatch(text):
        day, month, short_year, long_year, rest = match.groups()
        year = short_year or long_year
    elif match := _DIGITS.fullmatch(text):
        day, month, year, rest = match.groups()
    else:
        return None
    when = _day_of(int(day), int(month), year, now.date())
    return None if when is None else _at(when, _clock(rest), now, days)


def _day_of(day: int, month: int, year: str | None, today: date) -> date | None:
    """The day itself if the year is given, else its next occurrence; None if no year has such a day."""
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for candidate in range(today.year, min(today.year + 9, date.max.year + 1)):
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(candidate, month)[1]:
            when = date(candidate, month, day)
            if when >= today:
                return when
    return None


def _bare_time(text: str, now: datetime, days: WorkCalendar) -> datetime | None:
    clock = _clock(text)
    if clock is None:
        return None
    moment = datetime.combine(now.date(), clock)
    return moment if moment > now else moment + timedelta(days=1)


_Reader = Callable[[str, datetime, WorkCalendar], datetime | None]
# A week comes before a word with a time, a date before a time: "2812" is a day, "1430" is none and thus a time.
_READERS: tuple[_Reader, ...] = (_working_day, _later, _week, _named_day, _dated, _bare_time)

_DURATION_UNITS = {
    **dict.fromkeys(("h", "std", "stunde", "stunden", "hour", "hours", "hr", "hrs"), 3600),
    **dict.fromkeys(("m", "min", "mins", "minute", "minuten", "minutes"), 60),
    **dict.fromkeys(("s", "sek", "sekunde", "sekunden", "sec", "secs", "second", "seconds"), 1),
}
_COLONS = re.compile(r"(\d{1,5}):([0-5]?\d)(?::([0-5]?\d))?(?: ?(?:h|std\.?))?", re.ASCII)
_PIECE = re.compile(r"(\d{1,7}(?:[.,]\d{1,4})?) ?([a-z]*)\.? ?", re.ASCII)


def read_duration(text: str) -> int:
    """Whole seconds. A bare number means minutes, one with decimals hours, "1:30" hours and minutes.

    Also 1,5h, 90m, 90s, 1h 30m. Raises UserError `duration.unreadable`.
    """
    words = " ".join(text.casefold().split()) if len(text) <= _LONGEST else ""
    seconds = _colons(words) if ":" in words else _pieces(words)
    if seconds is None or seconds > _MOST_SECONDS:
        raise UserError("duration.unreadable", value=text.strip())
    return seconds


def _colons(words: str) -> int | None:
    match = _COLONS.fullmatch(words)
    return None if match is None else int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)


def _pieces(words: str) -> int | None:
    total, place, last_unit = 0, 0, 0
    while place < len(words):
        match = _PIECE.match(words, place)
        if match is None:
            return None
        number, name = match[1].replace(",", "."), match[2]
        unit = _DURATION_UNITS.get(name) if name else _bare_unit(number, last_unit)
        if unit is None or (last_unit and unit >= last_unit):
            return None
        total += to_int(Decimal(number) * unit)
        place, last_unit = match.end(), unit
    return total if last_unit else None


def _bare_unit(number: str, last_unit: int) -> int | None:
    if last_unit == 0:
        return 3600 if "." in number else 60
    return {3600: 60, 60: 1}.get(last_unit)


def duration_text(seconds: int, texts: Translator) -> str:
    """Hours and minutes, and hours with decimals: "1:30 Std. (1,50)"; seconds only where there are some."""
    sign, total = ("-" if seconds < 0 else ""), abs(seconds)
    clock = f"{sign}{total // 3600}:{total // 60 % 60:02}" + (f":{total % 60:02}" if total % 60 else "")
    hundredths = Decimal((total * 200 + 3600) // 7200) * (-1 if seconds < 0 else 1)
    return texts.tr("{clock} h ({hours})", clock=clock, hours=texts.number(hundredths / 100, 2))
