"""When garbage is collected: in the thread of the windows only, and the long rounds while nobody types.

The interpreter would start a round in whichever thread makes objects just then. A round in the background that
finds a widget nobody holds any more would destroy it there, and Qt forbids that: the program may crash. So the
interpreter's own rounds are off while a desk is open and a timer of the UI thread does them.

A round over everything that the program and its libraries hold keeps all threads waiting for a tenth to a third of
a second, which somebody who types would feel. What the start made is therefore taken out of the rounds for good,
and the full rounds wait for a quiet moment.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 200
_YOUNG, _MIDDLE = 700, 10
"""Objects made since the youngest round, and young rounds since the middle one, as the interpreter counts them."""
_QUIET_SECONDS = 20.0
_LEAST_ROUNDS = 20


class Garbage(QObject):
    """`hold` at the beginning, `start` once the desk can be worked with, `stop` puts everything back."""

    keeps_start: ClassVar[bool] = True
    """Off where many desks begin and end in one process: what each start made must go again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._idle_seconds: Callable[[], float] = lambda: 0.0
        self._was_on = gc.isenabled()
        self._rounds = 0
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
        if self.keeps_start:
            gc.freeze()
        self._look.start()

    def look(self) -> None:
        """Does the round that is due, if one is."""
        young, middle, _old = gc.get_count()
        if young < _YOUNG:
            return
        if self._rounds >= _LEAST_ROUNDS and self._idle_seconds() >= _QUIET_SECONDS:
            gc.collect()
            self._rounds = 0
            self.full_rounds += 1
        elif middle >= _MIDDLE:
            gc.collect(1)
            self._rounds += 1
        else:
            gc.collect(0)

    def stop(self) -> None:
        """The interpreter's own rounds again, if they were on."""
        self._look.stop()
        if self.keeps_start:
            gc.unfreeze()
        if self._was_on:
            gc.enable()
