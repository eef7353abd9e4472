"""A long act under way: how far it is, and the wish to stop it."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, Signal

_LEAST_GAP_SECONDS = 0.1


class LongAct(QObject):
    """Lives on the UI thread; `progress`, `cancelled` and `finish` are called by the working thread."""

    progressed = Signal(int, int, str)
    finished = Signal()

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._stop = threading.Event()
        self._last = 0.0

    def progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Tells how far the act is; `total` 0 means unknown. Too frequent calls are passed over."""
        now = time.monotonic()
        if done < total and now - self._last < _LEAST_GAP_SECONDS:
            return
        self._last = now
        self.progressed.emit(done, total, text)

    def cancelled(self) -> bool:
        """True once the user asked to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Asks the act to stop at its next safe point."""
        self._stop.set()

    def finish(self) -> None:
        """Tells that the act has ended, however it did."""
        self.finished.emit()
