"""Calls: the one neutral event that every feed speaks, and how events add up to a call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotline_desk.core.clock import seconds_between

RINGING, RING_STOPPED, ANSWERED, UPDATED, ENDED = "ringing", "ring_stopped", "answered", "updated", "ended"
IN, OUT, INTERNAL, UNKNOWN = "in", "out", "internal", "unknown"
DIRECTIONS = (IN, OUT, INTERNAL, UNKNOWN)
STATES = (RINGING, ANSWERED, ENDED)
LEFT, RING_OVER = "left", "ring_over"
MISSED, BUSY, UNKNOWN_END = "missed", "busy", "unknown_end"
OUTCOMES = (ANSWERED, MISSED, BUSY, UNKNOWN_END)
NUMBER, QUEUE, MENU = "number", "queue", "menu"
REACHED_BY = (NUMBER, QUEUE, MENU)
"""What a caller reached us by: a number of ours, a queue, or a choice in the menu of the telephone system."""
LONGEST_CALL = timedelta(hours=24)
LIFTED_BEFORE = timedelta(seconds=20)
"""So late a call may be taken at the desk whose telephone cannot tell that somebody answered."""
_NEVER_TELL_ANSWERS = ("modem", "hipath", "smdr+avaya", "smdr+panasonic")
_NEVER_TELL_ENDS = ("modem",)


@dataclass(frozen=True)
class CallEvent:
    """What a feed tells, translated.

    `call_id` names the call within its feed for good: an adapter whose source reuses ids makes them
    unique. `connection` is the source's own id, for an end whose beginning this reader has not seen.
    `at` is the UTC instant of receipt; a source's own clock has no zone and stays text in `source_time`.
    `duration_s` and `ring_s` are how long people talked and how long it rang before, where the source knows.
    `source` is the kind of the feed, written by who hands its events over. `menu` is what the caller chose in a
    menu. An update whose reason is `LEFT` tells that the person at the extension has left a call that goes on; an
    end whose reason is `RING_OVER` that it rings no more, from feeds that never tell whether somebody answered.
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
class Leg:
    """One person's part in a call, UTC. `gone`: it was told that he left, not only that the next one answered."""

    extension: str
    answered_at: datetime
    ended_at: datetime | None = None
    gone: bool = False


@dataclass(frozen=True)
class Call:
    """A row of the journal. Instants UTC; `duration_seconds` is talk, 0 if nobody answered.

    `legs` are those who talked, in their order; `ringing` the extensions that ring now. `source` is the kind of the
    feed.
    """

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
    queue: str = ""
    menu: str = ""
    source: str = ""
    ringing: tuple[str, ...] = ()
    legs: tuple[Leg, ...] = ()

    @property
    def talking(self) -> Leg | None:
        """The part that goes on, None if nobody of ours talks."""
        return self.legs[-1] if self.legs and self.legs[-1].ended_at is None else None


def tells_answers(source: str) -> bool:
    """Whether this kind of feed tells when somebody answers."""
    return source not in _NEVER_TELL_ANSWERS


def tells_ends(source: str) -> bool:
    """Whether this kind of feed tells when a talk is over."""
    return source not in _NEVER_TELL_ENDS


def begin(uid: str, event: CallEvent) -> Call:
    """The call that this first event tells of; one that begins with its end began so much earlier."""
    before = (event.duration_s or 0) + (event.ring_s or 0) if event.kind == ENDED else 0
    call = Call(
        uid=uid, feed=event.feed, call_id=event.call_id, connection=event.connection,
        direction=event.direction, state=RINGING, rang_at=event.at - timedelta(seconds=before),
        caller_number=event.caller_number, caller_raw=event.caller_raw, number_state=event.number_state,
        caller_name=event.caller_name, called_number=event.called_number, extension=event.extension,
        source_time=event.source_time, by_machine=event.by_machine, queue=event.queue, menu=event.menu,
        source=event.source,
    )
    return add(call, event)


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
    if event.kind == ENDED:
        return _ended(call, event)
    if call.state != ENDED:
        call = _completed(call, event)
    if event.kind == RINGING:
        return _rings(call, event)
    if event.kind == RING_STOPPED:
        return replace(call, ringing=tuple(e for e in call.ringing if e != event.extension))
    if event.kind == ANSWERED:
        return _answered(call, event)
    if event.kind == UPDATED and call.state != ENDED:
        return _left(call, event) if event.reason == LEFT else _updated(call, event)
    return call


def _completed(call: Call, event: CallEvent) -> Call:
    """What may become known at any time: which way it goes, whom it is for, by which queue and menu choice."""
    return replace(
        call, direction=event.direction if call.direction == UNKNOWN else call.direction,
        called_number=call.called_number or event.called_number, queue=event.queue or call.queue,
        menu=event.menu or call.menu)


def _rings(call: Call, event: CallEvent) -> Call:
    if call.outcome == UNKNOWN_END and call.answered_at is None:
        call = replace(call, state=RINGING, outcome=None, ended_at=None)
    new = event.extension and event.extension not in call.ringing and call.direction != OUT
    # What rang before the last answer is told late and rings no more.
    if not new or call.state == ENDED or (call.legs and event.at <= call.legs[-1].answered_at):
        return call
    return replace(call, ringing=(*call.ringing, event.extension))


def _updated(call: Call, event: CallEvent) -> Call:
    return replace(
        call,
        caller_number=event.caller_number or call.caller_number,
        caller_raw=event.caller_raw or call.caller_raw,
        caller_name=event.caller_name or call.caller_name,
        number_state=event.number_state if event.caller_number else call.number_state,
    )


