"""How many tickets are open, in the status bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from hotline_desk.services.context import Context
from hotline_desk.services.views.open_list import Counts, open_counts
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.following import Following
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.status import Status

_PAUSE_MS = 300
_KINDS = ("ticket", "store", "context")


class OpenCount(QObject):
    """Everybody's open tickets and how many of them are late, read again when tickets change."""

    def __init__(self, shell: Shell, status: Status, ctx: Callable[[], Context], changes: Changes,
                 parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._status, self._ctx = shell, status, ctx
        Following(self, changes, lambda kind, _uid: kind in _KINDS, self.read, _PAUSE_MS)

    def read(self) -> None:
        """Counts in the background and shows it."""
        self._shell.background.read(self, open_counts, self._ctx(), newest="open", calm=True, done=self._show)

    def _show(self, counts: Counts) -> None:
        texts = self._shell.texts
        text = texts.trn("{n} open ticket", "{n} open tickets", counts.open)
        if counts.overdue:
            text = f"{text}, {texts.trn('{n} late', '{n} late', counts.overdue)}"
        self._status.show_cell("open", text, "list-todo", "danger" if counts.overdue else "muted")
