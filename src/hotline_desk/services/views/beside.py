"""What stands at the side of a ticket about its caller: contract, open items, note, earlier calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.domain.contracts import contract_for
from hotline_desk.services.act import reading
from hotline_desk.services.calls.talks import agent_name
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import contract_values
from hotline_desk.services.tickets.steps import main_ticket, ticket_row
from hotline_desk.services.views.listings.documents import open_item_conditions
from hotline_desk.services.views.listings.values import ListFilter
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.tickets import TicketRow

MOST_ITEMS, MOST_CALLS = 4, 5
_LOOKED_AT = 20
"""So many of the last recorded calls are looked at: some may have been told later than others that came after."""


@dataclass(frozen=True)
class OpenItem:
    """An invoice that asks for money, due on a day."""

    uid: str
    number: str
    due: date | None
    gross_cents: int
    overdue: bool


@dataclass(frozen=True)
class EarlierCall:
    """A call of the same customer or number; `ticket_uid` leads to the main ticket where that one was merged."""

    uid: str
    at: datetime
    direction: str
    outcome: str | None
    agent: str
    ticket_uid: str | None
    subject: str


@dataclass(frozen=True)
class Beside:
    """`items_open` and `items_overdue` count all open items; `items` are the oldest, only for who may see documents.

    `contract_uid` is the contract that holds today, "" if there is none. Calls newest first, without the ticket's own.
    """

    contract_uid: str = ""
    contract_until: date | None = None
    note: str = ""
    items_open: int = 0
    items_overdue: int = 0
    items: tuple[OpenItem, ...] = ()
    calls: tuple[EarlierCall, ...] = ()


@reading("ticket.read")
def beside(ctx: Context, session: Session, uid: str) -> Beside:
    """What is known of the customer of a ticket. Raises UserError if there is no such ticket."""
    ticket = ticket_row(session, uid)
    calls = _calls(session, ticket) if ctx.may("call.read") else ()
    address = session.get(AddressRow, ticket.address_id) if ticket.address_id else None
    if address is None:
        return Beside(calls=calls)
    today = local_day(ctx.clock.now(), ctx.zone)
    contract = contract_for(today, contract_values(session, [address.id]).get(address.id, ()))
    owed = open_item_conditions(ctx, session, ListFilter(customer=address.number))
    late = func.count().filter(DocumentRow.due < today)
    count, overdue = session.execute(select(func.count(), late).select_from(DocumentRow).where(*owed)).one()
    rows = session.execute(
        select(DocumentRow.uid, DocumentRow.number, DocumentRow.due, DocumentRow.gross_cents).where(*owed)
        .order_by(DocumentRow.due, DocumentRow.id).limit(MOST_ITEMS)) if count and ctx.may("billing.read") else ()
    return Beside(
        contract.uid if contract else "", contract.valid_to if contract else None, address.note, count, overdue,
        tuple(OpenItem(key, number or "", due, gross, due is not None and due < today)
              for key, number, due, gross in rows), calls)


def _calls(session: Session, ticket: TicketRow) -> tuple[EarlierCall, ...]:
    others = select(CallRow).where(or_(CallRow.ticket_id != ticket.id, CallRow.ticket_id.is_(None)))
    if ticket.address_id is not None:
        # By the key the index of addresses has them in order; by time all calls of a large customer would be read.
        found = others.where(CallRow.address_id == ticket.address_id).order_by(CallRow.id.desc())
    elif ticket.caller_number:
        found = others.where(CallRow.caller_number == ticket.caller_number).order_by(CallRow.rang_at.desc())
    else:
        return ()
    rows = sorted(session.scalars(found.limit(_LOOKED_AT)), key=lambda row: row.rang_at, reverse=True)
    return tuple(_call(session, row) for row in rows[:MOST_CALLS])


def _call(session: Session, call: CallRow) -> EarlierCall:
    ticket = main_ticket(session, session.get_one(TicketRow, call.ticket_id)) if call.ticket_id else None
    return EarlierCall(call.uid, call.rang_at, call.direction, call.outcome, agent_name(session, call.agent_id),
                       ticket.uid if ticket else None, ticket.subject if ticket else "")
