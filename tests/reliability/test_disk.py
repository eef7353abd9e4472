"""The disk is full: one clear sentence, nothing lost, and everything works when there is room again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from hotline_desk.core.clock import SetClock
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.access import open_context
from hotline_desk.services.calls.record import flush_spool, record, waiting
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.store.engine import DATABASE_FILE
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from tests.reliability.company import as_root, founded
from tests.store_fixtures import NOW, file_url


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
