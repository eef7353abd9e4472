"""Shared steps on tickets inside an open transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.domain.tickets import AFTER_CALL, MERGED, NEW, OPEN, WITHDRAWN, check_transition
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import ContactRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.numbers import next_number
from hotline_desk.store.search import body_of, index_ticket
from hotline_desk.store.tickets import (
    AttachmentRow,
    BillingClaimRow,
    TicketNoteRow,
    TicketRow,
    WorklogRow,
    live_worklogs,
)


def ticket_row(session: Session, uid: str) -> TicketRow:
    """The ticket of this uid. Raises UserError if there is none."""
    return row_of(session, TicketRow, uid)


def main_ticket(session: Session, ticket: TicketRow) -> TicketRow:
    """The ticket that this one has become part of, itself if it has not."""
    while ticket.merged_into_id is not None:
        ticket = session.get_one(TicketRow, ticket.merged_into_id)
    return ticket


def merged_tickets(session: Session, keys: Iterable[int]) -> dict[int, int]:
    """The tickets that have become part of these, by key, with which of these; through several mergers too."""
    found: dict[int, int] = {}
    among = {key: key for key in keys}
    while among:
        rows = session.execute(select(TicketRow.id, TicketRow.merged_into_id).where(
            TicketRow.state == MERGED, TicketRow.merged_into_id.in_(list(among)))).all()
        among = {key: among[into] for key, into in rows if key not in found and into is not None}
        found |= among
    return found


def touch(ctx: Context, tx: Tx, ticket: TicketRow) -> None:
    """A person works on it: it gets its number and, if it was new or withdrawn, is in progress.

    Raises UserError for a merged ticket: what is written there nobody would see again.
    """
    if ticket.state == MERGED:
        check_transition(ticket.state, OPEN, ctx.may)
    if ticket.number is None:
        year = local_day(ticket.created_at, ctx.zone).year
        ticket.number = f"{year}-{next_number(tx.session, 'ticket', year):05}"
    if ticket.touched_at is None:
        ticket.touched_at = tx.now
    if ticket.state in (NEW, WITHDRAWN):
        move_to(ctx, ticket, OPEN)
    if ticket.agent_id is None and ctx.attended:
        ticket.agent_id = ctx.user.id


def move_to(ctx: Context, ticket: TicketRow, state: str) -> None:
    """Changes the state. Raises UserError if the table of transitions does not allow it, or not to this user."""
    check_transition(ticket.state, state, ctx.may)
    ticket.state = state


def saved(tx: Tx, ticket: TicketRow) -> int:
    """The last step of every act on a ticket: time of change, search text, notice; returns the version."""
    ticket.changed_at = tx.now
    tx.session.flush()
    index_ticket(tx.session, ticket.id, search_body(tx.session, ticket))
    tx.changed("ticket", ticket.uid)
    return ticket.version


def search_body(session: Session, ticket: TicketRow) -> str:
    """What the archive finds a ticket by; the address's name is looked up where it is searched."""
    return search_bodies(session, [ticket.id])[ticket.id]


def search_bodies(session: Session, ticket_ids: Sequence[int]) -> dict[int, str]:
    """The same for many tickets at once, by their keys."""
    texts: dict[int, list[str]] = {key: [] for key in ticket_ids}
    which = {"tickets": ticket_ids}
    for query in (_WORKLOG_TEXTS, _NOTE_TEXTS, _FILE_NAMES):
        for key, text in session.execute(query, which):
            texts[key].append(text)
    rows = session.execute(_WITH_CONTACTS, which)
    return {ticket.id: ticket_body(ticket, contact, texts[ticket.id]) for ticket, contact in rows}


# Built once: every act on a ticket asks for them.
_WHICH: BindParameter[Sequence[int]] = bindparam("tickets", expanding=True)
_WORKLOG_TEXTS = select(WorklogRow.ticket_id, WorklogRow.text).where(
    WorklogRow.ticket_id.in_(_WHICH), WorklogRow.removed_at.is_(None)).order_by(WorklogRow.id)
_NOTE_TEXTS = select(TicketNoteRow.ticket_id, TicketNoteRow.text).where(
    TicketNoteRow.ticket_id.in_(_WHICH)).order_by(TicketNoteRow.id)
_FILE_NAMES = select(AttachmentRow.ticket_id, AttachmentRow.name).where(
    AttachmentRow.ticket_id.in_(_WHICH), AttachmentRow.removed_at.is_(None)).order_by(AttachmentRow.id)
_WITH_CONTACTS = select(TicketRow, ContactRow).outerjoin(
    ContactRow, ContactRow.id == TicketRow.contact_id).where(TicketRow.id.in_(_WHICH))


def ticket_body(ticket: TicketRow, contact: ContactRow | None, texts: Iterable[str]) -> str:
    """The words of a ticket, of its contact, and of its measures, notes and files."""
    return body_of(
        [ticket.number, ticket.subject, ticket.request, ticket.solution, ticket.contact_name, ticket.ref,
         ticket.category, ticket.product, ticket.reference, ticket.tags, contact.full_name if contact else None,
         *texts],
        [ticket.caller_number],
    )


def add_note(tx: Tx, ticket: TicketRow, author_id: int | None, act: str, text: str) -> None:
    """Keeps what was said at this step in the ticket's history."""
    tx.session.add(TicketNoteRow(ticket_id=ticket.id, author_id=author_id, at=tx.now, act=act, text=text.strip()))


def end_after_call(tx: Tx, agent_id: int, at: datetime, ticket_id: int | None = None) -> list[int]:
    """Ends the running after-call time of an agent (of one ticket, or all); returns the ids of the tickets."""
    query = select(WorklogRow).where(
        WorklogRow.agent_id == agent_id, WorklogRow.kind == AFTER_CALL, WorklogRow.raw_end.is_(None),
        WorklogRow.removed_at.is_(None))
    if ticket_id is not None:
        query = query.where(WorklogRow.ticket_id == ticket_id)
    ended = []
    for worklog in tx.session.scalars(query):
        worklog.raw_end = max(at, worklog.raw_start or at)
        ended.append(worklog.ticket_id)
    return ended


def end_clocks(tx: Tx, ticket: TicketRow) -> None:
    """Ends what runs on this ticket, except the call itself: its clock ends at the hang-up."""
    for worklog in live_worklogs(tx.session, ticket.id):
        if worklog.raw_end is None and worklog.raw_start is not None and worklog.kind != "call":
            worklog.raw_end = max(tx.now, worklog.raw_start)


def refuse_billed(session: Session, worklog: WorklogRow) -> None:
    """Raises UserError if the work stands on a valid document."""
    claim = session.get(BillingClaimRow, worklog.id)
    if claim is not None:
        raise UserError("worklog.billed", number=claim.document_number)


def refuse_billed_ticket(session: Session, ticket: TicketRow, charged: bool = False) -> None:
    """Raises UserError if work of the ticket stands on a valid document (only if it is charged there, if asked)."""
    query = (select(BillingClaimRow.document_number).join(WorklogRow, WorklogRow.id == BillingClaimRow.worklog_id)
             .where(WorklogRow.ticket_id == ticket.id))
    number = session.scalar((query.where(BillingClaimRow.line_id.is_not(None)) if charged else query).limit(1))
    if number is not None:
        raise UserError("worklog.billed", number=number)


def changes_of(fields: dict[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """The allowed ones of the fields; a KeyError names one that is not."""
    for name in fields:
        if name not in allowed:
            raise KeyError(name)
    return fields
