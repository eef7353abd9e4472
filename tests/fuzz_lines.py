"""Random lines for every way of hearing calls: real ones, spoilt in all the ways in which lines get spoilt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from random import Random

from hotline_desk.adapters.telephony.feed import Dialogue, Prompted, Timed, Translator, translators
from hotline_desk.adapters.telephony.push import PushTranslator, Request
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.adapters.telephony.wire import LineCutter, decode
from tests import record_streams
from tests.asterisk_stream import RECORDINGS
from tests.fritz_stream import PLAN, generate

AT = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
URLS = {
    "fritzbox": "fritzbox://127.0.0.1#fuzz", "asterisk": "asterisk://ticket@127.0.0.1?trunk=PJSIP/trunk#fuzz",
    "modem": "modem:///dev/ttyUSB0#fuzz", "hipath": "hipath://127.0.0.1#fuzz", "avaya": "smdr+avaya://127.0.0.1#fuzz",
    "panasonic": "smdr+panasonic://127.0.0.1?listen=1#fuzz", "panasonic login": "smdr+panasonic://127.0.0.1#fuzz",
}
KINDS = (*URLS, "push")
_SIGNS = (b"\x00", b"\xff", b"\r", b";", b",", b":", b"'", b"  ", b"=", b"<I>", b"<D>", b"0", b"9" * 30, b"-1", b"\xc3",
          "٣".encode(), "²".encode(), b"..", b"%00", b"{", b'"', b"[", b"&")
_MODEM = (
    b"RING", b"DATE = 0321", b"TIME = 1405", b"NMBR = 5045551234", b"NAME = A N OTHER", b"NMBR=P", b"NMBR = O",
    b"041230393330313233312230363935353132313251", b"443035333934363238303743", b"RING;024191777800;0",
    b"2;024191777800;0", b"CLI20241917778", b"OK", b"ERROR", b"NO CARRIER", b"AT+VCID=1", b"MESG = 0",
    b"8018010830333231313430350207353535313233340704414e4e41ff", b"ATZ",
)
_PUSHED = (
    b'{"event":"newCall","from":"493023125741","to":"492214710334","direction":"in","callId":"4711","user":["Anna"]}',
    b'{"event":"answer","callId":"4711","user":"Anna","userId":"w1","answeringNumber":"492214710334"}',
    b'{"event":"hangup","callId":"4711","cause":"normalClearing","queue":"hotline"}',
    b"event=newCall&from=%2B493023125741&to=492214710334&direction=in&callId=4711&user%5B%5D=Anna&user%5B%5D=Kai",
    b"event=hangup&cause=busy&callId=4711&from=anonymous&to=492214710334&direction=out",
    b"event=IncomingCall&from=03023125741&to=0221&call_id=ab12&type=accepted", b"event=HungUp&call_id=ab12&type=missed",
    b"state=incoming&remote=sip:0175290111@example.com&local=204&callid=77", b"state=ended&callid=77",
)


@dataclass(frozen=True)
class Fuzzed:
    """What takes lines of one kind as they come over the wire and returns how many events they make; real lines."""

    take: Callable[[bytes], int]
    lines: tuple[bytes, ...]


def fuzzed(kind: str, seed: int = 1) -> Fuzzed:
    """A fresh listener of this kind."""
    if kind == "push":
        return Fuzzed(_pushed(), _PUSHED)
    made = translators(parse(URLS[kind]), PLAN, lambda name: "secret")()
    return Fuzzed(_dialogue(made) if isinstance(made, Dialogue) else _plain(made), _real(kind.split()[0], seed))


def spoilt(lines: tuple[bytes, ...], seed: int, many: int) -> Iterator[bytes]:
    """So many lines without their ends: some whole, some spoilt; the same for the same seed.

    They mostly come in their order: a call that rang can be answered.
    """
    random = Random(seed)
    below, pick = random.random, random.choice
    place = 0
    for _ in range(many):
        place = place + 1 if below() < 0.98 else int(below() * len(lines))
        line, way = lines[place % len(lines)], below()
        if way < 0.2 or place % 100 < 50:
            yield line
        elif way < 0.4:
            at = int(below() * (len(line) + 1))
            yield line[:at] + pick(_SIGNS) + line[at + int(below() * 4):]
        elif way < 0.6:
            at = int(below() * (len(line) + 1))
            yield line[:at] + bytes((int(below() * 256),)) + line[at + 1:]
        elif way < 0.75:
            yield line[int(below() * 20):int(below() * 150)]
        elif way < 0.9:
            other = pick(lines)
            yield line[:int(below() * len(line))] + other[int(below() * len(other)):]
        elif way < 0.95:
            yield line * int(1 + below() * 3)
        else:
            yield random.randbytes(int(below() * 120))


def _plain(translator: Translator) -> Callable[[bytes], int]:
    cutter = LineCutter(decode)

    def take(chunk: bytes) -> int:
        return sum(translator.read(line, AT) is not None for line in cutter.feed(chunk + b"\r\n"))

    return take


def _dialogue(session: Dialogue) -> Callable[[bytes], int]:
    cutter, moments = LineCutter(session.decode), iter(range(10 ** 9))
    timed, prompted = isinstance(session, Timed), isinstance(session, Prompted)

    def take(chunk: bytes) -> int:
        events = sum(len(session.hear(line, AT)) for line in cutter.feed(chunk + b"\r\n"))
        if prompted:
            session.asked(cutter.unfinished)
        now = float(next(moments))
        session.say(now)
        return events + (len(session.due(now, AT)) if timed else 0)

    return take


def _pushed() -> Callable[[bytes], int]:
    translator = PushTranslator("fuzz", PLAN, "token")

    def take(body: bytes) -> int:
        if body[:1] in (b"s", b"\x00"):
            request = Request("GET", f"/hotline/token?{body.decode('latin-1')}")
        else:
            request = Request("POST", "/hotline/token", {"content-type": "x"}, body, "127.0.0.1")
        return len(translator.take(request, AT).events)

    return take


@cache
def _real(kind: str, seed: int) -> tuple[bytes, ...]:
    if kind == "modem":
        return _MODEM
    if kind == "fritzbox":
        return tuple(line.encode("latin-1", "replace") for line in generate(seed, malformed=False).lines)
    if kind == "asterisk":
        return tuple(packet + b"\r\n" for time in range(40) for file in sorted(RECORDINGS.glob("*.txt"))
                     for packet in _at_another_time(file.read_bytes(), time).split(b"\r\n\r\n") if packet.strip())
    names = [file.stem for file in record_streams.RECORDINGS.glob(f"{kind}*.txt")]
    lines = [line for name in sorted(names) for line in record_streams.recorded(name)]
    return tuple(line.encode("latin-1") for line in (*record_streams.day(kind, seed).lines, *lines))


def _at_another_time(stream: bytes, time: int) -> bytes:
    """The stream of an Asterisk with other channels: it never uses their ids again."""
    return re.sub(rb"\b(\d{10})\.(\d+)", lambda found: b"%d.%s" % (int(found[1]) + 1000 * time, found[2]), stream)
