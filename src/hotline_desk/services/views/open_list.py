"""The list of open tasks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.domain.openlist import OpenTicketRow, ordered
from hotline_desk.domain.tickets import RESUBMITTED
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of
from hotline_desk.store.access import TeamMemberRow, TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.tickets import TicketNoteRow, TicketRow, unsolved

_SHOWN = (
    TicketRow.id, TicketRow.uid, TicketRow.number, TicketRow.state, TicketRow.priority, TicketRow.subject,
    TicketRow.contact_name, TicketRow.caller_number, TicketRow.created_at, TicketRow.resubmit_at,
    TicketRow.resubmit_reason, AddressRow.name.label("customer"), ContactRow.salutation, ContactRow.first_name,
    ContactRow.last_name, UserRow.name.label("agent"), TeamRow.name.label("team"))
"""Columns alone: whole tickets with all their texts take three times as long."""


@dataclass(frozen=True)
class OpenFilter:
    """What of the open tasks is wanted. `mine`: this user's and those of his teams without a person."""

    mine: bool = False
    agent_uid: str | None = None
    team_uid: str | None = None
    priority: str | None = None
    address_uid: str | None = None
    due_only: bool = False


@reading("ticket.read")
def open_tickets(ctx: Context, session: Session, wanted: OpenFilter | None = None) -> list[OpenTicketRow]:
    """Unsolved tickets that somebody has begun or that ring now: late first, then by priority and age."""
    wanted = wanted or OpenFilter()
    now = ctx.clock.now()
    query = (
        select(*_SHOWN)
        .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
        .outerjoin(ContactRow, ContactRow.id == TicketRow.contact_id)
        .outerjoin(UserRow, UserRow.id == TicketRow.agent_id)
        .outerjoin(TeamRow, TeamRow.id == TicketRow.team_id)
        .where(unsolved())
    )
    if wanted.mine:
        teams = select(TeamMemberRow.team_id).where(TeamMemberRow.user_id == ctx.user.id)
        query = query.where((TicketRow.agent_id == ctx.user.id)
                            | (TicketRow.agent_id.is_(None) & TicketRow.team_id.in_(teams)))
    if wanted.agent_uid:
        query = query.where(TicketRow.agent_id == id_of(session, UserRow, wanted.agent_uid))
    if wanted.team_uid:
        query = query.where(TicketRow.team_id == id_of(session, TeamRow, wanted.team_uid))
    if wanted.priority:
        query = query.where(TicketRow.priority == wanted.priority)
    if wanted.address_uid:
        query = query.where(TicketRow.address_id == id_of(session, AddressRow, wanted.address_uid))
    if wanted.due_only:
        query = query.where(TicketRow.resubmit_at <= now)
    rows = session.execute(query).all()
    notes = _last_notes(session)
    listed = [
        OpenTicketRow(
            uid=t.uid, number=t.number or "", state=t.state, priority=t.priority, subject=t.subject,
            customer=t.customer or "",
            contact=" ".join(part for part in (t.salutation, t.first_name, t.last_name) if part) or t.contact_name,
            phone=t.caller_number or "", agent=t.agent or "", team=t.team or "", created_at=t.created_at,
            resubmit_at=t.resubmit_at,
            overdue=t.state == RESUBMITTED and t.resubmit_at is not None and t.resubmit_at <= now,
            last_note=notes.get(t.id, t.resubmit_reason))
        for t in rows
    ]
    return ordered(listed)


def _last_notes(session: Session) -> dict[int, str]:
    """The newest note of every unsolved ticket, by the ticket's key."""
    newest = (select(func.max(TicketNoteRow.id)).join(TicketRow, TicketRow.id == TicketNoteRow.ticket_id)
              .where(unsolved()).group_by(TicketNoteRow.ticket_id))
    return dict(session.execute(select(TicketNoteRow.ticket_id, TicketNoteRow.text).where(
        TicketNoteRow.id.in_(newest))).all())


@dataclass(frozen=True)
class Counts:
    """Numbers for the tray and the start page."""

    open: int
    mine: int
    overdue: int


@reading("ticket.read")
def open_counts(ctx: Context, session: Session) -> Counts:
    """How many tickets are unsolved, this user's own, and late."""
    begun = select(func.count()).select_from(TicketRow).where(
        unsolved(), TicketRow.touched_at.is_not(None))
    return Counts(
        session.scalar(begun) or 0,
        # The sum keeps the database from the index of agents: one may have a million tickets, few of them unsolved.
        session.scalar(begun.where(TicketRow.agent_id + 0 == ctx.user.id)) or 0,
        session.scalar(begun.where(TicketRow.state == RESUBMITTED, TicketRow.resubmit_at <= ctx.clock.now())) or 0)
