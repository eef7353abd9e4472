"""Making and opening a company's database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import URL

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.places import make_private_file
from hotline_desk.store import (
    access,
    addresses,
    articles,
    billing,
    billing_runs,
    changes,
    contracts,
    ddl,
    knowledge,
    notices,
    numbers,
    projects,
    search,
    tickets,
)
from hotline_desk.store.calls import callbacks, called_numbers, journal
from hotline_desk.store.engine import Store, connect, translated
from hotline_desk.store.schema import REVISION, Table

SUBJECTS = (access, addresses, articles, billing, billing_runs, callbacks, called_numbers, changes, contracts, journal,
            knowledge, notices, numbers, projects, search, tickets)
"""Every module with tables; named so that all of them are mapped before a schema is made."""


def place_of(url: URL) -> str:
    """Where the database is, for people; never with a password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def create_store(url: URL) -> Store:
    """A new, empty database with the present schema. Raises UserError if there is one already."""
    place = place_of(url)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        try:
            make_private_file(path)
        except OSError as trouble:
            if path.exists():
                raise UserError("store.exists", place=place) from trouble
            raise UserError("file.unwritable", place=place, reason=trouble.strerror or str(trouble)) from trouble
    store = Store(connect(url), place)
    try:
        _make(store)
    except BaseException:
        store.close()
        if url.get_backend_name() == "sqlite":
            Path(url.database or "").unlink()  # empty: it was made above
        raise
    return store


def _make(store: Store) -> None:
    with translated(store.place), store.engine.execution_options(writing=True).begin() as connection:
        if inspect(connection).has_table("alembic_version"):
            raise UserError("store.exists", place=store.place)
        Table.metadata.create_all(connection)
        ddl.make(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
                                " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})


def open_store(url: URL) -> Store:
    """The company's database, checked to be of the present schema.

    Raises UserError if it is missing, older, newer or damaged, EnvironmentTrouble if the server is away.
    """
    place = place_of(url)
    if url.get_backend_name() == "sqlite":
        _check_file(Path(url.database or ""), place)
    store = Store(connect(url), place)
    try:
        _check_revision(store)
    except BaseException:
        # A connection left open would keep the file from being upgraded or restored.
        store.close()
        raise
    return store


def _check_revision(store: Store) -> None:
    revision = _revision(store)
    if revision is None:
        raise UserError("store.missing", place=store.place)
    _compare(revision, store.place)


def _compare(revision: str, place: str) -> None:
    if revision != REVISION:
        raise UserError("store.older" if revision < REVISION else "store.newer", place=place)


def _revision(store: Store) -> str | None:
    with store.read() as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return None
        found = session.scalar(text("SELECT version_num FROM alembic_version"))
        return str(found) if found is not None else None


def _check_file(path: Path, place: str) -> None:
    try:
        if not path.is_file() or path.stat().st_size == 0:
            raise UserError("store.missing", place=place)
        with path.open("rb") as file:
            if file.read(16) != b"SQLite format 3\x00":
                raise UserError("store.damaged", place=place, reason="not a database")
    except OSError as trouble:
        raise UserError("file.unreadable", place=place, reason=trouble.strerror or str(trouble)) from trouble
    _look(path, place)


def _look(path: Path, place: str) -> None:
    """Refuses a file of another version before a connection that writes has touched a byte of it."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=15.0)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return  # what is wrong is said when it is opened to work with
    if found is not None:
        _compare(str(found[0]), place)


def integrity(store: Store) -> list[str]:
    """What the database itself finds wrong with its structure; empty if nothing."""
    if store.dialect != "sqlite":
        return []
    try:
        with store.read() as session:
            found = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check"))]
            found += [str(tuple(row)) for row in session.execute(text("PRAGMA foreign_key_check"))]
    except (sqlite3.DatabaseError, EnvironmentTrouble) as trouble:
        return [str(trouble)]
    except UserError as problem:
        return [str(problem.values.get("reason", problem.id))]
    return [line for line in found if line != "ok"]
