"""Each workplace's own file: drafts of what is typed, the spool of calls, layouts, settings of the workplace.

It stays usable when the shared database is away. One connection behind a lock; every write is one
small durable transaction.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hotline_desk.core.clock import require_aware
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.places import make_private_file

LOCAL_FILE = "local.sqlite"
_TRIES = "spool.tries"
_TABLES = """
CREATE TABLE IF NOT EXISTS memory (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS draft (key TEXT PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS spool (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS aside (id INTEGER PRIMARY KEY, body TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Draft:
    """What was being typed, and when it was last kept (UTC)."""

    key: str
    body: dict[str, Any]
    at: datetime


@dataclass(frozen=True)
class Aside:
    """A call event that could not be stored and no longer keeps others waiting: why, and since when (UTC)."""

    id: int
    body: dict[str, Any]
    reason: str
    at: datetime


class Local:
    """The workplace's file. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Opens the file, made if it is missing. Raises UserError if the folder cannot be used."""
        path = folder / LOCAL_FILE
        self._lock = threading.Lock()
        try:
            with suppress(FileExistsError):  # another program of this workplace may have begun at the same time
                make_private_file(path)
            self._connection = _opened(path)
        except OSError as trouble:
            raise UserError("file.unwritable", place=str(path), reason=trouble.strerror or str(trouble)) from trouble
        except sqlite3.DatabaseError as trouble:
            raise UserError("file.unwritable", place=str(path), reason=str(trouble)) from trouble

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def get(self, key: str) -> str | None:
        """A remembered text."""
        row = self._one("SELECT value FROM memory WHERE key = ?", key)
        return str(row[0]) if row else None

    def put(self, key: str, value: str | None) -> None:
        """Remembers a text; None forgets it."""
        if value is None:
            self._do("DELETE FROM memory WHERE key = ?", key)
        else:
            self._do("INSERT INTO memory VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                     key, value)

    def remembered(self, prefix: str) -> dict[str, str]:
        """All remembered texts whose key begins so, by the rest of the key."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT key, value FROM memory WHERE substr(key, 1, ?) = ?", (len(prefix), prefix)).fetchall()
        return {str(key)[len(prefix):]: str(value) for key, value in rows}

    def desk(self) -> str:
        """This workplace's id, made at the first call."""
        found = self.get("desk")
        if found is None:
            self._do("INSERT INTO memory VALUES ('desk', ?) ON CONFLICT DO NOTHING", str(uuid.uuid4()))
            found = self.get("desk") or ""
        return found

    def settings(self) -> dict[str, Any]:
        """Stored settings of the workplace."""
        with self._lock:
            rows = self._connection.execute("SELECT key, value FROM memory WHERE key LIKE 'setting.%'").fetchall()
        return {key.removeprefix("setting."): json.loads(value) for key, value in rows}

    def put_setting(self, key: str, value: Any) -> None:
        self.put(f"setting.{key}", json.dumps(value))

    def keep_draft(self, key: str, body: dict[str, Any], at: datetime) -> None:
        """Keeps what was typed so far under this key."""
        self._do("INSERT INTO draft VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
                 " SET body = excluded.body, at = excluded.at",
                 key, json.dumps(body, ensure_ascii=False), require_aware(at).isoformat())

    def draft(self, key: str) -> Draft | None:
        row = self._one("SELECT key, body, at FROM draft WHERE key = ?", key)
        return Draft(row[0], json.loads(row[1]), datetime.fromisoformat(row[2])) if row else None

    def drafts(self, prefix: str = "") -> list[Draft]:
        """Drafts whose key begins so, oldest first."""
        with self._lock:
            rows = self._connection.execute("SELECT key, body, at FROM draft WHERE substr(key, 1, ?) = ? ORDER BY at",
                                            (len(prefix), prefix)).fetchall()
        return [Draft(key, json.loads(body), datetime.fromisoformat(at)) for key, body, at in rows]

    def drop_draft(self, key: str) -> None:
        self._do("DELETE FROM draft WHERE key = ?", key)

    def spool(self, body: dict[str, Any]) -> None:
        """Keeps a call event that the shared database could not take; durable when this returns."""
        self._do("INSERT INTO spool (body) VALUES (?)", json.dumps(body, ensure_ascii=False))

    def spooled(self) -> list[tuple[int, dict[str, Any]]]:
        """What waits for the shared database, oldest first."""
        with self._lock:
            rows = self._connection.execute("SELECT id, body FROM spool ORDER BY id").fetchall()
        return [(row_id, json.loads(body)) for row_id, body in rows]

    def spool_keys(self) -> list[int]:
        """Keys of what waits, oldest first."""
        with self._lock:
            return [row_id for (row_id,) in self._connection.execute("SELECT id FROM spool ORDER BY id")]

    def unspool(self, row_id: int) -> None:
        self._do("DELETE FROM spool WHERE id = ?", row_id)

    def failed(self, row_id: int) -> int:
        """Counts that this event, the first of those that wait, could not be stored; returns how often so far."""
        known, _, tries = (self.get(_TRIES) or "").partition(" ")
        count = int(tries) + 1 if known == str(row_id) else 1
        self.put(_TRIES, f"{row_id} {count}")
        return count

    def set_aside(self, row_id: int, reason: str, at: datetime) -> None:
        """Takes an event off the spool and keeps it beside."""
        with self._lock, self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR REPLACE INTO aside SELECT id, body, ?, ? FROM spool WHERE id = ?",
                               (reason, require_aware(at).isoformat(), row_id))
            connection.execute("DELETE FROM spool WHERE id = ?", (row_id,))

    def aside(self) -> list[Aside]:
        """Events that could not be stored, oldest first."""
        with self._lock:
            rows = self._connection.execute("SELECT id, body, reason, at FROM aside ORDER BY id").fetchall()
        return [Aside(key, json.loads(body), reason, datetime.fromisoformat(at)) for key, body, reason, at in rows]

    def keep_aside(self, event: Aside) -> None:
        """Keeps an event beside that was dropped."""
        self._do("INSERT OR REPLACE INTO aside VALUES (?, ?, ?, ?)", event.id,
                 json.dumps(event.body, ensure_ascii=False), event.reason, require_aware(event.at).isoformat())

    def drop_aside(self, key: int) -> None:
        self._do("DELETE FROM aside WHERE id = ?", key)

    def _one(self, statement: str, *values: Any) -> Any:
        with self._lock:
            return self._connection.execute(statement, values).fetchone()

    def _do(self, statement: str, *values: Any) -> None:
        """Raises EnvironmentTrouble while the file cannot be written (disk full, locked)."""
        try:
            with self._lock:
                self._connection.execute(statement, values)
        except sqlite3.OperationalError as trouble:
            raise EnvironmentTrouble(LOCAL_FILE, str(trouble)) from trouble


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=15.0)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(_TABLES)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
