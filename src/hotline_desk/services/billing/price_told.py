"""That a caller was told what the call costs: stamped by one key, printed on the statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.services.tickets.steps import merged_tickets
from hotline_desk.store.access import UserRow
from hotline_desk.store.billing_runs import PriceToldRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow


@dataclass(frozen=True)
class PriceTold:
    """When (UTC) and by whom the price was told, and the sentence."""

    at: datetime
    by: str
    text: str


@act("price.tell", permission="ticket.edit")
def tell_price(ctx: Context, tx: Tx, ticket_uid: str, sentence: str) -> datetime:
    """Stamps that this sentence was read to the caller of the ticket now, and returns when that was (UTC)."""
    ticket = row_of(tx.session, TicketRow, ticket_uid)
    tx.session.add(PriceToldRow(ticket_id=ticket.id, at=tx.now, by_id=ctx.user.id, text=sentence))
    tx.changed("ticket", ticket_uid)
    return tx.now


def price_told(session: Session, ticket_id: int) -> PriceTold | None:
    """A shared step: the newest stamp of a ticket, or of one that has become part of it."""
    row = session.execute(
        select(PriceToldRow, UserRow.name).outerjoin(UserRow, UserRow.id == PriceToldRow.by_id)
        .where(PriceToldRow.ticket_id.in_([ticket_id, *merged_tickets(session, [ticket_id])]))
        .order_by(PriceToldRow.at.desc(), PriceToldRow.id.desc()).limit(1)).first()
    return PriceTold(row[0].at, row[1] or "", row[0].text) if row is not None else None
