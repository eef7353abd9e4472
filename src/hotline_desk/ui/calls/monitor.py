"""The desk's ear: a thread of Qt around the reader of one feed. It knows no widget and no table."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from hotline_desk.adapters.telephony.feed import FeedState, Pace, translators
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.core.clock import Clock
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import Translator
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)


class FeedMonitor(QThread):
    """Reads one feed until stopped.

    `record` is called in this thread for each event and returns when the event is stored; it raises
    EnvironmentTrouble to be asked again later. `feed_is_back` is called so after each gap, before the first
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
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"feed {address.name}")
        self.address = address
        self._texts = texts or Translator()
        self._last_trouble = ""
        self._reader = Reader(
            address, translators(address, plan), record, self._show, lambda: feed_is_back(address.name),
            clock=clock, pace=pace,
        )

    @property
    def state(self) -> FeedState:
        """How the feed is now."""
        return self._reader.state

    def run(self) -> None:
        """The thread's work; call `start` instead."""
        try:
            self._reader.run()
        except Exception:  # a bug here must be seen and must not abort the desk
            LOGGER.exception("the monitor of %s ended", self.address.name)
            self.trouble.emit(self._texts.tr(
                "{name} is no longer listened to. Close the desk and open it again.", name=self.address.name
            ))

    def stop(self) -> None:
        """Ends the thread and waits for it; returns within milliseconds unless `record` is at work."""
        self._reader.stop()
        if self.isRunning():
            self.wait()

    def ask_to_stop(self) -> None:
        """Ends the thread without waiting for it; `finished` tells when it has."""
        self._reader.stop()

    def use(self, texts: Translator) -> None:
        """Says trouble in another language from now on."""
        self._texts = texts

    def _show(self, state: FeedState) -> None:
        self.state_changed.emit(state)
        if state.trouble and state.trouble != self._last_trouble:
            self.trouble.emit(state.sentence(self._texts))
        self._last_trouble = state.trouble
