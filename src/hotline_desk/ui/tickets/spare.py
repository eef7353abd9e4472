"""A ticket frame made before it is wanted: building one takes longer than showing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from hotline_desk.ui.shell.windows import Windows
from hotline_desk.ui.tickets.clocks import IdleWatch
from hotline_desk.ui.tickets.frame import TicketFrame

LOOK_MS, QUIET_LOOKS = 500, 3


class Spare(QObject):
    """Has one frame ready. The next one is built in a pause in which nobody types or clicks: in two steps, so that
    who begins to type just then hardly feels it."""

    def __init__(self, build: Callable[[], TicketFrame], watch: IdleWatch, windows: Windows) -> None:
        super().__init__(windows)
        self._build, self._watch, self._windows = build, watch, windows
        self._frame: TicketFrame | None = None
        self._seen, self._quiet = watch.signs, 0
        self.pause = QTimer(self)
        self.pause.setInterval(LOOK_MS)
        self.pause.timeout.connect(self.look)
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

    def look(self) -> None:
        """Does the next step if nobody has done anything for a while."""
        self._quiet = self._quiet + 1 if self._watch.signs == self._seen else 0
        self._seen = self._watch.signs
        if self._quiet < QUIET_LOOKS:
            return
        if self._frame is None:
            self._frame = self._build()
        else:
            self._windows.prepare(self._frame)
            self.pause.stop()
            self._watch.want(self, False)

    def _wait(self) -> None:
        self._seen, self._quiet = self._watch.signs, 0
        self._watch.want(self, True)
        self.pause.start()
