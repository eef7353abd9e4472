"""Random streams of a FRITZ!Box call monitor with the journal they must give; the same for the same seed."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain import calls
from hotline_desk.domain.calls import Call, CallEvent

PLAN = NumberPlan("DE", "030")
OWN = ("732111", "732112", "03073211300", "4930732114")
OWN_E164 = ("+4930732111", "+4930732112", "+493073211300", "+4930732114")
OTHERS = (
    ("01755290111", "+491755290111"), ("0307654321", "+49307654321"), ("7654322", "+49307654322"),
    ("08955501230#", "+498955501230"), ("0043123456789", "+43123456789"), ("01713920012", "+491713920012"),
    ("+33145678901", "+33145678901"),
)


@dataclass(frozen=True)
class Expected:
    """What the journal must hold of one call."""

    direction: str
    caller_number: str | None
    number_state: str
    called_number: str | None
    outcome: str | None
    duration_seconds: int
    extension: str = ""
    by_machine: bool = False


def shown(call: Call) -> Expected:
    """A call of the journal, reduced to what a stream can promise."""
    return Expected(
        call.direction, call.caller_number, call.number_state, call.called_number, call.outcome,
        call.duration_seconds, call.extension, call.by_machine,
    )


@dataclass
class Stream:
    """Lines without their ends, and the calls in the order in which they begin."""

    lines: list[str] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)

    def bytes(self, end: str = "\r\n") -> bytes:
        """The stream as it goes over the wire."""
        return "".join(line + end for line in self.lines).encode("latin-1", "replace")


class Journal:
    """The store in small: what services do with events, without a database."""

    def __init__(self) -> None:
        self.calls: dict[str, Call] = {}

    def record(self, event: CallEvent) -> None:
        """Begins the event's call or adds to it; one that belongs to no call is ignored."""
        call_id = event.call_id or self._continued(event)
        if not call_id and calls.tells_of_itself(event):
            call_id = f"{event.connection}@{event.source_time}/{event.kind}"
        if call_id in self.calls:
            self.calls[call_id] = calls.add(self.calls[call_id], event)
        elif call_id:
            self.calls[call_id] = calls.begin(call_id, event)

    def feed_is_back(self, at: datetime) -> None:
        """Closes what was running when the connection broke."""
        self.calls = {key: calls.give_up(call, at) for key, call in self.calls.items()}

    def shown(self) -> list[Expected]:
        """The journal in the order in which calls began."""
        return [shown(call) for call in self.calls.values()]

    def _continued(self, event: CallEvent) -> str:
        for call in reversed(self.calls.values()):
            if calls.continues(call, event):
                return call.call_id
        return ""


class _Box:
    """Lets calls come and go on a time line and writes what a box would."""

    def __init__(self, seed: int, start: datetime, malformed: bool, twins: bool) -> None:
        self.random = Random(seed)
        self.now = start
        self.malformed, self.twins = malformed, twins
        self.stream = Stream()
        self.free: list[int] = []
        self.ids = itertools.count()
        self.turns: list[tuple[datetime, int, object]] = []
        self.order = itertools.count()

    def run(self, many: int) -> Stream:
        kinds = [_incoming, _incoming, _incoming, _outgoing, _outgoing, _internal, _barred, _machine]
        for _ in range(many):
            self.now += timedelta(seconds=self.random.choice((0, 0, 1, 3, 20, 90) if self.twins else (1, 3, 20)))
            self._run_until(self.now)
            self._advance(self.random.choice(kinds)(self))
        self._run_until(None)
        return self.stream

    def _run_until(self, moment: datetime | None) -> None:
        while self.turns and (moment is None or self.turns[0][0] <= moment):
            at, _, going = heapq.heappop(self.turns)
            self.now = max(self.now, at)
            self._advance(going)

    def _advance(self, going: Iterator[int]) -> None:
        wait = next(going, None)
        if wait == 0:
            self._advance(going)
        elif wait is not None:
            heapq.heappush(self.turns, (self.now + timedelta(seconds=wait), next(self.order), going))

    def take_id(self) -> int:
        return heapq.heappop(self.free) if self.free else next(self.ids)

    def give_back(self, connection: int) -> None:
        heapq.heappush(self.free, connection)

    def say(self, *fields: object, line: bool = False) -> None:
        """One line: with or without the line field and the last semicolon, now and then told twice."""
        texts = [f"{self.now:%d.%m.%y %H:%M:%S}", *map(str, fields)]
        if line and self.random.random() < 0.7:
            texts.append(self.random.choice(("SIP0", "SIP1", "ISDN", "POTS")))
        last = ";" if texts[-1] == "" or self.random.random() < 0.8 else ""
        self.stream.lines.append(";".join(texts) + last)
        if self.twins and fields[0] != "DISCONNECT" and self.random.random() < 0.05:
            self.stream.lines.append(self.stream.lines[-1])
        if self.malformed and self.random.random() < 0.2:
            self.stream.lines.append(self._nonsense(fields[1]))

    def _nonsense(self, connection: object) -> str:
        stamp = f"{self.now:%d.%m.%y %H:%M:%S}"
        return self.random.choice((
            "", ";", ";;;;;;;;", "garbage", "\x00\x00\x7f", "RING", "Ä" * 9000, stamp, f"{stamp};", f"{stamp};RING",
            f"{stamp};RING;", f"{stamp};RING;{connection}", f"{stamp};RING;{connection};0301234567;",
            f"{stamp};RING;x;0301234567;732111;SIP0;", f"{stamp};RING;-1;0301234567;732111;SIP0;",
            f"{stamp};RINGING;{connection};0301234567;732111;SIP0;", f"{stamp};CALL;{connection};1;732111;",
            f"{stamp};CALL;{connection};1;732111;;SIP0;", f"{stamp};CALL;{connection};Anna;732111;0301234567;",
            f"{stamp};CONNECT;{connection};", f"{stamp};CONNECT;{connection};x;0301234567;",
            f"{stamp};DISCONNECT;{connection};", f"{stamp};DISCONNECT;{connection};long;",
            f"{stamp};DISCONNECT;{connection};-5;", f"99.99.99 99:99:99;DISCONNECT;{connection};7;",
            f"{stamp}RING;{connection};0301234567;732111;SIP0;", f"{stamp};RING;{connection};0301;{stamp};CALL;1;",
        ))


