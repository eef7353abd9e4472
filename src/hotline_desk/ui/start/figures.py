"""Large numbers with their words; a click leads to what one counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.shell import Shell

_LEAST = 7
"""Lines of text in width that a number with its word wants."""


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
        self.number.setStyleSheet(f"color: {theme.color(token).name()};")  # the button's sheet goes before a palette
        self.number.setFont(theme.font(bold=True, scale=1.7))
        self.symbol.setPixmap(self._shell.icons.pixmap(self._icon, token if token != "text" else "muted",
                                                       round(theme.line_height() * 1.2)))
        self.setMinimumHeight(round(theme.line_height() * 3.6))


class Figures(QWidget):
    """Several in a row, or in two where the room is narrow."""

    def __init__(self, shell: Shell, figures: Sequence[Figure]) -> None:
        super().__init__()
        self._shell, self._figures = shell, figures
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._place(len(figures))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        count = len(self._figures)
        narrow = self.width() < count * _LEAST * self._shell.theme.line_height()
        self._place(-(-count // 2) if narrow else count)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, figure in enumerate(self._figures):
            self._grid.removeWidget(figure)
            self._grid.addWidget(figure, number // columns, number % columns)
        for column in range(len(self._figures)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
