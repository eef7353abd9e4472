"""The monitor is killed while the box talks: what it told as stored is there, and what runs is repaired later."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy.engine import URL

from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.context import Context
from hotline_desk.services.views.journal import JournalFilter
from hotline_desk.services.views.journal import journal as journal_rows
from hotline_desk.store.opening import open_store
from tests.fritz_stream import generate
from tests.reliability.nursery import Child, Nursery
from tests.services.test_call_stream import journal
from tests.store_fixtures import COMPANY, NOW

MARK = "+4989123409"
"""Who calls when everything else is told: from a further number each time."""
RANK = ("ringing", "answered", "ended")


class Box:
    """A FRITZ!Box that tells what it is handed, to whoever is connected last."""

    def __init__(self, server: socket.socket) -> None:
        self.port: int = server.getsockname()[1]
        self._server = server
        self._line: socket.socket | None = None

    def meet(self) -> None:
        """Waits for the monitor to connect."""
        self._line, _ = self._server.accept()

    def tell(self, *lines: str) -> None:
        assert self._line is not None
        self._line.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hang_up(self) -> None:
        """The connection is gone, as it is when the listener was killed."""
        assert self._line is not None
        self._line.close()


@pytest.fixture
def box() -> Iterator[Box]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        yield Box(server)


@pytest.fixture
def company(sqlite_url: URL) -> Iterator[Context]:
    store = open_store(sqlite_url)
    found_company(store, COMPANY, "anna", "Anna", SetClock(NOW))
    yield open_context(store, None)
    store.close()


def monitor(nursery: Nursery, box: Box, company: Context) -> Child:
    """A monitor that listens to the box."""
    folder = Path(company.store.place).parent
    child = nursery.start("listen", arguments=["--data", str(folder), "--feed", f"fritzbox://127.0.0.1:{box.port}"])
    box.meet()
    return child


def told(child: Child, until: str | None = None, most: int = 1_000) -> list[dict[str, Any]]:
    """So many events that the monitor reported as stored, or all up to the call of this number."""
    events = []
    for line in child.lines:
        events.append(json.loads(line))
        if len(events) == most or (until and events[-1]["caller_number"] == until):
            break
    return events


def rank(event: dict[str, Any]) -> int:
    """How far the call had come; an end that was only supposed gives way to what is told later."""
    return 0 if event["outcome"] == "unknown_end" else RANK.index(event["state"])


def test_a_killed_monitor_keeps_what_it_told_and_the_stream_told_again_makes_it_whole(nursery, box, company):
    stream, random = generate(seed=38, many=40), Random(8)
    stored: list[dict[str, Any]] = []
    for n in range(4):
        child = monitor(nursery, box, company)
        box.tell(*stream.lines, *marked(n))
        # The last time everything is told to its end.
        stored += told(child, until=f"{MARK}{n}0", most=random.randint(5, 60) if n < 3 else 1_000)
        stored += [json.loads(line) for line in child.kill()]
        box.hang_up()
        states = {row.uid: RANK.index(row.state) for row in journal_rows(company, JournalFilter())}
        assert [event for event in stored if states.get(event["uid"], -1) < rank(event)] == []
    assert [call for call in journal(company) if not str(call.caller_number).startswith(MARK)] == stream.expected
    assert verify_store(company) == []


def marked(n: int) -> tuple[str, str]:
    """A call that the journal does not know yet."""
    return f"22.11.26 23:0{n}:00;RING;9;089123409{n}0;732111;SIP0;", f"22.11.26 23:0{n}:01;DISCONNECT;9;0;"


def test_a_call_that_ran_when_the_monitor_was_killed_ends_unknown_and_is_repaired(nursery, box, company):
    child = monitor(nursery, box, company)
    box.tell("22.11.26 08:00:00;RING;0;08912340999;732111;SIP0;", "22.11.26 08:00:05;CONNECT;0;12;08912340999;")
    assert [event["state"] for event in told(child, most=2)] == ["ringing", "answered"]
    child.kill()
    box.hang_up()
    child = monitor(nursery, box, company)
    assert [(event["state"], event["outcome"]) for event in told(child, most=1)] == [("ended", "unknown_end")]
    box.tell("22.11.26 08:01:05;DISCONNECT;0;60;")
    event, = told(child, most=1)
    assert (event["outcome"], event["duration_seconds"]) == ("answered", 60)
    child.kill()
    box.hang_up()
    assert [call.duration_seconds for call in journal(company)] == [60]