def _incoming(box: _Box) -> Iterator[int]:
    pick = box.random
    own = pick.randrange(len(OWN))
    other, e164 = pick.choice((*OTHERS, ("", None), ("", None)))
    state = "known" if e164 else "withheld"
    talk = pick.choice((None, None, 0, 1, 7, 64, 412, 3700))
    extension = pick.choice(("0", "2", "4", "10", "12", "20")) if talk is not None else ""
    outcome = "missed" if talk is None else "answered"
    expect = partial(Expected, calls.IN, e164, state, OWN_E164[own])
    box.stream.expected.append(expect(outcome, talk or 0, extension))
    connection = box.take_id()
    box.say("RING", connection, other, OWN[own], line=True)
    yield pick.choice((0, 1, 5, 25))
    if talk is not None:
        box.say("CONNECT", connection, extension, other)
        yield talk
    box.say("DISCONNECT", connection, talk or 0)
    box.give_back(connection)


def _outgoing(box: _Box) -> Iterator[int]:
    pick = box.random
    own = pick.randrange(len(OWN))
    other, e164 = pick.choice(OTHERS)
    talk = pick.choice((None, 3, 95))
    extension = pick.choice(("1", "11", "13"))
    box.stream.expected.append(Expected(
        calls.OUT, OWN_E164[own], "known", e164, "missed" if talk is None else "answered", talk or 0, extension,
    ))
    connection = box.take_id()
    box.say("CALL", connection, extension, OWN[own], other, line=True)
    yield pick.choice((1, 8))
    if talk is not None:
        box.say("CONNECT", connection, extension, other)
        yield talk
    box.say("DISCONNECT", connection, talk or 0)
    box.give_back(connection)


def _internal(box: _Box) -> Iterator[int]:
    box.stream.expected.append(Expected(calls.INTERNAL, OWN_E164[0], "known", None, "answered", 30, "4"))
    connection = box.take_id()
    box.say("CALL", connection, 4, OWN[0], box.random.choice(("62", "**611", "620")), line=True)
    yield 2
    box.say("CONNECT", connection, 4, "62")
    yield 30
    box.say("DISCONNECT", connection, 30)
    box.give_back(connection)


def _barred(box: _Box) -> Iterator[int]:
    """Rings and ends in the same second, and once more in that second on the same id."""
    connection = box.take_id()
    for _ in range(2 if box.twins else 1):
        box.stream.expected.append(Expected(calls.IN, None, "withheld", OWN_E164[1], "missed", 0))
        box.say("RING", connection, "", OWN[1], line=True)
        yield 0
        box.say("DISCONNECT", connection, 0)
    box.give_back(connection)


def _machine(box: _Box) -> Iterator[int]:
    other, e164 = box.random.choice(OTHERS)
    box.stream.expected.append(Expected(calls.IN, e164, "known", OWN_E164[0], "missed", 0, "40", True))
    connection = box.take_id()
    box.say("RING", connection, other, OWN[0], line=True)
    yield 20
    box.say("CONNECT", connection, 40, other)
    yield 33
    box.say("DISCONNECT", connection, 33)
    box.give_back(connection)


def generate(
    seed: int, many: int = 200, malformed: bool = True, twins: bool = True, start: datetime | None = None
) -> Stream:
    """A stream of about `many` interleaved calls, all ended; stamps begin at `start` (the box's local time).

    `malformed` mixes lines in that mean nothing; `twins` repeats lines and lets equal calls come in one second.
    """
    start = start or datetime(2026, 11, 21, 8, 0)  # noqa: DTZ001 - no zone on the wire
    return _Box(seed, start, malformed, twins).run(many)
