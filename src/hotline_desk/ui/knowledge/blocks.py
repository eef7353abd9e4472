"""Text blocks: a list, and a form that shows at once what will be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.knowledge import PLACEHOLDERS, Category, TextBlock, fill_in, fitting_paths
from hotline_desk.services.context import Context
from hotline_desk.services.knowledge.categories import list_categories
from hotline_desk.services.knowledge.text_blocks import list_text_blocks, save_text_block
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import Offer, SuggestLine

_LINES = 4
_WHOSE = (("own", N_("only me")), ("all", N_("everybody here")))


class TextBlocksFrame(RecordsFrame):
    """One's own blocks and everybody's, which need a permission to be changed."""

    icon_name = "text-quote"
    help_page = "blocks"
    comfortable = QSize(900, 640)
    heading = N_("Text blocks")
    form_title = N_("Text block")
    empty = N_("There are no text blocks yet. “New entry” makes one; in a ticket its abbreviation and Tab write it.")
    changed_kinds = frozenset({"text_block", "category"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        self._categories: tuple[Category, ...] = ()
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "own.edit"))

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("abbreviation", N_("Abbreviation"), lambda b: b.abbreviation, width=13, bold=True,
                   icon=lambda b: "archive" if b.archived else "user" if b.own else "users",
                   color=lambda b: "muted" if b.archived else ""),
            Column("title", N_("Title"), lambda b: b.title, width=22),
            Column("whose", N_("For"), lambda b: texts.tr(dict(_WHOSE)["own" if b.own else "all"]), width=11, rank=2),
            Column("category", N_("Category"), lambda b: b.category, width=18, rank=1),
            Column("text", N_("Text"), lambda b: " ".join(b.text.split()), width=26, stretch=True),
        )

    def name_of(self, record: TextBlock) -> str:
        return record.title

    # --- the form -------------------------------------------------------------------------------------

    def build_form(self, form: Form) -> QWidget:
        shell = self.shell
        self.abbreviation, self.title_line = QLineEdit(), QLineEdit()
        self.whose = ChoiceBox(shell, _WHOSE)
        self.category = SuggestLine(shell, self._find)
        self.text, self.preview = self._area(), self._area()
        self.preview.setReadOnly(True)
        self.preview.setProperty("role", "muted")
        self.names = QLabel()
        self.names.setProperty("role", "muted")
        self.names.setWordWrap(True)
        form.row("abbreviation", N_("&Abbreviation"), self.abbreviation)
        form.row("title", N_("T&itle"), self.title_line)
        form.row("whose", N_("F&or"), self.whose)
        form.row("category", N_("Cate&gory"), self.category)
        form.row("text", N_("Te&xt"), self.text)
        form.wide(self.names)
        form.row("preview", N_("&Preview"), self.preview)
        shell.texts.bind(self.category.setPlaceholderText, N_("every category"))
        self.text.textChanged.connect(self._preview)
        self.category.misread.connect(lambda problem: form.show_problem(problem, "category"))
        self.category.settled.connect(lambda _path: form.error("category", ""))
        shell.texts.follow(self.names, lambda label: label.setText(self._placeholders()))
        return self.abbreviation

    def _area(self) -> QPlainTextEdit:
        area = QPlainTextEdit()
        area.setTabChangesFocus(True)
        self.shell.theme.follow(area, lambda living: living.setFixedHeight(
            round(self.shell.theme.line_height() * _LINES + 12)))
        return area

    def _placeholders(self) -> str:
        language = 1 if self.shell.texts.language == "de" else 0
        names = "  ".join(f"{{{both[language]}}}" for both in PLACEHOLDERS.values())
        return self.shell.texts.tr("Filled in by themselves: {names}", names=names)

    def _find(self, text: str) -> list[Offer]:
        return [(path, path) for path in fitting_paths([c.path for c in self._categories], text)]

    def _preview(self) -> None:
        ctx, tr = self._ctx(), self.shell.texts.tr
        self.preview.setPlainText(fill_in(self.text.toPlainText(), {
            "customer": tr("Example Ltd"), "contact": tr("Ms Example"), "number": "2026-00412",
            "date": self.shell.texts.day(local_day(ctx.clock.now(), ctx.zone)), "agent": ctx.user.name}))

    # --- records --------------------------------------------------------------------------------------

    def read(self, archived: bool) -> Sequence[TextBlock]:
        ctx = self._ctx()
        # Replaced as a whole, so that the form sees either the old or the new ones.
        self._categories = tuple(list_categories(ctx))
        return list_text_blocks(ctx, archived)

    def edit(self, record: Any) -> None:
        super().edit(record)
        free = self._ctx().may("master.edit")
        mine = record is None or record.own or free
        self.form.setEnabled(self.writable and mine)
        self.panel.set_busy(not (self.writable and mine))
        self.whose.setEnabled(free)

    def fill(self, record: TextBlock | None) -> None:
        shown = record or TextBlock("", "", "")
        self.abbreviation.setText(shown.abbreviation)
        self.title_line.setText(shown.title)
        self.whose.set_code("own" if shown.own else "all")
        self.category.use_known([category.path for category in self._categories] or [""])
        self.category.set_value(shown.category)
        self.text.setPlainText(shown.text)
        self._preview()

    def taken(self, record: TextBlock | None) -> TextBlock:
        return replace(
            record or TextBlock("", "", ""), abbreviation=self.abbreviation.text(), title=self.title_line.text(),
            own=self.whose.code() == "own", category=self.category.value(), text=self.text.toPlainText())

    def store(self, record: TextBlock) -> str:
        return save_text_block(self._ctx(), record)

    def put_away(self, record: TextBlock, archived: bool) -> None:
        save_text_block(self._ctx(), replace(record, archived=archived))
