"""Lines with their search for articles and their buttons, as offers and recurring invoices have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.by_hand import HandLine
from hotline_desk.services.articles import list_articles
from hotline_desk.services.billing.hand_made import line_of_article
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.hand_lines import QUANTITY, TEXT, HandLinesModel, HandLinesTable
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import SearchField
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_HITS = 12
ACTIONS = ("line.text", "line.own", "line.remove", "line.up", "line.down")


class LinesEditor(QWidget):
    """`customer()` is the uid whose prices hold, "" for none yet. `edited` comes with each change."""

    edited = Signal()

    def __init__(self, shell: Shell, ctx: Callable[[], Context], customer: Callable[[], str]) -> None:
        super().__init__()
        self._shell, self._ctx, self._customer = shell, ctx, customer
        self.article = SearchField(shell, self._search, least=1)
        shell.texts.bind(self.article.setPlaceholderText, N_("Add an article: number or name"))
        shell.texts.bind(self.article.setAccessibleName, N_("Add an article"))
        self.model = HandLinesModel(shell)
        self.model.setParent(self)
        self.table = HandLinesTable(shell, self.model, self._article_typed)
        self.problem = QLabel()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        buttons = FlowRow()
        for id in ACTIONS:
            buttons.addWidget(tool_button(shell, id))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.article)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.problem)
        rows.addLayout(buttons)
        self.setFocusProxy(self.article)
        self.article.chosen.connect(self._chosen)
        self.model.edited.connect(self._edited)
        self.model.misread.connect(self.say)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of lines do, for the frame to bind."""
        return {
            "line.text": lambda: self._add(HandLine(text_only=True), TEXT),
            "line.own": lambda: self._add(HandLine(), TEXT),
            "line.remove": lambda: self.model.remove(self._row()),
            "line.up": lambda: self._move(-1), "line.down": lambda: self._move(1),
        }

    def lines(self) -> tuple[HandLine, ...]:
        """The lines as they stand."""
        return self.model.lines()

    def show(self, lines: tuple[HandLine, ...]) -> None:  # type: ignore[override]  # shows lines, not itself
        """Shows these lines."""
        self.model.show(lines)
        self.say(None)

    def say(self, problem: BaseException | None) -> None:
        """Tells what is wrong, or takes it away."""
        self.problem.setText("" if problem is None else self._shell.messages.sentence(problem))
        self.problem.setHidden(problem is None)

    def set_writable(self, on: bool) -> None:
        """Whether lines can be changed."""
        self.model.writable = on
        self.article.setEnabled(on)

    def _search(self, text: str) -> list[tuple[str, Any]]:
        words = text.casefold().split()
        found = [a for a in list_articles(self._ctx()) if all(w in f"{a.number} {a.name}".casefold() for w in words)]
        return [(f"{a.number}  {a.name}", a.number) for a in found[:_HITS]]

    def _chosen(self, number: object) -> None:
        if number is not None:
            self.article.set_value("", None)
            self._fetch(str(number), self._came)

    def _article_typed(self, row: int, number: str) -> None:
        self._fetch(number, partial(self._came_for, row))

    def _fetch(self, number: str, done: Callable[[HandLine], None]) -> None:
        self._shell.background.read(self, line_of_article, self._ctx(), self._customer(), number, done=done,
                                    failed=self._wrong)

    def _wrong(self, problem: BaseException) -> bool:
        self.say(problem)
        return isinstance(problem, UserError)

    def _came(self, line: HandLine) -> None:
        self.table.go(self.model.add(line), QUANTITY)
        self.table.setFocus()

    def _came_for(self, row: int, line: HandLine) -> None:
        before = self.model.lines()[row] if row < len(self.model.lines()) else line
        self.model.put(row, replace(line, quantity_e4=before.quantity_e4, discount_bp=before.discount_bp))

    def _add(self, line: HandLine, column: int) -> None:
        row = self._row()
        place = self.model.add(line, row + 1 if row >= 0 else None)
        self.table.go(place, column)
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())

    def _row(self) -> int:
        return self.table.currentIndex().row()

    def _move(self, by: int) -> None:
        self.table.go(self.model.move(self._row(), by), max(0, self.table.currentIndex().column()))

    def _edited(self) -> None:
        self.say(None)
        self.edited.emit()