def _answered(call: Call, event: CallEvent) -> Call:
    if call.answered_at is not None and call.outcome == UNKNOWN_END and not event.by_machine:
        call = replace(call, state=ANSWERED, outcome=None, ended_at=None)
    if call.state == ENDED and call.outcome != UNKNOWN_END:
        return call
    if call.answered_at is not None:
        return call if event.by_machine else _handed_on(call, event)
    if event.by_machine:
        return replace(call, extension=event.extension or call.extension, by_machine=True)
    at = max(event.at, call.rang_at)
    call = replace(
        call, state=ANSWERED, outcome=None, ended_at=None, answered_at=at, by_machine=False, ringing=(),
        extension=event.extension or call.extension,
        legs=(Leg(event.extension or (call.extension if call.direction == OUT else ""), at),),
    )
    if call.direction == OUT or call.caller_number or not event.caller_number:
        return call
    return replace(
        call, caller_number=event.caller_number, caller_raw=event.caller_raw or call.caller_raw, number_state="known",
    )


def _handed_on(call: Call, event: CallEvent) -> Call:
    """Another person answers a call that is talked on: his part begins and the one before ends, at the latest now."""
    last = call.legs[-1] if call.legs else None
    if last is None or not event.extension or event.at < last.answered_at:
        return call
    if any(leg.extension == event.extension and (leg is last or leg.answered_at == event.at)
           and (leg.ended_at is None or leg.answered_at == event.at) for leg in call.legs):
        return call
    if last.ended_at is None and not last.extension:
        last = replace(last, extension=event.extension)
        return replace(call, extension=event.extension, legs=(*call.legs[:-1], last))
    return hand_on(call, event.extension, event.at)


def hand_on(call: Call, extension: str, at: datetime) -> Call:
    """The call after somebody else has taken it over at this instant."""
    legs = tuple(replace(leg, ended_at=at) if leg.ended_at is None else leg for leg in call.legs)
    return replace(call, extension=extension, ringing=(), legs=(*legs, Leg(extension, at)))


def _left(call: Call, event: CallEvent) -> Call:
    """Somebody has left a call that goes on. If he was only asked for advice, the one before talks on."""
    index = next((n for n in range(len(call.legs) - 1, -1, -1)
                  if event.extension in ("", call.legs[n].extension) or not call.legs[n].extension), None)
    if index is None or call.legs[index].gone or event.at < call.legs[index].answered_at:
        return call
    leg = replace(call.legs[index], ended_at=call.legs[index].ended_at or event.at, gone=True)
    call = replace(call, legs=(*call.legs[:index], leg, *call.legs[index + 1:]))
    before = call.legs[index - 1] if index and index == len(call.legs) - 1 else None
    if before is not None and not before.gone and before.ended_at == leg.answered_at:
        return hand_on(call, before.extension, event.at)
    return call


def _ended(call: Call, event: CallEvent) -> Call:
    if call.state == ENDED and call.outcome != UNKNOWN_END:
        return call
    if event.reason == RING_OVER and call.answered_at is not None:
        return call  # it was taken at the desk and goes on
    ended_at = max(event.at, call.answered_at or call.rang_at)
    if event.duration_s and not call.by_machine and (call.answered_at is None or not tells_answers(call.source)):
        # The answer was missed while the feed was away, or only the desk knew of it; the source knows how long.
        begun = max(call.rang_at, ended_at - timedelta(seconds=event.duration_s))
        extension = event.extension or call.extension
        call = replace(call, answered_at=begun, extension=extension, legs=call.legs or (Leg(extension, begun),))
    if call.answered_at is None:
        outcome = BUSY if event.reason == BUSY else MISSED
        return replace(call, state=ENDED, outcome=outcome, ended_at=ended_at, duration_seconds=0, ringing=())
    talked = seconds_between(call.answered_at, ended_at)
    if event.duration_s is not None:
        talked = event.duration_s
        ended_at = call.answered_at + timedelta(seconds=talked)
    return closed(call, ended_at, talked)


def closed(call: Call, at: datetime, talked: int) -> Call:
    """The answered call, over at this instant after so many seconds of talk, and with it every part of it."""
    legs = tuple(replace(leg, ended_at=max(at, leg.answered_at)) if leg.ended_at is None else leg for leg in call.legs)
    return replace(call, state=ENDED, outcome=ANSWERED, ended_at=at, duration_seconds=talked, ringing=(), legs=legs)


def give_up(call: Call, at: datetime) -> Call:
    """The call closed without a known end, because its feed was away meanwhile.

    One that was taken at the desk goes on: its feed would not have told the end.
    """
    if call.state == ENDED or (call.answered_at is not None and not tells_ends(call.source)):
        return call
    ended_at = max(at, call.answered_at or call.rang_at)
    return replace(call, state=ENDED, outcome=UNKNOWN_END, ended_at=ended_at, ringing=())


def take(call: Call, at: datetime) -> Call:
    """The call after somebody took it at the desk: that is the answer where the feed never tells of one."""
    if tells_answers(call.source) or call.answered_at is not None:
        return call
    if call.ended_at is not None and (tells_ends(call.source) or at - call.ended_at > LIFTED_BEFORE):
        return call
    at = max(at, call.rang_at)
    return replace(call, state=ANSWERED, outcome=None, ended_at=None, answered_at=at, ringing=(),
                   legs=(Leg(call.extension, at),))


def end_by_hand(call: Call, at: datetime) -> Call:
    """The call after its agent said that it is over; nothing changes where the feed tells that."""
    if tells_ends(call.source) or call.answered_at is None or call.state == ENDED:
        return call
    at = max(at, call.answered_at)
    return closed(call, at, seconds_between(call.answered_at, at))
