"""A large button with a symbol, a title and a sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton

from hotline_desk.ui.shell.shell import Shell


class Card(QPushButton):
    """A large button with a symbol, a title and a sentence."""

    def __init__(self, shell: Shell, icon: str, title: str, text: str) -> None:
        super().__init__()
        self._shell, self._icon = shell, icon
        self._symbol, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._title.setBuddy(self)
        self._title.setProperty("role", "strong")
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        for label in (self._symbol, self._title, self._text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoDefault(True)  # Enter presses it, not Space alone
        self.setStyleSheet("outline: none;")  # its border shows the focus; a second frame inside would be one too many
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._symbol, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._text, 1, 1)
        grid.setRowStretch(2, 1)  # titles of cards side by side stand at one height, however long their texts
        grid.setColumnStretch(1, 1)
        shell.texts.bind(self._title.setText, title)
        shell.texts.bind(self._text.setText, text)
        shell.texts.follow(self, lambda card: card.setAccessibleName(shell.texts.tr(title).replace("&", "")))
        shell.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        line = self._shell.theme.line_height()
        self._symbol.setPixmap(self._shell.icons.pixmap(self._icon, "accent", round(line * 1.8)))
        self.setMinimumHeight(round(line * 4.8))
