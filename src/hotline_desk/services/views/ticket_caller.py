"""A number that rings for a customer who is known, but does not stand at his address yet."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import ticket_row
from hotline_desk.store.addresses import PhoneRow


@reading("ticket.read")
def new_number(ctx: Context, session: Session, uid: str) -> str | None:
    """The caller's number (E.164) if the ticket's customer does not have it; None without customer or number."""
    ticket = ticket_row(session, uid)
    if ticket.address_id is None or not ticket.caller_number:
        return None
    known = session.scalar(select(PhoneRow.id).where(
        PhoneRow.address_id == ticket.address_id, PhoneRow.e164 == ticket.caller_number,
        PhoneRow.removed_at.is_(None)).limit(1))
    return None if known is not None else ticket.caller_number
