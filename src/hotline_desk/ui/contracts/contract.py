"""One contract: a customer, terms, from a day to a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.contracts import Contract, Terms, terms_for
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import list_contracts, list_terms, save_contract
from hotline_desk.ui.contracts.days import DayField
from hotline_desk.ui.contracts.sentences import sentences
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import Form, SearchField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.unsaved import may_close

_HITS = 12


@dataclass(frozen=True)
class _Shown:
    contract: Contract | None
    address: Address | None
    terms: tuple[Terms, ...]


class ContractFrame(Frame):
    """`uid` names the contract; without it a new one, for the customer `address` (uid) if given."""

    icon_name = "handshake"
    help_page = "terms"
    comfortable = QSize(620, 360)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 address: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._address = address
        self._contract: Contract | None = None
        self._all_terms: tuple[Terms, ...] = ()
        self.writable = permitted(ctx().user.role, "master.edit")
        self._build()
        self.bind({"frame.save": self.save, "ticket.customer": self._open_customer})
        self.enable("frame.save", self.writable)
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        shell = self.shell
        self.form = Form(shell)
        self.customer = SearchField(shell, self._search)
        self.terms = QComboBox()
        self.terms.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.first = DayField(shell, self._ctx)
        self.last = DayField(shell, self._ctx)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self.form.row("customer", N_("&Customer"), self.customer)
        self.form.row("terms", N_("Term&s"), self.terms)
        self.form.row("first", N_("F&rom"), self.first)
        self.form.row("last", N_("T&o"), self.last)
        self.form.setEnabled(self.writable)
        shell.texts.bind(self.last.setPlaceholderText, N_("until further notice"))
        foot = FlowRow()
        foot.turn()
        foot.addWidget(shell.commands.button("ticket.customer"))
        foot.addWidget(shell.commands.button("frame.save", primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(self.form)
        rows.addWidget(self.words)
        rows.addStretch(1)
        rows.addLayout(foot)
        self.terms.activated.connect(self._edited)
        self.customer.chosen.connect(self._edited)
        for name, field in (("first", self.first), ("last", self.last)):
            field.textEdited.connect(self._edited)
            field.misread.connect(lambda problem, name=name: self.form.show_problem(problem, name))

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        texts, who = self.shell.texts, self.customer.text().strip()
        self.set_title(texts.tr("Contract {name}", name=who) if who and self.uid else texts.tr("New contract"))
        self._say()

    def refresh(self) -> None:
        if not self.dirty:
            self.shell.background.read(self, self._read, done=self._show, newest="contract")

    def first_field(self) -> QWidget:
        return self.terms if self.customer.value() or self._address or self.uid else self.customer

    def can_close(self) -> bool:
        return may_close(self)

    def open_args(self) -> dict[str, Any] | None:
        return {} if self.uid else None

    def _heard(self, kind: str, uid: str) -> None:
        if kind == "terms" or (kind == "contract" and uid == self.uid):
            self.refresh()

    # --- showing --------------------------------------------------------------------------------------

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    def _read(self) -> _Shown:
        ctx = self._ctx()
        contract = next((c for c in list_contracts(ctx) if c.uid == self.uid), None) if self.uid else None
        if self.uid and contract is None:
            raise UserError("record.missing", kind=N_("Contract"))
        address = contract.address_uid if contract else self._address
        return _Shown(contract, get_address(ctx, address) if address else None, tuple(list_terms(ctx)))

    def _show(self, shown: _Shown) -> None:
        if self.dirty:
            return
        ctx = self._ctx()
        self._contract, self._all_terms = shown.contract, shown.terms
        if shown.address is not None:
            self.customer.set_value(f"{shown.address.number}  {shown.address.name}", shown.address.uid)
        chosen = shown.contract.terms if shown.contract else self.terms.currentText()
        self.terms.clear()
        self.terms.addItems(list(dict.fromkeys(t.name for t in shown.terms)))
        self.terms.setCurrentIndex(max(0, self.terms.findText(chosen)))
        self.first.set_value(shown.contract.valid_from if shown.contract else local_day(ctx.clock.now(), ctx.zone))
        self.last.set_value(shown.contract.valid_to if shown.contract else None)
        if not shown.terms:
            self.form.error("terms", self.shell.texts.tr("There are no terms yet. Make terms first."))
        self.retranslate()

    def _edited(self, *_what: object) -> None:
        self.set_dirty(True)
        self._say()

    def _say(self) -> None:
        day = self.first.value()
        terms = terms_for(self.terms.currentText(), day, self._all_terms) if day else None
        self.words.setText(" ".join(sentences(terms, self.shell.texts)) if terms else "")

    # --- saving ---------------------------------------------------------------------------------------

    def save(self) -> None:
        """Stores the contract; what is missing stands below its field."""
        self.form.clear_errors()
        if not (self.first.take() and self.last.take()):
            return
        first = self.first.value()
        for name, label, value in (("customer", N_("Customer"), self.customer.value()),
                                   ("terms", N_("Terms"), self.terms.currentText()), ("first", N_("From"), first)):
            if not value:
                self.form.show_problem(UserError("value.missing", field=label), name)
                return
        if first is None:
            return
        before = self._contract or Contract("", "", "", first)
        contract = replace(before, address_uid=self.customer.value(), terms=self.terms.currentText(),
                           valid_from=first, valid_to=self.last.value())
        self.enable("frame.save", False)
        self.shell.background.write(self, save_contract, self._ctx(), contract, done=self._saved, failed=self._wrong)

    def _saved(self, uid: str) -> None:
        self.set_dirty(False)
        self.enable("frame.save", True)
        self.shell.windows.became(self, uid)
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)
        self.close_wanted.emit()

    def _wrong(self, problem: BaseException) -> bool:
        self.enable("frame.save", True)
        if isinstance(problem, UserError) and problem.id == "time.order":
            return self.form.show_problem(problem, "last")
        return self.form.show_problem(problem)

    def _open_customer(self) -> None:
        if self.customer.value():
            self.shell.windows.open("address", self.customer.value())
