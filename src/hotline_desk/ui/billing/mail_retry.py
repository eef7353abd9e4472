"""Tries again by itself what waits for the mail server, as long as the desk runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from hotline_desk.core.errors import UserError
from hotline_desk.services.billing.sending import WAITING, Outcome, kept_mails, send_waiting
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.mail_words import say_outcome
from hotline_desk.ui.shell.shell import Shell

_FIRST_MS, _EVERY_MS = 20_000, 120_000


class MailRetry(QObject):
    """Looks every two minutes; `try_now()` does so at once. One try at a time."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context], parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._ctx = shell, ctx
        self._busy = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.try_now)
        self._timer.start(_FIRST_MS)

    def try_now(self) -> None:
        """Looks whether something waits and tries to send it."""
        self._timer.setInterval(_EVERY_MS)
        if not self._busy:
            self._busy = True
            self._shell.background.read(self, self._waits, done=self._looked, failed=self._not_tried)

    def _waits(self) -> Context | None:
        ctx = self._ctx()
        may = ctx.may("billing.draft") and ctx.may("billing.read")
        return ctx if may and any(kept.state == WAITING for kept in kept_mails(ctx)) else None

    def _looked(self, ctx: Context | None) -> None:
        if ctx is None:
            self._busy = False
            return
        self._shell.background.run_long(
            self, lambda progress, cancelled: send_waiting(ctx.watched(progress, cancelled)),
            title=self._shell.texts.tr("Sending mails"), done=self._tried, failed=self._not_tried)

    def _tried(self, outcome: Outcome) -> None:
        self._busy = False
        say_outcome(self._shell, outcome)

    def _not_tried(self, problem: BaseException) -> bool:
        self._busy = False
        # What the account lacks is told where mails are sent; saying it every two minutes would help nobody.
        return isinstance(problem, UserError)
