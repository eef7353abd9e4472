"""Hears what other processes and desks changed, and publishes it on this process's bus.

SQLite tells by `PRAGMA data_version` that another connection committed, PostgreSQL by NOTIFY; what it was
stands in the acts. Own acts are left out: they were published with their commit.
"""

from __future__ import annotations

import json
import logging
import threading

import psycopg
from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.store.bus import Changed
from hotline_desk.store.changes import ActRow
from hotline_desk.store.engine import Store, translated

log = logging.getLogger(__name__)
_PAUSE = 0.25
_RETRY = 2.0


class Watcher(threading.Thread):
    """Runs until `stop()`. `reachable` tells whether the database answered last time."""

    def __init__(self, store: Store) -> None:
        super().__init__(name="store-watch", daemon=True)
        self._store = store
        self._stopping = threading.Event()
        self._last = 0
        self.reachable = True

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        first = True
        while not self._stopping.is_set():
            try:
                # No transaction may stay open: a snapshot would never show what others commit.
                with translated(self._store.place), self._store.engine.connect().execution_options(
                        isolation_level="AUTOCOMMIT", watching=True) as connection:
                    if first:
                        self._last = connection.scalar(select(func.max(ActRow.id))) or 0
                        first = False
                    self._back()
                    self._watch(connection)
            except (EnvironmentTrouble, UserError) as trouble:
                if self.reachable:
                    log.info("the database does not answer: %s", trouble)
                self.reachable = False
                self._stopping.wait(_RETRY)

    def _back(self) -> None:
        if not self.reachable:
            self.reachable = True
            self._store.bus.publish([Changed("store", "back")])

    def _watch(self, connection: Connection) -> None:
        postgres = self._store.dialect == "postgresql"
        if postgres:
            connection.execute(text("LISTEN hotline_desk"))
            self._publish(connection)  # what was committed before anybody listened is announced to nobody
        seen = None
        while not self._stopping.is_set():
            if postgres:
                heard = _notified(connection)
            else:
                version = connection.scalar(text("PRAGMA data_version"))
                heard, seen = version != seen, version
                self._stopping.wait(_PAUSE)
            if heard:
                self._publish(connection)

    def _publish(self, connection: Connection) -> None:
        rows = connection.execute(
            select(ActRow.id, ActRow.origin, ActRow.changed).where(ActRow.id > self._last).order_by(ActRow.id)).all()
        found: dict[Changed, None] = {}
        for act_id, origin, changed in rows:
            self._last = act_id
            if origin != self._store.origin:
                found.update((Changed(kind, uid), None) for kind, uid in json.loads(changed))
        self._store.bus.publish(list(found))


def _notified(connection: Connection) -> bool:
    """Waits a moment for a notice. Raises EnvironmentTrouble if the server is gone: the driver's own error."""
    driver = connection.connection.driver_connection
    try:
        return driver is not None and any(True for _ in driver.notifies(timeout=_PAUSE, stop_after=1))
    except psycopg.OperationalError as lost:
        connection.invalidate(lost)
        raise EnvironmentTrouble("database", str(lost).strip()) from lost
