"""The panel that cancels a document: what happens, and why."""

from __future__ import annotations

from collections.abc import Callable

from hotline_desk.core.text import N_
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.reason_panel import ReasonPanel
from hotline_desk.ui.shell.frame import Frame


class CancelPanel(ReasonPanel):
    """`ask(line)` opens it for a document."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Cancel document"), N_("Cancel this document"),
                         N_("stands on the cancellation invoice"))
        self._ctx = ctx
        self._line: DocumentLine | None = None
        self.confirmed.connect(self._confirmed)

    def ask(self, line: DocumentLine) -> None:
        """Says what happens to this document and waits for Ctrl+Enter."""
        texts = self._frame.shell.texts
        self._line = line
        self.words.setText(texts.tr(
            "{number} for {name} over {gross} stays as it is; a cancellation invoice with the same amounts negated is "
            "issued. All work on it can be changed and billed again.",
            number=line.number, name=line.address_name, gross=texts.money(line.gross_cents)))
        self.form.clear_errors()
        self.open(self.reason)

    def _confirmed(self) -> None:
        reason = self.given()
        if self._line is None or not reason:
            return
        self.set_busy(True)
        self._frame.shell.background.write(self, cancel_document, self._ctx(), self._line.number, reason,
                                           done=self._cancelled, failed=self.failed)

    def _cancelled(self, number: str) -> None:
        texts = self._frame.shell.texts
        self.done()
        if self._line is not None:
            self._frame.shell.messages.say(
                texts.tr("{number} is cancelled by {by}. Its work can be billed again.", number=self._line.number,
                         by=number), "success", key="billing.cancelled")
