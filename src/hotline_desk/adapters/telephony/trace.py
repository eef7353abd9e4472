"""What went over a line, for looking on and for whoever helps when it does not work."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

IN, OUT, EVENT, STATE = "in", "out", "event", "state"
_LONGEST = 2000


@dataclass(frozen=True)
class Traced:
    """One entry: what came in, what went out, the event it made, or how the line was. `at` is UTC."""

    number: int
    kind: str
    at: datetime
    text: str


class Trace:
    """The newest entries; notes may come from any thread. Secrets are not for it: who sends one notes it without."""

    def __init__(self, most: int = 2000) -> None:
        self._entries: deque[Traced] = deque(maxlen=most)
        self._next = 0
        self._lock = threading.Lock()

    def note(self, kind: str, text: str, at: datetime) -> None:
        """Adds an entry; the oldest goes when there are too many."""
        with self._lock:
            self._entries.append(Traced(self._next, kind, at, text[:_LONGEST]))
            self._next += 1

    def since(self, number: int) -> tuple[Sequence[Traced], int]:
        """The entries from this number on that are still there, and the number to ask from next time."""
        with self._lock:
            return [entry for entry in self._entries if entry.number >= number], self._next

    def text(self) -> str:
        """All entries as lines: UTC, kind, text."""
        kept, _next = self.since(0)
        return "".join(f"{entry.at.isoformat(timespec='milliseconds')}\t{entry.kind}\t{entry.text}\n" for entry in kept)
