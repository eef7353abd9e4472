"""From an event to the journal and the ticket: the journal row first, the rules in a savepoint after it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain import calls as domain
from hotline_desk.domain.calls import Call, CallEvent
from hotline_desk.services.act import act
from hotline_desk.services.calls.fitting import fitting
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.calls.telling import COLUMNS, find_call, hear, join_call, keep, retell
from hotline_desk.services.calls.tickets import apply_rules, forget_caller
from hotline_desk.services.context import Context
from hotline_desk.store.calls.journal import CallRow, one_beginning_at_a_time, running_calls
from hotline_desk.store.engine import Tx
from hotline_desk.store.local import Aside
from hotline_desk.store.schema import new_uid

log = logging.getLogger(__name__)
_TRIES = 8
_CLASHES = ("40001", "40P01")
"""What PostgreSQL calls a serialisation failure and a deadlock."""
_CHANCES = 5


@dataclass(frozen=True)
class Recorded:
    """What became of an event of a kind: the call's uid, and whether anything changed by it."""

    call_uid: str | None
    changed: bool
    kind: str = ""
    spooled: bool = False


@act("call.record", permission="call.record")
def record_event(ctx: Context, tx: Tx, event: CallEvent) -> Recorded:
    """Stores one event; durable when this returns. A failing rule marks the row and loses nothing."""
    return _record(ctx, tx, fitting(event))


@act("call.record_many", permission="call.record")
def record_events(ctx: Context, tx: Tx, events: Sequence[CallEvent]) -> list[Recorded]:
    """Stores events in their order, all of them or none; durable when this returns."""
    return [_record(ctx, tx, fitting(event)) for event in events]


def record_together(ctx: Context, events: Sequence[CallEvent]) -> list[Recorded] | None:
    """The same in one transaction if nothing stands against it; else None, and nothing is stored yet."""
    if waiting(ctx):  # an event must not overtake the ones before it
        return None
    try:
        return record_events(ctx, events)
    except Exception as problem:  # whatever it is, one by one it meets the event that it is about
        log.info("%s events are stored one by one: %s", len(events), type(problem).__name__)
        return None


def record(ctx: Context, event: CallEvent) -> Recorded:
    """Stores an event whatever happens: two desks at once, or the shared database away (then on the spool).

    Raises EnvironmentTrouble only if it can be kept nowhere.
    """
    event = fitting(event)
    if ctx.local is not None and waiting(ctx):
        flush_spool(ctx)
        if waiting(ctx):  # an event must not overtake the ones before it
            return _spool(ctx, event)
    try:
        return _record_once(ctx, event)
    except EnvironmentTrouble:
        if ctx.local is None:
            raise
    except Exception:
        # Disk full, file gone, or a bug: whatever it is, the call waits and is tried again.
        if ctx.local is None:
            raise
        log.exception("an event of %s could not be stored and waits", event.feed)
    return _spool(ctx, event)


def _spool(ctx: Context, event: CallEvent) -> Recorded:
    if ctx.local is not None:
        ctx.local.spool(event_body(event))
    return Recorded(None, changed=False, kind=event.kind, spooled=True)


def _record_once(ctx: Context, event: CallEvent) -> Recorded:
    """Records it although others write to the same call or ticket in the same moment: they were first, so again."""
    for _ in range(_TRIES - 1):
        try:
            return record_event(ctx, event)
        except IntegrityError:
            continue
        except UserError as problem:
            if problem.id != "record.changed":
                raise
        except DBAPIError as problem:
            if not _stood_in_the_way(problem):
                raise
    return record_event(ctx, event)


def _stood_in_the_way(problem: Exception) -> bool:
    """Whether two who wrote at once waited for each other, and the database let this one go."""
    return isinstance(problem, DBAPIError) and getattr(problem.orig, "sqlstate", None) in _CLASHES


def flush_spool(ctx: Context) -> list[Recorded]:
    """Records what waited for the database, in its order; stops at the first that must go on waiting."""
    done: list[Recorded] = []
    for row_id, body in ctx.local.spooled() if ctx.local is not None else []:
        try:
            done.append(_record_once(ctx, _from_json(body)))
        except EnvironmentTrouble:
            break
        except Exception as problem:
            if not _is_hopeless(ctx, row_id, problem):
                log.exception("an event on the spool could not be stored and goes on waiting")
                break
            log.exception("an event on the spool was set aside: it cannot be stored")
            _put_aside(ctx, row_id, problem)
            continue
        if ctx.local is not None:
            ctx.local.unspool(row_id)
    return done


def _is_hopeless(ctx: Context, row_id: int, problem: Exception) -> bool:
    """Whether the event has had its chances and would keep those behind it waiting for ever.

    What the database or a person can mend is waited for: a server that is read-only for a while, a full disk.
    """
    mendable = isinstance(problem, UserError) or (
        isinstance(problem, DBAPIError) and not isinstance(problem, DataError | IntegrityError))
    return not mendable and ctx.local is not None and ctx.local.failed(row_id) >= _CHANCES


def _put_aside(ctx: Context, row_id: int, problem: Exception) -> None:
    if ctx.local is not None:
        ctx.local.set_aside(row_id, f"{type(problem).__name__}: {problem}"[:500], ctx.clock.now())


