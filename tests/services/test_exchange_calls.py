"""Recordings of a real exchange through the acts: whose time it was, and what the ticket says of transfers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.services.calls.record import record
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.ticket import ticket_view
from tests.asterisk_stream import AT, chunks, hear
from tests.builders import user


@pytest.fixture
def exchange(ctx, clock):
    """A monitor at which nobody sits; Carla, Dora and Emil have telephones."""
    for login, extension in (("carla", "101"), ("dora", "102"), ("emil", "103")):
        user(ctx, login, extension=extension)
    clock.instant = AT
    return replace(ctx, attended=False)


def told(ctx, name, *others):
    """Records what the exchange told, and what another line told meanwhile; returns the events of the exchange."""
    events = [replace(event, source="asterisk") for event in hear(chunks(name))]
    for event in sorted([*events, *others], key=lambda each: each.at):
        ctx.clock.instant = max(ctx.clock.instant, event.at)
        record(ctx, event)
    return events


def worklogs(ctx):
    """Agent and whole seconds of each measure of the calls from outside."""
    rows = [row for row in reversed(journal(ctx, JournalFilter())) if row.direction == "in"]
    views = [ticket_view(ctx, row.ticket_uid) for row in rows]
    return [[(w.agent_name, w.raw_seconds) for w in view.worklogs] for view in views]


@pytest.mark.parametrize(("name", "expected", "notes"), [
    ("01-inbound-answered", [("Carla", 4)], []),
    ("06-blind-transfer-refer", [("Carla", 2), ("Dora", 3)], ["Carla → Dora"]),
    ("07-attended-transfer", [("Carla", 4), ("Dora", 1)], ["Carla → Dora"]),
    ("08-queue-answered", [("Dora", 4)], []),
    ("10-ring-group", [("Dora", 4)], []),
    ("16-pickup", [("Dora", 6)], []),
    ("22-attended-transfer-by-telephone", [("Carla", 3), ("Dora", 4)], ["Carla → Dora"]),
    ("23-advice-on-a-second-line", [("Carla", 3)], []),
    ("24-parked-taken-by-a-colleague", [("Carla", 1), ("Dora", 1)], ["Carla → Dora"]),
    ("25-parked-and-back", [("Carla", 1), ("Carla", 1)], []),
])
def test_everybody_who_talked_has_his_own_time(exchange, name, expected, notes):
    told(exchange, name)
    assert worklogs(exchange) == [expected]
    row = next(row for row in journal(exchange, JournalFilter()) if row.direction == "in")
    view = ticket_view(exchange, row.ticket_uid)
    assert ([note.text for note in view.notes], view.agent_name) == (notes, expected[-1][0])
    assert verify_store(exchange) == []


@pytest.mark.parametrize("name", ["01-inbound-answered", "06-blind-transfer-refer", "07-attended-transfer",
                                  "14-ivr-answers-first"])
def test_a_box_before_the_exchange_tells_of_the_same_call(exchange, name):
    alone = told(exchange, name)
    expected = worklogs(exchange)
    box = [replace(alone[0], feed="box", source="fritzbox", call_id="box-1", kind=kind, at=at, extension="")
           for kind, at in (("ringing", alone[0].at), ("answered", alone[0].at), ("ended", alone[-1].at))]
    for event in box:
        record(exchange, event)
    assert worklogs(exchange) == expected
    assert len(journal(exchange, JournalFilter())) == 1
    assert verify_store(exchange) == []


def test_a_box_before_the_exchange_is_heard_at_the_same_time(exchange):
    events = hear(chunks("06-blind-transfer-refer"))
    box = [replace(events[0], feed="box", source="fritzbox", call_id="box-1", kind=kind, at=at, extension="20")
           for kind, at in (("ringing", AT), ("answered", events[0].at), ("ended", events[-1].at))]
    told(exchange, "06-blind-transfer-refer", *box)
    assert worklogs(exchange) == [[("Carla", 2), ("Dora", 3)]]
    assert verify_store(exchange) == []
