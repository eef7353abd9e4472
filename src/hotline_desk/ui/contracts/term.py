"""One version of terms: increments, prices, quota, with sentences that say what they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.articles import Article
from hotline_desk.domain.contracts import Terms
from hotline_desk.services.articles import list_articles
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import list_calendars, list_terms, save_terms
from hotline_desk.ui.contracts.parts import column
from hotline_desk.ui.contracts.prices import PricesModel, PricesTable
from hotline_desk.ui.contracts.sentences import example, sentences
from hotline_desk.ui.contracts.term_extras import ExtrasForm
from hotline_desk.ui.contracts.term_forms import RulesForm
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
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
        self.rules, self.extras = RulesForm(shell, self._ctx), ExtrasForm(shell)
        self.prices = PricesModel(shell)
        self.prices.setParent(self)
        self.prices.writable = self.writable
        self.table = PricesTable(shell, self.prices)
        self.table.setMinimumHeight(shell.theme.row_height() * 5)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
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
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = FlowRow()
        foot.turn()
        foot.addWidget(shell.commands.button("frame.save", primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(area, 1)
        rows.addLayout(foot)
        self._connect()

    def _left(self) -> QWidget:
        return column(self.rules, self._heading(N_("In words")), self.words, None)

    def _right(self) -> QWidget:
        return column(self.extras, self._heading(N_("Prices")), self.table)

    def _heading(self, text: str) -> QLabel:
        label = QLabel()
        label.setProperty("role", "strong")
        self.shell.texts.bind(label.setText, text)
        return label

    def _connect(self) -> None:
        for form in (self.rules, self.extras):
            form.setEnabled(self.writable)
            form.edited.connect(self._edited)
            form.typing.connect(lambda: self.set_dirty(True))
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
        return self.rules.name

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
        self.rules.show_terms(terms, shown.articles)
        self.extras.show_terms(terms, shown.calendars, shown.articles)
        self.prices.show(shown.articles, terms.prices)
        self.set_dirty(False)
        self.retranslate()

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

    # --- saving ---------------------------------------------------------------------------------------

    def _as_typed(self, before: Terms) -> Terms:
        return replace(self.extras.typed(self.rules.typed(before)), prices=self.prices.prices())

    def save(self) -> None:
        """Stores the version; another first day begins a further one."""
        if not (self.rules.take() and self.extras.take()):
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
