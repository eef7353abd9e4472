"""What a person does with a call: takes it, makes a ticket of it, moves it onto an older one, hides it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import ENDED
from hotline_desk.domain.sightings import end_all, take_all
from hotline_desk.domain.tickets import CLOSED, MERGED, OPEN, RESUBMITTED
from hotline_desk.services.act import act
from hotline_desk.services.calls.belongings import move_belongings
from hotline_desk.services.calls.called import behind, fill
from hotline_desk.services.calls.matching import known_caller
from hotline_desk.services.calls.parties import mark_seen, other_party
from hotline_desk.services.calls.talks import claim_talk, keep_talks
from hotline_desk.services.calls.telling import retell
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.services.tickets.capture import make_ticket
from hotline_desk.services.tickets.steps import (
    add_note,
    main_ticket,
    move_to,
    refuse_billed,
    refuse_billed_ticket,
    saved,
    ticket_row,
    touch,
)
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow, WorklogRow


@act("call.take", permission="ticket.edit")
def take_call(ctx: Context, tx: Tx, call_uid: str) -> str:
    """This user takes the call: its ticket (made now if there is none) is his. Returns the ticket's uid.

    Where the telephone cannot tell that somebody answered, this is the answer.
    """
    call = row_of(tx.session, CallRow, call_uid)
    retell(tx, call, partial(take_all, at=tx.now))
    if call.ticket_id is None:
        ticket = make_ticket(ctx, tx, {}, created_at=call.rang_at)
        ticket.address_id, ticket.contact_id = known_caller(call)
        fill(ticket, behind(tx.session, call))
        ticket.caller_number, ticket.contact_name = other_party(call), call.caller_name
        call.ticket_id = ticket.id
    else:
        ticket = tx.session.get_one(TicketRow, call.ticket_id)
    ticket = main_ticket(tx.session, ticket)
    if call.agent_id is None or call.state != ENDED:
        ticket.agent_id = ctx.user.id
    touch(ctx, tx, ticket)
    claim_talk(ctx, tx, call, ticket)
    saved(tx, ticket)
    tx.changed("call", call.uid)
    return ticket.uid


@act("call.end", permission="ticket.edit")
def end_call(ctx: Context, tx: Tx, call_uid: str) -> bool:
    """The call is over, says who talked, because its telephone cannot tell; False, and nothing happens, if it can."""
    call = row_of(tx.session, CallRow, call_uid)
    if not retell(tx, call, partial(end_all, at=tx.now)):
        return False
    if call.ticket_id is not None:
        ticket = tx.session.get_one(TicketRow, call.ticket_id)
        keep_talks(tx, call, ticket)
        saved(tx, ticket)
    tx.changed("call", call.uid)
    return True


@act("call.hide_caller", permission="call.record")
def hide_caller(ctx: Context, tx: Tx, call_uid: str, hidden: bool = True) -> int:
    """All missed calls of this call's caller are seen (or ask for attention again); returns how many."""
    call = row_of(tx.session, CallRow, call_uid)
    return mark_seen(tx, call, hidden)


@act("call.correct_end", permission="ticket.edit")
def correct_end(ctx: Context, tx: Tx, call_uid: str, ended_at: datetime) -> None:
    """Says when a call without a known end was over (UTC); its worklog ends then, with a trace."""
    call = row_of(tx.session, CallRow, call_uid)
    if call.answered_at is None or ended_at < call.answered_at:
        raise UserError("time.order")
    if call.worklog_id is not None:
        worklog = tx.session.get_one(WorklogRow, call.worklog_id)
        refuse_billed(tx.session, worklog)
        worklog.corrected_end, worklog.corrected_by_id = ended_at, ctx.user.id
        worklog.correction_reason = ctx.texts.tr("The end of the call was not signalled")
        saved(tx, tx.session.get_one(TicketRow, worklog.ticket_id))
    tx.changed("call", call.uid)


@act("ticket.follow_up", permission="ticket.edit")
def move_call(ctx: Context, tx: Tx, from_uid: str, to_uid: str) -> int:
    """Moves a call with its clock and agent onto an older ticket; the new one dissolves into it. New version."""
    source, target = ticket_row(tx.session, from_uid), ticket_row(tx.session, to_uid)
    if source is target:
        return target.version
    if source.address_id != target.address_id:
        refuse_billed_ticket(tx.session, source)
    if target.state in (CLOSED, RESUBMITTED):
        move_to(ctx, target, OPEN)
        target.closed_at, target.closed_by_id, target.outcome = None, None, None
        target.resubmit_at, target.resubmit_local = None, None
    move_to(ctx, source, MERGED)
    source.merged_into_id = target.id
    move_belongings(tx, source, target)
    # Its number may have been told to the caller already: the search finds the older ticket by it.
    add_note(tx, target, ctx.user.id, "follow_up",
             "\n".join(t for t in (source.number, source.subject, source.request) if t))
    touch(ctx, tx, target)
    target.agent_id = ctx.user.id
    saved(tx, source)
    return saved(tx, target)
