"""Reminders and who hears them: of what people are reminded, who is away, who stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hotline_desk.core.text import N_

TICKET, APPOINTMENT, CALLBACK = "ticket", "appointment", "callback"
REMINDER_KINDS = {TICKET: N_("Ticket"), APPOINTMENT: N_("Appointment"), CALLBACK: N_("Callback")}
LATE_AFTER = timedelta(minutes=1)
"""What is told later than this after it came due is told as late: no desk was open, or it slept."""


@dataclass(frozen=True)
class Reminder:
    """Something that came due and is told to one person.

    `due_at` is UTC: a resubmission, when to call back, when an appointment begins. `who` is the customer. `deputy_for`
    names whom it really concerns, "" if it concerns the one who is told. `number` is the ticket's number or the
    telephone number to call; `note` the reason, the place, or what was noted.
    """

    kind: str
    uid: str
    title: str
    who: str
    due_at: datetime
    late: bool
    deputy_for: str = ""
    number: str = ""
    note: str = ""
    all_day: bool = False


@dataclass(frozen=True)
class Presence:
    """Who is there on a day, by keys of users: `away` leads to the deputy, None for nobody."""

    active: frozenset[int] = frozenset()
    away: Mapping[int, int | None] = field(default_factory=dict)

    def there(self, user_id: int) -> bool:
        """Whether this person works here and is not away."""
        return user_id in self.active and user_id not in self.away

    def answers_for(self, user_id: int) -> int | None:
        """Who does what is for this person: himself, his deputy, the deputy's deputy; None if nobody is there."""
        asked: set[int] = set()
        person: int | None = user_id
        while person is not None and person not in asked:
            if self.there(person):
                return person
            asked.add(person)
            person = self.away.get(person)
        return None


@dataclass(frozen=True)
class Absence:
    """Days (inclusive, of the company's zone) on which somebody is away. `uid` is "" for one not stored yet."""

    user_uid: str
    first: date
    last: date
    deputy_uid: str | None = None
    note: str = ""
    uid: str = ""
    version: int = 1
