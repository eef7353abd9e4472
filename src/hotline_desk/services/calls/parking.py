"""Calls of one agent at the same time: he talks on one, the others are parked and do not count meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.parking import Parking, RunningTalk, settle, swap
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.rows import uid_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.calls.journal import CallLegRow, CallRow, talks_of
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow, WorklogPauseRow, WorklogRow


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
    talks = talks_of(tx.session, agent_id)
    _follow(tx, talks, settle(_running(tx.session, talks), current), at)


def end_pauses(tx: Tx, worklog_id: int, at: datetime) -> None:
    """A shared step: what has ended is no longer parked."""
    for pause in tx.session.scalars(_open_pauses([worklog_id])):
        pause.ended_at = max(at, pause.began_at)


def parked_since(session: Session, worklog_ids: Iterable[int]) -> dict[int, datetime]:
    """A shared step: since when talks are parked, by key of the worklog."""
    return {pause.worklog_id: pause.began_at for pause in session.scalars(_open_pauses(list(worklog_ids)))}


def _open_pauses(worklog_ids: list[int]) -> Select[WorklogPauseRow]:
    return select(WorklogPauseRow).where(
        WorklogPauseRow.worklog_id.in_(worklog_ids), WorklogPauseRow.ended_at.is_(None))


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
    for key in parking.park:
        tx.session.add(WorklogPauseRow(worklog_id=key, began_at=max(at, by_worklog[key].answered_at)))
        _tell(tx, by_worklog[key])
    if parking.resume is not None:
        end_pauses(tx, parking.resume, at)
        _tell(tx, by_worklog[parking.resume])
    tx.session.flush()


def _tell(tx: Tx, talk: CallLegRow) -> None:
    tx.changed("call", tx.session.get_one(CallRow, talk.call_id).uid)
    worklog = tx.session.get_one(WorklogRow, talk.worklog_id)
    tx.changed("ticket", tx.session.get_one(TicketRow, worklog.ticket_id).uid)
