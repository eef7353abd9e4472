"""Tickets and worklogs: codes, allowed transitions, outcomes, frozen values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline_desk.core.clock import seconds_between
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import PERMISSIONS

NEW, OPEN, RESUBMITTED, CLOSED, MERGED, WITHDRAWN = "new", "open", "resubmitted", "closed", "merged", "withdrawn"
STATES = {
    NEW: N_("New"), OPEN: N_("In progress"), RESUBMITTED: N_("Resubmission"),
    CLOSED: N_("Closed"), MERGED: N_("Merged"), WITHDRAWN: N_("Withdrawn"),
}
UNSOLVED = (NEW, OPEN, RESUBMITTED)
INFORMATION, ACTION, REMARK = "information", "action", "remark"
KINDS = {INFORMATION: N_("Information"), ACTION: N_("Action"), REMARK: N_("Remark")}
CHANNELS = {
    "phone": N_("Telephone"), "email": N_("E-mail"), "fax": N_("Fax"), "web": N_("Web"), "visit": N_("Visit"),
    "other": N_("Other"),
}
MAINTENANCE = {"corrective": N_("Corrective"), "adaptive": N_("Adaptive"), "perfective": N_("Perfective")}
PART_OF, DUPLICATE, RELATED = "parent", "duplicate", "related"
LINKS = {PART_OF: N_("Part of"), DUPLICATE: N_("Duplicate of"), RELATED: N_("Related to")}
MOST_TAGS = 300
"""So many characters all tags of a ticket have at most."""
PRIORITIES = {"low": N_("Low"), "normal": N_("Normal"), "high": N_("High"), "urgent": N_("Urgent")}
PRIORITY_RANK = {code: rank for rank, code in enumerate(PRIORITIES)}
CALL, AFTER_CALL, WORK = "call", "after_call", "work"
WORKLOG_KINDS = {CALL: N_("Call"), AFTER_CALL: N_("After-call work"), WORK: N_("Work")}

_WORKS, _RECORDS, _CARES = "ticket.edit", "call.record", "store.care"
# state -> states it may go to, each with the permission of who may bring it there
TRANSITIONS: dict[str, dict[str, str]] = {
    NEW: {OPEN: _WORKS, RESUBMITTED: _WORKS, CLOSED: _WORKS, MERGED: _WORKS, WITHDRAWN: _RECORDS},
    OPEN: {RESUBMITTED: _WORKS, CLOSED: _WORKS, MERGED: _WORKS, WITHDRAWN: _CARES},
    RESUBMITTED: {OPEN: _WORKS, CLOSED: _WORKS, MERGED: _WORKS, WITHDRAWN: _CARES},
    CLOSED: {OPEN: _WORKS, WITHDRAWN: _CARES},
    MERGED: {},
    WITHDRAWN: {OPEN: _WORKS},
}


@dataclass(frozen=True)
class Outcome:
    """How a closed ticket counts for billing. The digit is the key in the closing panel."""

    code: str
    digit: int
    text: str
    charged: bool = False
    needs_solution: bool = True


ADVERTISING = "advertising"
"""Whoever called rings no more."""
OUTCOMES: dict[str, Outcome] = {o.code: o for o in (
    Outcome("charge", 1, N_("Charge"), charged=True),
    Outcome("quota", 2, N_("Quota"), charged=True),
    Outcome("flat", 3, N_("Flat rate")),
    Outcome("goodwill", 4, N_("Goodwill")),
    Outcome("warranty", 5, N_("Warranty")),
    Outcome("internal", 6, N_("Internal"), needs_solution=False),
    Outcome("wrong_number", 7, N_("Wrong number"), needs_solution=False),
    Outcome(ADVERTISING, 8, N_("Advertising"), needs_solution=False),
    Outcome("test", 9, N_("Test"), needs_solution=False),
)}
GIVEN_AWAY = ("goodwill", "warranty", "flat")
NEVER_LISTED = ("internal", "wrong_number", ADVERTISING, "test")
"""Outcomes that are nobody's business but the company's."""
NOTED = (*GIVEN_AWAY, "internal")
"""Outcomes without charge after which something was done for a customer all the same."""


FIELD_NAMES = {
    "subject": N_("Subject"), "request": N_("Request"), "worklogs": N_("Measures"), "solution": N_("Solution"),
    "maintenance": N_("Maintenance"),
}
"""Sections of a ticket that its kind decides on."""


@dataclass(frozen=True)
class KindRule:
    """What a kind of ticket asks for. Sections that are not `shown` stay in sight as long as something is in them.

    `closing` and `forwarding` must be filled then; the solution also depends on the outcome. `outcome` is what is
    usual if it is not billed; "" leaves that to the contract.
    """

    shown: frozenset[str]
    closing: tuple[str, ...]
    forwarding: tuple[str, ...]
    outcome: str = ""

    @property
    def solved(self) -> bool:
        """Whether such a ticket has a solution at all."""
        return "solution" in self.closing


KIND_RULES: dict[str, KindRule] = {
    INFORMATION: KindRule(frozenset({"subject", "request", "worklogs", "solution"}), ("subject", "solution"),
                          ("subject",)),
    ACTION: KindRule(frozenset(FIELD_NAMES), ("subject", "solution"), ("subject",)),
    REMARK: KindRule(frozenset({"subject", "request"}), ("request",), ("request",), outcome="internal"),
}


def missing_sections(kind: str, values: Mapping[str, str], outcome: str | None = None) -> list[str]:
    """The sections that must still be filled: to forward the ticket, or with an outcome to close it.

    An outcome that needs no solution (a wrong number, say) needs nothing else either, unless it is the usual one.
    """
    rule = KIND_RULES[kind]
    needed = rule.forwarding if outcome is None else rule.closing
    if outcome is not None and not OUTCOMES[outcome].needs_solution and outcome != rule.outcome:
        needed = ()
    return [name for name in needed if not values.get(name, "").strip()]


def needs_solution(kind: str, outcome: str) -> bool:
    """Whether a ticket of this kind, closed with this outcome, has to say how it was solved."""
    return KIND_RULES[kind].solved and OUTCOMES[outcome].needs_solution


def tag_words(text: str) -> tuple[str, ...]:
    """The tags in a text: words with blanks, commas or semicolons between, each once, without a leading #."""
    found: dict[str, str] = {}
    for word in re.split(r"[\s,;]+", text):
        found.setdefault(word.strip("#").casefold(), word.strip("#"))
    return tuple(filter(None, found.values()))


