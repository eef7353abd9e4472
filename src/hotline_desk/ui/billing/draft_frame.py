"""An offer or invoice while it is written: customer, lines, terms, and how it will look."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.billing.by_hand import HandMade, missing
from hotline_desk.domain.billing.values import INVOICE, OFFER, Document
from hotline_desk.services.addresses import get_address
from hotline_desk.services.billing.documents import draft_pdf
from hotline_desk.services.billing.hand_made import (
    DraftDocument,
    drop_draft,
    get_draft,
    make_final,
    new_document,
    save_draft,
    shown_document,
)
from hotline_desk.services.context import Context
from hotline_desk.services.papers import Paper
from hotline_desk.ui.billing.draft_pages import HeadPage, TermsPage
from hotline_desk.ui.billing.lines_editor import LinesEditor
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.paper_view import PaperView
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button
from hotline_desk.ui.shell.unsaved import may_close

_PAUSE_MS = 350
_PAGES = (N_("1 Customer"), N_("2 Lines"), N_("3 Terms"), N_("4 Preview"))
_PREVIEW = 3
_TITLES = {OFFER: N_("Offer"), INVOICE: N_("Invoice")}


class DraftFrame(Frame):
    """`uid` names a draft; without it a new one of the kind `what`, for the customer `address` (uid) if given."""

    icon_name = "file-plus"
    help_page = "offers"
    comfortable = QSize(900, 640)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 what: str = OFFER, address: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._what, self._address = what, address
        self._version: int | None = None
        self._made: HandMade | None = None
        self._over = False
        self.writable = permitted(ctx().user.role, "billing.draft")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._calculate)
        self._build()
        self._bind()
        changes.changed.connect(self._heard)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.lacks = Elided()
        self.lacks.setProperty("role", "danger")
        self.sums = QLabel()
        self.sums.setProperty("role", "strong")
        self.head = HeadPage(shell, self._ctx)
        self.lines = LinesEditor(shell, self._ctx, self.head.customer_uid)
        self.terms = TermsPage(shell, self._ctx)
        self.view = PaperView(shell)
        shell.texts.bind(self.view.setAccessibleName, N_("Preview"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page in (self.head, self.lines, self.terms, self.view):
            self.tabs.addTab(page, "")
        self.tabs.currentChanged.connect(self._turned)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addSpacing(12)
        head.addWidget(self.lacks, 1)
        head.addWidget(self.sums)
        foot = FlowRow()
        foot.addWidget(tool_button(shell, "record.archive"))
        foot.turn()
        foot.addWidget(shell.commands.button("frame.save"))
        foot.addWidget(shell.commands.button("draft.final", primary=True))
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.tabs, 1)
        rows.addLayout(foot)
        for part in (self.head, self.lines, self.terms):
            part.edited.connect(self._edited)
        for part in (self.head, self.terms):
            part.setEnabled(self.writable)
        self.lines.set_writable(self.writable)

    def _bind(self) -> None:
        self.bind({
            "frame.save": lambda: self._save(self._saved), "draft.final": self._finish, "record.archive": self._drop,
            "page.other": self._next_page, "ticket.customer": self._open_customer, **self.lines.handlers(),
        })
        for id in ("frame.save", "draft.final", "record.archive", *self.lines.handlers()):
            self.enable(id, self.writable)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        texts = self.shell.texts
        for number, text in enumerate(_PAGES):
            self.tabs.setTabText(number, texts.tr(text))
        name = self.head.customer.text().strip()
        kind = texts.tr(_TITLES[self._what])
        self.heading.setText(texts.tr("{kind} (draft)", kind=kind))
        self.set_title(f"{kind} · {name}" if name else texts.tr("{kind} (draft)", kind=kind))
        self._say_missing()

    def refresh(self) -> None:
        if self.dirty or self._over:
            return
        if self.uid:
            self.shell.background.read(self, get_draft, self._ctx(), self.uid, done=self._show, newest="draft",
                                       failed=self._gone)
        elif self._made is None:
            self.shell.background.read(self, self._begin, done=self._begun, newest="draft")

    def _begin(self) -> tuple[HandMade, str]:
        ctx = self._ctx()
        made = new_document(ctx, self._what, self._address)
        if not self._address:
            return made, ""
        address = get_address(ctx, self._address)
        return made, f"{address.number}  {address.name}"

    def first_field(self) -> QWidget:
        return self.lines.article if self.head.customer_uid() else self.head.customer

    def can_close(self) -> bool:
        return may_close(self)

    def closed(self) -> None:
        self._pause.stop()

    def open_args(self) -> dict[str, Any] | None:
        return {} if self.uid else None

    def _heard(self, kind: str, uid: str) -> None:
        if kind == "document" and uid == self.uid and not self.dirty:
            self.refresh()

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, draft: DraftDocument) -> None:
        self._version = draft.version
        self._fill(draft.made, f"{draft.address_number}  {draft.address_name}")

    def _begun(self, answer: tuple[HandMade, str]) -> None:
        self._fill(*answer)
        if self.head.customer_uid():
            self.tabs.setCurrentIndex(1)

    def _fill(self, made: HandMade, customer: str) -> None:
        self._made, self._what = made, made.kind
        self.head.fill(made, customer)
        self.lines.show(made.lines)
        self.terms.fill(made)
        self.set_dirty(False)
        self.retranslate()
        self._calculate()

    def _gone(self, problem: BaseException) -> bool:
        """The draft was made final or thrown away: the document takes its place."""
        if not isinstance(problem, UserError) or problem.id not in ("document.final", "record.missing"):
            return False
        if not self._over:
            self._over = True
            self.set_dirty(False)
            if problem.id == "document.final":
                self.shell.windows.open("document", self.uid)
            self.close_wanted.emit()
        return True

    def _edited(self) -> None:
        self.set_dirty(True)
        self._pause.start()
        self._say_missing()

    def typed(self) -> HandMade | None:
        """What stands in the fields now; None where something cannot be read, which then stands beside it."""
        if self._made is None:
            return None
        made = self.terms.taken(self.head.taken(self._made))
        return None if made is None else HandMade(**{**vars(made), "lines": self.lines.lines()})

    def _say_missing(self) -> None:
        texts, made = self.shell.texts, self.typed()
        lacks = missing(made) if made is not None else ()
        self.lacks.setText(texts.tr("Still to be filled in: {fields}.", fields=", ".join(map(texts.tr, lacks)))
                           if lacks else "")
        self.enable("draft.final", self.writable and made is not None and not lacks)

    def _calculate(self) -> None:
        made = self.typed()
        if made is None or not made.address_uid:
            self.sums.setText("")
            self.view.show_message(self.shell.texts.tr("Choose a customer first."))
            return
        self.shell.background.read(self, shown_document, self._ctx(), made, done=self._calculated, newest="sums",
                                   failed=lambda problem: isinstance(problem, UserError))
        if self.tabs.currentIndex() == _PREVIEW:
            self.shell.background.read(self, lambda: Paper(draft_pdf(self._ctx(), made)), newest="preview",
                                       done=self.view.show_paper, failed=self._not_drawn)

    def _calculated(self, document: Document) -> None:
        texts = self.shell.texts
        self.sums.setText(texts.tr("net {net}, gross {gross}", net=texts.money(document.net_cents),
                                   gross=texts.money(document.gross_cents)))

    def _not_drawn(self, problem: BaseException) -> bool:
        self.view.show_message(self.shell.messages.sentence(problem))
        return isinstance(problem, UserError)

    def _turned(self, page: int) -> None:
        if page == _PREVIEW:
            self._calculate()

    def _next_page(self) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())
        self.tabs.currentWidget().setFocus()

    # --- acting ---------------------------------------------------------------------------------------

    def _save(self, then: Callable[[str], None]) -> None:
        made = self.typed()
        if made is None:
            return
        if not made.address_uid:
            self.tabs.setCurrentIndex(0)
            self.head.form.show_problem(UserError("value.missing", field=N_("Customer")))
            return
        self.shell.background.write(self, save_draft, self._ctx(), made, self.uid or None, self._version,
                                    done=partial(self._kept, then), failed=self._wrong)

    def _kept(self, then: Callable[[str], None], uid: str) -> None:
        self.set_dirty(False)
        if not self.uid:
            self.shell.windows.became(self, uid)
        then(uid)

    def _saved(self, _uid: str) -> None:
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)
        self.refresh()

    def _wrong(self, problem: BaseException) -> bool:
        if isinstance(problem, UserError) and problem.id in ("document.price", "document.discount"):
            self.tabs.setCurrentIndex(1)
            self.lines.say(problem)
            return True
        return self.head.form.show_problem(problem)

    def _finish(self) -> None:
        self._save(self._make_final)

    def _make_final(self, uid: str) -> None:
        self._over = True
        self.shell.background.write(self, make_final, self._ctx(), uid, done=self._final, failed=self._not_final)

    def _not_final(self, problem: BaseException) -> bool:
        self._over = False
        self.refresh()
        return self._wrong(problem)

    def _final(self, number: str) -> None:
        shell = self.shell
        shell.messages.say(shell.texts.tr("{number} is final.", number=number), "success", key="draft.final")
        shell.windows.open("document", self.uid)
        self.close_wanted.emit()

    def _drop(self) -> None:
        if self.uid:
            self._over = True
            self.shell.background.write(self, drop_draft, self._ctx(), self.uid, done=self._dropped)
            return
        self.set_dirty(False)
        self.close_wanted.emit()

    def _dropped(self, made: HandMade) -> None:
        shell, ctx = self.shell, self._ctx()

        def back() -> None:
            shell.background.write(None, save_draft, ctx, made, done=lambda uid: shell.windows.open("draft", uid))

        shell.messages.say(shell.texts.tr("The draft was thrown away."), "note", key="draft.dropped",
                           action_text=shell.texts.tr("Undo"), action=back)
        self.set_dirty(False)
        self.close_wanted.emit()

    def _open_customer(self) -> None:
        if self.head.customer_uid():
            self.shell.windows.open("address", self.head.customer_uid())
