"""Checks of calls: rules, who talked, parked time, what several lines told, events that could not be stored."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.domain.calls import ANSWERED, ENDED, UNKNOWN_END
from hotline_desk.domain.sightings import combine
from hotline_desk.services.calls.telling import call_value, told_of
from hotline_desk.services.care.findings import ASIDE, CALLS, LINES, PAUSES, TALKS, Finding
from hotline_desk.services.context import Context
from hotline_desk.store.calls.journal import CallLegRow, CallRow, CallSightingRow
from hotline_desk.store.tickets import WorklogPauseRow, WorklogRow

_PAGE = 500


def rules(ctx: Context, session: Session) -> Iterator[Finding]:
    """Every call went through the rules."""
    for uid, problem in session.execute(
            select(CallRow.uid, CallRow.unprocessed).where(CallRow.unprocessed != "").order_by(CallRow.id)):
        yield Finding(CALLS, f"{uid} ({problem})")


def talks(ctx: Context, session: Session) -> Iterator[Finding]:
    """Parts of a call follow each other and end with it, and so does the time of those who talked."""
    later = aliased(CallLegRow)
    overtaken = exists().where(later.call_id == CallLegRow.call_id, later.id > CallLegRow.id,
                               or_(CallLegRow.ended_at.is_(None), later.answered_at < CallLegRow.ended_at))
    over = and_(CallRow.state == ENDED, CallRow.outcome != UNKNOWN_END, CallLegRow.ended_at.is_(None))
    going_on = exists().where(later.worklog_id == CallLegRow.worklog_id, later.ended_at.is_(None))
    time = and_(WorklogRow.id.is_not(None), WorklogRow.removed_at.is_(None), or_(
        WorklogRow.ticket_id != CallRow.ticket_id, CallRow.ticket_id.is_(None),
        and_(CallLegRow.ended_at.is_not(None), WorklogRow.raw_end.is_(None), ~going_on)))
    rows = session.scalars(
        select(CallRow.uid).join(CallLegRow, CallLegRow.call_id == CallRow.id)
        .outerjoin(WorklogRow, WorklogRow.id == CallLegRow.worklog_id)
        .where(or_(CallLegRow.ended_at < CallLegRow.answered_at, over, overtaken, time, CallRow.answered_at.is_(None)))
        .distinct())
    for uid in rows:
        yield Finding(TALKS, uid)


def pauses(ctx: Context, session: Session) -> Iterator[Finding]:
    """A talk is parked within its time and once at a time; nobody talks on two calls at once."""
    other = aliased(WorklogPauseRow)
    doubled = exists().where(
        other.worklog_id == WorklogPauseRow.worklog_id, other.id != WorklogPauseRow.id,
        other.began_at >= WorklogPauseRow.began_at,
        or_(other.ended_at.is_(None), other.ended_at > other.began_at),  # one that ended at once overlaps nothing
        or_(WorklogPauseRow.ended_at.is_(None), other.began_at < WorklogPauseRow.ended_at))
    outside = or_(WorklogPauseRow.began_at < WorklogRow.raw_start, WorklogPauseRow.ended_at > WorklogRow.raw_end,
                  and_(WorklogPauseRow.ended_at.is_(None), WorklogRow.raw_end.is_not(None)))
    for uid in session.scalars(
            select(WorklogRow.uid).join(WorklogPauseRow, WorklogPauseRow.worklog_id == WorklogRow.id)
            .where(or_(WorklogPauseRow.ended_at < WorklogPauseRow.began_at, outside, doubled)).distinct()):
        yield Finding(PAUSES, uid)
    parked = exists().where(WorklogPauseRow.worklog_id == CallLegRow.worklog_id, WorklogPauseRow.ended_at.is_(None))
    busy = session.execute(
        select(CallLegRow.agent_id, func.min(CallRow.uid)).join(CallRow, CallRow.id == CallLegRow.call_id)
        .where(CallRow.state == ANSWERED, CallLegRow.ended_at.is_(None), CallLegRow.worklog_id.is_not(None),
               CallLegRow.agent_id.is_not(None), ~parked)
        .group_by(CallLegRow.agent_id).having(func.count() > 1))
    for _agent, uid in busy:
        yield Finding(PAUSES, uid)


def lines(ctx: Context, session: Session) -> Iterator[Finding]:
    """A call is what all lines together told of it."""
    after = 0
    while True:
        keys = list(session.scalars(
            select(CallSightingRow.call_id).where(CallSightingRow.call_id > after, CallSightingRow.told != "")
            .distinct().order_by(CallSightingRow.call_id).limit(_PAGE)))
        if not keys:
            return
        after = keys[-1]
        for call in session.scalars(select(CallRow).where(CallRow.id.in_(keys), CallRow.purged_at.is_(None))):
            value, told = call_value(session, call), [view for _, view in told_of(session, call)]
            own = [view for view in told if (view.feed, view.call_id) == (call.feed, call.call_id)]
            if len(own) != 1 or len(told) < 2 or combine(value, told) != value:
                yield Finding(LINES, call.uid)
        session.expunge_all()


def aside(ctx: Context, session: Session) -> Iterator[Finding]:
    """Every event that this workplace heard could be stored."""
    for event in ctx.local.aside() if ctx.local is not None else []:
        told = event.body
        yield Finding(ASIDE, f"{told.get('feed')}, {told.get('kind')}, {told.get('at')} ({event.reason})")
