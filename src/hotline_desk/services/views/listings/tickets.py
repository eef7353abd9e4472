"""Tickets and worklogs for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import seconds_between
from hotline_desk.core.money import E4, plain
from hotline_desk.domain.tickets import CALL, OUTCOMES, unparked_seconds
from hotline_desk.services.context import Context
from hotline_desk.services.views.listings.filters import address_key, agent_key, names, team_key, within
from hotline_desk.services.views.listings.values import ListedTicket, ListedWorklog, ListFilter
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogPauseRow, WorklogRow, pauses_of

OPEN, PARTLY, BILLED, FREE = "open", "partly", "billed", "free"


def billing_state(outcome: str | None, claimed: int, unclaimed: int) -> str:
    """How far a ticket is billed: `claimed` and `unclaimed` count its chargeable measures."""
    if outcome is not None and not OUTCOMES[outcome].charged:
        return FREE
    if unclaimed:
        return PARTLY if claimed else OPEN
    return BILLED if claimed else FREE


@dataclass
class _Sums:
    """What the measures of one ticket add up to."""

    call_seconds: int = 0
    work_seconds: int = 0
    claimed: int = 0
    unclaimed: int = 0
    documents: set[str] = field(default_factory=set)


def ticket_conditions(ctx: Context, session: Session, wanted: ListFilter) -> list[ColumnElement[bool]]:
    conditions = within(ctx, wanted, TicketRow.created_at)
    if wanted.customer is not None:
        conditions.append(TicketRow.address_id == address_key(session, wanted.customer))
    if wanted.state is not None:
        conditions.append(TicketRow.state == wanted.state)
    if wanted.agent is not None:
        conditions.append(TicketRow.agent_id == agent_key(session, wanted.agent))
    if wanted.team is not None:
        conditions.append(TicketRow.team_id == team_key(session, wanted.team))
    return conditions


def tickets(ctx: Context, session: Session, keys: list[int]) -> list[ListedTicket]:
    """The tickets of these keys with the sums of their measures, in two queries."""
    sums = _sums(session, keys)
    rows = session.execute(
        select(TicketRow, AddressRow.number, AddressRow.name, ContactRow, UserRow.login, TeamRow.name)
        .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
        .outerjoin(ContactRow, ContactRow.id == TicketRow.contact_id)
        .outerjoin(UserRow, UserRow.id == TicketRow.agent_id)
        .outerjoin(TeamRow, TeamRow.id == TicketRow.team_id)
        .where(TicketRow.id.in_(keys)).order_by(TicketRow.id))
    return [
        ListedTicket(
            uid=t.uid, number=t.number, kind=t.kind, channel=t.channel, state=t.state, priority=t.priority,
            subject=t.subject, address_number=number, address_name=name,
            contact=(contact.full_name if contact else t.contact_name) or None, caller_number=t.caller_number,
            agent=agent, team=team, created_at=t.created_at, resubmit_at=t.resubmit_at, closed_at=t.closed_at,
            call_seconds=sums[t.id].call_seconds, work_seconds=sums[t.id].work_seconds, outcome=t.outcome,
            billing=billing_state(t.outcome, sums[t.id].claimed, sums[t.id].unclaimed),
            document_numbers=tuple(sorted(sums[t.id].documents)))
        for t, number, name, contact, agent, team in rows
    ]


def _sums(session: Session, keys: list[int]) -> dict[int, _Sums]:
    sums = {key: _Sums() for key in keys}
    pauses = pauses_of(session, session.scalars(
        select(WorklogPauseRow.worklog_id).join(WorklogRow, WorklogRow.id == WorklogPauseRow.worklog_id)
        .where(WorklogRow.ticket_id.in_(keys)).distinct()).all())
    rows = session.execute(
        select(WorklogRow.id, WorklogRow.ticket_id, WorklogRow.kind, WorklogRow.billable,
               func.coalesce(WorklogRow.corrected_start, WorklogRow.raw_start),
               func.coalesce(WorklogRow.corrected_end, WorklogRow.raw_end), BillingClaimRow.document_number)
        .outerjoin(BillingClaimRow, BillingClaimRow.worklog_id == WorklogRow.id)
        .where(WorklogRow.ticket_id.in_(keys), WorklogRow.removed_at.is_(None)))
    for worklog, key, kind, billable, start, end, document in rows:
        own = sums[key]
        if start is not None and end is not None:
            seconds = unparked_seconds(start, end, pauses.get(worklog, ()))
            own.call_seconds += seconds if kind == CALL else 0
            own.work_seconds += 0 if kind == CALL else seconds
        if document is not None:
            own.documents.add(document)
        own.claimed += billable and document is not None
        own.unclaimed += billable and document is None
    return sums


def worklog_conditions(ctx: Context, session: Session, wanted: ListFilter) -> list[ColumnElement[bool]]:
    conditions = [WorklogRow.removed_at.is_(None),
                  *within(ctx, wanted, func.coalesce(WorklogRow.corrected_start, WorklogRow.raw_start))]
    if wanted.customer is not None:
        key = address_key(session, wanted.customer)
        conditions.append(WorklogRow.ticket_id.in_(select(TicketRow.id).where(TicketRow.address_id == key)))
    if wanted.agent is not None:
        conditions.append(WorklogRow.agent_id == agent_key(session, wanted.agent))
    return conditions


def worklogs(ctx: Context, session: Session, keys: list[int]) -> list[ListedWorklog]:
    """The measures of these keys."""
    rows: Sequence[tuple[WorklogRow, str | None, str | None]] = session.execute(
        select(WorklogRow, TicketRow.number, BillingClaimRow.document_number)
        .join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
        .outerjoin(BillingClaimRow, BillingClaimRow.worklog_id == WorklogRow.id)
        .where(WorklogRow.id.in_(keys)).order_by(WorklogRow.id)).all()
    agents = names(session, UserRow.id, UserRow.login, [w.agent_id for w, _, _ in rows])
    articles = names(session, ArticleRow.id, ArticleRow.number, [w.article_id for w, _, _ in rows])
    return [
        ListedWorklog(
            uid=w.uid, ticket_number=ticket, kind=w.kind, agent=agents.get(w.agent_id), raw_start=w.raw_start,
            raw_end=w.raw_end,
            raw_seconds=seconds_between(w.raw_start, w.raw_end) if w.raw_start and w.raw_end else None,
            start=w.start, end=w.end, article=articles.get(w.article_id),
            quantity=None if w.quantity_e4 is None else plain(w.quantity_e4 / E4), text=w.text, billable=w.billable,
            document_number=document)
        for w, ticket, document in rows
    ]
