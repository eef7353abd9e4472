"""What comes with a version of terms: quota, monthly fee, service calendar, jobs on call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox

from hotline_desk.core.text import N_
from hotline_desk.domain.articles import Article
from hotline_desk.domain.contracts import Terms
from hotline_desk.domain.dates import read_duration
from hotline_desk.ui.contracts.parts import fill_articles, wide_box
from hotline_desk.ui.contracts.sentences import time_text
from hotline_desk.ui.shell.amounts import CENTS, PRICE, AmountField
from hotline_desk.ui.shell.forms import ChoiceBox, Form, TypedField
from hotline_desk.ui.shell.shell import Shell


class ExtrasForm(Form):
    """`edited` comes with each value, `typing` with each key. What a quota or fee needs is shown once there is one."""

    edited = Signal()
    typing = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._desk = shell
        self.quota, self.carry_over = QSpinBox(), QSpinBox()
        self.quota.setRange(0, 100_000)
        self.carry_over.setRange(0, 24)
        self.basis = ChoiceBox(shell, (("billed", N_("after rounding")), ("raw", N_("before rounding"))))
        self.factor = AmountField(shell, PRICE, N_("Factor outside service hours"), places=0)
        self.fee = AmountField(shell, CENTS, N_("Monthly fee"))
        self.callout = AmountField(shell, CENTS, N_("Call-out fee"))
        self.callout_minimum: TypedField[int] = TypedField(
            read_duration, lambda seconds: time_text(shell.texts, seconds))
        self.fee_article, self.callout_article, self.calendar = wide_box(), wide_box(), wide_box()
        self.row("quota", N_("&Quota, minutes a month"), self.quota)
        self.row("basis", N_("Quota is u&sed"), self.basis)
        self.row("factor", N_("Factor outside service hours"), self.factor)
        self.row("carry_over", N_("Carried &over, months"), self.carry_over)
        self.row("fee", N_("Monthl&y fee"), self.fee)
        self.row("fee_article", N_("Fee charged as"), self.fee_article)
        self.row("calendar", N_("Service calendar"), self.calendar)
        self.row("callout", N_("Call-out fee"), self.callout)
        self.row("callout_article", N_("Call-out charged as"), self.callout_article)
        self.row("callout_minimum", N_("Call-out minimum"), self.callout_minimum)
        self._connect()

    def _connect(self) -> None:
        texts = self._desk.texts
        texts.follow(self.callout_minimum, lambda living: living.set_value(living.value()))
        for name, field in self._typed().items():
            field.misread.connect(lambda problem, name=name: self.show_problem(problem, name))
            field.value_changed.connect(self._changed)
            field.textEdited.connect(self.typing)
        for number in (self.quota, self.carry_over):
            number.valueChanged.connect(self._changed)
        for box in (self.basis, self.calendar, self.fee_article, self.callout_article):
            box.activated.connect(self._changed)
        texts.follow(self, lambda living: living.show_words())

    def _typed(self) -> dict[str, TypedField[int]]:
        return {"fee": self.fee, "factor": self.factor, "callout": self.callout,
                "callout_minimum": self.callout_minimum}

    def _changed(self, *_what: object) -> None:
        self._show_needed()
        self.edited.emit()

    def _show_needed(self) -> None:
        """Rows that mean nothing without a quota, a fee or a call-out are out of the way."""
        for name in ("basis", "factor", "carry_over"):
            self.show_row(name, self.quota.value() > 0)
        self.show_row("fee_article", bool(self.fee.value()))
        on_call = bool(self.callout.value() or self.callout_minimum.value())
        self.show_row("callout_article", on_call)

    def show_terms(self, terms: Terms, calendars: Sequence[str], articles: Sequence[Article]) -> None:
        """Shows a version."""
        self.calendar.clear()
        self.calendar.addItem("", "")
        for name in calendars:
            self.calendar.addItem(name, name)
        self.calendar.setCurrentIndex(max(0, self.calendar.findData(terms.calendar or "")))
        fill_articles(self.fee_article, articles, terms.fee_article)
        fill_articles(self.callout_article, articles, terms.callout_article)
        self.show_words()
        self.blockSignals(True)
        self.quota.setValue(terms.quota_minutes)
        self.carry_over.setValue(terms.carry_over_months)
        self.blockSignals(False)
        self.basis.set_code(terms.quota_basis)
        self.factor.set_value(terms.quota_factor_outside_e4)
        self.fee.set_value(terms.monthly_fee_cents or None)
        self.callout.set_value(terms.callout_cents or None)
        self.callout_minimum.set_value(terms.callout_minimum or None)
        self._show_needed()

    def show_words(self) -> None:
        """Says in the present language what no choice means."""
        tr = self._desk.texts.tr
        for box, text in ((self.calendar, tr("none: every hour counts alike")),
                          (self.fee_article, tr("without an article")),
                          (self.callout_article, tr("without an article"))):
            if box.count():
                box.setItemText(0, text)

    def take(self) -> bool:
        """Reads what is being typed; False, with a sentence below the field, if it cannot be read."""
        if not all([field.take() for field in self._typed().values()]):
            return False
        self.clear_errors()
        return True

    def typed(self, terms: Terms) -> Terms:
        """The version with what stands here."""
        return replace(
            terms, quota_minutes=self.quota.value(), quota_basis=self.basis.code(),
            quota_factor_outside_e4=PRICE if self.factor.value() is None else int(self.factor.value() or 0),
            carry_over_months=self.carry_over.value(), monthly_fee_cents=self.fee.value() or 0,
            fee_article=self.fee_article.currentData() or None, calendar=self.calendar.currentData() or None,
            callout_cents=self.callout.value() or 0, callout_article=self.callout_article.currentData() or None,
            callout_minimum=self.callout_minimum.value() or 0)
