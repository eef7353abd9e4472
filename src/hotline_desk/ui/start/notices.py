"""A line of the start page: contracts whose last day of notice is near."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from hotline_desk.domain.contracts import NOTICE
from hotline_desk.services.context import Context
from hotline_desk.services.views.contract_list import NoticeDue, notices_due
from hotline_desk.ui.shell.shell import Shell


class NoticesLine(QPushButton):
    """Says how many there are and which is the next; a click leads to them. Hidden without any."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__()
        self._shell, self._ctx = shell, ctx
        self._near: list[NoticeDue] = []
        self.setFlat(True)
        self.setAutoDefault(True)
        shell.icons.bind(self.setIcon, "calendar-x")
        shell.texts.follow(self, NoticesLine._tell)
        shell.theme.follow(self, NoticesLine._dress)
        self.clicked.connect(lambda _on=False: shell.windows.open("contracts", which=NOTICE))
        self.hide()

    def refresh(self) -> None:
        """Reads them anew, for those who may see contracts."""
        if self._shell.commands.allowed("contracts.open"):
            self._shell.background.read(self, notices_due, self._ctx(), done=self._show, newest="notices", calm=True)

    def _show(self, near: list[NoticeDue]) -> None:
        self._near = near
        self._tell()
        self.setHidden(not near)

    def _dress(self) -> None:
        size = self._shell.theme.icon_size()
        self.setIconSize(QSize(size, size))
        self.setStyleSheet(f"text-align: left; padding: 2px 4px; color: {self._shell.theme.color('warning').name()};")

    def _tell(self) -> None:
        texts, near = self._shell.texts, self._near
        if near:
            self.setText(" ".join((
                texts.trn("{n} contract has its last day of notice soon.",
                          "{n} contracts have their last day of notice soon.", len(near)),
                texts.tr("The next is {name}, on {day}.", name=near[0].name, day=texts.day(near[0].last_day)))))
