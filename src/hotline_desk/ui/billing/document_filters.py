"""Which documents the list shows: by kind, by how they stand, by their day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.runs import ACCEPTED, DECLINED
from hotline_desk.domain.billing.values import CANCELLATION, CANCELLED, CORRECTION, DRAFT, FINAL, INVOICE, OFFER
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.billing.standing import EXPIRED, INVOICED, WAITING
from hotline_desk.ui.billing.periods import LAST_MONTH, LAST_QUARTER, LAST_YEAR, THIS_MONTH, quick_period
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.shell import Shell

ALL = "all"
_OPEN, _OVERDUE, _HELD, _THIS_YEAR = "open", "overdue", "held", "this_year"
_KINDS = ((ALL, N_("All documents")), (INVOICE, N_("Invoices")), (OFFER, N_("Offers")),
          (CANCELLATION, N_("Cancellation invoices")), (CORRECTION, N_("Invoice corrections")))
_STATES = ((ALL, N_("in every state")), (DRAFT, N_("drafts")), (FINAL, N_("final")), (_OPEN, N_("open invoices")),
           (_OVERDUE, N_("overdue")), (_HELD, N_("with dunning hold")), (CANCELLED, N_("cancelled")),
           (WAITING, N_("offers without answer")), (ACCEPTED, N_("accepted offers")),
           (DECLINED, N_("declined offers")), (EXPIRED, N_("expired offers")), (INVOICED, N_("invoiced offers")))
_TIMES = ((ALL, N_("of all times")), (THIS_MONTH, N_("of this month")), (LAST_MONTH, N_("of last month")),
          (LAST_QUARTER, N_("of last quarter")), (_THIS_YEAR, N_("of this year")), (LAST_YEAR, N_("of last year")))


class DocumentFilters(QWidget):
    """Three choices that say one sentence: "Invoices", "overdue", "of last month". `changed` comes with each."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.kind = ChoiceBox(shell, _KINDS)
        self.state = ChoiceBox(shell, _STATES)
        self.time = ChoiceBox(shell, _TIMES)
        row = FlowRow(self)
        for box, name in ((self.kind, N_("Which documents")), (self.state, N_("State")), (self.time, N_("Period"))):
            shell.texts.bind(box.setAccessibleName, name)
            row.addWidget(box)
            box.code_changed.connect(lambda _code: self.changed.emit())

    def fits(self, line: DocumentLine, today: date) -> bool:
        """Whether a document is to be shown today."""
        return (self.kind.code() in (ALL, line.kind) and stands(line, self.state.code(), today)
                and _within(line.date, self.time.code(), today))


def stands(line: DocumentLine, state: str, today: date) -> bool:
    """Whether a document stands so; a cancelled one is no final one here."""
    if state == ALL:
        return True
    if state in (DRAFT, FINAL, CANCELLED):
        return line.state == state
    if state == _HELD:
        return line.hold is not None
    if state in (_OPEN, _OVERDUE):
        late = line.due is not None and line.due < today
        return line.open_cents > 0 and (state == _OPEN or late)
    return line.offer_state == state


def _within(day: date, time: str, today: date) -> bool:
    if time == _THIS_YEAR:
        return day.year == today.year
    period = quick_period(time, today)
    return period is None or period[0] <= day <= period[1]
