"""The radar: calls against tickets against invoices. What it still finds keeps a period from being closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.clock import day_bounds
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.radar import (
    FINDINGS,
    NO_AGENT,
    NO_CUSTOMER,
    NO_SOLUTION,
    NO_TICKET,
    NO_TIME,
    OPEN_CLOCK,
    OVERLAP,
    UNBILLED,
    UNDECIDED,
    UNKNOWN_END,
    Stretch,
    overlaps,
)
from hotline_desk.domain.calls import ENDED, IN, OUT
from hotline_desk.domain.calls import UNKNOWN_END as END_UNKNOWN
from hotline_desk.domain.tickets import CALL, CLOSED, NEW, OUTCOMES, UNSOLVED, WITHDRAWN, WORK, unparked
from hotline_desk.services.act import act, reading
from hotline_desk.services.billing.propose import free_of_charge
from hotline_desk.services.billing.works import BillingRequest, payer
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing_runs import BillingDecisionRow, CallDecisionRow
from hotline_desk.store.calls.journal import CallLegRow, CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow, pauses_of

MOST = 500
"""So many findings of a kind are told one by one; their number is told in any case."""
_started = func.coalesce(WorklogRow.corrected_start, WorklogRow.raw_start)
_ended = func.coalesce(WorklogRow.corrected_end, WorklogRow.raw_end)
_CHARGED = tuple(code for code, outcome in OUTCOMES.items() if outcome.charged)
_WITHOUT_SOLUTION = tuple(code for code, outcome in OUTCOMES.items() if not outcome.needs_solution)


@dataclass(frozen=True)
class Finding:
    """Something of a period that is not settled. `opens` is "ticket" or "call", `uid` that thing's; `at` in UTC."""

    kind: str
    opens: str
    uid: str
    number: str
    who: str
    agent: str
    at: datetime
    seconds: int = 0
    text: str = ""


@dataclass(frozen=True)
class Radar:
    """What is not settled in a period of inclusive days. `counts` has every kind, also those with nothing."""

    first: date
    last: date
    calls: int
    decided: int
    counts: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@reading("billing.read")
def radar(ctx: Context, session: Session, first: date, last: date) -> Radar:
    """Everything of the period that has no ticket, time, decision or invoice yet, by kind and time.

    Raises UserError for a period that ends before it begins.
    """
    return radar_of(ctx, session, first, last)


def radar_of(ctx: Context, session: Session, first: date, last: date) -> Radar:
    """A shared step: see `radar`."""
    if last < first:
        raise UserError("billing.period")
    begin, end = day_bounds(first, last, ctx.zone)
    counts = dict.fromkeys(FINDINGS, 0)
    findings: list[Finding] = []
    for done, (kind, query) in enumerate(_queries(begin, end)):
        ctx.step(done, len(FINDINGS), "")
        counts[kind] = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        rows = session.execute(query.limit(MOST)).all() if counts[kind] else []
        if kind == UNBILLED and 0 < counts[kind] <= MOST:  # with more of it the period was not billed at all yet
            free = _free(ctx, session, first, last, [row[0] for row in rows])
            rows = [row for row in rows if row[0] not in free]
            counts[kind] = len(rows)
        findings += [_finding(kind, row) for row in rows]
    crossing = _overlaps(session, begin, end)
    counts[OVERLAP] = len(crossing)
    findings += _overlap_findings(session, crossing[:MOST])
    order = list(FINDINGS)
    findings.sort(key=lambda found: (order.index(found.kind), found.at, found.number))
    answered = and_(_answered(), CallRow.rang_at >= begin, CallRow.rang_at < end)
    calls = session.scalar(select(func.count()).select_from(CallRow).where(answered)) or 0
    decided = session.scalar(select(func.count()).select_from(CallRow).where(answered, _is_decided())) or 0
    return Radar(first, last, calls, decided, counts, tuple(findings))


def _answered() -> ColumnElement[bool]:
    return and_(CallRow.direction.in_((IN, OUT)), CallRow.state == ENDED, CallRow.answered_at.is_not(None))


