"""The rows of a list as long as the store: the first page is shown at once, its length as soon as it is counted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QTimer, Signal

from hotline_desk.ui.shell.columns import Column, ColumnsModel, Index, Row
from hotline_desk.ui.shell.shell import Shell

PAGE = 100
KEPT = 60
_CALM_MS = 150
"""So long nobody has typed another letter before a long list is counted."""

Count = Callable[[Any], int]
Page = Callable[[Any, str, bool, int, int], Sequence[Row]]
_FIRST, _COUNT, _REFRESH, _NOTHING = "first", "count", "refresh", ""


class PagedModel(ColumnsModel):
    """Asks for pages off the UI thread and shows a placeholder meanwhile. Pages of an older query are dropped.

    `shown` comes with the first page of a new query, `counted(n)` when it is known how many rows there are: both at
    once if the first page is all. Until then the list is as long as its first page.
    """

    shown = Signal()
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
        self._needs = _NOTHING
        self._reading = self._counting = False
        self.keeping = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fetch)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._go_on)

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

    @property
    def whole(self) -> bool:
        """True once it is known how many rows there are."""
        return self._needs == _NOTHING

    def set_query(self, query: Any) -> None:
        """Begins a new list for a query (anything `count` and `page` understand)."""
        self._query = query
        self._begin(_FIRST)

    def set_sort(self, key: str, descending: bool) -> None:
        """Orders by a column; `page` is given its key."""
        self._sort = (key, descending)
        self._begin(_FIRST)

    def refresh(self) -> None:
        """Counts again and reads the pages in sight again; what is shown stays until then."""
        self._begin(_FIRST if self._needs == _FIRST else _REFRESH)

    # --- one after the other ------------------------------------------------------------------------------

    def _begin(self, needs: str) -> None:
        """Asks at once; while an older query is under way only the newest one waits for it."""
        self._turn += 1
        self._needs = needs
        self._calm.stop()
        self._asked.clear()
        self._under_way.clear()
        self._go_on()

    def _go_on(self) -> None:
        """Does what the newest query needs next. A first page does not wait for a count of an older query."""
        query, (key, descending) = self._query, self._sort

        def first() -> Sequence[Row]:
            return self._page(query, key, descending, 0, PAGE)

        if self._needs == _FIRST and not self._reading:
            self._reading = True
            self._read(first, self._first_came)
        elif self._needs == _COUNT and not self._counting and not self._calm.isActive():
            self._counting = True
            self._read(lambda: self._count(query), self._count_came)
        elif self._needs == _REFRESH and not self._counting:
            self._counting = True
            self._read(lambda: (self._count(query), first()), self._both_came)

    def _read(self, work: Callable[[], Any], done: Callable[[int, Any], None]) -> None:
        self.shell.background.read(self, work, done=partial(done, self._turn),
                                   failed=partial(self._not_read, self._turn, done == self._first_came))

    def _over(self, first: bool, turn: int) -> bool:
        """An answer came; False if nobody waits for it any more."""
        if first:
            self._reading = False
        else:
            self._counting = False
        if turn == self._turn:
            return True
        self._go_on()
        return False

    def _not_read(self, turn: int, first: bool, _problem: BaseException) -> bool:
        if not self._over(first, turn):
            return True
        self._needs = _NOTHING
        return False

    def _first_came(self, turn: int, rows: Sequence[Row]) -> None:
        if not self._over(True, turn):
            return
        self._needs = _NOTHING if len(rows) < PAGE else _COUNT
        self._reset(len(rows), rows, keep=False)
        self.shown.emit()
        if self._needs == _NOTHING:
            self.counted.emit(len(rows))
        else:
            self._calm.start()

    def _count_came(self, turn: int, count: int) -> None:
        if not self._over(False, turn):
            return
        self._needs = _NOTHING
        if count > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, count - 1)
            self._rows = count
            self.endInsertRows()
        elif count < self._rows:
            self._reset(count, self._pages.get(0, ()), keep=True)
        self.counted.emit(count)

    def _both_came(self, turn: int, answer: tuple[int, Sequence[Row]]) -> None:
        if not self._over(False, turn):
            return
        self._needs = _NOTHING
        count, first = answer
        if count == self._rows:
            in_sight = [p for p in self._pages if p]
            self._pages = OrderedDict({0: first})
            for page in in_sight[-3:]:
                self._ask(page)
            self._all_changed()
        else:
            self._reset(count, first, keep=True)
        self.counted.emit(count)

    def _reset(self, count: int, first: Sequence[Row], keep: bool) -> None:
        self.keeping = keep
        self.beginResetModel()
        self._rows = count
        self._pages = OrderedDict({0: first})
        self.endResetModel()

    # --- further pages ------------------------------------------------------------------------------------

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
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE
        last = min(self._rows, first + PAGE) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            self.came.emit(first, last)
