"""The packets of Asterisk's manager interface: `Key: value` lines up to an empty one. No sockets here."""

from __future__ import annotations

import re

_BANNER = re.compile(r"[^:]{0,60} Call Manager/[0-9][^:]{0,20}")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9_.()-]{0,79}):(.*)", re.DOTALL)
_MOST_FIELDS = 400
UNKNOWN = "<unknown>"

Packet = dict[str, str]


class PacketCutter:
    """Gathers lines into packets. `dropped` counts lines that are no field, and packets that are too long."""

    def __init__(self) -> None:
        self.dropped = 0
        self.greeted = False
        self._fields: Packet = {}
        self._skipping = False

    def feed(self, line: str) -> Packet | None:
        """The packet this line completes. A field told twice keeps its first value."""
        line = line.strip("\r\n\x00")
        if not line.strip():
            return self._complete()
        if not self._fields and _BANNER.fullmatch(line.strip()):
            self.greeted = True
            return None
        field = _FIELD.fullmatch(line)
        if field is None:
            self.dropped += 1
        elif len(self._fields) < _MOST_FIELDS:
            self._fields.setdefault(field[1], field[2].strip())
        elif not self._skipping:
            self._skipping = True
            self.dropped += 1
        return None

    def _complete(self) -> Packet | None:
        fields, skipped = self._fields, self._skipping
        self._fields, self._skipping = {}, False
        return fields if fields and not skipped else None


def action(name: str, **fields: str) -> bytes:
    """An action on the wire. Line ends inside a value would begin a field of their own, so they go."""
    lines = [f"Action: {name}", *(f"{key}: {_one_line(value)}" for key, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


def decode(line: bytes) -> str:
    """The text of a line; what is no UTF-8, such as a name cut in the middle of a letter, is replaced."""
    return line.decode("utf-8", "replace").strip("\r\x00")


def _one_line(value: str) -> str:
    return re.sub(r"[\r\n\x00]+", " ", value)
