"""The power fails: the log of the database ends anywhere, perhaps in a torn sector. What is left is whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.opening import open_store
from tests import builders
from tests.store_fixtures import COMPANY, NOW, file_url

TICKETS, FAILURES, SECTOR = 20, 40, 512


@pytest.fixture
def interrupted(sqlite_url, tmp_path) -> Path:
    """Files of a desk that was at work: everything since the founding stands in the log alone."""
    store = open_store(sqlite_url)
    found_company(store, COMPANY, "anna", "Anna", SetClock(NOW))
    store.close()  # folds the log in
    store = open_store(sqlite_url)
    ctx = open_context(store, None, clock=SetClock(NOW))
    for n in range(TICKETS):
        builders.ticket(ctx, subject=f"Vorgang {n}")
    shutil.copytree(Path(store.place).parent, tmp_path / "interrupted")
    store.close()
    return tmp_path / "interrupted"


def test_whatever_is_left_of_the_log_is_a_whole_beginning(interrupted, tmp_path):
    random, left = Random(11), set()
    log = f"{file_url(interrupted).database}-wal"
    whole = Path(log).read_bytes()
    for n in range(FAILURES):
        folder = tmp_path / f"failure-{n}"
        shutil.copytree(interrupted, folder)
        cut = random.randrange(len(whole))
        torn = cut // SECTOR * SECTOR if n % 2 else cut
        place = file_url(folder)
        Path(f"{place.database}-wal").write_bytes(whole[:torn] + bytes(cut - torn))
        Path(f"{place.database}-shm").unlink()  # memory does not outlive the power
        store = open_store(place)
        ctx = open_context(store, None, clock=SetClock(NOW))
        assert verify_store(ctx) == []
        subjects = {row.subject for row in open_tickets(ctx)}
        assert subjects == {f"Vorgang {k}" for k in range(len(subjects))}
        left.add(len(subjects))
        builders.ticket(ctx, subject="Danach")
        store.close()
        shutil.rmtree(folder)
    assert len(left) > 5
