"""How events of telephone lines reach the store: in their order, and never lost when it is away."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.calls import ENDED, CallEvent
from hotline_desk.services.calls.forgetting import purge_calls
from hotline_desk.services.calls.record import (
    Recorded,
    close_open_calls,
    flush_spool,
    record,
    record_together,
    retry_aside,
    retry_unprocessed,
    waiting,
)
from hotline_desk.services.context import Context

log = logging.getLogger(__name__)
Stored = Callable[[str, str], object]


def _unheard(kind: str, call_uid: str) -> None:
    """For who does not ask what was stored."""


def _not_shown(event: CallEvent) -> None:
    """For who does not show what waits."""


class Intake:
    """Called by the threads of the lines and by whoever keeps the time, never by a UI thread.

    While the database is away events wait on the local spool, and so does the news that a line had a gap.
    `stored` hears the kind of each event that changed a call, and the call's uid, once it is durable; `kept` each
    event that waits, once it is durable here.
    """

    def __init__(self, ctx: Callable[[], Context], stored: Stored = _unheard,
                 kept: Callable[[CallEvent], object] = _not_shown) -> None:
        self._ctx = ctx
        self._stored, self._kept = stored, kept
        self._lock = threading.Lock()
        self._gaps: dict[str, None] = {}
        self._tidied: date | None = None

    def take(self, event: CallEvent) -> Recorded:
        """Stores one event; durable when this returns. Raises EnvironmentTrouble if it can be kept nowhere."""
        with self._lock:
            self._catch_up()
            done = record(self._ctx(), event)
            if done.changed and done.call_uid is not None:
                self._stored(done.kind, done.call_uid)
            if done.spooled:
                self._kept(event)
            return done

    def take_all(self, events: Sequence[CallEvent]) -> None:
        """Stores events that came at once, with one commit if that works: a burst is durable sooner so."""
        with self._lock:
            self._catch_up()
            done = record_together(self._ctx(), events)
            for each in done or ():
                if each.changed and each.call_uid is not None:
                    self._stored(each.kind, each.call_uid)
        if done is None:
            for event in events:
                self.take(event)

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

    def tidy(self) -> int:
        """Once a day: tries again what could not be stored, forgets what is too old; returns of how many calls."""
        ctx = self._ctx()
        today = local_day(ctx.clock.now(), ctx.zone)
        if today == self._tidied:
            return 0
        self._tidied = today
        with self._lock:
            retry_aside(ctx)
        return purge_calls(ctx)

    def _catch_up(self) -> None:
        """Gaps first: they lie before the events that wait."""
        try:
            for name in list(self._gaps):
                for uid in close_open_calls(self._ctx(), name):
                    self._stored(ENDED, uid)
                del self._gaps[name]
        except EnvironmentTrouble as trouble:
            log.info("events wait for the database: %s", trouble.reason)
            return
        except UserError as problem:
            # Somebody wrote to the same call just now. An event must not wait for that: the gap does.
            log.info("a gap is closed later: %s", problem.id)
        for done in flush_spool(self._ctx()):
            if done.changed and done.call_uid is not None:
                self._stored(done.kind, done.call_uid)
