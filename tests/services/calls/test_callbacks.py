"""Callbacks that were promised, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.domain.callbacks import Callback
from hotline_desk.services.access import open_context, save_team
from hotline_desk.services.calls.attaching import attach_call
from hotline_desk.services.calls.callbacks import (
    callback_for,
    finish_callback,
    get_callback,
    remove_callback,
    save_callback,
)
from hotline_desk.services.calls.dialling import dial
from hotline_desk.services.calls.handling import hide_caller, take_call
from hotline_desk.services.calls.record import record
from hotline_desk.services.views.callbacks import CallbackFilter, callback_counts, callbacks
from hotline_desk.services.views.journal import JournalFilter, journal, missed_count
from hotline_desk.services.views.missed import missed_calls
from hotline_desk.services.views.popup import call_popup
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import MUSTER, address, answer, event, hang_up, ring, ticket, user

TOMORROW_NINE = datetime.fromisoformat("2026-11-03T09:00")
NOON = datetime.fromisoformat("2026-11-02T12:00")


def promised(ctx, due=NOON, **more):
    return save_callback(ctx, Callback(**{"number": "030 1234567", "due_local": due, **more}))


def numbers(ctx, whose="all", done=False):
    return [line.number for line in callbacks(ctx, CallbackFilter(whose, done))]


def missed(ctx, call_id="1", **more):
    ring(ctx, call_id, **more)
    return hang_up(ctx, call_id, **more).call_uid


def test_a_callback_is_due_at_the_time_of_the_company_whatever_the_season(ctx):
    promised(ctx, TOMORROW_NINE)
    promised(ctx, datetime.fromisoformat("2027-07-01T09:00"))
    winter, summer = callbacks(ctx)
    assert (winter.number, winter.due_local, winter.due_at) == (
        MUSTER, TOMORROW_NINE, datetime(2026, 11, 3, 8, 0, tzinfo=UTC))
    assert summer.due_at == datetime(2027, 7, 1, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(("wrong", "problem"), [
    ({"number": ""}, "value.missing"), ({"due": None}, "value.missing"), ({"number": "abc"}, "number.invalid")])
def test_number_and_time_are_needed(ctx, wrong, problem):
    with pytest.raises(UserError) as raised:
        promised(ctx, **wrong)
    assert raised.value.id == problem


def test_an_instant_is_refused_where_a_local_time_is_meant(ctx):
    with pytest.raises(ValueError):
        promised(ctx, datetime(2026, 11, 2, 12, 0, tzinfo=UTC))


def test_what_is_late_is_said_and_counted(ctx, clock):
    promised(ctx)
    promised(ctx, TOMORROW_NINE)
    assert callback_counts(ctx) == replace(callback_counts(ctx), today=1, late=0)
    clock.advance(hours=2)
    assert [line.overdue for line in callbacks(ctx)] == [True, False]
    assert (callback_counts(ctx).today, callback_counts(ctx).late) == (1, 1)


def test_everybody_sees_his_own_his_teams_and_what_is_nobodys(ctx):
    bert, carla = user(ctx, "bert"), user(ctx, "carla")
    team = save_team(ctx, Team("", "Network", (carla,)))
    promised(ctx, number="030 1111111", user_uid=bert)
    promised(ctx, number="030 2222222", team_uid=team)
    promised(ctx, number="030 3333333")
    own = {name: open_context(ctx.store, None, name, clock=ctx.clock) for name in ("bert", "carla")}
    assert numbers(own["bert"], "mine") == ["+49301111111", "+49303333333"]
    assert numbers(own["carla"], "mine") == ["+49302222222", "+49303333333"]
    assert numbers(own["carla"], "team") == ["+49302222222"]
    assert len(numbers(ctx, "all")) == 3


def test_a_callback_from_a_missed_call_knows_who_called_and_the_call_counts_as_seen(ctx):
    customer = address(ctx, "Muster GmbH", "030 1234567")
    call = missed(ctx)
    draft = callback_for(ctx, call_uid=call)
    assert (draft.number, draft.address_uid, draft.call_uid, draft.ticket_uid) == (MUSTER, customer, call, None)
    save_callback(ctx, replace(draft, due_local=NOON))
    assert missed_count(ctx) == 0
    assert callbacks(ctx)[0].company == "Muster GmbH"


def test_a_callback_from_a_ticket_stands_at_its_side(ctx):
    uid = ticket(ctx, address(ctx), caller_number="030 1234567", contact_name="Frau Öztürk")
    save_callback(ctx, replace(callback_for(ctx, ticket_uid=uid), due_local=NOON, note="about the printer"))
    shown = ticket_view(ctx, uid).callbacks
    assert [(c.number, c.contact_name, c.note) for c in shown] == [(MUSTER, "Frau Öztürk", "about the printer")]


def test_a_callback_is_moved(ctx):
    uid = promised(ctx)
    save_callback(ctx, replace(get_callback(ctx, uid), due_local=TOMORROW_NINE))
    assert [line.due_local for line in callbacks(ctx)] == [TOMORROW_NINE]


def test_done_and_taken_away_can_be_undone(ctx):
    uid = promised(ctx)
    finish_callback(ctx, uid)
    assert (numbers(ctx), numbers(ctx, done=True)) == ([], [MUSTER])
    finish_callback(ctx, uid, False)
    assert numbers(ctx) == [MUSTER]
    remove_callback(ctx, uid)
    assert (numbers(ctx), numbers(ctx, done=True)) == ([], [])
    remove_callback(ctx, uid, False)
    assert numbers(ctx) == [MUSTER]


def test_who_was_called_back_is_done(ctx, clock):
    promised(ctx)
    clock.advance(minutes=5)
    out = {"direction": "out", "caller_number": None, "called_number": MUSTER}
    record(ctx, event(ctx, "ringing", "o", **out))
    assert numbers(ctx) == [MUSTER]
    record(ctx, event(ctx, "answered", "o", **out))
    assert numbers(ctx) == []
    assert callbacks(ctx, CallbackFilter(done=True))[0].done_at == clock.now()


def test_a_call_ordered_for_a_callback_does_it_whatever_number_the_line_tells(ctx, clock):
    uid = promised(ctx, number="030 7654321")
    promised(ctx)
    clock.advance(minutes=5)
    ref = dial(ctx, "030 7654321", callback_uid=uid).ref
    out = {"direction": "unknown", "caller_number": None, "called_number": None}
    record(ctx, event(ctx, "ringing", ref, **out))
    record(ctx, event(ctx, "answered", ref, **out))
    assert numbers(ctx) == [MUSTER]


def test_who_did_not_answer_is_still_to_be_called(ctx, clock):
    promised(ctx)
    clock.advance(minutes=5)
    out = {"direction": "out", "caller_number": None, "called_number": MUSTER}
    record(ctx, event(ctx, "ringing", "o", **out))
    record(ctx, event(ctx, "ended", "o", **out))
    assert numbers(ctx) == [MUSTER]


def test_who_gets_through_himself_is_done(ctx, clock):
    promised(ctx)
    clock.advance(minutes=5)
    ring(ctx)
    answer(ctx)
    assert numbers(ctx) == []


def test_the_answering_machine_reaches_nobody(ctx, clock):
    promised(ctx)
    clock.advance(minutes=5)
    ring(ctx)
    answer(ctx, by_machine=True)
    hang_up(ctx)
    assert numbers(ctx) == [MUSTER]


def test_what_is_promised_in_a_call_outlives_that_call(ctx, clock):
    ring(ctx)
    call = answer(ctx).call_uid
    clock.advance(minutes=2)
    save_callback(ctx, replace(callback_for(ctx, call_uid=call), due_local=NOON))
    clock.advance(minutes=1)
    hang_up(ctx)
    assert numbers(ctx) == [MUSTER]


def test_a_missed_call_is_attached_to_an_open_ticket(ctx):
    customer = address(ctx, "Muster GmbH", "030 1234567")
    uid = ticket(ctx, customer)
    first, second = missed(ctx, "1"), missed(ctx, "2")
    attach_call(ctx, second, uid)
    assert [call.uid for call in ticket_view(ctx, uid).calls] == [second]
    assert (missed_count(ctx), missed_calls(ctx)) == (0, [])
    rows = {row.uid: row.ticket_uid for row in journal(ctx, JournalFilter())}
    assert rows[second] == uid
    assert rows[first] != uid


def test_a_call_somebody_works_on_is_not_attached(ctx):
    uid, call = ticket(ctx), missed(ctx)
    take_call(ctx, call)
    with pytest.raises(UserError) as raised:
        attach_call(ctx, call, uid)
    assert raised.value.id == "call.has_ticket"


def test_a_call_that_rings_is_not_attached(ctx):
    uid, call = ticket(ctx), ring(ctx).call_uid
    with pytest.raises(UserError) as raised:
        attach_call(ctx, call, uid)
    assert raised.value.id == "call.running"


def test_a_call_is_not_attached_to_what_is_closed(ctx):
    call = missed(ctx)
    gone = call_popup(ctx, missed(ctx, "2")).ticket_uid
    with pytest.raises(UserError) as raised:
        attach_call(ctx, call, gone)
    assert raised.value.id == "ticket.state"


def test_a_call_seen_by_mistake_asks_for_attention_again(ctx):
    call = missed(ctx)
    assert hide_caller(ctx, call) == 1
    assert hide_caller(ctx, call, False) == 1
    assert missed_count(ctx) == 1


def test_old_callbacks_that_are_done_are_not_listed_for_ever(ctx, clock):
    finish_callback(ctx, promised(ctx))
    clock.advance(seconds=int(timedelta(days=40).total_seconds()))
    assert numbers(ctx, done=True) == []
