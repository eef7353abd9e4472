"""What changed in the store, told on the UI thread: at once, and no record more often than every 30 ms."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

_TICK_MS = 30


class Change(Protocol):
    """A record of a kind that changed."""

    @property
    def kind(self) -> str:
        """Name of the subject."""
        ...

    @property
    def uid(self) -> str:
        """The record."""
        ...


class Publisher(Protocol):
    """Who publishes changes, in whichever thread makes them."""

    def listen(self, listener: Callable[[Sequence[Change]], None]) -> Callable[[], None]:
        """Adds a listener; returns what takes it away again."""
        ...


class Changes(QObject):
    """`changed(kind, uid)` comes on the UI thread. The first of a burst comes at once, repetitions are joined.

    Besides the kinds of records: "store" when the database is back, "context" when fresh settings are in use.
    """

    changed = Signal(str, str)
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, str], None] = {}
        self._leave: Callable[[], None] | None = None
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._tell)
        self._arrived.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def follow(self, publisher: Publisher) -> None:
        """Passes on what this publisher tells from now on, instead of an earlier one."""
        self.leave()
        self._leave = publisher.listen(self._hear)

    def leave(self) -> None:
        """Hears nothing any more."""
        if self._leave is not None:
            self._leave()
            self._leave = None

    def _hear(self, changed: Sequence[Change]) -> None:
        with self._lock:
            first = not self._waiting
            self._waiting.update(((each.kind, each.uid), None) for each in changed)
        if first:
            self._arrived.emit()

    @Slot()
    def _arrive(self) -> None:
        if not self._tick.isActive():
            self._tell()

    @Slot()
    def _tell(self) -> None:
        with self._lock:
            told, self._waiting = self._waiting, {}
        if told:
            self._tick.start()
        for kind, uid in told:
            self.changed.emit(kind, uid)
