"""One large number with its word; a click leads to what it counts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton

from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.shell import Shell


class Figure(QPushButton):
    """`word` is a message id; a number above 0 is written in the colour of the token `alarming`."""

    def __init__(self, shell: Shell, word: str, icon: str, alarming: str = "text") -> None:
        super().__init__()
        self._shell, self._word, self._icon, self._alarming = shell, word, icon, alarming
        self._number = 0
        self.number, self.word, self.symbol = QLabel("–"), Elided(), QLabel()
        self.word.setProperty("role", "muted")
        for label in (self.number, self.word, self.symbol):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet("outline: none;")  # its border shows the focus; a second frame inside would be one too many
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 5, 12, 6)
        grid.setSpacing(0)
        grid.addWidget(self.number, 0, 0)
        grid.addWidget(self.symbol, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.word, 1, 0, 1, 2)
        shell.texts.follow(self, Figure._translate)
        shell.theme.changed.connect(self._dress)
        self._dress()

    def show_number(self, number: int) -> None:
        """Shows the number."""
        self._number = number
        self.number.setText(self._shell.texts.number(number))
        self._dress()
        self._translate()

    def _translate(self) -> None:
        word = self._shell.texts.tr(self._word)
        self.word.setText(word)
        self.setAccessibleName(f"{self._number} {word}")

    def _dress(self) -> None:
        theme = self._shell.theme
        token = self._alarming if self._number else "text"
        palette = QPalette(self.number.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.color(token))
        self.number.setPalette(palette)
        self.number.setFont(theme.font(bold=True, scale=1.7))
        self.symbol.setPixmap(self._shell.icons.pixmap(self._icon, token if token != "text" else "muted",
                                                       round(theme.line_height() * 1.2)))
        self.setMinimumHeight(round(theme.line_height() * 3.6))
