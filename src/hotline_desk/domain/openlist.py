"""The list of open tasks: its rows, their order and grouping, the same on screen and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import PRIORITY_RANK

NONE, BY_AGENT, BY_TEAM, BY_CUSTOMER, BY_PRIORITY = "none", "agent", "team", "customer", "priority"
GROUPINGS = {
    NONE: N_("not grouped"), BY_AGENT: N_("by agent"), BY_TEAM: N_("by team"), BY_CUSTOMER: N_("by customer"),
    BY_PRIORITY: N_("by priority"),
}
LIST, FORM = "list", "form"
PAPERS = {LIST: N_("Paper: list"), FORM: N_("Paper: form")}


@dataclass(frozen=True)
class OpenTicketRow:
    """An unsolved ticket. Instants UTC; `state` and `priority` are codes; `overdue`: should be done by now."""

    number: str
    state: str
    priority: str
    subject: str
    created_at: datetime
    customer: str = ""
    contact: str = ""
    phone: str = ""
    agent: str = ""
    team: str = ""
    resubmit_at: datetime | None = None
    overdue: bool = False
    last_note: str = ""
    uid: str = ""


def ordered(rows: Iterable[OpenTicketRow]) -> list[OpenTicketRow]:
    """What is late first, then by priority, then what is due or waiting longest."""
    return sorted(rows, key=_rank)


def _rank(row: OpenTicketRow) -> tuple[bool, int, datetime, str]:
    return not row.overdue, -PRIORITY_RANK[row.priority], row.resubmit_at or row.created_at, row.number


def grouped(rows: Iterable[OpenTicketRow], grouping: str) -> list[tuple[str, list[OpenTicketRow]]]:
    """Ordered rows under their group: a name, a priority's code, or "" for those without; these come last."""
    groups: dict[str, list[OpenTicketRow]] = {}
    for row in ordered(rows):
        groups.setdefault("" if grouping == NONE else getattr(row, grouping), []).append(row)
    if grouping == BY_PRIORITY:
        return sorted(groups.items(), key=lambda group: -PRIORITY_RANK[group[0]])
    return sorted(groups.items(), key=lambda group: (not group[0], group[0].casefold()))
