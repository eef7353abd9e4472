"""Who talks in a call, and whose time it is: one worklog for each part of a call that somebody of ours had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hotline_desk.domain.access import AGENT, LEAD
from hotline_desk.domain.calls import ANSWERED, ENDED, UNKNOWN_END
from hotline_desk.domain.sightings import hand_over
from hotline_desk.domain.tickets import CALL, CLOSED
from hotline_desk.services.calls.parking import end_pauses, end_talk, leave_out_other_talks, settle_talks
from hotline_desk.services.calls.telling import retell
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import end_after_call
from hotline_desk.store.access import UserRow, active_users
from hotline_desk.store.calls.journal import CallLegRow, CallRow, taken_at
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketNoteRow, TicketRow, WorklogRow

TRANSFER = "transfer"


def name_agents(ctx: Context, session: Session, call: CallRow) -> None:
    """A shared step: who talked in the parts of a call of which that is not decided yet."""
    for n, leg in enumerate(call.legs):
        if leg.worklog_id is not None:
            continue
        if n == 0:
            leg.agent_id = first_agent(ctx, session, call, leg.extension)
        elif leg.agent_id is None:
            leg.agent_id = _next_agent(ctx, session, leg.extension)
        call.agent_id = leg.agent_id or call.agent_id


def first_agent(ctx: Context, session: Session, call: CallRow, extension: str) -> int | None:
    """Who answered: the user of the extension, else who took the call before, else who said at another desk that he
    sits there, else who sits at the desk that recorded it, else the only one."""
    decided = user_of(session, extension) or call.agent_id or _who_sits_at(ctx, session, extension)
    if decided is not None:
        return decided
    users = active_users(session)
    if ctx.attended and not any(user.extension for user in users):
        return ctx.user.id
    return _only_one(users)


def _next_agent(ctx: Context, session: Session, extension: str) -> int | None:
    """To whom a talk was handed; None if that is nobody of ours."""
    users = active_users(session)
    return user_of(session, extension) or _who_sits_at(ctx, session, extension) or (
        users[0].id if len(users) == 1 else None)


def _who_sits_at(ctx: Context, session: Session, extension: str) -> int | None:
    """Two desks may hear one line that knows extensions, without anybody having told whose they are: then it is
    learned from who took a call there. What was learned at this desk is of who sits at it now."""
    taken = taken_at(session, extension) if extension else None
    if taken is None or taken[1] == ctx.desk:
        return None
    return taken[0] if any(user.id == taken[0] for user in active_users(session)) else None


def user_of(session: Session, extension: str) -> int | None:
    """A shared step: the user of this extension by his key, None if nobody or several have it.

    Hosted telephone systems tell of people by their names instead.
    """
    users, told = active_users(session), extension.casefold()
    named = [user.id for user in users if extension and user.extension == extension] or [
        user.id for user in users if told and told in (user.login.casefold(), user.name.casefold())]
    return named[0] if len(named) == 1 else None


def _only_one(users: Sequence[UserRow]) -> int | None:
    at_phone = [user for user in users if user.role in (AGENT, LEAD)] or list(users)
    return at_phone[0].id if len(at_phone) == 1 else None


def keep_talks(tx: Tx, call: CallRow, ticket: TicketRow) -> None:
    """A shared step: the worklogs of a call on its ticket, begun, handed on and ended as its parts were.

    Whoever takes part talks on one call only: his others are parked, or taken up again.
    """
    _settle(tx, call, *_keep_worklogs(tx, call, ticket))


def _keep_worklogs(tx: Tx, call: CallRow, ticket: TicketRow) -> tuple[list[CallLegRow], CallLegRow | None]:
    """The parts of the call, and the one of them that begins now."""
    legs = call.legs
    begun: CallLegRow | None = None
    for n, leg in enumerate(legs):
        before = legs[n - 1] if n else None
        if leg.worklog_id is None and (n == 0 or leg.agent_id is not None):
            _begin(tx, ticket, leg, before)
            begun = leg
        elif leg.ended_at is None and call.state == ANSWERED:
            _go_on(tx, ticket, leg)
        if before is not None:
            _note_transfer(tx, ticket, before, leg, new=leg is begun)
        call.worklog_id = leg.worklog_id or call.worklog_id
    _end(tx, legs)
    tx.session.flush()
    return legs, begun


def claim_talk(ctx: Context, tx: Tx, call: CallRow, ticket: TicketRow) -> None:
    """A shared step: this user talks on the call, as he says. What runs is his, and so is what had nobody yet.

    If it is being handed to him and only rings, the time of the one who still talks stays with that one.
    """
    if call.answered_at is None:
        if call.agent_id is None or call.state != ENDED:
            call.agent_id = ctx.user.id
        return
    if not call.legs:  # a call from before parts were kept
        call.legs.append(CallLegRow(
            extension=call.extension, answered_at=call.answered_at, agent_id=call.agent_id, worklog_id=call.worklog_id,
            ended_at=call.ended_at if call.outcome == ANSWERED else None))
    last, before = call.legs[-1], call.legs[-1].agent_id
    rings_here = bool(ctx.user.extension) and ctx.user.extension in call.ringing.split(",")
    running = call.state != ENDED and last.ended_at is None
    mine = before == ctx.user.id  # to look at a call that is parked does not take it up
    if mine or rings_here or not (running or before is None):
        keep_talks(tx, call, ticket)
        return
    if running and before is not None and user_of(tx.session, last.extension) == before:
        # He did talk, his telephone says so: his part ends here and the colleague's begins.
        retell(tx, call, partial(hand_over, extension=ctx.user.extension, at=tx.now))
        last = call.legs[-1]
    last.agent_id = call.agent_id = ctx.user.id
    last.desk = ctx.desk
    if last.worklog_id is not None:
        tx.session.get_one(WorklogRow, last.worklog_id).agent_id = ctx.user.id
    _keep_worklogs(tx, call, ticket)
    if running:
        end_after_calls(tx, ctx.user.id, call.answered_at)
        since = tx.now if before is not None else last.answered_at
        settle_talks(tx, ctx.user.id, since, last.worklog_id)
    if last.worklog_id is not None:
        leave_out_other_talks(tx, tx.session.get_one(WorklogRow, last.worklog_id), ctx.user.id)
    if running and before is not None:
        settle_talks(tx, before, tx.now)


def _begin(tx: Tx, ticket: TicketRow, leg: CallLegRow, before: CallLegRow | None) -> None:
    """One person's time begins; it goes on if he only went to another telephone."""
    if before is not None and before.worklog_id is not None and leg.agent_id == before.agent_id and (
            before.ended_at == leg.answered_at and tx.session.get_one(WorklogRow, before.worklog_id).raw_end is None):
        leg.worklog_id = before.worklog_id
        return
    if leg.agent_id is not None:
        end_after_calls(tx, leg.agent_id, leg.answered_at)
    worklog = WorklogRow(ticket_id=ticket.id, kind=CALL, agent_id=leg.agent_id, raw_start=leg.answered_at)
    tx.session.add(worklog)
    tx.session.flush()
    leg.worklog_id = worklog.id


