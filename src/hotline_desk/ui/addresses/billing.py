"""How a customer is billed: letters and tax, the invoice and who gets it, payment and prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.errors import UserError
from hotline_desk.core.regions import REGIONS
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.contracts import BillingProfile
from hotline_desk.domain.identifiers import is_leitweg_id, is_vat_id, looks_like_leitweg_id
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.amounts import RATE, AmountField
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField, TypedField
from hotline_desk.ui.shell.shell import Shell

_LANGUAGES = (("de", N_("German")), ("en", N_("English")))
_FORMATS = (("", N_("as the company has set")), ("pdf", N_("PDF")), ("zugferd", N_("PDF with e-invoice (ZUGFeRD)")),
            ("xrechnung", N_("XRechnung")))
_NUMBERS = (("", N_("as the company has set")), ("full", N_("in full")), ("cut", N_("without the last three digits")),
            ("none", N_("not at all")))
_CYCLES = (("", N_("as the company has set")), ("monthly", N_("monthly")), ("quarterly", N_("quarterly")))
_HITS = 12
_LONGEST_DAYS = 365


@dataclass(frozen=True)
class Billing:
    """What the page shows: the profile, the name of the other recipient, and the names of all price lists."""

    profile: BillingProfile
    recipient: str = ""
    price_lists: tuple[str, ...] = ()


class BillingPage(QScrollArea):
    """`edited` comes with each change by a person."""

    edited = Signal()

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__()
        self._shell, self._ctx = shell, ctx
        self._profile = BillingProfile("")
        self.form = Form(shell)
        self.business, self.reverse_charge = QCheckBox(), QCheckBox()
        shell.texts.bind(self.business.setText, N_("B&usiness customer (prices without VAT)"))
        shell.texts.bind(self.reverse_charge.setText, N_("The recipient owes the tax (reverse charge)"))
        self.language = ChoiceBox(shell, _LANGUAGES)
        self.lines = {name: QLineEdit() for name in ("vat_id", "order_reference", "cost_centre", "buyer_reference",
                                                     "invoice_email")}
        self.recipient = SearchField(shell, self._search)
        self.format, self.numbers = ChoiceBox(shell, _FORMATS), ChoiceBox(shell, _NUMBERS)
        self.cycle = ChoiceBox(shell, _CYCLES)
        self.region = ChoiceBox(shell, (("", N_("as the company has set")), *REGIONS.items()))
        self.price_list = QComboBox()
        self.days_to_pay, self.skonto_days = _days_field(N_("Days to pay")), _days_field(N_("Days of Skonto"))
        self.skonto = AmountField(shell, RATE, N_("Skonto"), places=0)
        self.discount = AmountField(shell, RATE, N_("Discount"), places=0)
        self._build()
        self._connect()

    def _build(self) -> None:
        form, texts = self.form, self._shell.texts
        self._heading(N_("Letters and tax"))
        form.wide(self.business)
        form.row("language", N_("Lan&guage of letters"), self.language)
        form.row("vat_id", N_("&VAT id"), self.lines["vat_id"])
        form.wide(self.reverse_charge)
        form.row("order_reference", N_("Their &order number"), self.lines["order_reference"])
        form.row("cost_centre", N_("&Cost centre"), self.lines["cost_centre"])
        self._heading(N_("Invoice"))
        form.row("recipient", N_("The invoice goes to"), self.recipient)
        form.row("format", N_("Invoice as"), self.format)
        form.row("buyer_reference", N_("Buyer's reference (Leitweg-ID)"), self.lines["buyer_reference"])
        form.row("invoice_email", N_("E-mail for invoices"), self.lines["invoice_email"])
        form.row("numbers", N_("Numbers on the statement"), self.numbers)
        form.row("cycle", N_("Billing cycle"), self.cycle)
        self._heading(N_("Payment and prices"))
        form.row("days_to_pay", N_("Days to pay"), self.days_to_pay)
        form.row("skonto", N_("Skonto"), _Skonto(self._shell, self.skonto, self.skonto_days))
        form.row("discount", N_("Discount"), self.discount)
        form.row("price_list", N_("Price list"), self.price_list)
        form.row("region", N_("Holidays of"), self.region)
        form.let_rows_wrap()
        texts.bind(self.recipient.setPlaceholderText, N_("this address itself"))
        texts.bind(self.discount.setPlaceholderText, N_("per cent"))
        texts.bind(self.skonto.setPlaceholderText, N_("per cent"))
        texts.bind(self.skonto.setAccessibleName, N_("Skonto"))
        texts.bind(self.skonto_days.setAccessibleName, N_("Days of Skonto"))
        texts.bind(self.days_to_pay.setPlaceholderText, N_("as the company has set"))
        texts.follow(self, BillingPage.show_words)
        for box in (self.format, self.numbers, self.cycle, self.region, self.price_list):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(14)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 6, 6, 0)
        rows.addWidget(form)
        rows.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(self.focusPolicy().NoFocus)

    def _heading(self, text: str) -> None:
        label = QLabel()
        label.setProperty("role", "strong")
        self._shell.texts.bind(label.setText, text)
        self.form.wide(label)

    def _connect(self) -> None:
        for tick in (self.business, self.reverse_charge):
            tick.clicked.connect(self.edited)
        for box in (self.language, self.format, self.numbers, self.cycle, self.region, self.price_list):
            box.activated.connect(self.edited)
        for line in (*self.lines.values(), self.days_to_pay, self.skonto_days, self.skonto, self.discount):
            line.textEdited.connect(self.edited)
        self.recipient.textEdited.connect(self.edited)
        self.recipient.chosen.connect(lambda _value: self.edited.emit())
        for name, field in (("days_to_pay", self.days_to_pay), ("skonto", self.skonto), ("skonto", self.skonto_days),
                            ("discount", self.discount)):
            field.misread.connect(lambda problem, name=name: self.form.show_problem(problem, name))
        for name in ("vat_id", "buyer_reference"):
            self.lines[name].editingFinished.connect(self.check)
        self.reverse_charge.clicked.connect(self.check)

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    def set_profile_writable(self, writable: bool) -> None:
        """Whether this person may change more than what stands at the address itself."""
        for widget in (self.recipient, self.format, self.numbers, self.cycle, self.region, self.price_list,
                       self.days_to_pay, self.skonto_days, self.skonto, self.discount, self.reverse_charge,
                       self.lines["buyer_reference"], self.lines["invoice_email"]):
            widget.setEnabled(writable)

    # --- showing --------------------------------------------------------------------------------------

    def show_address(self, address: Address) -> None:
        """Shows what stands at the address itself."""
        self.business.setChecked(address.business)
        self.language.set_code(address.language)
        for name in ("vat_id", "order_reference", "cost_centre"):
            self.lines[name].setText(getattr(address, name) or "")
        self.form.clear_errors()

    def show_billing(self, billing: Billing) -> None:
        """Shows how it is billed."""
        profile = self._profile = billing.profile
        self.recipient.set_value(billing.recipient, profile.recipient_uid)
        self.price_list.clear()
        self.price_list.addItem("", None)
        for name in billing.price_lists:
            self.price_list.addItem(name, name)
        self.price_list.setCurrentIndex(max(0, self.price_list.findData(profile.price_list)))
        self.format.set_code(profile.invoice_format)
        self.numbers.set_code(profile.statement_numbers)
        self.cycle.set_code(profile.cycle)
        self.region.set_code(profile.region)
        self.lines["buyer_reference"].setText(profile.buyer_reference)
        self.lines["invoice_email"].setText(profile.invoice_email)
        self.days_to_pay.set_value(profile.days_to_pay)
        self.skonto_days.set_value(profile.skonto_days)
        self.skonto.set_value(profile.skonto_bp or None)
        self.discount.set_value(profile.discount_bp or None)
        self.reverse_charge.setChecked(profile.reverse_charge)
        self.show_words()
        self.check()

    def show_words(self) -> None:
        """Says in the present language what no choice means."""
        if self.price_list.count():
            self.price_list.setItemText(0, self._shell.texts.tr("none: list prices"))

    def check(self) -> None:
        """Says what cannot be right of the numbers that carry their own check; they may be kept all the same."""
        texts, vat_id = self._shell.texts, self.lines["vat_id"].text().strip()
        reference = self.lines["buyer_reference"].text().strip()
        if vat_id and not is_vat_id(vat_id):
            said = texts.tr("This VAT id cannot be right. Compare it with the customer's letter.")
        elif self.reverse_charge.isChecked() and not vat_id:
            said = texts.tr("Reverse charge needs the VAT id of the recipient.")
        else:
            said = ""
        self.form.error("vat_id", said)
        wrong = looks_like_leitweg_id(reference) and not is_leitweg_id(reference)
        self.form.error("buyer_reference", texts.tr("The check digits of this Leitweg-ID do not fit.") if wrong else "")

    # --- taking ---------------------------------------------------------------------------------------

    def taken(self, address: Address) -> Address:
        """The address with what was typed here."""
        typed: dict[str, Any] = {name: self.lines[name].text().strip()
                                 for name in ("vat_id", "order_reference", "cost_centre")}
        return replace(address, business=self.business.isChecked(), language=self.language.code(), **typed)

    def taken_billing(self) -> BillingProfile | None:
        """The profile as typed; None, with a sentence below the field, if something cannot be read."""
        if not all([field.take() for field in (self.days_to_pay, self.skonto_days, self.skonto, self.discount)]):
            return None
        if self.recipient.text().strip() and not self.recipient.value():
            self.form.error("recipient", self._shell.texts.tr("Choose an address from the list."))
            self.recipient.setFocus()
            return None
        return replace(
            self._profile, recipient_uid=self.recipient.value() if self.recipient.text().strip() else None,
            price_list=self.price_list.currentData(), region=self.region.code(), invoice_format=self.format.code(),
            buyer_reference=self.lines["buyer_reference"].text().strip(),
            invoice_email=self.lines["invoice_email"].text().strip(), statement_numbers=self.numbers.code(),
            cycle=self.cycle.code(), days_to_pay=self.days_to_pay.value(), skonto_days=self.skonto_days.value(),
            skonto_bp=self.skonto.value() or 0, discount_bp=self.discount.value() or 0,
            reverse_charge=self.reverse_charge.isChecked())

    def show_problem(self, problem: UserError) -> bool:
        """Shows what is wrong beside its field; False if it is not of this page."""
        if problem.id == "profile.itself":
            return self.form.show_problem(problem, "recipient")
        if problem.values.get("field") == "Days of Skonto":
            return self.form.show_problem(problem, "skonto")
        return self.form.show_problem(problem)


class _Skonto(QWidget):
    """Per cent within days, in one line."""

    def __init__(self, shell: Shell, percent: QWidget, days: QWidget) -> None:
        super().__init__()
        self.entry = percent
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, text in ((percent, N_("% within")), (days, N_("days"))):
            label = QLabel()
            shell.texts.bind(label.setText, text)
            row.addWidget(widget, 1)
            row.addWidget(label)


def _days_field(name: str) -> TypedField[int]:
    def read(text: str) -> int:
        if not text.isdigit() or int(text) > _LONGEST_DAYS:
            raise UserError("value.invalid", field=name, value=text, hint=N_("Write a number of days, like 14."))
        return int(text)

    return TypedField(read, str)


def price_list_names(lists: Sequence[str], chosen: str | None) -> tuple[str, ...]:
    """The names that can be chosen, with the one that is chosen though it was put away."""
    return tuple(sorted({*lists, *([chosen] if chosen else [])}, key=str.casefold))
