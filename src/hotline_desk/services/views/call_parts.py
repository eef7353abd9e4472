"""What is shown of the inside of a call: who talked, whether it is parked, whether its end must be said by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import seconds_between
from hotline_desk.domain.calls import ANSWERED, UNKNOWN_END, tells_ends
from hotline_desk.domain.tickets import Pause
from hotline_desk.store.access import UserRow
from hotline_desk.store.calls.journal import CallLegRow, CallRow, CallSightingRow
from hotline_desk.store.tickets import pauses_of


@dataclass(frozen=True)
class LegView:
    """One person's part in a call; `agent_uid` is None for somebody who is no user. Instants UTC."""

    extension: str
    agent_uid: str | None
    agent_name: str
    answered_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class CallParts:
    """`parked_at` is since when the talk is parked (UTC), `parked_seconds` how long it was before that.

    `ends_by_hand`: the call runs and its telephone cannot tell the end. `end_unknown`: somebody must say when it was.
    """

    legs: tuple[LegView, ...] = ()
    parked_at: datetime | None = None
    parked_seconds: int = 0
    ends_by_hand: bool = False
    end_unknown: bool = False


def parts_of(session: Session, calls: Sequence[CallRow]) -> dict[int, CallParts]:
    """A shared step: the parts of these calls by key, in three queries."""
    keys = [call.id for call in calls]
    legs: dict[int, list[tuple[CallLegRow, str | None, str | None]]] = {}
    for leg, uid, name in session.execute(
            select(CallLegRow, UserRow.uid, UserRow.name).outerjoin(UserRow, UserRow.id == CallLegRow.agent_id)
            .where(CallLegRow.call_id.in_(keys)).order_by(CallLegRow.id)):
        legs.setdefault(leg.call_id, []).append((leg, uid, name))
    kinds: dict[int, set[str]] = {}
    for key, kind in session.execute(
            select(CallSightingRow.call_id, CallSightingRow.kind).where(CallSightingRow.call_id.in_(keys))):
        kinds.setdefault(key, set()).add(kind)
    worklogs = {leg.worklog_id for of_call in legs.values() for leg, _, _ in of_call if leg.worklog_id is not None}
    pauses = pauses_of(session, worklogs)
    return {call.id: _parts(call, legs.get(call.id, []), kinds.get(call.id, {call.source}), pauses) for call in calls}


def _parts(call: CallRow, legs: list[tuple[CallLegRow, str | None, str | None]], kinds: set[str],
           pauses: dict[int, list[Pause]]) -> CallParts:
    shown = tuple(LegView(leg.extension, uid, name or "", leg.answered_at, leg.ended_at) for leg, uid, name in legs)
    last = legs[-1][0] if legs else None
    own = pauses.get(last.worklog_id or 0, []) if last is not None else []
    running = call.state == ANSWERED
    parked_at = next((pause.began_at for pause in own if pause.ended_at is None), None) if running else None
    unknown = call.outcome == UNKNOWN_END and call.answered_at is not None and (last is None or last.ended_at is None)
    return CallParts(
        shown, parked_at, sum(seconds_between(pause.began_at, pause.ended_at) for pause in own if pause.ended_at),
        running and not any(tells_ends(kind) for kind in kinds), unknown)
