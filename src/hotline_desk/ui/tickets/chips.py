"""Filters in a row, or in two where the room is narrow."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.inputs import may_shrink

_EACH = 124


class Chips(QWidget):
    """Boxes with a name each (a message id), which screen readers tell and the mouse shows."""

    def __init__(self, shell: Shell, boxes: list[tuple[QWidget, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._boxes = [box for box, _name in boxes]
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
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

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for column in range(len(self._boxes)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for number, box in enumerate(self._boxes):
            self._grid.removeWidget(box)
            self._grid.addWidget(box, number // columns, number % columns)
