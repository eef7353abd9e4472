"""The panels of a document's lines: one that puts lines right, one that keeps an invoice from being dunned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.corrections import LineChange, can_draw, credited, paid_by_quota
from hotline_desk.domain.billing.values import TIME_UNITS, Document, Line
from hotline_desk.domain.dates import duration_text, read_duration, read_moment
from hotline_desk.services.billing.corrections import Billed, correct_lines, preview_correction
from hotline_desk.services.billing.holds import hold_document
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.showing import decimal_text
from hotline_desk.ui.shell.amounts import PRICE, AmountField, read_amount
from hotline_desk.ui.shell.forms import Form, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel


class CorrectPanel(Panel):
    """`ask(number, lines)` opens it: several lines are taken back, one may also be changed. Shows what comes out.

    Work that only the quota paid for gives it back, and can pay for the lines chosen with it.
    """

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Correct lines"), N_("Issue the correction"))
        self._ctx = ctx
        self._number = ""
        self._lines: Sequence[Line] = ()
        self._free: Mapping[str, int] = {}
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.all = QCheckBox()
        self.moving = QCheckBox()
        self.amount: TypedField[int] = TypedField(self._read_amount, self._show_amount)
        self.price = AmountField(frame.shell, PRICE, N_("Price"))
        self.text = QLineEdit()
        self.reason = QLineEdit()
        self.result = QLabel()
        self.result.setProperty("role", "strong")
        self.result.setWordWrap(True)
        self._build()
        self._connect()

    def _build(self) -> None:
        texts = self._frame.shell.texts
        texts.bind(self.all.setText, N_("Ta&ke it back whole"))
        self._form = Form(self._frame.shell)
        texts.bind(self.moving.setText, N_("The quota that becomes free pa&ys for the other lines"))
        self._form.wide(self.all)
        self._form.wide(self.moving)
        self._form.row("amount", N_("&Quantity"), self.amount)
        self._form.row("price", N_("&Price"), self.price)
        self._form.row("text", N_("Te&xt"), self.text)
        self._form.row("reason", N_("&Reason"), self.reason)
        texts.bind(self.reason.setPlaceholderText, N_("stands on the correction"))
        self.body.addWidget(self.words)
        self.body.addWidget(self._form)
        self.body.addWidget(self.result)

    def _connect(self) -> None:
        self.all.toggled.connect(self._show_fields)
        self.all.toggled.connect(self._preview)
        self.moving.toggled.connect(self._preview)
        self.amount.value_changed.connect(self._preview)
        self.amount.misread.connect(lambda problem: self._form.show_problem(problem, "amount"))
        self.price.value_changed.connect(self._preview)
        self.price.misread.connect(lambda problem: self._form.show_problem(problem, "price"))
        self.text.editingFinished.connect(self._preview)
        self.confirmed.connect(self._confirmed)

    @property
    def _timed(self) -> bool:
        return bool(self._lines) and self._lines[0].unit in TIME_UNITS and self._lines[0].billed_seconds != 0

    def _read_amount(self, text: str) -> int:
        return read_duration(text) if self._timed else read_amount(text, PRICE, N_("Quantity"))

    def _show_amount(self, value: int) -> str:
        texts = self._frame.shell.texts
        return duration_text(value, texts.translator) if self._timed else decimal_text(texts, value, 2)

    def ask(self, number: str, lines: Sequence[Line], free: Mapping[str, int] | None = None) -> None:
        """Shows the lines as they stand and waits for Ctrl+Enter.

        `free` are seconds by uid of works that give their quota back.
        """
        self._number, self._lines, self._free = number, lines, free or {}
        self.words.setText(self._words())
        self._form.clear_errors()
        alone = len(lines) == 1 and not self._free
        self.all.setChecked(True)
        self.all.setEnabled(len(lines) == 1)
        self.all.setVisible(not self._free)
        can_move = bool(self._free) and any(can_draw(line) for line in lines)
        self.moving.setVisible(can_move)
        self.moving.setChecked(can_move)
        if alone:
            self.amount.set_value(lines[0].billed_seconds if self._timed else lines[0].quantity_e4)
            self.price.set_value(lines[0].price_e4)
            self.text.setText(lines[0].text)
        self._show_fields()
        self._preview()
        self.open(self.reason)

    def _words(self) -> str:
        texts, lines = self._frame.shell.texts, self._lines
        if self._free:
            back = texts.tr("{time} go back to the quota.", time=texts.duration(sum(self._free.values())))
            also = texts.trn("{n} line is corrected.", "{n} lines are corrected.", len(lines))
            return f"{back} {also}" if lines else back
        if len(lines) > 1:
            return texts.trn("{n} line is taken back.", "{n} lines are taken back.", len(lines))
        return texts.tr(
            "Line {position}: {what}, {amount}. {number} stays as it is and its work stays billed; a correction with "
            "the difference is issued.", position=lines[0].position, what=lines[0].text, number=self._number,
            amount=texts.money(lines[0].net_cents))

    def _show_fields(self, _on: bool = True) -> None:
        for name in ("amount", "price", "text"):
            self._form.show_row(name, not self.all.isChecked())

    def _changes(self) -> list[LineChange] | None:
        if self.moving.isChecked() and self._free:
            return paid_by_quota(self._lines, sum(self._free.values()))
        if self.all.isChecked():
            return [credited(line.position) for line in self._lines]
        amount, price = self.amount.value(), self.price.value()
        if not (self.amount.take() and self.price.take()) or amount is None or price is None:
            return None
        line = self._lines[0]
        return [LineChange(line.position, seconds=amount, quantity_e4=amount, price_e4=price,
                           text=self.text.text().strip() or None)]

    def _preview(self, *_changed: object) -> None:
        changes = self._changes() if self._lines or self._free else None
        if changes is None:
            self.result.setText("")
            return
        self._form.clear_errors()
        self._frame.shell.background.read(self, preview_correction, self._ctx(), self._number, changes, "-",
                                          list(self._free), done=self._previewed, failed=self._no_preview,
                                          newest="correction")

    def _previewed(self, document: Document) -> None:
        texts = self._frame.shell.texts
        self.result.setText(texts.tr(
            "Net {net} · VAT {tax} · correction {gross}", net=texts.money(document.net_cents),
            tax=texts.money(document.tax_cents), gross=texts.money(document.gross_cents)))

    def _no_preview(self, problem: BaseException) -> bool:
        self.result.setText(self._frame.shell.messages.sentence(problem))
        return isinstance(problem, UserError)

    def _confirmed(self) -> None:
        changes = self._changes()
        if changes is None:
            return
        self.set_busy(True)
        self._frame.shell.background.write(
            self, partial(correct_lines, self._ctx(), self._number, changes, self.reason.text(), list(self._free)),
            done=self._corrected, failed=self._not_corrected)

    def _corrected(self, number: str) -> None:
        shell = self._frame.shell
        self.reason.clear()
        self.leave()
        shell.messages.say(shell.texts.tr("{number} corrects {invoice}.", number=number, invoice=self._number),
                           "success", key="billing.corrected")

    def _not_corrected(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self._form.show_problem(problem, "reason")


class HoldPanel(Panel):
    """`ask(billed)` opens it: until when an invoice is not dunned; an empty day ends the hold."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Dunning hold"), N_("Keep it so"))
        self._ctx = ctx
        self._number = ""
        self.until: TypedField[date] = TypedField(self._read_day, frame.shell.texts.day)
        self.reason = QLineEdit()
        self._form = Form(frame.shell)
        self._form.row("until", N_("Not dunned up t&o"), self.until)
        self._form.row("reason", N_("Reaso&n of the hold"), self.reason)
        frame.shell.texts.bind(self.until.setPlaceholderText, N_("a day like +2w; empty ends the hold"))
        self.until.misread.connect(lambda problem: self._form.show_problem(problem, "until"))
        self.body.addWidget(self._form)
        self.confirmed.connect(self._confirmed)

    def _read_day(self, text: str) -> date:
        ctx = self._ctx()
        return read_moment(text, datetime.combine(local_day(ctx.clock.now(), ctx.zone), time(12))).date()

    def ask(self, found: Billed) -> None:
        """Shows the hold that stands and waits for Ctrl+Enter."""
        self._number = found.document.number or ""
        self._form.clear_errors()
        self.until.set_value(found.hold.until if found.hold else None)
        self.reason.setText(found.hold.reason if found.hold else "")
        self.open(self.until)

    def _confirmed(self) -> None:
        if not self.until.take():
            return
        until = self.until.value() if self.until.text().strip() else None
        self.set_busy(True)
        self._frame.shell.background.write(
            self, partial(hold_document, self._ctx(), self._number, until, self.reason.text()),
            done=lambda _none: self.leave(), failed=self._not_held)

    def _not_held(self, problem: BaseException) -> bool:
        self.set_busy(False)
        id = getattr(problem, "id", "")
        return self._form.show_problem(problem, "until" if id == "hold.past" else "reason")
