"""The database server goes away and comes back while calls arrive: they wait at the desk and arrive once, whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from hotline_desk.core.clock import SetClock
from hotline_desk.core.errors import EnvironmentTrouble
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.calls.record import flush_spool, record, waiting
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.store.engine import Store
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store, open_store
from tests.postgres import Cluster, running_cluster
from tests.store_fixtures import COMPANY

pytestmark = pytest.mark.postgres
DURABLE = ("fsync=off", "synchronous_commit=on", "max_connections=30", "lc_messages=C")
"""Nothing of these tests outlives the machine, but what is committed must outlive the server."""
STEPS = ("ringing", "answered", "ended")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server that this test may stop."""
    with running_cluster(DURABLE) as cluster:
        yield cluster


@pytest.fixture
def store(cluster: Cluster) -> Iterator[Store]:
    store = create_store(make_url(cluster.url(cluster.create())))
    found_company(store, COMPANY, "anna", "Anna", SetClock(datetime(2026, 11, 2, 9, tzinfo=UTC)))
    yield store
    store.close()


class Line(threading.Thread):
    """A desk whose telephone never stops, whatever becomes of the server."""

    def __init__(self, store: Store, folder: Path, name: str) -> None:
        super().__init__(name=name)
        self.local = Local(folder / name)
        self.ctx = open_context(store, self.local, clock=SetClock(datetime(2026, 11, 2, 9, tzinfo=UTC)))
        # What two lines tell of one caller at one time is one call.
        self.caller = f"+49301234567{len(name)}"
        self.told: list[str] = []
        self.spooled = 0
        self.failure: BaseException | None = None
        self.enough = threading.Event()

    def run(self) -> None:
        try:
            while not self.enough.wait(0.002):
                self._call(f"{self.name}-{len(self.told)}")
        except BaseException as failure:
            self.failure = failure

    def _call(self, call_id: str) -> None:
        for kind in STEPS:
            self.ctx.clock.advance(seconds=10)
            event = CallEvent(self.name, call_id, kind, self.ctx.clock.now(), "in", self.caller)
            self.spooled += record(self.ctx, event).spooled
        self.told.append(call_id)

    def end(self) -> None:
        self.enough.set()
        self.join()
        flush_spool(self.ctx)
        self.local.close()


def calls_on(lines: list[Line], more: int) -> None:
    """Waits until every line had so many more calls."""
    aims = [len(line.told) + more for line in lines]
    while any(line.is_alive() and len(line.told) < aim for line, aim in zip(lines, aims, strict=True)):
        lines[0].enough.wait(0.01)


def test_calls_that_come_while_the_server_is_away_arrive_once_and_whole(cluster, store, tmp_path):
    lines = [Line(store, tmp_path, name) for name in ("front", "back")]
    for line in lines:
        line.start()
    for hard in (True, False, True):
        calls_on(lines, 5)
        cluster.stop(hard)
        calls_on(lines, 3)
        cluster.start()
    calls_on(lines, 5)
    for line in lines:
        line.end()
        assert line.failure is None
        assert line.spooled > 0
    with store.read() as session:
        stored = sorted(tuple(row) for row in session.execute(
            text("SELECT call_id, outcome, duration_seconds, unprocessed FROM call")))
        worklogs = session.scalar(text("SELECT count(*) FROM worklog WHERE raw_end IS NOT NULL"))
    told = [call_id for line in lines for call_id in line.told]
    assert stored == sorted((call_id, "answered", 10, "") for call_id in told)
    assert worklogs == len(told)
    assert verify_store(open_context(store, None)) == []


def test_a_server_that_is_away_is_a_state_and_not_a_crash(cluster, store, tmp_path):
    local = Local(tmp_path / "desk")
    ctx = open_context(store, local)
    cluster.stop()
    with pytest.raises(EnvironmentTrouble):
        create_ticket(ctx, {"subject": "Geht nicht"})
    with pytest.raises(EnvironmentTrouble):
        open_store(store.engine.url)
    event = CallEvent("front", "1", "ringing", ctx.clock.now(), "in", "+493012345670")
    with pytest.raises(EnvironmentTrouble):
        record(replace(ctx, local=None), event)
    assert record(ctx, event).spooled
    cluster.start()
    create_ticket(ctx, {"subject": "Geht wieder"})
    assert [done.changed for done in flush_spool(ctx)] == [True]
    assert waiting(ctx) == []
    local.close()


