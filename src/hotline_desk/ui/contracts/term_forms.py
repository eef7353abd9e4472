"""The two columns of a version of terms: how work is rounded, and what comes with the contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import Article
from hotline_desk.domain.billing.values import PERIOD, TICKET, WORKLOG
from hotline_desk.domain.contracts import Terms
from hotline_desk.domain.dates import read_duration
from hotline_desk.services.context import Context
from hotline_desk.ui.contracts.days import DayField
from hotline_desk.ui.contracts.parts import fill_articles, wide_box
from hotline_desk.ui.contracts.sentences import time_text
from hotline_desk.ui.shell.forms import ChoiceBox, Form, TypedField
from hotline_desk.ui.shell.shell import Shell


class RulesForm(Form):
    """Name, first day and rounding. `edited` comes with each value, `typing` with each key."""

    edited = Signal()
    typing = Signal()

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell)
        self._desk = shell
        self.name = QLineEdit()
        self.begins = DayField(shell, ctx)
        self.article = wide_box()
        self.first, self.next, self.minimum, self.grace = (
            self._time_field(name) for name in ("first", "next", "minimum", "grace"))
        self.scope = ChoiceBox(shell, ((WORKLOG, N_("each measure")), (TICKET, N_("each ticket")),
                                       (PERIOD, N_("the whole period"))))
        self.after_call, self.per_agent = QCheckBox(), QCheckBox()
        shell.texts.bind(self.begins.setPlaceholderText, N_("always; a later day begins a new version"))
        shell.texts.bind(self.after_call.setText, N_("&Charge after-call work"))
        shell.texts.bind(self.per_agent.setText, N_("Count two agents at once twice"))
        self.row("name", N_("&Name"), self.name)
        self.row("begins", N_("&Valid from"), self.begins)
        self.row("article", N_("&Article"), self.article)
        self.row("first", N_("Fi&rst increment"), self.first)
        self.row("next", N_("F&urther increment"), self.next)
        self.row("minimum", N_("M&inimum"), self.minimum)
        self.row("grace", N_("&Grace"), self.grace)
        self.row("scope", N_("Roun&ded is"), self.scope)
        self.wide(self.after_call)
        self.wide(self.per_agent)
        shell.texts.follow(self, lambda living: living.show_words())
        self._connect()

    def _time_field(self, name: str) -> TypedField[int]:
        texts = self._desk.texts
        field = TypedField(read_duration, lambda seconds: time_text(texts, seconds))
        texts.follow(field, lambda living: living.set_value(living.value()))
        field.misread.connect(lambda problem: self.show_problem(problem, name))
        return field

    def _connect(self) -> None:
        self.begins.misread.connect(lambda problem: self.show_problem(problem, "begins"))
        for field in self._typed():
            field.value_changed.connect(self.edited)
            field.textEdited.connect(self.typing)
        self.name.textEdited.connect(self.typing)
        for box in (self.article, self.scope):
            box.activated.connect(self.edited)
        for tick in (self.after_call, self.per_agent):
            tick.clicked.connect(self.edited)

    def _typed(self) -> tuple[TypedField[Any], ...]:
        return self.begins, self.first, self.next, self.minimum, self.grace

    def show_terms(self, terms: Terms, articles: Sequence[Article]) -> None:
        """Shows a version."""
        fill_articles(self.article, articles, terms.article_number)
        self.show_words()
        self.name.setText(terms.name)
        self.begins.set_value(terms.valid_from)
        self.first.set_value(terms.first)
        self.next.set_value(terms.next)
        self.minimum.set_value(terms.minimum or None)
        self.grace.set_value(terms.grace or None)
        self.scope.set_code(terms.scope)
        self.after_call.setChecked(terms.charge_after_call)
        self.per_agent.setChecked(terms.per_agent)

    def show_words(self) -> None:
        """Says in the present language what no choice means."""
        self.article.setItemText(0, self._desk.texts.tr("the company's default article"))

    def take(self) -> bool:
        """Reads what is being typed; False, with a sentence below the field, if something cannot be saved."""
        if not all([field.take() for field in self._typed()]):
            return False
        self.clear_errors()
        for name, field in (("first", self.first), ("next", self.next)):
            if not field.value():
                self.show_problem(UserError("value.missing", field=N_("Increment")), name)
                return False
        return True

    def typed(self, terms: Terms) -> Terms:
        """The version with what stands here."""
        return replace(
            terms, name=self.name.text(), valid_from=self.begins.value(),
            article_number=self.article.currentData() or None, first=self.first.value() or 1,
            next=self.next.value() or 1, minimum=self.minimum.value() or 0, grace=self.grace.value() or 0,
            scope=self.scope.code(), charge_after_call=self.after_call.isChecked(),
            per_agent=self.per_agent.isChecked())
