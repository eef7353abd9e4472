"""A small table to type into: an empty last line adds, Del removes, Tab goes from cell to cell and out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hotline_desk.ui.shell.shell import Shell

Index = QModelIndex | QPersistentModelIndex
Choice = tuple[Any, str]


class EntryModel(QAbstractTableModel):
    """Rows of texts and choices. Subclasses know the cells; the last row is always an empty one.

    `edited` comes with each change by a person.
    """

    titles: Sequence[str] = ()
    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.writable = True
        shell.texts.changed.connect(self._translated)

    # --- for subclasses -------------------------------------------------------------------------------

    def count(self) -> int:
        """How many filled rows there are."""
        raise LookupError("count")

    def text(self, row: int, column: int) -> str:
        """What a cell shows; `row` may be the empty last one."""
        raise LookupError("text")

    def choices(self, row: int, column: int) -> Sequence[Choice]:
        """The choices of a cell as (value, text); empty for a cell to type into."""
        return ()

    def change(self, row: int, column: int, value: Any) -> None:
        """Takes a typed text or a chosen value; the last row becomes a new entry."""
        raise LookupError("change")

    def remove(self, row: int) -> None:
        """Takes an entry away."""
        raise LookupError("remove")

    def locked(self, column: int) -> bool:
        """Whether a column only shows something."""
        return False

    def typed(self, row: int, column: int, text: str) -> None:
        """Something is being typed and not taken yet."""

    def token(self, row: int, column: int) -> str:
        """The colour of a cell."""
        return ""

    # --- Qt -------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.count() + (1 if self.writable else 0)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.shell.texts.tr(self.titles[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if self.locked(index.column()) or not self.writable else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = 0) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            token = self.token(index.row(), index.column())
            return self.shell.theme.color(token) if token else None
        return None

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:
        row, column = index.row(), index.column()
        if role != Qt.ItemDataRole.EditRole or (not self.choices(row, column) and value == self.text(row, column)):
            return False
        if row == self.count():
            if value in ("", None):
                return False
            self.beginInsertRows(QModelIndex(), row + 1, row + 1)
            self.change(row, column, value)
            self.endInsertRows()
        else:
            self.change(row, column, value)
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        self.edited.emit()
        return True

    def remove_row(self, row: int) -> None:
        """Takes an entry away and tells everybody."""
        if self.writable and 0 <= row < self.count():
            self.beginRemoveRows(QModelIndex(), row, row)
            self.remove(row)
            self.endRemoveRows()
            self.edited.emit()

    def show_again(self) -> None:
        """All rows are others."""
        self.beginResetModel()
        self.endResetModel()

    def _translated(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.columnCount() - 1))
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))


class _CellEditor(QStyledItemDelegate):
    """A line to type into or a box of choices, as the model says."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        if isinstance(model, EntryModel):
            choices = model.choices(index.row(), index.column())
            if choices:
                box = QComboBox(parent)
                for value, text in choices:
                    box.addItem(text, value)
                box.activated.connect(lambda _n: self._take(box))
                return box
            line = QLineEdit(parent)
            line.setFrame(False)
            row, column = index.row(), index.column()
            line.textEdited.connect(lambda text: model.typed(row, column, text))
            return line
        return super().createEditor(parent, option, index)

    def _take(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findText(text)))
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        value = editor.currentData() if isinstance(editor, QComboBox) else \
            editor.text().strip() if isinstance(editor, QLineEdit) else None
        model.setData(QModelIndex(index) if isinstance(index, QModelIndex) else index, value, Qt.ItemDataRole.EditRole)


class EntryTable(QTableView):
    """The table over an `EntryModel`. Typing or Enter edits the cell; `least` are widths in characters."""

    def __init__(self, shell: Shell, model: EntryModel, least: Sequence[int], stretch: int) -> None:
        super().__init__()
        self._shell = shell
        self._least = tuple(least)
        self.setModel(model)
        self.setItemDelegate(_CellEditor(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.SelectedClicked)
        self.setTabKeyNavigation(True)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        shell.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._shell.theme.row_height() + 2)
        for column, chars in enumerate(self._least):
            self.setColumnWidth(column, round(self.fontMetrics().averageCharWidth() * chars * 1.1) + 14)

    def rows(self) -> EntryModel:
        """The model."""
        model = self.model()
        if not isinstance(model, EntryModel):
            raise TypeError(type(model))
        return model

    def edit_cell(self, row: int, column: int) -> None:
        """The cursor goes into a cell."""
        self.setFocus()
        index = self.rows().index(row, column)
        self.setCurrentIndex(index)
        self.edit(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows().rowCount():
            self.setCurrentIndex(self.rows().index(0, 0))
        elif self.currentIndex().isValid():
            self.setCurrentIndex(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.state() != QAbstractItemView.State.EditingState:
            self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, held = self.currentIndex(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and not held:
            self.edit(index)
        elif event.key() == Qt.Key.Key_Delete and index.isValid() and not held:
            self.rows().remove_row(index.row())
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            following = self._beside(1 if event.key() == Qt.Key.Key_Tab else -1)
            if following is None:
                event.ignore()
            else:
                self.setCurrentIndex(following)
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        hints = QAbstractItemDelegate.EndEditHint
        steps = {hints.EditNextItem: 1, hints.EditPreviousItem: -1}
        if hint not in steps:
            super().closeEditor(editor, hint)
            return
        super().closeEditor(editor, hints.NoHint)
        following = self._beside(steps[hint])
        if following is not None:
            self.setCurrentIndex(following)
            self.edit(following)

    def _beside(self, step: int) -> QModelIndex | None:
        """The next cell one can type into; None at the end of the table."""
        model, index = self.rows(), self.currentIndex()
        columns = model.columnCount()
        place = index.row() * columns + index.column() + step
        while 0 <= place < model.rowCount() * columns:
            if not model.locked(place % columns):
                return model.index(place // columns, place % columns)
            place += step
        return None
