"""The audit: who changed what, from what, to what; chained by hash so that tampering shows.

A flush hook collects the changes of a transaction; `Tx` writes them just before the commit. Set-wise SQL
goes through `bulk()`; a guard refuses data changes that pass by both.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, String, Text, event, insert, inspect, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.core.clock import require_aware
from hotline_desk.store.schema import APPEND_ONLY, FULL, Instant, Key, Row, Table
from hotline_desk.store.written import checked

HIDDEN = "…"
_CHAIN_LOCK = 0x486F746C
_CHAINED = ("table_name", "row_key", "operation", "before", "after")
_WRITES = re.compile(
    r"^\s*(INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+|\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?"
    r"|TRUNCATE(?:\s+TABLE)?)\s+\"?(\w+)", re.IGNORECASE)


class ActRow(Row):
    """One act of one person at one desk: a transaction."""

    __tablename__ = "act"
    audit = None
    audit_reason = "is the audit itself"

    name: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)
    user_id: Mapped[int | None] = mapped_column(Key)
    desk: Mapped[str] = mapped_column(String(36))
    origin: Mapped[str] = mapped_column(String(36))
    changed: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChangeRow(Row):
    """One row before and after an act, as JSON of the columns that changed."""

    __tablename__ = "change"
    __table_args__ = (Index(None, "table_name", "row_key"),)
    audit = None
    audit_reason = "is the audit itself"

    act_id: Mapped[int] = mapped_column(Key, ForeignKey("act.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row_key: Mapped[str] = mapped_column(String(80))
    operation: Mapped[str] = mapped_column(String(8))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)


def audited_tables() -> dict[str, str]:
    """Table name -> full or append-only, for every table that is audited."""
    return {
        mapper.local_table.name: mapper.class_.audit  # type: ignore[attr-defined]
        for mapper in Table.registry.mappers
        if getattr(mapper.class_, "audit", None) in (FULL, APPEND_ONLY)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return require_aware(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _told(row: Any, key: str, value: Any) -> Any:
    """What the audit keeps of a value: of one that must be forgotten one day only that there was one."""
    return HIDDEN if value and key in row.audit_hides else _plain(value)


_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def _key(row: Any) -> str:
    return str(getattr(row, "uid", None) or ":".join(str(part) for part in inspect(row).identity or ()))


class Recorder:
    """Collects the changes of one session and writes them as one act."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: list[dict[str, Any]] = []
        self._added: list[Any] = []
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)
        event.listen(session, "after_flush_postexec", self._after_postexec)

    def _before_flush(self, session: Session, *_: Any) -> None:
        session.connection().info["writing_audited"] = True
        for row in session.dirty:
            if row.audit is None or not session.is_modified(row):
                continue
            state = inspect(row)
            before, after = {}, {}
            for attribute in state.mapper.column_attrs:
                history = state.attrs[attribute.key].history
                if history.has_changes():
                    key = attribute.key
                    before[key] = _told(row, key, history.deleted[0]) if history.deleted else None
                    after[key] = _told(row, key, history.added[0]) if history.added else None
            if after:
                self._keep(row, "update", before, after)
        for row in session.deleted:
            if row.audit is not None:
                self._keep(row, "delete", self._all(row), None)
        self._added += [row for row in session.new if row.audit is not None]

    def _after_flush(self, session: Session, *_: Any) -> None:
        for row in self._added:
            self._keep(row, "insert", None, self._all(row))
        self._added.clear()

    def _after_postexec(self, session: Session, *_: Any) -> None:
        session.connection().info["writing_audited"] = False

    def _all(self, row: Any) -> dict[str, Any]:
        return {a.key: _told(row, a.key, getattr(row, a.key)) for a in inspect(row).mapper.column_attrs}

    def _keep(self, row: Any, operation: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        self._rows.append({
            "table_name": row.__tablename__, "row_key": _key(row), "operation": operation,
            "before": None if before is None else _json(before), "after": None if after is None else _json(after),
        })

    def keep_added(self, kind: type[Table], row: dict[str, Any]) -> None:
        """Notes a row that was inserted without being an object, in the same form as one that was."""
        mapper = inspect(kind)
        told = {a.key: _told(kind, a.key, row.get(a.key)) for a in mapper.column_attrs}
        key = row.get("uid") or ":".join(str(row[column.name]) for column in mapper.primary_key)
        self._rows.append({"table_name": kind.__tablename__, "row_key": str(key), "operation": "insert",
                           "before": None, "after": _json(told)})

    def keep_bulk(self, table: str, operation: str, note: dict[str, Any]) -> None:
        """Notes set-wise SQL: what was done instead of one entry per row."""
        self._rows.append({"table_name": table, "row_key": "*", "operation": operation,
                           "before": None, "after": _json(note)})

    def write(self, act: dict[str, Any], changed: list[tuple[str, str]]) -> int | None:
        """Writes the act with its changes and returns its id; None if nothing was changed."""
        if not self._rows and not changed:
            return None
        connection = self._session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
        previous = connection.scalar(select(ActRow.hash).order_by(ActRow.id.desc()).limit(1)) or "0" * 64
        noted = _json(changed)
        own = act_hash(previous, act, noted, self._rows)
        act_id = connection.execute(
            insert(ActRow).values(**act, changed=noted, previous_hash=previous, hash=own).returning(ActRow.id)
        ).scalar_one()
        if self._rows:
            connection.execute(insert(ChangeRow), [{**row, "act_id": act_id} for row in self._rows])
        return act_id


def act_hash(previous: str, act: dict[str, Any], changed: str, rows: list[dict[str, Any]]) -> str:
    """SHA-256 over the previous hash and the act with its changes; instants in UTC ISO form."""
    content = _json({"previous": previous, "act": {k: _plain(v) for k, v in act.items()},
                     "changed": changed, "rows": rows})
    return hashlib.sha256(content.encode()).hexdigest()


@contextmanager
def bulk(session: Session, table: str, operation: str, note: dict[str, Any]) -> Iterator[Connection]:
    """A connection on which set-wise SQL for one audited table is allowed and noted in the act."""
    connection = session.connection()
    recorder: Recorder = session.info["recorder"]
    session.flush()
    connection.info["writing_audited"] = True
    try:
        yield connection
    finally:
        connection.info["writing_audited"] = False
    recorder.keep_bulk(table, operation, note)


def insert_all(session: Session, kind: type[Table], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Inserts many rows by one statement, each with its own entry in the audit; quicker than as many objects.

    All name the same columns; what they refer to was flushed before. Returns the rows with their keys.
    """
    mapper = inspect(kind)
    written = checked(mapper, rows)
    if not written:
        return []
    connection, recorder = session.connection(), session.info["recorder"]
    given = all(column.name in written[0] for column in mapper.primary_key)
    connection.info["writing_audited"] = True
    try:
        if given:
            connection.execute(insert(kind), written)
        else:
            made = connection.execute(insert(kind).returning(*kind.__table__.columns), written)
            written = [dict(row) for row in made.mappings()]
    finally:
        connection.info["writing_audited"] = False
    for row in written:
        recorder.keep_added(kind, row)
    return written


def install_guard(engine: Engine) -> None:
    """From now on SQL that changes an audited table outside a flush or `bulk()` raises RuntimeError."""
    audited = audited_tables()

    @event.listens_for(engine, "before_cursor_execute")
    def guard(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        found = _WRITES.match(statement)
        if found and found[2] in audited and not connection.info.get("writing_audited"):
            raise RuntimeError(f"{found[1]} {found[2]} passes by the audit")


def verify_chain(session: Session) -> list[str]:
    """One line per act whose hash does not follow from its predecessor and content."""
    wrong: list[str] = []
    previous = "0" * 64
    many = {"yield_per": 1000}
    acts = session.execute(select(ActRow.__table__).order_by(ActRow.id).execution_options(**many))
    changes = session.execute(
        select(ChangeRow.__table__).order_by(ChangeRow.act_id, ChangeRow.id).execution_options(**many))
    groups = groupby(changes, key=lambda change: change.act_id)
    key, members = next(groups, (None, iter(())))
    for act in acts:
        while key is not None and key < act.id:
            wrong.append(f"act {key}")
            key, members = next(groups, (None, iter(())))
        rows = []
        if key == act.id:
            rows = [{name: getattr(change, name) for name in _CHAINED} for change in members]
            key, members = next(groups, (None, iter(())))
        content = {"name": act.name, "at": act.at, "user_id": act.user_id, "desk": act.desk, "origin": act.origin}
        if act.previous_hash != previous or act.hash != act_hash(previous, content, act.changed, rows):
            wrong.append(f"act {act.id} ({act.name})")
        previous = act.hash
    return wrong
