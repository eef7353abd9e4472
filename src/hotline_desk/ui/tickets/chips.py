"""Filters in a row, or in two where the room is narrow."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.inputs import may_shrink

_EACH = 132
_LINE = 2


class Chips(QWidget):
    """Boxes with a name each (a message id), which screen readers tell and the mouse shows."""

    def __init__(self, shell: Shell, boxes: list[tuple[QWidget, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._boxes = [box for box, _name in boxes]
        self._columns = 0
        self._marked: frozenset[int] = frozenset()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, _LINE + 1)
        self._grid.setSpacing(6)
        for box, name in boxes:
            shell.texts.bind(box.setAccessibleName, name)
            shell.texts.bind(box.setToolTip, name)
            if isinstance(box, QComboBox):
                may_shrink(box)
        self._place(len(self._boxes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        count = len(self._boxes)
        narrow = self.width() < count * _EACH * self._shell.theme.font_percent // 100
        self._place(-(-count // 2) if narrow else count)

    def mark(self, boxes: Collection[QWidget]) -> None:
        """Underlines the boxes that narrow something down."""
        self._marked = frozenset(number for number, box in enumerate(self._boxes) if box in boxes)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for number in self._marked:
            box = self._boxes[number].geometry()
            painter.fillRect(box.left() + 4, box.bottom() + 2, box.width() - 8, _LINE,
                             self._shell.theme.color("accent"))
        painter.end()

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for column in range(len(self._boxes)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for number, box in enumerate(self._boxes):
            self._grid.removeWidget(box)
            self._grid.addWidget(box, number // columns, number % columns)
