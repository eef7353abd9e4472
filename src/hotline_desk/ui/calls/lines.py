"""The telephone lines this desk listens to: started, stopped, and how they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from hotline_desk.adapters.telephony.feed import FeedState
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.context import Context
from hotline_desk.ui.calls.monitor import FeedMonitor
from hotline_desk.ui.shell.shell import Shell

KINDS = {"fritzbox": N_("FRITZ!Box"), "asterisk": N_("Asterisk")}


class Lines(QObject):
    """One monitor per URL. `changed` comes on the UI thread whenever a line comes, goes or is in trouble."""

    changed = Signal()

    def __init__(self, shell: Shell, ctx: Callable[[], Context], intake: Intake, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._ctx, self._intake = shell, ctx, intake
        self._monitors: dict[str, FeedMonitor] = {}
        self._leaving: list[FeedMonitor] = []
        self._plan = ctx().plan

    def use(self, urls: Sequence[str]) -> None:
        """Listens to exactly these lines from now on; those that stay are not interrupted."""
        plan = self._ctx().plan
        for url in [u for u in self._monitors if u not in urls or plan != self._plan]:
            self._let_go(self._monitors.pop(url))
        self._plan = plan
        for url in urls:
            if url not in self._monitors:
                self._begin(url)
        self.changed.emit()

    def states(self) -> list[tuple[str, FeedState]]:
        """How each line is, with the name of its kind."""
        return [(KINDS.get(m.address.kind, m.address.kind), m.state) for m in self._monitors.values()]

    def state_of(self, url: str) -> FeedState | None:
        """How the line of this URL is; None if it is not listened to."""
        monitor = self._monitors.get(url)
        return monitor.state if monitor else None

    def stop(self) -> None:
        """Ends all threads and waits for them."""
        monitors = [*self._monitors.values(), *self._leaving]
        self._monitors.clear()
        self._leaving.clear()
        for monitor in monitors:
            monitor.ask_to_stop()
        for monitor in monitors:
            monitor.stop()

    def _begin(self, url: str) -> None:
        try:
            address = parse(url)
        except UserError as problem:
            self._shell.messages.trouble(problem)
            return
        monitor = FeedMonitor(address, self._ctx().plan, self._intake.take, self._intake.line_is_back,
                              self._shell.texts.translator, parent=self)
        monitor.state_changed.connect(lambda _state: self.changed.emit())
        self._monitors[url] = monitor
        monitor.start()

    def _let_go(self, monitor: FeedMonitor) -> None:
        """Without waiting: it may be storing a call just now."""
        self._leaving.append(monitor)
        monitor.finished.connect(lambda: self._gone(monitor))
        monitor.ask_to_stop()

    def _gone(self, monitor: FeedMonitor) -> None:
        if monitor in self._leaving:
            self._leaving.remove(monitor)
            monitor.deleteLater()
