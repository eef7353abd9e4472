"""What a month of calls would cost: expectations at the left, two terms side by side at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import Article
from hotline_desk.domain.billing.typical import Typical
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.articles import list_articles
from hotline_desk.services.billing.indication import MOST_CALLS, Indication, indicate, offer_indication
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import list_terms
from hotline_desk.ui.billing.day_field import CountField
from hotline_desk.ui.shell.amounts import PRICE, RATE, AmountField
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import Form, SearchField, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell

_NAME_CHARS = 20
"""Room for the names of terms and articles, in letters."""
_PAUSE_MS = 350
_HITS = 12
_CHARS = 18
"""So many letters of a name are seen in a box."""
_WITHOUT = N_("without contract")
_TOTAL = 9
"""The row of the net total among those of `_rows`."""


@dataclass(frozen=True)
class _Choices:
    terms: tuple[str, ...]
    articles: tuple[Article, ...]


class IndicationFrame(Frame):
    """Figures are calculated while one types, over the next whole month, as an invoice would be."""

    icon_name = "calculator"
    help_page = "indication"
    comfortable = QSize(940, 600)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._found: list[Indication] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._calculate)
        self._build()
        self.bind({"indication.offer": self._offer, "ticket.customer": self._open_customer})
        self.enable("indication.offer", False)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.form = Form(shell)
        self.form.let_rows_wrap()
        self.calls = CountField(N_("Calls a month"), MOST_CALLS, 1)
        self.minutes = AmountField(shell, PRICE, N_("Minutes per call"), places=0)
        self.evening, self.saturday, self.sunday, self.other = (
            AmountField(shell, RATE, N_("Shares of the calls"), places=0) for _ in range(4))
        self.article, self.first, self.second = QComboBox(), QComboBox(), QComboBox()
        for box in (self.article, self.first, self.second):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(_NAME_CHARS)
        self.customer = SearchField(shell, self._search)
        for name, label, field in (
                ("calls", N_("&Calls a month"), self.calls), ("minutes", N_("Minutes &per call"), self.minutes),
                ("evening", N_("Even&ings and nights, per cent"), self.evening),
                ("saturday", N_("Saturda&ys, per cent"), self.saturday),
                ("sunday", N_("Su&ndays, per cent"), self.sunday),
                ("other", N_("&Other language, per cent"), self.other),
                ("article", N_("Char&ged by"), self.article), ("first", N_("By te&rms"), self.first),
                ("second", N_("Compare&d with"), self.second), ("customer", N_("Offer for c&ustomer"), self.customer)):
            self.form.row(name, label, field)
            if isinstance(field, TypedField):
                field.textEdited.connect(lambda _text: self._pause.start())
                field.misread.connect(lambda problem, name=name: self.form.show_problem(problem, name))
            elif isinstance(field, QComboBox):
                field.activated.connect(lambda _n: self._pause.start())
        self.customer.chosen.connect(lambda _uid: self._customer_chosen())
        for field, value in ((self.calls, 100), (self.minutes, 6 * PRICE), (self.evening, 0), (self.saturday, 0),
                             (self.sunday, 0), (self.other, 0)):
            field.set_value(value)
        self._lay_out()

    def _lay_out(self) -> None:
        fields, column = QWidget(), QVBoxLayout()
        fields.setLayout(column)
        column.addWidget(self.form)
        column.addStretch(1)
        for box in (self.article, self.first, self.second):
            box.setMinimumContentsLength(_CHARS)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.answer = QWidget()
        self.grid = QGridLayout(self.answer)
        self.grid.setHorizontalSpacing(24)
        self.grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        right = QWidget()
        side = QVBoxLayout(right)
        side.addWidget(self.answer)
        side.addWidget(self.words)
        side.addStretch(1)
        self.split = QWidget()
        halves = FlowRow(self.split, 16)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (fields, right):
            halves.addWidget(part)
        area.setWidget(self.split)
        foot = FlowRow()
        foot.turn()
        foot.addWidget(self.shell.commands.button("indication.offer", primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(area, 1)
        rows.addLayout(foot)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Price indication"))
        for box in (self.first, self.second):
            if box.count():
                box.setItemText(0, self.shell.texts.tr(_WITHOUT))
        self._show_answer()

    def refresh(self) -> None:
        self.shell.background.read(self, self._choices, done=self._offered, newest="choices")

    def first_field(self) -> QWidget:
        return self.calls

    def closed(self) -> None:
        self._pause.stop()

    def _choices(self) -> _Choices:
        ctx = self._ctx()
        return _Choices(tuple(dict.fromkeys(t.name for t in list_terms(ctx))), tuple(list_articles(ctx)))

    def _offered(self, choices: _Choices) -> None:
        texts = self.shell.texts
        for number, box in enumerate((self.first, self.second)):
            before = box.currentData()
            box.clear()
            box.addItem(texts.tr(_WITHOUT), "")
            for name in choices.terms:
                box.addItem(name, name)
            usual = choices.terms[0] if choices.terms and number == 0 else ""
            box.setCurrentIndex(max(0, box.findData(before if before is not None else usual)))
        chosen = self.article.currentData()
        self.article.clear()
        self.article.addItem(texts.tr("the same article"), "")
        for article in choices.articles:
            if article.unit in ("hour", "minute"):
                self.article.addItem(f"{article.number}  {article.name}", article.number)
        self.article.setCurrentIndex(max(0, self.article.findData(chosen)))
        self._calculate()

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}  {a.city}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    # --- calculating ----------------------------------------------------------------------------------

    def typed(self) -> Typical | None:
        """What is expected; None where a field cannot be read."""
        fields: tuple[TypedField[int], ...] = (self.calls, self.minutes, self.evening, self.saturday, self.sunday,
                                               self.other)
        if not all([field.take() for field in fields]):
            return None
        calls, minutes, evening, saturday, sunday, other = (field.value() or 0 for field in fields)
        return Typical(calls, minutes * 60 // PRICE, evening, saturday, sunday, min(other, 10_000),
                       str(self.article.currentData() or ""))

    def _calculate(self) -> None:
        self._pause.stop()
        wanted = self.typed()
        if wanted is None or not self.first.count():
            return
        self.form.clear_errors()
        terms = [str(self.first.currentData() or ""), str(self.second.currentData() or "")]
        self.shell.background.read(self, indicate, self._ctx(), wanted, terms, str(self.customer.value() or ""),
                                   done=self._calculated, failed=self._wrong, newest="indication")

    def _calculated(self, found: list[Indication]) -> None:
        self._found = found
        self._show_answer()
        self._enable()

    def _wrong(self, problem: BaseException) -> bool:
        self._found = []
        self._show_answer()
        self._enable()
        if isinstance(problem, UserError):
            self.words.setText(self.shell.messages.sentence(problem))
        return isinstance(problem, UserError)

    def _customer_chosen(self) -> None:
        """His price list holds."""
        self._enable()
        self._calculate()

    def _enable(self) -> None:
        priced = str(self.first.currentData() or "") in {one.terms for one in self._found}
        self.enable("indication.offer", bool(priced and self.customer.value()))

    def _show_answer(self) -> None:
        """The figures of both terms, row by row; the smaller total is marked by a word and by bold letters."""
        while (item := self.grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        self.words.clear()
        if not self._found:
            return
        texts, least = self.shell.texts, min(one.net_cents for one in self._found)
        for row, (name, of) in enumerate(self._rows()):
            self._put(row, 0, name, "muted")
            for column, one in enumerate(self._found, start=1):
                self._put(row, column, of(one), "heading" if row == 0 else "strong" if row == _TOTAL else "")
        last = self.grid.rowCount()
        for column, one in enumerate(self._found, start=1):
            if one.net_cents == least and len({o.net_cents for o in self._found}) > 1:
                self._put(last, column, texts.tr("cheaper"), "strong")
        self.words.setText(texts.tr(
            "Calculated over {month} by the rules of an invoice: increments, quota, surcharges and fees.",
            month=texts.month(self._found[0].month)) + self._left_out())

    def _left_out(self) -> str:
        """What is said where one of the two has no price."""
        wanted = {str(self.first.currentData() or ""), str(self.second.currentData() or "")}
        missing = wanted - {one.terms for one in self._found}
        return " " + self.shell.texts.tr("{terms}: no article is known for calls.", terms=", ".join(
            name or self.shell.texts.tr(_WITHOUT) for name in sorted(missing))) if missing else ""

    def _rows(self) -> list[tuple[str, Callable[[Indication], str]]]:
        texts = self.shell.texts
        money, hours = texts.money, texts.duration
        return [
            ("", lambda one: one.terms or texts.tr(_WITHOUT)),
            (texts.tr("Calls"), lambda one: texts.number(one.calls, 0)),
            (texts.tr("Talked"), lambda one: hours(one.raw_seconds)),
            (texts.tr("Charged time"), lambda one: hours(one.billed_seconds)),
            (texts.tr("of it from the quota"), lambda one: hours(one.quota_seconds)),
            (texts.tr("Monthly fee"), lambda one: money(one.fee_cents)),
            (texts.tr("Calls, net"), lambda one: money(one.work_cents)),
            (texts.tr("of it with surcharge"), lambda one: money(one.surcharged_cents)),
            (texts.tr("Per call, net"), lambda one: money(one.per_call_cents)),
            (texts.tr("Per month, net"), lambda one: money(one.net_cents)),
            (texts.tr("Per month, gross"), lambda one: money(one.gross_cents)),
        ]

    def _put(self, row: int, column: int, text: str, role: str) -> None:
        label = QLabel(text, self.answer)
        if role:
            label.setProperty("role", role)
        if column:
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(label, row, column)

    # --- acting ---------------------------------------------------------------------------------------

    def _offer(self) -> None:
        wanted, customer = self.typed(), self.customer.value()
        if wanted is not None and customer:
            self.shell.background.write(self, offer_indication, self._ctx(), wanted,
                                        str(self.first.currentData() or ""), str(customer),
                                        done=lambda uid: self.shell.windows.open("draft", uid))

    def _open_customer(self) -> None:
        if self.customer.value():
            self.shell.windows.open("address", self.customer.value())
