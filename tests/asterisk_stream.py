"""Recorded streams of a real Asterisk, and variants of them: other names, other orders, several calls at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hotline_desk.adapters.telephony.feed import Dialogue, translators
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.adapters.telephony.wire import LineCutter
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN

RECORDINGS = Path(__file__).parent / "data" / "asterisk"
AT = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
URL = "asterisk://ticket@127.0.0.1?trunk=PJSIP/trunk#exchange"
Packet = list[tuple[str, str]]


@dataclass(frozen=True)
class Chunk:
    """What came at once, so many seconds after the beginning."""

    offset: float
    content: bytes


def recorded(name: str) -> bytes:
    """The whole stream."""
    return (RECORDINGS / f"{name}.txt").read_bytes()


def chunks(name: str) -> list[Chunk]:
    """The stream in the pieces in which it arrived."""
    content = recorded(name)
    lines = (RECORDINGS / f"{name}.timing").read_text().split("\n")
    marks = [(int(place), float(offset)) for place, offset in (line.split("\t") for line in lines if line)]
    ends = [place for place, _ in marks[1:]] + [len(content)]
    return [Chunk(offset, content[place:end]) for (place, offset), end in zip(marks, ends, strict=True)]


def session(url: str = URL) -> Dialogue:
    """A fresh translator of one connection."""
    made = translators(parse(url), PLAN)()
    assert isinstance(made, Dialogue)
    return made


def hear(pieces: Iterable[Chunk], listener: Dialogue | None = None) -> list[CallEvent]:
    """The events of these pieces."""
    listener = listener or session()
    cutter = LineCutter(listener.decode)
    return [
        event for piece in pieces for line in cutter.feed(piece.content)
        for event in listener.hear(line, AT + timedelta(seconds=piece.offset))
    ]


def packets(content: bytes) -> list[Packet]:
    """The stream as lists of fields."""
    found = []
    for block in re.split(r"\r?\n\r?\n", content.decode("utf-8", "replace")):
        fields = [(key, value.lstrip()) for key, colon, value in (li.partition(":") for li in block.splitlines())
                  if colon]
        if fields:
            found.append(fields)
    return found


def wire(found: Iterable[Packet]) -> bytes:
    """The packets as they go over the wire."""
    return "".join("".join(f"{key}: {value}\r\n" for key, value in packet) + "\r\n" for packet in found).encode()


def field(packet: Packet, key: str) -> str:
    """The value of a field, "" if there is none."""
    return next((value for name, value in packet if name == key), "")


def renamed(content: bytes, salt: int) -> bytes:
    """The same calls at an exchange with other extensions, another technology, and other channel numbers."""
    text = content.decode()
    for extension in ("101", "102", "103", "104"):
        text = re.sub(rf"(?<![0-9.]){extension}(?![0-9])", f"{int(extension) * 7 + salt % 50}", text)
    text = text.replace("PJSIP/trunk", "SIP/carrier-berlin").replace("PJSIP/", "SCCP/").replace("@trunk", "@carrier")
    text = re.sub(r"-([0-9a-f]{8})(?=[;\r\n ])", lambda m: f"-{(int(m[1], 16) * 2654435761 + salt) % 2**32:08x}", text)
    return re.sub(r"\b(1795[0-9]{6})\.([0-9]+)", lambda m: f"pbx-{salt}-{int(m[1]) + salt}.{int(m[2]) + 7 * salt}",
                  text).encode()


def interleaved(streams: Sequence[Sequence[Packet]], order: Iterable[int]) -> Iterator[Packet]:
    """One stream of several, each in its own order; `order` says whose turn it is."""
    rests = [list(stream) for stream in streams]
    for turn in order:
        rest = rests[turn % len(rests)]
        if rest:
            yield rest.pop(0)
    for rest in rests:
        yield from rest
