"""Prices that terms agree, article by article; an empty price is the list price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import UNIT_SHORT, Article
from hotline_desk.ui.shell.amounts import PRICE, read_amount, show_amount
from hotline_desk.ui.shell.shell import Shell

Index = QModelIndex | QPersistentModelIndex
_TITLES = (N_("Article"), N_("Unit"), N_("List price"), N_("Agreed price"))
_AGREED = 3


class PricesModel(QAbstractTableModel):
    """One row per article. `misread` comes with a price that is none, `edited` with each change."""

    edited = Signal()
    misread = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._articles: list[Article] = []
        self._prices: dict[str, int] = {}
        self.writable = True
        shell.texts.changed.connect(self.layoutChanged)

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

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._shell.texts.tr(_TITLES[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == _AGREED and self.writable else flags

    def data(self, index: Index, role: int = 0) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(self._articles[index.row()], index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= _AGREED - 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _AGREED - 1:
            return self._shell.theme.color("muted")
        return None

    def _text(self, article: Article, column: int) -> str:
        texts = self._shell.texts
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


class PricesTable(QTableView):
    """Typing writes into the price of the row; Del takes the agreed price away; Tab leaves the table."""

    def __init__(self, shell: Shell, model: PricesModel) -> None:
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
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        shell.texts.bind(self.setAccessibleName, N_("Agreed prices"))
        shell.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._shell.theme.row_height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setCurrentIndex(self.model().index(max(0, self.currentIndex().row()), _AGREED))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and not event.modifiers():
            self.edit(index.siblingAtColumn(_AGREED))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid() and not event.modifiers():
            self.model().setData(index.siblingAtColumn(_AGREED), "", Qt.ItemDataRole.EditRole)
        else:
            super().keyPressEvent(event)
