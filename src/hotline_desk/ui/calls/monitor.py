"""The desk's ear: a thread of Qt around what listens to one feed. It knows no widget and no table."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QThread, Signal

from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState, Pace
from hotline_desk.adapters.telephony.listener import Listener, listener, made_aside
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.core.clock import Clock, SystemClock
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import Translator
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)


class FeedMonitor(QThread):
    """Reads one feed until stopped.

    `record` is called in this thread for each event and returns when the event is stored; it raises
    EnvironmentTrouble to be asked again later. `record_all`, where there is one, is offered events that came at once
    before they are told one by one. `feed_is_back` is called so after each gap, before the first
    event, with the name of the feed. `state_changed` carries a FeedState, `trouble` its sentence.
    """

    state_changed = Signal(object)
    trouble = Signal(str)

    def __init__(
        self,
        address: FeedAddress,
        plan: NumberPlan,
        record: Callable[[CallEvent], object],
        feed_is_back: Callable[[str], object] = lambda name: None,
        texts: Translator | None = None,
        clock: Clock | None = None,
        pace: Pace | None = None,
        parent: QObject | None = None,
        record_all: Callable[[Sequence[CallEvent]], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"feed {address.name}")
        self.address = address
        self._texts = texts or Translator()
        self._last_trouble = ""
        self.trace = Trace()
        # Made in the thread: to ask a keyring for the line's secret may take its time.
        self._make = lambda: listener(
            address, plan, record, self._show, lambda: feed_is_back(address.name), clock, pace, self.trace,
            on_events=record_all)
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        self._ending = threading.Event()
        self._before = FeedState(address.name, False, (clock or SystemClock()).now())

    @property
    def state(self) -> FeedState:
        """How the feed is now."""
        found = self._listener
        return found.state if found is not None else self._before

    @property
    def can_dial(self) -> bool:
        """Whether the feed can make calls at this moment."""
        found = self._listener
        return found is not None and found.can_dial

    def dial(self, order: DialOrder) -> None:
        """Asks the feed for a call, without waiting for its result. Raises UserError if it cannot."""
        found = self._listener
        if found is None:
            raise UserError("dial.impossible", name=self.address.name)
        found.dial(order)

    def run(self) -> None:
        """The thread's work; call `start` instead."""
        try:
            found = made_aside(self._make, self._ending)
            with self._lock:
                if found is None or self._ending.is_set():
                    return
                self._listener = found
            found.run()
        except Exception:  # a bug here must be seen and must not abort the desk
            LOGGER.exception("the monitor of %s ended", self.address.name)
            self.trouble.emit(self._texts.tr(
                "{name} is no longer listened to. Close the desk and open it again.", name=self.address.name
            ))

    def stop(self) -> None:
        """Ends the thread and waits for it; returns within milliseconds unless `record` is at work."""
        self.ask_to_stop()
        if self.isRunning():
            self.wait()

    def ask_to_stop(self) -> None:
        """Ends the thread without waiting for it; `finished` tells when it has."""
        with self._lock:
            self._ending.set()
            if self._listener is not None:
                self._listener.stop()

    def use(self, texts: Translator) -> None:
        """Says trouble in another language from now on."""
        self._texts = texts

    def _show(self, state: FeedState) -> None:
        self.state_changed.emit(state)
        if state.trouble and state.trouble != self._last_trouble:
            self.trouble.emit(state.sentence(self._texts))
        self._last_trouble = state.trouble
