"""From what Windows tells of calls to call events. Nothing of Windows here: states and values in, events out.

The system knows a call by a handle, which it uses again for others, and on each line by another one. Drivers may
name a call besides (`KnownCall.call_id`), some uniquely, some by a counter per line, some not at all. Hence calls
on two lines are taken for one only if that name and a party are the same.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hotline_desk.adapters.telephony.tapi import constants as tapi
from hotline_desk.adapters.telephony.tapi.structures import KnownCall
from hotline_desk.core.phone import KNOWN, UNAVAILABLE, WITHHELD, NumberPlan, PhoneNumber
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

_REMEMBERED = 2048
_RINGING, _DIALLED, _TALKING, _ELSEWHERE, _OVER = "ringing", "dialled", "talking", "elsewhere", "over"
_ALERTS = frozenset({tapi.OFFERING, tapi.ACCEPTED})
_DIALS = frozenset({tapi.DIALTONE, tapi.DIALING, tapi.PROCEEDING, tapi.RINGBACK, tapi.BUSY, tapi.SPECIALINFO})
_TALKS = frozenset({tapi.CONNECTED, tapi.ONHOLD, tapi.CONFERENCED, tapi.ONHOLD_CONFERENCE, tapi.ONHOLD_TRANSFER})
_ENDS = frozenset({tapi.DISCONNECTED, tapi.IDLE})
_DIALLING = frozenset({tapi.DIALTONE, tapi.DIALING})
_CERTAIN = frozenset({tapi.RINGBACK, tapi.BUSY, tapi.SPECIALINFO})
_REASONS = {
    tapi.ENDED_REJECTED: "rejected", tapi.ENDED_PICKED_UP: "picked up elsewhere", tapi.ENDED_FORWARDED: "forwarded",
    tapi.ENDED_BUSY: calls.BUSY, tapi.ENDED_NO_ANSWER: "noanswer", tapi.ENDED_BAD_ADDRESS: "notfound",
    tapi.ENDED_UNREACHABLE: "unreachable", tapi.ENDED_CONGESTION: "congestion",
    tapi.ENDED_DO_NOT_DISTURB: "do not disturb", tapi.ENDED_CANCELLED: "cancel",
}
_APPENDED = re.compile(r"[|^\r\n].*", re.DOTALL)  # subaddress and name, which canonical addresses may carry
_LONGEST_INTERNAL = 6


@dataclass(frozen=True)
class Line:
    """A line of the system; `address` is its own number, "" where the driver does not tell it."""

    name: str
    address: str = ""

    @property
    def extension(self) -> str:
        """What the telephone on this line is called."""
        return self.address or self.name


@dataclass
class _Leg:
    """A call as one line sees it."""

    line: Line
    info: KnownCall
    talk: _Talk
    outgoing: bool = False
    state: str = ""
    reason: str = ""


@dataclass
class _Talk:
    """A call, seen by one line or by several."""

    id: str
    direction: str = ""
    ordered: str = ""
    told: bool = False
    caller: tuple[str, str, str] = ("", "", "")
    called: PhoneNumber = field(default_factory=lambda: PhoneNumber("", UNAVAILABLE))
    legs: list[_Leg] = field(default_factory=list)


class TapiTranslator:
    """Translates for as long as the feed lives: what still runs after an interruption is known again.

    `outside` is the digit for an outside line that the telephone system puts before the numbers of others.
    """

    def __init__(self, feed: str, plan: NumberPlan, outside: str = "") -> None:
        self._feed = feed
        self._plan = plan
        self._outside = outside
        self._legs: OrderedDict[int, _Leg] = OrderedDict()  # by handle
        self._lost: list[_Leg] = []
        self._given: OrderedDict[str, None] = OrderedDict()
        self._events: list[CallEvent] = []
        self._at = datetime.min.replace(tzinfo=UTC)

    def knows(self, handle: int) -> bool:
        """Whether this handle has been introduced and not ended."""
        return handle in self._legs

    def introduce(self, handle: int, line: Line, info: KnownCall, at: datetime) -> Sequence[CallEvent]:
        """A handle begins to stand for a call, which may be one that was there before an interruption.

        The events are those of the call for which it stood until now, if nobody has told of its end.
        """
        self._events, self._at = [], at
        before = self._legs.pop(handle, None)
        if before is not None and before.state != _OVER:
            self._end(before, 0)
        self._remember(handle, self._found_again(line, info) or self._new(line, info, at))
        return self._events

    def introduce_own(self, handle: int, line: Line, info: KnownCall, ref: str, number: str) -> None:
        """A handle begins to stand for the call that somebody ordered under the name `ref`."""
        talk = _Talk(ref, ordered=number)
        leg = _Leg(line, info, talk, outgoing=True)
        talk.legs.append(leg)
        self._remember(handle, leg)

    def refused(
        self, line: Line, info: KnownCall, ref: str, number: str, reason: str, at: datetime
    ) -> Sequence[CallEvent]:
        """The events of a call that somebody ordered and that could not be made: it has ended before it began."""
        self._events, self._at = [], at
        leg = _Leg(line, info, _Talk(ref, ordered=number), outgoing=True, reason=reason)
        self._end(leg, 0)
        return self._events

    def interrupt(self) -> None:
        """No handle is valid any more; the calls may go on."""
        self._lost = [leg for leg in self._legs.values() if leg.state != _OVER]
        self._legs.clear()

    def settle(self) -> None:
        """Whatever has not been introduced again by now has ended meanwhile."""
        for leg in self._lost:
            leg.talk.legs.remove(leg)
        self._lost = []

    def state(self, handle: int, state: int, mode: int, info: KnownCall | None, at: datetime) -> Sequence[CallEvent]:
        """The events of a call that is in another state since `at` (UTC); without `info` nothing new is known.

        Never raises. A handle that has not been introduced is nothing; one whose call is over is forgotten.
        """
        leg = self._legs.get(handle)
        if leg is None:
            return ()
        self._events, self._at = [], at
        leg.info = info or leg.info
        if leg.state != _OVER:
            self._rule(leg, state, mode)
        if state == tapi.IDLE:
            self._legs.pop(handle, None)
        return self._events

    def changed(self, handle: int, info: KnownCall, at: datetime) -> Sequence[CallEvent]:
        """The events of a call of which something else is known since `at` (UTC). Never raises."""
        leg = self._legs.get(handle)
        if leg is None or leg.state == _OVER:
            return ()
        self._events, self._at = [], at
        leg.info = info
        talk = leg.talk
        if not talk.told:
            if leg.state == _DIALLED:
                self._dial(leg, tapi.PROCEEDING)
            return self._events
        number, name = self._caller(leg)
        news = (number.raw, number.state, name)
        if not leg.outgoing and news != talk.caller and (number.state == KNOWN or name):
            self._tell(leg, calls.UPDATED)
        return self._events

    # --- which call a handle stands for

    def _remember(self, handle: int, leg: _Leg) -> None:
        self._legs[handle] = leg
        if len(self._legs) > _REMEMBERED:  # a driver that never tells ends must not fill memory
            _handle, oldest = self._legs.popitem(last=False)
            if oldest in oldest.talk.legs:
                oldest.talk.legs.remove(oldest)

    def _found_again(self, line: Line, info: KnownCall) -> _Leg | None:
        for leg in self._lost:
            same = (leg.info.caller, leg.info.called) == (info.caller, info.called)
            named = info.call_id or info.caller or info.called
            if leg.line.name == line.name and leg.info.call_id == info.call_id and same and named:
                self._lost.remove(leg)
                leg.info, leg.state = info, ""  # what it does now is to be told again: it was given up meanwhile
                return leg
        return None

    def _new(self, line: Line, info: KnownCall, at: datetime) -> _Leg:
        talk = self._seen_elsewhere(line, info) or _Talk(self._name(info, at))
        leg = _Leg(line, info, talk)
        talk.legs.append(leg)
        return leg

    def _seen_elsewhere(self, line: Line, info: KnownCall) -> _Talk | None:
        if not info.call_id:
            return None
        for other in reversed(self._legs.values()):
            if other.info.call_id == info.call_id and other.line != line and other.state != _OVER:
                caller = bool(info.caller) and other.info.caller == info.caller
                called = bool(info.called) and other.info.called == info.called
                contradicts = bool(info.caller) and bool(other.info.caller) and not caller
                if caller or (called and not contradicts):
                    return other.talk
        return None

    def _name(self, info: KnownCall, at: datetime) -> str:
        """A name that no other call ever gets: counters of drivers begin anew, moments don't."""
        wanted = f"{info.call_id:x}@{at.strftime('%Y%m%dT%H%M%S.%f')}"
        name, nth = wanted, 0
        while name in self._given:
            nth += 1
            name = f"{wanted}+{nth}"
        self._given[name] = None
        if len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
        return name

    # --- what becomes of a call

    def _rule(self, leg: _Leg, state: int, mode: int) -> None:
        if state in _ALERTS:
            self._alert(leg)
        elif state in _DIALS:
            self._dial(leg, state)
        elif state in _TALKS:
            elsewhere = mode & tapi.CONNECTED_ELSEWHERE and not mode & tapi.CONNECTED_HERE
            self._answer(leg, elsewhere=state == tapi.CONNECTED and bool(elsewhere))
        elif state in _ENDS:
            self._end(leg, mode if state == tapi.DISCONNECTED else 0)

    def _alert(self, leg: _Leg) -> None:
        if leg.state:
            return
        self._decide(leg, outgoing=False, certain=True)
        leg.state = _RINGING
        self._tell(leg, calls.RINGING)

    def _dial(self, leg: _Leg, state: int) -> None:
        """A call is told of when its number is dialled to the end, which may be known only when it rings there."""
        if leg.state not in ("", _DIALLED):
            return
        leg.outgoing = True
        if state in _DIALLING and not leg.talk.ordered:
            return
        leg.state = _DIALLED
        if state == tapi.BUSY:
            leg.reason = calls.BUSY
        if not leg.talk.told and (state in _CERTAIN or self._called(leg).state == KNOWN):
            self._decide(leg, outgoing=True)
            self._tell(leg, calls.RINGING)

    def _answer(self, leg: _Leg, elsewhere: bool) -> None:
        before, leg.state = leg.state, _ELSEWHERE if elsewhere else _TALKING
        if before in (_TALKING, leg.state):
            leg.state = before
            return
        if not leg.talk.told:
            self._decide(leg, leg.outgoing or leg.info.origin == tapi.ORIGIN_OUTBOUND)
            self._tell(leg, calls.RINGING)
        if leg.outgoing and any(not other.outgoing for other in leg.talk.legs):
            return  # within the house: whoever was called answers
        self._tell(leg, calls.ANSWERED, "" if elsewhere else leg.line.extension)

    def _end(self, leg: _Leg, mode: int) -> None:
        before, leg.state = leg.state, _OVER
        talk = leg.talk
        if leg in talk.legs:
            talk.legs.remove(leg)
        reason = _REASONS.get(mode, "") or leg.reason
        if reason == calls.BUSY and not leg.outgoing:
            reason = "rejected"
        if not talk.told:
            if not (talk.ordered or (leg.outgoing and self._called(leg).e164)):
                return  # a receiver lifted and hung up again
            self._decide(leg, outgoing=True)
        if not talk.legs:
            self._tell(leg, calls.ENDED, reason=reason)
        elif before == _RINGING and not leg.outgoing:
            self._tell(leg, calls.RING_STOPPED, reason=reason)
        elif before == _TALKING and not leg.outgoing:
            self._tell(leg, calls.UPDATED, reason="left")

    def _decide(self, leg: _Leg, outgoing: bool, certain: bool = False) -> None:
        leg.outgoing = outgoing
        if leg.talk.direction:
            return
        if _is_internal(leg.info) or (outgoing and self._called(leg).internal):
            leg.talk.direction = calls.INTERNAL
        elif outgoing:
            leg.talk.direction = calls.OUT
        elif certain or leg.info.origin in (tapi.ORIGIN_EXTERNAL, tapi.ORIGIN_INBOUND):
            leg.talk.direction = calls.IN
        else:
            leg.talk.direction = calls.UNKNOWN

    # --- who talks with whom

    def _called(self, leg: _Leg) -> PhoneNumber:
        info = leg.info
        if leg.talk.ordered:
            # What is really dialled may have become something else on the way.
            bare = leg.talk.ordered.removeprefix(self._outside)
            return self._plan.read(bare if bare.startswith(("0", "+")) else leg.talk.ordered)
        text = self._without_outside(_address(info.called), outside=leg.outgoing and not _is_internal(info))
        if not text and not leg.outgoing:
            text = leg.line.address
        return self._plan.read(text) if text else PhoneNumber("", UNAVAILABLE)

    def _caller(self, leg: _Leg) -> tuple[PhoneNumber, str]:
        """Who calls, and under which name; of a call that goes out that is ourselves, without a name."""
        info = leg.info
        if leg.outgoing:
            own = leg.line.address or _address(info.caller) or leg.line.name
            return self._plan.read(own), ""
        if info.caller_flags & tapi.ID_BLOCKED and not (info.caller_flags & tapi.ID_ADDRESS and info.caller):
            return PhoneNumber("", WITHHELD), ""
        text = self._without_outside(_address(info.caller), outside=not _is_internal(info))
        number = self._plan.read(text) if text else PhoneNumber("", UNAVAILABLE)
        return number, "" if number.state == WITHHELD else info.caller_name

    def _without_outside(self, text: str, outside: bool) -> str:
        digit = self._outside
        if digit and outside and text.startswith(digit) and len(text) > _LONGEST_INTERNAL:
            return text.removeprefix(digit)
        return text

    def _tell(self, leg: _Leg, kind: str, extension: str | None = None, reason: str = "") -> None:
        talk = leg.talk
        caller, name = self._caller(leg)
        if not talk.told or kind == calls.UPDATED:
            talk.caller = (caller.raw, caller.state, name)
        if not talk.told:
            talk.called = self._called(leg)
        talk.told = True
        self._events.append(CallEvent(
            feed=self._feed, call_id=talk.id, kind=kind, at=self._at, direction=talk.direction,
            caller_number=caller.e164, caller_raw=caller.raw, number_state=caller.state, caller_name=name,
            called_number=talk.called.e164, called_raw=talk.called.raw,
            extension=leg.line.extension if extension is None else extension, reason=reason,
        ))


def _address(text: str) -> str:
    return _APPENDED.sub("", text).strip()


def _is_internal(info: KnownCall) -> bool:
    return info.origin == tapi.ORIGIN_INTERNAL
