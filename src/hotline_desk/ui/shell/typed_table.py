"""A table whose cells are typed into one by one: what its models and views have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from hotline_desk.ui.shell.shell import Shell

Index = QModelIndex | QPersistentModelIndex


class TypedModel(QAbstractTableModel):
    """Columns by `titles` (message ids); those of `figures` stand at the right, with their titles.

    `edited` comes with each change by a person, `misread` with what is no value for a cell. Without `writable`
    nothing can be changed.
    """

    titles: Sequence[str] = ()
    figures: frozenset[int] = frozenset()
    edited = Signal()
    misread = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.writable = True
        shell.texts.changed.connect(self.layoutChanged)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shell.texts.tr(self.titles[section])
        return self.side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def side(self, column: int) -> Qt.AlignmentFlag:
        """Where the texts of a column stand."""
        side = Qt.AlignmentFlag.AlignRight if column in self.figures else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class TypedTable(QTableView):
    """Enter and typing write into a cell, Tab leaves the table.

    `stretch` is the column that takes the room left, `empty` (message id) what a table without rows says.
    """

    def __init__(self, shell: Shell, model: TypedModel, stretch: int, accessible: str, empty: str = "") -> None:
        super().__init__()
        self._shell, self._empty = shell, empty
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers
                             & ~QAbstractItemView.EditTrigger.CurrentChanged)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        shell.texts.bind(self.setAccessibleName, accessible)
        shell.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._shell.theme.row_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self._shell.theme.color("muted"))
            painter.drawText(self.viewport().rect().adjusted(16, 0, -16, 0),
                             int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap),
                             self._shell.texts.tr(self._empty))
            painter.end()

    def written(self, index: QModelIndex) -> QModelIndex:
        """The cell that is typed into from this one."""
        return index

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and not event.modifiers():
            self.edit(self.written(index))
        else:
            super().keyPressEvent(event)
