"""What single requests add up to: calls that ring at several telephones, are transferred and forwarded.

A call is known by the id of its sender. A transfer makes a new id: such a part joins the call that it was made of.
Telephones count for themselves and use ids again, so their calls get names of their own; where a group rings, each
telephone tells of the same call, and it stays one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hotline_desk.adapters.telephony import pushdialects
from hotline_desk.adapters.telephony.pushdialects import Told
from hotline_desk.core.phone import KNOWN, PhoneNumber
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

_REMEMBERED = 1024
_ECHO = timedelta(seconds=10)
"""So long after an end or an answer a beginning with the same id was only late on its way."""
_TOGETHER = timedelta(seconds=2)
"""The telephones of a group begin to ring within this time."""
_FORWARDING = timedelta(seconds=20)
"""So long a forwarded call may take to arrive at its new aim."""
_LONGEST_RINGING = timedelta(minutes=5)
_WORLDWIDE = 16
"""Ids of SIP are long and good at every telephone; short ones count within one telephone."""


@dataclass(eq=False)
class _Part:
    """One id of a sender: a call, a transferred part of it, or what one telephone sees of it.

    `assumed` is an end that nobody told: another telephone of the group answered.
    """

    key: str
    told: Told
    begun_at: datetime
    whole: _Whole
    people: tuple[str, ...]
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    assumed: bool = False

    @property
    def person(self) -> str:
        """Who rings or talks, "" if that is not one alone."""
        return self.people[0] if len(self.people) == 1 else ""


@dataclass(eq=False)
class _Whole:
    """One call of the journal. `connection` is the id of its first part, `names` all ids it is known by."""

    call_id: str
    connection: str
    first: Told
    begun_at: datetime
    parts: list[_Part] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    forwarded_at: datetime | None = None

    @property
    def running(self) -> list[_Part]:
        return [part for part in self.parts if part.ended_at is None]


class PushCalls:
    """The calls of one feed. The same request again gives the same events again: it was not stored before."""

    def __init__(self, feed: str) -> None:
        self._feed = feed
        self._parts: OrderedDict[str, _Part] = OrderedDict()

    def take(self, told: Told, at: datetime) -> Sequence[CallEvent]:
        """The events of a request received `at` (UTC). Never raises."""
        part = self._part_of(told)
        if told.kind == pushdialects.BEGUN:
            return self._begin(part, told, at)
        if part is None:
            return self._unseen_answer(told, at) if told.kind == pushdialects.ANSWERED else self._unseen_end(told, at)
        return self._answer(part, told, at) if told.kind == pushdialects.ANSWERED else self._end(part, told, at)

    def overdue(self, at: datetime) -> Sequence[CallEvent]:
        """The ends that nobody will tell: forwarded calls that arrived nowhere, telephones long silent."""
        events = []
        for whole in {id(part.whole): part.whole for part in self._parts.values()}.values():
            lost = whole.forwarded_at is not None and at - whole.forwarded_at > _FORWARDING and not whole.running
            if lost or _is_forgotten(whole, at):
                whole.forwarded_at = None
                for part in whole.running:
                    part.ended_at = at
                events.append(self._event(whole, whole.first, calls.ENDED, at))
        return events

    def _part_of(self, told: Told) -> _Part | None:
        """The part that is told of. A telephone without ids means the call with this party, else its newest."""
        same = self._parts.get(_key(told))
        if told.call or not told.device or told.kind == pushdialects.BEGUN or (same and same.ended_at is None):
            return same
        newest = (part for part in reversed(self._parts.values()) if part.told.device == told.device)
        running = next((part for part in newest if part.ended_at is None), None)
        return running or (same if told.kind == pushdialects.ENDED else None)

    def _begin(self, part: _Part | None, told: Told, at: datetime) -> Sequence[CallEvent]:
        people: Iterable[str] = told.people
        if part is None or not _is_again(part, at):
            part = self._new_part(told, at, used=part is not None)
        elif part.ended_at:
            return ()
        elif part.answered_at:
            # Late on its way; or, some time later, the call is to ring at somebody else too.
            people = [person for person in told.people if person not in part.people]
            if not people or at - part.answered_at <= _ECHO:
                return ()
        part.people = tuple(dict.fromkeys((*part.people, *people)))
        return [self._event(part.whole, told, calls.RINGING, at, person) for person in people or ("",)]

    def _answer(self, part: _Part, told: Told, at: datetime) -> Sequence[CallEvent]:
        events = []
        others = [other for other in part.whole.running if other is not part]
        if told.device and part.answered_at is None and any(other.answered_at for other in others):
            # Two telephones talk: they did not ring for one call after all.
            part.whole.parts.remove(part)
            part.whole = _Whole(_named(part.key, at), part.key, part.told, part.begun_at, [part], {part.key})
            events.append(self._event(part.whole, told, calls.RINGING, part.begun_at, part.person))
            others = []
        if part.ended_at is None or part.assumed:
            part.answered_at, part.ended_at, part.assumed = part.answered_at or at, None, False
        for other in others:
            if other.answered_at is None:
                other.ended_at, other.assumed = at, True  # who was not quick enough need not say so
        person = next(iter(told.people), "") or part.person
        part.people = (person,) if person else part.people
        return [*events, self._event(part.whole, told, calls.ANSWERED, at, person)]

    def _end(self, part: _Part, told: Told, at: datetime) -> Sequence[CallEvent]:
        whole = part.whole
        part.ended_at, part.assumed = part.ended_at or at, False
        if whole.running and part.answered_at:
            return [self._event(whole, replace(told, reason=calls.LEFT), calls.UPDATED, at, part.person)]
        if whole.running or (told.forwarded and not part.answered_at):
            whole.forwarded_at = None if whole.running else whole.forwarded_at or at
            return [self._event(whole, told, calls.RING_STOPPED, at, person) for person in part.people]
        return self._ended(whole, told, at)

    def _unseen_answer(self, told: Told, at: datetime) -> Sequence[CallEvent]:
        """An answer whose beginning came to nobody here."""
        person = next(iter(told.people), "")
        if told.device:
            return [self._nameless(told, calls.ANSWERED, at, person)]
        part = self._new_part(told, at, used=False)
        part.answered_at = at
        return [self._event(part.whole, told, calls.ANSWERED, at, person)]

    def _unseen_end(self, told: Told, at: datetime) -> Sequence[CallEvent]:
        """An end whose beginning came to nobody here. That of a talk ends what the journal knows, and makes no call."""
        if told.device or (told.finished and not told.duration_s):
            return [self._nameless(told, calls.ENDED, at)]
        part = self._new_part(told, at, used=False)
        part.ended_at = at
        return self._ended(part.whole, told, at)

    def _ended(self, whole: _Whole, told: Told, at: datetime) -> Sequence[CallEvent]:
        """The end; of a call that the voice mail took, that too."""
        whole.forwarded_at = None
        taken = [self._event(whole, told, calls.ANSWERED, at)] if told.by_machine else []
        return [*taken, self._event(whole, told, calls.ENDED, at)]

    def _new_part(self, told: Told, at: datetime, used: bool) -> _Part:
        key = _key(told)
        whole = self._joined(told, at)
        if whole is None:
            whole = _Whole(_named(key, at) if used or told.device else key, key, told, at)
        whole.forwarded_at = None
        whole.names |= {key, told.origin} - {""}
        part = _Part(key, told, at, whole, told.people)
        whole.parts.append(part)
        self._parts[key] = part
        self._parts.move_to_end(key)
        if len(self._parts) > _REMEMBERED:
            self._parts.popitem(last=False)
        return part

    def _joined(self, told: Told, at: datetime) -> _Whole | None:
        """The call that a new part belongs to: transferred or forwarded from there, or ringing in its group."""
        belongs = _in_group if told.device else _follows
        return next((part.whole for part in reversed(self._parts.values()) if belongs(part, told, at)), None)

    def _nameless(self, told: Told, kind: str, at: datetime, extension: str = "") -> CallEvent:
        """An event of a call that only its connection names; the moment keeps it apart from all others."""
        event = _event(self._feed, "", _key(told), told, kind, at, extension)
        return replace(event, source_time=at.isoformat())

    def _event(self, whole: _Whole, told: Told, kind: str, at: datetime, extension: str = "") -> CallEvent:
        return _event(self._feed, whole.call_id, whole.connection, _completed(told, whole.first), kind, at, extension)


def _event(
    feed: str, call_id: str, connection: str, told: Told, kind: str, at: datetime, extension: str = ""
) -> CallEvent:
    caller, called = told.caller, told.called
    other = called if told.direction == calls.OUT else caller
    inside = told.direction in (calls.IN, calls.OUT) and other is not None and other.internal
    return CallEvent(
        feed=feed, call_id=call_id, kind=kind, at=at, direction=calls.INTERNAL if inside else told.direction,
        caller_number=caller.e164 if caller else None, caller_raw=caller.raw if caller else "",
        number_state=caller.state if caller else "unavailable", caller_name=told.name,
        called_number=called.e164 if called else None, called_raw=called.raw if called else "",
        extension=extension, queue=told.queue, menu=told.menu, reason=told.reason,
        duration_s=told.duration_s if kind == calls.ENDED else None, connection=connection,
        by_machine=told.by_machine and kind == calls.ANSWERED,
    )


def _completed(told: Told, first: Told) -> Told:
    """What is told, with the parties and the direction that the beginning told."""
    return replace(
        told, direction=first.direction if first.direction != calls.UNKNOWN else told.direction,
        caller=_better(first.caller, told.caller), called=_better(first.called, told.called),
        name=first.name or told.name, queue=told.queue or first.queue, menu=told.menu or first.menu,
    )


def _better(one: PhoneNumber | None, other: PhoneNumber | None) -> PhoneNumber | None:
    return one if other is None or (one is not None and one.state == KNOWN) else other


def _is_again(part: _Part, at: datetime) -> bool:
    """Whether a beginning with the id of this part is no new call."""
    if part.ended_at is not None:
        return at - part.ended_at <= _ECHO
    return part.answered_at is not None or at - part.begun_at <= _LONGEST_RINGING


def _is_forgotten(whole: _Whole, at: datetime) -> bool:
    """Whether telephones stopped to ring without saying so: many don't when nobody answers."""
    running = whole.running
    return bool(running) and all(
        part.told.device and not part.answered_at and at - part.begun_at > _LONGEST_RINGING for part in running)


