"""Measures: added, edited, removed with a trace, and run by a stop-watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline_desk.core.errors import UserError
from hotline_desk.core.money import exact
from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import AFTER_CALL, WORK
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.services.tickets.steps import refuse_billed, saved, ticket_row, touch
from hotline_desk.store.access import UserRow
from hotline_desk.store.articles import article_by_number
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow, WorklogRow


@dataclass(frozen=True)
class WorklogEntry:
    """A measure as entered. Instants UTC; `quantity` is a decimal text for what is not time."""

    text: str = ""
    start: datetime | None = None
    end: datetime | None = None
    kind: str = WORK
    article_number: str | None = None
    quantity: str | None = None
    billable: bool = True
    agent_uid: str | None = None


@act("worklog.add", permission="ticket.edit")
def add_worklog(ctx: Context, tx: Tx, ticket_uid: str, entry: WorklogEntry) -> str:
    """Adds a measure to a ticket; its times are the raw ones from now on. Returns its uid."""
    ticket = ticket_row(tx.session, ticket_uid)
    touch(ctx, tx, ticket)
    row = make_worklog(ctx, tx, ticket, entry)
    saved(tx, ticket)
    return row.uid


def make_worklog(ctx: Context, tx: Tx, ticket: TicketRow, entry: WorklogEntry) -> WorklogRow:
    """A shared step: a measure with the times given."""
    _check_order(entry.start, entry.end)
    agent_id = row_of(tx.session, UserRow, entry.agent_uid).id if entry.agent_uid else ctx.user.id
    row = WorklogRow(
        ticket_id=ticket.id, kind=entry.kind, agent_id=agent_id, raw_start=entry.start, raw_end=entry.end,
        article_id=_article_id(tx, entry.article_number), quantity_e4=_quantity(entry.quantity),
        text=entry.text.strip(), billable=entry.billable)
    tx.session.add(row)
    tx.session.flush()
    return row


@act("worklog.edit", permission="ticket.edit")
def edit_worklog(ctx: Context, tx: Tx, uid: str, version: int | None, entry: WorklogEntry,
                 reason: str = "") -> int:
    """Changes a measure. Other times than the raw ones stand beside them and need a reason. New version."""
    row = row_of(tx.session, WorklogRow, uid)
    refuse_billed(tx.session, row)
    _check_order(entry.start or row.raw_start, entry.end or row.raw_end)
    values: dict[str, object] = {
        "text": entry.text.strip(), "billable": entry.billable, "article_id": _article_id(tx, entry.article_number),
        "quantity_e4": _quantity(entry.quantity)}
    if entry.agent_uid:
        values["agent_id"] = row_of(tx.session, UserRow, entry.agent_uid).id
    if (entry.start, entry.end) != (row.start, row.end):
        if not reason.strip():
            raise UserError("reason.missing")
        values |= {"corrected_start": None if entry.start == row.raw_start else entry.start,
                   "corrected_end": None if entry.end == row.raw_end else entry.end,
                   "correction_reason": reason.strip(), "corrected_by_id": ctx.user.id}
    put(tx.session, row, version, values)
    ticket = tx.session.get_one(TicketRow, row.ticket_id)
    touch(ctx, tx, ticket)
    saved(tx, ticket)
    return row.version


@act("worklog.remove", permission="ticket.edit")
def remove_worklog(ctx: Context, tx: Tx, uid: str, reason: str) -> None:
    """Takes a measure off the ticket; the row stays with who, when and why. One that is removed stays as it is."""
    row = row_of(tx.session, WorklogRow, uid)
    if row.removed_at is not None:
        return
    refuse_billed(tx.session, row)
    if not reason.strip():
        raise UserError("reason.missing")
    row.removed_at, row.removed_by_id, row.removal_reason = tx.now, ctx.user.id, reason.strip()
    saved(tx, tx.session.get_one(TicketRow, row.ticket_id))


@act("worklog.restore", permission="ticket.edit")
def restore_worklog(ctx: Context, tx: Tx, uid: str) -> None:
    """Undoes a removal."""
    row = row_of(tx.session, WorklogRow, uid)
    row.removed_at, row.removed_by_id, row.removal_reason = None, None, ""
    saved(tx, tx.session.get_one(TicketRow, row.ticket_id))


@act("worklog.start", permission="ticket.edit")
def start_worklog(ctx: Context, tx: Tx, ticket_uid: str, text: str = "", after_call: bool = False) -> str:
    """Starts this user's clock on a ticket and returns the measure's uid; one that runs there is kept."""
    ticket = ticket_row(tx.session, ticket_uid)
    kind = AFTER_CALL if after_call else WORK
    running = tx.session.scalar(select(WorklogRow).where(
        WorklogRow.ticket_id == ticket.id, WorklogRow.agent_id == ctx.user.id, WorklogRow.kind == kind,
        WorklogRow.raw_end.is_(None), WorklogRow.removed_at.is_(None)))
    if running is not None:
        return running.uid
    touch(ctx, tx, ticket)
    row = make_worklog(ctx, tx, ticket, WorklogEntry(text, tx.now, None, kind))
    saved(tx, ticket)
    return row.uid


@act("worklog.stop", permission="ticket.edit")
def stop_worklog(ctx: Context, tx: Tx, uid: str, text: str | None = None) -> None:
    """Stops a running clock; `text` replaces what was written so far."""
    row = row_of(tx.session, WorklogRow, uid)
    if row.raw_end is None:
        row.raw_end = max(tx.now, row.raw_start or tx.now)
    if text is not None:
        row.text = text.strip()
    saved(tx, tx.session.get_one(TicketRow, row.ticket_id))


def _check_order(start: datetime | None, end: datetime | None) -> None:
    if start is not None and end is not None and end < start:
        raise UserError("time.order")


def _article_id(tx: Tx, number: str | None) -> int | None:
    if not number:
        return None
    article = article_by_number(tx.session, number)
    if article is None:
        raise UserError("article.not_found", number=number)
    return article.id


def _quantity(value: str | None) -> int | None:
    if value is None or not value.strip():
        return None
    try:
        return exact(value.strip().replace(",", "."), 10_000)
    except ValueError as wrong:
        raise UserError("value.invalid", field=N_("Quantity"), value=value,
                        hint=N_("Write a number like 1.5.")) from wrong
