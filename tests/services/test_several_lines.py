"""Calls that several lines tell of, in a real store."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, func, select, update

from hotline_desk.domain import calls
from hotline_desk.domain.access import AGENT
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.access import open_context
from hotline_desk.services.calls import record as module
from hotline_desk.services.calls.aside import forget_aside, keep_aside, list_aside, try_aside_again
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.calls.record import (
    close_open_calls,
    event_body,
    events_aside,
    record,
    retry_aside,
    waiting,
)
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.popup import call_popup
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.calls.journal import CallLegRow, CallRow, CallSightingRow
from hotline_desk.store.changes import bulk
from hotline_desk.store.opening import open_store
from hotline_desk.store.tickets import TicketRow, WorklogPauseRow, WorklogRow
from tests import builders
from tests.store_fixtures import NOW

OURS = "+4930999990"


def told(source: str, kind: str, after: float = 0, **more: object) -> CallEvent:
    values = {"feed": source, "call_id": f"{source}-1", "direction": calls.IN, "caller_number": builders.MUSTER,
              "number_state": "known", **more}
    return CallEvent(kind=kind, at=NOW + timedelta(seconds=after), source=source, **values)


ASTERISK = [told("asterisk", "ringing", 1, extension="11"), told("asterisk", "ringing", 1, extension="12"),
            told("asterisk", "answered", 12, extension="12", queue="support"),
            told("asterisk", "answered", 42, extension="11"), told("asterisk", "ended", 75)]
FRITZ = [told("fritzbox", "ringing", 0, called_number=OURS), told("fritzbox", "answered", 12, extension="20"),
         told("fritzbox", "ended", 75, duration_s=63)]
MODEM = [told("modem", "ringing", 3, caller_name="Muster"), told("modem", "ended", 21, reason=calls.RING_OVER)]
RECORD = [told("smdr+avaya", "ended", 77, duration_s=62, ring_s=11, extension="12")]


@pytest.fixture
def agents(ctx):
    builders.user(ctx, "carla", extension="11")
    builders.user(ctx, "dora", extension="12")


def counts(ctx):
    with ctx.store.read() as session:
        live = select(func.count()).select_from(WorklogRow).where(WorklogRow.removed_at.is_(None))
        return [*(session.scalar(select(func.count()).select_from(row)) for row in (CallRow, TicketRow)),
                session.scalar(live)]


def result(ctx):
    row, = journal(ctx, JournalFilter())
    view = ticket_view(ctx, row.ticket_uid)
    return (row.state, row.outcome, row.number, row.called_number, row.queue, row.rang_at, row.answered_at,
            row.ended_at, row.duration_seconds, row.agent, view.agent_name,
            [(w.agent_name, w.raw_seconds) for w in view.worklogs])


@pytest.mark.parametrize("seed", range(4))
def test_however_lines_interleave_the_ticket_and_its_times_are_the_same(ctx, agents, seed):
    random, left = Random(seed), [list(stream) for stream in (ASTERISK, FRITZ, MODEM, RECORD)]
    while any(left):
        record(ctx, random.choice([stream for stream in left if stream]).pop(0))
    assert counts(ctx) == [1, 1, 2]
    *facts, worklogs = result(ctx)
    assert facts == ["ended", "answered", builders.MUSTER, OURS, "support", NOW, NOW + timedelta(seconds=12),
                     NOW + timedelta(seconds=75), 63, "Carla", "Carla"]
    assert worklogs == [("Dora", 30), ("Carla", 33)]
    assert verify_store(ctx) == []


def test_two_desks_that_hear_it_on_two_lines_at_once_make_one_call(ctx):
    stores = [open_store(ctx.store.engine.url) for _ in range(3)]
    desks = [open_context(store, None, "anna", clock=ctx.clock) for store in stores]
    for n in range(6):
        together = threading.Barrier(len(desks))

        def hear(desk, source, n=n, together=together):
            together.wait()
            record(desk, told(source, "ringing", 60 * n, call_id=str(n), caller_number=f"+4930555{n:04}"))

        threads = [threading.Thread(target=hear, args=pair)
                   for pair in zip(desks, ("asterisk", "fritzbox", "modem"), strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for store in stores:
        store.close()
    assert counts(ctx)[:2] == [6, 6]


def test_each_line_is_kept_with_what_it_told(ctx):
    for event in (*FRITZ[:1], *MODEM):
        record(ctx, event)
    with ctx.store.read() as session:
        seen = session.scalars(select(CallSightingRow).order_by(CallSightingRow.id)).all()
    assert [(s.feed, s.sighted_id, s.kind) for s in seen] == [
        ("fritzbox", "fritzbox-1", "fritzbox"), ("modem", "modem-1", "modem")]


def test_a_line_that_was_away_does_not_end_a_call_that_another_tells_of(ctx):
    for event in (ASTERISK[0], FRITZ[0], ASTERISK[2]):
        record(ctx, event)
    assert close_open_calls(ctx, "asterisk") == []
    row, = journal(ctx, JournalFilter())
    assert (row.state, row.outcome) == ("answered", None)
    record(ctx, FRITZ[1])
    record(ctx, FRITZ[2])
    assert [(r.outcome, r.duration_seconds) for r in journal(ctx, JournalFilter())] == [("answered", 63)]


def test_a_line_without_names_for_its_calls_finds_the_one_it_joined(ctx):
    record(ctx, ASTERISK[0])
    record(ctx, told("fritzbox", "ringing", 0, connection="0", called_number=OURS))
    done = record(ctx, told("fritzbox", "ended", 20, call_id="", connection="0", direction=calls.UNKNOWN))
    assert done.call_uid == journal(ctx, JournalFilter())[0].uid
    assert counts(ctx)[0] == 1


def test_what_a_weaker_line_took_for_an_answer_does_not_count(ctx, agents):
    record(ctx, FRITZ[0])
    record(ctx, FRITZ[1])
    assert counts(ctx)[2] == 1
    record(ctx, told("asterisk", "ringing", 14, extension="11"))
    row, = journal(ctx, JournalFilter())
    assert (row.state, row.answered_at) == ("ringing", None)
    assert counts(ctx)[2] == 0
    assert verify_store(ctx) == []


def test_a_telephone_of_its_own_at_each_desk_tells_of_one_call(ctx, tmp_path):
    other = open_context(ctx.store, None, "anna", clock=ctx.clock)
    assert other.desk != ctx.desk
    record(ctx, told("tapi", "ringing", 0, call_id="a", extension="1"))
    record(other, told("tapi", "ringing", 1, call_id="b", extension="2"))
    record(other, told("tapi", "answered", 9, call_id="b", extension="2"))
    record(ctx, told("tapi", "ended", 9, call_id="a", extension="1"))
    row, = journal(ctx, JournalFilter())
    assert (row.state, row.extension) == ("answered", "2")


def test_an_internal_call_that_two_lines_tell_of_is_one(ctx):
    own = {"direction": calls.INTERNAL, "caller_number": None, "caller_raw": "11"}
    record(ctx, told("asterisk", "ringing", 0, extension="12", **own))
    record(ctx, told("tapi", "ringing", 1, extension="12", **own))
    record(ctx, told("tapi", "ringing", 1, call_id="other", extension="13", **{**own, "caller_raw": "14"}))
    assert counts(ctx) == [2, 0, 0]


def test_a_call_stored_before_parts_were_kept_goes_on_as_before(ctx, clock):
    builders.ring(ctx)
    uid = builders.answer(ctx).call_uid
    with ctx.store.write(ctx.stamp("test")) as tx, bulk(tx.session, "call_leg", "delete", {}) as connection:
        connection.execute(delete(CallLegRow))
    clock.advance(seconds=30)
    assert take_call(ctx, uid) == call_popup(ctx, uid).ticket_uid
    clock.advance(seconds=30)
    builders.hang_up(ctx)
    assert result(ctx)[-1] == [("Anna", 60)]
    assert verify_store(ctx) == []


def test_telephones_that_ring_are_kept_up_to_date(ctx):
    for event in ASTERISK[:2]:
        record(ctx, event)
    uid = journal(ctx, JournalFilter())[0].uid
    assert call_popup(ctx, uid).ringing == ("11", "12")
    record(ctx, told("asterisk", "ring_stopped", 5, extension="11"))
    assert call_popup(ctx, uid).ringing == ("12",)
    record(ctx, ASTERISK[2])
    assert (call_popup(ctx, uid).ringing, call_popup(ctx, uid).queue) == ((), "support")


@pytest.mark.logs("could not be stored and waits", "goes on waiting", "was set aside")
def test_an_event_that_can_never_be_stored_does_not_keep_the_others_waiting(ctx, monkeypatch):
    real = module.record_event

    def picky(ctx, event):
        if event.call_id == "bad":
            raise ValueError("nonsense")
        return real(ctx, event)

    with monkeypatch.context() as broken:
        broken.setattr(module, "record_event", picky)
        record(ctx, told("asterisk", "ringing", call_id="bad"))
        record(ctx, told("asterisk", "ringing", call_id="good"))
        intake = Intake(lambda: ctx)
        for _ in range(5):
            intake.catch_up()
    assert waiting(ctx) == []
    with ctx.store.read() as session:
        assert session.scalars(select(CallRow.call_id)).all() == ["good"]
    left, = events_aside(ctx)
    assert (left.body["call_id"], left.reason) == ("bad", "ValueError: nonsense")
    assert [finding.check for finding in verify_store(ctx)] == ["aside"]
    assert retry_aside(ctx) == 1
    assert events_aside(ctx) == []
    assert verify_store(ctx) == []


def test_an_event_that_was_set_aside_can_be_dropped(ctx):
    ctx.local.spool({"feed": "x"})
    ctx.local.set_aside(waiting(ctx)[0], "no sense", ctx.clock.now())
    event = forget_aside(ctx, events_aside(ctx)[0].id)
    assert events_aside(ctx) == []
    keep_aside(ctx, event)
    assert events_aside(ctx) == [event]


def test_what_was_set_aside_is_told_with_as_much_of_the_number_as_one_may_see(ctx):
    ctx.local.spool({"feed": "box", "kind": "ringing", "at": NOW.isoformat(), "caller_number": "+498955501230",
                     "caller_raw": "08955501230"})
    ctx.local.spool({"feed": 7, "at": "never"})
    for key in waiting(ctx):
        ctx.local.set_aside(key, "no sense", ctx.clock.now())
    first, second = list_aside(ctx)
    assert (first.feed, first.kind, first.number, first.at) == ("box", "ringing", "+498955501230", NOW)
    assert (second.feed, second.number, second.at, second.reason) == ("", "", None, "no sense")
    agent = replace(ctx, user=replace(ctx.user, role=AGENT),
                    settings=ctx.settings.with_values({"calls.journal_numbers": "cut"}))
    assert list_aside(agent)[0].number.endswith("…")


def test_trying_again_tells_how_many_still_cannot_be_stored(ctx):
    record(ctx, told("asterisk", "ringing", call_id="first"))
    ctx.local.spool(event_body(told("asterisk", "ringing", call_id="second", caller_number="+498955501230")))
    ctx.local.spool({"feed": "x"})
    for key in waiting(ctx):
        ctx.local.set_aside(key, "no sense", ctx.clock.now())
    assert try_aside_again(ctx) == 1
    with ctx.store.read() as session:
        assert session.scalars(select(CallRow.call_id).order_by(CallRow.id)).all() == ["first", "second"]


@pytest.mark.parametrize(("table", "change", "check"), [
    (CallLegRow, {"ended_at": None}, "talks"),
    (WorklogPauseRow, {"ended_at": None}, "pauses"),
    (CallRow, {"duration_seconds": 7}, "lines"),
])
def test_verify_sees_what_does_not_add_up(ctx, table, change, check):
    builders.ring(ctx, "first", caller_number="+498955501230")
    builders.answer(ctx, "first")
    ctx.clock.advance(seconds=10)
    for event in (told("fritzbox", "ringing", 10), told("asterisk", "ringing", 10), told("asterisk", "answered", 10)):
        record(ctx, event)
    ctx.clock.advance(seconds=60)
    record(ctx, told("asterisk", "ended", 70))
    builders.hang_up(ctx, "first")
    assert verify_store(ctx) == []
    with ctx.store.write(ctx.stamp("test")) as tx, bulk(tx.session, table.__tablename__, "update", {}) as connection:
        connection.execute(update(table).values(**change))
    assert check in {finding.check for finding in verify_store(ctx)}
