"""Frames out of sight: where they are born, made ready to be shown, and kept to be opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.mdi import Area, SubWindow

Made = TypeVar("Made", bound=Frame)


class Nursery:
    """Each frame here has its window from the beginning, hidden: whenever its parent changes, each widget of a frame
    is styled anew, and it has hundreds."""

    def __init__(self, area: Area) -> None:
        self._area = area
        self._waiting: dict[Frame, SubWindow] = {}
        self._room: SubWindow | None = None
        self._bearing = False

    def bear(self, make: Callable[[], Made]) -> Made:
        """The frame that `make` makes, in its window; it is not shown yet."""
        self._bearing = True
        try:
            frame = make()
        except BaseException:
            if self._room is not None:
                let_go(self._room)
            raise
        finally:
            room, self._room, self._bearing = self._room, None, False
        if room is not None and frame.parentWidget() is room.holder:
            room.take_in(frame)
            self._waiting[frame] = room
        elif room is not None:
            let_go(room)
        return frame

    def cradle(self) -> QWidget | None:
        """Where the frame that is being made begins its life; None for one that is made otherwise."""
        if not self._bearing:
            return None
        self._bearing = False
        self._room = self._new_window()
        return self._room.holder

    def _new_window(self) -> SubWindow:
        window = SubWindow()
        window.hide()
        self._area.addSubWindow(window)
        return window

    def keep(self, window: SubWindow) -> None:
        """A window that was closed waits here with its frame."""
        window.wait()
        self._waiting[window.frame] = window

    def take(self, frame: Frame) -> SubWindow:
        """The window of a frame that waits no longer; a new one if it has none."""
        window = self._waiting.pop(frame, None) or self._new_window()
        if window.mdiArea() is None:
            self._area.addSubWindow(window)
        if frame.parentWidget() is not window.holder:
            window.take_in(frame)
        return window

    def part(self, frame: Frame) -> SubWindow | None:
        """The window a frame was born in, for one that gets another place."""
        return self._waiting.pop(frame, None)

    def drop(self, frame: Frame) -> None:
        """A frame that waited is not wanted any more."""
        window = self._waiting.pop(frame, None)
        if window is not None and shiboken6.isValid(window):
            let_go(window)
        elif window is None and shiboken6.isValid(frame):
            frame.deleteLater()

    def warm(self, frame: Frame, size: QSize) -> SubWindow | None:
        """Styles and lays out all of a waiting frame as large as it will be shown, so that showing it is a moment.

        Gives its window; None if it has none yet.
        """
        window = self._waiting.get(frame)
        if window is None or window.mdiArea() is None:
            return None
        window.resize(size)
        # Qt prepares whatever it draws into a picture as if it were shown; one pixel is enough for that.
        window.grab(QRect(0, 0, 1, 1))
        return window

    def without_tabs(self) -> None:
        """What waits here gets no tab while frames stand behind tabs."""
        for window in self._waiting.values():
            self._area.removeSubWindow(window)


def let_go(window: SubWindow) -> None:
    """A window that is not shown goes."""
    window.going = True
    window.deleteLater()
