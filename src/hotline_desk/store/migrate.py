"""From an older schema to the present one: by an administrator, or at the start for a file of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import URL, Engine

from hotline_desk.core import places
from hotline_desk.core.errors import UserError
from hotline_desk.store.backup import copy_file, free_name, let_go
from hotline_desk.store.engine import Store, translated
from hotline_desk.store.opening import open_store, place_of
from hotline_desk.store.schema import REVISION


def open_upgraded(url: URL) -> Store:
    """The company's database; an older file is backed up beside itself and upgraded first.

    Raises UserError `store.older` for an older PostgreSQL database: that is an administrator's decision.
    """
    try:
        return open_store(url)
    except UserError as problem:
        if problem.id != "store.older" or url.get_backend_name() != "sqlite":
            raise
    upgrade(url)
    return open_store(url)


def upgrade(url: URL, scripts: Path | None = None, target: str | None = None) -> tuple[str, str]:
    """Brings the database to the present revision and returns (before, after); a file is backed up first.

    Everything or nothing. Raises UserError if there is none, it is newer, or a file is in use.
    """
    place, target = place_of(url), target or REVISION
    before = _revision_of(url, place)
    if before > target:
        raise UserError("store.newer", place=place)
    if before == target:
        return before, before
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        let_go(file)
        copy_file(file, free_name(file, f".before-{target}"))
    with migrating(url) as connection:
        run_scripts(connection, scripts or places.migrations(), target)
    return before, target


def run_scripts(connection: Connection, scripts: Path, target: str) -> None:
    """Applies the migration scripts on an open transaction."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


@contextmanager
def migrating(url: URL) -> Iterator[Connection]:
    """A transaction in which tables may be rebuilt: on SQLite without enforcing foreign keys, checked at the end."""
    engine = _engine(url)
    try:
        with translated(place_of(url)), engine.begin() as connection:
            yield connection
            if connection.dialect.name == "sqlite":
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise UserError("store.damaged", place=place_of(url), reason=str(tuple(broken[0])))
    finally:
        engine.dispose()


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, connect_args={"connect_timeout": 5})
    engine = create_engine(url, connect_args={"isolation_level": None, "timeout": 15.0})

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Rebuilding a table with foreign keys on would delete its children; inside a transaction it cannot be changed.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _revision_of(url: URL, place: str) -> str:
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise UserError("store.missing", place=place)
    engine = _engine(url)
    try:
        with translated(place), engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                raise UserError("store.missing", place=place)
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    finally:
        engine.dispose()
    if found is None:
        raise UserError("store.missing", place=place)
    return str(found)
