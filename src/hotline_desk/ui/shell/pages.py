"""Lists as long as the store: the number of rows is known at once, the rows themselves come page by page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.columns import Column, ColumnsModel, Index, Row
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.table import Table

PAGE = 100
_KEPT = 60

Count = Callable[[Any], int]
Page = Callable[[Any, str, bool, int, int], Sequence[Row]]


class PagedModel(ColumnsModel):
    """Asks for pages off the UI thread and shows a placeholder meanwhile. Pages of an older query are dropped."""

    counted = Signal(int)
    came = Signal(int, int)

    def __init__(self, shell: Shell, columns: Sequence[Column], count: Count, page: Page,
                 row_color: Callable[[Row], str] | None = None) -> None:
        super().__init__(shell, columns, row_color)
        self._count, self._page = count, page
        self._rows = 0
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._asked: list[int] = []
        self._under_way: set[int] = set()
        self._query: Any = None
        self._sort: tuple[str, bool] = ("", False)
        self._turn = 0
        self._keep = False
        self._counting = False
        self.keeping = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fetch)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def row_at(self, number: int) -> Row | None:
        """The row if its page is there; else None, and the page is asked for."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._ask(page)
            return None
        self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def peek(self, number: int) -> Row | None:
        """The row if it is at hand; nothing is asked for."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page, ())
        return rows[place] if place < len(rows) else None

    @property
    def query(self) -> Any:
        """What the rows are those of."""
        return self._query

    @property
    def order(self) -> tuple[str, bool]:
        """Key of the column they are sorted by, and whether from its end."""
        return self._sort

    def set_query(self, query: Any) -> None:
        """Begins a new list for a query (anything `count` and `page` understand)."""
        self._query = query
        self._begin()

    def set_sort(self, key: str, descending: bool) -> None:
        """Orders by a column; `page` is given its key."""
        self._sort = (key, descending)
        self._begin()

    def refresh(self) -> None:
        """Counts again and reads the pages in sight again; what is shown stays until then."""
        self._begin(keep=True)

    def _begin(self, keep: bool = False) -> None:
        """Asks at once; while an older query is under way only the newest one waits for it."""
        self._turn += 1
        self._keep = keep and (self._keep or not self._counting)
        self._asked.clear()
        self._under_way.clear()
        if not self._counting:
            self._count_and_read()

    def _count_and_read(self) -> None:
        turn, query, sort = self._turn, self._query, self._sort

        def first() -> tuple[int, Sequence[Row]]:
            return self._count(query), self._page(query, sort[0], sort[1], 0, PAGE)

        self._counting = True
        self.shell.background.read(self, first, done=partial(self._counted, turn),
                                   failed=partial(self._not_counted, turn))

    def _counted(self, turn: int, answer: tuple[int, Sequence[Row]]) -> None:
        self._counting = False
        if turn != self._turn:
            self._count_and_read()
            return
        self._show(*answer)

    def _not_counted(self, turn: int, _problem: BaseException) -> bool:
        self._counting = False
        if turn == self._turn:
            return False
        self._count_and_read()
        return True

    def _show(self, count: int, first: Sequence[Row]) -> None:
        if self._keep and count == self._rows:
            in_sight = [p for p in self._pages if p]
            self._pages = OrderedDict({0: first})
            for page in in_sight[-3:]:
                self._ask(page)
            self._all_changed()
        else:
            self.keeping = self._keep
            self.beginResetModel()
            self._rows = count
            self._pages = OrderedDict({0: first})
            self.endResetModel()
        self.counted.emit(count)

    def _ask(self, page: int) -> None:
        if page in self._under_way:
            return
        if page in self._asked:
            self._asked.remove(page)
        self._asked.append(page)
        if not self._timer.isActive():
            self._timer.start(0)

    def _fetch(self) -> None:
        """Reads the pages asked for last; those flown over by the scroll bar are forgotten."""
        wanted, self._asked = self._asked[-3:], []
        turn, query, sort = self._turn, self._query, self._sort
        for page in wanted:
            self._under_way.add(page)
            self.shell.background.read(
                self, self._page, query, sort[0], sort[1], page * PAGE, PAGE,
                done=partial(self._came, turn, page), failed=partial(self._not_come, page))

    def _not_come(self, page: int, _problem: BaseException) -> bool:
        self._under_way.discard(page)
        return False

    def _came(self, turn: int, page: int, rows: Sequence[Row]) -> None:
        if turn != self._turn:
            return
        self._under_way.discard(page)
        self._pages[page] = rows
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE
        last = min(self._rows, first + PAGE) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            self.came.emit(first, last)


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
        self._all = self._finding = False
        self.model = PagedModel(shell, columns, count, page, row_color)
        self.model.setParent(self)
        self.table = Table(shell, name, self.model, empty, sort, descending)
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
        """Selected rows that were read already, from the top; at most `_KEPT` pages of them."""
        spans, found = self.table.selected_spans(), []
        for first, last in spans:
            for number in range(first, min(last, first + _KEPT * PAGE) + 1):
                row = self.model.peek(number)
                if row is not None:
                    found.append(row)
        return found

    def _selected_otherwise(self) -> None:
        if not self._finding:  # the user selects: what was selected before is over
            self._kept, self._several = (None, -1, 0), set()
        self.selection_changed.emit()

    def _note(self) -> None:
        """What is selected, before the list is read anew."""
        number, count = self.table.currentIndex().row(), self.table.selected_count()
        row = self.model.peek(number) if number >= 0 else None
        self._kept = (self._key(row) if row is not None else None, number, self.table.verticalScrollBar().value())
        self._all = count > 1 and count == self.model.rowCount()
        self._several = {self._key(each) for each in self.selected_at_hand()} if count > 1 and not self._all else set()

    def _select_again(self) -> None:
        """The first row of a new list; of one that was refreshed what was selected before, as far as it is there."""
        count, (_key, number, place) = self.model.rowCount(), self._kept
        if not count:
            return
        if not self.model.keeping or number < 0:
            self._kept, self._several = (None, -1, 0), set()
            self.table.selectRow(0)
            return
        self._finding = True
        if self._all:
            self.table.selectAll()
        self._go(min(number, count - 1))
        self._finding = False
        self.table.verticalScrollBar().setValue(place)
        self._find_again(0, min(count, PAGE) - 1)

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
        self._finding = False
