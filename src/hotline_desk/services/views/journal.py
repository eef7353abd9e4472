"""The journal: calls as a list, with the state of their tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds
from hotline_desk.domain.calls import ENDED, IN, UNKNOWN_END
from hotline_desk.domain.tickets import NEW, WITHDRAWN
from hotline_desk.services.act import reading
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.context import Context
from hotline_desk.services.views.missed import still_missed
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.search import fold, query_words
from hotline_desk.store.tickets import TicketRow, WorklogRow

Query = Select[CallRow, AddressRow, ContactRow, str, TicketRow, bool, bool]


@dataclass(frozen=True)
class JournalFilter:
    """What of the journal is wanted; days are inclusive, of the company's zone.

    `missed_open`: who is to be called back. `unaccounted`: talks without a ticket that anybody worked on,
    calls whose end is not known, calls at which a rule failed.
    """

    first: date | None = None
    last: date | None = None
    direction: str | None = None
    outcome: str | None = None
    missed_open: bool = False
    unaccounted: bool = False
    words: str = ""


@dataclass(frozen=True)
class JournalRow:
    """A call in the list. Instants UTC. `needs_callback`: missed, not seen, and nobody got through since."""

    uid: str
    direction: str
    state: str
    outcome: str | None
    number: str | None
    number_raw: str
    number_state: str
    caller_name: str
    company: str
    contact: str
    address_uid: str | None
    rang_at: datetime
    answered_at: datetime | None
    duration_seconds: int
    extension: str
    agent: str
    ticket_uid: str | None
    ticket_number: str | None
    ticket_state: str | None
    needs_callback: bool
    unprocessed: str
    called_number: str | None = None
    ended_at: datetime | None = None
    unaccounted: bool = False


@reading("call.read")
def journal(ctx: Context, session: Session, wanted: JournalFilter, limit: int = 500) -> list[JournalRow]:
    """The newest calls that fit, newest first."""
    query = (
        select(CallRow, AddressRow, ContactRow, UserRow.name, TicketRow, still_missed(), _unaccounted())
        .outerjoin(AddressRow, AddressRow.id == CallRow.address_id)
        .outerjoin(ContactRow, ContactRow.id == CallRow.contact_id)
        .outerjoin(UserRow, UserRow.id == CallRow.agent_id)
        .outerjoin(TicketRow, TicketRow.id == CallRow.ticket_id)
        .outerjoin(WorklogRow, WorklogRow.id == CallRow.worklog_id)
    )
    query = _filtered(ctx, query, wanted)
    rows = session.execute(query.order_by(CallRow.rang_at.desc(), CallRow.id.desc()).limit(limit))
    return [
        JournalRow(
            uid=c.uid, direction=c.direction, state=c.state, outcome=c.outcome, number=other_party(c),
            number_raw=c.caller_raw, number_state=c.number_state, caller_name=c.caller_name,
            company=a.name if a else "", contact=p.full_name if p else "", address_uid=a.uid if a else None,
            rang_at=c.rang_at, answered_at=c.answered_at, duration_seconds=c.duration_seconds, extension=c.extension,
            agent=agent or "", ticket_uid=t.uid if t else None, ticket_number=t.number if t else None,
            ticket_state=t.state if t else None, needs_callback=bool(missed), unprocessed=c.unprocessed,
            called_number=c.called_number, ended_at=c.ended_at, unaccounted=bool(left))
        for c, a, p, agent, t, missed, left in rows
    ]


def _unaccounted() -> ColumnElement[bool]:
    nobody = TicketRow.id.is_(None) | TicketRow.state.in_((NEW, WITHDRAWN))
    talked = (CallRow.direction == IN) & (CallRow.state == ENDED) & CallRow.answered_at.is_not(None) & nobody
    no_end = (CallRow.outcome == UNKNOWN_END) & CallRow.answered_at.is_not(None) & WorklogRow.corrected_end.is_(None)
    return talked | no_end | (CallRow.unprocessed != "")


def _filtered(ctx: Context, query: Query, wanted: JournalFilter) -> Query:
    if wanted.first or wanted.last:
        first = wanted.first or date(1970, 1, 1)
        start, end = day_bounds(first, wanted.last or date(9998, 1, 1), ctx.zone)
        query = query.where(CallRow.rang_at >= start, CallRow.rang_at < end)
    if wanted.direction:
        query = query.where(CallRow.direction == wanted.direction)
    if wanted.outcome:
        query = query.where(CallRow.outcome == wanted.outcome)
    if wanted.missed_open:
        query = query.where(still_missed())
    if wanted.unaccounted:
        query = query.where(_unaccounted())
    for word in query_words(wanted.words):
        if word.isdigit() and len(word) >= 3:
            query = query.where(CallRow.caller_number.contains(word.lstrip("0"))
                                | CallRow.called_number.contains(word.lstrip("0")))
        else:
            query = query.where(AddressRow.folded.contains(word) | func.lower(CallRow.caller_name).contains(fold(word)))
    return query


@reading("call.read")
def missed_count(ctx: Context, session: Session) -> int:
    """Callers who did not get through and were not called back yet."""
    callers = func.count(func.distinct(func.coalesce(CallRow.caller_number, CallRow.uid)))
    return session.scalar(select(callers).where(still_missed())) or 0
