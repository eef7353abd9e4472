"""The call monitor of a FRITZ!Box (TCP 1012): lines in, call events out. No sockets here.

    21.11.26 14:03:22;RING;0;01755290111;732111;SIP1;      id;caller;own number;line
    21.11.26 14:03:57;CALL;1;13;732111;01755290111;SIP1;   id;extension;own number;dialled;line
    21.11.26 14:04:51;CONNECT;1;12;01735550111;            id;extension;other party
    21.11.26 14:05:45;DISCONNECT;1;412;                    id;seconds

The box uses an id again as soon as it is free, so a call is known by id, stamp and numbers. The stamp is
the box's own clock: text, and a good key, because the same stream told again gives the same keys.
"""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from hotline_desk.core.log import mask
from hotline_desk.core.phone import NumberPlan, PhoneNumber
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
_ANSWERING_MACHINES = range(40, 45)
_ID = re.compile(r"[0-9]{1,6}")
_EXTENSION = re.compile(r"[0-9]{0,6}")
_SECONDS = re.compile(r"[0-9]{1,7}")
_NUMBER = re.compile(r"[\w*#+.@<>-]{0,60}")
_STAMP = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?:20)?(\d\d) (\d{1,2}):(\d{1,2}):(\d{1,2})", re.ASCII)
_REMEMBERED = 1024
_LOGGED = 20


@dataclass
class _Begun:
    """A call whose RING or CALL this connection to the box has told; `nth` counts equal ones before it."""

    key: str
    outgoing: bool
    own: PhoneNumber
    other: PhoneNumber
    nth: int = 0
    ended: bool = False

    @property
    def call_id(self) -> str:
        return f"{self.key}+{self.nth}" if self.nth else self.key

    @property
    def direction(self) -> str:
        if self.other.internal:
            return calls.INTERNAL
        return calls.OUT if self.outgoing else calls.IN


class FritzBoxTranslator:
    """Translates what one connection to a FRITZ!Box tells, from its first line on.

    `dropped` counts the lines that could not be understood.
    """

    def __init__(self, feed: str, plan: NumberPlan) -> None:
        self.dropped = 0
        self._feed = feed
        self._plan = plan
        self._newest: OrderedDict[str, _Begun] = OrderedDict()  # by connection id
        self._known: OrderedDict[str, _Begun] = OrderedDict()  # by key

    def read(self, line: str, at: datetime) -> CallEvent | None:
        """The event of a line received `at` (UTC); None for one without news or sense. Never raises."""
        fields = [field.strip() for field in line.strip("\ufeff\x00 \r\n\t").removesuffix(";").split(";")]
        event = self._event(fields, at)
        if event is None:
            self.dropped += 1
            level = logging.INFO if self.dropped <= _LOGGED else logging.DEBUG
            LOGGER.log(level, "%s: line not understood: %s", self._feed, mask(repr(line[:200])))
        return event

    def _event(self, fields: list[str], at: datetime) -> CallEvent | None:
        if len(fields) < 4 or not _is_stamp(fields[0]) or not _ID.fullmatch(fields[2]):
            return None
        stamp, kind, connection, *rest = fields
        if kind == "RING" and len(rest) >= 2 and _are_numbers(rest[:2]):
            return self._begin(connection, stamp, self._draft(fields[:3], own=rest[1], other=rest[0]), "", at)
        if kind == "CALL" and len(rest) >= 3 and _EXTENSION.fullmatch(rest[0]) and _are_numbers(rest[1:3]) and rest[2]:
            return self._begin(connection, stamp, self._draft(fields[:3], own=rest[1], other=rest[2]), rest[0], at)
        if kind == "CONNECT" and rest[0] and _EXTENSION.fullmatch(rest[0]) and _are_numbers(rest[1:2]):
            return self._connect(connection, stamp, rest[0], self._plan.read("".join(rest[1:2])), at)
        if kind == "DISCONNECT" and _SECONDS.fullmatch(rest[0]):
            return self._disconnect(connection, stamp, int(rest[0]), at)
        return None

    def _draft(self, first: list[str], own: str, other: str) -> _Begun:
        stamp, kind, connection = first
        outgoing = kind == "CALL"
        caller, called = (own, other) if outgoing else (other, own)
        key = f"{connection}@{stamp}/{kind}/{caller}/{called}"
        return _Begun(key, outgoing, self._plan.read(own), self._plan.read(other))

    def _begin(self, connection: str, stamp: str, draft: _Begun, extension: str, at: datetime) -> CallEvent:
        begun = self._known.get(draft.key)
        if begun is None or begun.ended:
            draft.nth = begun.nth + 1 if begun else 0
            begun = draft
            _remember(self._known, draft.key, begun)
            _remember(self._newest, connection, begun)
        caller, called = (begun.own, begun.other) if begun.outgoing else (begun.other, begun.own)
        return CallEvent(
            feed=self._feed, call_id=begun.call_id, kind=calls.RINGING, at=at, direction=begun.direction,
            caller_number=caller.e164, caller_raw=caller.raw, number_state=caller.state,
            called_number=called.e164, called_raw=called.raw, extension=extension,
            source_time=stamp, connection=connection,
        )

    def _connect(self, connection: str, stamp: str, extension: str, other: PhoneNumber, at: datetime) -> CallEvent:
        begun = self._newest.get(connection)
        caller, called = other, begun.own if begun else None
        if begun and begun.outgoing:
            caller, called = begun.own, other
        return CallEvent(
            feed=self._feed, call_id=begun.call_id if begun else "", kind=calls.ANSWERED, at=at,
            direction=begun.direction if begun else calls.UNKNOWN,
            caller_number=caller.e164, caller_raw=caller.raw, number_state=caller.state,
            called_number=called.e164 if called else None, called_raw=called.raw if called else "",
            extension=extension, source_time=stamp, connection=connection,
            by_machine=int(extension) in _ANSWERING_MACHINES,
        )

    def _disconnect(self, connection: str, stamp: str, seconds: int, at: datetime) -> CallEvent:
        begun = self._newest.get(connection)
        if begun:
            begun.ended = True
        return CallEvent(
            feed=self._feed, call_id=begun.call_id if begun else "", kind=calls.ENDED, at=at,
            direction=begun.direction if begun else calls.UNKNOWN, duration_s=seconds,
            source_time=stamp, connection=connection,
        )


def _is_stamp(text: str) -> bool:
    found = _STAMP.fullmatch(text)
    if found is None:
        return False
    day, month, year, hour, minute, second = map(int, found.groups())
    try:
        datetime(2000 + year, month, day, hour, minute, second)  # noqa: DTZ001 - the box's clock has no zone
    except ValueError:
        return False
    return True


def _are_numbers(fields: list[str]) -> bool:
    return all(_NUMBER.fullmatch(field) for field in fields)


def _remember(memory: OrderedDict[str, _Begun], key: str, begun: _Begun) -> None:
    memory[key] = begun
    memory.move_to_end(key)
    if len(memory) > _REMEMBERED:
        memory.popitem(last=False)
