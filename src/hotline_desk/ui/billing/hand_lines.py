"""The table in which lines of an offer or invoice are written: articles, lines of one's own, texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import UNIT_SHORT
from hotline_desk.domain.billing.amounts import quantity_cents, reduction
from hotline_desk.domain.billing.by_hand import HandLine
from hotline_desk.ui.billing.showing import decimal_text, price_text
from hotline_desk.ui.shell.amounts import PRICE, RATE, read_amount
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.typed_table import Index, TypedModel, TypedTable

TITLES = (N_("Article"), N_("Description"), N_("Quantity"), N_("Unit"), N_("Price"), N_("Discount"), N_("VAT"),
          N_("Amount"))
ARTICLE, TEXT, QUANTITY, UNIT, COST, DISCOUNT, VAT, AMOUNT = range(8)


class HandLinesModel(TypedModel):
    """One row per line. `article_typed(row, number)` asks for the line of an article, which comes back by `put`."""

    titles = TITLES
    figures = frozenset({QUANTITY, COST, DISCOUNT, VAT, AMOUNT})
    article_typed = Signal(int, str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._lines: list[HandLine] = []

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

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        text_only = self._lines[index.row()].text_only
        editable = self.writable and index.column() != AMOUNT and (index.column() == TEXT or not text_only)
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = 0) -> Any:
        line, column = self._lines[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(line, column, editing=role == Qt.ItemDataRole.EditRole)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(column)
        if role == Qt.ItemDataRole.ToolTipRole and column == TEXT:
            return line.text
        return None

    def _text(self, line: HandLine, column: int, editing: bool) -> str:
        texts = self.shell.texts
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
            if text and self.shell.texts.tr(name).casefold().startswith(text.casefold().rstrip(".")):
                return code
        known = ", ".join(self.shell.texts.tr(name) for name in UNIT_SHORT.values())
        raise UserError("value.invalid", field=N_("Unit"), value=text, hint=known)


def worth(line: HandLine) -> int:
    """What a line comes to by its price, after its discount, in cents."""
    full = 0 if line.text_only else quantity_cents(line.quantity_e4, line.price_e4)
    return full - reduction(full, line.discount_bp)


class HandLinesTable(TypedTable):
    """Enter and typing write into the cell; Ctrl+arrows stay with Qt."""

    def __init__(self, shell: Shell, model: HandLinesModel, article: Callable[[int, str], None]) -> None:
        super().__init__(shell, model, TEXT, N_("Lines"),
                         N_("No lines yet. Search an article above, or write a line of your own."))
        model.article_typed.connect(article)

    def go(self, row: int, column: int) -> None:
        """Puts the cursor into a cell."""
        self.setCurrentIndex(self.model().index(row, column))
