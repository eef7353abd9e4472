"""Callbacks: promised, moved, done by hand or by the call itself, taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import require_aware
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.calls import IN, OUT
from hotline_desk.services.act import act, reading
from hotline_desk.services.calls.parties import mark_seen, other_party
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of, put, row_of, uid_of
from hotline_desk.services.tickets.steps import ticket_row
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.calls.callbacks import CallbackRow, DialOrderRow, still_open
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow


@act("callback.save", permission="ticket.edit")
def save_callback(ctx: Context, tx: Tx, callback: Callback) -> str:
    """Promises a callback (empty uid) or changes one, its time too; returns the uid.

    A missed call that it follows counts as seen. Raises UserError for what is missing or no number.
    """
    values = _values(ctx, tx.session, callback)
    if callback.uid:
        row = row_of(tx.session, CallbackRow, callback.uid)
        put(tx.session, row, callback.version, values)
    else:
        row = CallbackRow(**values, made_at=tx.now, made_by_id=ctx.user.id)
        tx.session.add(row)
        if callback.call_uid is not None:
            mark_seen(tx, row_of(tx.session, CallRow, callback.call_uid))
    tx.session.flush()
    _tell(tx, row)
    return row.uid


def _values(ctx: Context, session: Session, callback: Callback) -> dict[str, Any]:
    due = callback.due_local
    if not callback.number.strip():
        raise UserError("value.missing", field=N_("Number"))
    if due is None:
        raise UserError("value.missing", field=N_("When"))
    if due.tzinfo is not None:
        raise ValueError(f"a local time is needed: {due!r}")
    read = ctx.plan.read(callback.number)
    if read.e164 is None and not read.internal:
        raise UserError("number.invalid", value=callback.number)
    return {
        "number": read.e164 or read.raw, "contact_name": callback.contact_name.strip(), "note": callback.note.strip(),
        "due_local": due.isoformat(timespec="minutes"), "due_zone": ctx.zone,
        "due_at": require_aware(due.replace(tzinfo=ZoneInfo(ctx.zone))),
        "address_id": id_of(session, AddressRow, callback.address_uid),
        "contact_id": id_of(session, ContactRow, callback.contact_uid),
        "ticket_id": id_of(session, TicketRow, callback.ticket_uid),
        "call_id": id_of(session, CallRow, callback.call_uid),
        "user_id": id_of(session, UserRow, callback.user_uid), "team_id": id_of(session, TeamRow, callback.team_uid)}


def _tell(tx: Tx, row: CallbackRow) -> None:
    tx.changed("callback", row.uid)
    if row.ticket_id is not None:
        tx.changed("ticket", tx.session.get_one(TicketRow, row.ticket_id).uid)


@reading("ticket.read")
def callback_for(ctx: Context, session: Session, call_uid: str | None = None,
                 ticket_uid: str | None = None) -> Callback:
    """A callback to be promised to the caller of a call or of a ticket: everything but the time, for this user."""
    if call_uid is not None:
        call = row_of(session, CallRow, call_uid)
        address_id, contact_id, ticket_id = call.address_id, call.contact_id, call.ticket_id
        number, name = other_party(call), call.caller_name
    else:
        ticket = ticket_row(session, ticket_uid or "")
        address_id, contact_id, ticket_id = ticket.address_id, ticket.contact_id, ticket.id
        number, name = ticket.caller_number, ticket.contact_name
    contact = session.get(ContactRow, contact_id) if contact_id else None
    known = session.get(TicketRow, ticket_id) if ticket_id else None
    return Callback(
        number or "", contact_name=contact.full_name if contact else name,
        address_uid=uid_of(session, AddressRow, address_id), contact_uid=contact.uid if contact else None,
        ticket_uid=known.uid if known is not None and known.touched_at is not None else None, call_uid=call_uid,
        user_uid=ctx.user.uid)


@reading("ticket.read")
def get_callback(ctx: Context, session: Session, uid: str) -> Callback:
    """One callback. Raises UserError if there is none of this uid."""
    row = row_of(session, CallbackRow, uid)
    return Callback(
        row.number, datetime.fromisoformat(row.due_local), row.uid, row.contact_name,
        uid_of(session, AddressRow, row.address_id), uid_of(session, ContactRow, row.contact_id),
        uid_of(session, TicketRow, row.ticket_id), uid_of(session, CallRow, row.call_id),
        uid_of(session, UserRow, row.user_id), uid_of(session, TeamRow, row.team_id), row.note, row.version)


@act("callback.done", permission="ticket.edit")
def finish_callback(ctx: Context, tx: Tx, uid: str, done: bool = True) -> None:
    """He was called back (or was not, after all)."""
    row = row_of(tx.session, CallbackRow, uid)
    row.done_at, row.done_by_id = (tx.now, ctx.user.id) if done else (None, None)
    row.done_call_id = None
    _tell(tx, row)


@act("callback.remove", permission="ticket.edit")
def remove_callback(ctx: Context, tx: Tx, uid: str, removed: bool = True) -> None:
    """Nobody needs to call any more; or the callback is taken in again."""
    row = row_of(tx.session, CallbackRow, uid)
    row.removed_at = tx.now if removed else None
    _tell(tx, row)


def settle_callbacks(tx: Tx, call: CallRow) -> None:
    """A shared step: who was reached, or got through himself, need not be called back any more.

    What was promised in this very call stays.
    """
    if call.answered_at is None or call.by_machine:
        return
    number = other_party(call) if call.direction in (IN, OUT) else None
    ordered = select(DialOrderRow.callback_id).where(DialOrderRow.call_id == call.id)
    same = CallbackRow.id.in_(ordered)
    rows = tx.session.scalars(select(CallbackRow).where(
        still_open(), CallbackRow.made_at < call.answered_at,
        same if number is None else or_(same, CallbackRow.number == number)))
    for row in rows:
        row.done_at, row.done_by_id, row.done_call_id = tx.now, call.agent_id, call.id
        _tell(tx, row)
