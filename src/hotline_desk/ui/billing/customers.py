"""The second step: which customers are billed, all or those with a tick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListView, QRadioButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.shell import Shell

_LINES = 5


@dataclass(frozen=True)
class Choice:
    """What can be ticked: the number of a customer or the uid of a contract, and what is read."""

    key: str
    text: str


class TickedCustomers(QAbstractListModel):
    """Customers or contracts with a tick each, filtered by words."""

    ticked_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Choice] = []
        self._shown: list[Choice] = []
        self._words: list[str] = []
        self.ticked: set[str] = set()

    def set_customers(self, customers: Sequence[Choice]) -> None:
        """Shows these; ticks stay."""
        self._all = list(customers)
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Shows those in which every word occurs, ticked ones first."""
        self._words = text.casefold().split()
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        fitting = [c for c in self._all if all(w in c.text.casefold() for w in self._words)]
        self._shown = sorted(fitting, key=lambda c: c.key not in self.ticked)
        self.endResetModel()

    def toggle(self, index: QModelIndex) -> None:
        """Sets or takes one tick."""
        if index.isValid():
            self.ticked ^= {self._shown[index.row()].key}
            self.dataChanged.emit(index, index)
            self.ticked_changed.emit()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        customer = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return customer.text
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if customer.key in self.ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = 0) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.toggle(self.index(index.row()))
        return True

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable


class CustomerBar(QWidget):
    """All customers, the ticked ones, or what falls under ticked contracts. `changed` comes with another choice."""

    changed = Signal()

    def __init__(self, shell: Shell, read: Callable[[], Sequence[Choice]],
                 read_contracts: Callable[[], Sequence[Choice]]) -> None:
        super().__init__()
        self._shell, self._read, self._read_contracts = shell, read, read_contracts
        self.all = QRadioButton()
        self.some = QRadioButton()
        self.by_contract = QRadioButton()
        self.all.setChecked(True)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.model = TickedCustomers()
        self.contracts_model = TickedCustomers()
        for model in (self.model, self.contracts_model):
            model.setParent(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self._bind_texts()
        self._arrange()
        self._connect()
        self._show_choice()

    def _bind_texts(self) -> None:
        texts = self._shell.texts
        texts.bind(self.all.setText, N_("&All customers"))
        texts.bind(self.some.setText, N_("Chosen c&ustomers"))
        texts.bind(self.by_contract.setText, N_("Co&ntracts"))
        texts.bind(self.search.setPlaceholderText, N_("Search customers; Space ticks"))
        texts.bind(self.search.setAccessibleName, N_("Search customers"))
        texts.bind(self.list.setAccessibleName, N_("Customers to bill"))
        texts.follow(self, lambda living: living.show_count())

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.all)
        head.addWidget(self.some)
        head.addWidget(self.by_contract)
        head.addWidget(self.count, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(head)
        rows.addWidget(self.search)
        rows.addWidget(self.list)
        self._fit()

    def _connect(self) -> None:
        self._shell.theme.changed.connect(self._fit)
        for button in (self.all, self.some, self.by_contract):
            button.toggled.connect(self._switched)
        self.search.textChanged.connect(lambda text: self._model().set_filter(text))
        self.search.installEventFilter(self)
        self.list.activated.connect(lambda index: self._model().toggle(index))
        for model in (self.model, self.contracts_model):
            model.ticked_changed.connect(self._ticked)
        self.setFocusProxy(self.all)

    def _fit(self) -> None:
        self.list.setFixedHeight(self._shell.theme.line_height() * _LINES + 12)

    def numbers(self) -> tuple[str, ...] | None:
        """Numbers of the ticked customers; None for all."""
        return tuple(sorted(self.model.ticked)) if self.some.isChecked() else None

    def contracts(self) -> tuple[str, ...] | None:
        """Uids of the ticked contracts; None if it does not go by contract."""
        return tuple(sorted(self.contracts_model.ticked)) if self.by_contract.isChecked() else None

    def _model(self) -> TickedCustomers:
        return self.contracts_model if self.by_contract.isChecked() else self.model

    def choose(self, numbers: Iterable[str]) -> None:
        """Ticks exactly these customers."""
        self.model.ticked = set(numbers)
        self.some.setChecked(True)
        self.model.set_filter(self.search.text())
        self._ticked()

    def refresh(self) -> None:
        """Reads the customers or contracts again if they are to be seen."""
        if not self.all.isChecked():
            read = self._read_contracts if self.by_contract.isChecked() else self._read
            self._shell.background.read(self, read, done=self._model().set_customers, newest="customers")

    def _switched(self, on: bool) -> None:
        if not on:
            return
        self.list.setModel(self._model())
        self._model().set_filter(self.search.text())
        self._show_choice()
        self.refresh()
        self.changed.emit()
        if not self.all.isChecked():
            self.search.setFocus()

    def _ticked(self) -> None:
        self.show_count()
        self.changed.emit()

    def _show_choice(self) -> None:
        self.search.setHidden(self.all.isChecked())
        self.list.setHidden(self.all.isChecked())
        self.show_count()

    def show_count(self) -> None:
        """Tells how many are ticked."""
        some = not self.all.isChecked()
        self.count.setText(self._shell.texts.trn("{n} chosen", "{n} chosen", len(self._model().ticked))
                           if some else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.search or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            index = self.list.currentIndex()
            self._model().toggle(index if index.isValid() else self._model().index(0, 0))
        elif event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self._model().index(0, 0))
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return False
        return True
