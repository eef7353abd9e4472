"""The page of a shift as rows of a list: clocks, callbacks and tickets, in the order of the paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline_desk.core import phone
from hotline_desk.core.text import N_
from hotline_desk.domain.shifts import ShiftCallback, ShiftClock, ShiftPage, ShiftTicket
from hotline_desk.domain.tickets import PRIORITIES, STATES, WORKLOG_KINDS
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.shell import Shell

CLOCK, CALLBACK, TICKET = "clock", "callback", "ticket"
_ICONS = {CLOCK: "timer", CALLBACK: "phone-forwarded", TICKET: "ticket"}
_NAMES = {CLOCK: N_("Clock"), CALLBACK: N_("Callback"), TICKET: N_("Ticket")}


@dataclass(frozen=True)
class ShiftRow:
    """One line. `opens` is the ticket or the callback that Enter leads to; instants UTC."""

    uid: str
    kind: str
    rank: int
    number: str
    what: str
    who: str
    customer: str
    note: str
    when: datetime
    late: bool
    ticket_uid: str


def rows_of(shell: Shell, page: ShiftPage) -> list[ShiftRow]:
    """All that is on a page."""
    made = [_clock(shell, each) for each in page.clocks]
    made += [_callback(each) for each in page.callbacks]
    made += [_ticket(shell, each) for each in page.tickets]
    return [ShiftRow(**{**vars(row), "rank": rank}) for rank, row in enumerate(made)]


def _clock(shell: Shell, clock: ShiftClock) -> ShiftRow:
    tr = shell.texts.tr
    note = _joined(tr(WORKLOG_KINDS[clock.kind]), clock.text, tr("ended by the hand-over") if clock.stopped else "")
    return ShiftRow(clock.uid, CLOCK, 0, clock.number, clock.subject or tr("no subject"), clock.agent, clock.customer,
                    note, clock.since, False, clock.ticket_uid)


def _callback(each: ShiftCallback) -> ShiftRow:
    return ShiftRow(each.uid, CALLBACK, 0, each.number, _joined(phone.display(each.phone), each.contact),
                    each.agent or each.team, each.company, each.note, each.due_at, each.overdue, each.ticket_uid)


def _ticket(shell: Shell, ticket: ShiftTicket) -> ShiftRow:
    tr = shell.texts.tr
    priority = tr(PRIORITIES[ticket.priority]) if ticket.priority != "normal" else ""
    return ShiftRow(ticket.uid, TICKET, 0, ticket.number, ticket.subject or tr("no subject"),
                    ticket.agent or ticket.team, ticket.customer,
                    _joined(tr(STATES[ticket.state]), priority, ticket.note.replace("\n", " ")),
                    ticket.due_at or ticket.received_at, ticket.overdue, ticket.uid)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def columns(shell: Shell) -> tuple[Column, ...]:
    """What a line shows; sorted by its kind it is in the order of the paper."""
    texts = shell.texts
    return (
        Column("kind", N_("Kind"), lambda r: texts.tr(_NAMES[r.kind]), width=12, sort=lambda r: r.rank,
               icon=lambda r: _ICONS[r.kind]),
        Column("when", N_("Since / due"), lambda r: texts.moment(r.when), width=16, sort=lambda r: r.when,
               icon=lambda r: "clock-alert" if r.late else "", color=lambda r: "danger" if r.late else ""),
        Column("number", N_("Number"), lambda r: r.number, width=11, bold=True, rank=1),
        Column("what", N_("What"), lambda r: r.what, width=24, stretch=True),
        Column("customer", N_("Customer"), lambda r: r.customer, width=18, rank=2),
        Column("who", N_("Who"), lambda r: r.who, width=14, rank=3),
        Column("note", N_("Note"), lambda r: r.note, width=24, rank=4),
    )
