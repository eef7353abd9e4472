"""A frame made before it is wanted: building one takes longer than showing it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.windows import Windows
from hotline_desk.ui.tickets.clocks import IdleWatch
from hotline_desk.ui.tickets.growing import GrowingFrame

LOOK_MS, QUIET_LOOKS, STEP_MS = 250, 2, 20
_STALE = frozenset({"context", "user", "store"})
"""Changes after which a frame might show or allow what it should not."""

Made = TypeVar("Made", bound=GrowingFrame)


class Spare(QObject, Generic[Made]):
    """Has one frame of a kind ready. The next one is built in a pause in which nobody types or clicks: in small steps,
    so that who begins to type just then does not feel it. With `wanted()` false none is built. One that is closed and
    may stay is the next."""

    def __init__(self, kind: str, build: Callable[[], Made], watch: IdleWatch, windows: Windows, changes: Changes,
                 wanted: Callable[[], bool] = lambda: True) -> None:
        super().__init__(windows)
        self._kind, self._build, self._watch, self._windows, self._wanted = kind, build, watch, windows, wanted
        self._frame: Made | None = None
        self._left: list[Callable[[], bool]] = []
        self._seen, self._quiet = watch.signs, 0
        self.pause = QTimer(self)
        self.pause.timeout.connect(self.look)
        changes.changed.connect(self._changed)
        self.wait()

    @property
    def ready(self) -> bool:
        """Whether the next one opens at once."""
        return self._frame is not None and not self._left

    def take(self) -> Made:
        """A whole frame that shows nothing yet; `wait` lets the next one be built."""
        frame, self._frame = self._frame or self._build(), None
        self._left = []
        while frame.grow():
            pass
        self.wait()
        return frame

    def take_back(self, frame: Made) -> None:
        """One that was closed waits to be the next."""
        if self._frame is not None:
            self._windows.drop(self._frame)
        self._frame, self._left = frame, []
        self._rest()

    def look(self) -> None:
        """Does the next step if nobody has done anything for a while."""
        self._quiet = self._quiet + 1 if self._watch.signs == self._seen else 0
        self._seen = self._watch.signs
        if self._quiet < QUIET_LOOKS:
            self.pause.setInterval(LOOK_MS)
        elif self._frame is None and not self._wanted():
            self._rest()
        else:
            self._step()

    def _step(self) -> None:
        self.pause.setInterval(STEP_MS)
        if self._frame is None:
            frame = self._frame = self._windows.bear_waiting(self._build)
            self._left = [frame.grow, partial(self._settle, frame), partial(self._warm, frame)]
        elif self._left and not self._left[0]():
            self._left.pop(0)
        if self.ready:
            self._rest()

    def _settle(self, frame: Made) -> bool:
        frame.prepare()
        for widget in frame.findChildren(QWidget):
            widget.ensurePolished()
        return False

    def _warm(self, frame: Made) -> bool:
        self._windows.warm(self._kind, frame)
        return False

    def wait(self) -> None:
        """Builds one in the next pause, if there is none yet."""
        if self.ready:
            return
        self._seen, self._quiet = self._watch.signs, 0
        self._watch.want(self, True)
        self.pause.start(LOOK_MS)

    def _changed(self, kind: str, _uid: str) -> None:
        if kind in _STALE and self._frame is not None:
            self._windows.drop(self._frame)
            self._frame, self._left = None, []
            self.wait()

    def _rest(self) -> None:
        self.pause.stop()
        self._watch.want(self, False)
