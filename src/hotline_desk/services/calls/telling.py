"""What lines have told of a call: the journal's row, and a sighting for each line if there are several."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_
from sqlalchemy.orm import Session

from hotline_desk.domain.calls import ANSWERED, INTERNAL, LONGEST_CALL, Call, CallEvent, Leg, add, begin, continues
from hotline_desk.domain.sightings import APART, LONGEST_RING, combine, told_by, which_call
from hotline_desk.services.context import Context
from hotline_desk.store.calls.journal import (
    CallLegRow,
    CallRow,
    CallSightingRow,
    call_of,
    calls_like,
    internal_calls,
    sightings_of,
)
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import WorklogRow

COLUMNS = tuple(f.name for f in fields(Call) if f.name not in ("id", "uid", "ringing", "legs"))
_INSTANTS = ("rang_at", "answered_at", "ended_at")
_SPARE = timedelta(minutes=1)
Told = Callable[[list[Call]], Sequence[Call]]


def call_value(session: Session, row: CallRow) -> Call:
    """The call as stored. A row from before parts were kept has the one that follows from it."""
    legs: tuple[Leg, ...] = ()
    if row.answered_at is not None:
        legs = tuple(Leg(leg.extension, leg.answered_at, leg.ended_at, leg.gone) for leg in row.legs)
    if row.answered_at is not None and not legs:
        legs = (Leg(row.extension, row.answered_at, row.ended_at if row.outcome == ANSWERED else None),)
    return Call(uid=row.uid, id=row.id, **{name: getattr(row, name) for name in COLUMNS}, legs=legs,
                ringing=tuple(part for part in row.ringing.split(",") if part))


def keep(tx: Tx, row: CallRow, call: Call) -> None:
    """Stores the value in its row and in those of the people who talk."""
    answered = row.answered_at is not None
    for name in COLUMNS:
        if getattr(row, name) != getattr(call, name):
            setattr(row, name, getattr(call, name))
    ringing = _listed(call.ringing)
    if row.ringing != ringing:
        row.ringing = ringing
    if call.legs or answered:
        _keep_legs(tx, row, call.legs)
    tx.session.flush()


def _listed(extensions: Sequence[str]) -> str:
    width = int(CallRow.__table__.c.ringing.type.length)  # type: ignore[attr-defined]
    kept = ",".join(extension.replace(",", " ") for extension in extensions)
    return kept if len(kept) <= width else kept[:width].rpartition(",")[0]


def _keep_legs(tx: Tx, row: CallRow, legs: Sequence[Leg]) -> None:
    for n, leg in enumerate(legs):
        if n == len(row.legs):
            old = n == 0 and row.worklog_id is not None
            row.legs.append(CallLegRow(worklog_id=row.worklog_id if old else None,
                                       agent_id=row.agent_id if old else None, **asdict(leg)))
        for name, value in asdict(leg).items():
            if getattr(row.legs[n], name) != value:
                setattr(row.legs[n], name, value)
    for surplus in row.legs[len(legs):]:
        _undo(tx, row, surplus)


def _undo(tx: Tx, row: CallRow, leg: CallLegRow) -> None:
    """A line that knows better says that this person did not talk: his time does not count."""
    worklog = tx.session.get(WorklogRow, leg.worklog_id) if leg.worklog_id else None
    if worklog is not None and worklog.removed_at is None:
        worklog.removed_at = tx.now
    if row.worklog_id == leg.worklog_id:
        row.worklog_id = None
    row.legs.remove(leg)
    tx.session.delete(leg)


def find_call(session: Session, event: CallEvent) -> CallRow | None:
    """The call of which this line has told before, None if there is none."""
    row = call_of(session, event.feed, event.call_id, event.connection)
    if row is None or event.call_id:
        return row
    views = [view for _, view in told_of(session, row)]
    return row if any(continues(view, event) for view in views) else None


def told_of(session: Session, row: CallRow) -> list[tuple[CallSightingRow | None, Call]]:
    """What each line has told of the call; of a line that is the only one the row itself is what it told."""
    sightings = [(seen, _read(row, seen)) for seen in sightings_of(session, [row.id]) if seen.told]
    return [*sightings] if sightings else [(None, call_value(session, row))]


def hear(tx: Tx, row: CallRow, event: CallEvent) -> bool:
    """Adds an event of a line that has told of this call before; returns whether it was news."""

    def heard(told: list[Call]) -> list[Call]:
        return [add(view, event) if _is_of(view, event) else view for view in told]

    return retell(tx, row, heard)


def _is_of(view: Call, event: CallEvent) -> bool:
    return view.feed == event.feed and (view.call_id == event.call_id if event.call_id else continues(view, event))


def retell(tx: Tx, row: CallRow, change: Told) -> bool:
    """Changes what the lines have told and stores what follows from all of them; returns whether the call changed."""
    told = told_of(tx.session, row)
    after = list(change([view for _, view in told]))
    for (seen, before), view in zip(told, after, strict=True):
        if seen is not None and view != before:
            seen.told = _written(view)
    alone = told[0][0] is None
    before = told[0][1] if alone else call_value(tx.session, row)
    result = after[0] if alone else combine(before, after)
    if result == before:
        tx.session.flush()
        return False
    keep(tx, row, result)
    return True


def join_call(ctx: Context, tx: Tx, event: CallEvent) -> CallRow | None:
    """The call that another line told of already and this first event of a line belongs to, None if it is new."""
    before = timedelta(seconds=(event.duration_s or 0) + (event.ring_s or 0)) + LONGEST_RING + _SPARE
    span = event.at - min(before, LONGEST_CALL), event.at + LONGEST_RING + _SPARE
    # A line tells of its own calls by their names; only one that hangs on each desk is another one elsewhere.
    which = or_(CallRow.feed != event.feed, CallRow.desk != ctx.desk)
    rows = calls_like(tx.session, event.caller_number, event.called_number, span, which)
    if event.direction == INTERNAL and event.caller_raw:
        rows += internal_calls(tx.session, event.caller_raw, (event.at - APART, event.at + APART), which)
    if not rows:
        return None
    feeds: dict[int, set[str]] = {row.id: {row.feed} for row in rows}
    for seen in sightings_of(tx.session, list(feeds)):
        feeds[seen.call_id].add(seen.feed)
    open_to = {row.id: row for row in rows if row.purged_at is None
               and not told_by(feeds[row.id], event, here=row.desk == ctx.desk)}
    found = which_call([call_value(tx.session, row) for row in open_to.values()], event)
    if found is None:
        return None
    row = open_to[found.id]
    tx.session.refresh(row, with_for_update={"key_share": True})
    tx.session.expire(row, ["legs"])
    _sight(tx, row, event)
    return row


def _sight(tx: Tx, row: CallRow, event: CallEvent) -> None:
    """From now on it is kept what each line tells."""
    (seen, view), *_others = told_of(tx.session, row)
    if seen is None:
        _keep_sighting(tx, row, view)
    _keep_sighting(tx, row, begin(row.uid, event))
    tx.session.flush()
    retell(tx, row, _as_told)


def _as_told(told: list[Call]) -> list[Call]:
    return told


def _keep_sighting(tx: Tx, row: CallRow, view: Call) -> None:
    tx.session.add(CallSightingRow(call_id=row.id, feed=view.feed, sighted_id=view.call_id, connection=view.connection,
                                   kind=view.source, told=_written(view)))
    tx.session.flush()


def _written(view: Call) -> str:
    return json.dumps({k: v for k, v in asdict(view).items() if k not in ("id", "uid")}, default=datetime.isoformat,
                      ensure_ascii=False)


def _read(row: CallRow, seen: CallSightingRow) -> Call:
    body: dict[str, Any] = json.loads(seen.told)
    legs = tuple(Leg(**{**leg, **_instants(leg, ("answered_at", "ended_at"))}) for leg in body.pop("legs"))
    view = Call(uid=row.uid, id=row.id, **{**body, **_instants(body, _INSTANTS)})
    return replace(view, legs=legs, ringing=tuple(body["ringing"]))


def _instants(body: dict[str, Any], names: Sequence[str]) -> dict[str, datetime | None]:
    return {name: datetime.fromisoformat(body[name]) if body[name] else None for name in names}
