"""Tickets that are one: what would move is shown first, then it moves, and the merged number leads to the main one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.tickets import CLOSED, MERGED, OPEN, RESUBMITTED, STATES, UNSOLVED
from hotline_desk.services.act import act, reading
from hotline_desk.services.calls.belongings import move_belongings
from hotline_desk.services.context import Context
from hotline_desk.services.rows import uid_of
from hotline_desk.services.tickets.steps import (
    add_note,
    end_clocks,
    main_ticket,
    move_to,
    refuse_billed_ticket,
    saved,
    ticket_row,
    touch,
)
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.calls.callbacks import CallbackRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.changes import ActRow, ChangeRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.notices import MessageRow
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.schema import Business, Instant
from hotline_desk.store.tickets import AttachmentRow, TicketLinkRow, TicketNoteRow, TicketRow, WorklogRow

_MERGER = "ticket.merge"


@dataclass(frozen=True)
class MergeTicket:
    """A ticket of a merger and how much belongs to it. Links are those that stand now."""

    uid: str
    number: str | None
    subject: str
    state: str
    address_uid: str | None
    customer: str
    notes: int
    worklogs: int
    calls: int
    attachments: int
    links: int
    callbacks: int
    messages: int = 0
    appointments: int = 0


@dataclass(frozen=True)
class MergePreview:
    """What a merger would do. With `problems` it cannot be done; `customers` are named where they differ.

    `reopens`: the main ticket is closed or on resubmission and will be in progress again.
    """

    main: MergeTicket
    sources: tuple[MergeTicket, ...]
    customers: tuple[str, ...]
    reopens: bool
    problems: tuple[UserError, ...]


@reading("ticket.read")
def merge_preview(ctx: Context, session: Session, source_uids: Sequence[str], main_uid: str) -> MergePreview:
    """What would move from these tickets to the main one, and what is in the way; nothing is changed."""
    target = main_ticket(session, ticket_row(session, main_uid))
    sources = _sources(session, source_uids, target)
    main = _measured(session, target)
    parts = tuple(_measured(session, source) for source in sources)
    problems = [] if sources else [UserError("merge.nothing")]
    for source in sources:
        try:
            _refuse(ctx, session, source, _customer_after(sources, target))
        except UserError as problem:
            problems.append(problem)
    customers = {t.address_uid: t.customer for t in (main, *parts) if t.address_uid is not None}
    return MergePreview(main, parts, tuple(customers.values()) if len(customers) > 1 else (),
                        target.state in (CLOSED, RESUBMITTED), tuple(problems))


def _sources(session: Session, uids: Sequence[str], target: TicketRow) -> list[TicketRow]:
    rows = {row.id: row for uid in uids for row in [main_ticket(session, ticket_row(session, uid))]}
    return [row for row in rows.values() if row is not target]


def _customer_after(sources: Sequence[TicketRow], target: TicketRow) -> int | None:
    return target.address_id or next((source.address_id for source in sources if source.address_id), None)


def _refuse(ctx: Context, session: Session, source: TicketRow, address_id: int | None) -> None:
    if source.state not in UNSOLVED:
        raise UserError("ticket.state", state=STATES[source.state])
    if source.address_id != address_id:
        refuse_billed_ticket(session, source)


def _measured(session: Session, ticket: TicketRow) -> MergeTicket:
    def count(kind: type[Business], *more: object) -> int:
        where = kind.ticket_id == ticket.id  # type: ignore[attr-defined]
        return session.scalar(select(func.count()).select_from(kind).where(where, *more)) or 0  # type: ignore[arg-type]

    links = select(func.count()).where(TicketLinkRow.removed_at.is_(None), or_(
        TicketLinkRow.from_id == ticket.id, TicketLinkRow.to_id == ticket.id))
    name = session.scalar(select(AddressRow.name).where(AddressRow.id == ticket.address_id))
    return MergeTicket(
        ticket.uid, ticket.number, ticket.subject, ticket.state, uid_of(session, AddressRow, ticket.address_id),
        name or ticket.contact_name, count(TicketNoteRow), count(WorklogRow, WorklogRow.removed_at.is_(None)),
        count(CallRow), count(AttachmentRow, AttachmentRow.removed_at.is_(None)), session.scalar(links) or 0,
        count(CallbackRow, CallbackRow.removed_at.is_(None)), count(MessageRow, MessageRow.removed_at.is_(None)),
        count(AppointmentRow, AppointmentRow.removed_at.is_(None)))


@act("ticket.merge", permission="ticket.edit")
def merge_tickets(ctx: Context, tx: Tx, preview: MergePreview) -> int:
    """Does what the preview shows; returns the main ticket's new version.

    Raises UserError if a ticket has another customer or another state by now, or cannot be merged.
    """
    target = _as_shown(tx, preview.main)
    sources = [source for source in (_as_shown(tx, shown) for shown in preview.sources) if source is not target]
    if not sources:
        raise UserError("merge.nothing")
    customer = _customer_after(sources, target)
    for source in sources:
        _refuse(ctx, tx.session, source, customer)
    _be_worked_on(ctx, tx, target)
    if target.address_id is None:
        giver = next((source for source in sources if source.address_id), None)
        if giver is not None:
            target.address_id, target.contact_id = giver.address_id, target.contact_id or giver.contact_id
    for source in sources:
        _merge(ctx, tx, source, target)
    return saved(tx, target)


def _as_shown(tx: Tx, shown: MergeTicket) -> TicketRow:
    row = ticket_row(tx.session, shown.uid)
    if (row.state, uid_of(tx.session, AddressRow, row.address_id)) != (shown.state, shown.address_uid):
        raise UserError("merge.changed", number=row.number or row.subject)
    return row


def _be_worked_on(ctx: Context, tx: Tx, target: TicketRow) -> None:
    if target.state in (CLOSED, RESUBMITTED):
        move_to(ctx, target, OPEN)
        target.closed_at, target.closed_by_id, target.outcome = None, None, None
        target.resubmit_at, target.resubmit_local = None, None
    touch(ctx, tx, target)


def _merge(ctx: Context, tx: Tx, source: TicketRow, target: TicketRow) -> None:
    text = _told(ctx, tx.session, source)
    end_clocks(tx, source)
    move_to(ctx, source, MERGED)
    source.merged_into_id = target.id
    source.resubmit_at, source.resubmit_local = None, None
    tx.session.flush()
    move_belongings(tx, source, target)
    add_note(tx, target, ctx.user.id, "merge", text)
    add_note(tx, source, ctx.user.id, "merged", target.number or target.subject)
    saved(tx, source)


def _told(ctx: Context, session: Session, source: TicketRow) -> str:
    """What was written in a ticket, as one note: its texts, then its own notes with when and who."""
    head = " · ".join(part for part in (source.number, source.subject) if part)
    notes = session.execute(
        select(TicketNoteRow.at, UserRow.name, TicketNoteRow.text)
        .outerjoin(UserRow, UserRow.id == TicketNoteRow.author_id)
        .where(TicketNoteRow.ticket_id == source.id, TicketNoteRow.text != "").order_by(TicketNoteRow.id))
    told = [f"{ctx.texts.moment(at, ctx.zone)} {name or ''}: {text}" for at, name, text in notes]
    return "\n\n".join(part for part in (head, source.request, source.solution, *told) if part.strip())


# --- taking apart -------------------------------------------------------------------------------------

_BACK: dict[type[Business], tuple[str, ...]] = {
    TicketRow: ("state", "merged_into_id", "outcome", "closed_at", "closed_by_id", "resubmit_at", "resubmit_local",
                "address_id", "contact_id"),
    WorklogRow: ("ticket_id",), CallRow: ("ticket_id",), CallbackRow: ("ticket_id",),
    MessageRow: ("ticket_id",), AppointmentRow: ("ticket_id",),
    AttachmentRow: ("ticket_id", "name"), TicketLinkRow: ("from_id", "to_id", "removed_at"),
}


_TOLD = ("call", "callback", "message", "appointment")


@act("ticket.take_apart", permission="ticket.edit")
def take_apart(ctx: Context, tx: Tx, source_uid: str) -> str:
    """Undoes the merger that this ticket went by, for all tickets of it; returns the main ticket's uid.

    Clocks that were stopped stay so, and what was noted stays in the history. Raises UserError once somebody
    changed the main ticket since, if the ticket was not merged by hand, or if work was billed to another customer.
    """
    source = ticket_row(tx.session, source_uid)
    target = tx.session.get(TicketRow, source.merged_into_id) if source.merged_into_id else None
    merger = _merger_of(tx.session, source)
    if target is None or merger is None:
        raise UserError("merge.taken_apart", number=source.number or source.subject)
    if _changed_since(tx.session, target, merger):
        raise UserError("merge.taken_apart", number=target.number or target.subject)
    changes = tx.session.scalars(select(ChangeRow).where(ChangeRow.act_id == merger, ChangeRow.operation == "update")
                                 .order_by(ChangeRow.id.desc())).all()
    tickets = {target.id: target}
    for change in changes:
        row = _put_back(tx, change)
        if isinstance(row, TicketRow):
            tickets[row.id] = row
    tx.session.flush()
    if len({ticket.address_id for ticket in tickets.values()}) > 1:
        for ticket in tickets.values():
            refuse_billed_ticket(tx.session, ticket)
    for ticket in tickets.values():
        add_note(tx, ticket, ctx.user.id, "taken_apart", (source if ticket is target else target).number or "")
        saved(tx, ticket)
    return target.uid


def _merger_of(session: Session, source: TicketRow) -> int | None:
    """The act that last changed the ticket's state, if that was a merger by hand."""
    rows = session.execute(
        select(ChangeRow.act_id, ChangeRow.after, ActRow.name).join(ActRow, ActRow.id == ChangeRow.act_id)
        .where(ChangeRow.table_name == "ticket", ChangeRow.row_key == source.uid, ChangeRow.operation == "update")
        .order_by(ChangeRow.id.desc()))
    last = next(((act_id, name) for act_id, after, name in rows if "state" in json.loads(after or "{}")), None)
    return last[0] if last is not None and last[1] == _MERGER else None


def _changed_since(session: Session, target: TicketRow, merger: int) -> bool:
    return session.scalar(
        select(ChangeRow.id).where(ChangeRow.table_name == "ticket", ChangeRow.row_key == target.uid,
                                   ChangeRow.act_id > merger).limit(1)) is not None


def _put_back(tx: Tx, change: ChangeRow) -> Business | None:
    kind = next((kind for kind in _BACK if kind.__tablename__ == change.table_name), None)
    row = tx.session.scalar(select(kind).where(kind.uid == change.row_key)) if kind is not None else None
    if kind is None or row is None:
        return None
    for name, value in json.loads(change.before or "{}").items():
        if name in _BACK[kind]:
            instant = isinstance(kind.__table__.c[name].type, Instant)
            setattr(row, name, datetime.fromisoformat(value) if instant and value else value)
    if change.table_name in _TOLD:
        tx.changed(change.table_name, row.uid)
    return row