def _follows(part: _Part, told: Told, at: datetime) -> bool:
    """Whether what is told of goes on with the call of this part, by a transfer or because it was forwarded."""
    whole = part.whole
    if not whole.running and not whole.forwarded_at:
        return False
    return told.origin in whole.names or (whole.forwarded_at is not None and _same(whole.first.caller, told.caller))


def _in_group(part: _Part, told: Told, at: datetime) -> bool:
    """Whether the telephone that is told of rings for the same call as the one of this part."""
    whole = part.whole
    if told.direction != calls.IN or whole.first.direction != calls.IN or part.ended_at or part.answered_at:
        return False
    if any(other.told.device in ("", told.device) or other.answered_at for other in whole.parts):
        return False
    if len(told.call) >= _WORLDWIDE and told.call == part.told.call:
        return True
    return at - whole.begun_at <= _TOGETHER and _same(whole.first.caller, told.caller)


def _same(one: PhoneNumber | None, other: PhoneNumber | None) -> bool:
    return one is not None and other is not None and one.e164 is not None and one.e164 == other.e164


def _key(told: Told) -> str:
    if not told.device:
        return told.call
    other = told.called if told.direction == calls.OUT else told.caller
    return f"{told.device}/{told.call or (other.raw if other else '')}"


def _named(key: str, at: datetime) -> str:
    return f"{key}@{at:%Y%m%dT%H%M%S}"
