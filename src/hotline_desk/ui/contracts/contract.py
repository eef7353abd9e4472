"""One contract: a customer, terms, from a day to a day, what falls under it, and when it ends or goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.contracts import CALLED_NUMBER, CATEGORY, CONTACT, Contract, Terms, terms_for
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.articles import list_price_lists
from hotline_desk.services.calls.called import list_called_numbers
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import list_contracts, list_terms, save_contract
from hotline_desk.services.knowledge.categories import list_categories
from hotline_desk.ui.contracts.acts import ContractActs
from hotline_desk.ui.contracts.contract_extras import ExtrasForm, contacts_of
from hotline_desk.ui.contracts.days import DayField
from hotline_desk.ui.contracts.parts import CYCLES, column, wide_box
from hotline_desk.ui.contracts.scopes import ScopesModel
from hotline_desk.ui.contracts.sentences import sentences
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.entry_table import Choice, EntryTable
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button
from hotline_desk.ui.shell.unsaved import may_close

_NARROW = 780
_HITS = 12


@dataclass(frozen=True)
class _Shown:
    contract: Contract | None
    address: Address | None
    terms: tuple[Terms, ...]
    price_lists: tuple[str, ...] = ()
    known: Mapping[str, Sequence[Choice]] = field(default_factory=dict)


class ContractFrame(Frame):
    """`uid` names the contract; without it a new one, for the customer `address` (uid) if given."""

    icon_name = "handshake"
    help_page = "contracts"
    comfortable = QSize(900, 560)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 address: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._address = address
        self._contract: Contract | None = None
        self._all_terms: tuple[Terms, ...] = ()
        self.writable = permitted(ctx().user.role, "master.edit")
        self._build()
        self.bind({"frame.save": self.save, "ticket.customer": self._open_customer,
                   "contract.notice": lambda: self.acts.begin_notice(self._act()),
                   "contract.renew": lambda: self.acts.begin_renewal(self._act())})
        self._enable()
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        shell = self.shell
        self.form, self.extras = Form(shell), ExtrasForm(shell, self._ctx)
        self.customer = SearchField(shell, self._search)
        self.number, self.name = QLineEdit(), QLineEdit()
        self.terms, self.price_list = wide_box(), wide_box()
        self.cycle = ChoiceBox(shell, CYCLES)
        self.first, self.last = DayField(shell, self._ctx), DayField(shell, self._ctx)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        for name, label, field_ in (
                ("customer", N_("&Customer"), self.customer), ("number", N_("Contract number"), self.number),
                ("name", N_("Name"), self.name), ("terms", N_("Term&s"), self.terms),
                ("first", N_("F&rom"), self.first), ("last", N_("T&o"), self.last),
                ("price_list", N_("&Price list"), self.price_list), ("cycle", N_("B&illing cycle"), self.cycle)):
            self.form.row(name, label, field_)
        shell.texts.bind(self.last.setPlaceholderText, N_("until further notice"))
        shell.texts.bind(self.name.setPlaceholderText, N_("what it is about, if there are several"))
        self.scopes = ScopesModel(shell)
        self.scopes.setParent(self)
        self.scopes.writable = self.writable
        self.table = EntryTable(shell, self.scopes, (16, 20), stretch=1)
        self.table.setMinimumHeight(shell.theme.row_height() * 5)
        shell.texts.bind(self.table.setAccessibleName, N_("Falls under it"))
        for form in (self.form, self.extras):
            form.setEnabled(self.writable)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(24)
        self._columns.addWidget(column(self.form, self.words, None), 1)
        self._columns.addWidget(column(self._label(N_("Falls under it"), "strong"), self.table,
                                       self._label(N_("Without a line everything of this customer falls under it."),
                                                   "muted"), self.extras, None), 1)
        inner = QWidget()
        inner.setLayout(self._columns)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = FlowRow()
        foot.addWidget(tool_button(self.shell, "contract.notice"))
        foot.addWidget(tool_button(self.shell, "contract.renew"))
        foot.turn()
        foot.addWidget(self.shell.commands.button("ticket.customer"))
        foot.addWidget(self.shell.commands.button("frame.save", primary=True))
        self.acts = ContractActs(self, self._ctx)
        rows = QVBoxLayout(self)
        rows.addWidget(area, 1)
        rows.addLayout(foot)
        rows.addWidget(self.acts.notice)
        rows.addWidget(self.acts.renewal)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel()
        label.setProperty("role", role)
        label.setWordWrap(True)
        self.shell.texts.bind(label.setText, text)
        return label

    def _connect(self) -> None:
        for box in (self.terms, self.price_list, self.cycle):
            box.activated.connect(self._edited)
        self.customer.chosen.connect(self._customer_chosen)
        for line in (self.number, self.name):
            line.textEdited.connect(self._edited)
        for name, field_ in (("first", self.first), ("last", self.last)):
            field_.textEdited.connect(self._edited)
            field_.misread.connect(lambda problem, name=name: self.form.show_problem(problem, name))
        self.extras.edited.connect(self._edited)
        self.scopes.edited.connect(self._edited)

    def _act(self) -> list[Contract]:
        return [self._contract] if self._contract is not None and not self.dirty else []

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _NARROW * self.shell.theme.font_percent / 100
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

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
        uid = contract.address_uid if contract else self._address
        address = get_address(ctx, uid) if uid else None
        lists = {each.name for each in list_price_lists(ctx)}
        if contract and contract.price_list:
            lists.add(contract.price_list)
        return _Shown(contract, address, tuple(list_terms(ctx)), tuple(sorted(lists, key=str.casefold)),
                      self._known(ctx, address))

    def _known(self, ctx: Context, address: Address | None) -> dict[str, Sequence[Choice]]:
        """What can be chosen as falling under a contract."""
        return {CALLED_NUMBER: [(n.uid, " · ".join(part for part in (n.name, n.code) if part))
                                for n in list_called_numbers(ctx)],
                CATEGORY: [(c.path, c.path) for c in list_categories(ctx)],
                CONTACT: contacts_of(address)}

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
        self._show_more(shown)
        self.first.set_value(shown.contract.valid_from if shown.contract else local_day(ctx.clock.now(), ctx.zone))
        self.last.set_value(shown.contract.valid_to if shown.contract else None)
        if not shown.terms:
            self.form.error("terms", self.shell.texts.tr("There are no terms yet. Make terms first."))
        self._enable()
        self.retranslate()

    def _show_more(self, shown: _Shown) -> None:
        contract = shown.contract or Contract("", "", "", date.min)
        self.number.setText(contract.number)
        self.name.setText(contract.name)
        self.price_list.clear()
        self.price_list.addItem("", None)
        for name in shown.price_lists:
            self.price_list.addItem(name, name)
        self.price_list.setCurrentIndex(max(0, self.price_list.findData(contract.price_list)))
        self.cycle.set_code(contract.cycle)
        self.scopes.show(contract.scopes, shown.known)
        self.extras.show_contract(contract)

    def _customer_chosen(self, uid: object) -> None:
        """Other contacts can be chosen now."""
        self._edited()
        if uid:
            self.shell.background.read(self, get_address, self._ctx(), uid, newest="contacts",
                                       done=lambda address: self.scopes.know(CONTACT, contacts_of(address)))

    def _enable(self) -> None:
        stored = self._contract is not None and not self.dirty
        self.enable("frame.save", self.writable)
        self.enable("contract.notice", self.writable and stored)
        self.enable("contract.renew", self.writable and stored)

    def _edited(self, *_what: object) -> None:
        self.set_dirty(True)
        self._enable()
        self._say()

    def _say(self) -> None:
        day = self.first.value()
        terms = terms_for(self.terms.currentText(), day, self._all_terms) if day else None
        self.price_list.setItemText(0, self.shell.texts.tr("that of the customer, else list prices"))
        said = [" ".join(sentences(terms, self.shell.texts)) if terms else "", self._ends()]
        self.words.setText("\n\n".join(part for part in said if part))

    def _ends(self) -> str:
        """When notice can be given, and to when it goes on."""
        texts = self.shell.texts
        contract = replace(self.extras.typed(Contract("", "", "", date.min)), valid_to=self.last.value())
        said = []
        if contract.noticed_on:
            said.append(texts.tr("Notice was given on {day}.", day=texts.day(contract.noticed_on)))
        elif contract.notice_by and contract.notice_months:
            said.append(texts.tr("Notice until {day}.", day=texts.day(contract.notice_by)))
        if contract.renewed_to and not contract.noticed_on:
            said.append(texts.tr("Renewed it runs until {day}.", day=texts.day(contract.renewed_to)))
        return " ".join(said)

    # --- saving ---------------------------------------------------------------------------------------

    def save(self) -> None:
        """Stores the contract; what is missing stands below its field."""
        self.form.clear_errors()
        if not (self.first.take() and self.last.take() and self.extras.take()):
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
        contract = replace(self.extras.typed(before), address_uid=self.customer.value(), number=self.number.text(),
                           name=self.name.text(), terms=self.terms.currentText(), valid_from=first,
                           valid_to=self.last.value(), price_list=self.price_list.currentData(),
                           cycle=self.cycle.code(), scopes=self.scopes.scopes())
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
        if isinstance(problem, UserError) and problem.id == "contract.overlaps":
            return self.form.show_problem(problem, "first")
        return self.form.show_problem(problem) or self.extras.show_problem(problem)

    def _open_customer(self) -> None:
        if self.customer.value():
            self.shell.windows.open("address", self.customer.value())
