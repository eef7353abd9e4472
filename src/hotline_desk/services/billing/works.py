"""Which work is to be billed to whom, with the articles and rules that hold for its day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.clock import day_bounds, local_day, seconds_between
from hotline_desk.domain.billing.months import quarter_of
from hotline_desk.domain.billing.quota import Quota
from hotline_desk.domain.billing.runs import CALLS, PARTS, REMOTE, SERVICES
from hotline_desk.domain.billing.values import Fee, Refusal, Work
from hotline_desk.domain.contracts import Contract
from hotline_desk.domain.remote import session_in
from hotline_desk.domain.tickets import NEVER_LISTED, WORK
from hotline_desk.services.billing.beside import Beside, read_beside
from hotline_desk.services.billing.conditions import QUARTERLY, Conditions, texts_of
from hotline_desk.services.context import Context
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow

_OTHER = aliased(TicketRow)
started = func.coalesce(WorklogRow.corrected_start, WorklogRow.raw_start)
ended = func.coalesce(WorklogRow.corrected_end, WorklogRow.raw_end)
payer = func.coalesce(TicketRow.client_id, TicketRow.address_id)
"""Who pays: the client behind the called line, else the customer."""


@dataclass(frozen=True)
class BillingRequest:
    """What is to be billed: inclusive days of the company's zone, customers by number, contracts by uid (None: all).

    `parts` are kinds of work, and fees. Whoever is billed by the quarter waits until it is over, unless he was
    named or `early` is set; the same holds for small sums.
    """

    first: date
    last: date
    customers: tuple[str, ...] | None = None
    include_open: bool = False
    contracts: tuple[str, ...] | None = None
    parts: tuple[str, ...] = PARTS
    early: bool = False

    @property
    def asked(self) -> bool:
        """Whether nobody has to wait."""
        return self.early or self.customers is not None

    def span(self, cycle: str) -> tuple[date, date]:
        """From which day on work of this cycle is no older work, and up to which day it is taken."""
        if cycle != QUARTERLY or self.asked:
            return self.first, self.last
        first, last = quarter_of(self.last)
        if last != self.last:
            return self.first, date.fromordinal(first.toordinal() - 1)
        return min(first, self.first), last


@dataclass
class CustomerWork:
    """Everything of one customer that is to be billed, or why it cannot be. `waits`: something is not due yet.

    `keys` are those of the rows of the works, by uid.
    """

    address: AddressRow
    works: list[Work] = field(default_factory=list)
    refusal: Refusal | None = None
    fees: tuple[Fee, ...] = ()
    quotas: tuple[Quota, ...] = ()
    first: date = date.max
    waits: bool = False
    keys: dict[str, int] = field(default_factory=dict)

    @property
    def is_something(self) -> bool:
        return bool(self.works or self.fees or self.refusal)


def wanted_work(ctx: Context, wanted: BillingRequest) -> list[ColumnElement[bool]]:
    """The conditions of worklogs and tickets that a request asks for, billed or not."""
    _, end = day_bounds(wanted.first, wanted.last, ctx.zone)
    states = ("closed", "open", "new", "resubmitted") if wanted.include_open else ("closed",)
    return [
        WorklogRow.removed_at.is_(None), TicketRow.state.in_(states),
        or_(TicketRow.outcome.is_(None), TicketRow.outcome.not_in(NEVER_LISTED)),
        or_(WorklogRow.raw_start.is_(None), WorklogRow.raw_start < end, WorklogRow.corrected_start < end)]


def unclaimed() -> ColumnElement[bool]:
    """The condition that no valid document claims a worklog."""
    return ~select(BillingClaimRow.worklog_id).where(BillingClaimRow.worklog_id == WorklogRow.id).exists()


def paid_by(address_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that one of these pays for a ticket; joined by OR, no index would serve it."""
    keys, t = list(address_ids), _OTHER
    return WorklogRow.ticket_id.in_(union_all(
        select(t.id).where(t.client_id.is_(None), t.address_id.in_(keys)), select(t.id).where(t.client_id.in_(keys))))


def unbilled(ctx: Context, session: Session, wanted: BillingRequest, known: Conditions,
             address_ids: Collection[int], only: Collection[int] | None = None) -> dict[int, CustomerWork]:
    """By key of who pays: all work up to the last day that no valid document claims; only these worklogs if named."""
    which = [*wanted_work(ctx, wanted), unclaimed(), paid_by(address_ids)]
    if only is not None:
        which.append(WorklogRow.id.in_(list(only)))
    return _gather(ctx, session, wanted, known, _query(which))


def of_period(ctx: Context, session: Session, wanted: BillingRequest, known: Conditions,
              address_ids: Collection[int]) -> dict[int, CustomerWork]:
    """By key of who pays: all work of the period, billed or not."""
    start, _ = day_bounds(wanted.first, wanted.last, ctx.zone)
    which = [*wanted_work(ctx, wanted), paid_by(address_ids), or_(started.is_(None), started >= start)]
    return _gather(ctx, session, wanted, known, _query(which), since=wanted.first)


