"""Who works here today: asked once at a workplace that several people share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import ROLES, User
from hotline_desk.ui.shell.shell import Shell


class Chooser(QWidget):
    """A small window with all names; Enter or a click chooses. `chosen` brings the login, `dismissed` nothing."""

    chosen = Signal(str)
    dismissed = Signal()

    def __init__(self, shell: Shell, users: Sequence[User]) -> None:
        super().__init__()
        self._shell = shell
        self._done = False
        shell.texts.bind(self.setWindowTitle, N_("Who works here?"))
        heading = QLabel()
        heading.setProperty("role", "heading")
        shell.texts.bind(heading.setText, N_("Who works here?"))
        self.list = QListWidget()
        self.list.setSpacing(2)
        shell.texts.bind(self.list.setAccessibleName, N_("Who works here?"))
        for user in users:
            entry = QListWidgetItem(shell.icons.icon("user"), f"{user.name}\n{shell.texts.tr(ROLES[user.role])}")
            entry.setData(Qt.ItemDataRole.UserRole, user.login)
            self.list.addItem(entry)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._choose)
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        self.button.setDefault(True)
        shell.texts.bind(self.button.setText, N_("Start work"))
        self.button.clicked.connect(self._choose)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(18, 16, 18, 16)
        rows.setSpacing(10)
        for widget in (heading, self.list, self.button):
            rows.addWidget(widget)
        line = shell.theme.line_height()
        self.resize(line * 20, line * 18)

    def _choose(self) -> None:
        entry = self.list.currentItem()
        if entry is not None:
            self._done = True
            self.close()
            self.chosen.emit(entry.data(Qt.ItemDataRole.UserRole))

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._done:
            self.dismissed.emit()
