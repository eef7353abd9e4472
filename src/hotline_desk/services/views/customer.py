"""What stands beside a call or a ticket: the customer, his contract, what it costs, what is open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds, local_day
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.billing.increments import billed_seconds
from hotline_desk.domain.billing.pricing import article_number, priced, rules_of
from hotline_desk.domain.contracts import Terms, contract_for, quota_left, terms_for
from hotline_desk.domain.projects import ACTION, APPOINTMENT
from hotline_desk.domain.tickets import unparked_seconds
from hotline_desk.services.act import reading
from hotline_desk.services.addresses import address_value
from hotline_desk.services.articles import article_value
from hotline_desk.services.calls.privacy import shown, visible
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import contract_values, terms_values
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import article_by_number
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.tickets import TicketRow, WorklogRow, pauses_of, unsolved

_OVER = {APPOINTMENT: "over", ACTION: "late"}


@dataclass(frozen=True)
class Conditions:
    """By what a call of this customer is charged today. Price in 1/10,000 per `unit`; seconds of quota left."""

    terms: str | None
    quota_left: int | None
    quota_total: int | None
    price_e4: int | None
    unit: str
    first: int
    next: int

    @property
    def charged(self) -> bool:
        """Whether the price must be told: no contract, or its quota is used up."""
        return self.price_e4 is not None and (self.terms is None or self.quota_left == 0)


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened with a customer. `kind` is call, ticket, document, appointment or action; instants UTC.

    `state` of the last two is done, open, or over for an appointment and late for an action. `detail` is a call's
    direction, a document's gross amount in cents, or the number of the ticket that the last two belong to.
    """

    kind: str
    uid: str
    at: datetime
    title: str
    state: str
    detail: str = ""


def conditions(ctx: Context, session: Session, address_id: int | None, day: date) -> Conditions:
    """A shared step: the conditions that hold for an address on a day; without a contract the company's."""
    terms = _terms(session, address_id, day)
    number = article_number(None, terms, ctx.settings["billing.article"])
    article = article_by_number(session, number) if number else None
    price = priced(article_value(article), terms) if article else None
    first, following = ctx.settings["billing.first"], ctx.settings["billing.next"]
    left = total = None
    if terms is not None:
        first, following = terms.first, terms.next
        if terms.quota_minutes > 0 and address_id is not None:
            total = terms.quota_minutes * 60
            left = _quota_left(ctx, session, address_id, terms, day)
    return Conditions(terms.name if terms else None, left, total, price.price_e4 if price else None,
                      price.unit if price else "", first, following)


def _terms(session: Session, address_id: int | None, day: date) -> Terms | None:
    if address_id is None:
        return None
    contract = contract_for(day, contract_values(session, [address_id]).get(address_id, ()))
    return terms_for(contract.terms, day, terms_values(session, [contract.terms])) if contract else None


def _quota_left(ctx: Context, session: Session, address_id: int, terms: Terms, day: date) -> int:
    start, end = day_bounds(day.replace(day=1), day, ctx.zone)
    rows = session.scalars(
        select(WorklogRow).join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
        .where(TicketRow.address_id == address_id, WorklogRow.removed_at.is_(None), WorklogRow.billable,
               WorklogRow.kind != "after_call", WorklogRow.raw_start >= start, WorklogRow.raw_start < end)).all()
    pauses = pauses_of(session, [row.id for row in rows])
    rules = replace(rules_of(terms), grace=0)
    used = [billed_seconds(unparked_seconds(w.start, w.end, pauses.get(w.id, ())), rules)
            for w in rows if w.start and w.end]
    return quota_left(terms.quota_minutes, used)


def open_count(session: Session, address_id: int | None, but: int | None = None) -> int:
    """A shared step: unsolved, touched tickets of an address, one of them not counted."""
    if address_id is None:
        return 0
    query = select(func.count()).select_from(TicketRow).where(
        TicketRow.address_id == address_id, unsolved(), TicketRow.touched_at.is_not(None))
    return session.scalar(query.where(TicketRow.id != but) if but else query) or 0


@dataclass(frozen=True)
class CustomerView:
    """An address with its conditions and everything that happened, newest first."""

    address: Address
    conditions: Conditions
    timeline: tuple[TimelineEntry, ...]
    open_tickets: int


@reading("address.read")
def customer(ctx: Context, session: Session, uid: str, limit: int = 200) -> CustomerView:
    """The customer's frame. Raises UserError if there is no such address."""
    row = row_of(session, AddressRow, uid)
    today = local_day(ctx.clock.now(), ctx.zone)
    return CustomerView(address_value(session, row), conditions(ctx, session, row.id, today),
                        tuple(_timeline(ctx, session, row.id, limit)), open_count(session, row.id))


def _timeline(ctx: Context, session: Session, address_id: int, limit: int) -> list[TimelineEntry]:
    """What this user may see of it."""
    entries: list[TimelineEntry] = []
    if ctx.may("ticket.read"):
        entries += _tickets(session, address_id, limit)
        entries += _appointments(ctx, session, address_id, limit)
    if ctx.may("call.read"):
        entries += _calls(session, address_id, limit, visible(ctx))
    if ctx.may("billing.read"):
        entries += _documents(session, address_id, limit)
    return sorted(entries, key=lambda e: e.at, reverse=True)[:limit]


def _tickets(session: Session, address_id: int, limit: int) -> list[TimelineEntry]:
    t = TicketRow
    rows = session.execute(select(t.uid, t.created_at, t.number, t.subject, t.state).where(
        t.address_id == address_id, t.state != "withdrawn").order_by(t.created_at.desc()).limit(limit))
    return [TimelineEntry("ticket", uid, at, f"{number or ''} {subject}".strip(), state)
            for uid, at, number, subject, state in rows]


def _appointments(ctx: Context, session: Session, address_id: int, limit: int) -> list[TimelineEntry]:
    a, now = AppointmentRow, ctx.clock.now()
    rows = session.execute(
        select(a.kind, a.uid, a.begin_at, a.title, a.done_at, a.end_at, TicketRow.number)
        .outerjoin(TicketRow, TicketRow.id == a.ticket_id).where(a.address_id == address_id, a.removed_at.is_(None))
        .order_by(a.begin_at.desc()).limit(limit))
    return [TimelineEntry(kind, uid, at, title, "done" if done else "open" if end > now else _OVER[kind], number or "")
            for kind, uid, at, title, done, end, number in rows]


def _calls(session: Session, address_id: int, limit: int, how: str) -> list[TimelineEntry]:
    rows = session.scalars(select(CallRow).where(CallRow.address_id == address_id)
                           .order_by(CallRow.rang_at.desc()).limit(limit))
    return [TimelineEntry("call", c.uid, c.rang_at, next(filter(None, shown(how, c.caller_number, c.caller_raw)), ""),
                          c.outcome or c.state, c.direction) for c in rows]


def _documents(session: Session, address_id: int, limit: int) -> list[TimelineEntry]:
    d = DocumentRow
    rows = session.execute(select(d.uid, d.issued_at, d.number, d.kind, d.gross_cents).where(
        d.address_id == address_id, d.issued_at.is_not(None)).order_by(d.id.desc()).limit(limit))
    return [TimelineEntry("document", uid, at, number or "", kind, str(gross))
            for uid, at, number, kind, gross in rows if at is not None]