def _query(which: Iterable[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    w, t, c = WorklogRow, TicketRow, CallRow
    return (
        select(w.id, w.uid, w.kind, w.raw_start, w.raw_end, w.corrected_start, w.corrected_end, w.article_id,
               w.quantity_e4, w.text, w.billable, t.id.label("ticket_id"), t.uid.label("ticket_uid"),
               t.number.label("ticket_number"), t.subject, t.solution, t.outcome, t.closed_at, t.created_at,
               t.caller_number.label("ticket_caller"), t.contact_name, t.product, t.category, t.address_id,
               payer.label("payer"), UserRow.uid.label("agent_uid"), UserRow.name.label("agent_name"),
               ContactRow.uid.label("contact_uid"), ContactRow.salutation, ContactRow.first_name,
               ContactRow.last_name, c.id.label("call_id"), c.caller_number, c.caller_name, c.called_number,
               c.direction)
        .join(t, t.id == w.ticket_id)
        .outerjoin(UserRow, UserRow.id == w.agent_id)
        .outerjoin(ContactRow, ContactRow.id == t.contact_id)
        .outerjoin(c, c.worklog_id == w.id)
        .where(*which).order_by(w.id))


def _gather(ctx: Context, session: Session, wanted: BillingRequest, known: Conditions,
            query: Select[*tuple[Any, ...]], since: date = date.min) -> dict[int, CustomerWork]:
    rows = {row.id: row for row in session.execute(query)}
    beside = read_beside(session, list(rows.values()), known)
    addresses = {row.id: row for row in session.scalars(
        select(AddressRow).where(AddressRow.id.in_({row.payer for row in rows.values()})))}
    found = {key: CustomerWork(address) for key, address in addresses.items()}
    for row in rows.values():
        start, end = _span(row)
        if end is None or (wanted.parts != PARTS and _part(row) not in wanted.parts):
            continue
        day = local_day(start, ctx.zone)
        if since <= day <= wanted.last:
            _add(ctx, wanted, known, beside, found[row.payer], row, (start, end, day))
    return found


def _part(row: Row[Any]) -> str:
    """To which part of a request a worklog belongs."""
    if row.kind != WORK:
        return CALLS
    return REMOTE if session_in(row.text) else SERVICES


def _add(ctx: Context, wanted: BillingRequest, known: Conditions, beside: Beside, customer: CustomerWork,
         row: Row[Any], when: tuple[datetime, datetime, date]) -> None:
    """One work to its customer, unless its contract was not asked for or it is not due yet."""
    start, end, day = when
    held = known.of(row.payer, day, beside.reach(row), called_out=row.id in beside.jobs)
    if wanted.contracts is not None and (held.contract is None or held.contract.uid not in wanted.contracts):
        return
    first, last = wanted.span(known.cycle(row.payer, held.contract))
    if day > last:
        customer.waits = True
        return
    decided = beside.decisions.get(row.id)
    article = known.article((decided.article_id if decided else None) or row.article_id, held.terms)
    if article is None:
        customer.refusal = customer.refusal or _no_article(customer.address, row)
        return
    customer.first = min(customer.first, first)
    job = beside.jobs.get(row.id)
    call = beside.call(row)
    customer.keys[row.uid] = row.id
    customer.works.append(Work(
        uid=row.uid, ticket_uid=row.ticket_uid, ticket_number=row.ticket_number or "", subject=row.subject,
        solution=row.solution, kind=row.kind, agent_uid=row.agent_uid, agent_name=row.agent_name or "", start=start,
        end=end, raw_seconds=_raw_seconds(row), day=day,
        article=known.priced(article, row.payer, held, day, row.agent_uid), rules=held.rules,
        pauses=tuple(beside.pauses.get(row.id, ())),
        text=decided.text if decided and decided.text is not None else row.text, quantity_e4=row.quantity_e4,
        billable=row.billable, outcome=row.outcome, caller_number=call.caller_number or row.ticket_caller,
        caller_name=call.caller_name or "", contact=beside.contact(row), direction=call.direction or "",
        late=day < first, charged=decided.charged if decided else None,
        callout=known.callout(row.payer, held, day, job, texts_of(ctx, customer.address)) if job else None,
        called_number=call.called_number, cost_centre=_cost_centre(held.contract, customer.address),
        price_told_at=beside.told.get(row.ticket_id)))


def _cost_centre(contract: Contract | None, address: AddressRow) -> str:
    return (contract.cost_centre if contract else "") or address.cost_centre


def _span(row: Row[Any]) -> tuple[datetime, datetime | None]:
    """Begin and end that count. Without an end a clock still runs; a quantity without times has the ticket's."""
    start, end = row.corrected_start or row.raw_start, row.corrected_end or row.raw_end
    if start is None:
        at = row.closed_at or row.created_at
        return at, at
    if end is None and row.quantity_e4 is not None:
        return start, start
    return start, end


def _raw_seconds(row: Row[Any]) -> int:
    return seconds_between(row.raw_start, row.raw_end) if row.raw_start and row.raw_end else 0


def _no_article(address: AddressRow, row: Row[Any]) -> Refusal:
    return Refusal(address.uid, address.number, address.name, "billing.no_article",
                   (("number", row.ticket_number or ""),))


def address_keys(session: Session, numbers: Sequence[str]) -> Iterator[int]:
    """Keys of the addresses of these numbers."""
    for part in range(0, len(numbers), 500):
        yield from session.scalars(select(AddressRow.id).where(AddressRow.number.in_(numbers[part:part + 500])))


