"""Lists as long as the store: rows come page by page, and what is selected stays selected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.columns import Column, Row
from hotline_desk.ui.shell.paged import KEPT, PAGE, Count, Page, PagedModel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.table import Table

__all__ = ["PAGE", "PagedList", "PagedModel"]


class PagedList(QWidget):
    """A table over any number of rows.

    `count(query)` and `page(query, sort_key, descending, offset, limit)` run in the background.
    """

    activated = Signal(object)
    current_changed = Signal(object)
    selection_changed = Signal()

    def __init__(self, shell: Shell, name: str, columns: Sequence[Column], count: Count, page: Page, *,
                 row_color: Callable[[Row], str] | None = None, empty: str = "", sort: str = "",
                 descending: bool = False, accessible: str = N_("List"),
                 key: Callable[[Row], Any] = lambda row: row.uid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._kept: tuple[Any, int, int] = (None, -1, 0)
        self._several: set[Any] = set()
        self._stretches: dict[Any, int] = {}
        self._all = self._finding = False
        self.model = PagedModel(shell, columns, count, page, row_color)
        self.model.setParent(self)
        self.table = Table(shell, name, self.model, empty, sort, descending, self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table)
        shell.texts.bind(self.table.setAccessibleName, accessible)
        self.model._sort = (self.table.sort_key, self.table.descending)
        self.table.activated_row.connect(self.activated)
        self.table.sort_wanted.connect(self.model.set_sort)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.current_changed.emit(self.current()))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._selected_otherwise())
        self.model.modelAboutToBeReset.connect(self._note)
        self.model.modelReset.connect(self._select_again)
        self.model.rowsAboutToBeInserted.connect(lambda *_: self._note())
        self.model.rowsInserted.connect(lambda *_: self._select_the_rest())
        self.model.came.connect(self._find_again)
        self.model.dataChanged.connect(lambda *_: self.current_changed.emit(self.current()))
        self.setFocusProxy(self.table)

    def set_query(self, query: Any) -> None:
        """Shows the rows of a query; an older one still under way is dropped."""
        self.model.set_query(query)

    def refresh(self) -> None:
        """Reads again; the selection stays."""
        self.model.refresh()

    def current(self) -> Row | None:
        """The selected row; None while it is not there yet."""
        return self.table.current_row()

    def selected_at_hand(self) -> list[Row]:
        """Selected rows that were read already, from the top; at most `KEPT` pages of them."""
        spans, found = self.table.selected_spans(), []
        for first, last in spans:
            for number in range(first, min(last, first + KEPT * PAGE) + 1):
                row = self.model.peek(number)
                if row is not None:
                    found.append(row)
        return found

    def _selected_otherwise(self) -> None:
        if not self._finding:  # the user selects: what was selected before is over
            self._forget()
        self.selection_changed.emit()

    def _forget(self) -> None:
        self._kept, self._several, self._stretches = (None, -1, 0), set(), {}

    def _note(self) -> None:
        """What is selected, before the list is read anew."""
        number, count = self.table.currentIndex().row(), self.table.selected_count()
        row = self.model.peek(number) if number >= 0 else None
        self._kept = (self._key(row) if row is not None else None, number, self.table.verticalScrollBar().value())
        self._all = count > 1 and count == self.model.rowCount()
        several = count > 1 and not self._all
        self._several = {self._key(each) for each in self.selected_at_hand()} if several else set()
        self._stretches = dict(self._unread_stretches()) if several else {}

    def _unread_stretches(self) -> Iterator[tuple[Any, int]]:
        """Key of the first row and length of each stretch that holds rows which were not read yet."""
        for first, last in self.table.selected_spans():
            row = self.model.peek(first)
            if row is not None and any(self.model.peek(number) is None for number in range(first, last + 1)):
                yield self._key(row), last - first + 1

    def _select_again(self) -> None:
        """The first row of a new list; of one that was refreshed what was selected before, as far as it is there."""
        count, (_key, number, place) = self.model.rowCount(), self._kept
        if not count:
            return
        if not self.model.keeping or number < 0:
            self._forget()
            self.table.selectRow(0)
            return
        self._finding = True
        if self._all:
            self.table.selectAll()
        self._go(min(number, count - 1))
        self._finding = False
        self.table.verticalScrollBar().setValue(place)
        self._find_again(0, min(count, PAGE) - 1)

    def _select_the_rest(self) -> None:
        """Who had selected all before all was counted has selected all."""
        if self._all:
            self._finding = True
            self.table.selectAll()
            self._finding = False

    def _go(self, number: int) -> None:
        if self._several or self._all:
            self.table.stand_at(number)
        else:
            self.table.selectRow(number)

    def _find_again(self, first: int, last: int) -> None:
        """Selects those of the rows that came that were selected before the last refresh."""
        key = self._kept[0]
        if key is None and not self._several:
            return
        here = {self._key(row): number for number in range(first, last + 1)
                if (row := self.model.peek(number)) is not None}
        self._finding = True
        if key in here:
            self._go(here[key])
            self._kept = (None, -1, 0)
        for each in self._several & here.keys():
            self.table.add_row(here[each])
        for each in self._stretches.keys() & here.keys():
            self.table.add_rows(here[each], self._stretches.pop(each))
        self._finding = False
