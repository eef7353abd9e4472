"""A typical month of calls that nobody made yet, to tell beforehand what it would cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline_desk.domain.billing.values import PricedArticle, Rules, Work
from hotline_desk.domain.tickets import CALL

_WHOLE_BP = 10_000
DAY, EVENING, SATURDAY, SUNDAY = "day", "evening", "saturday", "sunday"
# Begin and length in minutes of the hours in which calls of a kind come; an evening is followed by its night.
_HOURS = {DAY: (8 * 60, 600), EVENING: (18 * 60, 360), SATURDAY: (9 * 60, 480), SUNDAY: (9 * 60, 480)}


@dataclass(frozen=True)
class Typical:
    """A month as it is expected: calls, their usual length in seconds, and shares in basis points.

    The rest of the calls comes on working days from 8 to 18, in the usual language. Those in the other language are
    charged by `other_article`.
    """

    calls: int
    seconds: int
    evening_bp: int = 0
    saturday_bp: int = 0
    sunday_bp: int = 0
    other_language_bp: int = 0
    other_article: str = ""


@dataclass(frozen=True)
class Priced:
    """Article and rules that hold for a call on a day; `other` says whether it is in the other language."""

    article: PricedArticle
    rules: Rules


def typical_works(month: Typical, first: date, zone: str, priced: Callable[[date, bool], Priced]) -> list[Work]:
    """The calls of the month that begins on `first`, spread evenly over the days and hours of their kind."""
    works = []
    tz = ZoneInfo(zone)
    others = _every(month.calls, month.other_language_bp)
    for number, (day, minute) in enumerate(_moments(month, first)):
        start = datetime.combine(day, time(), tz) + timedelta(minutes=minute)
        seconds = _length(number, month)
        found = priced(day, number in others)
        works.append(Work(
            uid=f"typical{number}", ticket_uid=f"typical{number}", ticket_number="", subject="", solution="",
            kind=CALL, agent_uid=None, agent_name="", start=start, end=start + timedelta(seconds=seconds),
            raw_seconds=seconds, day=day, article=found.article, rules=found.rules, direction="in"))
    return works


def _length(number: int, month: Typical) -> int:
    """Short by half, middling, and long by half in turn; all calls together last calls times the usual length."""
    turn = (number - month.calls % 3) % 3 if number >= month.calls % 3 else 1
    half = month.seconds // 2
    return (half, month.seconds, 2 * month.seconds - half)[turn]


def _every(count: int, share_bp: int) -> set[int]:
    """So large a share of the numbers below `count`, evenly spread."""
    chosen = (count * share_bp + _WHOLE_BP // 2) // _WHOLE_BP
    return {number * count // chosen for number in range(chosen)}


def kinds_of(month: Typical) -> dict[str, int]:
    """How many calls come at which hours; together all of them."""
    counts = {kind: (month.calls * share + _WHOLE_BP // 2) // _WHOLE_BP for kind, share in
              ((EVENING, month.evening_bp), (SATURDAY, month.saturday_bp), (SUNDAY, month.sunday_bp))}
    left = month.calls
    for kind in counts:
        counts[kind] = min(counts[kind], left)
        left -= counts[kind]
    return {DAY: left, **counts}


def _moments(month: Typical, first: date) -> Iterator[tuple[date, int]]:
    """Day and minute after midnight of each call, kind after kind."""
    days: dict[str, list[date]] = {kind: [] for kind in _HOURS}
    day = first
    while day.month == first.month:
        kinds = {5: (SATURDAY,), 6: (SUNDAY,)}.get(day.weekday(), (DAY, EVENING))
        for kind in kinds:
            days[kind].append(day)
        day += timedelta(days=1)
    for kind, count in kinds_of(month).items():
        begin, length = _HOURS[kind]
        for number in range(count):
            turn, at = divmod(number, len(days[kind]))
            rounds = -(-count // len(days[kind]))
            yield days[kind][at], begin + (2 * turn + 1) * length // (2 * rounds)
