"""The disk is full, the folder read-only, the file damaged or of a newer version: one clear sentence, nothing lost."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.engine import URL

from hotline_desk.core.clock import SetClock
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.calls.record import flush_spool, record, waiting
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.engine import DATABASE_FILE
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from tests.reliability.nursery import Nursery
from tests.store_fixtures import COMPANY, NOW, file_url

as_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can mount a small disk")


def founded(url: URL) -> None:
    store = open_store(url)
    found_company(store, COMPANY, "anna", "Anna", SetClock(NOW))
    store.close()


def ringing(ctx: Context, call_id: str) -> CallEvent:
    return CallEvent("box", call_id, "ringing", ctx.clock.now(), "in", "+493012345670")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill(ctx: Context) -> tuple[int, UserError]:
    """Saves tickets until the disk is full; how many were saved, and what was said then."""
    random, saved = Random(1), 0
    while True:
        try:
            create_ticket(ctx, {"subject": f"Vorgang {saved}", "request": random.randbytes(20_000).hex()})
        except UserError as full:
            return saved, full
        saved += 1


def fill_up(disk: Path) -> None:
    """Takes what room is left."""
    with (disk / "rest").open("ab", buffering=0) as rest, suppress(OSError):
        while True:
            rest.write(bytes(512))


def enlarge(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=32m", disk], check=True)


@as_root
@pytest.mark.logs("could not be stored and waits")
def test_a_full_disk_is_said_clearly_and_what_was_saved_before_is_there_afterwards(small_disk, sqlite_model, tmp_path):
    shutil.copy(sqlite_model, small_disk / DATABASE_FILE)
    founded(file_url(small_disk))
    store, local = open_store(file_url(small_disk)), Local(tmp_path / "desk")
    ctx = open_context(store, local, clock=SetClock(NOW))
    saved, full = fill(ctx)
    assert full.id == "store.full"
    assert saved > 10
    fill_up(small_disk)
    calls = 1
    while not record(ctx, ringing(ctx, f"call {calls}")).spooled:  # what is left of pages already there takes a few
        calls += 1
    assert len(waiting(ctx)) == 1
    enlarge(small_disk)
    create_ticket(ctx, {"subject": "Danach"})
    flush_spool(ctx)
    assert (archive_count(ctx, ArchiveFilter("vorgang")), archive_count(ctx, ArchiveFilter("danach"))) == (saved, 1)
    assert len(journal(ctx, JournalFilter())) == calls
    assert verify_store(ctx) == []
    local.close()
    store.close()


@as_root
@pytest.mark.logs("could not be stored and waits")
def test_an_event_that_fits_nowhere_asks_to_be_told_again(small_disk, sqlite_model):
    shutil.copy(sqlite_model, small_disk / DATABASE_FILE)
    founded(file_url(small_disk))
    store, local = open_store(file_url(small_disk)), Local(small_disk)
    ctx = open_context(store, local, clock=SetClock(NOW))
    fill(ctx)
    fill_up(small_disk)
    told = 0
    with pytest.raises(EnvironmentTrouble):
        while told < 500:
            record(ctx, ringing(ctx, f"call {told}"))
            told += 1
    enlarge(small_disk)
    record(ctx, ringing(ctx, f"call {told}"))
    assert waiting(ctx) == []
    assert len(journal(ctx, JournalFilter())) == told + 1
    local.close()
    store.close()


@pytest.fixture
def public_folder(sqlite_model: Path) -> Iterator[Path]:
    """A company in a folder that everybody can reach; the folders of tests are closed to others."""
    with tempfile.TemporaryDirectory(prefix="hotline-desk-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copy(sqlite_model, folder / DATABASE_FILE)
        founded(file_url(folder))
        yield folder
        folder.chmod(0o755)


def run_as_nobody(nursery: Nursery, url: URL) -> list[str]:
    """What a user is told who owns nothing."""
    child = nursery.start("work_as_ordinary_user", url=url.render_as_string())
    said = [line.strip() for line in child.rest()]
    assert child.wait() == 0
    return said


@as_root
@pytest.mark.parametrize("left_open", [False, True], ids=["after a clean end", "while another desk works"])
def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(nursery, public_folder, left_open):
    url = file_url(public_folder)
    other = open_store(url) if left_open else None
    if other is not None:
        create_ticket(open_context(other, None), {"subject": "Offen"})
    for file in public_folder.iterdir():
        file.chmod(0o444)
    public_folder.chmod(0o555)
    said = run_as_nobody(nursery, url)
    assert [line for line in said if line != "read"] == ["store.readonly"]
    if other is not None:
        assert [row.subject for row in open_tickets(open_context(other, None))] == ["Offen"]
        other.close()


@pytest.mark.parametrize("damage", ["header", "cut off", "middle", "empty", "no database"])
def test_a_damaged_file_is_refused_and_left_as_it_is(sqlite_url, damage):
    founded(sqlite_url)
    path = Path(sqlite_url.database or "")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = path.read_bytes()
    broken = {
        "header": bytes(100) + content[100:], "cut off": content[:5000],
        "middle": content[:100] + bytes(4096 * 3) + content[100 + 4096 * 3:], "empty": b"",
        "no database": b"<html>" * 99,
    }[damage]
    path.write_bytes(broken)
    with pytest.raises(UserError) as refused:
        store = open_store(sqlite_url)
        try:
            open_tickets(open_context(store, None))
        finally:
            store.close()
    assert refused.value.id == ("store.missing" if damage == "empty" else "store.damaged")
    assert path.read_bytes() == broken


@pytest.mark.parametrize("state", ["WAL", "DELETE", "left by a crash"])
def test_a_file_of_a_newer_version_is_refused_and_not_touched(sqlite_url, tmp_path, state):
    founded(sqlite_url)
    path = Path(sqlite_url.database or "")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode={'DELETE' if state == 'DELETE' else 'WAL'}")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        if state == "left by a crash":
            shutil.copytree(path.parent, tmp_path / "crashed")
            path = tmp_path / "crashed" / path.name
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(UserError) as refused:
        open_store(file_url(path.parent))
    assert refused.value.id == "store.newer"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@as_root
def test_a_file_of_somebody_else_is_said_in_one_sentence(nursery, public_folder):
    (public_folder / DATABASE_FILE).chmod(0o600)
    assert run_as_nobody(nursery, file_url(public_folder)) == ["file.unreadable"]


def test_random_damage_never_ends_in_anything_but_a_sentence(sqlite_url):
    founded(sqlite_url)
    store = open_store(sqlite_url)
    for n in range(40):
        create_ticket(open_context(store, None), {"subject": f"Vorgang {n}", "request": f"Es geht nicht {n} " * 200})
    store.close()
    path = Path(sqlite_url.database or "")
    content, random = path.read_bytes(), Random(3)
    found = 0
    for _ in range(40):
        at = random.randrange(100, len(content) - 256)
        path.write_bytes(content[:at] + random.randbytes(256) + content[at + 256:])
        found += bool(_what_is_said(sqlite_url))
    assert found > 10


def _what_is_said(url: URL) -> str:
    """The first thing that is found wrong with a store, "" if nothing."""
    try:
        store = open_store(url)
        try:
            wrong = verify_store(open_context(store, None))
        finally:
            store.close()
    except UserError as problem:
        return problem.id
    return wrong[0].check if wrong else ""
