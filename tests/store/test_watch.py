"""What one desk writes the others hear, on both databases, also after the connection was lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from hotline_desk.store.access import TeamRow
from hotline_desk.store.bus import Changed
from hotline_desk.store.engine import Stamp, Store
from hotline_desk.store.opening import open_store
from hotline_desk.store.watch import Watcher
from tests.store_fixtures import NOW

SECONDS = 20


class Ear:
    """Keeps what it heard and waits for more."""

    def __init__(self, store: Store) -> None:
        self._more = threading.Condition()
        self.heard: list[Changed] = []
        store.bus.listen(self._listen)

    def _listen(self, changed) -> None:
        with self._more:
            self.heard += changed
            self._more.notify_all()

    def hears(self, change: Changed) -> bool:
        with self._more:
            return self._more.wait_for(lambda: change in self.heard, SECONDS)


@pytest.fixture
def other(any_url, any_store) -> Iterator[Store]:
    """A second desk on the same database."""
    store = open_store(any_url)
    yield store
    store.close()


@pytest.fixture
def ear(other) -> Iterator[Ear]:
    """Someone at the second desk who hears what the first writes."""
    ear, watcher = Ear(other), Watcher(other)
    watcher.start()
    yield ear
    watcher.stop()
    watcher.join(SECONDS)
    assert not watcher.is_alive()


def write(store: Store, name: str) -> None:
    with store.write(Stamp("test", None, "desk", NOW)) as tx:
        tx.session.add(TeamRow(name=name))
        tx.changed("team", name)


def await_watcher(store: Store, ear: Ear) -> None:
    """The watcher begins some time after its start; what is written before belongs to what it read first."""
    for n in range(SECONDS * 10):
        write(store, f"warm-up {n}")
        with ear._more:
            if ear._more.wait_for(lambda: ear.heard, 0.5):
                return
    raise AssertionError("nothing was heard")


def test_a_desk_hears_what_another_writes(any_store, ear):
    await_watcher(any_store, ear)
    write(any_store, "Second level")
    assert ear.hears(Changed("team", "Second level"))


def test_a_desk_hears_its_own_changes_once(any_store, other, ear):
    await_watcher(any_store, ear)
    write(other, "Own")
    write(any_store, "After it")
    assert ear.hears(Changed("team", "After it"))
    assert ear.heard.count(Changed("team", "Own")) == 1


@pytest.mark.postgres
def test_a_desk_hears_again_after_the_server_cut_its_connection(postgres_store, postgres_store_url):
    other = open_store(postgres_store_url)
    ear, watcher = Ear(other), Watcher(other)
    watcher.start()
    try:
        await_watcher(postgres_store, ear)
        with postgres_store.engine.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"))
        write(postgres_store, "Meanwhile")
        assert ear.hears(Changed("store", "back"))
        assert ear.hears(Changed("team", "Meanwhile"))
    finally:
        watcher.stop()
        watcher.join(SECONDS)
        other.close()
