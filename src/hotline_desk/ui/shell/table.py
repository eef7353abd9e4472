"""The table of every list: fits its columns to the room, remembers what the user arranged, works by keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from hotline_desk.ui.shell.columns import ARROW, Column, ColumnsModel
from hotline_desk.ui.shell.marked import Marked
from hotline_desk.ui.shell.shell import Shell

_LEAST_CHARS = 5
_GROWTH, _EASY_GROWTH = 1.6, 1.3
"""How much wider than usual a column becomes by what its rows show; the second also where others vanish for it."""


class Table(QTableView):
    """`activated_row` comes with Enter and double click, `sort_wanted` with a column and an order.

    Ctrl+Left and Ctrl+Right choose the column to sort by, Ctrl+Up and Ctrl+Down the order.
    """

    activated_row = Signal(object)
    sort_wanted = Signal(str, bool)
    typed = Signal(str)
    arranged = Signal()

    def __init__(self, shell: Shell, name: str, model: ColumnsModel, empty: str = "",
                 sort: str = "", descending: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._name, self._empty = shell, name, empty
        self._columns = model.columns
        self._fitting = False
        self._needs: dict[str, int] = {}
        kept = shell.memory.get_json(f"list.{name}", {})
        self._widths: dict[str, int] = kept.get("widths", {})
        known = set(kept.get("order", []))
        self._hidden: set[str] = set(kept.get("hidden", [])) | {
            c.key for c in self._columns if c.off and c.key not in known}
        self._wished: set[str] = set(kept.get("wished", []))
        self.crowded: tuple[str, ...] = ()
        self.sort_key: str = kept.get("sort", sort)
        self.descending: bool = kept.get("descending", descending)
        self.setModel(model)
        self.setItemDelegate(Marked(shell, self))
        self._set_up()
        self._set_up_header(kept.get("order", []))
        shell.theme.changed.connect(self._dress)
        self._dress()
        model.modelReset.connect(self._measure)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda _index: self.activate())

    def _set_up_header(self, order: list[str]) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setMinimumSectionSize(20)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, key in enumerate(k for k in order if self._number(k) is not None):
            header.moveSection(header.visualIndex(self._number(key) or 0), place)
        header.sectionClicked.connect(self._clicked)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(lambda *_moved: self.remember())
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self.choose_columns)
        self._show_sort()

    def _number(self, key: str) -> int | None:
        return next((n for n, c in enumerate(self._columns) if c.key == key), None)

    # --- rows -----------------------------------------------------------------------------------------

    def select_many(self) -> None:
        """From now on several rows can be selected: with Shift, with Ctrl, all with Ctrl+A."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def selectRow(self, row: int) -> None:
        """Selects this row alone, whatever keys are held meanwhile."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self._place(row), flags.ClearAndSelect | flags.Rows)

    def add_row(self, row: int) -> None:
        """Selects this row too."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self._place(row), flags.Select | flags.Rows)

    def add_rows(self, first: int, count: int) -> None:
        """Selects so many rows too, as far as there are any."""
        flags = QItemSelectionModel.SelectionFlag
        last = min(self.model().rowCount(), first + count) - 1
        self.selectionModel().select(QItemSelection(self._place(first), self._place(last)), flags.Select | flags.Rows)

    def stand_at(self, row: int) -> None:
        """The cursor goes there; what is selected stays."""
        self.selectionModel().setCurrentIndex(self._place(row), QItemSelectionModel.SelectionFlag.NoUpdate)

    def _place(self, row: int) -> QModelIndex:
        shown = (n for n in range(len(self._columns)) if not self.isColumnHidden(n))
        return self.model().index(row, next(shown, 0))

    def selected_spans(self) -> list[tuple[int, int]]:
        """First and last row of each stretch of selected rows, from the top."""
        chosen = self.selectionModel().selection()
        areas = [chosen.at(number) for number in range(chosen.size())]
        spans: list[tuple[int, int]] = []
        for top, bottom in sorted({(area.top(), area.bottom()) for area in areas if area.isValid()}):
            if spans and top <= spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], max(bottom, spans[-1][1]))
            else:
                spans.append((top, bottom))
        return spans

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self.selected_spans())

    def current_row(self) -> Any:
        """The selected row; None without one or while it is not there yet."""
        index = self.currentIndex()
        model = self.model()
        return model.row_at(index.row()) if index.isValid() and isinstance(model, ColumnsModel) else None

    def activate(self) -> None:
        """Opens the selected row, as Enter does."""
        row = self.current_row()
        if row is not None:
            self.activated_row.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held & ~Qt.KeyboardModifier.KeypadModifier:
            self.activate()
        elif held == Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._sort_beside(1 if key == Qt.Key.Key_Right else -1)
        elif held == Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.sort_by(self.sort_key, key == Qt.Key.Key_Down)
        elif event.text().isprintable() and event.text().strip() and not held & ~Qt.KeyboardModifier.ShiftModifier:
            self.typed.emit(event.text())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not held:
            self.selectRow(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)

    # --- sorting --------------------------------------------------------------------------------------

    def sort_by(self, key: str, descending: bool) -> None:
        """Orders by a column and remembers it."""
        if self._number(key) is None:
            return
        self.sort_key, self.descending = key, descending
        self._show_sort()
        self.remember()
        self.sort_wanted.emit(key, descending)

    def _clicked(self, section: int) -> None:
        column = self._columns[section]
        if column.sortable:
            self.sort_by(column.key, column.key == self.sort_key and not self.descending)
        else:
            self._show_sort()

    def _sort_beside(self, step: int) -> None:
        keys = [c.key for c in self._in_order() if c.sortable and c.key not in self._hidden]
        if keys:
            at = keys.index(self.sort_key) if self.sort_key in keys else -1
            self.sort_by(keys[(at + step) % len(keys)], False)

    def _show_sort(self) -> None:
        number, model = self._number(self.sort_key), self.model()
        if isinstance(model, ColumnsModel):
            model.sorted_by = self.sort_key
        order = Qt.SortOrder.DescendingOrder if self.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(-1 if number is None else number, order)

    # --- columns --------------------------------------------------------------------------------------

    def _in_order(self) -> list[Column]:
        header = self.horizontalHeader()
        return [self._columns[header.logicalIndex(place)] for place in range(len(self._columns))]

    def choose_columns(self, at: QPoint | None = None) -> None:
        """A menu with all columns to show and hide; also for a key or a button."""
        menu = QMenu(self)
        for column in self._in_order():
            entry = menu.addAction(self._shell.texts.tr(column.title) if column.title else column.key)
            entry.setCheckable(True)
            entry.setChecked(column.key not in self._hidden)
            entry.toggled.connect(lambda on, key=column.key: self.show_column(key, on))
        menu.popup(self.horizontalHeader().mapToGlobal(at or QPoint(20, self.horizontalHeader().height())))

    def show_column(self, key: str, on: bool) -> None:
        """Shows or hides a column; the last one stays. What is asked for goes before what is shown anyway."""
        if on:
            self._hidden.discard(key)
            self._wished.add(key)
        elif len(self._hidden) < len(self._columns) - 1:
            self._hidden.add(key)
            self._wished.discard(key)
        self.fit()
        self.remember()
        self.arranged.emit()

    def columns_in_order(self) -> list[tuple[Column, bool]]:
        """All columns as they stand, and whether each is to be shown."""
        return [(column, column.key not in self._hidden) for column in self._in_order()]

    def move_column(self, key: str, place: int) -> None:
        """Puts a column at this place among all of them, counted from 0."""
        header, number = self.horizontalHeader(), self._number(key)
        if number is not None and 0 <= place < len(self._columns):
            header.moveSection(header.visualIndex(number), place)
            self.arranged.emit()

    def usual_columns(self) -> None:
        """As it was before the user arranged anything: order, widths, what is shown."""
        self._hidden = {c.key for c in self._columns if c.off}
        self._wished.clear()
        self._widths.clear()
        header = self.horizontalHeader()
        for place in range(len(self._columns)):
            header.moveSection(header.visualIndex(place), place)
        self.fit()
        self.remember()
        self.arranged.emit()

    def _rank(self, column: Column) -> int:
        return 0 if column.key in self._wished and not column.stretch else column.rank

    def fit(self) -> None:
        """Gives every column its width, the rest to the stretching one; drops the least needed if narrow."""
        self._fitting = True
        shown = [c for c in self._in_order() if c.key not in self._hidden]
        room = self.viewport().width()
        wanted = len(shown)
        while len(shown) > 1 and sum(self._least(c) for c in shown) > room and any(self._rank(c) for c in shown):
            shown.remove(max(shown, key=self._rank))
        while len(shown) > 1 and wanted > len(shown) and sum(min(self._least(c), self._usual(c)) for c in shown) > room:
            wished = [c for c in shown if c.key in self._wished]
            if not wished:
                break
            shown.remove(wished[-1])
        self.crowded = tuple(c.key for c in self._in_order() if c.key not in self._hidden and c not in shown)
        widths = {c.key: self._least(c) for c in shown}
        if sum(widths.values()) > room:
            widths = {c.key: min(widths[c.key], self._usual(c)) for c in shown}
        stretching = [c for c in shown if c.stretch] or shown[-1:]
        spare = room - sum(max(widths[c.key], self._chars(c.width)) if c.stretch else widths[c.key] for c in shown)
        for column in (c for c in shown if not c.stretch):
            more = max(0, min(spare, self._wanted(column) - widths[column.key]))
            widths[column.key] += more
            spare -= more
        spare = room - sum(widths.values())
        for column in stretching:
            widths[column.key] += max(0, spare) // len(stretching)
        for number, column in enumerate(self._columns):
            self.setColumnHidden(number, column.key not in widths)
            if column.key in widths:
                self.setColumnWidth(number, widths[column.key])
        self._fitting = False

    def _chars(self, count: float) -> int:
        return round(self.fontMetrics().averageCharWidth() * count * 1.08) + 16

    def _wanted(self, column: Column) -> int:
        """What shows the rows wholly, within reason; what the user gave it goes before that."""
        if column.key in self._widths:
            return round(self._widths[column.key] * self._shell.theme.font_percent / 100)
        usual = self._chars(column.width)
        need = self._needs.get(column.key, usual)
        return max(min(need, round(usual * _GROWTH)), min(usual, self._chars(_LEAST_CHARS)), self._title_width(column))

    def _usual(self, column: Column) -> int:
        """What a column has where the room is narrow."""
        return max(self._chars(column.width), self._title_width(column))

    def _title_width(self, column: Column) -> int:
        text = self._shell.texts.tr(column.title) if column.title else ""
        shown = f"{text}{ARROW}" if column.key == self.sort_key else text
        return self.fontMetrics().horizontalAdvance(shown) + 15

    def _least(self, column: Column) -> int:
        if column.stretch:
            return self._chars(max(_LEAST_CHARS, column.width * 0.75))
        wanted = self._wanted(column)
        return wanted if column.key in self._widths else min(wanted, round(self._usual(column) * _EASY_GROWTH))

    def _measure(self) -> None:
        """What the rows at hand need in every column but the stretching ones."""
        model = self.model()
        rows = model.sample() if isinstance(model, ColumnsModel) else ()
        metrics = QFontMetrics(self._shell.theme.font(bold=True))
        symbol = self._shell.theme.icon_size() + 16

        def need(column: Column) -> int:
            letters = max(metrics.horizontalAdvance(column.show(row)) for row in rows)
            return letters + (symbol if column.icon else 0) + 14

        self._needs = {c.key: need(c) for c in self._columns if not c.stretch} if rows else {}
        self.fit()
        self.viewport().update()

    def _resized(self, section: int, _old: int, new: int) -> None:
        if self._fitting or new <= 0:
            return
        self._widths[self._columns[section].key] = round(new * 100 / self._shell.theme.font_percent)
        self.remember()

    def remember(self) -> None:
        """Keeps widths, order, hidden columns and sorting for this user."""
        self._shell.memory.put_json(f"list.{self._name}", {
            "widths": self._widths, "hidden": sorted(self._hidden), "wished": sorted(self._wished),
            "sort": self.sort_key,
            "descending": self.descending, "order": [c.key for c in self._in_order()]})

    # --- looks ----------------------------------------------------------------------------------------

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._shell.theme.row_height())
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._measure()

    def set_empty_text(self, text: str) -> None:
        """What an empty list says (message id): what to do now."""
        self._empty = text
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self._shell.theme.color("muted"))
            room = QRect(self.viewport().rect()).adjusted(20, 20, -20, -20)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                             self._shell.texts.tr(self._empty))
            painter.end()
