"""The panel that decides on one measure of the preview: charged or not, another article, another text, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit

from hotline_desk.core.text import N_
from hotline_desk.domain.articles import Article
from hotline_desk.domain.billing.values import Item
from hotline_desk.services.articles import list_articles
from hotline_desk.services.billing.decisions import UNDECIDED, Decided, Decision, decide
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel

_AS_IS, _CHARGE, _FREE = "", "charge", "free"
_CHOICES = ((_AS_IS, N_("as ticket and contract say")), (_CHARGE, N_("charge it")), (_FREE, N_("do not charge it")))
_MEANT = {_AS_IS: None, _CHARGE: True, _FREE: False}


class ChangePanel(Panel):
    """`ask(item, decided)` opens it. `decided` tells uid, what held before, and what holds now."""

    decided = Signal(str, object, object)

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Change a measure"), N_("Take it over"))
        self._ctx = ctx
        self._uid = ""
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.charged = ChoiceBox(frame.shell, _CHOICES)
        self.article = SearchField(frame.shell, self._articles)
        self.text = QLineEdit()
        self.reason = QLineEdit()
        self._form = Form(frame.shell)
        self._form.row("charged", N_("Char&ge"), self.charged)
        self._form.row("article", N_("Arti&cle"), self.article)
        self._form.row("text", N_("Te&xt"), self.text)
        self._form.row("reason", N_("Wh&y"), self.reason)
        frame.shell.texts.bind(self.article.setPlaceholderText, N_("empty: as it is"))
        frame.shell.texts.bind(self.text.setPlaceholderText, N_("empty: as it is"))
        self.body.addWidget(self.words)
        self.body.addWidget(self._form)
        self.confirmed.connect(self._confirmed)

    def _articles(self, text: str) -> list[tuple[str, str]]:
        words = text.casefold().split()
        return [(_named(a), a.number) for a in list_articles(self._ctx()) if not a.archived
                and all(word in _named(a).casefold() for word in words)]

    def ask(self, item: Item, held: Decided | None) -> None:
        """Shows what holds for this measure and waits for Ctrl+Enter."""
        texts, decision = self._frame.shell.texts, held.decision if held else UNDECIDED
        self._uid = item.worklog_uid
        said = [f"{texts.moment(item.start)} · {item.text or item.subject}"]
        if held is not None:
            said.append(texts.tr("Decided by {name} at {moment}: {reason}", name=held.by,
                                 moment=texts.moment(held.at), reason=held.reason))
        self.words.setText("\n".join(said))
        self._form.clear_errors()
        self.charged.set_code(next(code for code, meant in _MEANT.items() if meant is decision.charged))
        self.article.set_value(decision.article or "", decision.article)
        self.text.setText(decision.text or "")
        self.reason.setText(held.reason if held else "")
        self.open(self.charged)

    def _confirmed(self) -> None:
        article = self.article.value() if self.article.text().strip() else None
        if self.article.text().strip() and article is None:
            article = self.article.text().strip().split()[0]
        decision = Decision(_MEANT[self.charged.code()], article, self.text.text().strip() or None)
        self.set_busy(True)
        self._frame.shell.background.write(
            self, decide, self._ctx(), self._uid, decision, self.reason.text(),
            done=partial(self._done, self._uid, decision), failed=self._failed)

    def _done(self, uid: str, decision: Decision, before: Decision) -> None:
        self.leave()
        self.decided.emit(uid, before, decision)

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        id = getattr(problem, "id", "")
        return self._form.show_problem(problem, "article" if id == "article.not_found" else "reason")


def _named(article: Article) -> str:
    return f"{article.number}  {article.name}"
