"""Call records of Avaya IP Office (SMDR): comma separated, one record for each part of a call. No sockets here.

    2026/11/21 14:03:22,00:00:35,7,01755290111,I,4400,4400,,0,1000412,1,E204,Anna Weber,T9001,Line 1.1,0,0,...
    2026/11/21 14:03:22,00:02:10,0,01755290111,I,4400,4400,,0,1000412,0,E205,Kai Ott,T9001,Line 1.1,0,0,...

Begin, talk, seconds of ringing, caller, direction, called, dialled, account, internal, call, more to come, then two
parties with device and name. All parts of a call have its number; the last one says that no more will come.
A device E204 is extension 204, T a trunk, V the mailbox or a tone.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from hotline_desk.adapters.telephony.records import Unread, inside, number, seconds
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

_BEGIN = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d", re.ASCII)
_TALK = re.compile(r"\d{1,3}:\d\d:\d\d", re.ASCII)
_RING = re.compile(r"\d{0,6}", re.ASCII)
_CALL = re.compile(r"\d{1,18}", re.ASCII)
_FEWEST_FIELDS, _MOST_FIELDS, _LONGEST_FIELD = 11, 60, 120
_FIELDS_USED = 15
_REMEMBERED = 1024
_MOST_PARTS = 200


@dataclass(frozen=True)
class _Part:
    """One record: what somebody did in a call. `people` are the extensions in it."""

    begin: str
    talk: int
    ring: int
    caller: str
    direction: str
    called: str
    call: str
    more: bool
    people: tuple[str, ...]
    names: tuple[str, ...]
    by_machine: bool

    @property
    def key(self) -> str:
        """Calls are counted anew when the system starts, so the begin belongs to the name."""
        return f"{self.call}@{self.begin}"


@dataclass
class _Parts:
    """The parts of a call told so far; one that is told again counts once."""

    told: dict[_Part, None] = field(default_factory=dict)

    def add(self, part: _Part) -> None:
        if len(self.told) < _MOST_PARTS:
            self.told[part] = None


class UnfinishedCalls:
    """Parts of calls that are not over yet. Outlives connections: the next part may come after a reset."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, _Parts] = OrderedDict()

    def add(self, part: _Part) -> list[_Part]:
        """The parts of a call that is complete now, or of the oldest one if there are too many; else nothing."""
        parts = self._calls.setdefault(part.key, _Parts())
        parts.add(part)
        if not part.more:
            return list(self._calls.pop(part.key).told)
        return list(self._calls.popitem(last=False)[1].told) if len(self._calls) > _REMEMBERED else []


class AvayaTranslator:
    """Translates the records of one connection: an event for each call that is over.

    `dropped` counts the records that could not be understood.
    """

    def __init__(self, feed: str, plan: NumberPlan, unfinished: UnfinishedCalls) -> None:
        self._feed = feed
        self._plan = plan
        self._unfinished = unfinished
        self._unread = Unread(feed)

    @property
    def dropped(self) -> int:
        return self._unread.count

    def read(self, line: str, at: datetime) -> CallEvent | None:
        """The event of a record received `at` (UTC); None for one without news or sense. Never raises."""
        line = line.strip("\x00 \t\r\n\ufeff")
        part = _part(line)
        if part is None:
            if line and not line.startswith("Call Start"):
                self._unread.note(line)
            return None
        parts = self._unfinished.add(part)
        return self._event(parts, at) if parts else None

    def _event(self, parts: list[_Part], at: datetime) -> CallEvent:
        first = parts[0]
        talks = [part for part in parts if part.talk and not part.by_machine]
        internal = first.direction == calls.INTERNAL
        caller, called = number(self._plan, first.caller), number(self._plan, first.called)
        if internal or first.direction == calls.OUT:
            caller = inside(first.caller)
        return CallEvent(
            feed=self._feed, call_id=first.key, kind=calls.ENDED, at=at, direction=first.direction,
            caller_number=caller.e164, caller_raw=caller.raw, number_state=caller.state,
            caller_name=next(iter(first.names), "") if internal else "",
            called_number=called.e164, called_raw=called.raw, extension=_extension(talks or parts),
            reason="transfer" if len({part.people for part in talks}) > 1 else "",
            duration_s=sum(part.talk for part in talks), ring_s=first.ring, source_time=first.begin,
            by_machine=not talks and any(part.talk for part in parts),
        )


def _extension(parts: list[_Part]) -> str:
    """Who talked last."""
    return next((part.people[0] for part in reversed(parts) if part.people), "")


def _part(line: str) -> _Part | None:
    fields = [text.strip() for text in line.split(",", _MOST_FIELDS)]
    if not _FEWEST_FIELDS <= len(fields) <= _MOST_FIELDS or max(map(len, fields)) > _LONGEST_FIELD:
        return None
    fields += [""] * (_FIELDS_USED - len(fields))
    begin, talk, ring, caller, way, called, dialled, _, inside, call, more, *parties = fields[:_FIELDS_USED]
    forms = ((begin, _BEGIN), (talk, _TALK), (ring, _RING), (call, _CALL))
    if not all(form.fullmatch(text) for text, form in forms) or way not in ("I", "O") or more not in ("0", "1"):
        return None
    direction = calls.INTERNAL if inside in ("1", "I") else calls.IN if way == "I" else calls.OUT
    devices = (parties[0], parties[2])
    people = [(device[1:], name) for device, name in zip(devices, (parties[1], parties[3]), strict=True)
              if device[:1] == "E" and device[1:]]
    return _Part(
        begin, seconds(talk), int(ring or 0), _without_host(caller), direction,
        _without_host(dialled if direction == calls.OUT and dialled else called), call, more == "1",
        tuple(extension for extension, _ in people), tuple(name for _, name in people),
        any(device[:1] == "V" for device in devices),
    )


def _without_host(text: str) -> str:
    """`0175529@192.168.2.9` is how trunks of internet telephony tell a caller."""
    return text.partition("@")[0].removeprefix("sip:")
