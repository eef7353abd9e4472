"""A ticket frame made before it is wanted: building one takes longer than showing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from hotline_desk.ui.shell.windows import Windows
from hotline_desk.ui.tickets.clocks import IdleWatch
from hotline_desk.ui.tickets.frame import TicketFrame

PAUSE_MS = 1_500


class Spare(QObject):
    """Has one frame ready. The next one is built in a pause of `PAUSE_MS` in which nobody types or clicks."""

    def __init__(self, build: Callable[[], TicketFrame], watch: IdleWatch, windows: Windows) -> None:
        super().__init__(windows)
        self._build, self._watch, self._windows = build, watch, windows
        self._frame: TicketFrame | None = None
        self._seen = watch.signs
        self.pause = QTimer(self)
        self.pause.setInterval(PAUSE_MS)
        self.pause.timeout.connect(self._look)
        self._wait()

    @property
    def ready(self) -> bool:
        """Whether the next ticket opens at once."""
        return self._frame is not None

    def take(self, uid: str, fields: Mapping[str, Any]) -> TicketFrame:
        """A frame that shows this ticket; with uid "" a new one with these fields."""
        frame, self._frame = self._frame or self._build(), None
        frame.begin(uid, fields)
        self._wait()
        return frame

    def prepare(self) -> None:
        """Builds the frame now, if there is none."""
        self.pause.stop()
        self._watch.want(self, False)
        if self._frame is None:
            self._frame = self._build()
            self._windows.prepare(self._frame)

    def _wait(self) -> None:
        self._seen = self._watch.signs
        self._watch.want(self, True)
        self.pause.start()

    def _look(self) -> None:
        if self._watch.signs == self._seen:
            self.prepare()
        self._seen = self._watch.signs
