"""Lists of rows that are all in memory: filter line, sorting, and the selection kept over a refresh."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.columns import Column, ColumnsModel, Index, Row
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.table import Table

__all__ = ["Column", "RowList", "RowsModel"]
_MEASURED = 60


class RowsModel(ColumnsModel):
    """Frozen rows in memory, filtered by words that occur in any column, sorted by one."""

    def __init__(self, shell: Shell, columns: Sequence[Column], row_color: Callable[[Row], str] | None = None) -> None:
        super().__init__(shell, columns, row_color)
        self._all: list[Row] = []
        self._rows: list[Row] = []
        self._words: list[str] = []
        self._sort: tuple[str, bool] = ("", False)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, number: int) -> Row | None:
        """The row at this place of the filtered and sorted list."""
        return self._rows[number]

    def sample(self) -> Sequence[Row]:
        return self._all[:_MEASURED]

    def rows(self) -> list[Row]:
        """The rows as shown."""
        return list(self._rows)

    def all_rows(self) -> list[Row]:
        """The rows without the filter, as they were given."""
        return list(self._all)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows these rows in the present order and filter."""
        self._all = list(rows)
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Shows only rows in which every word occurs."""
        self._words = text.casefold().split()
        self._arrange()

    def set_sort(self, key: str, descending: bool) -> None:
        """Orders by a column; "" keeps the order given."""
        self._sort = (key, descending)
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        self._rows = self.arranged()
        self.endResetModel()

    def arranged(self) -> list[Row]:
        """The rows that fit the filter, in their order."""
        rows = [r for r in self._all if self._fits(r)] if self._words else list(self._all)
        key, descending = self._sort
        column = next((c for c in self.columns if c.key == key), None)
        if column is not None:
            order = column.sort or (lambda row: column.show(row).casefold())
            known = [r for r in rows if order(r) is not None]
            known.sort(key=order, reverse=descending)
            rows = known + [r for r in rows if order(r) is None]
        return rows

    def _fits(self, row: Row) -> bool:
        text = " ".join(c.show(row) for c in self.columns).casefold()
        return all(word in text for word in self._words)


class RowList(QWidget):
    """Filter line and table. `activated` comes with Enter or double click, `current_changed` with the selection.

    `name` is what its columns are remembered by, `key(row)` what tells rows apart over a refresh, `row_color(row)`
    a token such as "danger_row" or "", `empty` the message id an empty list shows.
    """

    activated = Signal(object)
    current_changed = Signal(object)
    selection_changed = Signal()

    def __init__(self, shell: Shell, name: str, columns: Sequence[Column], *,
                 key: Callable[[Row], Any] = lambda row: row.uid, row_color: Callable[[Row], str] | None = None,
                 empty: str = "", sort: str = "", descending: bool = False, filterable: bool = True,
                 accessible: str = N_("List"), model: type[RowsModel] = RowsModel,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._empty = empty
        self.model = model(shell, columns, row_color)
        self.model.setParent(self)
        self.filter = QLineEdit(self)  # before the table, as Tab goes
        self.table = Table(shell, name, self.model, empty, sort, descending, self)
        self.model.set_sort(self.table.sort_key, self.table.descending)
        self.filter.setClearButtonEnabled(True)
        self._filterable = filterable
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.filter)
        rows.addWidget(self.table, 1)
        self.filter.setHidden(not filterable)
        shell.texts.bind(self.filter.setPlaceholderText, N_("Filter this list"))
        shell.texts.bind(self.filter.setAccessibleName, N_("Filter this list"))
        shell.texts.bind(self.table.setAccessibleName, accessible)
        self._connect()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The cursor goes into the table. A focus proxy would do that too, but Tab would then pass over the filter."""
        self.table.setFocus(reason)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filtered)
        self.filter.installEventFilter(self)
        self.table.activated_row.connect(self.activated)
        self.table.sort_wanted.connect(lambda key, down: self._keeping(lambda: self.model.set_sort(key, down)))
        self.table.typed.connect(self._typed)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.current_changed.emit(self.current()))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows these rows; selection and place stay where they were."""
        self._keeping(lambda: self.model.set_rows(rows))

    def rows(self) -> list[Row]:
        """The rows as shown: filtered and sorted, for printing what is seen."""
        return self.model.rows()

    def current(self) -> Row | None:
        """The selected row."""
        return self.table.current_row()

    def selected(self) -> list[Row]:
        """All selected rows, from the top."""
        rows = self.model.rows()
        return [rows[number] for first, last in self.table.selected_spans()
                for number in range(first, min(last + 1, len(rows)))]

    def select(self, key: Any) -> bool:
        """Selects the row with this key; False if it is not shown."""
        for number, row in enumerate(self.model.rows()):
            if self._key(row) == key:
                self.table.selectRow(number)
                return True
        return False

    def focus_filter(self) -> None:
        """The cursor goes into the filter line; for the action "frame.find"."""
        self.filter.setFocus()
        self.filter.selectAll()

    def _filtered(self, text: str) -> None:
        self.table.set_empty_text(N_("Nothing fits the filter. Esc shows everything.") if text else self._empty)
        self._keeping(lambda: self.model.set_filter(text))

    def _keeping(self, change: Callable[[], None]) -> None:
        current = self.current()
        before = self._key(current) if current is not None else None
        several = {self._key(row) for row in self.selected()} if self.table.selected_count() > 1 else set()
        number = self.table.currentIndex().row()
        bar = self.table.verticalScrollBar()
        place = bar.value()
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        change()
        bar.setValue(place)
        if (before is None or not self.select(before)) and self.model.rowCount():
            self.table.selectRow(max(0, min(number, self.model.rowCount() - 1)))
        for place, row in enumerate(self.model.rows() if several else ()):
            if self._key(row) in several:
                self.table.add_row(place)
        selection.blockSignals(False)
        self.selection_changed.emit()
        now = self.current()
        if (self._key(now) if now is not None else None) != before:
            self.current_changed.emit(now)

    def _typed(self, text: str) -> None:
        if self._filterable:
            self.filter.setFocus()
            self.filter.insert(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.filter or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.table.activate()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.table.setFocus()
        elif event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
        else:
            return False
        return True
