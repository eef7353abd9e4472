"""Transactions, types and trouble of the store."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from sqlalchemy.dialects import postgresql, sqlite

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.store.access import TeamRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.bus import Changed
from hotline_desk.store.engine import DATABASE_FILE, Stamp, database_url
from hotline_desk.store.opening import create_store, integrity, open_store
from hotline_desk.store.schema import Instant, Whole
from tests.store_fixtures import NOW, file_url


def stamp():
    return Stamp("test", None, "desk", NOW)


INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(INSTANTS)
def test_an_instant_comes_back_from_a_file_to_the_microsecond(instant):
    kind, dialect = Instant(), sqlite.dialect()
    assert kind.process_result_value(kind.process_bind_param(instant, dialect), dialect) == instant


def test_an_instant_of_another_zone_is_the_same_instant():
    local = datetime(2026, 10, 5, 9, tzinfo=timezone(timedelta(hours=2)))
    assert Instant().process_bind_param(local, postgresql.dialect()) == datetime(2026, 10, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_a_naive_time_is_refused(dialect):
    with pytest.raises(ValueError, match="naive"):
        Instant().process_bind_param(datetime(2026, 10, 5, 9), dialect)  # noqa: DTZ001


@pytest.mark.parametrize("value", [1.5, 100.0, "100", True])
def test_money_is_whole_or_nothing(value):
    with pytest.raises(TypeError):
        Whole().process_bind_param(value, sqlite.dialect())


def test_what_was_stored_comes_back_as_it_was(any_store):
    with any_store.write(stamp()) as tx:
        tx.session.add(ArticleRow(number="SUP", name="Örtlicher Dienst ß €", unit="hour", price_e4=-1_234_567_890_123,
                                  archived_at=NOW + timedelta(microseconds=7)))
    with any_store.read() as session:
        row = session.scalars(select(ArticleRow)).one()
    assert (row.name, row.price_e4, row.archived_at) == (
        "Örtlicher Dienst ß €", -1_234_567_890_123, NOW + timedelta(microseconds=7))


def test_a_commit_tells_what_changed_and_a_failure_tells_nothing(any_store):
    heard: list[Changed] = []
    any_store.bus.listen(heard.extend)
    with any_store.write(stamp()) as tx:
        tx.session.add(TeamRow(name="A"))
        tx.changed("team", "1")
        tx.changed("team", "1")
        assert heard == []
    with pytest.raises(ZeroDivisionError), any_store.write(stamp()) as tx:
        tx.changed("team", "2")
        raise ZeroDivisionError
    assert heard == [Changed("team", "1")]


@pytest.mark.logs("a listener failed")
def test_a_listener_that_fails_does_not_keep_others_from_hearing(any_store):
    heard: list[Changed] = []
    any_store.bus.listen(lambda changed: 1 / 0)
    any_store.bus.listen(heard.extend)
    with any_store.write(stamp()) as tx:
        tx.session.add(TeamRow(name="A"))
        tx.changed("team", "1")
    assert heard == [Changed("team", "1")]


def test_a_savepoint_fails_alone(any_store):
    with any_store.write(stamp()) as tx:
        tx.session.add(TeamRow(name="kept"))
        with pytest.raises(ZeroDivisionError), tx.savepoint():
            tx.session.add(TeamRow(name="gone"))
            tx.session.flush()
            raise ZeroDivisionError
    with any_store.read() as session:
        assert session.scalars(select(TeamRow.name)).all() == ["kept"]


def test_a_read_sees_a_state_and_not_half_of_the_next(sqlite_store):
    with sqlite_store.read() as session:
        before = session.scalar(text("SELECT count(*) FROM team"))
        with sqlite_store.write(stamp()) as tx:
            tx.session.add(TeamRow(name="A"))
        assert session.scalar(text("SELECT count(*) FROM team")) == before


def test_the_file_and_what_stands_beside_it_are_private(sqlite_store):
    with sqlite_store.write(stamp()) as tx:
        tx.session.add(TeamRow(name="A"))
    folder = Path(sqlite_store.engine.url.database).parent
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        f"{DATABASE_FILE}{ending}": 0o600 for ending in ("", "-wal", "-shm")}


def test_a_database_that_is_away_is_a_state_and_not_a_bug(postgres_cluster):
    url = database_url(None, "postgresql://postgres@127.0.0.1:1/nothing")
    with pytest.raises(EnvironmentTrouble) as away:
        open_store(url)
    assert away.value.what == "database"


def test_a_locked_file_is_a_state_too(sqlite_store):
    sqlite_store.engine.dispose()
    event.listen(sqlite_store.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=0"))
    with closing(sqlite3.connect(sqlite_store.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentTrouble), sqlite_store.write(stamp()) as tx:
            tx.session.add(TeamRow(name="A"))
        other.execute("ROLLBACK")
    with sqlite_store.write(stamp()) as tx:
        tx.session.add(TeamRow(name="A"))


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be read as a header"])
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    (tmp_path / DATABASE_FILE).write_bytes(content)
    with pytest.raises(UserError) as refused:
        open_store(file_url(tmp_path))
    assert refused.value.id == ("store.damaged" if content else "store.missing")
    assert (tmp_path / DATABASE_FILE).read_bytes() == content


def test_a_company_is_not_made_where_a_file_lies_in_the_way(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as refused:
        create_store(file_url(tmp_path / "file"))
    assert refused.value.id == "file.unwritable"


def test_damage_to_the_structure_is_noticed(sqlite_store, tmp_path):
    with sqlite_store.write(stamp()) as tx:
        tx.session.add_all([TeamRow(name=f"Team {n}") for n in range(500)])
    assert integrity(sqlite_store) == []
    sqlite_store.close()
    copy = tmp_path / "damaged" / DATABASE_FILE
    copy.parent.mkdir()
    shutil.copy(sqlite_store.engine.url.database, copy)
    size = copy.stat().st_size
    with copy.open("r+b") as file:
        for place in range(4096 * 20, size - 4096, 4096 * 7):
            file.seek(place)
            file.write(os.urandom(512))
    try:
        store = open_store(file_url(copy.parent))
    except UserError as refused:
        assert refused.id == "store.damaged"
        return
    assert integrity(store) != []
    store.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "postgresql://host", "postgresql+asyncpg://u:p@h/d"])
def test_a_database_that_cannot_be_used_is_named_without_its_password(url):
    with pytest.raises(UserError) as refused:
        database_url(None, url)
    assert refused.value.id == "store.url"
    assert ":p@" not in str(refused.value)


def test_a_url_of_the_usual_kind_gets_our_driver():
    assert database_url(None, "postgres://u@h/d").drivername == "postgresql+psycopg"
