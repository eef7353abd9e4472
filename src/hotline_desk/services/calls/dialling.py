"""Calls that somebody orders from the desk, and the calls that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import dialled
from hotline_desk.domain.calls import OUT
from hotline_desk.services.act import act
from hotline_desk.services.calls.talks import user_of
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.calls.callbacks import CallbackRow, DialOrderRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import new_uid
from hotline_desk.store.tickets import TicketRow

REF = "hotline-"
WAITS = timedelta(seconds=120)
"""So long after the order a call to its number is the one that was ordered."""
_CLOCKS_DIFFER = timedelta(seconds=10)


@dataclass(frozen=True)
class Dialling:
    """A call to be made. `number` is E.164 where it has that form (for `tel:`), `digits` what a telephone system dials,
    with the prefix for outside; `extension` is this user's own telephone, "" if it is not known.

    `ref` is the name that the call is to have at the exchange, if that lets itself be told.
    """

    ref: str
    number: str
    digits: str
    extension: str


@act("call.dial", permission="call.record")
def dial(ctx: Context, tx: Tx, number: str, ticket_uid: str | None = None,
         callback_uid: str | None = None) -> Dialling:
    """Keeps that this user calls the number now, for a ticket or a promised callback; the call that comes of it will
    be known by it. Raises UserError for what is no number."""
    read = ctx.plan.read(number)
    if read.e164 is None and not read.internal:
        raise UserError("number.invalid", value=number)
    callback = row_of(tx.session, CallbackRow, callback_uid) if callback_uid else None
    ticket = row_of(tx.session, TicketRow, ticket_uid) if ticket_uid else None
    ticket_id = ticket.id if ticket is not None else callback.ticket_id if callback is not None else None
    uid, wanted = new_uid(), read.e164 or read.raw
    tx.session.add(DialOrderRow(
        uid=uid, number=wanted, user_id=ctx.user.id, ticket_id=ticket_id, desk=ctx.desk, ordered_at=tx.now,
        callback_id=callback.id if callback is not None else None))
    digits = wanted
    if read.e164 is not None:
        digits = str(ctx.settings["dial.prefix"]) + dialled(read.e164, str(ctx.settings["company.country"]))
    me = tx.session.get_one(UserRow, ctx.user.id)
    return Dialling(REF + uid, wanted, digits, me.extension)


def recognise(tx: Tx, call: CallRow) -> None:
    """A shared step: a call that was ordered is its caller's, and belongs to the ticket it was ordered for."""
    if call.direction != OUT and not call.call_id.startswith(REF):
        return
    if tx.session.scalar(select(DialOrderRow.id).where(DialOrderRow.call_id == call.id)) is not None:
        return
    order = _by_name(tx.session, call) or _by_number(tx.session, call)
    if order is None:
        return
    order.call_id = call.id
    call.agent_id = call.agent_id or order.user_id
    ticket = tx.session.get(TicketRow, order.ticket_id) if order.ticket_id else None
    while ticket is not None and ticket.merged_into_id is not None:
        ticket = tx.session.get_one(TicketRow, ticket.merged_into_id)
    if ticket is not None and call.ticket_id is None:
        call.ticket_id = ticket.id
        if ticket.address_id is not None:
            call.address_id, call.contact_id, call.guessed = ticket.address_id, ticket.contact_id, False


def _by_name(session: Session, call: CallRow) -> DialOrderRow | None:
    if not call.call_id.startswith(REF):
        return None
    return session.scalar(select(DialOrderRow).where(DialOrderRow.uid == call.call_id.removeprefix(REF)))


def _by_number(session: Session, call: CallRow) -> DialOrderRow | None:
    """The newest order that fits: of the user whose telephone calls, if that is known; of this desk before others."""
    if call.called_number is None:
        return None
    orders = session.scalars(select(DialOrderRow).where(
        DialOrderRow.number == call.called_number, DialOrderRow.call_id.is_(None),
        DialOrderRow.ordered_at >= call.rang_at - WAITS, DialOrderRow.ordered_at <= call.rang_at + _CLOCKS_DIFFER)
        .order_by(DialOrderRow.ordered_at.desc(), DialOrderRow.id.desc())).all()
    caller = user_of(session, call.extension)
    fitting = [order for order in orders if caller in (None, order.user_id)]
    return next((order for order in fitting if order.desk == call.desk), fitting[0] if fitting else None)
