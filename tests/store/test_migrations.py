"""The scripts lead to the schema that a new store gets, and what was there stays."""

from __future__ import annotations

import ast
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from hotline_desk.core import places
from hotline_desk.core.errors import UserError
from hotline_desk.store import migrate, schema
from hotline_desk.store.engine import connect
from hotline_desk.store.migrate import migrating, open_upgraded, run_scripts, upgrade
from hotline_desk.store.opening import create_store, open_store
from hotline_desk.store.schema import REVISION
from hotline_desk.store.schema_check import differences, signature
from tests.store_fixtures import BOTH, file_url

NEXT = '''"""A further column."""
import sqlalchemy as sa
from alembic import op

revision = "{after}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("team") as team:
        team.add_column(sa.Column("colour", sa.String(20)))
'''


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A place where a store can be made."""
    if request.param == "sqlite":
        (tmp_path / "new").mkdir()
        return file_url(tmp_path / "new")
    return make_url(request.getfixturevalue("postgres_url"))


@pytest.fixture
def later_scripts(tmp_path: Path) -> Path:
    """The scripts with one more after the newest."""
    folder = tmp_path / "migrations"
    shutil.copytree(places.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_later.py").write_text(NEXT.format(before=REVISION, after="9999"))
    return folder


def signature_of(url: URL) -> dict[str, str]:
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return signature(connection)
    finally:
        engine.dispose()


def test_an_upgraded_schema_is_the_fresh_one(empty_url, request):
    sqlite = empty_url.get_backend_name() == "sqlite"
    fresh_url = request.getfixturevalue("sqlite_url" if sqlite else "postgres_store_url")
    with migrating(empty_url) as connection:
        run_scripts(connection, places.migrations(), "head")
    fresh, upgraded = signature_of(fresh_url), signature_of(empty_url)
    assert {name for name in fresh.keys() | upgraded.keys() if fresh.get(name) != upgraded.get(name)} == set()
    kinds = {name.split()[0] for name in fresh}
    assert {"table", "index", "trigger"} <= kinds or {"column", "constraint", "index", "trigger", "function"} <= kinds


def test_the_newest_script_is_the_schema_of_the_program():
    revisions = {
        found[1] for path in (places.migrations() / "versions").glob("*.py")
        if (found := re.search(r'^revision = "(.*)"$', path.read_text(), re.MULTILINE))}
    assert max(revisions) == REVISION


def test_scripts_import_nothing_from_the_program():
    for path in places.migrations().rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
            assert not [name for name in names if name.startswith("hotline_desk")], path.name


def test_a_fresh_store_differs_in_nothing(any_store):
    assert differences(any_store) == []


@pytest.mark.parametrize("sabotage", [
    "DROP INDEX ix_call_rang_at_id", "ALTER TABLE team ADD COLUMN secret VARCHAR(5)",
    "CREATE TABLE stray (id INTEGER)"])
def test_a_schema_that_somebody_changed_is_noticed(any_store, sabotage):
    with any_store.engine.begin() as connection:
        connection.execute(text(sabotage))
    assert len(differences(any_store)) >= 1


def test_a_dropped_trigger_is_noticed(sqlite_store):
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER worklog_raw"))
    assert differences(sqlite_store) == ["trigger worklog_raw"]


def test_a_present_store_is_left_alone(any_url):
    assert upgrade(any_url) == (REVISION, REVISION)


def test_a_missing_store_is_not_made_by_an_upgrade(tmp_path):
    with pytest.raises(UserError) as refused:
        upgrade(file_url(tmp_path))
    assert refused.value.id == "store.missing"
    assert list(tmp_path.iterdir()) == []


def test_an_upgrade_keeps_rows_children_and_triggers(ctx, later_scripts):
    from tests.builders import answered_call

    answered_call(ctx)
    url = ctx.store.engine.url
    with ctx.store.read() as session:
        before = session.execute(text("SELECT uid, version FROM ticket")).all()
    ctx.store.close()
    ctx.local.close()
    assert upgrade(url, later_scripts, "9999") == (REVISION, "9999")
    with migrating(url) as connection:
        assert connection.execute(text("SELECT uid, version FROM ticket")).all() == before
        assert connection.execute(text("SELECT count(*) FROM worklog")).scalar() == 1
        triggers = [name for name in signature(connection) if name.startswith("trigger") and "worklog_raw" in name]
        assert len(triggers) == 1


def test_an_older_file_is_backed_up_before_it_is_upgraded(sqlite_url, later_scripts, monkeypatch):
    later(monkeypatch, later_scripts)
    with pytest.raises(UserError) as older:
        open_store(sqlite_url)
    assert older.value.id == "store.older"
    open_upgraded(sqlite_url).close()
    backup = Path(f"{sqlite_url.database}.before-9999")
    assert backup.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (REVISION,)


def later(monkeypatch: pytest.MonkeyPatch, scripts: Path) -> None:
    """The program of tomorrow."""
    from hotline_desk.store import opening

    monkeypatch.setattr(opening, "REVISION", "9999")
    monkeypatch.setattr(migrate, "REVISION", "9999")
    monkeypatch.setattr(places, "migrations", lambda: scripts)


@pytest.mark.postgres
def test_a_server_is_not_upgraded_by_a_desk_that_happens_to_start(postgres_store_url, later_scripts, monkeypatch):
    later(monkeypatch, later_scripts)
    with pytest.raises(UserError) as refused:
        open_upgraded(postgres_store_url)
    assert refused.value.id == "store.older"


def test_an_upgrade_that_fails_leaves_everything_as_it_was(any_url, later_scripts):
    script = later_scripts / "versions" / "9999_later.py"
    script.write_text(script.read_text() + '\n    op.execute("INSERT INTO nowhere VALUES (1)")\n')
    before = signature_of(any_url)
    with pytest.raises(Exception, match="nowhere"):
        upgrade(any_url, later_scripts, "9999")
    assert signature_of(any_url) == before
    open_store(any_url).close()


@pytest.mark.parametrize("revision", ["9999", "garbage"])
def test_a_newer_store_is_refused_and_left_as_it_is(sqlite_url, revision):
    with closing(sqlite3.connect(sqlite_url.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()
    before = Path(sqlite_url.database).read_bytes()
    for attempt in (open_store, upgrade):
        with pytest.raises(UserError) as refused:
            attempt(sqlite_url)
        assert refused.value.id == "store.newer"
    assert Path(sqlite_url.database).read_bytes() == before


def test_a_store_is_not_made_over_another(any_url):
    with pytest.raises(UserError) as refused:
        create_store(any_url)
    assert refused.value.id == "store.exists"


def test_the_catalogue_of_revisions_is_a_line():
    assert max(path.name[:4] for path in (places.migrations() / "versions").glob("[0-9]*.py")) == schema.REVISION