def check_transition(state: str, target: str, may: Callable[[str], bool]) -> None:
    """Raises UserError if a ticket in `state` may not become `target`, or not by one who lacks the permission.

    `may` tells whether the one who acts has a permission.
    """
    if target == state:
        return
    permission = TRANSITIONS[state].get(target)
    if permission is None:
        raise UserError("ticket.state", state=STATES[state])
    if not may(permission):
        raise UserError("permission.denied", permission=PERMISSIONS[permission])


@dataclass(frozen=True)
class Pause:
    """Time in which a talk was parked, UTC; `ended_at` is None as long as it is."""

    began_at: datetime
    ended_at: datetime | None = None


def unparked(start: datetime, end: datetime, pauses: Iterable[Pause]) -> list[tuple[datetime, datetime]]:
    """The parts of [start, end) that are in no pause, in their order; a pause that goes on lasts until the end."""
    parts: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda p: p.began_at):
        if start < min(pause.began_at, end):
            parts.append((start, min(pause.began_at, end)))
        start = max(start, pause.ended_at or end)
    return [*parts, (start, end)] if start < end else parts


def unparked_seconds(start: datetime, end: datetime, pauses: Iterable[Pause]) -> int:
    """Whole seconds of [start, end) that are in no pause, never negative."""
    parts = unparked(start, end, pauses)
    return sum((until - since for since, until in parts), timedelta()) // timedelta(seconds=1)


@dataclass(frozen=True)
class Worklog:
    """One measure. Raw times are set once; `start`/`end` are what counts: corrected, else raw. Instants UTC.

    What lies in `pauses` does not count. `stopped_at`: the end of the call was not signalled; the clock stands there
    until somebody corrects the end.
    """

    uid: str
    ticket_uid: str
    kind: str
    raw_start: datetime | None
    raw_end: datetime | None
    start: datetime | None
    end: datetime | None
    text: str = ""
    agent_uid: str | None = None
    agent_name: str = ""
    article_number: str | None = None
    quantity: str | None = None
    billable: bool = True
    document_number: str | None = None
    correction_reason: str = ""
    version: int = 1
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None

    @property
    def raw_seconds(self) -> int:
        """Whole raw seconds, parked time too; 0 while the clock runs."""
        return seconds_between(self.raw_start, self.raw_end) if self.raw_start and self.raw_end else 0

    @property
    def seconds(self) -> int:
        """Whole seconds as corrected, without parked time; 0 while the clock runs."""
        return self._counted(self.end) if self.end else 0

    def seconds_until(self, now: datetime) -> int:
        """Whole seconds that count up to now, while the clock runs too."""
        return self._counted(self.end or self.stopped_at or now)

    def parked_seconds_until(self, now: datetime) -> int:
        """Whole seconds that the talk was parked so far."""
        if self.start is None:
            return 0
        until = max(self.start, self.end or self.stopped_at or now)
        return seconds_between(self.start, until) - unparked_seconds(self.start, until, self.pauses)

    def _counted(self, until: datetime) -> int:
        return unparked_seconds(self.start, until, self.pauses) if self.start and self.start < until else 0

    @property
    def running(self) -> bool:
        return self.raw_start is not None and self.end is None and self.stopped_at is None

    @property
    def end_unknown(self) -> bool:
        """Whether somebody must say when the call was over."""
        return self.stopped_at is not None

    @property
    def parked_at(self) -> datetime | None:
        """Since when the talk is parked, None if it is not."""
        last = max(self.pauses, key=lambda pause: pause.began_at, default=None)
        return last.began_at if last is not None and last.ended_at is None and self.running else None
