"""The kinds of telephones to choose from: symbol, name and one sentence each; as many columns as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.setup.card import Card
from hotline_desk.ui.setup.kinds import KINDS_OF_LINES
from hotline_desk.ui.shell.shell import Shell

_WIDE_IN_LINES = 36


class KindCards(QWidget):
    """`chosen` carries the code of a kind."""

    chosen = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._columns = 0
        self._current = KINDS_OF_LINES[0].code
        self.cards = {kind.code: Card(shell, kind.icon, kind.name, kind.sentence) for kind in KINDS_OF_LINES}
        heading = QLabel()
        heading.setWordWrap(True)
        shell.texts.bind(heading.setText, N_("What do your calls come by?"))
        heading.setProperty("role", "heading")
        self._grid = QGridLayout()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(heading)
        rows.addLayout(self._grid)
        rows.addStretch(1)
        for code, card in self.cards.items():
            card.clicked.connect(lambda _on=False, code=code: self._choose(code))
        self._place(1)

    def current(self) -> str:
        """The kind whose card has the cursor, else the one chosen last."""
        return next((code for code, card in self.cards.items() if card.hasFocus()), self._current)

    def select(self, code: str) -> None:
        """The card that has the cursor at first."""
        self._current = code

    def first_field(self) -> QWidget:
        """Where the cursor goes."""
        return self.cards[self._current]

    def _choose(self, code: str) -> None:
        self._current = code
        self.chosen.emit(code)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(2 if self.width() >= _WIDE_IN_LINES * self._shell.theme.line_height() else 1)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
