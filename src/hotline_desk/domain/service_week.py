"""Hours and days of service as people write them: "8-12, 13-18", "Mo-Fr, 24.12."."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import WEEK

WEEK_NAMES = {"mon": N_("Monday"), "tue": N_("Tuesday"), "wed": N_("Wednesday"), "thu": N_("Thursday"),
              "fri": N_("Friday"), "sat": N_("Saturday"), "sun": N_("Sunday")}
WEEK_SHORT = {"mon": N_("Mon"), "tue": N_("Tue"), "wed": N_("Wed"), "thu": N_("Thu"), "fri": N_("Fri"),
              "sat": N_("Sat"), "sun": N_("Sun")}
_WORDS = {word: code for code, words in zip(WEEK, (
    ("mo", "mon", "montag", "monday"), ("di", "die", "dienstag", "tu", "tue", "tuesday"),
    ("mi", "mit", "mittwoch", "we", "wed", "wednesday"), ("do", "don", "donnerstag", "th", "thu", "thursday"),
    ("fr", "fre", "freitag", "fri", "friday"), ("sa", "sam", "samstag", "sonnabend", "sat", "saturday"),
    ("so", "son", "sonntag", "su", "sun", "sunday")), strict=True) for word in words}
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_DAY_MINUTES = 24 * 60
_LEAP_YEAR = 2024


def read_spans(text: str) -> tuple[str, ...]:
    """"8-12, 13-18" as ("08:00-12:00", "13:00-18:00"), in their order. Raises UserError for anything else."""
    spans = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]|\bund\b|\band\b", text.casefold()))):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise UserError("service.hours", value=part)
        begin, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
        if begin is None or end is None or end <= begin:
            raise UserError("service.hours", value=part)
        spans.append((begin, end))
    spans.sort()
    for (_begin, ended), (begins, _end) in pairwise(spans):
        if begins < ended:
            raise UserError("service.overlap", value=_clock(begins))
    return tuple(f"{_clock(begin)}-{_clock(end)}" for begin, end in spans)


def show_spans(spans: Sequence[str]) -> str:
    """What `read_spans` reads."""
    return ", ".join(spans)


def read_clock(text: str) -> str:
    """"6" or "6:30" as "06:30"; "24" is the end of the day. Raises UserError for anything else."""
    match = _CLOCK.fullmatch(text.strip())
    minutes = _minutes(match[1], match[2]) if match else None
    if minutes is None:
        raise UserError("service.hours", value=text)
    return _clock(minutes)


def _minutes(hours: str, minutes: str | None) -> int | None:
    found = int(hours) * 60 + int(minutes or 0)
    return found if int(minutes or 0) < 60 and found <= _DAY_MINUTES else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_days(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """"Mo-Fr, 24.12." as the days of the week and the dates ("12-24"). Raises UserError for anything else."""
    days: set[str] = set()
    dates: list[str] = []
    for part in filter(None, (part.strip().rstrip("-") for part in re.split(r"[,;]|\bund\b|\band\b", text))):
        match = _DATE.fullmatch(part)
        if match is not None:
            dates.append(read_date(part))
            continue
        first, dash, last = (word.strip().rstrip(".").casefold() for word in re.sub("–", "-", part).partition("-"))
        if first not in _WORDS or (dash and last not in _WORDS):
            raise UserError("service.day", value=part)
        begin, end = WEEK.index(_WORDS[first]), WEEK.index(_WORDS[last if dash else first])
        days.update(WEEK[n % 7] for n in range(begin, end + 1 if end >= begin else end + 8))
    return tuple(day for day in WEEK if day in days), tuple(sorted(set(dates)))


def read_date(text: str) -> str:
    """"24.12." as "12-24", "24.12.2026" as "2026-12-24". Raises UserError for anything else."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise UserError("service.day", value=text)
    try:
        found = date(int(match[3] or _LEAP_YEAR), int(match[2]), int(match[1]))
    except ValueError:
        raise UserError("service.day", value=text) from None
    return found.isoformat() if match[3] else f"{found:%m-%d}"


def show_date(kept: str) -> str:
    """What `read_date` reads."""
    year, month, day = ("", *kept.split("-"))[-3:] if len(kept) == len("12-24") else tuple(kept.split("-"))
    return f"{day}.{month}.{year}"


def show_days(days: Collection[str], dates: Sequence[str], names: dict[str, str]) -> str:
    """What `read_days` reads; three and more days in a row as a range. `names` are short names by code."""
    parts, run = [], []
    for day in (*WEEK, ""):
        if day in days:
            run.append(names[day])
            continue
        parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else run
        run = []
    return ", ".join([*parts, *(show_date(each) for each in dates)])
