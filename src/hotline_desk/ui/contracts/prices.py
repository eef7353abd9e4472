"""Prices that terms agree, article by article; an empty price is the list price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import UNIT_SHORT, Article
from hotline_desk.ui.shell.amounts import PRICE, read_amount, show_amount
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.typed_table import Index, TypedModel, TypedTable

_LISTED, _AGREED = 2, 3


class PricesModel(TypedModel):
    """One row per article; the agreed price alone is typed into."""

    titles = (N_("Article"), N_("Unit"), N_("List price"), N_("Agreed price"))
    figures = frozenset({_LISTED, _AGREED})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._articles: list[Article] = []
        self._prices: dict[str, int] = {}

    def show(self, articles: Sequence[Article], prices: Mapping[str, int]) -> None:
        """Shows the articles that are sold, and those that have a price though they were put away."""
        self.beginResetModel()
        self._articles = [a for a in articles if not a.archived or a.number in prices]
        self._prices = dict(prices)
        self.endResetModel()

    def prices(self) -> dict[str, int]:
        """Agreed prices by article number."""
        return dict(self._prices)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._articles)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == _AGREED and self.writable else flags

    def data(self, index: Index, role: int = 0) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(self._articles[index.row()], index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _LISTED:
            return self.shell.theme.color("muted")
        return None

    def _text(self, article: Article, column: int) -> str:
        texts = self.shell.texts
        if column == _AGREED:
            agreed = self._prices.get(article.number)
            return "" if agreed is None else show_amount(texts, agreed, PRICE, 2)
        return (f"{article.number}  {article.name}", texts.tr(UNIT_SHORT[article.unit]),
                show_amount(texts, article.price_e4, PRICE, 2))[column]

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != _AGREED:
            return False
        number, text = self._articles[index.row()].number, str(value).strip()
        try:
            if text:
                self._prices[number] = read_amount(text, PRICE, N_("Agreed price"))
            else:
                self._prices.pop(number, None)
        except UserError as problem:
            self.misread.emit(problem)
            return False
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True


class PricesTable(TypedTable):
    """Typing writes into the price of the row; Del takes the agreed price away; Tab leaves the table."""

    def __init__(self, shell: Shell, model: PricesModel) -> None:
        super().__init__(shell, model, 0, N_("Agreed prices"))

    def written(self, index: QModelIndex) -> QModelIndex:
        return index.siblingAtColumn(_AGREED)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setCurrentIndex(self.model().index(max(0, self.currentIndex().row()), _AGREED))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid() and not event.modifiers():
            self.model().setData(self.written(index), "", Qt.ItemDataRole.EditRole)
        else:
            super().keyPressEvent(event)
