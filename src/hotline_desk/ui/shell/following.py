"""Changes of the store that concern a frame, many of them answered by one reading."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from hotline_desk.ui.shell.changes import Changes


class Following(QObject):
    """Calls `then` soon after a change that `concerns(kind, uid)`; several at once are one. Ends with its owner."""

    def __init__(self, owner: QObject, changes: Changes, concerns: Callable[[str, str], bool],
                 then: Callable[[], object], pause_ms: int = 40) -> None:
        super().__init__(owner)
        self._concerns = concerns
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(then)
        changes.changed.connect(self._heard)

    def _heard(self, kind: str, uid: str) -> None:
        if not self._pause.isActive() and self._concerns(kind, uid):
            self._pause.start()
