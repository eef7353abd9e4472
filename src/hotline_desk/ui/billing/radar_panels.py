"""The panels of the radar: why calls are not billed, and a period that is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.radar import FINDINGS
from hotline_desk.services.billing.periods import close_period
from hotline_desk.services.billing.radar import Finding, Radar, decide_calls
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.reason_panel import ReasonPanel
from hotline_desk.ui.shell.frame import Frame


class DecidePanel(ReasonPanel):
    """`ask(calls)` opens it for answered calls that need no ticket."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("No ticket needed"), N_("Settle without a ticket"))
        self._ctx = ctx
        self._calls: Sequence[Finding] = ()
        self.confirmed.connect(self._confirmed)

    def ask(self, calls: Sequence[Finding]) -> None:
        """Names the calls and waits for the reason."""
        self._calls = calls
        texts = self._frame.shell.texts
        self.words.setText(
            f"{calls[0].who} · {texts.moment(calls[0].at)}" if len(calls) == 1
            else texts.trn("{n} call", "{n} calls", len(calls)))
        self.form.clear_errors()
        self.open(self.reason)

    def _confirmed(self) -> None:
        reason = self.given()
        if not reason:
            return
        self.set_busy(True)
        self._frame.shell.background.write(self, decide_calls, self._ctx(), [call.uid for call in self._calls], reason,
                                           done=lambda _many: self.done(), failed=self.failed)


class ClosePanel(ReasonPanel):
    """`ask(found)` opens it for a period; a reason is needed only while something is not settled."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Close the period"), N_("Close now"))
        self._ctx = ctx
        self._found: Radar | None = None
        self.confirmed.connect(self._confirmed)

    def ask(self, found: Radar) -> None:
        """Says what is not settled and waits for Ctrl+Enter."""
        self._found = found
        texts = self._frame.shell.texts
        left = [f"{texts.tr(FINDINGS[kind])}: {texts.number(n)}" for kind, n in found.counts.items() if n]
        self.words.setText("\n".join([
            texts.tr("{first} to {last}", first=texts.day(found.first), last=texts.day(found.last)),
            *(left or [texts.tr("Everything is settled.")])]))
        self.form.clear_errors()
        self.form.show_row("reason", bool(left))
        self.open(self.reason if left else None)

    def _confirmed(self) -> None:
        if self._found is None:
            return
        reason = self.given() if self._found.total else ""
        if self._found.total and not reason:
            return
        self.set_busy(True)
        self._frame.shell.background.write(self, close_period, self._ctx(), self._found.first, self._found.last,
                                           reason, done=self._closed, failed=self.failed)

    def _closed(self, _uid: str) -> None:
        texts = self._frame.shell.texts
        if self._found is not None:
            self._frame.shell.messages.say(
                texts.tr("{first} to {last} is closed.", first=texts.day(self._found.first),
                         last=texts.day(self._found.last)), "success", key="period.closed")
        self.done()
