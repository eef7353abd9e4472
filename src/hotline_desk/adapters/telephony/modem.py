"""Modems and ISDN adapters that tell who calls: lines in, call events out. No ports here.

RING                                       the telephone rings; the number comes after the first of these
DATE = 0321, TIME = 1405, NMBR = 5045551234, NAME = A N OTHER      or the same in one line of hexadecimal digits
RING;024191777800;0                        an ISDN adapter: caller, own number; with numeric results 2;...
CLI20241917778                             an ISTEC: kind of number, number

None of them tells whether, or by whom, a call was answered. That it no longer rings is all there is to know.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import phonenumbers

from hotline_desk.adapters.telephony.caller_id import UNAVAILABLE, WITHHELD, CallerId, caller_id, keys
from hotline_desk.adapters.telephony.commands import Commands
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.adapters.telephony.wire import decode
from hotline_desk.core.log import mask
from hotline_desk.core.phone import NumberPlan, PhoneNumber
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
_AFTER_NUMBER_S = 0.5
_WITHOUT_NUMBER_S = 4.0
_RINGS_NO_MORE_S = 7.5
_BETWEEN_RINGS = timedelta(seconds=1)
_MOST_CALLS = 16
_LONGEST_NAME = 120
_LOGGED = 20
_CONNECTION = "1"

_FIELD = re.compile(r"(DATE|TIME|NMBR|NUMBER|CALLER NUMBER|NAME|CALLER NAME|DDN|DDN_NMBR|MESG)\s*[=:]\s*(.*)", re.I)
_RING = re.compile(r"(?:RING(?:ING)?(?:[ -]?[A-E1-5])?|2)", re.I)
_RING_WITH_NUMBER = re.compile(r"(?:RING|2)\s*;\s*([^;]*?)\s*(?:;\s*([^;]*?)\s*)?;?", re.I)
_CLI = re.compile(r"CLI\s*[;:=,]?\s*([0-9])\s*[;:=,]?\s*([0-9*#]{0,32})", re.I)
_RESULT = re.compile(r"NO CARRIER|BUSY|NO ANSWER|NO DIAL ?TONE|CONNECT\b.*|D(?:RON|ROF)\s*=.*|[013678]", re.I)
_GONE = frozenset({"NO CARRIER", "3"})
_INTERNATIONAL, _NATIONAL = "1", "2"
_ABSENT = {"P": WITHHELD, "PRIVATE": WITHHELD, "BLOCKED": WITHHELD, "WITHHELD": WITHHELD, "ANONYMOUS": WITHHELD,
           "O": UNAVAILABLE, "OUT OF AREA": UNAVAILABLE, "UNAVAILABLE": UNAVAILABLE, "-": UNAVAILABLE, "": UNAVAILABLE}


@dataclass
class _Ringing:
    """A call that rings. Waits are asked for in seconds and become moments when the time is known next."""

    call_id: str
    begun_at: datetime
    rang_at: datetime
    who: CallerId = field(default_factory=CallerId)
    rings: int = 0
    told: CallerId | None = None
    tell_in: float | None = _WITHOUT_NUMBER_S
    tell_at: float | None = None
    over_in: float | None = _RINGS_NO_MORE_S
    over_at: float = 0.0

    def stamp(self, now: float) -> None:
        """Turns the waits into moments of the monotonic clock."""
        if self.tell_in is not None:
            self.tell_at, self.tell_in = now + self.tell_in, None
        if self.over_in is not None:
            self.over_at, self.over_in = now + self.over_in, None


class ModemSession:
    """One connection to a modem: asks it to show callers, then translates what it says.

    `?number=` in the feed's URL is the own number of a line that does not tell it, `?init=` has other commands, with
    commas, or none. The calls that an ISDN adapter tells by their numbers may ring side by side.
    """

    secret = ""
    trouble = ""

    def __init__(self, address: FeedAddress, plan: NumberPlan) -> None:
        self.dropped = 0
        self._feed = address.name
        self._own = address.option("number")
        self._plan = plan
        self._commands = Commands(address.name, address.chosen("init"))
        self._ringing: dict[str, _Ringing] = {}
        self._stamp: dict[str, str] = {}
        self._begun = self._logged = 0
        self.ready = self._commands.ready

    @property
    def answers(self) -> bool:
        """Whether it has answered a command."""
        return self._commands.answered

    @property
    def next_due(self) -> float | None:
        """When something is to be said or told."""
        moments = [each.over_at for each in self._ringing.values() if each.over_in is None]
        moments += [each.tell_at for each in self._ringing.values() if each.tell_at is not None]
        return min([*moments, *self._commands.due(idle=not self._ringing)], default=None)

    def decode(self, line: bytes) -> str:
        """The text of a line."""
        return decode(line)

    def say(self, now: float) -> bytes:
        """The next command, if one is due."""
        for ringing in self._ringing.values():
            ringing.stamp(now)
        said = self._commands.say(now, idle=not self._ringing)
        self.ready = self.ready or self._commands.ready
        if self._commands.mute and not self._begun:
            self.trouble = "feed.modem"
        return said

    def hear(self, line: str, at: datetime) -> Sequence[CallEvent]:
        """The events of a line received `at` (UTC)."""
        text = "".join(sign for sign in line if sign.isprintable()).strip()
        if not text or text[:2].upper() == "AT" or self._commands.hear(text):
            return ()
        if _RING.fullmatch(text):
            return self._ring(at)
        if found := _RING_WITH_NUMBER.fullmatch(text):
            return self._ring_with_number(found[1], found[2] or "", at)
        if found := _FIELD.fullmatch(text):
            return self._field(found[1].upper(), found[2].strip(), at)
        if found := _CLI.fullmatch(text):
            return self._learn(CallerId(self._of_kind(found[1], found[2]) or WITHHELD), at)
        if _RESULT.fullmatch(text):
            alone = len(self._ringing) == 1 and text.upper() in _GONE
            return self._end(next(iter(self._ringing)), at) if alone else ()
        return self._message(text, at)

    def due(self, now: float, at: datetime) -> Sequence[CallEvent]:
        """What the time brings: a ringing whose number is complete or does not come, and its end."""
        events: list[CallEvent] = []
        for key, ringing in list(self._ringing.items()):
            ringing.stamp(now)
            if ringing.over_at <= now:
                events += self._end(key, at)
            elif ringing.tell_at is not None and ringing.tell_at <= now:
                events += self._tell(ringing, at)
        return events

    def _ring(self, at: datetime) -> Sequence[CallEvent]:
        ringing = self._call(at)
        again = ringing.rings > 0 and (ringing.who.number or not _at_once(ringing.rang_at, at))
        self._rang(ringing, at)
        return self._tell(ringing, at) if again else ()

    def _ring_with_number(self, caller: str, own: str, at: datetime) -> Sequence[CallEvent]:
        key = f"{caller};{own}"
        events: list[CallEvent] = []
        if key not in self._ringing:
            nameless = self._ringing.get("")
            if nameless is not None and not nameless.who.number:
                self._ringing[key] = self._ringing.pop("")
            else:
                events = self._begin(key, at)
        ringing = self._ringing[key]
        ringing.who = replace(ringing.who, number=caller or WITHHELD, called=own)
        self._rang(ringing, at)
        return [*events, *self._tell(ringing, at)]

    def _rang(self, ringing: _Ringing, at: datetime) -> None:
        ringing.rings += 1
        ringing.rang_at = at
        ringing.over_in = _RINGS_NO_MORE_S

    def _field(self, name: str, value: str, at: datetime) -> Sequence[CallEvent]:
        if name in ("DATE", "TIME"):
            self._stamp[name] = value[:_LONGEST_NAME]
            return ()
        if name == "MESG":
            return self._message(value, at)
        if name in ("NAME", "CALLER NAME"):
            return self._learn(CallerId(name="" if value.upper() in _ABSENT else value), at)
        if name in ("DDN", "DDN_NMBR"):
            return self._learn(CallerId(called=value), at)
        return self._learn(CallerId(value or UNAVAILABLE), at)

    def _message(self, text: str, at: datetime) -> Sequence[CallEvent]:
        told = caller_id(text) or (keys(text) if text.endswith("C") else None)
        if told is None:
            self.dropped += 1
            self._log("line not understood", text)
            return ()
        if not told.sound:
            self._log("the checksum is wrong", text)
        return self._learn(told, at)

    def _learn(self, told: CallerId, at: datetime) -> Sequence[CallEvent]:
        """Adds to the call that rings what is told of its caller; another number is another call."""
        ringing = self._call(at)
        events: Sequence[CallEvent] = ()
        known, new = ringing.who.number, told.number
        if new in _ABSENT and known not in _ABSENT:
            new = ""
        if ringing.told and known not in _ABSENT and new not in ("", known):
            events = self._end(next(key for key, each in self._ringing.items() if each is ringing), at)
            ringing = self._call(at)
        who = ringing.who
        ringing.who = CallerId(new or who.number, (told.name or who.name)[:_LONGEST_NAME], told.called or who.called,
                               told.stamp or who.stamp)
        if new or ringing.told:
            ringing.tell_in = _AFTER_NUMBER_S
        return events

    def _call(self, at: datetime) -> _Ringing:
        """The call that a line without a number of its own is about."""
        if not self._ringing:
            self._begin("", at)
        return next(reversed(self._ringing.values()))

    def _begin(self, key: str, at: datetime) -> list[CallEvent]:
        """Lets a call begin; the oldest is over if there are too many, so that noise does not fill memory."""
        events = self._end(next(iter(self._ringing)), at) if len(self._ringing) >= _MOST_CALLS else []
        self._begun += 1
        self.ready = True
        self._ringing[key] = _Ringing(f"{at.isoformat()}+{self._begun}", at, at)
        return events

    def _end(self, key: str, at: datetime) -> list[CallEvent]:
        """It rings no more: what is not told yet of the call, and its end."""
        ringing = self._ringing.pop(key)
        told = self._tell(ringing, at)
        end = replace(self._event(ringing, calls.ENDED, at), reason=calls.RING_OVER)
        if not self._ringing:
            self._stamp.clear()
        return [*told, end]

    def _tell(self, ringing: _Ringing, at: datetime) -> Sequence[CallEvent]:
        """The ringing, or what has become known since it was told."""
        ringing.tell_in = ringing.tell_at = None
        before, ringing.told = ringing.told, ringing.who
        if before == ringing.who:
            return ()
        if before is None:
            return [self._event(ringing, calls.RINGING, ringing.begun_at)]
        return [self._event(ringing, calls.UPDATED, at)]

    def _event(self, ringing: _Ringing, kind: str, at: datetime) -> CallEvent:
        who = ringing.who
        caller = self._number(who.number or UNAVAILABLE)
        own = who.called or self._own
        called = self._plan.read(own) if own else None
        stamp = who.stamp or " ".join(self._stamp[part] for part in ("DATE", "TIME") if part in self._stamp)
        return CallEvent(
            feed=self._feed, call_id=ringing.call_id, kind=kind, at=at, direction=calls.IN,
            caller_number=caller.e164, caller_raw=caller.raw, number_state=caller.state, caller_name=who.name,
            called_number=called.e164 if called else None, called_raw=own, source_time=stamp, connection=_CONNECTION,
        )

    def _number(self, raw: str) -> PhoneNumber:
        return self._plan.read(_ABSENT.get(raw.strip().upper(), raw))

    def _of_kind(self, kind: str, number: str) -> str:
        """The number with the prefix that its kind means; one that has its prefix already keeps it."""
        if kind == _INTERNATIONAL and number and not number.startswith("0"):
            return f"+{number}"
        country = phonenumbers.country_code_for_region(self._plan.country.strip().upper())
        if kind == _NATIONAL and number and country and not number.startswith("0"):
            return f"+{country}{number}"
        return number

    def _log(self, reason: str, text: str) -> None:
        """Says it in the log: the first times to everybody, then to those who look for details."""
        self._logged += 1
        level = logging.INFO if self._logged <= _LOGGED else logging.DEBUG
        if LOGGER.isEnabledFor(level):
            LOGGER.log(level, "%s: %s: %s", self._feed, reason, mask(repr(text[:200])))


def _at_once(before: datetime, at: datetime) -> bool:
    """Whether two rings are the two halves of one, as some countries ring."""
    return timedelta(0) <= at - before < _BETWEEN_RINGS
