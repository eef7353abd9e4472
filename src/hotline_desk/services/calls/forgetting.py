"""Numbers and names of old calls are forgotten, except what billing still needs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update
from sqlalchemy.orm import Session

from hotline_desk.domain.calls import ENDED, OUT
from hotline_desk.domain.shifts import page_text, read_page, without_callers
from hotline_desk.domain.tickets import NEVER_LISTED, WITHDRAWN
from hotline_desk.services.act import long_act
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import search_bodies
from hotline_desk.store.access import stored_setting
from hotline_desk.store.calls.callbacks import CallbackRow, DialOrderRow
from hotline_desk.store.calls.journal import CallLegRow, CallRow, CallSightingRow
from hotline_desk.store.changes import bulk
from hotline_desk.store.engine import Tx
from hotline_desk.store.search import index_ticket
from hotline_desk.store.tickets import BillingClaimRow, ShiftRow, TicketRow, WorklogRow

_PAGE = 500
_LEAST_DIGITS = 5


@long_act("call.purge", permission="call.record")
def purge_calls(ctx: Context) -> int:
    """Forgets numbers and names of calls that are older than the company keeps them; returns of how many.

    Kept are calls whose time is on a document or may still be billed. Tickets that nobody touched lose the caller
    too, and so do callbacks that are done, calls that were ordered, and pages of shifts.
    """
    with ctx.store.read() as session:
        days = int(stored_setting(session, "", "calls.keep_days", ctx.settings["calls.keep_days"]))
    if days <= 0:
        return 0
    before = ctx.clock.now() - timedelta(days=days)
    done, after = 0, 0
    while True:
        with ctx.store.write(ctx.stamp("call.purge")) as tx:
            rows = _old_calls(ctx, tx.session, before, after)
            if rows:
                _forget_calls(tx, rows)
                done, after = done + len(rows), rows[-1].id
        if len(rows) < _PAGE:
            break
        ctx.step(done, done + _PAGE)
    with ctx.store.write(ctx.stamp("call.purge")) as tx:
        _forget_callbacks(tx, before)
        _forget_shifts(tx, before)
    return done


def _old_calls(ctx: Context, session: Session, before: datetime, after: int) -> Sequence[CallRow]:
    return session.scalars(
        select(CallRow).where(CallRow.id > after, CallRow.rang_at < before, CallRow.purged_at.is_(None),
                              CallRow.state == ENDED, ~_needed(ctx))
        .order_by(CallRow.id).limit(_PAGE)).all()


def _needed(ctx: Context) -> ColumnElement[bool]:
    """Time of the call is on a document, whose statement shows the number, or may be on one still."""
    legs = select(CallLegRow.worklog_id).where(CallLegRow.call_id == CallRow.id)
    claimed = exists().where(BillingClaimRow.worklog_id == WorklogRow.id)
    undecided = or_(TicketRow.outcome.is_(None), TicketRow.outcome.not_in(NEVER_LISTED))
    billable = and_(WorklogRow.billable, undecided)
    wanted = or_(claimed, billable) if ctx.settings["module.billing"] else claimed
    return exists().where(
        or_(WorklogRow.id == CallRow.worklog_id, WorklogRow.id.in_(legs)), WorklogRow.removed_at.is_(None),
        TicketRow.id == WorklogRow.ticket_id, wanted)


def _forget_calls(tx: Tx, rows: Sequence[CallRow]) -> None:
    keys = [row.id for row in rows]
    for row in rows:
        _rename(tx.session, row)
    tx.session.flush()
    with bulk(tx.session, "call", "update", {"forgotten": len(keys), "up to": keys[-1]}) as connection:
        connection.execute(update(CallRow).where(CallRow.id.in_(keys)).values(
            caller_number=None, caller_raw="", caller_name="", purged_at=tx.now, version=CallRow.version + 1,
            called_number=case((CallRow.direction == OUT, None), else_=CallRow.called_number)))
    with bulk(tx.session, "call_sighting", "update", {"forgotten": len(keys), "up to": keys[-1]}) as connection:
        connection.execute(update(CallSightingRow).where(CallSightingRow.call_id.in_(keys)).values(told=""))
    _forget_tickets(tx, {row.ticket_id for row in rows if row.ticket_id is not None})
    tx.changed("call", rows[-1].uid)


def _rename(session: Session, call: CallRow) -> None:
    """Some lines name a call by what they tell of it: such a name goes too, for one that stays as much its own."""
    digits = [number.lstrip("+")[2:] for number in (call.caller_number, call.called_number) if number]
    seen = session.scalars(select(CallSightingRow).where(CallSightingRow.call_id == call.id)).all()
    for part in (d for d in digits if len(d) >= _LEAST_DIGITS):
        if part in call.call_id:
            call.call_id = hashlib.sha256(call.call_id.encode()).hexdigest()
        for sighting in seen:
            if part in sighting.sighted_id:
                sighting.sighted_id = hashlib.sha256(sighting.sighted_id.encode()).hexdigest()


def _forget_tickets(tx: Tx, keys: set[int]) -> None:
    """Tickets of missed calls that nobody touched hold the caller, and the search finds them by him."""
    tickets = tx.session.scalars(select(TicketRow).where(
        TicketRow.id.in_(keys), TicketRow.state == WITHDRAWN, TicketRow.touched_at.is_(None))).all()
    for ticket in tickets:
        ticket.caller_number, ticket.contact_name = None, ""
    tx.session.flush()
    for key, body in search_bodies(tx.session, [ticket.id for ticket in tickets]).items():
        index_ticket(tx.session, key, body)


def _forget_callbacks(tx: Tx, before: datetime) -> None:
    over = and_(CallbackRow.number != "", or_(CallbackRow.done_at < before, CallbackRow.removed_at < before))
    for callback in tx.session.scalars(select(CallbackRow).where(over)):
        callback.number, callback.contact_name = "", ""
    for order in tx.session.scalars(select(DialOrderRow).where(
            DialOrderRow.number != "", DialOrderRow.ordered_at < before)):
        order.number = ""


def _forget_shifts(tx: Tx, before: datetime) -> None:
    """Empty ones are not kept, so whoever finds one finds a number or a name."""
    with_callers = or_(ShiftRow.content.contains('"phone": '), ShiftRow.content.contains('"contact": '))
    for shift in tx.session.scalars(select(ShiftRow).where(ShiftRow.handed_at < before, with_callers)):
        shift.content = page_text(without_callers(read_page(shift.content)))
