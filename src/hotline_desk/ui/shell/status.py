"""The status bar: who works here, the telephone, open tickets, the store. Symbol and word, never colour alone."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from hotline_desk.ui.shell.icons import Icons
from hotline_desk.ui.shell.theme import Theme

CELLS = ("user", "feed", "open", "store", "busy")


class Status(QStatusBar):
    """Cells by name; `show_cell` sets one."""

    def __init__(self, icons: Icons, theme: Theme) -> None:
        super().__init__()
        self._icons = icons
        self._shown: dict[str, tuple[str, str]] = {}
        self._cells: dict[str, tuple[QWidget, QLabel, QLabel]] = {}
        for name in CELLS:
            cell, symbol, text = QWidget(), QLabel(), QLabel()
            row = QHBoxLayout(cell)
            row.setContentsMargins(6, 1, 10, 1)
            row.setSpacing(5)
            row.addWidget(symbol)
            row.addWidget(text)
            cell.hide()
            self._cells[name] = (cell, symbol, text)
            self.addWidget(cell)
        theme.changed.connect(self._dress)

    def show_cell(self, name: str, text: str, icon: str = "", token: str = "muted") -> None:
        """Sets a cell ("user", "feed", "open", "store", "busy") to a translated text; "" hides it."""
        cell, symbol, label = self._cells[name]
        label.setText(text)
        label.setAccessibleName(text)
        self._shown[name] = (icon, token)
        symbol.setVisible(bool(icon))
        if icon:
            symbol.setPixmap(self._icons.pixmap(icon, token))
        cell.setVisible(bool(text))

    def text(self, name: str) -> str:
        """What a cell shows."""
        return self._cells[name][2].text()

    def _dress(self) -> None:
        for name, (icon, token) in self._shown.items():
            if icon:
                self._cells[name][1].setPixmap(self._icons.pixmap(icon, token))
