"""How long the UI thread was away: the longest gap between two beats."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer


class Heartbeat(QObject):
    """Beats every `every_ms`; `longest_ms` is the longest delay beyond it since the last `reset`.

    `busiest_ms` is what the thread itself computed at most between two beats: on a busy computer it also waits.
    """

    def __init__(self, every_ms: int = 5, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._every = every_ms / 1000
        self._last, self._computed = time.perf_counter(), time.thread_time()
        self.longest_ms = self.busiest_ms = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begins measuring."""
        self.reset()
        self._timer.start()

    def stop(self) -> float:
        """Ends measuring; the longest gap in milliseconds."""
        self._beat()
        self._timer.stop()
        return self.longest_ms

    def reset(self) -> None:
        """Forgets what was measured."""
        self._last, self._computed = time.perf_counter(), time.thread_time()
        self.longest_ms = self.busiest_ms = 0.0

    def _beat(self) -> None:
        now, computed = time.perf_counter(), time.thread_time()
        self.longest_ms = max(self.longest_ms, (now - self._last - self._every) * 1000)
        self.busiest_ms = max(self.busiest_ms, (computed - self._computed) * 1000)
        self._last, self._computed = now, computed
