"""A frame made before it is wanted: building one takes longer than showing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from hotline_desk.ui.shell.windows import Windows
from hotline_desk.ui.tickets.clocks import IdleWatch
from hotline_desk.ui.tickets.growing import GrowingFrame

LOOK_MS, QUIET_LOOKS, STEP_MS = 500, 3, 30


Made = TypeVar("Made", bound=GrowingFrame)


class Spare(QObject, Generic[Made]):
    """Has one frame ready. The next one is built in a pause in which nobody types or clicks: in small steps, so that
    who begins to type just then does not feel it. With `wanted()` false none is built."""

    def __init__(self, build: Callable[[], Made], watch: IdleWatch, windows: Windows,
                 wanted: Callable[[], bool] = lambda: True) -> None:
        super().__init__(windows)
        self._build, self._watch, self._windows, self._wanted = build, watch, windows, wanted
        self._frame: Made | None = None
        self._whole = False
        self._seen, self._quiet = watch.signs, 0
        self.pause = QTimer(self)
        self.pause.timeout.connect(self.look)
        self.wait()

    @property
    def ready(self) -> bool:
        """Whether the next one opens at once."""
        return self._frame is not None and self._whole

    def take(self) -> Made:
        """A whole frame that shows nothing yet; `wait` lets the next one be built."""
        frame, self._frame = self._frame or self._build(), None
        while frame.grow():
            pass
        self.wait()
        return frame

    def look(self) -> None:
        """Does the next step if nobody has done anything for a while."""
        self._quiet = self._quiet + 1 if self._watch.signs == self._seen else 0
        self._seen = self._watch.signs
        if self._quiet < QUIET_LOOKS:
            self.pause.setInterval(LOOK_MS)
        elif self._frame is None and not self._wanted():
            self._rest()
        elif self._frame is None:
            self._frame, self._whole = self._windows.bear_waiting(self._build), False
            self.pause.setInterval(STEP_MS)
        elif self._frame.grow():
            self.pause.setInterval(STEP_MS)
        else:
            self._whole = True
            self._rest()

    def wait(self) -> None:
        """Builds one in the next pause, if there is none yet."""
        if self.ready:
            return
        self._seen, self._quiet = self._watch.signs, 0
        self._watch.want(self, True)
        self.pause.start(LOOK_MS)

    def _rest(self) -> None:
        self.pause.stop()
        self._watch.want(self, False)
