"""Call records of Panasonic KX-TD, TDA, TDE, NCP and NS (SMDR): fixed width 80 or 120. No sockets here.

    Date     Time    Ext   CO        Dial Number         Ring Duration  Acc code   CD
    11/21/26 02:03PM   204 01 <I>01755290111             0'07 00:05'02
    11/21/26 02:11PM   205 02 030888777                       00:01'40            TR

Columns move with what the system is set to print (cost, longer numbers), so fields are known by their form. The time
is the end of the call. `<I>` is a caller, `<D>` before it the number he called, EXT an extension that was called.
Who logs in and out, reminders and the headings of pages are no calls.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from hotline_desk.adapters.telephony.records import LONGEST_RECORD, Unread, inside, number, seconds
from hotline_desk.core.phone import UNAVAILABLE, NumberPlan, PhoneNumber
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

_HEAD = re.compile(
    r"(?P<stamp>[0-9*]{2,4}[/.-][0-9*]{2}[/.-][0-9*]{2,4} {1,3}[0-9*]{1,2}:[0-9*]{2}(?::[0-9*]{2})?(?: ?[AP]M|\*\*)?)"
    r" +(?P<extension>[*DT]?[0-9]{1,6}B?)(?P<rest> .*)?")
_TRUNK = re.compile(r" +(?P<trunk>[0-9]{2,4}) (?P<rest>.*)")
_RING = r"[0-9*]{1,2}'[0-9*]{2}"
_TALK = r"[0-9*]{2}[:'][0-9*]{2}[:'][0-9*]{2}"
_TIMES = re.compile(rf"(?<!\S)(?:(?P<ring>{_RING})(?!\S))?(?: *(?P<talk>{_TALK})(?![^\s\"]))?(?P<tail>.*)")
_FIRST_TIME = re.compile(rf"(?<!\S)(?:{_RING}|{_TALK})(?=[\s\"]|$)")
_CONDITION = re.compile(r"(?<!\S)(RC|AN|NA|TR|FW|D0|RM)\s*$")
_CALLER = re.compile(r"(?:<D>(?P<called>[^<]*))?<I>(?P<caller>.*)")
_INSIDE = re.compile(r"EXT\.? ?(?P<extension>[0-9]{1,6})")
_LEADING = re.compile(r"(?P<number>[+]?[0-9*#]{2,})(?:\s+(?P<name>.*))?")
_TRAILING = re.compile(r"(?P<name>.*?)(?P<number>[+]?[0-9*#]{3,})")
_SENSOR = re.compile(r"S[0-9]{3}")
_DIALLED = re.compile(r"[=PF]*(?P<number>[+]?[0-9*#][0-9*#PF=X.]*)(?:-.*)?")
_REMEMBERED = 4096


@dataclass(frozen=True)
class _Record:
    stamp: str
    extension: str
    trunk: str
    dialled: str
    ring: str
    talk: str
    condition: str

    @property
    def key(self) -> str:
        """The clock has no seconds: with how long it rang and lasted, few calls are alike."""
        times = f"{_spent(self.ring)}+{_spent(self.talk)}"
        return f"{self.stamp}/{self.extension}/{self.trunk}/{self.dialled}/{times}"


class PanasonicTranslator:
    """Translates the records of one connection: an event for each call that is over.

    Equal records of one connection are as many calls; told again by the next one they are the same calls.
    `dropped` counts the records that could not be understood.
    """

    def __init__(self, feed: str, plan: NumberPlan) -> None:
        self._feed = feed
        self._plan = plan
        self._unread = Unread(feed)
        self._told: OrderedDict[str, int] = OrderedDict()

    @property
    def dropped(self) -> int:
        return self._unread.count

    def read(self, line: str, at: datetime) -> CallEvent | None:
        """The event of a record received `at` (UTC); None for one without news or sense. Never raises."""
        line = line.strip("\x00\x0c \r\n\ufeff")
        if not line[:1].isdigit() and not line.startswith("**/"):  # headings, rulers, remains of the login
            return None
        head = _HEAD.fullmatch(line) if len(line) <= LONGEST_RECORD else None
        if head is None:
            self._unread.note(line)
            return None
        record = _record(head)
        return self._event(record, self._nth(line), at) if record else None

    def _nth(self, line: str) -> str:
        """What tells equal records of one connection apart."""
        before = self._told.pop(line, 0)
        self._told[line] = before + 1
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        return f"+{before}" if before else ""

    def _event(self, record: _Record, nth: str, at: datetime) -> CallEvent | None:
        direction, caller, called, name = self._parties(record)
        if not direction:
            return None
        return CallEvent(
            feed=self._feed, call_id=record.key + nth, kind=calls.ENDED, at=at, direction=direction,
            caller_number=caller.e164, caller_raw=caller.raw, number_state=caller.state, caller_name=name,
            called_number=called.e164, called_raw=called.raw, extension=record.extension,
            reason="transfer" if record.condition == "TR" else "", duration_s=_spent(record.talk),
            ring_s=_spent(record.ring), source_time=record.stamp,
        )

    def _parties(self, record: _Record) -> tuple[str, PhoneNumber, PhoneNumber, str]:
        """Direction ("" if nobody called), caller, called, name of the caller."""
        own, dialled = inside(record.extension), record.dialled
        if (incoming := _CALLER.fullmatch(dialled)) is not None:
            raw, name = _number_and_name(incoming["caller"])
            called = _number_and_name(incoming["called"] or "")[0]
            caller = number(self._plan, raw) if raw or not name else PhoneNumber("", UNAVAILABLE)
            return calls.IN, caller, self._plan.read(called) if called else own, name
        if (colleague := _INSIDE.fullmatch(dialled)) is not None:
            return calls.INTERNAL, own, inside(colleague["extension"]), ""
        if (outgoing := _DIALLED.fullmatch(_number_and_name(dialled)[0] or dialled)) is not None and record.trunk:
            digits = outgoing["number"].translate(str.maketrans("", "", "PF="))
            return calls.OUT, own, number(self._plan, digits), ""
        return "", own, own, ""


def _record(head: re.Match[str]) -> _Record | None:
    """None for what is no call that is over: a login, a reminder, a call that only rings or was just answered."""
    rest, trunk = head["rest"] or "", ""
    if (found := _TRUNK.fullmatch(rest)) is not None:
        trunk, rest = found["trunk"], found["rest"]
    first = _FIRST_TIME.search(rest)
    if first is None:
        return None
    times = _TIMES.match(rest, first.start())
    if times is None:
        return None
    condition = _CONDITION.search(times["tail"])
    told = condition[1] if condition else ""
    if times["talk"] is None and told != "NA":
        return None
    dialled = rest[:first.start()].strip()
    return None if _SENSOR.fullmatch(dialled.removeprefix("<I>")) else _Record(
        head["stamp"], head["extension"], trunk, dialled, times["ring"] or "", times["talk"] or "", told)


def _number_and_name(text: str) -> tuple[str, str]:
    """Number and name, in whichever order they stand; either may be missing."""
    text = text.strip()
    found = _LEADING.fullmatch(text) or _TRAILING.fullmatch(text)
    if found:
        return found["number"], (found["name"] or "").strip()
    return ("", text) if any(sign.isalpha() for sign in text) else (text, "")


def _spent(text: str) -> int:
    """Seconds; 0 for nothing, and for stars, which stand where the system's clock was set meanwhile."""
    return seconds(text) if text and "*" not in text else 0
