"""Buttons of one's own: what each writes into a ticket, and which key it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.knowledge import Category, TextBlock, fitting_paths
from hotline_desk.domain.own_buttons import (
    INTO,
    MOST_BUTTONS,
    OWN_BUTTONS,
    OwnButton,
    read_buttons,
    stored_buttons,
)
from hotline_desk.domain.tickets import OUTCOMES, PRIORITIES
from hotline_desk.services.access import read_settings, write_setting
from hotline_desk.services.context import Context
from hotline_desk.services.knowledge.categories import list_categories
from hotline_desk.services.knowledge.text_blocks import list_text_blocks
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import Offer, SuggestLine

_LEAVE = ("", N_("leave as it is"))


@dataclass(frozen=True)
class ButtonLine:
    """A button with its place among the others (from 1 on, 0 if it was put away) and the title of its text."""

    button: OwnButton
    place: int = 0
    title: str = ""

    @property
    def uid(self) -> str:
        return self.button.uid

    @property
    def name(self) -> str:
        return self.button.name

    @property
    def archived(self) -> bool:
        return self.button.archived


class ButtonsFrame(RecordsFrame):
    """The list of one's own buttons with its form."""

    icon_name = "square-mouse-pointer"
    help_page = "buttons"
    comfortable = QSize(860, 600)
    heading = N_("Own buttons")
    form_title = N_("Own button")
    empty = N_("You have no buttons of your own yet. “New entry” makes one for what you write again and again.")
    changed_kinds = frozenset({"context", "text_block", "category"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        self._blocks: tuple[TextBlock, ...] = ()
        self._categories: tuple[Category, ...] = ()
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "own.edit"))

    def columns(self) -> tuple[Column, ...]:
        tr = self.shell.texts.tr
        return (
            Column("key", N_("Key"), lambda r: self._key(r.place), width=9, sort=lambda r: r.place or MOST_BUTTONS + 1),
            Column("name", N_("Name"), lambda r: r.name, width=18, bold=True,
                   icon=lambda r: "archive" if r.archived else "", color=lambda r: "muted" if r.archived else ""),
            Column("text", N_("Text block"), lambda r: r.title, width=18, stretch=True),
            Column("category", N_("Category"), lambda r: r.button.category, width=18, rank=1),
            Column("outcome", N_("Outcome"), lambda r: tr(OUTCOMES[r.button.outcome].text) if r.button.outcome else "",
                   width=13, rank=2),
            Column("priority", N_("Priority"), lambda r: tr(PRIORITIES.get(r.button.priority, "")), width=10, rank=3),
        )

    def _key(self, place: int) -> str:
        return self.shell.commands.key(f"own.{place}") if 0 < place <= MOST_BUTTONS else ""

    # --- the form -------------------------------------------------------------------------------------

    def build_form(self, form: Form) -> QWidget:
        shell = self.shell
        self.name, self.place, self.block = QLineEdit(), QComboBox(), QComboBox()
        self.into = ChoiceBox(shell, INTO.items())
        self.category = SuggestLine(shell, self._find)
        self.outcome = ChoiceBox(shell, [_LEAVE, *((o.code, o.text) for o in OUTCOMES.values())])
        self.priority = ChoiceBox(shell, [_LEAVE, *PRIORITIES.items()])
        form.row("name", N_("&Name"), self.name)
        form.row("place", N_("&Key"), self.place)
        form.row("block", N_("Te&xt block"), self.block)
        form.row("into", N_("Is wr&itten into"), self.into)
        form.row("category", N_("Cate&gory"), self.category)
        form.row("outcome", N_("Outc&ome"), self.outcome)
        form.row("priority", N_("P&riority"), self.priority)
        shell.texts.bind(self.category.setPlaceholderText, N_("leave as it is"))
        self.block.currentIndexChanged.connect(lambda _n: self.into.setEnabled(bool(self.block.currentData())))
        self.category.misread.connect(lambda problem: form.show_problem(problem, "category"))
        self.category.settled.connect(lambda _path: form.error("category", ""))
        return self.name

    def _find(self, text: str) -> list[Offer]:
        return [(path, path) for path in fitting_paths([c.path for c in self._categories], text)]

    def fill(self, record: ButtonLine | None) -> None:
        taken = sum(1 for row in self.list.rows() if row.place)
        shown = record.button if record else OwnButton("")
        self.name.setText(shown.name)
        self.place.clear()
        for place in range(1, MOST_BUTTONS + 1):
            self.place.addItem(self._key(place), place)
        self.place.setCurrentIndex((record.place if record and record.place else min(taken + 1, MOST_BUTTONS)) - 1)
        self.block.clear()
        self.block.addItem(self.shell.texts.tr(N_("no text")), "")
        for block in self._blocks:
            self.block.addItem(f"{block.abbreviation}   {block.title}", block.uid)
        self.block.setCurrentIndex(max(0, self.block.findData(shown.block_uid)))
        self.into.set_code(shown.into)
        self.into.setEnabled(bool(self.block.currentData()))
        self.category.use_known([category.path for category in self._categories] or [""])
        self.category.set_value(shown.category)
        self.outcome.set_code(shown.outcome)
        self.priority.set_code(shown.priority)

    def taken(self, record: ButtonLine | None) -> ButtonLine:
        button = replace(
            record.button if record else OwnButton(""), name=self.name.text().strip(),
            block_uid=self.block.currentData() or "", into=self.into.code(), category=self.category.value(),
            outcome=self.outcome.code(), priority=self.priority.code())
        if not button.name:
            raise UserError("value.missing", field=N_("Name"))
        if not button.does_something:
            raise UserError("button.empty")
        return ButtonLine(button, self.place.currentData())

    # --- records --------------------------------------------------------------------------------------

    def read(self, archived: bool) -> Sequence[ButtonLine]:
        ctx = self._ctx()
        # Replaced as a whole, so that the form sees either the old or the new ones.
        self._blocks, self._categories = tuple(list_text_blocks(ctx)), tuple(list_categories(ctx))
        titles = {block.uid: block.title for block in self._blocks}
        places = iter(range(1, 1000))
        return [ButtonLine(button, 0 if button.archived else next(places), titles.get(button.block_uid, ""))
                for button in self._kept() if archived or not button.archived]

    def _kept(self) -> list[OwnButton]:
        return read_buttons(read_settings(self._ctx())[OWN_BUTTONS])

    def store(self, record: ButtonLine) -> str:
        button = replace(record.button, uid=record.uid or str(uuid4()))
        others = [each for each in self._kept() if each.uid != button.uid]
        self._write([each for each in others if not each.archived], button, record.place - 1,
                    [each for each in others if each.archived])
        return button.uid

    def put_away(self, record: ButtonLine, archived: bool) -> None:
        button = replace(record.button, archived=archived)
        others = [each for each in self._kept() if each.uid != button.uid]
        self._write([each for each in others if not each.archived], button, MOST_BUTTONS,
                    [each for each in others if each.archived])

    def _write(self, shown: list[OwnButton], button: OwnButton, place: int, away: list[OwnButton]) -> None:
        if button.archived:
            away = [*away, button]
        elif len(shown) >= MOST_BUTTONS:
            raise UserError("button.full", most=MOST_BUTTONS)
        else:
            shown.insert(place, button)
        write_setting(self._ctx(), OWN_BUTTONS, stored_buttons([*shown, *away]))

    def _wrong(self, problem: BaseException) -> bool:
        if isinstance(problem, UserError) and problem.id in ("button.full", "button.empty"):
            self.panel.set_busy(False)
            return self.form.show_problem(problem, "name" if problem.id == "button.full" else "block")
        return super()._wrong(problem)

    def name_of(self, record: Any) -> str:
        return str(record.name)
