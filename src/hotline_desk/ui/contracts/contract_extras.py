"""What a contract says of its end, of the customer's papers, and a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSpinBox

from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.contracts import Contract
from hotline_desk.services.context import Context
from hotline_desk.ui.contracts.days import DayField
from hotline_desk.ui.shell.entry_table import Choice
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.shell import Shell

_LONGEST_MONTHS = 120


class ExtrasForm(Form):
    """`edited` comes with each change by a person."""

    edited = Signal()

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell)
        self._filling = False
        self.notice, self.renewal = QSpinBox(), QSpinBox()
        for spin in (self.notice, self.renewal):
            spin.setRange(0, _LONGEST_MONTHS)
            shell.texts.follow(spin, lambda living: living.setSpecialValueText(shell.texts.tr("none")))
        self.noticed_on = DayField(shell, ctx)
        self.order_reference, self.cost_centre = QLineEdit(), QLineEdit()
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(shell.theme.line_height() * 3 + 10)
        self.row("notice", N_("Months of notice"), self.notice)
        self.row("renewal", N_("Renewed by months"), self.renewal)
        self.row("noticed_on", N_("Notice given on"), self.noticed_on)
        self.row("order_reference", N_("Their order number"), self.order_reference)
        self.row("cost_centre", N_("Cost centre"), self.cost_centre)
        self.row("note", N_("Note"), self.note)
        self.noticed_on.misread.connect(lambda problem: self.show_problem(problem, "noticed_on"))
        for line in (self.noticed_on, self.order_reference, self.cost_centre):
            line.textEdited.connect(self._changed)
        for spin in (self.notice, self.renewal):
            spin.valueChanged.connect(self._changed)
        self.note.textChanged.connect(self._changed)

    def _changed(self, *_what: object) -> None:
        if not self._filling:
            self.edited.emit()

    def show_contract(self, contract: Contract) -> None:
        """Shows a contract."""
        self._filling = True
        self.notice.setValue(contract.notice_months)
        self.renewal.setValue(contract.renewal_months)
        self.noticed_on.set_value(contract.noticed_on)
        self.order_reference.setText(contract.order_reference)
        self.cost_centre.setText(contract.cost_centre)
        self.note.setPlainText(contract.note)
        self._filling = False

    def take(self) -> bool:
        """Reads what is being typed; False, with a sentence below the field, if it is no day."""
        self.clear_errors()
        return self.noticed_on.take()

    def typed(self, contract: Contract) -> Contract:
        """The contract with what stands here."""
        return replace(contract, notice_months=self.notice.value(), renewal_months=self.renewal.value(),
                       noticed_on=self.noticed_on.value(), order_reference=self.order_reference.text(),
                       cost_centre=self.cost_centre.text(), note=self.note.toPlainText())


def contacts_of(address: Address | None) -> list[Choice]:
    """The stored contacts of an address as choices."""
    return [(c.uid, c.full_name) for c in address.contacts if c.uid] if address else []
