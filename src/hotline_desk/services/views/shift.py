"""What a shift leaves to the next, and what was handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.domain.openlist import OpenTicketRow
from hotline_desk.domain.shifts import (
    CONFIRMED,
    TAKEN_BACK,
    WAITING,
    Shift,
    ShiftCallback,
    ShiftClock,
    ShiftPage,
    ShiftTicket,
    read_page,
)
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of
from hotline_desk.services.views.callbacks import CallbackLine, callbacks
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.access import TeamMemberRow, TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.calls.callbacks import CallbackRow, still_open
from hotline_desk.store.tickets import ShiftRow, TicketRow, WorklogRow, unsolved

_KEPT = timedelta(days=31)
_MOST = 100
_receiver, _confirmer = aliased(UserRow), aliased(UserRow)


@dataclass(frozen=True)
class _Belongs:
    """The uids of what is on the page, each with whether it is this user's own."""

    tickets: dict[str, bool]
    callbacks: dict[str, bool]


def shift_page(ctx: Context, team_uid: str | None = None) -> ShiftPage:
    """What this user would leave now, or what his team would: running clocks, open callbacks and tickets.

    His own page also has what waits for anybody of his teams.
    """
    belongs = _belongs(ctx, team_uid)
    return ShiftPage(
        ctx.clock.now(), tuple(_clocks(ctx, team_uid)),
        tuple(_callback(line, belongs.callbacks[line.uid]) for line in callbacks(ctx)
              if line.uid in belongs.callbacks),
        tuple(_ticket(row, belongs.tickets[row.uid]) for row in open_tickets(ctx) if row.uid in belongs.tickets))


def _ticket(row: OpenTicketRow, own: bool) -> ShiftTicket:
    return ShiftTicket(row.uid, row.number, row.state, row.priority, row.subject, row.customer or row.contact,
                       row.agent, row.team, row.created_at, row.resubmit_at, row.overdue, row.last_note, own)


def _callback(line: CallbackLine, own: bool) -> ShiftCallback:
    return ShiftCallback(line.uid, line.number, line.contact_name, line.company, line.due_at, line.user, line.team,
                         line.note, line.ticket_uid or "", line.ticket_number or "", line.overdue, own)


@reading("ticket.read")
def _belongs(ctx: Context, session: Session, team_uid: str | None) -> _Belongs:
    me = ctx.user.id
    tickets = select(TicketRow.uid, TicketRow.agent_id).where(
        unsolved(), TicketRow.touched_at.is_not(None), _whose(ctx, session, team_uid, TicketRow))
    promised = select(CallbackRow.uid, CallbackRow.user_id).where(
        still_open(), _whose(ctx, session, team_uid, CallbackRow))
    return _Belongs({uid: agent == me for uid, agent in session.execute(tickets)},
                    {uid: user == me for uid, user in session.execute(promised)})


def _whose(ctx: Context, session: Session, team_uid: str | None,
           kind: type[TicketRow] | type[CallbackRow]) -> ColumnElement[bool]:
    person = TicketRow.agent_id if kind is TicketRow else CallbackRow.user_id
    team = kind.team_id
    if team_uid is None:
        teams = select(TeamMemberRow.team_id).where(TeamMemberRow.user_id == ctx.user.id)
        return or_(person == ctx.user.id, person.is_(None) & team.in_(teams))
    key = id_of(session, TeamRow, team_uid)
    members = select(TeamMemberRow.user_id).where(TeamMemberRow.team_id == key)
    return or_(team == key, person.in_(members))


@reading("ticket.read")
def _clocks(ctx: Context, session: Session, team_uid: str | None) -> list[ShiftClock]:
    query = (
        select(WorklogRow, TicketRow, AddressRow.name, UserRow.name)
        .join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
        .join(UserRow, UserRow.id == WorklogRow.agent_id)
        .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
        .where(WorklogRow.raw_end.is_(None), WorklogRow.raw_start.is_not(None), WorklogRow.removed_at.is_(None))
        .order_by(WorklogRow.raw_start, WorklogRow.id))
    if team_uid is None:
        query = query.where(WorklogRow.agent_id == ctx.user.id)
    else:
        members = select(TeamMemberRow.user_id).where(
            TeamMemberRow.team_id == id_of(session, TeamRow, team_uid))
        query = query.where(WorklogRow.agent_id.in_(members))
    return [
        ShiftClock(w.uid, t.uid, t.number or "", t.subject, customer or t.contact_name, agent, w.kind, w.start, w.text,
                   w.agent_id == ctx.user.id)
        for w, t, customer, agent in session.execute(query) if w.start is not None]


@reading("ticket.read")
def shifts(ctx: Context, session: Session) -> list[Shift]:
    """What this user handed over, and what was handed to him or his teams, in the last month; the newest first."""
    me = ctx.user.id
    teams = set(session.scalars(select(TeamMemberRow.team_id).where(TeamMemberRow.user_id == me)))
    rows = session.execute(
        select(ShiftRow, UserRow.name, _receiver.name, TeamRow.name, _confirmer.name)
        .join(UserRow, UserRow.id == ShiftRow.from_id)
        .outerjoin(_receiver, _receiver.id == ShiftRow.to_user_id)
        .outerjoin(TeamRow, TeamRow.id == ShiftRow.to_team_id)
        .outerjoin(_confirmer, _confirmer.id == ShiftRow.confirmed_by_id)
        .where(or_(ShiftRow.from_id == me, ShiftRow.to_user_id == me, ShiftRow.to_team_id.in_(teams)),
               ShiftRow.handed_at >= ctx.clock.now() - _KEPT)
        .order_by(ShiftRow.handed_at.desc(), ShiftRow.id.desc()).limit(_MOST))
    return [
        Shift(row.uid, giver, person or team or "", row.handed_at, row.note, read_page(row.content), shift_state(row),
              row.confirmed_at, confirmer or "", row.confirmed_at is None and may_confirm(row, me, teams),
              row.from_id == me)
        for row, giver, person, team, confirmer in rows]


def may_confirm(row: ShiftRow, user_id: int, team_ids: set[int]) -> bool:
    """Whether a shift was handed to this user or one of his teams, by somebody else."""
    return row.from_id != user_id and (row.to_user_id == user_id or row.to_team_id in team_ids)


def shift_state(row: ShiftRow) -> str:
    """Waiting, confirmed, or taken back by the one who gave it."""
    if row.confirmed_at is None:
        return WAITING
    return TAKEN_BACK if row.confirmed_by_id == row.from_id else CONFIRMED
