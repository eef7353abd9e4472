"""The file is damaged or of a newer version: it is refused with a sentence and not touched."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.engine import URL

from hotline_desk.core.errors import UserError
from hotline_desk.services.access import open_context
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.opening import open_store
from tests.reliability.company import founded
from tests.store_fixtures import file_url


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
