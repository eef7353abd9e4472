"""Who wants to know what changed: in this process at once, in others by watching the acts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Changed:
    """A record of this kind (subject name) changed."""

    kind: str
    uid: str


Listener = Callable[[Sequence[Changed]], None]


class Bus:
    """Hands changes to listeners, in the thread that publishes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; returns what takes it away again."""
        with self._lock:
            self._listeners.append(listener)

        def leave() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return leave

    def publish(self, changed: Sequence[Changed]) -> None:
        """Tells every listener; one that fails is logged and does not keep the others from hearing."""
        if not changed:
            return
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            try:
                listener(changed)
            except Exception:
                log.exception("a listener failed on %d changes", len(changed))
