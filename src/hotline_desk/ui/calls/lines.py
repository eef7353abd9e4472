"""The telephone lines this desk listens to: started, stopped, overheard, dialled with, and how they are."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.context import Context
from hotline_desk.services.feeds import KINDS
from hotline_desk.ui.calls.monitor import FeedMonitor
from hotline_desk.ui.shell.shell import Shell

LOGGER = logging.getLogger(__name__)
Heard = Callable[[CallEvent], object]


class Lines(QObject):
    """One monitor per URL. `changed` comes on the UI thread whenever a line comes, goes or is in trouble."""

    changed = Signal()

    def __init__(self, shell: Shell, ctx: Callable[[], Context], intake: Intake, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._ctx, self._intake = shell, ctx, intake
        self._monitors: dict[str, FeedMonitor] = {}
        self._leaving: list[FeedMonitor] = []
        self._plan = ctx().plan
        self._lock = threading.Lock()
        self._overhearing: dict[str, list[Heard]] = {}

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

    def stop(self) -> None:
        """Ends all threads and waits for them."""
        monitors = [*self._monitors.values(), *self._leaving]
        self._monitors.clear()
        self._leaving.clear()
        for monitor in monitors:
            monitor.ask_to_stop()
        for monitor in monitors:
            monitor.stop()

    # --- for frames that know a line by its name ------------------------------------------------------

    def names(self) -> list[str]:
        """The lines that are listened to."""
        return [monitor.address.name for monitor in self._monitors.values()]

    def kind_of(self, name: str) -> str:
        """The code of a line's kind, "" for an unknown line."""
        found = self._named(name)
        return found.address.kind if found else ""

    def state_of(self, name: str) -> FeedState | None:
        """How the line of this name is; None if it is not listened to."""
        found = self._named(name)
        return found.state if found else None

    def trace_of(self, name: str) -> Trace | None:
        """What went over it; None if it is not listened to."""
        found = self._named(name)
        return found.trace if found else None

    def overhear(self, name: str, heard: Heard) -> Callable[[], None]:
        """Calls `heard` with each event of a line, in the line's thread, once it is stored; returns what ends that."""
        with self._lock:
            self._overhearing[name] = [*self._overhearing.get(name, ()), heard]
        return partial(self._overhear_no_more, name, heard)

    def begin_again(self, name: str) -> None:
        """Hangs up and connects anew, with the secret as it is now."""
        for url, monitor in list(self._monitors.items()):
            if monitor.address.name == name:
                self._let_go(self._monitors.pop(url))
                self._begin(url)
        self.changed.emit()

    def can_dial(self) -> bool:
        """Whether one of them can make calls at this moment."""
        return any(monitor.can_dial for monitor in self._monitors.values())

    def dial(self, order: DialOrder) -> bool:
        """Asks the first line that can for a call; False if none can. Raises UserError if the line refuses."""
        found = next((monitor for monitor in self._monitors.values() if monitor.can_dial), None)
        if found is not None:
            found.dial(order)
        return found is not None

    # --- inside ---------------------------------------------------------------------------------------

    def _named(self, name: str) -> FeedMonitor | None:
        return next((monitor for monitor in self._monitors.values() if monitor.address.name == name), None)

    def _begin(self, url: str) -> None:
        try:
            address = parse(url)
        except UserError as problem:
            self._shell.messages.trouble(problem)
            return
        monitor = FeedMonitor(address, self._ctx().plan, partial(self._take, address.name), self._intake.line_is_back,
                              self._shell.texts.translator, parent=self,
                              record_all=partial(self._take_all, address.name))
        monitor.state_changed.connect(lambda _state: self.changed.emit())
        monitor.state_changed.connect(self._say_what_failed)
        monitor.finished.connect(lambda: self._ended(url, monitor))
        self._monitors[url] = monitor
        monitor.start()

    @Slot(object)
    def _say_what_failed(self, state: FeedState) -> None:
        """A call that was ordered and came to nothing is over when it is told: the line itself is well."""
        if state.connected and state.trouble.startswith("dial."):
            self._shell.messages.trouble(UserError(state.trouble, **dict(state.values)))

    def _take(self, name: str, event: CallEvent) -> None:
        """In the line's thread."""
        self._intake.take(event)
        self._let_overhear(name, event)

    def _take_all(self, name: str, events: Sequence[CallEvent]) -> None:
        """The same for events that came at once."""
        self._intake.take_all(events)
        for event in events:
            self._let_overhear(name, event)

    def _let_overhear(self, name: str, event: CallEvent) -> None:
        for heard in self._overhearing.get(name, ()):
            try:
                heard(event)
            except RuntimeError:  # who listened is just being closed
                LOGGER.info("%s: nobody overhears it any more", name)

    def _overhear_no_more(self, name: str, heard: Heard) -> None:
        with self._lock:
            self._overhearing[name] = [each for each in self._overhearing.get(name, ()) if each is not heard]

    def _let_go(self, monitor: FeedMonitor) -> None:
        """Without waiting: it may be storing a call just now."""
        self._leaving.append(monitor)
        monitor.finished.connect(lambda: self._gone(monitor))
        monitor.ask_to_stop()

    def _ended(self, url: str, monitor: FeedMonitor) -> None:
        """A line that nobody asked to end had a bug: better said than silently deaf."""
        if self._monitors.get(url) is monitor:
            self._shell.messages.say(self._shell.texts.tr(
                "{name} is no longer listened to. Close the desk and open it again.", name=monitor.address.name),
                "danger", key=f"line {monitor.address.name}")

    def _gone(self, monitor: FeedMonitor) -> None:
        if monitor in self._leaving:
            self._leaving.remove(monitor)
            monitor.deleteLater()
