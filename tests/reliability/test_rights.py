"""The folder cannot be written or the file belongs to somebody else: one sentence and no traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from hotline_desk.services.access import open_context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.engine import DATABASE_FILE
from hotline_desk.store.opening import open_store
from tests.reliability.company import as_root, founded
from tests.reliability.nursery import Nursery
from tests.store_fixtures import file_url


@pytest.fixture
def readonly(sqlite_url: URL) -> Iterator[Path]:
    """The folder of a company; afterwards it can be removed whatever was done to it."""
    founded(sqlite_url)
    folder = Path(sqlite_url.database or "").parent
    yield folder
    folder.chmod(0o700)


def close_for_writing(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)


def said_to_ordinary_user(nursery: Nursery, url: URL) -> list[str]:
    """What somebody is told for whom rights of files hold."""
    child = nursery.start("work_as_ordinary_user", url=url.render_as_string())
    said = [line.strip() for line in child.rest()]
    assert child.wait() == 0
    return said


@pytest.mark.parametrize("left_open", [False, True], ids=["after a clean end", "while another desk works"])
def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(nursery, readonly, left_open):
    url = file_url(readonly)
    other = open_store(url) if left_open else None
    if other is not None:
        create_ticket(open_context(other, None), {"subject": "Offen"})
    close_for_writing(readonly)
    said = said_to_ordinary_user(nursery, url)
    assert [line for line in said if line != "read"] == ["store.readonly"]
    if other is not None:
        assert [row.subject for row in open_tickets(open_context(other, None))] == ["Offen"]
        other.close()


@pytest.mark.parametrize("command", [
    "list tickets", "add ticket --subject Neu", "bill --from 2026-10-01 --to 2026-10-31", "verify",
    "monitor --feed fritzbox://127.0.0.1:9"])
def test_whatever_is_typed_on_a_folder_that_cannot_be_written_ends_with_one_sentence(nursery, readonly, command):
    close_for_writing(readonly)
    child = nursery.start("type_as_ordinary_user", arguments=[*command.split(), "--data", str(readonly)])
    said = child.rest()
    assert (len(said), child.wait()) == (1, 1), "\n".join(said)
    assert "Traceback" not in said[0]
    assert str(readonly) in said[0]


@as_root
def test_a_file_of_somebody_else_is_said_in_one_sentence(nursery, readonly):
    os.chown(readonly / DATABASE_FILE, 65534, 65534)
    (readonly / DATABASE_FILE).chmod(0o600)
    assert said_to_ordinary_user(nursery, file_url(readonly)) == ["file.unreadable"]
