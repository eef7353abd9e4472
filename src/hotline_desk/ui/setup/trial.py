"""A line on trial: listened to for as long as somebody tries it out, whether it is kept already or not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QThread, Signal

from hotline_desk.adapters.secrets import secret_of
from hotline_desk.adapters.telephony.feed import FeedState
from hotline_desk.adapters.telephony.listener import Listener, listener, made_aside
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.core.phone import NumberPlan
from hotline_desk.ui.shell.telephones import Telephones

LOGGER = logging.getLogger(__name__)
_PATIENCE_MS = 3000


class Trial(QThread):
    """Listens in a thread of its own until `end`; nothing that is heard is recorded.

    `heard` carries each CallEvent, `state_changed` each FeedState. `secret` "" means the one that is kept.
    """

    heard = Signal(object)
    state_changed = Signal(object)

    def __init__(self, address: FeedAddress, plan: NumberPlan, telephones: Telephones, secret: str = "") -> None:
        super().__init__(telephones)  # a thread must outlive the frame that is just being closed
        telephones.ending.connect(self.end)
        self.setObjectName(f"trial {address.name}")
        self.address = address
        self.trace = Trace()
        typed: Callable[[str], str] = (lambda _name: secret) if secret else secret_of
        self._make = lambda: listener(address, plan, self.heard.emit, self.state_changed.emit, trace=self.trace,
                                      secret=typed)
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        self._ending = threading.Event()

    @property
    def state(self) -> FeedState | None:
        """How the line is; None before it is tried."""
        return self._listener.state if self._listener is not None else None

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
            LOGGER.exception("the trial of %s ended", self.address.name)

    def end(self) -> None:
        """Hangs up and waits for the thread; returns within milliseconds."""
        with self._lock:
            self._ending.set()
            if self._listener is not None:
                self._listener.stop()
        self.wait(_PATIENCE_MS)
