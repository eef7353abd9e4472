"""The contracts of an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import Contract
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button


class ContractsOf(QWidget):
    """Enter opens a contract; the button makes one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._today = date.min
        texts = shell.texts
        self.list = RowList(
            shell, "address.contracts", (
                Column("terms", N_("Terms"), lambda c: c.terms, width=18, bold=True, stretch=True),
                Column("from", N_("From"), lambda c: texts.day(c.valid_from), width=12, sort=lambda c: c.valid_from),
                Column("to", N_("To"), lambda c: texts.day(c.valid_to) or texts.tr("until further notice"), width=18,
                       sort=lambda c: c.valid_to or date.max),
                Column("state", N_("State"), self._state, width=12, rank=1),
            ), filterable=False, sort="from", descending=True, accessible=N_("Contracts"),
            empty=N_("No contract: the company's standard conditions hold."))
        self.list.activated.connect(lambda contract: shell.windows.open("contract", contract.uid))
        head = QHBoxLayout()
        label = QLabel()
        label.setProperty("role", "strong")
        texts.bind(label.setText, N_("Contracts"))
        head.addWidget(label)
        head.addStretch(1)
        head.addWidget(tool_button(shell, "contract.add"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 6, 0, 0)
        rows.addLayout(head)
        rows.addWidget(self.list, 1)

    def show_contracts(self, contracts: Sequence[Contract], today: date) -> None:
        """Shows these as they stand today."""
        self._today = today
        self.list.set_rows(contracts)

    def _state(self, contract: Contract) -> str:
        texts = self._shell.texts
        if contract.holds_on(self._today):
            return texts.tr("running")
        return texts.tr("begins later") if contract.valid_from > self._today else texts.tr("ended")
