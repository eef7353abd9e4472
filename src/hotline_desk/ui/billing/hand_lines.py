"""The table in which lines of an offer or invoice are written: articles, lines of one's own, texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import UNIT_SHORT
from hotline_desk.domain.billing.amounts import quantity_cents, reduction
from hotline_desk.domain.billing.by_hand import HandLine
from hotline_desk.ui.billing.showing import decimal_text, price_text
from hotline_desk.ui.shell.amounts import PRICE, RATE, read_amount
from hotline_desk.ui.shell.shell import Shell

Index = QModelIndex | QPersistentModelIndex
TITLES = (N_("Article"), N_("Description"), N_("Quantity"), N_("Unit"), N_("Price"), N_("Discount"), N_("VAT"),
          N_("Amount"))
ARTICLE, TEXT, QUANTITY, UNIT, COST, DISCOUNT, VAT, AMOUNT = range(8)
_FIGURES = (QUANTITY, COST, DISCOUNT, VAT, AMOUNT)


class HandLinesModel(QAbstractTableModel):
    """One row per line. `edited` comes with each change, `misread` with a figure that is none.

    `article_typed(row, number)` asks for the line of an article, which comes back by `put`.
    """

    edited = Signal()
    misread = Signal(object)
    article_typed = Signal(int, str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._lines: list[HandLine] = []
        self.writable = True
        shell.texts.changed.connect(self.layoutChanged)

    def lines(self) -> tuple[HandLine, ...]:
        """The lines as they stand."""
        return tuple(self._lines)

    def show(self, lines: Sequence[HandLine]) -> None:
        """Shows these lines without telling anybody."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def add(self, line: HandLine, row: int | None = None) -> int:
        """Puts a line in, at the end without `row`; returns where."""
        place = len(self._lines) if row is None else row
        self.beginInsertRows(QModelIndex(), place, place)
        self._lines.insert(place, line)
        self.endInsertRows()
        self.edited.emit()
        return place

    def put(self, row: int, line: HandLine) -> None:
        """Replaces a line."""
        if 0 <= row < len(self._lines):
            self._lines[row] = line
            self.dataChanged.emit(self.index(row, 0), self.index(row, AMOUNT))
            self.edited.emit()

    def remove(self, row: int) -> None:
        """Takes a line out."""
        if 0 <= row < len(self._lines):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._lines[row]
            self.endRemoveRows()
            self.edited.emit()

    def move(self, row: int, by: int) -> int:
        """Moves a line up (-1) or down (1); returns where it stands now."""
        target = row + by
        if not (0 <= row < len(self._lines) and 0 <= target < len(self._lines)):
            return row
        self._lines[row], self._lines[target] = self._lines[target], self._lines[row]
        self.dataChanged.emit(self.index(min(row, target), 0), self.index(max(row, target), AMOUNT))
        self.edited.emit()
        return target

    # --- Qt -------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._shell.texts.tr(TITLES[section])
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _FIGURES else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        text_only = self._lines[index.row()].text_only
        editable = self.writable and index.column() != AMOUNT and (index.column() == TEXT or not text_only)
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = 0) -> Any:
        line, column = self._lines[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(line, column, editing=role == Qt.ItemDataRole.EditRole)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _FIGURES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column == TEXT:
            return line.text
        return None

    def _text(self, line: HandLine, column: int, editing: bool) -> str:
        texts = self._shell.texts
        if column == TEXT:
            return line.text if editing else " ".join(line.text.split())
        if line.text_only:
            return ""
        if column in (ARTICLE, UNIT):
            return line.article if column == ARTICLE else texts.tr(UNIT_SHORT[line.unit])
        if column == QUANTITY:
            return decimal_text(texts, line.quantity_e4)
        if column == COST:
            return decimal_text(texts, line.price_e4, 2) if editing else price_text(texts, line.price_e4) + (
                " *" if line.gross_price else "")
        if column == DISCOUNT:
            return texts.percent(line.discount_bp) if line.discount_bp else ""
        return texts.percent(line.tax_rate_bp) if column == VAT else texts.money(worth(line))

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        row, column, text = index.row(), index.column(), str(value).strip()
        if column == ARTICLE:
            if text and text != self._lines[row].article:
                self.article_typed.emit(row, text)
            return bool(text)
        try:
            self.put(row, self._changed(self._lines[row], column, text))
        except UserError as problem:
            self.misread.emit(problem)
            return False
        return True

    def _changed(self, line: HandLine, column: int, text: str) -> HandLine:
        if column == TEXT:
            return replace(line, text=text)
        if column == QUANTITY:
            return replace(line, quantity_e4=read_amount(text, PRICE, N_("Quantity"), least=None))
        if column == COST:
            return replace(line, price_e4=read_amount(text.rstrip("* "), PRICE, N_("Price")))
        if column == UNIT:
            return replace(line, unit=self._unit(text))
        value = read_amount(text or "0", RATE, N_("Discount") if column == DISCOUNT else N_("VAT"))
        if value > 10_000:
            raise UserError("value.invalid", field=TITLES[column], value=text, hint="")
        return replace(line, discount_bp=value) if column == DISCOUNT else replace(line, tax_rate_bp=value)

    def _unit(self, text: str) -> str:
        """The unit whose name begins so."""
        for code, name in UNIT_SHORT.items():
            if text and self._shell.texts.tr(name).casefold().startswith(text.casefold().rstrip(".")):
                return code
        known = ", ".join(self._shell.texts.tr(name) for name in UNIT_SHORT.values())
        raise UserError("value.invalid", field=N_("Unit"), value=text, hint=known)


def worth(line: HandLine) -> int:
    """What a line comes to by its price, after its discount, in cents."""
    full = 0 if line.text_only else quantity_cents(line.quantity_e4, line.price_e4)
    return full - reduction(full, line.discount_bp)


class HandLinesTable(QTableView):
    """Enter and typing write into the cell; Ctrl+arrows stay with Qt; Tab goes from cell to cell and then on."""

    def __init__(self, shell: Shell, model: HandLinesModel, article: Callable[[int, str], None]) -> None:
        super().__init__()
        self._shell = shell
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
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        shell.texts.bind(self.setAccessibleName, N_("Lines"))
        model.article_typed.connect(article)
        shell.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._shell.theme.row_height())

    def go(self, row: int, column: int) -> None:
        """Puts the cursor into a cell."""
        self.setCurrentIndex(self.model().index(row, column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and not event.modifiers():
            self.edit(index)
        else:
            super().keyPressEvent(event)
