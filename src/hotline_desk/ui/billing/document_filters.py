"""Which documents the list shows: by words, by kind, by how they stand, by their day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.runs import ACCEPTED, DECLINED
from hotline_desk.domain.billing.values import CANCELLATION, CANCELLED, CORRECTION, DRAFT, FINAL, INVOICE, OFFER
from hotline_desk.services.billing.standing import EXPIRED, INVOICED, WAITING
from hotline_desk.services.views.document_list import HELD, OPEN, OVERDUE, DocumentFilter
from hotline_desk.ui.billing.periods import (
    LAST_MONTH,
    LAST_QUARTER,
    LAST_YEAR,
    OWN,
    THIS_MONTH,
    quick_period,
    read_past_day,
)
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox, TypedField
from hotline_desk.ui.shell.shell import Shell

ALL = "all"
_THIS_YEAR = "this_year"
_KINDS = ((ALL, N_("All documents")), (INVOICE, N_("Invoices")), (OFFER, N_("Offers")),
          (CANCELLATION, N_("Cancellation invoices")), (CORRECTION, N_("Invoice corrections")))
_STATES = ((ALL, N_("in every state")), (DRAFT, N_("drafts")), (FINAL, N_("final")), (OPEN, N_("open invoices")),
           (OVERDUE, N_("overdue")), (HELD, N_("with dunning hold")), (CANCELLED, N_("cancelled")),
           (WAITING, N_("offers without answer")), (ACCEPTED, N_("accepted offers")),
           (DECLINED, N_("declined offers")), (EXPIRED, N_("expired offers")), (INVOICED, N_("invoiced offers")))
_TIMES = ((ALL, N_("of all times")), (THIS_MONTH, N_("of this month")), (LAST_MONTH, N_("of last month")),
          (LAST_QUARTER, N_("of last quarter")), (_THIS_YEAR, N_("of this year")), (LAST_YEAR, N_("of last year")),
          (OWN, N_("of these days")))


class DocumentFilters(QWidget):
    """Words of number and customer, and three choices that say one sentence: "Invoices", "overdue", "of last month".

    `changed` comes with each; with `of these days` two days are asked for.
    """

    changed = Signal()

    def __init__(self, shell: Shell, today: Callable[[], date], beside: QWidget) -> None:
        super().__init__()
        self._shell, self._today = shell, today
        self.words = QLineEdit()
        self.words.setClearButtonEnabled(True)
        self.kind = ChoiceBox(shell, _KINDS)
        self.state = ChoiceBox(shell, _STATES)
        self.time = ChoiceBox(shell, _TIMES)
        self.first = self._day(N_("From"))
        self.last = self._day(N_("To"))
        self._dash = QLabel("–")
        row = FlowRow()
        for widget in (self.kind, self.state, self.time, self.first, self._dash, self.last):
            row.addWidget(widget)
        row.turn()
        row.addWidget(beside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.words)
        rows.addLayout(row)
        self._show_days()
        self._name()
        self.words.textChanged.connect(lambda _text: self.changed.emit())
        for box in (self.kind, self.state, self.time):
            box.code_changed.connect(lambda _code: self._chosen())
        for field in (self.first, self.last):
            field.value_changed.connect(lambda _day: self.changed.emit())

    def _name(self) -> None:
        texts = self._shell.texts
        texts.bind(self.words.setPlaceholderText, N_("Number, customer, customer number …"))
        texts.bind(self.words.setAccessibleName, N_("Search documents"))
        for box, name in ((self.kind, N_("Which documents")), (self.state, N_("State")), (self.time, N_("Period"))):
            texts.bind(box.setAccessibleName, name)

    def _day(self, name: str) -> TypedField[date]:
        texts = self._shell.texts
        field = TypedField(lambda text: read_past_day(text, self._today()), texts.day)
        field.setMaximumWidth(self._shell.theme.line_height() * 7)
        texts.bind(field.setAccessibleName, name)
        texts.bind(field.setPlaceholderText, name)
        texts.follow(field, lambda living: living.set_value(living.value()))
        return field

    def wanted(self) -> DocumentFilter:
        """What is chosen, as the store understands it."""
        def code(box: ChoiceBox) -> str:
            return "" if box.code() == ALL else box.code()

        first, last = self._days()
        return DocumentFilter(code(self.kind), code(self.state), first, last, " ".join(self.words.text().split()))

    def narrow(self) -> bool:
        """Whether anything is chosen that leaves documents out."""
        return self.wanted() != DocumentFilter()

    def _days(self) -> tuple[date | None, date | None]:
        today, time = self._today(), self.time.code()
        if time == OWN:
            return self.first.value(), self.last.value()
        if time == _THIS_YEAR:
            return date(today.year, 1, 1), date(today.year, 12, 31)
        return quick_period(time, today) or (None, None)

    def _chosen(self) -> None:
        self._show_days()
        self.changed.emit()

    def _show_days(self) -> None:
        for widget in (self.first, self._dash, self.last):
            widget.setHidden(self.time.code() != OWN)
