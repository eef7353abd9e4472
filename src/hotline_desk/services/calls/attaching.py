"""A missed call that belongs to a ticket somebody works on already."""

from __future__ import annotations

from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import ENDED
from hotline_desk.domain.tickets import MERGED, NEW, STATES, UNSOLVED
from hotline_desk.services.act import act
from hotline_desk.services.calls.belongings import move_belongings
from hotline_desk.services.calls.parties import mark_seen
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.services.tickets.steps import move_to, saved, ticket_row, touch
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow


@act("call.attach", permission="ticket.edit")
def attach_call(ctx: Context, tx: Tx, call_uid: str, ticket_uid: str) -> None:
    """Hangs a call that is over onto an unsolved ticket and marks the caller's missed calls as seen.

    The ticket that the call brought itself goes, if nobody touched it; else UserError: that is a follow-up.
    """
    call, target = row_of(tx.session, CallRow, call_uid), ticket_row(tx.session, ticket_uid)
    if target.state not in UNSOLVED:
        raise UserError("ticket.state", state=STATES[target.state])
    if call.state != ENDED:
        raise UserError("call.running")
    own = tx.session.get(TicketRow, call.ticket_id) if call.ticket_id else None
    if own is not None and own is not target:
        if own.touched_at is not None:
            raise UserError("call.has_ticket", number=own.number or "")
        if own.state == NEW:
            move_to(ctx, own, MERGED)
            own.merged_into_id = target.id
            move_belongings(tx, own, target)
            saved(tx, own)
    call.ticket_id = target.id
    mark_seen(tx, call)
    touch(ctx, tx, target)
    saved(tx, target)
    tx.changed("call", call.uid)
