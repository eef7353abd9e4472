"""The panel that cancels a document: what happens, and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QLineEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel


class CancelPanel(Panel):
    """`ask(line)` opens it for a document."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Cancel document"), N_("Cancel this document"))
        self._ctx = ctx
        self._line: DocumentLine | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.reason = QLineEdit()
        self._form = Form(frame.shell)
        self._form.row("reason", N_("&Reason"), self.reason)
        frame.shell.texts.bind(self.reason.setPlaceholderText, N_("stands on the cancellation invoice"))
        self.body.addWidget(self.words)
        self.body.addWidget(self._form)
        self.confirmed.connect(self._confirmed)

    def ask(self, line: DocumentLine) -> None:
        """Says what happens to this document and waits for Ctrl+Enter."""
        texts = self._frame.shell.texts
        self._line = line
        self.words.setText(texts.tr(
            "{number} for {name} over {gross} stays as it is; a cancellation invoice with the same amounts negated is "
            "issued. All work on it can be changed and billed again.",
            number=line.number, name=line.address_name, gross=texts.money(line.gross_cents)))
        self._form.clear_errors()
        self.open(self.reason)

    def _confirmed(self) -> None:
        reason = self.reason.text().strip()
        if self._line is None:
            return
        if not reason:
            self._form.show_problem(UserError("reason.missing"), "reason")
            return
        self.set_busy(True)
        self._frame.shell.background.write(self, cancel_document, self._ctx(), self._line.number, reason,
                                           done=self._cancelled, failed=self._not_cancelled)

    def _cancelled(self, number: str) -> None:
        texts = self._frame.shell.texts
        self.reason.clear()
        self.leave()
        if self._line is not None:
            self._frame.shell.messages.say(
                texts.tr("{number} is cancelled by {by}. Its work can be billed again.", number=self._line.number,
                         by=number), "success", key="billing.cancelled")

    def _not_cancelled(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self._form.show_problem(problem, "reason")
