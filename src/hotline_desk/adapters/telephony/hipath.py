"""Call records of HiPath 3000 and Hicom 150 E, compressed or in the long form for printers. No sockets here.

    22.11.2614:03:22  3   204             01755290111                          0
    22.11.2614:08:31  3   20400:0700:05:0201755290111                          1

Columns are fixed. The last column here says what a record tells: 0 a call rings at an extension, 1 a call that
came in is over, 2 one that went out. 5 to 8 are later parts of a call: handed on, or with three people. 3 and 4 are
no talk (fax, data), 9 is a call that the system itself forwarded to outside. 50 more: the caller used the system
from outside.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline_desk.adapters.telephony.records import LONGEST_RECORD, Unread, inside, number, seconds
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

_RINGS, _IN, _OUT = 0, 1, 2
_LATER_PARTS = {5: calls.IN, 6: calls.OUT, 7: calls.IN, 8: calls.OUT}
_FROM_OUTSIDE = 50
_STAMP = re.compile(r"(\d\d)\.(\d\d)\.(\d\d) ?(\d\d):(\d\d):(\d\d)", re.ASCII)
_DIGITS = re.compile(r"\d{0,6}", re.ASCII)
_RING = re.compile(r"(?:\d\d:\d\d)?", re.ASCII)
_TALK = re.compile(r"(?:\d\d:\d\d:\d\d)?", re.ASCII)
_NUMBER = re.compile(r"[0-9*#?+]{0,25}")
_KIND = re.compile(r"\d{1,2}", re.ASCII)
_REMEMBERED = 512
_STILL_THE_SAME = timedelta(minutes=30)


@dataclass(frozen=True)
class _Columns:
    trunk: slice
    extension: slice
    ring: slice
    talk: slice
    number: slice
    kind: slice
    msn: slice


_COMPRESSED = _Columns(slice(16, 19), slice(19, 25), slice(25, 30), slice(30, 38), slice(38, 63), slice(74, 76),
                       slice(87, 98))
_LONG = _Columns(slice(18, 21), slice(22, 28), slice(29, 34), slice(35, 43), slice(44, 64), slice(77, 79),
                 slice(0, 0))


@dataclass(frozen=True)
class _Record:
    stamp: str
    moment: datetime
    trunk: str
    extension: str
    ring: str
    talk: str
    number: str
    kind: int
    msn: str

    @property
    def line(self) -> str:
        """A trunk carries one call at a time."""
        return f"{self.trunk}/{self.number}"


class HipathTranslator:
    """Translates what one connection tells. `dropped` counts the records that could not be understood.

    A record of an end whose ring this connection has not told leaves the call to the store: it names the
    `connection`, which is trunk and number.
    """

    def __init__(self, feed: str, plan: NumberPlan) -> None:
        self._feed = feed
        self._plan = plan
        self._unread = Unread(feed)
        self._ringing: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    @property
    def dropped(self) -> int:
        return self._unread.count

    def read(self, line: str, at: datetime) -> CallEvent | None:
        """The event of a record received `at` (UTC); None for one without news or sense. Never raises."""
        line = line.strip("\x00\x0c\r\n\ufeff")
        if _is_page_furniture(line):
            return None
        record = _record(line) if len(line) <= LONGEST_RECORD else None
        if record is None:
            self._unread.note(line)
            return None
        if record.kind == _RINGS:
            return self._event(record, calls.RINGING, at, calls.IN, self._rung(record))
        if record.kind == _IN:
            return self._event(record, calls.ENDED, at, calls.IN, self._ringing.pop(record.line, ("",))[0])
        direction = calls.OUT if record.kind == _OUT else _LATER_PARTS.get(record.kind)
        if direction is None:
            self._unread.note(line, "no talk of a person")
            return None
        return self._event(record, calls.ENDED, at, direction, f"{_key(record)}/{record.kind}/{record.extension}")

    def _rung(self, record: _Record) -> str:
        """The call that rings: where a group rings there is one record for each extension."""
        call_id, last = self._ringing.get(record.line, ("", record.moment))
        if not call_id or abs(record.moment - last) > _STILL_THE_SAME:
            call_id = _key(record)
        self._ringing[record.line] = call_id, record.moment
        self._ringing.move_to_end(record.line)
        if len(self._ringing) > _REMEMBERED:
            self._ringing.popitem(last=False)
        return call_id

    def _event(self, record: _Record, kind: str, at: datetime, direction: str, call_id: str) -> CallEvent:
        other = number(self._plan, record.number)
        own = self._plan.read(record.msn) if record.msn else inside(record.extension)
        caller, called = (own, other) if direction == calls.OUT else (other, own)
        ended = kind == calls.ENDED
        return CallEvent(
            feed=self._feed, call_id=call_id, kind=kind, at=at, direction=direction,
            caller_number=caller.e164, caller_raw=caller.raw, number_state=caller.state,
            called_number=called.e164, called_raw=called.raw, extension=record.extension,
            duration_s=seconds(record.talk or "0") if ended else None,
            ring_s=seconds(record.ring) if ended and record.ring else None,
            source_time=record.stamp, connection=record.line,
        )


def _key(record: _Record) -> str:
    return f"{record.line}@{record.stamp}"


def _is_page_furniture(line: str) -> bool:
    """Empty lines and the heading of a page, whatever its language: neither begins with a digit."""
    start = line.strip()[:1]
    return not start or (start.isalpha() and "  " in line and not any(sign.isdigit() for sign in line))


def _record(line: str) -> _Record | None:
    stamp = _STAMP.match(line)
    if stamp is None:
        return None
    columns = _LONG if line[8] == " " else _COMPRESSED
    day, month, year, hour, minute, second = map(int, stamp.groups())
    try:
        moment = datetime(2000 + year, month, day, hour, minute, second)  # noqa: DTZ001 - the system's own clock has no zone
    except ValueError:
        return None
    trunk, extension, ring, talk, number, kind, msn = (
        line[part].strip() for part in (columns.trunk, columns.extension, columns.ring, columns.talk, columns.number,
                                        columns.kind, columns.msn))
    checked = ((trunk, _DIGITS), (extension, _DIGITS), (ring, _RING), (talk, _TALK), (number, _NUMBER),
               (kind, _KIND), (msn, _NUMBER))
    if not all(form.fullmatch(text) for text, form in checked):
        return None
    told = int(kind)
    told -= _FROM_OUTSIDE if told >= _FROM_OUTSIDE else 0
    return _Record(f"{moment:%d.%m.%y %H:%M:%S}", moment, trunk, extension, ring, talk, number, told, msn)
