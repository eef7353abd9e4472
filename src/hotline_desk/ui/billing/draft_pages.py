"""The pages of a draft with its fields: whom it is for and what it says; how it is to be paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.by_hand import HandMade
from hotline_desk.domain.billing.values import INVOICE, OFFER
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.day_field import CountField, DayField
from hotline_desk.ui.shell.amounts import RATE, AmountField
from hotline_desk.ui.shell.forms import Form, SearchField, TypedField
from hotline_desk.ui.shell.shell import Shell

_HITS = 12
_LINES = 4


class _Page(QWidget):
    """A form whose every change is told by `edited`."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.form = Form(shell)
        self.form.let_rows_wrap()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addWidget(self.form)
        rows.addStretch(1)

    def _line(self, name: str, label: str) -> QLineEdit:
        field = QLineEdit()
        self.form.row(name, label, field)
        field.textEdited.connect(lambda _text: self.edited.emit())
        return field

    def _lines(self, name: str, label: str, placeholder: str) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setTabChangesFocus(True)
        field.setFixedHeight(self._shell.theme.line_height() * _LINES + 12)
        self.form.row(name, label, field)
        self._shell.texts.bind(field.setPlaceholderText, placeholder)
        field.textChanged.connect(self.edited)
        return field

    def _typed(self, name: str, label: str, field: TypedField[Any]) -> None:
        self.form.row(name, label, field)
        field.textEdited.connect(lambda _text: self.edited.emit())
        field.misread.connect(lambda problem: self.form.show_problem(problem, name))


class HeadPage(_Page):
    """Customer, subject and texts."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell)
        self._ctx = ctx
        self.customer = SearchField(shell, self._search)
        self.form.row("customer", N_("&Customer"), self.customer)
        self.form.require("customer", True)
        self.contact = self._line("contact", N_("Attenti&on"))
        self.title = self._line("title", N_("Sub&ject"))
        self.above = self._lines("above", N_("Text abo&ve the lines"), N_("empty: the text of the letter template"))
        self.below = self._lines("below", N_("Te&xt below the lines"), N_("empty: the text of the letter template"))
        self.order = self._line("order", N_("Their order n&umber"))
        self.centre = self._line("centre", N_("Cost cent&re"))
        self.customer.chosen.connect(lambda _uid: self.edited.emit())

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}  {a.city}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    def customer_uid(self) -> str:
        """The customer chosen, "" for none."""
        return str(self.customer.value() or "")

    def fill(self, made: HandMade, customer: str) -> None:
        """Shows what was typed."""
        self.blockSignals(True)
        self.form.clear_errors()
        self.customer.set_value(customer, made.address_uid or None)
        for field, text in ((self.contact, made.contact), (self.title, made.title),
                            (self.order, made.order_reference), (self.centre, made.cost_centre)):
            field.setText(text)
        self.above.setPlainText(made.text_above)
        self.below.setPlainText(made.text_below)
        self.blockSignals(False)

    def taken(self, made: HandMade) -> HandMade:
        """`made` with what stands here."""
        return replace(made, address_uid=self.customer_uid(), contact=self.contact.text(), title=self.title.text(),
                       text_above=self.above.toPlainText(), text_below=self.below.toPlainText(),
                       order_reference=self.order.text(), cost_centre=self.centre.text())


class TermsPage(_Page):
    """Period or validity, discount, days to pay, Skonto."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell)
        self.until = DayField(shell, ctx)
        self.first = DayField(shell, ctx)
        self.last = DayField(shell, ctx)
        self.discount = AmountField(shell, RATE, N_("Discount"), places=0)
        self.days = CountField(N_("Days to pay"), 365)
        self.skonto_days = CountField(N_("Skonto within days"), 365)
        self.skonto = AmountField(shell, RATE, N_("Skonto"), places=0)
        self._typed("until", N_("Valid &until"), self.until)
        self._typed("first", N_("Service f&rom"), self.first)
        self._typed("last", N_("Ser&vice to"), self.last)
        self._typed("discount", N_("D&iscount in per cent"), self.discount)
        self._typed("days", N_("Da&ys to pay"), self.days)
        self._typed("skonto_days", N_("S&konto within days"), self.skonto_days)
        self._typed("skonto", N_("Skonto in &per cent"), self.skonto)
        for field in (self.days, self.skonto_days):
            shell.texts.bind(field.setPlaceholderText, N_("as agreed with the customer"))

    def fill(self, made: HandMade) -> None:
        """Shows what was typed, and the fields that this kind of document has."""
        self.form.clear_errors()
        offer = made.kind == OFFER
        for name, on in (("until", offer), ("first", not offer), ("last", not offer), ("days", not offer),
                         ("skonto_days", not offer), ("skonto", not offer)):
            self.form.show_row(name, on)
        self.form.require("until", offer)
        self.form.require("first", made.kind == INVOICE)
        shown: tuple[tuple[TypedField[Any], Any], ...] = (
            (self.until, made.valid_until), (self.first, made.period_from), (self.last, made.period_to),
            (self.discount, made.discount_bp or None), (self.days, made.days_to_pay),
            (self.skonto_days, made.skonto_days), (self.skonto, made.skonto_bp or None))
        for field, value in shown:
            field.set_value(value)

    def taken(self, made: HandMade) -> HandMade | None:
        """`made` with what stands here; None where a field cannot be read."""
        fields: tuple[TypedField[Any], ...] = (self.until, self.first, self.last, self.discount, self.days,
                                               self.skonto_days, self.skonto)
        if not all([field.take() for field in fields]):
            return None
        first, last = self.first.value(), self.last.value()
        if first is not None and last is not None and last < first:
            self.form.show_problem(UserError("billing.period"), "last")
            return None
        return replace(
            made, valid_until=self.until.value(), period_from=first, period_to=last or first,
            discount_bp=min(self.discount.value() or 0, 10_000), days_to_pay=self.days.value(),
            skonto_days=self.skonto_days.value(), skonto_bp=min(self.skonto.value() or 0, 10_000))
