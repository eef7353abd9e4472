"""Projects, appointments and actions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hotline_desk.core.text import N_
from hotline_desk.domain.dates import read_duration, read_moment
from hotline_desk.domain.workdays import USUAL_WEEK, WorkCalendar

APPOINTMENT, ACTION = "appointment", "action"
APPOINTMENT_KINDS = {APPOINTMENT: N_("Appointment"), ACTION: N_("Customer action")}
USUAL = timedelta(minutes=30)
"""How long an appointment lasts if nobody says it."""
NEAR_PERCENT = 80
"""From so much of a budget on it is nearly used up."""
NONE, WITHIN, NEAR, OVER = "", "within", "near", "over"
# "+1h", "90 min", "1,5 Std.": a length; anything else is a time.
_LENGTH = re.compile(r"\+? ?\d[\d.,: ]*(?:h|std|stunden?|hours?|m|min|minuten?|minutes?)\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class Project:
    """Tickets and appointments under one name. The budget is seconds of work, None for none."""

    uid: str = ""
    number: str = ""
    name: str = ""
    address_uid: str | None = None
    manager_uid: str | None = None
    budget_seconds: int | None = None
    first: date | None = None
    last: date | None = None
    note: str = ""
    archived: bool = False
    version: int = 1


@dataclass(frozen=True)
class Appointment:
    """An appointment, or an action that was taken. `begin` and `end` are naive local times of the company's zone.

    One for all day begins and ends at midnight; its end is the day after its last. It belongs to a person, to a team
    or to nobody.
    """

    kind: str = APPOINTMENT
    title: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    all_day: bool = False
    place: str = ""
    note: str = ""
    user_uid: str | None = None
    team_uid: str | None = None
    address_uid: str | None = None
    project_uid: str | None = None
    ticket_uid: str | None = None
    done: bool = False
    uid: str = ""
    version: int = 1


def read_end(text: str, begin: datetime, days: WorkCalendar = USUAL_WEEK) -> datetime:
    """The end that is typed beside a begin: a length (1h, +90m), a time (15:30) or a day with a time.

    Raises UserError `time.unreadable` or `duration.unreadable`.
    """
    words = text.strip()
    if not words:
        return begin + USUAL
    if is_length(words):
        return begin + timedelta(seconds=read_duration(words.lstrip("+ ")))
    return read_moment(words, begin, days)


def is_length(text: str) -> bool:
    """Whether a length is typed (1h, +90m) and not a time."""
    return _LENGTH.fullmatch(text.strip()) is not None


def whole_days(begin: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Midnight of the first day, and midnight after the last that is touched."""
    first = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    last = max(first, (end - timedelta(microseconds=1)).replace(hour=0, minute=0, second=0, microsecond=0))
    return first, last + timedelta(days=1)


def spent_seconds(spans: Iterable[tuple[object, datetime, datetime]]) -> int:
    """Whole seconds of work in (who, start, end); what one person did twice at a time counts once."""
    by_person: dict[object, list[tuple[datetime, datetime]]] = {}
    for who, start, end in spans:
        by_person.setdefault(who, []).append((start, end))
    total = timedelta()
    for spent in by_person.values():
        until: datetime | None = None
        for start, end in sorted(spent):
            since = start if until is None else max(start, until)
            if end > since:
                total += end - since
                until = end
    return total // timedelta(seconds=1)


def budget_state(used_seconds: int, budget_seconds: int | None) -> str:
    """`NONE` without a budget, else whether it is kept, nearly used up or exceeded."""
    if not budget_seconds:
        return NONE
    if used_seconds > budget_seconds:
        return OVER
    return NEAR if used_seconds * 100 >= budget_seconds * NEAR_PERCENT else WITHIN
