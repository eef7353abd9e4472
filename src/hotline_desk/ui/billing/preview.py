"""The third step: everything that would be issued, raw and billed time side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from hotline_desk.services.billing.decisions import Decided
from hotline_desk.ui.billing.preview_cells import (
    AMOUNT,
    COLUMNS,
    RULE,
    WHAT,
    customer_cells,
    item_cells,
    late_cells,
    line_cells,
    refusal_sentence,
)
from hotline_desk.ui.billing.preview_rows import CUSTOMER, ITEM, LATE, LINE, REFUSAL, PreviewRow
from hotline_desk.ui.shell.shell import Shell

Index = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole


class PreviewModel(QAbstractItemModel):
    """Shows the tree of `grow`. Ticks say which customers are billed and which measures are charged.

    `decided` is what was decided on measures, by their uid.
    """

    def __init__(self, shell: Shell, left_out: set[str]) -> None:
        super().__init__()
        self._shell = shell
        self._left_out = left_out
        self.root = PreviewRow("root", "")
        self.decided: Mapping[str, Decided] = {}
        self._cells: dict[int, tuple[str, ...]] = {}
        shell.texts.changed.connect(self._all_changed)
        shell.theme.changed.connect(self._all_changed)

    def show(self, root: PreviewRow) -> None:
        """Shows another tree."""
        # Indexes point into the tree shown so far; it has to live until Qt has forgotten them.
        before = self.root
        self.beginResetModel()
        self.root = root
        self._cells.clear()
        self.endResetModel()
        del before

    def row_at(self, index: Index) -> PreviewRow:
        """The row of an index; the root for none."""
        return index.internalPointer() if index.isValid() else self.root

    def index_of(self, row: PreviewRow) -> QModelIndex:
        """The index of a row."""
        return self.createIndex(row.place, 0, row) if row.parent is not None else QModelIndex()

    def index(self, place: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self.row_at(parent).children
        if not (0 <= place < len(children) and 0 <= column < len(COLUMNS)):
            return QModelIndex()
        return self.createIndex(place, column, children[place])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # the overload without arguments
        above = self.row_at(index).parent
        return self.index_of(above) if above is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self.row_at(parent).children) if parent.column() <= 0 else 0

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Roles.DisplayRole:
            return self._shell.texts.tr(COLUMNS[section].title)
        return self._alignment(section) if role == Roles.TextAlignmentRole else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if COLUMNS[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def data(self, index: Index, role: int = 0) -> Any:
        row = self.row_at(index)
        if role in (Roles.DisplayRole, Roles.ToolTipRole, Roles.AccessibleTextRole):
            return self._cell(row, index.column())
        if role == Roles.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Roles.CheckStateRole and index.column() == WHAT:
            return self._tick(row)
        if role == Roles.SizeHintRole:
            return QSize(0, self._shell.theme.row_height())
        if role == Roles.FontRole:
            return self._font(row, index.column())
        if role == Roles.ForegroundRole:
            return self._shell.theme.color("muted") if self.is_out(row) else None
        if role == Roles.BackgroundRole:
            token = "warning_row" if row.kind == REFUSAL else "note_row" if row.kind == LATE else ""
            return self._shell.theme.color(token) if token else None
        if role == Roles.DecorationRole and index.column() == WHAT:
            return self._symbol(row)
        return None

    def _cell(self, row: PreviewRow, column: int) -> str:
        cells = self._cells.get(id(row))
        if cells is None:
            cells = self._cells[id(row)] = self._make_cells(row)
        return cells[column]

    def _make_cells(self, row: PreviewRow) -> tuple[str, ...]:
        texts = self._shell.texts
        if row.kind == REFUSAL and row.refusal is not None:
            sentence, name = refusal_sentence(row, texts), row.refusal.address_name
            named = sentence if sentence.startswith(name) else f"{name}: {sentence}"
            return (f"{row.refusal.address_number}  {named}", *("",) * (len(COLUMNS) - 1))
        return {CUSTOMER: customer_cells, LATE: late_cells, LINE: line_cells, ITEM: item_cells}[row.kind](row, texts)

    def _tick(self, row: PreviewRow) -> Qt.CheckState | None:
        if row.kind == CUSTOMER:
            return Qt.CheckState.Unchecked if row.address_uid in self._left_out else Qt.CheckState.Checked
        if row.kind == ITEM and row.can_be_decided:
            return Qt.CheckState.Checked if row.charged else Qt.CheckState.Unchecked
        return None

    def _symbol(self, row: PreviewRow) -> Any:
        if row.kind == REFUSAL:
            return self._shell.icons.icon("triangle-alert", "warning")
        if row.item is not None and row.item.worklog_uid in self.decided:
            return self._shell.icons.icon("pencil", "accent")
        return self._shell.icons.icon("history", "accent") if row.kind == LATE else None

    def _font(self, row: PreviewRow, column: int) -> QFont | None:
        if self.is_out(row):
            font = self._shell.theme.font(bold=row.kind == CUSTOMER)
            font.setStrikeOut(column == AMOUNT and row.kind != ITEM)
            return font
        return self._shell.theme.font(bold=True) if row.kind == CUSTOMER else None

    def is_out(self, row: PreviewRow) -> bool:
        """Whether a row brings no money: its customer is left out, or the measure is not charged."""
        if row.kind == REFUSAL:
            return False
        if row.address_uid in self._left_out or (row.draft is not None and row.draft.carried):
            return True
        return row.kind == ITEM and row.item is not None and row.item.position is None

    def shown_again(self, row: PreviewRow) -> None:
        """Looks of a customer changed: show him and all below."""
        for each in row.under():
            index = self.index_of(each)
            self.dataChanged.emit(index, index.siblingAtColumn(len(COLUMNS) - 1))

    def _all_changed(self) -> None:
        self._cells.clear()
        self.layoutChanged.emit()


class PreviewTree(QTreeView):
    """`opened` comes with Enter, `decided` with Space: the row stands in both."""

    opened = Signal(object)
    decided = Signal(object)
    row_changed = Signal(object)

    def __init__(self, shell: Shell, model: PreviewModel) -> None:
        super().__init__()
        self._shell = shell
        self._rows = model
        self._empty: Callable[[], str] = lambda: ""
        self._open: set[str] = set()
        self.setModel(model)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.row_at(index)))
        self.selectionModel().currentRowChanged.connect(lambda now, _was: self.row_changed.emit(self.current_row()))
        shell.theme.changed.connect(self.fit)
        shell.texts.changed.connect(self.fit)

    def set_empty(self, sentence: Callable[[], str]) -> None:
        """What an empty list says, translated."""
        self._empty = sentence
        self.viewport().update()

    def current_row(self) -> PreviewRow | None:
        """The row with the cursor."""
        index = self.currentIndex()
        return self._rows.row_at(index) if index.isValid() else None

    def show_tree(self, root: PreviewRow) -> None:
        """Shows another tree; what was unfolded and where the cursor stood stays as it was."""
        was = self.current_row()
        unfolded = {row.key for row in self._rows.root.under() if self.isExpanded(self._rows.index_of(row))}
        place = self.verticalScrollBar().value()
        self._rows.show(root)
        few = len(root.children) <= 3
        for row in root.under():
            if row.kind == REFUSAL:
                self.setFirstColumnSpanned(row.place, QModelIndex(), True)
            elif row.key in unfolded or row.kind == LATE or (few and row.kind == CUSTOMER):
                self.expand(self._rows.index_of(row))
        self._return_to(was, root)
        self.verticalScrollBar().setValue(place)

    def _return_to(self, was: PreviewRow | None, root: PreviewRow) -> None:
        keys = [was.key, f"customer:{was.address_uid}"] if was is not None else []
        found = {row.key: row for row in root.under()} if keys else {}
        for key in keys:
            if key in found:
                self.setCurrentIndex(self._rows.index_of(found[key]))
                return
        if root.children:
            self.setCurrentIndex(self._rows.index_of(root.children[0]))
        else:
            self.row_changed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, plain = self.current_row(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if row is not None and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        elif row is not None and plain and event.key() == Qt.Key.Key_Space:
            self.decided.emit(row)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Gives each column its width; the first takes what is left, the least needed ones vanish if narrow."""
        metrics, room = self.fontMetrics(), self.viewport().width()
        widths = [max(round(metrics.averageCharWidth() * c.width * 1.1) + 12,
                      metrics.horizontalAdvance(self._shell.texts.tr(c.title)) + 24) for c in COLUMNS]
        shown = list(range(len(COLUMNS)))
        while sum(widths[n] for n in shown) > room and any(COLUMNS[n].rank for n in shown):
            shown.remove(max(shown, key=lambda n: COLUMNS[n].rank))
        spare = room - sum(widths[n] for n in shown)
        if spare < 0:
            widths[WHAT] = max(widths[WHAT] // 2, widths[WHAT] + spare)
            spare = 0
        for number in range(len(COLUMNS)):
            self.setColumnHidden(number, number not in shown)
        rule = spare // 4 if RULE in shown else 0
        for number in shown:
            self.setColumnWidth(number, widths[number] + (spare - rule if number == WHAT else
                                                          rule if number == RULE else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._rows.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self._shell.theme.color("muted"))
            painter.drawText(QRect(self.viewport().rect()).adjusted(24, 24, -24, -24),
                             Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty())
            painter.end()
