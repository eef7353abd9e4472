"""One version of terms: increments, prices, quota, with sentences that say what they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.articles import Article
from hotline_desk.domain.billing.values import PERIOD, TICKET, WORKLOG
from hotline_desk.domain.contracts import Terms
from hotline_desk.domain.dates import read_duration
from hotline_desk.services.articles import list_articles
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import list_calendars, list_terms, save_terms
from hotline_desk.ui.contracts.days import DayField
from hotline_desk.ui.contracts.prices import PricesModel, PricesTable
from hotline_desk.ui.contracts.sentences import example, needs, sentences, time_text
from hotline_desk.ui.shell.amounts import CENTS, PRICE, AmountField
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox, Form, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.unsaved import may_close

_NARROW = 820


@dataclass(frozen=True)
class _Shown:
    """What the frame needs to show one version."""

    versions: tuple[Terms, ...]
    articles: tuple[Article, ...]
    calendars: tuple[str, ...]


class TermFrame(Frame):
    """`uid` names the terms, `begins` the version (ISO day, "" for the first); without `uid` new terms."""

    icon_name = "scale"
    help_page = "terms"
    comfortable = QSize(980, 620)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 begins: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._begins = begins
        self._terms: Terms | None = None
        self._articles: tuple[Article, ...] = ()
        self.writable = permitted(ctx().user.role, "master.edit")
        self._build()
        self.bind({"frame.save": self.save})
        self.enable("frame.save", self.writable)
        changes.changed.connect(self._heard)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.rules, self.extras = Form(shell), Form(shell)
        self._build_rules()
        self._build_extras()
        self.prices = PricesModel(shell)
        self.prices.setParent(self)
        self.prices.writable = self.writable
        self.table = PricesTable(shell, self.prices)
        self.table.setMinimumHeight(shell.theme.row_height() * 5)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.warning = QLabel()
        self.warning.setWordWrap(True)
        self.warning.setProperty("role", "danger")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(24)
        self._columns.addWidget(self._left(), 1)
        self._columns.addWidget(self._right(), 1)
        inner = QWidget()
        inner.setLayout(self._columns)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = FlowRow()
        foot.turn()
        foot.addWidget(shell.commands.button("frame.save", primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(area, 1)
        rows.addLayout(foot)
        self._connect()

    def _left(self) -> QWidget:
        return _column(self.rules, self._heading(N_("In words")), self.words, self.warning, None)

    def _right(self) -> QWidget:
        return _column(self.extras, self._heading(N_("Prices")), self.table)

    def _heading(self, text: str) -> QLabel:
        label = QLabel()
        label.setProperty("role", "strong")
        self.shell.texts.bind(label.setText, text)
        return label

    def _build_rules(self) -> None:
        shell, rules = self.shell, self.rules
        self.name = QLineEdit()
        self.begins = DayField(shell, self._ctx)
        self.article = _box()
        self.first, self.next, self.minimum, self.grace = (self._time_field(name) for name in
                                                           ("first", "next", "minimum", "grace"))
        self.scope = ChoiceBox(shell, ((WORKLOG, N_("each measure")), (TICKET, N_("each ticket")),
                                       (PERIOD, N_("the whole period"))))
        self.after_call, self.per_agent = QCheckBox(), QCheckBox()
        shell.texts.bind(self.begins.setPlaceholderText, N_("always; a later day begins a new version"))
        shell.texts.bind(self.after_call.setText, N_("&Charge after-call work"))
        shell.texts.bind(self.per_agent.setText, N_("Count two agents at once twice"))
        for name, label, field in (
                ("name", N_("&Name"), self.name), ("begins", N_("&Valid from"), self.begins),
                ("article", N_("&Article"), self.article), ("first", N_("Fi&rst increment"), self.first),
                ("next", N_("F&urther increment"), self.next), ("minimum", N_("M&inimum"), self.minimum),
                ("grace", N_("&Grace"), self.grace), ("scope", N_("Roun&ded is"), self.scope)):
            rules.row(name, label, field)
        rules.wide(self.after_call)
        rules.wide(self.per_agent)
        self.begins.misread.connect(lambda problem: rules.show_problem(problem, "begins"))

    def _time_field(self, name: str) -> TypedField[int]:
        texts = self.shell.texts
        field = TypedField(read_duration, lambda seconds: time_text(texts, seconds))
        texts.follow(field, lambda living: living.set_value(living.value()))
        field.misread.connect(lambda problem: self.rules.show_problem(problem, name))
        return field

    def _build_extras(self) -> None:
        shell, extras = self.shell, self.extras
        self.quota = QSpinBox()
        self.quota.setRange(0, 100_000)
        self.basis = ChoiceBox(shell, (("billed", N_("after rounding")), ("raw", N_("before rounding"))))
        self.factor = AmountField(shell, PRICE, N_("Factor outside service hours"), places=0)
        self.carry_over = QSpinBox()
        self.carry_over.setRange(0, 24)
        self.fee = AmountField(shell, CENTS, N_("Monthly fee"))
        self.calendar = _box()
        extras.row("quota", N_("&Quota, minutes a month"), self.quota)
        extras.row("basis", N_("Quota is u&sed"), self.basis)
        extras.row("factor", N_("Factor outside service hours"), self.factor)
        extras.row("carry_over", N_("Carried &over, months"), self.carry_over)
        extras.row("fee", N_("Monthl&y fee"), self.fee)
        extras.row("calendar", N_("Service calendar"), self.calendar)
        for name, field in (("fee", self.fee), ("factor", self.factor)):
            field.misread.connect(lambda problem, name=name: extras.show_problem(problem, name))

    def _connect(self) -> None:
        self.rules.setEnabled(self.writable)
        self.extras.setEnabled(self.writable)
        for field in (self.first, self.next, self.minimum, self.grace, self.fee, self.factor, self.begins):
            field.value_changed.connect(self._edited)
        for line in (self.name, self.first, self.next, self.minimum, self.grace, self.fee, self.factor,
                     self.begins):
            line.textEdited.connect(lambda _text: self.set_dirty(True))
        for box in (self.article, self.scope, self.basis, self.calendar):
            box.activated.connect(self._edited)
        for number in (self.quota, self.carry_over):
            number.valueChanged.connect(self._edited)
        for tick in (self.after_call, self.per_agent):
            tick.clicked.connect(self._edited)
        self.prices.edited.connect(self._edited)
        self.prices.misread.connect(self.shell.messages.trouble)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        texts = self.shell.texts
        self.set_title(texts.tr("Terms {name}", name=self._terms.name) if self._terms else texts.tr("New terms"))
        self._say()

    def refresh(self) -> None:
        if not self.dirty:
            self.shell.background.read(self, self._read, done=self._show, newest="terms")

    def first_field(self) -> QWidget:
        return self.name

    def can_close(self) -> bool:
        return may_close(self)

    def open_args(self) -> dict[str, Any] | None:
        return {"begins": self._begins} if self.uid else None

    def reopen(self, begins: str | None = None) -> None:  # type: ignore[override]  # the arguments of this frame
        if begins is not None and not self.dirty:
            self._begins = begins
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _NARROW * self.shell.theme.font_percent / 100
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _heard(self, kind: str, uid: str) -> None:
        if kind in ("article", "calendar") or (kind == "terms" and uid == self.uid):
            self.refresh()

    # --- showing --------------------------------------------------------------------------------------

    def _read(self) -> _Shown:
        ctx = self._ctx()
        return _Shown(tuple(t for t in list_terms(ctx) if t.uid == self.uid), tuple(list_articles(ctx, True)),
                      tuple(list_calendars(ctx)))

    def _show(self, shown: _Shown) -> None:
        if self.dirty:
            return
        wanted = [t for t in shown.versions if (t.valid_from.isoformat() if t.valid_from else "") == self._begins]
        self._terms = wanted[0] if wanted else shown.versions[-1] if shown.versions else None
        self._articles = shown.articles
        terms = self._terms or Terms("", "", first=900, next=900)
        self._fill_boxes(shown, terms)
        self.name.setText(terms.name)
        self.begins.set_value(terms.valid_from)
        for field, seconds in ((self.first, terms.first), (self.next, terms.next)):
            field.set_value(seconds)
        for field, seconds in ((self.minimum, terms.minimum), (self.grace, terms.grace)):
            field.set_value(seconds or None)
        self.scope.set_code(terms.scope)
        self.after_call.setChecked(terms.charge_after_call)
        self.per_agent.setChecked(terms.per_agent)
        self.quota.setValue(terms.quota_minutes)
        self.basis.set_code(terms.quota_basis)
        self.factor.set_value(terms.quota_factor_outside_e4)
        self.carry_over.setValue(terms.carry_over_months)
        self.fee.set_value(terms.monthly_fee_cents or None)
        self.prices.show(shown.articles, terms.prices)
        self.set_dirty(False)
        self.retranslate()

    def _fill_boxes(self, shown: _Shown, terms: Terms) -> None:
        texts = self.shell.texts
        self.article.clear()
        self.article.addItem(texts.tr("the company's default article"), "")
        for article in shown.articles:
            if not article.archived or article.number == terms.article_number:
                self.article.addItem(f"{article.number}  {article.name}", article.number)
        self.article.setCurrentIndex(max(0, self.article.findData(terms.article_number or "")))
        self.calendar.clear()
        self.calendar.addItem(texts.tr("none: every hour counts alike"), "")
        for name in shown.calendars:
            self.calendar.addItem(name, name)
        self.calendar.setCurrentIndex(max(0, self.calendar.findData(terms.calendar or "")))

    def _edited(self, *_what: object) -> None:
        self.set_dirty(True)
        self._say()

    def _say(self) -> None:
        """What the form means, as far as it can be read."""
        texts = self.shell.texts
        terms = self._as_typed(self._terms or Terms("", ""))
        number = terms.article_number or str(self._ctx().settings["billing.article"])
        article = next((a for a in self._articles if a.number == number), None)
        lines = [*sentences(terms, texts), example(terms, article, texts)]
        self.words.setText("\n".join(line for line in lines if line))
        self.warning.setText(needs(terms, texts))
        self.warning.setVisible(bool(self.warning.text()))

    # --- saving ---------------------------------------------------------------------------------------

    def _as_typed(self, before: Terms) -> Terms:
        begins: date | None = self.begins.value()
        return replace(
            before, name=self.name.text(), valid_from=begins,
            article_number=self.article.currentData() or None, first=self.first.value() or 1,
            next=self.next.value() or 1, minimum=self.minimum.value() or 0, grace=self.grace.value() or 0,
            scope=self.scope.code(), charge_after_call=self.after_call.isChecked(),
            per_agent=self.per_agent.isChecked(), quota_minutes=self.quota.value(), quota_basis=self.basis.code(),
            quota_factor_outside_e4=self.factor.value() or PRICE,
            carry_over_months=self.carry_over.value(), monthly_fee_cents=self.fee.value() or 0,
            calendar=self.calendar.currentData() or None, prices=self.prices.prices())

    def save(self) -> None:
        """Stores the version; another first day begins a further one."""
        fields = (self.begins, self.first, self.next, self.minimum, self.grace, self.fee, self.factor)
        if not all([field.take() for field in fields]):
            return
        self.rules.clear_errors()
        self.extras.clear_errors()
        for name, field in (("first", self.first), ("next", self.next)):
            if not field.value():
                self.rules.show_problem(UserError("value.missing", field=N_("Increment")), name)
                return
        terms = self._as_typed(self._terms or Terms("", ""))
        self.enable("frame.save", False)
        self.shell.background.write(self, save_terms, self._ctx(), terms, done=partial(self._saved, terms),
                                    failed=self._wrong)

    def _saved(self, terms: Terms, uid: str) -> None:
        self.enable("frame.save", True)
        self._begins = terms.valid_from.isoformat() if terms.valid_from else ""
        self.set_dirty(False)
        if not self.uid:
            self.shell.windows.became(self, uid)
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)
        self.refresh()

    def _wrong(self, problem: BaseException) -> bool:
        self.enable("frame.save", True)
        if self.rules.show_problem(problem) or self.extras.show_problem(problem):
            return True
        if getattr(problem, "values", {}).get("field") == "First increment":
            return self.rules.show_problem(problem, "first")
        return False


def _box() -> QComboBox:
    """A box that is filled later and takes the room of its column."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box


def _column(*parts: QWidget | None) -> QWidget:
    """Widgets below each other; None is the room that is left."""
    column = QWidget()
    rows = QVBoxLayout(column)
    rows.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        if part is None:
            rows.addStretch(1)
        else:
            rows.addWidget(part)
    return column
