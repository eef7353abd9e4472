"""The shift change: handed over to a person or a team, confirmed there, or taken back before that."""

from __future__ import annotations

from sqlalchemy import select

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.shifts import ShiftPage, page_text, read_page, stopped
from hotline_desk.domain.tickets import CALL, UNSOLVED
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.notices.presence import presence_today
from hotline_desk.services.rows import id_of, row_of
from hotline_desk.services.tickets.steps import add_note, saved
from hotline_desk.store.access import TeamMemberRow, TeamRow, UserRow
from hotline_desk.store.calls.callbacks import CallbackRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import ShiftRow, TicketRow, WorklogRow


@act("shift.hand_over", permission="ticket.edit")
def hand_over(ctx: Context, tx: Tx, page: ShiftPage, note: str, *, team_uid: str | None = None,
              user_uid: str | None = None, stop_clocks: bool = True) -> str:
    """Hands this page over as it was seen and returns the uid of the hand-over.

    With `stop_clocks` this user's running clocks end now (a call's at its hang-up). What is for somebody who is away
    goes to his deputy, and the note says so. Raises UserError if it is for nobody, or for nobody else.
    """
    user_id, team_id = id_of(tx.session, UserRow, user_uid), id_of(tx.session, TeamRow, team_uid)
    if user_id is None and team_id is None:
        raise UserError("shift.target_missing")
    if user_id == ctx.user.id:
        raise UserError("shift.self")
    if team_id is not None and tx.session.scalar(select(TeamMemberRow.id).where(
            TeamMemberRow.team_id == team_id, TeamMemberRow.user_id != ctx.user.id).limit(1)) is None:
        raise UserError("shift.nobody", team=row_of(tx.session, TeamRow, team_uid or "").name)
    if user_id is not None:
        deputy = presence_today(ctx, tx.session).answers_for(user_id)
        if deputy is not None and deputy not in (user_id, ctx.user.id):
            name = tx.session.get_one(UserRow, user_id).name
            note = f"{ctx.texts.tr(N_('For {name}, who is away.'), name=name)}\n{note}"
            user_id = deputy
    if stop_clocks:
        page = stopped(page, _stop_clocks(ctx, tx))
    row = ShiftRow(from_id=ctx.user.id, to_user_id=user_id, to_team_id=team_id, handed_at=tx.now, note=note.strip(),
                   content=page_text(page))
    tx.session.add(row)
    tx.session.flush()
    tx.changed("shift", row.uid)
    return row.uid


def _stop_clocks(ctx: Context, tx: Tx) -> list[str]:
    """Ends what this user's clocks count, except calls; returns their uids."""
    ended = []
    for worklog in tx.session.scalars(select(WorklogRow).where(
            WorklogRow.agent_id == ctx.user.id, WorklogRow.raw_end.is_(None), WorklogRow.raw_start.is_not(None),
            WorklogRow.removed_at.is_(None), WorklogRow.kind != CALL)):
        worklog.raw_end = max(tx.now, worklog.raw_start or tx.now)
        saved(tx, tx.session.get_one(TicketRow, worklog.ticket_id))
        ended.append(worklog.uid)
    return ended


@act("shift.confirm", permission="ticket.edit")
def confirm_shift(ctx: Context, tx: Tx, uid: str) -> int:
    """This user takes the shift over; returns how many tickets and callbacks came along to him.

    Raises UserError if it was not handed to him, or is over already.
    """
    row = row_of(tx.session, ShiftRow, uid)
    _refuse_settled(tx, row)
    teams = set(tx.session.scalars(select(TeamMemberRow.team_id).where(TeamMemberRow.user_id == ctx.user.id)))
    if row.from_id == ctx.user.id or not (row.to_user_id == ctx.user.id or row.to_team_id in teams):
        raise UserError("shift.not_yours")
    row.confirmed_at, row.confirmed_by_id = tx.now, ctx.user.id
    tx.changed("shift", row.uid)
    page = read_page(row.content)
    return _take_along(ctx, tx, row, page) if page.along else 0


def _take_along(ctx: Context, tx: Tx, row: ShiftRow, page: ShiftPage) -> int:
    """What was the giver's own and still is becomes this user's; dates and states stay."""
    count = 0
    giver = tx.session.get_one(UserRow, row.from_id).name
    text = ctx.texts.tr(N_("Shift change from {giver} to {receiver}"), giver=giver, receiver=ctx.user.name)
    for ticket in tx.session.scalars(select(TicketRow).where(
            TicketRow.uid.in_([each.uid for each in page.tickets if each.own]), TicketRow.agent_id == row.from_id,
            TicketRow.state.in_(UNSOLVED))):
        ticket.agent_id = ctx.user.id
        add_note(tx, ticket, row.from_id, "forward", text)
        saved(tx, ticket)
        count += 1
    for callback in tx.session.scalars(select(CallbackRow).where(
            CallbackRow.uid.in_([each.uid for each in page.callbacks if each.own]), CallbackRow.user_id == row.from_id,
            CallbackRow.done_at.is_(None), CallbackRow.removed_at.is_(None))):
        callback.user_id = ctx.user.id
        tx.changed("callback", callback.uid)
        count += 1
    return count


@act("shift.take_back", permission="ticket.edit")
def take_back_shift(ctx: Context, tx: Tx, uid: str) -> None:
    """Whoever handed a shift over takes it back before it is confirmed; nothing moves then."""
    row = row_of(tx.session, ShiftRow, uid)
    _refuse_settled(tx, row)
    if row.from_id != ctx.user.id:
        raise UserError("shift.not_yours")
    row.confirmed_at, row.confirmed_by_id = tx.now, ctx.user.id
    tx.changed("shift", row.uid)


def _refuse_settled(tx: Tx, row: ShiftRow) -> None:
    if row.confirmed_at is not None:
        who = tx.session.get(UserRow, row.confirmed_by_id) if row.confirmed_by_id else None
        raise UserError("shift.settled", who=who.name if who else N_("Somebody"))
