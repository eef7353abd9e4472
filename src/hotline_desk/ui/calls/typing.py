"""Whether somebody types: nothing may take the cursor from him then."""

from __future__ import annotations

import time

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod})
_LONG_AGO = -1e9


class Typing(QObject):
    """Watches the keys that reach the widget with the focus, and only that widget: the others cost nothing."""

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = _LONG_AGO
        self._watched: QWidget | None = None
        app.focusChanged.connect(self._moved)
        self._moved(None, app.focusWidget())

    def idle_seconds(self) -> float:
        """Seconds since the last key in this program."""
        return time.monotonic() - self._last

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None and shiboken6.isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = new
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _KEYS:
            self._last = time.monotonic()
        return False
