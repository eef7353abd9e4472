"""How events of this desk's telephone lines reach the store: in their order, and never lost when it is away."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from hotline_desk.core.errors import EnvironmentTrouble
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.calls.record import (
    Recorded,
    close_open_calls,
    flush_spool,
    record,
    retry_unprocessed,
    waiting,
)
from hotline_desk.services.context import Context

log = logging.getLogger(__name__)


class Intake:
    """Called by the threads of the lines and by the writer, never by the UI thread.

    While the database is away events wait on the local spool, and so does the news that a line had a gap.
    """

    def __init__(self, ctx: Callable[[], Context]) -> None:
        self._ctx = ctx
        self._lock = threading.Lock()
        self._gaps: dict[str, None] = {}

    def take(self, event: CallEvent) -> Recorded:
        """Stores one event; durable when this returns. Raises EnvironmentTrouble if it can be kept nowhere."""
        with self._lock:
            self._catch_up()
            return record(self._ctx(), event)

    def line_is_back(self, name: str) -> None:
        """A line had a gap: calls of it that still seem to run have an unknown end."""
        with self._lock:
            self._gaps[name] = None
            self._catch_up()

    def catch_up(self) -> int:
        """Stores what waits; returns how many events still do. Called now and then."""
        with self._lock:
            self._catch_up()
            return len(waiting(self._ctx()))

    def mend(self) -> int:
        """Applies the rules again where they failed; returns how many calls are mended."""
        with self._lock:
            return retry_unprocessed(self._ctx())

    def _catch_up(self) -> None:
        """Gaps first: they lie before the events that wait."""
        ctx = self._ctx()
        try:
            for name in list(self._gaps):
                close_open_calls(ctx, name)
                del self._gaps[name]
            flush_spool(ctx)
        except EnvironmentTrouble as trouble:
            log.info("events wait for the database: %s", trouble.reason)
