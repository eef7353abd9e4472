"""What becomes of an offer: the customer's answer, and the invoice over it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.runs import ACCEPTED, DECLINED
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.billing.offers import MadeOf, answer_offer, invoice_offer
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.day_field import DayField
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel

ANSWERS = ((ACCEPTED, N_("accepted")), (DECLINED, N_("declined")))


class AnswerPanel(Panel):
    """`ask(line)` opens it for an offer."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Answer to the offer"), N_("Note the answer"))
        self._ctx = ctx
        self._line: DocumentLine | None = None
        self.answer = ChoiceBox(frame.shell, ANSWERS)
        self.note = QLineEdit()
        self._form = Form(frame.shell)
        self._form.row("answer", N_("&Answer"), self.answer)
        self._form.row("note", N_("N&ote"), self.note)
        self.body.addWidget(self._form)
        self.confirmed.connect(self._confirmed)

    def ask(self, line: DocumentLine) -> None:
        """Asks what the customer said to this offer."""
        self._line = line
        self.note.clear()
        self.answer.set_code(DECLINED if line.offer_state == DECLINED else ACCEPTED)
        self.open(self.answer)

    def _confirmed(self) -> None:
        if self._line is not None:
            self.set_busy(True)
            self._frame.shell.background.write(self, answer_offer, self._ctx(), self._line.uid, self.answer.code(),
                                               self.note.text(), done=lambda _none: self.leave(), failed=self._wrong)

    def _wrong(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self._form.show_problem(problem, "answer")


class InvoicePanel(Panel):
    """`ask(line)` opens it for an offer; confirmed, the invoice or its draft opens."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Invoice of the offer"), N_("Make the invoice"))
        self._ctx = ctx
        self._line: DocumentLine | None = None
        shell = frame.shell
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.first, self.last = DayField(shell, ctx), DayField(shell, ctx)
        self.draft = QCheckBox()
        shell.texts.bind(self.draft.setText, N_("As a draft that can &still be changed"))
        self._form = Form(shell)
        self._form.row("first", N_("Service f&rom"), self.first)
        self._form.row("last", N_("Ser&vice to"), self.last)
        self._form.wide(self.draft)
        self.body.addWidget(self.words)
        self.body.addWidget(self._form)
        for name, field in (("first", self.first), ("last", self.last)):
            field.misread.connect(lambda problem, name=name: self._form.show_problem(problem, name))
        self.confirmed.connect(self._confirmed)

    def ask(self, line: DocumentLine) -> None:
        """Asks when the work that was offered was done."""
        texts, ctx = self._frame.shell.texts, self._ctx()
        today = local_day(ctx.clock.now(), ctx.zone)
        self._line = line
        self._form.clear_errors()
        self.words.setText(texts.tr(
            "{number} for {name} over {gross} becomes an invoice. The offer counts as accepted.", number=line.number,
            name=line.address_name, gross=texts.money(line.gross_cents)))
        self.first.set_value(today)
        self.last.set_value(today)
        self.draft.setChecked(not ctx.may("billing.issue"))
        self.draft.setEnabled(ctx.may("billing.issue"))
        self.open(self.first)

    def _confirmed(self) -> None:
        if self._line is None or not (self.first.take() and self.last.take()):
            return
        first, last = self.first.value(), self.last.value()
        if first is None or last is None:
            missing = "first" if first is None else "last"
            self._form.show_problem(UserError("value.missing", field=N_("Period of service")), missing)
        elif last < first:
            self._form.show_problem(UserError("billing.period"), "last")
        else:
            self.set_busy(True)
            self._frame.shell.background.write(
                self, lambda line=self._line: invoice_offer(self._ctx(), line.uid, first, last,
                                                            final=not self.draft.isChecked()),
                done=self._made, failed=self._wrong)

    def _made(self, made: MadeOf) -> None:
        self.leave(back=False)
        self._frame.shell.windows.open("document" if made.number else "draft", made.uid)

    def _wrong(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self._form.show_problem(problem, "first")
