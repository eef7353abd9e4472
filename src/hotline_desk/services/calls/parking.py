"""Calls of one agent at the same time: he talks on one, the others are parked and do not count meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import LONGEST_CALL
from hotline_desk.domain.parking import Parking, RunningTalk, settle, swap
from hotline_desk.domain.tickets import CALL, Pause, unparked
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.rows import uid_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.calls.journal import CallLegRow, CallRow, talks_of
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow, WorklogPauseRow, WorklogRow, pauses_of


@act("call.swap", permission="ticket.edit")
def swap_calls(ctx: Context, tx: Tx) -> str | None:
    """Takes up the call that this user parked first and parks the one he talks on; returns the ticket's uid.

    None if that call has no ticket. Raises UserError if no call is parked.
    """
    _alone(tx.session, ctx.user.id)
    talks = talks_of(tx.session, ctx.user.id)
    parking = swap(_running(tx.session, talks))
    if parking is None or parking.resume is None:
        raise UserError("call.none_parked")
    _follow(tx, talks, parking, tx.now)
    taken = next(talk for talk in talks if talk.worklog_id == parking.resume)
    call = tx.session.get_one(CallRow, taken.call_id)
    return uid_of(tx.session, TicketRow, call.ticket_id)


def settle_talks(tx: Tx, agent_id: int, at: datetime, current: int | None = None) -> None:
    """A shared step: this agent talks on one call from now on and no other (`current`: its worklog's key).

    Called whenever one of his talks has begun or ended at this instant (UTC).
    """
    _alone(tx.session, agent_id)
    _undo_overtaken(tx, agent_id)
    talks = talks_of(tx.session, agent_id)
    _follow(tx, talks, settle(_running(tx.session, talks), current), at)


def end_pauses(tx: Tx, worklog_id: int, at: datetime) -> None:
    """A shared step: what has ended is no longer parked."""
    for pause in tx.session.scalars(_open_pauses([worklog_id])):
        pause.ended_at = max(at, pause.began_at)


def end_talk(tx: Tx, worklog: WorklogRow, at: datetime) -> None:
    """A shared step: the talk ends at this instant, and nothing of it is parked later than that."""
    worklog.raw_end = end = max(at, worklog.raw_start or at)
    for pause in tx.session.scalars(select(WorklogPauseRow).where(WorklogPauseRow.worklog_id == worklog.id)):
        if pause.began_at >= end:
            tx.session.delete(pause)
        elif pause.ended_at is None or pause.ended_at > end:
            pause.ended_at = end
    if worklog.agent_id is not None:
        leave_out_other_talks(tx, worklog, worklog.agent_id)


def leave_out_other_talks(tx: Tx, worklog: WorklogRow, agent_id: int) -> None:
    """A shared step: whoever says that a call is his, or whose call turns out to have gone on, did not talk in it while
    he talked in others."""
    until = worklog.raw_end or tx.now
    if worklog.raw_start is None or worklog.raw_start >= until:
        return
    others = tx.session.scalars(select(WorklogRow).where(
        WorklogRow.agent_id == agent_id, WorklogRow.kind == CALL, WorklogRow.id != worklog.id,
        WorklogRow.removed_at.is_(None), WorklogRow.raw_start < until,
        WorklogRow.raw_start > worklog.raw_start - LONGEST_CALL,
        or_(WorklogRow.raw_end.is_(None), WorklogRow.raw_end > worklog.raw_start))).all()
    if not others:
        return
    pauses = pauses_of(tx.session, [worklog.id, *(other.id for other in others)])
    busy = [Pause(*part) for other in others if other.start is not None
            for part in unparked(other.start, other.end or until, pauses.get(other.id, ()))]
    own = pauses.get(worklog.id, [])
    free = unparked(worklog.raw_start, until, own)
    counted = unparked(worklog.raw_start, until, [*own, *busy])
    for since, end in free:
        for left_out in _without(since, end, counted):
            tx.session.add(WorklogPauseRow(worklog_id=worklog.id, began_at=left_out[0], ended_at=left_out[1]))
    tx.session.flush()


def _without(start: datetime, end: datetime, parts: Iterable[tuple[datetime, datetime]]) -> list[
        tuple[datetime, datetime]]:
    return unparked(start, end, [Pause(*part) for part in parts])


def parked_since(session: Session, worklog_ids: Iterable[int]) -> dict[int, datetime]:
    """A shared step: since when talks are parked, by key of the worklog."""
    return {pause.worklog_id: pause.began_at for pause in session.scalars(_open_pauses(list(worklog_ids)))}


def _open_pauses(worklog_ids: list[int]) -> Select[WorklogPauseRow]:
    return select(WorklogPauseRow).where(
        WorklogPauseRow.worklog_id.in_(worklog_ids), WorklogPauseRow.ended_at.is_(None))


def _undo_overtaken(tx: Tx, agent_id: int) -> None:
    """Another process may have parked a talk in the moment in which this one ended it: it was over before."""
    rows = tx.session.execute(
        select(WorklogPauseRow, WorklogRow.raw_end).join(WorklogRow, WorklogRow.id == WorklogPauseRow.worklog_id)
        .where(WorklogRow.agent_id == agent_id, WorklogPauseRow.ended_at.is_(None), WorklogRow.raw_end.is_not(None)))
    for pause, end in rows.all():
        if end is not None and pause.began_at < end:
            pause.ended_at = end
        else:
            tx.session.delete(pause)


def _alone(session: Session, agent_id: int) -> None:
    """Two lines may tell of two calls of one agent at the same moment: one after the other."""
    if session.connection().dialect.name == "postgresql":
        session.execute(select(UserRow.id).where(UserRow.id == agent_id).with_for_update(key_share=True))


def _running(session: Session, talks: list[CallLegRow]) -> list[RunningTalk]:
    """By worklog: what is parked is the time that counts."""
    if not talks:
        return []
    session.flush()
    parked = parked_since(session, (talk.worklog_id or 0 for talk in talks))
    return [RunningTalk(talk.worklog_id or 0, talk.answered_at, parked.get(talk.worklog_id or 0)) for talk in talks]


def _follow(tx: Tx, talks: list[CallLegRow], parking: Parking, at: datetime) -> None:
    by_worklog = {talk.worklog_id: talk for talk in talks}
    before = pauses_of(tx.session, parking.park)
    for key in parking.park:
        taken_up = [pause.ended_at for pause in before.get(key, ()) if pause.ended_at is not None]
        began_at = max(at, by_worklog[key].answered_at, *taken_up)
        tx.session.add(WorklogPauseRow(worklog_id=key, began_at=began_at))
        _tell(tx, by_worklog[key])
    if parking.resume is not None:
        end_pauses(tx, parking.resume, at)
        _tell(tx, by_worklog[parking.resume])
    tx.session.flush()


def _tell(tx: Tx, talk: CallLegRow) -> None:
    tx.changed("call", tx.session.get_one(CallRow, talk.call_id).uid)
    worklog = tx.session.get_one(WorklogRow, talk.worklog_id)
    tx.changed("ticket", tx.session.get_one(TicketRow, worklog.ticket_id).uid)
