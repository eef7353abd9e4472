"""What a list points at is shown beside it, and gives way to the next as long as nobody worked on it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from hotline_desk.ui.shell.commands import Commands
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.mdi import SubWindow
from hotline_desk.ui.shell.split import Split
from hotline_desk.ui.shell.windows import Windows

PAUSE_MS = 180
"""Who runs through a list with the arrow keys sees the rows pass; what he stops at is opened."""


class Beside(QObject):
    """Splits the desk by a key, and follows the list in front while it is split. The cursor stays in the list."""

    def __init__(self, windows: Windows, split: Split, commands: Commands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows, self._split, self._commands = windows, split, commands
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.show)
        windows.opened.connect(self._opened)
        windows.active_changed.connect(self._pointed)
        split.changed.connect(self._pointed)

    def toggle(self) -> None:
        """Splits the desk or makes it whole again; without a list the open tasks are the one."""
        if self._split.on:
            self._split.end()
            return
        if not any(frame.is_list for frame in self._windows.frames()):
            self._commands.trigger("tasks.open")
        self._split.begin()
        front = self._windows.active()
        lists = [frame for frame in self._windows.in_order() if frame.is_list]
        if lists and (front is None or not front.is_list):
            self._windows.bring(lists[-1])

    def _opened(self, frame: Frame) -> None:
        if frame.is_list:
            frame.pointed.connect(self._pointed)

    def _pointed(self, *_what: object) -> None:
        if self._split.on:
            self._pause.start()

    def show(self) -> None:
        """Shows beside the list in front what it points at."""
        frame = self._windows.active()
        wanted = frame.points_at() if frame is not None and self._split.on and frame.is_list else None
        if wanted is None:
            return
        kind, uid = wanted
        there = self._windows.find(kind, uid)
        visitor = self._visitor()
        if there is not None:
            self._windows.uncover(there)
        elif visitor is not None and visitor.frame.kind == kind and visitor.frame.can_close():
            self._windows.exchange(visitor, uid)
        else:
            self._windows.open_behind(kind, uid)

    def _visitor(self) -> SubWindow | None:
        """The window of the frame nobody has touched since it was shown."""
        for frame in self._windows.frames():
            window = self._windows.window_of(frame)
            if window.visiting and not frame.dirty and frame.open_panel is None:
                return window
        return None