def events_aside(ctx: Context) -> list[Aside]:
    """Events of this workplace that could not be stored, with the reason; each can be tried again or dropped."""
    return ctx.local.aside() if ctx.local is not None else []


def retry_aside(ctx: Context) -> int:
    """Tries again to store what was set aside, after an update perhaps; returns how many events are stored now."""
    stored = 0
    for event in events_aside(ctx):
        try:
            _record_once(ctx, _from_json(event.body))
        except EnvironmentTrouble:
            break
        except Exception as problem:
            log.info("an event that was set aside still cannot be stored: %s", type(problem).__name__)
            continue
        if ctx.local is not None:
            ctx.local.drop_aside(event.id)
        stored += 1
    return stored


@act("call.give_up", permission="call.record")
def close_open_calls(ctx: Context, tx: Tx, feed: str) -> list[str]:
    """After a feed was away: calls of this desk that still seem to run end as unknown, unless another line tells of
    them. Returns their uids."""
    closed = []
    for row in running_calls(tx.session, feed, ctx.desk):
        if _give_up(ctx, tx, row, feed, tx.now):
            closed.append(row.uid)
    return closed


def _give_up(ctx: Context, tx: Tx, row: CallRow, feed: str, at: datetime) -> bool:
    def given_up(told: list[Call]) -> list[Call]:
        return [domain.give_up(view, at) if view.feed == feed else view for view in told]

    if not retell(tx, row, given_up):
        return False
    _process(ctx, tx, row)
    tx.changed("call", row.uid)
    return True


@act("call.retry", permission="call.record")
def retry_unprocessed(ctx: Context, tx: Tx) -> int:
    """Applies the rules again to calls at which they failed; returns how many are mended."""
    rows = tx.session.scalars(select(CallRow).where(CallRow.unprocessed != "").order_by(CallRow.id).limit(200)).all()
    mended = 0
    for row in rows:
        _process(ctx, tx, row)
        if not row.unprocessed:  # one that fails as before is no news; said every minute it would fill the audit
            tx.changed("call", row.uid)
            mended += 1
    return mended


def _record(ctx: Context, tx: Tx, event: CallEvent) -> Recorded:
    row = find_call(tx.session, event)
    return _begin(ctx, tx, event) if row is None else _heard(ctx, tx, row, event)


def _heard(ctx: Context, tx: Tx, row: CallRow, event: CallEvent) -> Recorded:
    number = other_party(row)
    if not hear(tx, row, event):
        return Recorded(row.uid, changed=False, kind=event.kind)
    if number is not None and other_party(row) != number:
        forget_caller(tx, row)
    _process(ctx, tx, row)
    tx.changed("call", row.uid)
    return Recorded(row.uid, changed=True, kind=event.kind)


def _begin(ctx: Context, tx: Tx, told: CallEvent) -> Recorded:
    event = told
    if not event.call_id:
        if not domain.tells_of_itself(event):
            return Recorded(None, changed=False, kind=event.kind)
        # The beginning was never seen here: the call gets a name of its own, so that it is not lost.
        event = replace(event, call_id=f"{event.connection}@{event.source_time}/{event.kind}")
    unsure = one_beginning_at_a_time(tx.session) or not told.call_id
    known = find_call(tx.session, event) if unsure else None
    if known is not None:
        return _heard(ctx, tx, known, event)
    _give_up_older(ctx, tx, event)
    row = join_call(ctx, tx, event)
    if row is None:
        call = domain.begin(new_uid(), event)
        row = CallRow(uid=call.uid, desk=ctx.desk, **{name: getattr(call, name) for name in COLUMNS})
        tx.session.add(row)
        tx.session.flush()
        keep(tx, row, call)
    _process(ctx, tx, row)
    tx.changed("call", row.uid)
    return Recorded(row.uid, changed=True, kind=event.kind)


def _give_up_older(ctx: Context, tx: Tx, event: CallEvent) -> None:
    """A source uses a connection again only when it is free: the end of an older call on it was missed."""
    older = running_calls(tx.session, event.feed) if event.connection and event.kind == domain.RINGING else []
    for row in older:
        if row.feed == event.feed and row.connection == event.connection:
            _give_up(ctx, tx, row, event.feed, event.at)


def _process(ctx: Context, tx: Tx, row: CallRow) -> None:
    try:
        with tx.savepoint():
            apply_rules(ctx, tx, row)
        row.unprocessed = ""
    except (EnvironmentTrouble, StaleDataError):
        raise  # the latter: another process was first with a row of this talk; the event is tried again
    except Exception as problem:
        if isinstance(problem, DBAPIError) and (problem.connection_invalidated or _stood_in_the_way(problem)):
            raise  # not the rule failed but the server; the event waits, or is tried again at once
        log.exception("a rule failed at call %s", row.uid)
        row.unprocessed = f"{type(problem).__name__}: {problem}"[:500]
    tx.session.flush()


def event_body(event: CallEvent) -> dict[str, Any]:
    """The form in which an event waits at its workplace."""
    return {**asdict(event), "at": event.at.isoformat()}


def _from_json(body: dict[str, Any]) -> CallEvent:
    return CallEvent(**{**body, "at": datetime.fromisoformat(body["at"])})


def waiting(ctx: Context) -> Sequence[int]:
    """Keys of events on this workplace's spool."""
    return ctx.local.spool_keys() if ctx.local else []
