"""Price lists with their prices, for the customers and contracts that name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team, permitted
from hotline_desk.domain.articles import Article, PriceList
from hotline_desk.services.access import list_teams
from hotline_desk.services.articles import list_articles, list_price_lists, save_price_list
from hotline_desk.services.context import Context
from hotline_desk.ui.articles.tables import EntriesModel
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.entry_table import EntryTable
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell


class PriceListsFrame(RecordsFrame):
    """The list of price lists; below it the prices of one."""

    icon_name = "tag"
    help_page = "price-lists"
    comfortable = QSize(820, 560)
    heading = N_("Price lists")
    form_title = N_("Price list")
    empty = N_("There are no price lists yet. A customer or a contract that names one gets its prices instead of the "
               "list prices. “New entry” makes one.")
    changed_kinds = frozenset({"price_list"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        self._archived = False
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "master.edit"))

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("name", N_("Name"), lambda p: p.name, width=24, bold=True, stretch=True,
                   icon=lambda p: "archive" if p.archived else "", color=lambda p: "muted" if p.archived else ""),
            Column("prices", N_("Prices"), lambda p: texts.number(len(p.entries)), width=8, align="right",
                   sort=lambda p: len(p.entries)),
            Column("articles", N_("Articles"), lambda p: ", ".join(dict.fromkeys(e.article_number for e in p.entries)),
                   width=30, rank=1),
        )

    def build_form(self, form: Form) -> QWidget:
        self.name = QLineEdit()
        self.entries = EntriesModel(self.shell, self._ctx)
        self.entries.setParent(self)
        self.entries.writable = self.writable
        self.table = EntryTable(self.shell, self.entries, (24, 9, 8, 10, 12), stretch=0)
        self.table.setMinimumHeight(self.shell.theme.row_height() * 7)
        self.shell.texts.bind(self.table.setAccessibleName, N_("Prices"))
        form.row("name", N_("&Name"), self.name)
        form.wide(self.table)
        self.entries.misread.connect(self.shell.messages.trouble)
        return self.name

    def refresh(self) -> None:
        super().refresh()
        self.shell.background.read(self, self._choices, done=lambda found: self.entries.know(*found), newest="choices")

    def _choices(self) -> tuple[list[Article], list[Team]]:
        ctx = self._ctx()
        teams = list_teams(ctx) if permitted(ctx.user.role, "access.read") else []
        return list_articles(ctx, True), teams

    def read(self, archived: bool) -> Sequence[PriceList]:
        return list_price_lists(self._ctx(), archived)

    def fill(self, record: PriceList | None) -> None:
        shown = record or PriceList("")
        self.name.setText(shown.name)
        self.entries.show(shown.entries)

    def taken(self, record: PriceList | None) -> PriceList:
        self.name.setFocus()  # a cell that is being typed into is taken
        return replace(record or PriceList(""), name=self.name.text(), entries=self.entries.taken())

    def store(self, record: PriceList) -> str:
        return save_price_list(self._ctx(), record)

    def put_away(self, record: PriceList, archived: bool) -> None:
        save_price_list(self._ctx(), replace(record, archived=archived))
