"""What stands between a period and its end: kinds of findings, and which times of one agent lie over each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline_desk.core.text import N_

NO_TICKET, NO_TIME, UNKNOWN_END, OPEN_CLOCK = "no_ticket", "no_time", "unknown_end", "open_clock"
UNDECIDED, UNBILLED, NO_SOLUTION, NO_AGENT, OVERLAP = "undecided", "unbilled", "no_solution", "no_agent", "overlap"
NO_CUSTOMER = "no_customer"
FINDINGS = {
    NO_TICKET: N_("Answered calls without a ticket"),
    NO_TIME: N_("Answered calls without time"),
    UNKNOWN_END: N_("Calls whose end is not known"),
    OPEN_CLOCK: N_("Clocks that still run"),
    UNDECIDED: N_("Tickets without a billing decision"),
    NO_SOLUTION: N_("Closed without a solution"),
    NO_AGENT: N_("Closed without an agent"),
    OVERLAP: N_("Overlapping times of one agent"),
    NO_CUSTOMER: N_("Chargeable without a customer"),
    UNBILLED: N_("Chargeable and not billed yet"),
}
"""Kinds in the order in which they are worked off: what is decided last depends on what stands before it."""


@dataclass(frozen=True)
class Stretch:
    """A piece of time that an agent spent on a worklog."""

    agent: int
    start: datetime
    end: datetime
    worklog: int


@dataclass(frozen=True)
class Overlap:
    """`worklog` began while `other` of the same agent had not ended; `seconds` of it lie over that."""

    worklog: int
    other: int
    seconds: int


def overlaps(stretches: Iterable[Stretch]) -> Iterator[Overlap]:
    """What lies over an earlier stretch of the same agent; the stretches come by agent and begin."""
    before: Stretch | None = None
    for each in stretches:
        if before is None or each.agent != before.agent:
            before = each
            continue
        if each.start < before.end and each.worklog != before.worklog:
            seconds = (min(each.end, before.end) - each.start) // timedelta(seconds=1)
            if seconds > 0:
                yield Overlap(each.worklog, before.worklog, seconds)
        if each.end > before.end:
            before = each
