"""What is behind the numbers, queues and menu choices that callers reach us by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from hotline_desk.core import phone
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team, permitted
from hotline_desk.domain.called_numbers import KINDS, CalledNumber
from hotline_desk.domain.calls import NUMBER
from hotline_desk.services.access import list_teams
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.calls.called import list_called_numbers, save_called_number
from hotline_desk.services.context import Context
from hotline_desk.services.views.ticket_words import TicketWords, ticket_words
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell

_ICONS = {NUMBER: "phone", "queue": "users", "menu": "list"}
_LINES = 2


class CalledNumbersFrame(RecordsFrame):
    """The list of called numbers with its form."""

    icon_name = "phone-incoming"
    help_page = "numbers"
    comfortable = QSize(900, 560)
    heading = N_("Called numbers")
    form_title = N_("Called number")
    empty = N_("Nothing is known of your numbers yet. “New entry” says which product, team and greeting belong to one.")
    changed_kinds = frozenset({"called_number", "team", "address"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        self._teams: tuple[Team, ...] = ()
        self._words = TicketWords()
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "master.edit"))

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("name", N_("Name"), lambda r: r.name, width=20, bold=True, stretch=True,
                   icon=lambda r: "archive" if r.archived else _ICONS[r.kind],
                   color=lambda r: "muted" if r.archived else ""),
            Column("kind", N_("Kind"), lambda r: texts.tr(KINDS[r.kind]), width=12, rank=4),
            Column("code", N_("Number or name"), lambda r: phone.display(r.code) if r.kind == NUMBER else r.code,
                   width=20),
            Column("client", N_("For"), lambda r: r.client_name, width=18, rank=3),
            Column("product", N_("Product"), lambda r: r.product, width=14, rank=2),
            Column("category", N_("Category"), lambda r: r.category, width=14, rank=1),
            Column("team", N_("Team"), lambda r: r.team_name, width=14),
        )

    def build_form(self, form: Form) -> QWidget:
        texts = self.shell.texts
        self.name, self.code = QLineEdit(), QLineEdit()
        self.way = ChoiceBox(self.shell, KINDS.items())
        self.category, self.product = QLineEdit(), QLineEdit()
        self.client = SearchField(self.shell, self._search)
        self.team = QComboBox()
        self.greeting = QPlainTextEdit()
        self.greeting.setTabChangesFocus(True)
        self.greeting.setFixedHeight(round(self.shell.theme.line_height() * _LINES + 12))
        form.row("name", N_("&Name"), self.name)
        form.row("kind", N_("&Kind"), self.way)
        form.row("code", N_("N&umber or name"), self.code)
        form.row("client", N_("For the c&ompany"), self.client)
        form.row("product", N_("&Product"), self.product)
        form.row("category", N_("Cate&gory"), self.category)
        form.row("team", N_("Te&am"), self.team)
        form.row("greeting", N_("G&reeting"), self.greeting)
        texts.bind(self.code.setPlaceholderText, N_("number, extension, name of the queue, or choice in the menu"))
        texts.bind(self.client.setPlaceholderText, N_("only if you answer for another company"))
        texts.bind(self.greeting.setPlaceholderText, N_("is shown above the ticket, to be read out"))
        return self.name

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(" · ".join(part for part in (a.name, a.city, a.number) if part), a.uid)
                for a in search_addresses(self._ctx(), text, 12)]

    def read(self, archived: bool) -> Sequence[CalledNumber]:
        ctx = self._ctx()
        # Replaced as a whole, so that the form sees either the old or the new ones.
        self._teams = tuple(list_teams(ctx))
        self._words = ticket_words(ctx)
        return list_called_numbers(ctx, archived)

    def fill(self, record: CalledNumber | None) -> None:
        shown = record or CalledNumber("")
        self.name.setText(shown.name)
        self.way.set_code(shown.kind)
        self.code.setText(phone.display(shown.code) if shown.kind == NUMBER else shown.code)
        self.client.set_value(shown.client_name, shown.client_uid)
        self.product.setText(shown.product)
        self.category.setText(shown.category)
        self.greeting.setPlainText(shown.greeting)
        for line, words in ((self.product, self._words.products), (self.category, self._words.paths)):
            line.setCompleter(QCompleter(list(words), line))
        self.team.clear()
        self.team.addItem(self.shell.texts.tr("no team"), None)
        for team in self._teams:
            self.team.addItem(team.name, team.uid)
        if shown.team_uid and self.team.findData(shown.team_uid) < 0:
            self.team.addItem(shown.team_name, shown.team_uid)
        self.team.setCurrentIndex(max(0, self.team.findData(shown.team_uid)))

    def taken(self, record: CalledNumber | None) -> CalledNumber:
        typed = self.client.text().strip()
        return replace(
            record or CalledNumber(""), name=self.name.text(), kind=self.way.code(), code=self.code.text(),
            client_uid=self.client.value() if typed else None, product=self.product.text(),
            category=self.category.text(), team_uid=self.team.currentData(), greeting=self.greeting.toPlainText())

    def store(self, record: CalledNumber) -> str:
        return save_called_number(self._ctx(), record)

    def put_away(self, record: CalledNumber, archived: bool) -> None:
        save_called_number(self._ctx(), replace(record, archived=archived))

    def _wrong(self, problem: BaseException) -> bool:
        if isinstance(problem, UserError) and problem.id == "number.invalid":
            self.panel.set_busy(False)
            return self.form.show_problem(problem, "code")
        return super()._wrong(problem)
