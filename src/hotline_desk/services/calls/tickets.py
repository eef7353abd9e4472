"""What a call does to its ticket. Every rule may run again on the same call: it brings about a state."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hotline_desk.domain.access import AGENT, LEAD
from hotline_desk.domain.calls import ANSWERED, ENDED, IN, OUT
from hotline_desk.domain.tickets import CALL, NEW, WITHDRAWN
from hotline_desk.services.calls.callbacks import settle_callbacks
from hotline_desk.services.calls.called import prefill
from hotline_desk.services.calls.matching import give_customer, known_caller, match_caller
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.calls.whose import remember_ringing
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import end_after_call, move_to, saved, touch
from hotline_desk.store.access import UserRow, active_users, stored_setting
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow, WorklogRow


def apply_rules(ctx: Context, tx: Tx, call: CallRow) -> None:
    """Matches the caller, makes or updates the ticket and the worklog, as the settings say."""
    remember_ringing(call)
    newly_known = match_caller(ctx, tx.session, call)
    if call.answered_at is not None and call.worklog_id is None:
        call.agent_id = _agent_of(ctx, tx.session, call)
    settle_callbacks(tx, call)
    if call.ticket_id is None:
        if not _makes_ticket(ctx, tx.session, call):
            return
        call.ticket_id = _new_ticket(ctx, tx, call).id
    ticket = tx.session.get_one(TicketRow, call.ticket_id)
    prefill(tx.session, call, ticket)
    if newly_known:
        give_customer(call, ticket)
    if call.answered_at is not None:
        _answered(ctx, tx, call, ticket)
    elif call.state == ENDED and ticket.touched_at is None and ticket.state == NEW:
        move_to(ctx, ticket, WITHDRAWN)
    saved(tx, ticket)


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
    if call.worklog_id is None:
        if call.agent_id is not None and call.answered_at is not None:
            for ticket_id in end_after_call(tx, call.agent_id, call.answered_at):
                tx.changed("ticket", tx.session.get_one(TicketRow, ticket_id).uid)
        worklog = WorklogRow(ticket_id=ticket.id, kind=CALL, agent_id=call.agent_id, raw_start=call.answered_at)
        tx.session.add(worklog)
        tx.session.flush()
        call.worklog_id = worklog.id
    worklog = tx.session.get_one(WorklogRow, call.worklog_id)
    if call.state == ENDED and call.outcome == ANSWERED and worklog.raw_end is None:
        worklog.raw_end = call.ended_at


def _touch_by_call(ctx: Context, tx: Tx, ticket: TicketRow) -> None:
    """An answer numbers the ticket; whose it is was decided by the call, not by who recorded it."""
    agent_id = ticket.agent_id
    touch(ctx, tx, ticket)
    ticket.agent_id = agent_id


def _agent_of(ctx: Context, session: Session, call: CallRow) -> int | None:
    """Who answered: the user of the extension or of that name, else who took the call before, else who sits at the
    desk that recorded it, else the only one."""
    users = active_users(session)
    if call.extension:
        told = call.extension.casefold()  # hosted telephone systems tell of people by their names
        named = [u for u in users if u.extension == call.extension] or [
            u for u in users if told in (u.login.casefold(), u.name.casefold())]
        if len(named) == 1:
            return named[0].id
    if call.agent_id is not None:
        return call.agent_id
    if ctx.attended and not any(u.extension for u in users):
        return ctx.user.id
    at_phone = [u for u in users if u.role in (AGENT, LEAD)] or users
    return at_phone[0].id if len(at_phone) == 1 else None


def agent_name(session: Session, agent_id: int | None) -> str:
    """The name of a user by his key, "" for nobody."""
    user = session.get(UserRow, agent_id) if agent_id else None
    return user.name if user else ""
