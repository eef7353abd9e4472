"""The store: one database, opened with the settings it needs, and its transactions."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from hotline_desk.core import places
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.log import without_secrets
from hotline_desk.core.places import DATABASE_FILE
from hotline_desk.core.text import N_
from hotline_desk.store import changes
from hotline_desk.store.bus import Bus, Changed
from hotline_desk.store.written import check_texts

_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds until a PostgreSQL server counts as away, also one whose cable was pulled while nobody asked."""


@dataclass(frozen=True)
class Stamp:
    """Who does what from where; written with every transaction."""

    act: str
    user_id: int | None
    desk: str
    at: datetime


@dataclass
class Tx:
    """An open writing transaction."""

    session: Session
    stamp: Stamp
    _changed: dict[tuple[str, str], None] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.stamp.at

    def changed(self, kind: str, uid: str) -> None:
        """Says that this record changed; published with the commit."""
        self._changed[kind, uid] = None

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that may fail alone: its changes are undone, the exception goes on."""
        with self.session.begin_nested():
            yield

    def noted(self) -> list[tuple[str, str]]:
        return list(self._changed)


class Store:
    """One open database. Sessions never leave the thread that opened them."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place
        self.origin = str(uuid.uuid4())
        self.bus = Bus()
        self._writer = engine.execution_options(writing=True)

    @property
    def dialect(self) -> str:
        """"sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads. Raises EnvironmentTrouble or UserError when the database is away."""
        with translated(self.place), Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, stamp: Stamp) -> Iterator[Tx]:
        """A transaction: everything or nothing, with its audit; publishes what changed after the commit."""
        with translated(self.place), Session(self._writer, expire_on_commit=False) as session:
            event.listen(session, "before_flush", check_texts)
            recorder = changes.Recorder(session)
            session.info["recorder"] = recorder
            tx = Tx(session, stamp)
            with session.begin():
                yield tx
                session.flush()
                recorder.write(
                    {"name": stamp.act, "at": stamp.at, "user_id": stamp.user_id, "desk": stamp.desk,
                     "origin": self.origin},
                    tx.noted(),
                )
                if tx.noted() and self.dialect == "postgresql":
                    session.execute(text("SELECT pg_notify('hotline_desk', :origin)"), {"origin": self.origin})
        self.bus.publish([Changed(kind, uid) for kind, uid in tx.noted()])

    def close(self) -> None:
        """Gives all connections back; the store cannot be used afterwards."""
        self.engine.dispose()


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turns the drivers' errors into a `UserError` or an `EnvironmentTrouble`; bugs pass through."""
    try:
        yield
    except StaleDataError as stale:
        raise UserError("record.changed", who=N_("Somebody")) from stale
    except IntegrityError:
        raise
    except OperationalError as trouble:
        reason = str(trouble.orig)
        if "disk is full" in reason or "No space left" in reason:
            raise UserError("store.full") from trouble
        if "readonly" in reason or "read-only" in reason or "unable to open" in reason:
            raise UserError("store.readonly", place=place) from trouble
        if "decode to UTF-8" in reason:  # the rest of the message is what people wrote
            raise UserError("store.damaged", place=place, reason=reason.partition(" with text")[0]) from trouble
        raise EnvironmentTrouble("database", reason.strip().splitlines()[0]) from trouble
    except UnicodeDecodeError as trouble:
        raise UserError("store.damaged", place=place, reason=trouble.reason) from trouble
    except DBAPIError as trouble:
        reason = str(trouble.orig).strip().splitlines()[0]
        if "malformed" in reason or "not a database" in reason:
            raise UserError("store.damaged", place=place, reason=reason) from trouble
        if trouble.connection_invalidated:
            raise EnvironmentTrouble("database", reason) from trouble
        raise


def database_url(data: Path | None, database: str | None) -> URL:
    """The URL of the company's database: the one given, else the SQLite file in the data folder.

    Raises UserError if what was given is no URL of a database that can be used.
    """
    if database:
        try:
            url = make_url(database)
        except ArgumentError:
            raise UserError("store.url", url=without_secrets(database)) from None
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        if url.drivername not in ("postgresql+psycopg", "sqlite") or not url.database:
            raise UserError("store.url", url=url.render_as_string(hide_password=True))
        return url
    folder = data or places.default_data()
    return URL.create("sqlite", database=str(folder / DATABASE_FILE))


def connect(url: URL) -> Engine:
    """An engine with the settings that both databases need; nothing is opened yet.

    What people wrote stays out of its error messages, and so out of the log.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    engine = create_engine(url, pool_pre_ping=True, pool_size=8, hide_parameters=True, connect_args=_PATIENCE)
    changes.install_guard(engine)
    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={
        "isolation_level": None, "timeout": 15.0, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000",
                       "recursive_triggers=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("watching"):
            return
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    changes.install_guard(engine)
    return engine
