"""What a call does to its ticket. Every rule may run again on the same call: it brings about a state."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hotline_desk.domain.calls import ENDED, IN, OUT
from hotline_desk.domain.tickets import NEW, WITHDRAWN
from hotline_desk.services.calls.callbacks import settle_callbacks
from hotline_desk.services.calls.called import prefill
from hotline_desk.services.calls.dialling import recognise
from hotline_desk.services.calls.matching import give_customer, known_caller, match_caller
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.calls.talks import keep_talks, name_agents
from hotline_desk.services.calls.whose import remember_ringing
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import move_to, saved, touch
from hotline_desk.store.access import stored_setting
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow


def apply_rules(ctx: Context, tx: Tx, call: CallRow) -> None:
    """Matches the caller, makes or updates the ticket and the worklog, as the settings say."""
    remember_ringing(call)
    recognise(tx, call)
    newly_known = match_caller(ctx, tx.session, call)
    if call.answered_at is not None:
        name_agents(ctx, tx.session, call)
    settle_callbacks(tx, call)
    if call.ticket_id is None:
        if not _makes_ticket(ctx, tx.session, call):
            return
        call.ticket_id = _new_ticket(ctx, tx, call).id
    ticket = tx.session.get_one(TicketRow, call.ticket_id)
    _complete(call, ticket)
    prefill(tx.session, call, ticket)
    if newly_known:
        give_customer(call, ticket)
    if call.answered_at is not None:
        _answered(ctx, tx, call, ticket)
    elif call.state == ENDED and call.direction == IN and ticket.touched_at is None and ticket.state == NEW:
        move_to(ctx, ticket, WITHDRAWN)
    saved(tx, ticket)


def forget_caller(tx: Tx, call: CallRow) -> None:
    """A shared step: another number came late. Who was meant by the first is looked for again, also for the ticket
    if nobody worked on it yet."""
    ticket = tx.session.get(TicketRow, call.ticket_id) if call.ticket_id else None
    if ticket is not None and ticket.touched_at is not None:
        return
    if ticket is not None:
        ticket.address_id = ticket.contact_id = None
        ticket.caller_number, ticket.contact_name = other_party(call), call.caller_name
    call.address_id = call.contact_id = None
    call.guessed = False


def _complete(call: CallRow, ticket: TicketRow) -> None:
    """A number or name that came late stands on the ticket too, where nothing stood yet."""
    ticket.caller_number = ticket.caller_number or other_party(call)
    if ticket.touched_at is None:
        ticket.contact_name = ticket.contact_name or call.caller_name


def _makes_ticket(ctx: Context, session: Session, call: CallRow) -> bool:
    if call.direction == OUT:
        return bool(ctx.settings["calls.ticket_for_outgoing"]) and call.answered_at is not None
    if call.direction != IN or call.by_machine:
        return False
    # Read anew: a number is silenced while a monitor runs for weeks with the settings of its start.
    if call.caller_number and call.caller_number in stored_setting(session, "", "calls.silent_numbers", []):
        return False
    when = ctx.settings["calls.ticket_when"]
    if when == "ring":
        return True
    return bool(when == "answer" and call.answered_at is not None)


def _new_ticket(ctx: Context, tx: Tx, call: CallRow) -> TicketRow:
    address_id, contact_id = known_caller(call)
    ticket = TicketRow(
        channel="phone", state=NEW, created_at=call.rang_at, changed_at=tx.now, address_id=address_id,
        contact_id=contact_id, caller_number=other_party(call), contact_name=call.caller_name)
    tx.session.add(ticket)
    tx.session.flush()
    return ticket


def _answered(ctx: Context, tx: Tx, call: CallRow, ticket: TicketRow) -> None:
    if ticket.agent_id is None:
        ticket.agent_id = call.agent_id
    _touch_by_call(ctx, tx, ticket)
    keep_talks(tx, call, ticket)


def _touch_by_call(ctx: Context, tx: Tx, ticket: TicketRow) -> None:
    """An answer numbers the ticket; whose it is was decided by the call, not by who recorded it."""
    agent_id = ticket.agent_id
    touch(ctx, tx, ticket)
    ticket.agent_id = agent_id
