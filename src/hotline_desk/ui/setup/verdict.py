"""One sentence with its symbol: how a test went."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from hotline_desk.ui.shell.shell import Shell


class Verdict(QWidget):
    """`say` shows a translated sentence; "" shows nothing."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._shown = ("", "")
        self.symbol, self.label = QLabel(), QLabel()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.symbol, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)
        self.symbol.hide()
        shell.theme.follow(self, lambda living: living._dress())

    def say(self, icon: str, token: str, text: str) -> None:
        """Shows a sentence with a symbol in the colour of a token."""
        self._shown = (icon, token)
        self.label.setText(text)
        self.label.setAccessibleName(text)
        self._dress()

    def text(self) -> str:
        """What is shown."""
        return self.label.text()

    def _dress(self) -> None:
        icon, token = self._shown
        self.symbol.setHidden(not icon)
        if icon:
            self.symbol.setPixmap(self._shell.icons.pixmap(icon, token))
