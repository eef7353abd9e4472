"""The customer's frame: the address, by what it is charged, and everything that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.domain.addresses import Address
from hotline_desk.domain.projects import ACTION, APPOINTMENT
from hotline_desk.services.act import reading
from hotline_desk.services.addresses import address_value
from hotline_desk.services.calls.privacy import shown, visible
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.services.views.conditions import Conditions, conditions
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.tickets import TicketRow, unsolved

_OVER = {APPOINTMENT: "over", ACTION: "late"}


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
    return CustomerView(address_value(session, row), conditions(ctx, session, row.id),
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
