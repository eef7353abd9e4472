"""iCalendar (RFC 5545), as calendars of other programs take it in.

Written here and not by a library: what leaves the house are single events with fixed begin and end. Their times are
told in UTC, so that neither recurrence rules nor definitions of time zones are needed, and what remains is escaping
and folding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hotline_desk.core.clock import require_aware

_OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


@dataclass(frozen=True)
class Event:
    """One entry. `begin` and `end` are instants, or days with the end not included. `version` counts its saves.

    `busy`: whether the time is taken.
    """

    uid: str
    title: str
    begin: datetime | date
    end: datetime | date
    place: str = ""
    note: str = ""
    category: str = ""
    version: int = 1
    busy: bool = True


def calendar_file(name: str, events: Iterable[Event], made_at: datetime) -> bytes:
    """A file with these events, in UTF-8 with lines that end and are folded as the standard wants it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hotline Desk//Hotline Desk//EN", "CALSCALE:GREGORIAN",
             f"X-WR-CALNAME:{_escaped(name)}"]
    for event in events:
        lines += _event(event, made_at)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(event: Event, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{_instant(made_at)}"
    yield _time("DTSTART", event.begin)
    if event.end > event.begin:  # an end at the begin is forbidden; without one it is a moment
        yield _time("DTEND", event.end)
    yield f"SEQUENCE:{max(0, event.version - 1)}"
    yield f"SUMMARY:{_escaped(event.title)}"
    for key, text in (("LOCATION", event.place), ("DESCRIPTION", event.note), ("CATEGORIES", event.category)):
        if text.strip():
            yield f"{key}:{_escaped(text)}"
    yield "TRANSP:" + ("OPAQUE" if event.busy else "TRANSPARENT")
    yield "END:VEVENT"


def _time(key: str, at: datetime | date) -> str:
    return f"{key}:{_instant(at)}" if isinstance(at, datetime) else f"{key};VALUE=DATE:{at:%Y%m%d}"


def _instant(at: datetime) -> str:
    return f"{require_aware(at).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _CONTROL.sub("", plain).translate(_ESCAPES)


def _folded(line: str) -> Iterator[bytes]:
    """At most 75 octets each, the further ones begun with a blank; no letter is torn apart."""
    part = b""
    for letter in line:
        octets = letter.encode("utf-8", "replace")
        if len(part) + len(octets) > _OCTETS:
            yield part
            part = b" "
        part += octets
    yield part
