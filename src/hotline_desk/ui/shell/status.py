"""The status bar: who works here, the telephone, open tickets, the store. Symbol and word, never colour alone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from hotline_desk.ui.shell.icons import Icons
from hotline_desk.ui.shell.theme import Theme

CELLS = ("user", "quiet", "follow", "feed", "open", "shift", "messages", "store", "busy")


class Cell(QWidget):
    """Symbol and text; `pressed` comes with a click."""

    pressed = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


class Status(QStatusBar):
    """Cells by name; `show_cell` sets one. `pressed(name)` comes with a click on one."""

    pressed = Signal(str)

    def __init__(self, icons: Icons, theme: Theme) -> None:
        super().__init__()
        self._icons = icons
        self._shown: dict[str, tuple[str, str]] = {}
        self._cells: dict[str, tuple[Cell, QLabel, QLabel]] = {}
        for name in CELLS:
            cell, symbol, text = Cell(), QLabel(), QLabel()
            cell.pressed.connect(partial(self.pressed.emit, name))
            row = QHBoxLayout(cell)
            row.setContentsMargins(6, 1, 10, 1)
            row.setSpacing(5)
            row.addWidget(symbol)
            row.addWidget(text)
            cell.hide()
            self._cells[name] = (cell, symbol, text)
            self.addWidget(cell)
        theme.changed.connect(self._dress)

    def show_cell(self, name: str, text: str, icon: str = "", token: str = "muted", tip: str = "") -> None:
        """Sets a cell (one of `CELLS`) to a translated text; "" hides it. `tip` says more than there is room for."""
        cell, symbol, label = self._cells[name]
        cell.setToolTip(tip)
        label.setAccessibleDescription(tip)
        label.setText(text)
        label.setAccessibleName(text)
        self._shown[name] = (icon, token)
        symbol.setVisible(bool(icon))
        if icon:
            symbol.setPixmap(self._icons.pixmap(icon, token))
        cell.setVisible(bool(text))

    def tip(self, name: str) -> str:
        """What a cell says besides."""
        return self._cells[name][0].toolTip()

    def press(self, name: str) -> None:
        """As a click on a cell."""
        self._cells[name][0].pressed.emit()

    def text(self, name: str) -> str:
        """What a cell shows."""
        return self._cells[name][2].text()

    def _dress(self) -> None:
        for name, (icon, token) in self._shown.items():
            if icon:
                self._cells[name][1].setPixmap(self._icons.pixmap(icon, token))
