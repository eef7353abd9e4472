"""A whole stream of a FRITZ!Box through the acts into the journal of a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from hotline_desk.adapters.telephony.fritzbox import FritzBoxTranslator
from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.calls.record import close_open_calls, record
from hotline_desk.services.context import Context
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store
from tests.fritz_stream import PLAN, Expected, generate

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
FEED = "fritzbox://box:1012"


@pytest.fixture
def ctx(tmp_path) -> Iterator[Context]:
    store = create_store(URL.create("sqlite", database=str(tmp_path / "company.sqlite")))
    clock = SetClock(NOW)
    found_company(store, {"company.name": "Test", "company.area_code": "030"}, "anna", "Anna", clock)
    local = Local(tmp_path)
    yield open_context(store, local, clock=clock)
    local.close()
    store.close()


def tell(ctx: Context, lines: list[str]) -> None:
    """One connection to the box that tells these lines."""
    close_open_calls(ctx, FEED)
    translator = FritzBoxTranslator(FEED, PLAN)
    for line in lines:
        event = translator.read(line, ctx.clock.now())
        if event:
            record(ctx, event)


def journal(ctx: Context) -> list[Expected]:
    with ctx.store.read() as session:
        return [
            Expected(row.direction, row.caller_number, row.number_state, row.called_number, row.outcome,
                     row.duration_seconds, row.extension, row.by_machine)
            for row in session.scalars(select(CallRow).order_by(CallRow.id))
        ]


def test_interleaved_calls_give_exactly_the_right_journal_and_only_once(ctx):
    stream = generate(seed=21)
    tell(ctx, stream.lines)
    assert journal(ctx) == stream.expected
    ctx.clock.advance(minutes=5)
    tell(ctx, stream.lines)
    assert journal(ctx) == stream.expected


def test_a_stream_that_broke_and_is_told_again_is_whole(ctx):
    stream = generate(seed=22, many=40)
    tell(ctx, stream.lines[: len(stream.lines) // 2])
    tell(ctx, stream.lines)
    assert journal(ctx) == stream.expected


def test_a_stream_that_goes_on_where_it_broke_loses_no_call(ctx):
    stream = generate(seed=23, many=40, twins=False)
    half = len(stream.lines) // 2
    tell(ctx, stream.lines[:half])
    tell(ctx, stream.lines[half:])
    assert journal(ctx) == stream.expected


def test_a_call_whose_beginning_was_never_heard_is_kept(ctx):
    tell(ctx, ["21.11.26 08:00:08;CONNECT;0;12;01755290111;", "21.11.26 08:01:08;DISCONNECT;0;60;"] * 2)
    only, = journal(ctx)
    assert (only.direction, only.caller_number, only.outcome, only.duration_seconds) == (
        "unknown", "+491755290111", "answered", 60)


def test_an_answer_after_a_gap_is_not_put_onto_another_callers_lost_call(ctx):
    tell(ctx, ["20.11.26 17:00:00;RING;0;01755290111;732111;SIP0;"])
    ctx.clock.advance(hours=1)
    tell(ctx, ["21.11.26 08:00:08;CONNECT;0;12;0301234567;"])
    assert [(call.caller_number, call.outcome) for call in journal(ctx)] == [
        ("+491755290111", "unknown_end"), ("+49301234567", None)]


def test_a_connection_used_again_ends_the_call_whose_end_was_lost(ctx):
    tell(ctx, ["21.11.26 08:00:00;RING;0;01755290111;732111;SIP0;", "21.11.26 08:05:00;RING;0;0301234567;732111;SIP0;"])
    assert [call.outcome for call in journal(ctx)] == ["unknown_end", None]


def test_events_from_the_spool_come_before_newer_ones(ctx, monkeypatch):
    from hotline_desk.core.errors import EnvironmentTrouble
    from hotline_desk.services.calls import record as module

    lines = ["21.11.26 08:00:00;RING;0;01755290111;732111;SIP0;", "21.11.26 08:00:08;CONNECT;0;12;01755290111;",
             "21.11.26 08:01:08;DISCONNECT;0;60;"]
    translator = FritzBoxTranslator(FEED, PLAN)
    events = [translator.read(line, NOW + timedelta(seconds=n)) for n, line in enumerate(lines)]

    def away(ctx: Context, event: object) -> None:
        raise EnvironmentTrouble("database", "away")

    with monkeypatch.context() as gone:
        gone.setattr(module, "record_event", away)
        assert [record(ctx, event).spooled for event in events[:2]] == [True, True]
    assert not record(ctx, events[2]).spooled
    only, = journal(ctx)
    assert (only.caller_number, only.outcome, only.extension) == ("+491755290111", "answered", "12")
    assert module.waiting(ctx) == []