def _is_decided() -> ColumnElement[bool]:
    return exists().where(CallDecisionRow.call_id == CallRow.id)


def _calls(begin: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(CallRow.uid, CallRow.caller_number, func.coalesce(AddressRow.name, CallRow.caller_name),
               UserRow.name, CallRow.rang_at, CallRow.duration_seconds, TicketRow.number)
        .outerjoin(AddressRow, AddressRow.id == CallRow.address_id)
        .outerjoin(UserRow, UserRow.id == CallRow.agent_id)
        .outerjoin(TicketRow, TicketRow.id == CallRow.ticket_id)
        .outerjoin(WorklogRow, WorklogRow.id == CallRow.worklog_id)
        .where(_answered(), CallRow.rang_at >= begin, CallRow.rang_at < end, ~_is_decided())
        .order_by(CallRow.rang_at, CallRow.id))


def _tickets(begin: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Tickets on which there was work in the period, each with its first work of these days."""
    return (
        select(TicketRow.uid, TicketRow.number, AddressRow.name, UserRow.name, func.min(_started),
               func.count(WorklogRow.id), TicketRow.subject)
        .join(WorklogRow, WorklogRow.ticket_id == TicketRow.id)
        .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
        .outerjoin(UserRow, UserRow.id == TicketRow.agent_id)
        .where(WorklogRow.removed_at.is_(None), _started >= begin, _started < end)
        .group_by(TicketRow.id, TicketRow.uid, TicketRow.number, AddressRow.name, UserRow.name, TicketRow.subject)
        .order_by(func.min(_started), TicketRow.id))


def _works(begin: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(TicketRow.uid, TicketRow.number, AddressRow.name, UserRow.name, _started, WorklogRow.id,
               TicketRow.subject)
        .join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
        .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
        .outerjoin(UserRow, UserRow.id == WorklogRow.agent_id)
        .where(WorklogRow.removed_at.is_(None), _started >= begin, _started < end)
        .order_by(_started, WorklogRow.id))


def _queries(begin: datetime, end: datetime) -> Iterator[tuple[str, Select[*tuple[Any, ...]]]]:
    calls, tickets = _calls(begin, end), _tickets(begin, end)
    untouched = or_(CallRow.ticket_id.is_(None), TicketRow.state == WITHDRAWN,
                    and_(TicketRow.state == NEW, CallRow.worklog_id.is_(None)))
    yield NO_TICKET, calls.where(untouched)
    legs = exists().where(CallLegRow.call_id == CallRow.id, CallLegRow.worklog_id.is_not(None))
    has_end = or_(WorklogRow.corrected_end.is_not(None), WorklogRow.raw_end.is_not(None))
    yield NO_TIME, calls.where(~untouched, CallRow.worklog_id.is_(None), ~legs)
    yield UNKNOWN_END, calls.where(CallRow.outcome == END_UNKNOWN, CallRow.worklog_id.is_not(None), ~has_end)
    ends = exists().where(CallRow.worklog_id == WorklogRow.id, CallRow.outcome == END_UNKNOWN)
    yield OPEN_CLOCK, _works(begin, end).where(_ended.is_(None), WorklogRow.quantity_e4.is_(None), ~ends)
    yield UNDECIDED, tickets.where(or_(TicketRow.state.in_(UNSOLVED),
                                       and_(TicketRow.state == CLOSED, TicketRow.outcome.is_(None))))
    closed = TicketRow.state == CLOSED
    yield NO_SOLUTION, tickets.where(closed, func.trim(TicketRow.solution) == "", TicketRow.kind != "remark",
                                     or_(TicketRow.outcome.is_(None), TicketRow.outcome.not_in(_WITHOUT_SOLUTION)))
    yield NO_AGENT, tickets.where(closed, TicketRow.agent_id.is_(None), TicketRow.closed_by_id.is_(None))
    claimed = exists().where(BillingClaimRow.worklog_id == WorklogRow.id)
    later = aliased(BillingDecisionRow)
    revised = exists().where(later.worklog_id == WorklogRow.id, later.id > BillingDecisionRow.id)
    given_away = exists().where(BillingDecisionRow.worklog_id == WorklogRow.id, BillingDecisionRow.charged.is_(False),
                                ~revised)
    owed = tickets.where(closed, TicketRow.outcome.in_(_CHARGED), WorklogRow.billable.is_(True),
                         WorklogRow.kind.in_((CALL, WORK)), ~claimed, ~given_away)
    yield NO_CUSTOMER, owed.where(payer.is_(None))
    yield UNBILLED, owed.where(payer.is_not(None))


def _free(ctx: Context, session: Session, first: date, last: date, tickets: list[str]) -> frozenset[str]:
    """Those tickets for which no invoice will come, because the rules leave their customers nothing to charge."""
    numbers = session.scalars(select(AddressRow.number).join(TicketRow, payer == AddressRow.id)
                              .where(TicketRow.uid.in_(tickets)).distinct())
    return free_of_charge(ctx, session, BillingRequest(first, last, tuple(numbers)))


def _finding(kind: str, row: Any) -> Finding:
    if kind in (NO_TICKET, NO_TIME, UNKNOWN_END):
        uid, number, who, agent, at, seconds, ticket = row
        return Finding(kind, "call", uid, ticket or "", who or number or "", agent or "", at, seconds)
    uid, number, who, agent, at, _many, subject = row
    return Finding(kind, "ticket", uid, number or "", who or "", agent or "", at, text=subject)


def _overlaps(session: Session, begin: datetime, end: datetime) -> list[tuple[int, int, int]]:
    """(worklog, the other worklog, seconds) of what lies over earlier work of the same agent."""
    rows = session.execute(
        select(WorklogRow.id, WorklogRow.agent_id, _started, _ended)
        .where(WorklogRow.removed_at.is_(None), WorklogRow.agent_id.is_not(None), WorklogRow.quantity_e4.is_(None),
               _ended.is_not(None), _started < end, _ended > begin)
        .order_by(WorklogRow.agent_id, _started, WorklogRow.id)).all()
    pauses = pauses_of(session, [row[0] for row in rows])
    stretches = (Stretch(agent, start, stop, key) for key, agent, began, ended in rows if agent is not None
                 for start, stop in unparked(began, ended, pauses.get(key, ())))
    found = overlaps(sorted(stretches, key=lambda each: (each.agent, each.start, each.end)))
    sums: dict[tuple[int, int], int] = {}
    for each in found:
        sums[(each.worklog, each.other)] = sums.get((each.worklog, each.other), 0) + each.seconds
    return [(worklog, other, seconds) for (worklog, other), seconds in sums.items()]


def _overlap_findings(session: Session, crossing: list[tuple[int, int, int]]) -> list[Finding]:
    other, ticket_of_other = aliased(WorklogRow), aliased(TicketRow)
    findings = []
    for worklog_id, other_id, seconds in crossing:
        uid, number, who, agent, at, with_number = session.execute(
            select(TicketRow.uid, TicketRow.number, AddressRow.name, UserRow.name, _started, ticket_of_other.number)
            .select_from(WorklogRow).join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
            .join(other, other.id == other_id).join(ticket_of_other, ticket_of_other.id == other.ticket_id)
            .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
            .outerjoin(UserRow, UserRow.id == WorklogRow.agent_id).where(WorklogRow.id == worklog_id)).one()
        findings.append(Finding(OVERLAP, "ticket", uid, number or "", who or "", agent or "", at, seconds,
                                with_number or ""))
    return findings


@act("call.decide", permission="ticket.edit")
def decide_calls(ctx: Context, tx: Tx, uids: list[str], reason: str) -> int:
    """Says why these answered calls need no ticket and are not billed; returns how many were not said so before.

    Raises UserError without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise UserError("value.missing", field=N_("Reason"))
    done = 0
    for uid in uids:
        call = row_of(tx.session, CallRow, uid)
        if tx.session.scalar(select(CallDecisionRow.id).where(CallDecisionRow.call_id == call.id)):
            continue
        tx.session.add(CallDecisionRow(call_id=call.id, at=tx.now, by_id=ctx.user.id, reason=reason))
        tx.changed("call", uid)
        done += 1
    return done
