"""The journal: calls as a list, with the state of their tickets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds
from hotline_desk.core.folding import fold
from hotline_desk.domain.calls import ENDED, IN, OUT, UNKNOWN_END
from hotline_desk.domain.concerns import MINE
from hotline_desk.domain.tickets import NEW, WITHDRAWN
from hotline_desk.services.act import reading
from hotline_desk.services.calls.called import LineNames
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.calls.privacy import shown, visible
from hotline_desk.services.calls.whose import whose
from hotline_desk.services.context import Context
from hotline_desk.services.views.missed import missed_rows, still_missed
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.billing_runs import CallDecisionRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.search import query_words
from hotline_desk.store.tickets import TicketRow, WorklogRow

_LOOKED_THROUGH = 10
Query = Select[CallRow, AddressRow, ContactRow, str, TicketRow, bool, bool]
Row = tuple[CallRow, AddressRow, ContactRow, str, TicketRow, bool, bool]


@dataclass(frozen=True)
class JournalFilter:
    """What of the journal is wanted; days are inclusive, of the company's zone.

    `mine`: calls that concern this user by his telephone, queues and numbers, and those that concern nobody else.
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
    mine: bool = False


@dataclass(frozen=True)
class JournalRow:
    """A call in the list. Instants UTC. `needs_callback`: missed, not seen, and nobody got through since.

    `number` is None where this user may not see it; `number_raw` is what he may. `guessed`: company and contact are
    only probable. `purged`: number and name were taken out for privacy.
    """

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
    queue: str = ""
    line_name: str = ""
    guessed: bool = False
    purged: bool = False
    menu: str = ""
    feed: str = ""


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
    query = _filtered(ctx, query, wanted).order_by(CallRow.rang_at.desc(), CallRow.id.desc())
    found = list(_concerning(ctx, session, query, limit) if wanted.mine else session.execute(query.limit(limit)))
    how, names = visible(ctx), LineNames(session)
    return [_row(how, names, *row) for row in found]


def _concerning(ctx: Context, session: Session, query: Query, limit: int) -> Iterator[Row]:
    """The newest that concern this user, of the newest of all that fit."""
    rules = whose(ctx, session, MINE)
    rows = session.execute(query.limit(limit * _LOOKED_THROUGH))
    return islice((row for row in rows if rules.concerns_me(session, row[0])), limit)


def _row(how: str, names: LineNames, c: CallRow, a: AddressRow | None, p: ContactRow | None, agent: str | None,
         t: TicketRow | None, missed: bool, left: bool) -> JournalRow:
    number, raw = shown(how, other_party(c), c.caller_raw)
    return JournalRow(
        uid=c.uid, direction=c.direction, state=c.state, outcome=c.outcome, number=number, number_raw=raw,
        number_state=c.number_state, caller_name=c.caller_name, company=a.name if a else "",
        contact=p.full_name if p else "", address_uid=a.uid if a else None, rang_at=c.rang_at,
        answered_at=c.answered_at, duration_seconds=c.duration_seconds, extension=c.extension, agent=agent or "",
        ticket_uid=t.uid if t else None, ticket_number=t.number if t else None, ticket_state=t.state if t else None,
        needs_callback=bool(missed), unprocessed=c.unprocessed,
        called_number=number if c.direction == OUT else c.called_number, ended_at=c.ended_at, unaccounted=bool(left),
        queue=c.queue, line_name=names.of(c), guessed=c.guessed, purged=c.purged_at is not None, menu=c.menu,
        feed=c.feed)


def _unaccounted() -> ColumnElement[bool]:
    nobody = TicketRow.id.is_(None) | TicketRow.state.in_((NEW, WITHDRAWN))
    decided = exists().where(CallDecisionRow.call_id == CallRow.id)
    talked = (CallRow.direction == IN) & (CallRow.state == ENDED) & CallRow.answered_at.is_not(None) & nobody & ~decided
    no_end = (CallRow.outcome == UNKNOWN_END) & CallRow.answered_at.is_not(None) & (
        WorklogRow.corrected_end.is_(None) & WorklogRow.raw_end.is_(None))
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
def missed_count(ctx: Context, session: Session, mine: bool = False) -> int:
    """Callers who did not get through and were not called back yet; only those who concern this user if asked."""
    if mine:
        return len(missed_rows(ctx, session, mine=True))
    callers = func.count(func.distinct(func.coalesce(CallRow.caller_number, CallRow.uid)))
    return session.scalar(select(callers).where(still_missed())) or 0