def _go_on(tx: Tx, ticket: TicketRow, leg: CallLegRow) -> None:
    """A line that was away tells that a call goes on which another had told to be over: the rest is a further time."""
    ended = tx.session.get(WorklogRow, leg.worklog_id) if leg.worklog_id else None
    if ended is not None and ended.raw_end is not None:
        worklog = WorklogRow(ticket_id=ticket.id, kind=CALL, agent_id=leg.agent_id, raw_start=ended.raw_end)
        tx.session.add(worklog)
        tx.session.flush()
        leg.worklog_id = worklog.id


def end_after_calls(tx: Tx, agent_id: int, at: datetime) -> None:
    """A shared step: whoever talks again no longer works on the call before."""
    for ticket_id in end_after_call(tx, agent_id, at):
        tx.changed("ticket", tx.session.get_one(TicketRow, ticket_id).uid)


def _note_transfer(tx: Tx, ticket: TicketRow, before: CallLegRow, leg: CallLegRow, new: bool) -> None:
    """The history tells who handed the call to whom; whoever has it now has the ticket too."""
    if leg.agent_id is not None and leg.agent_id == before.agent_id:
        return
    if new and leg.agent_id is not None and ticket.state != CLOSED:
        ticket.agent_id = leg.agent_id
    noted = exists().where(TicketNoteRow.ticket_id == ticket.id, TicketNoteRow.act == TRANSFER,
                           TicketNoteRow.at == leg.answered_at)
    if not tx.session.scalar(select(noted)):
        text = f"{_called(tx.session, before)} → {_called(tx.session, leg)}"
        tx.session.add(TicketNoteRow(ticket_id=ticket.id, author_id=before.agent_id, at=leg.answered_at, act=TRANSFER,
                                     text=text))


def _called(session: Session, leg: CallLegRow) -> str:
    return agent_name(session, leg.agent_id) or leg.extension or "?"


def _end(tx: Tx, legs: Sequence[CallLegRow]) -> None:
    going_on = {leg.worklog_id for leg in legs if leg.ended_at is None}
    for leg in legs:
        if leg.worklog_id is None or leg.ended_at is None or leg.worklog_id in going_on:
            continue
        last = max(other.ended_at or leg.ended_at for other in legs if other.worklog_id == leg.worklog_id)
        worklog = tx.session.get_one(WorklogRow, leg.worklog_id)
        if worklog.raw_end is None:
            end_talk(tx, worklog, last)


def _settle(tx: Tx, call: CallRow, legs: Sequence[CallLegRow], begun: CallLegRow | None) -> None:
    """Everybody who takes part talks on one call only."""
    if call.state == ENDED and call.outcome == UNKNOWN_END and call.ended_at and call.worklog_id:
        end_pauses(tx, call.worklog_id, call.ended_at)
    for agent_id in dict.fromkeys(leg.agent_id for leg in legs if leg.agent_id is not None):
        own = [leg for leg in legs if leg.agent_id == agent_id]
        at = own[-1].ended_at or call.ended_at or own[-1].answered_at
        current = begun.worklog_id if begun is not None and begun.agent_id == agent_id and call.state == ANSWERED \
            else None
        settle_talks(tx, agent_id, at, current)


def agent_name(session: Session, agent_id: int | None) -> str:
    """The name of a user by his key, "" for nobody."""
    user = session.get(UserRow, agent_id) if agent_id else None
    return user.name if user else ""
