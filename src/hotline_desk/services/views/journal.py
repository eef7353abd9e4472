"""The journal: calls as a list, with the state of their tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds
from hotline_desk.domain.calls import ENDED
from hotline_desk.services.act import reading
from hotline_desk.services.calls.tickets import other_party
from hotline_desk.services.context import Context
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.calls import CallRow
from hotline_desk.store.search import fold, query_words
from hotline_desk.store.tickets import TicketRow


@dataclass(frozen=True)
class JournalFilter:
    """What of the journal is wanted; days are inclusive, of the company's zone."""

    first: date | None = None
    last: date | None = None
    direction: str | None = None
    outcome: str | None = None
    missed_open: bool = False
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


@reading("call.read")
def journal(ctx: Context, session: Session, wanted: JournalFilter, limit: int = 500,
            before: tuple[datetime, str] | None = None) -> list[JournalRow]:
    """Calls, newest first; `before` is (rang_at, uid) of the last row of the page above."""
    query = (
        select(CallRow, AddressRow, ContactRow, UserRow.name, TicketRow)
        .outerjoin(AddressRow, AddressRow.id == CallRow.address_id)
        .outerjoin(ContactRow, ContactRow.id == CallRow.contact_id)
        .outerjoin(UserRow, UserRow.id == CallRow.agent_id)
        .outerjoin(TicketRow, TicketRow.id == CallRow.ticket_id)
    )
    query = _filtered(ctx, query, wanted)
    if before is not None:
        query = query.where(CallRow.rang_at < before[0])
    rows = session.execute(query.order_by(CallRow.rang_at.desc(), CallRow.id.desc()).limit(limit))
    return [
        JournalRow(
            uid=c.uid, direction=c.direction, state=c.state, outcome=c.outcome, number=other_party(c),
            number_raw=c.caller_raw, number_state=c.number_state, caller_name=c.caller_name,
            company=a.name if a else "", contact=p.full_name if p else "", address_uid=a.uid if a else None,
            rang_at=c.rang_at, answered_at=c.answered_at, duration_seconds=c.duration_seconds, extension=c.extension,
            agent=agent or "", ticket_uid=t.uid if t else None, ticket_number=t.number if t else None,
            ticket_state=t.state if t else None, needs_callback=_missed(c), unprocessed=c.unprocessed)
        for c, a, p, agent, t in rows
    ]


def _missed(call: CallRow) -> bool:
    return (call.direction == "in" and call.state == ENDED and call.outcome in ("missed", "busy")
            and call.hidden_at is None)


def _filtered(ctx: Context, query: Select[tuple[CallRow, AddressRow, ContactRow, str, TicketRow]],
              wanted: JournalFilter) -> Select[tuple[CallRow, AddressRow, ContactRow, str, TicketRow]]:
    if wanted.first or wanted.last:
        first = wanted.first or date(1970, 1, 1)
        start, end = day_bounds(first, wanted.last or date(9998, 1, 1), ctx.zone)
        query = query.where(CallRow.rang_at >= start, CallRow.rang_at < end)
    if wanted.direction:
        query = query.where(CallRow.direction == wanted.direction)
    if wanted.outcome:
        query = query.where(CallRow.outcome == wanted.outcome)
    if wanted.missed_open:
        query = query.where(CallRow.direction == "in", CallRow.outcome.in_(("missed", "busy")),
                            CallRow.hidden_at.is_(None))
    for word in query_words(wanted.words):
        if word.isdigit() and len(word) >= 3:
            query = query.where(CallRow.caller_number.contains(word.lstrip("0"))
                                | CallRow.called_number.contains(word.lstrip("0")))
        else:
            query = query.where(AddressRow.folded.contains(word) | func.lower(CallRow.caller_name).contains(fold(word)))
    return query


@reading("call.read")
def missed_count(ctx: Context, session: Session) -> int:
    """Missed calls that nobody has seen yet."""
    return session.scalar(select(func.count()).select_from(CallRow).where(
        CallRow.direction == "in", CallRow.outcome.in_(("missed", "busy")), CallRow.hidden_at.is_(None))) or 0
