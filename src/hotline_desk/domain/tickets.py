"""Tickets and worklogs: codes, allowed transitions, outcomes, frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

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
KINDS = {"information": N_("Information"), "action": N_("Action"), "remark": N_("Remark")}
CHANNELS = {
    "phone": N_("Telephone"), "email": N_("E-mail"), "fax": N_("Fax"), "web": N_("Web"), "visit": N_("Visit"),
    "other": N_("Other"),
}
PRIORITIES = {"low": N_("Low"), "normal": N_("Normal"), "high": N_("High"), "urgent": N_("Urgent")}
PRIORITY_RANK = {code: rank for rank, code in enumerate(PRIORITIES)}
CALL, AFTER_CALL, WORK = "call", "after_call", "work"
WORKLOG_KINDS = {CALL: N_("Call"), AFTER_CALL: N_("After-call work"), WORK: N_("Work")}

_WORKS, _RECORDS = "ticket.edit", "call.record"
# state -> states it may go to, each with the permission of who may bring it there
TRANSITIONS: dict[str, dict[str, str]] = {
    NEW: {OPEN: _WORKS, RESUBMITTED: _WORKS, CLOSED: _WORKS, MERGED: _WORKS, WITHDRAWN: _RECORDS},
    OPEN: {RESUBMITTED: _WORKS, CLOSED: _WORKS, MERGED: _WORKS},
    RESUBMITTED: {OPEN: _WORKS, CLOSED: _WORKS, MERGED: _WORKS},
    CLOSED: {OPEN: _WORKS},
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


OUTCOMES: dict[str, Outcome] = {o.code: o for o in (
    Outcome("charge", 1, N_("Charge"), charged=True),
    Outcome("quota", 2, N_("Quota"), charged=True),
    Outcome("flat", 3, N_("Flat rate")),
    Outcome("goodwill", 4, N_("Goodwill")),
    Outcome("warranty", 5, N_("Warranty")),
    Outcome("internal", 6, N_("Internal"), needs_solution=False),
    Outcome("wrong_number", 7, N_("Wrong number"), needs_solution=False),
    Outcome("advertising", 8, N_("Advertising"), needs_solution=False),
    Outcome("test", 9, N_("Test"), needs_solution=False),
)}
GIVEN_AWAY = ("goodwill", "warranty", "flat")
NEVER_LISTED = ("internal", "wrong_number", "advertising", "test")
"""Outcomes that are nobody's business but the company's."""


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
class Worklog:
    """One measure. Raw times are set once; `start`/`end` are what counts: corrected, else raw. Instants UTC."""

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

    @property
    def raw_seconds(self) -> int:
        """Whole raw seconds; 0 while the clock runs."""
        return seconds_between(self.raw_start, self.raw_end) if self.raw_start and self.raw_end else 0

    @property
    def seconds(self) -> int:
        """Whole seconds as corrected."""
        return seconds_between(self.start, self.end) if self.start and self.end else 0

    @property
    def running(self) -> bool:
        return self.raw_start is not None and self.raw_end is None
