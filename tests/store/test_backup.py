"""Everything into one file and back, on both databases."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text

from hotline_desk.core.errors import UserError
from hotline_desk.store import backup as module
from hotline_desk.store.access import TeamRow
from hotline_desk.store.backup import back_up, restore
from hotline_desk.store.engine import Stamp
from hotline_desk.store.opening import integrity, open_store
from hotline_desk.store.schema_check import differences
from tests.store_fixtures import NOW, file_url


def add_team(store, name):
    with store.write(Stamp("test", None, "desk", NOW)) as tx:
        tx.session.add(TeamRow(name=name))
        tx.changed("team", name)


def teams(url):
    store = open_store(url)
    with store.read() as session:
        found = session.scalars(select(TeamRow.name).order_by(TeamRow.id)).all()
    store.close()
    return found


def refused(act, *arguments):
    with pytest.raises(UserError) as problem:
        act(*arguments)
    return problem.value.id


def test_a_backup_brings_everything_back(any_store, tmp_path):
    url, saved = any_store.engine.url, tmp_path / "saved"
    add_team(any_store, "before")
    back_up(url, saved)
    add_team(any_store, "after")
    any_store.close()
    assert saved.stat().st_mode & 0o777 == 0o600
    kept = restore(url, saved)
    assert teams(url) == ["before"]
    restored = open_store(url)
    assert (integrity(restored), differences(restored)) == ([], [])
    restored.close()
    assert kept is not None
    restore(url, kept)
    assert teams(url) == ["before", "after"]


def test_a_backup_is_one_file_and_leaves_nothing_beside_it(any_store, tmp_path):
    (tmp_path / "backups").mkdir()
    back_up(any_store.engine.url, tmp_path / "backups" / "saved")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["saved"]


def test_a_restored_file_is_private_and_alone(sqlite_store, tmp_path):
    url = sqlite_store.engine.url
    back_up(url, tmp_path / "saved")
    sqlite_store.close()
    restore(url, tmp_path / "saved")
    folder = Path(url.database).parent
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "hotline.sqlite": 0o600, "hotline.sqlite.before-restore": 0o600}


def test_a_backup_goes_into_an_empty_place(sqlite_store, tmp_path):
    add_team(sqlite_store, "before")
    back_up(sqlite_store.engine.url, tmp_path / "saved")
    assert restore(file_url(tmp_path / "elsewhere"), tmp_path / "saved") is None
    assert teams(file_url(tmp_path / "elsewhere")) == ["before"]


@pytest.mark.postgres
def test_a_dump_goes_into_an_empty_database(postgres_store, postgres_cluster, tmp_path):
    from sqlalchemy.engine import make_url

    add_team(postgres_store, "before")
    back_up(postgres_store.engine.url, tmp_path / "saved")
    with postgres_cluster.database() as empty:
        assert restore(make_url(empty), tmp_path / "saved") is None
        assert teams(make_url(empty)) == ["before"]


def test_an_older_backup_is_not_overwritten(any_store, tmp_path):
    (tmp_path / "saved").write_text("precious")
    assert refused(back_up, any_store.engine.url, tmp_path / "saved") == "file.exists"
    assert (tmp_path / "saved").read_text() == "precious"


def test_nothing_is_restored_while_somebody_works(any_store, tmp_path):
    url = any_store.engine.url
    add_team(any_store, "before")
    back_up(url, tmp_path / "saved")
    with any_store.read() as session:
        session.scalar(text("SELECT 1"))
        assert refused(restore, url, tmp_path / "saved") == "store.in_use"
    any_store.close()
    assert teams(url) == ["before"]


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 and then nonsense", b"PGDMP nonsense", b"text"])
def test_what_is_no_backup_is_refused_and_changes_nothing(any_store, tmp_path, content):
    url = any_store.engine.url
    add_team(any_store, "before")
    any_store.close()
    (tmp_path / "wrong").write_bytes(content)
    assert refused(restore, url, tmp_path / "wrong") == "backup.wrong"
    assert teams(url) == ["before"]


def test_another_programs_database_is_no_backup(sqlite_store, tmp_path):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "other")) as connection:
        connection.execute("CREATE TABLE mine (id INTEGER)")
        connection.commit()
    url = sqlite_store.engine.url
    sqlite_store.close()
    assert refused(restore, url, tmp_path / "other") == "backup.wrong"


def test_a_backup_of_a_newer_program_is_refused(any_store, tmp_path):
    url = any_store.engine.url
    with any_store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(url, tmp_path / "saved")
    any_store.close()
    assert refused(restore, url, tmp_path / "saved") == "store.newer"


def test_a_backup_that_is_missing_is_said_to_be(any_store, tmp_path):
    assert refused(restore, any_store.engine.url, tmp_path / "nothing") == "file.unreadable"


def test_a_place_that_cannot_be_written_is_said_to_be(any_store, tmp_path):
    assert refused(back_up, any_store.engine.url, tmp_path / "missing" / "saved") == "file.unwritable"


def test_a_damaged_store_is_kept_beside_the_restored_one(sqlite_store, tmp_path):
    url = sqlite_store.engine.url
    add_team(sqlite_store, "before")
    back_up(url, tmp_path / "saved")
    sqlite_store.close()
    Path(url.database).write_bytes(os.urandom(8192))
    kept = restore(url, tmp_path / "saved")
    assert teams(url) == ["before"]
    assert kept is not None
    assert kept.stat().st_size == 8192


def test_a_damaged_backup_is_refused(sqlite_store, tmp_path):
    url, saved = sqlite_store.engine.url, tmp_path / "saved"
    for n in range(300):
        add_team(sqlite_store, f"Team {n}")
    back_up(url, saved)
    sqlite_store.close()
    with saved.open("r+b") as file:
        for place in range(8192, saved.stat().st_size - 4096, 4096):
            file.seek(place)
            file.write(b"\xff" * 64)
    assert refused(restore, url, saved) == "backup.wrong"
    assert len(teams(url)) == 300


def test_a_backup_during_work_is_whole(any_store, tmp_path):
    stopping = threading.Event()

    def work():
        n = 0
        while not stopping.is_set():
            n += 1
            add_team(any_store, f"Team {n}")

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for n in range(3):
            back_up(any_store.engine.url, tmp_path / f"saved-{n}")
    finally:
        stopping.set()
        worker.join()
    url = any_store.engine.url
    any_store.close()
    written = len(teams(url))
    restore(url, tmp_path / "saved-2")
    assert 0 < len(teams(url)) <= written


@pytest.mark.postgres
def test_without_its_programs_a_server_cannot_be_backed_up(postgres_store, tmp_path, monkeypatch):
    monkeypatch.setattr(module.shutil, "which", lambda program: None)
    assert refused(back_up, postgres_store.engine.url, tmp_path / "saved") == "backup.program"
    assert list(tmp_path.glob("*saved*")) == []


def test_a_full_disk_leaves_no_half_backup(sqlite_store, tmp_path):
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can make a small disk")
    import subprocess

    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=False).returncode:
        pytest.skip("no disk of its own can be made here")
    try:
        assert refused(back_up, sqlite_store.engine.url, small / "saved") == "store.full"
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=True)
