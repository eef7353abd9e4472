"""Calls: the one neutral event that every feed speaks, and how events add up to a call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotline_desk.core.clock import seconds_between

RINGING, RING_STOPPED, ANSWERED, UPDATED, ENDED = "ringing", "ring_stopped", "answered", "updated", "ended"
IN, OUT, INTERNAL, UNKNOWN = "in", "out", "internal", "unknown"
DIRECTIONS = (IN, OUT, INTERNAL, UNKNOWN)
STATES = (RINGING, ANSWERED, ENDED)
LEFT = "left"
MISSED, BUSY, UNKNOWN_END = "missed", "busy", "unknown_end"
OUTCOMES = (ANSWERED, MISSED, BUSY, UNKNOWN_END)
NUMBER, QUEUE, MENU = "number", "queue", "menu"
REACHED_BY = (NUMBER, QUEUE, MENU)
"""What a caller reached us by: a number of ours, a queue, or a choice in the menu of the telephone system."""
LONGEST_CALL = timedelta(hours=24)


@dataclass(frozen=True)
class CallEvent:
    """What a feed tells, translated.

    `call_id` names the call within its feed for good: an adapter whose source reuses ids makes them
    unique. `connection` is the source's own id, for an end whose beginning this reader has not seen.
    `at` is the UTC instant of receipt; a source's own clock has no zone and stays text in `source_time`.
    `duration_s` and `ring_s` are how long people talked and how long it rang before, where the source knows.
    `source` is the kind of the feed, written by who hands its events over. `menu` is what the caller chose in a
    menu. An update whose reason is `LEFT` tells that the person at the
    extension has left a call that goes on.
    """

    feed: str
    call_id: str
    kind: str
    at: datetime
    direction: str = UNKNOWN
    caller_number: str | None = None
    caller_raw: str = ""
    number_state: str = "unavailable"
    caller_name: str = ""
    called_number: str | None = None
    called_raw: str = ""
    extension: str = ""
    queue: str = ""
    menu: str = ""
    reason: str = ""
    duration_s: int | None = None
    ring_s: int | None = None
    source_time: str = ""
    connection: str = ""
    by_machine: bool = False
    source: str = ""


@dataclass(frozen=True)
class Call:
    """A row of the journal. Instants UTC; `duration_seconds` is talk, 0 if nobody answered."""

    uid: str
    feed: str
    call_id: str
    direction: str
    state: str
    rang_at: datetime
    id: int = 0
    connection: str = ""
    outcome: str | None = None
    caller_number: str | None = None
    caller_raw: str = ""
    number_state: str = "unavailable"
    caller_name: str = ""
    called_number: str | None = None
    extension: str = ""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    duration_seconds: int = 0
    source_time: str = ""
    by_machine: bool = False


def begin(uid: str, event: CallEvent) -> Call:
    """The call that this first event tells of; one that begins with its end began so much earlier."""
    before = (event.duration_s or 0) + (event.ring_s or 0) if event.kind == ENDED else 0
    call = Call(
        uid=uid, feed=event.feed, call_id=event.call_id, connection=event.connection,
        direction=event.direction, state=RINGING, rang_at=event.at - timedelta(seconds=before),
        caller_number=event.caller_number, caller_raw=event.caller_raw, number_state=event.number_state,
        caller_name=event.caller_name, called_number=event.called_number, extension=event.extension,
        source_time=event.source_time, by_machine=event.by_machine,
    )
    return call if event.kind == RINGING else add(call, event)


def tells_of_itself(event: CallEvent) -> bool:
    """Whether an event without a call_id, which continues no call, tells enough to be one: an end alone does not
    unless it says which way the call went, as records of telephone systems do."""
    return event.kind != ENDED or event.direction != UNKNOWN


def continues(call: Call, event: CallEvent) -> bool:
    """Whether an event without a call_id can belong to this call, which the same connection began earlier.

    Sources use a connection again: an open call of yesterday, or one with another party, is not meant.
    """
    if call.feed != event.feed or call.connection != event.connection:
        return False
    if call.state == ENDED and call.outcome != UNKNOWN_END:
        return False
    if event.at - call.rang_at > LONGEST_CALL:
        return False
    other = call.called_number if call.direction == OUT else call.caller_number
    return not (event.kind == ANSWERED and event.caller_number and other and event.caller_number != other)


def add(call: Call, event: CallEvent) -> Call:
    """The call after one more event. The same event again changes nothing, and so does an older one.

    A call without a known end stays open to repair: a late answer or end replaces `unknown_end`, and a source
    that tells after a gap what still runs takes it back.
    """
    if event.kind == RINGING and call.outcome == UNKNOWN_END and call.answered_at is None:
        return replace(call, state=RINGING, outcome=None, ended_at=None)
    if event.kind == ANSWERED:
        return _answered(call, event)
    if event.kind == ENDED:
        return _ended(call, event)
    if event.kind == UPDATED and call.state != ENDED:
        return replace(
            call,
            caller_number=event.caller_number or call.caller_number,
            caller_raw=event.caller_raw or call.caller_raw,
            caller_name=event.caller_name or call.caller_name,
            number_state=event.number_state if event.caller_number else call.number_state,
        )
    return call


def _answered(call: Call, event: CallEvent) -> Call:
    if call.answered_at is not None and call.outcome == UNKNOWN_END and not event.by_machine:
        return replace(call, state=ANSWERED, outcome=None, ended_at=None)
    if call.answered_at is not None or (call.state == ENDED and call.outcome != UNKNOWN_END):
        return call
    if event.by_machine:
        return replace(call, extension=event.extension or call.extension, by_machine=True)
    call = replace(
        call, state=ANSWERED, outcome=None, ended_at=None, answered_at=max(event.at, call.rang_at),
        extension=event.extension or call.extension, by_machine=False,
    )
    if call.direction == OUT or call.caller_number or not event.caller_number:
        return call
    return replace(
        call, caller_number=event.caller_number, caller_raw=event.caller_raw or call.caller_raw, number_state="known",
    )


def _ended(call: Call, event: CallEvent) -> Call:
    if call.state == ENDED and call.outcome != UNKNOWN_END:
        return call
    ended_at = max(event.at, call.answered_at or call.rang_at)
    if call.answered_at is None and event.duration_s and not call.by_machine:
        # The answer was missed while the feed was away; the source still knows how long they talked.
        begun = max(call.rang_at, ended_at - timedelta(seconds=event.duration_s))
        call = replace(call, answered_at=begun, extension=event.extension or call.extension)
    if call.answered_at is None:
        outcome = BUSY if event.reason == BUSY else MISSED
        return replace(call, state=ENDED, outcome=outcome, ended_at=ended_at, duration_seconds=0)
    talked = seconds_between(call.answered_at, ended_at)
    if event.duration_s is not None:
        talked = event.duration_s
        ended_at = call.answered_at + timedelta(seconds=talked)
    return replace(call, state=ENDED, outcome=ANSWERED, ended_at=ended_at, duration_seconds=talked)


def give_up(call: Call, at: datetime) -> Call:
    """The call closed without a known end, because its feed was away meanwhile."""
    if call.state == ENDED:
        return call
    return replace(call, state=ENDED, outcome=UNKNOWN_END, ended_at=max(at, call.answered_at or call.rang_at))
