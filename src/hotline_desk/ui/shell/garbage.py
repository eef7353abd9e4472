"""When garbage is collected: while nobody types.

One round over everything that the program and its libraries hold keeps all threads waiting for a tenth to a
third of a second, which somebody who types would feel. What the start made is therefore taken out of the
rounds for good, and the full rounds wait for a quiet moment. The small rounds, over what is new, stay as they are.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 15_000
_QUIET_SECONDS = 20.0
_LEAST_ROUNDS = 20
_NEVER = 1_000_000_000


class Garbage(QObject):
    """`hold` at the beginning, `start` once the desk can be worked with, `stop` puts everything back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._idle_seconds: Callable[[], float] = lambda: 0.0
        self._before = gc.get_threshold()
        self._small_rounds = 0
        self.full_rounds = 0
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.look)

    def hold(self) -> None:
        """No rounds at all while the program starts."""
        gc.disable()

    def start(self, idle_seconds: Callable[[], float]) -> None:
        """The start is over. `idle_seconds()` tells how long nobody has typed."""
        self._idle_seconds = idle_seconds
        gc.freeze()
        gc.set_threshold(*self._before[:2], _NEVER)
        gc.enable()
        self._look.start()

    def look(self) -> None:
        """Collects if enough small rounds went by and nobody types."""
        if _small_rounds() - self._small_rounds >= _LEAST_ROUNDS and self._idle_seconds() >= _QUIET_SECONDS:
            gc.collect()
            self._small_rounds = _small_rounds()
            self.full_rounds += 1

    def stop(self) -> None:
        """The usual rounds again."""
        self._look.stop()
        gc.set_threshold(*self._before)
        gc.unfreeze()
        gc.enable()


def _small_rounds() -> int:
    return int(gc.get_stats()[1]["collections"])
