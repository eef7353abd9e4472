"""A second call comes while somebody talks; a call is handed to a colleague."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.handling import correct_end, end_call, take_call
from hotline_desk.services.calls.parking import swap_calls
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.worklogs import start_worklog
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.popup import call_popup
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import about
from tests.store_fixtures import NOW
from tests.stories.telephone import MUSTER, STRANGER

SOLVED = Closing("charge", "Neu gestartet")
NOVEMBER = BillingRequest(date(2026, 11, 1), date(2026, 11, 30))


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def ticket_of(ctx, call):
    return ticket_view(ctx, call_popup(ctx, call.uid).ticket_uid)


def clocks(ctx, *calls):
    """Seconds that count now on the call worklogs of these calls."""
    now = ctx.clock.now()
    return [sum(w.seconds_until(now) for w in ticket_of(ctx, call).worklogs if w.kind == "call") for call in calls]


@pytest.fixture
def carla(hire):
    return hire("carla", extension="11")


@pytest.fixture
def dora(hire):
    return hire("dora", extension="12")


def test_a_second_call_parks_the_first_with_its_own_clock(ctx, line, muster):
    first = line.ring().answer()
    ctx.clock.advance(minutes=2)
    second = line.ring(STRANGER).answer()
    ctx.clock.advance(minutes=3)
    assert clocks(ctx, first, second) == [120, 180]
    shown = call_popup(ctx, first.uid)
    assert (shown.parked_at, call_popup(ctx, second.uid).parked_at) == (NOW + minutes(2), None)
    assert ticket_of(ctx, first).worklogs[0].parked_at == NOW + minutes(2)
    assert ticket_of(ctx, first).calls[0].parked_at == NOW + minutes(2)


def test_one_key_swaps_the_two_calls(ctx, line, muster):
    first = line.ring().answer()
    ctx.clock.advance(minutes=2)
    second = line.ring(STRANGER).answer()
    ctx.clock.advance(minutes=3)
    assert swap_calls(ctx) == ticket_of(ctx, first).uid
    ctx.clock.advance(minutes=4)
    assert clocks(ctx, first, second) == [360, 180]
    assert swap_calls(ctx) == ticket_of(ctx, second).uid
    ctx.clock.advance(minutes=1)
    assert clocks(ctx, first, second) == [360, 240]
    assert call_popup(ctx, first.uid).parked_seconds == 180
    assert verify_store(ctx) == []


def test_to_look_at_a_parked_call_does_not_take_it_up(ctx, line, muster):
    first = line.ring().answer()
    line.ring(STRANGER).answer()
    ctx.clock.advance(minutes=1)
    take_call(ctx, first.uid)
    assert call_popup(ctx, first.uid).parked_at == NOW


def test_there_is_nothing_to_swap_with_one_call(ctx, line, muster):
    line.ring().answer()
    with pytest.raises(UserError, match="No call is parked"):
        swap_calls(ctx)


def test_the_parked_call_goes_on_when_the_other_ends(ctx, line, muster):
    first = line.ring().answer()
    ctx.clock.advance(minutes=2)
    second = line.ring(STRANGER).answer()
    ctx.clock.advance(minutes=3)
    second.hang_up()
    ctx.clock.advance(minutes=1)
    first.hang_up()
    assert clocks(ctx, first, second) == [180, 180]
    assert [w.raw_seconds for w in ticket_of(ctx, first).worklogs] == [360]
    assert verify_store(ctx) == []


def test_a_parked_caller_who_hangs_up_waits_no_more(ctx, line, muster):
    first = line.ring().answer()
    ctx.clock.advance(minutes=2)
    second = line.ring(STRANGER).answer()
    ctx.clock.advance(minutes=3)
    first.hang_up()
    ctx.clock.advance(minutes=1)
    assert clocks(ctx, first, second) == [120, 240]
    assert call_popup(ctx, first.uid).parked_at is None
    with pytest.raises(UserError):
        swap_calls(ctx)
    assert verify_store(ctx) == []


def test_parked_time_is_measured_and_not_charged(ctx, line, muster, support):
    first = line.ring().answer()
    ctx.clock.advance(minutes=10)
    second = line.ring().answer()
    ctx.clock.advance(minutes=20)
    second.hang_up()
    ctx.clock.advance(minutes=5)
    first.hang_up()
    for call in (first, second):
        close_ticket(ctx, about(ctx, ticket_of(ctx, call).uid), None, SOLVED)
    draft, = propose(ctx, NOVEMBER).drafts
    assert [(item.raw_seconds, item.billed_seconds) for item in draft.items] == [(35 * 60, 15 * 60), (1200, 1200)]
    assert "parked" in draft.items[0].rule


def test_two_agents_who_talk_at_once_park_nothing(ctx, carla, dora, exchange, muster):
    exchange.ring().answer(extension="11")
    ctx.clock.advance(minutes=1)
    second = exchange.ring(STRANGER).answer(extension="12")
    ctx.clock.advance(minutes=1)
    assert clocks(ctx, *exchange.calls) == [120, 60]
    assert call_popup(ctx, second.uid).agent_name == "Dora"


def test_who_takes_over_a_running_call_parks_his_own(ctx, carla, dora, exchange, muster):
    of_carla, of_dora = exchange.ring().answer(extension="11"), exchange.ring(STRANGER).answer(extension="12")
    ctx.clock.advance(minutes=1)
    take_call(dora, of_carla.uid)
    ctx.clock.advance(minutes=1)
    assert clocks(ctx, of_carla, of_dora) == [120, 60]
    assert [(w.agent_name, w.raw_seconds) for w in ticket_of(ctx, of_carla).worklogs] == [("Carla", 60), ("Dora", 0)]
    assert ticket_of(ctx, of_carla).notes[0].text == "Carla → Dora"
    assert swap_calls(dora) == ticket_of(ctx, of_dora).uid
    assert verify_store(ctx) == []


def test_a_call_handed_to_a_colleague_takes_the_ticket_and_its_time_along(ctx, carla, dora, exchange, muster):
    call = exchange.ring().answer(extension="11")
    ctx.clock.advance(minutes=2)
    call.tell("ringing", extension="12")
    assert call_popup(ctx, call.uid).ringing == ("12",)
    ctx.clock.advance(seconds=10)
    call.answer(extension="12").tell("updated", extension="11", reason="left")
    ctx.clock.advance(minutes=3)
    call.hang_up()
    view = ticket_of(ctx, call)
    assert [(w.agent_name, w.raw_seconds) for w in view.worklogs] == [("Carla", 130), ("Dora", 180)]
    assert view.agent_name == "Dora"
    assert [(n.act, n.author, n.text) for n in view.notes] == [("transfer", "Carla", "Carla → Dora")]
    assert [(leg.extension, leg.agent_name) for leg in view.calls[0].legs] == [("11", "Carla"), ("12", "Dora")]
    assert verify_store(ctx) == []


def test_who_is_about_to_get_a_call_may_look_at_it_before_he_answers(ctx, carla, dora, exchange, muster):
    call = exchange.ring().answer(extension="11")
    ctx.clock.advance(minutes=2)
    call.tell("ringing", extension="12")
    take_call(dora, call.uid)
    assert [w.agent_name for w in ticket_of(ctx, call).worklogs] == ["Carla"]
    ctx.clock.advance(minutes=1)
    call.answer(extension="12")
    assert [(w.agent_name, w.raw_seconds) for w in ticket_of(ctx, call).worklogs] == [("Carla", 180), ("Dora", 0)]


def test_each_of_two_agents_has_his_own_after_call_time(ctx, carla, dora, exchange, muster):
    call = exchange.ring().answer(extension="11")
    uid = ticket_of(ctx, call).uid
    ctx.clock.advance(minutes=1)
    call.answer(extension="12")
    start_worklog(carla, uid, after_call=True)
    ctx.clock.advance(minutes=2)
    call.hang_up()
    start_worklog(dora, uid, after_call=True)
    exchange.ring(STRANGER).answer(extension="11")
    ctx.clock.advance(minutes=4)
    now = ctx.clock.now()
    assert [(w.kind, w.agent_name, w.seconds_until(now)) for w in ticket_of(ctx, call).worklogs] == [
        ("call", "Carla", 60), ("call", "Dora", 120), ("after_call", "Carla", 120), ("after_call", "Dora", 240)]


def test_a_call_handed_out_of_the_house_ends_our_time(ctx, carla, dora, exchange, muster):
    call = exchange.ring().answer(extension="11")
    ctx.clock.advance(minutes=2)
    call.answer(extension="+491721111111")
    ctx.clock.advance(minutes=30)
    call.hang_up()
    view = ticket_of(ctx, call)
    assert [(w.agent_name, w.raw_seconds) for w in view.worklogs] == [("Carla", 120)]
    assert (view.agent_name, view.notes[0].text) == ("Carla", "Carla → +491721111111")


def test_who_was_only_asked_leaves_the_call_to_the_one_who_asked(ctx, carla, dora, exchange, muster):
    call = exchange.ring().answer(extension="11")
    ctx.clock.advance(minutes=2)
    call.answer(extension="12")
    ctx.clock.advance(minutes=1)
    call.tell("updated", extension="12", reason="left")
    ctx.clock.advance(minutes=4)
    call.hang_up()
    view = ticket_of(ctx, call)
    assert [(w.agent_name, w.raw_seconds) for w in view.worklogs] == [("Carla", 120), ("Dora", 60), ("Carla", 240)]
    assert view.agent_name == "Carla"


def test_an_agent_who_goes_to_another_telephone_has_one_measure(ctx, exchange, hire, muster):
    hire("carla", extension="11")
    call = exchange.ring().answer(extension="11")
    ctx.clock.advance(minutes=1)
    call.answer(extension="11")
    ctx.clock.advance(minutes=1)
    call.hang_up()
    assert [w.raw_seconds for w in ticket_of(ctx, call).worklogs] == [120]


def test_a_transfer_told_again_changes_nothing(ctx, carla, dora, exchange, muster):
    call = exchange.ring().answer(extension="11")
    ctx.clock.advance(minutes=2)
    call.answer(extension="12")
    seen = ticket_of(ctx, call)
    call.answer(extension="12")
    assert ticket_of(ctx, call) == seen


def test_the_first_call_goes_on_when_the_second_is_handed_over(ctx, carla, dora, exchange, muster):
    first = exchange.ring().answer(extension="11")
    ctx.clock.advance(minutes=1)
    second = exchange.ring(STRANGER).answer(extension="11")
    ctx.clock.advance(minutes=1)
    second.answer(extension="12")
    ctx.clock.advance(minutes=1)
    assert clocks(ctx, first, second) == [120, 120]
    assert call_popup(ctx, first.uid).parked_at is None


def test_the_clock_of_a_call_whose_end_was_missed_stands_and_asks_for_correction(ctx, line, muster):
    call = line.ring().answer()
    ctx.clock.advance(minutes=5)
    close_open_calls(ctx, "fritzbox://box")
    ctx.clock.advance(hours=3)
    worklog, = ticket_of(ctx, call).worklogs
    assert (worklog.running, worklog.end_unknown, worklog.seconds_until(ctx.clock.now())) == (False, True, 300)
    assert ticket_of(ctx, call).calls[0].end_unknown
    assert [row.unaccounted for row in journal(ctx, JournalFilter())] == [True]
    correct_end(ctx, call.uid, NOW + minutes(4))
    worklog, = ticket_of(ctx, call).worklogs
    assert (worklog.end_unknown, worklog.seconds) == (False, 240)


def test_a_call_that_was_parked_for_one_whose_end_was_missed_goes_on(ctx, line, muster):
    first = line.ring().answer()
    ctx.clock.advance(minutes=1)
    line.ring(STRANGER).answer()
    ctx.clock.advance(minutes=1)
    close_open_calls(ctx, "fritzbox://box")
    first.answer()  # the telephone tells that the first one still runs
    ctx.clock.advance(minutes=1)
    assert call_popup(ctx, first.uid).parked_at is None
    assert verify_store(ctx) == []


def test_a_modems_call_is_answered_by_taking_it_and_ended_by_its_agent(ctx, line, muster):
    call = line.ring(MUSTER, source="modem", extension="")
    ctx.clock.advance(seconds=5)
    uid = take_call(ctx, call.uid)
    ctx.clock.advance(seconds=10)
    call.tell("ended", reason="ring_over")
    shown = call_popup(ctx, call.uid)
    assert (shown.state, shown.ends_by_hand, shown.answered_at) == ("answered", True, NOW + timedelta(seconds=5))
    ctx.clock.advance(minutes=4)
    assert end_call(ctx, call.uid)
    assert [(w.raw_seconds, w.agent_name) for w in ticket_view(ctx, uid).worklogs] == [(250, "Anna")]
    assert not end_call(ctx, call.uid)
    assert verify_store(ctx) == []


def test_a_modems_call_that_nobody_takes_is_missed(ctx, line, muster):
    call = line.ring(MUSTER, source="modem")
    ctx.clock.advance(seconds=20)
    call.tell("ended", reason="ring_over")
    row, = journal(ctx, JournalFilter())
    assert (row.outcome, row.needs_callback, row.ticket_state) == ("missed", True, "withdrawn")


def test_a_modems_call_may_be_taken_when_the_receiver_is_lifted_already(ctx, line, muster):
    call = line.ring(MUSTER, source="modem")
    ctx.clock.advance(seconds=10)
    call.tell("ended", reason="ring_over")
    ctx.clock.advance(seconds=5)
    uid = take_call(ctx, call.uid)
    view = ticket_view(ctx, uid)
    assert (view.state, view.running_call.state, view.worklogs[0].running) == ("open", "answered", True)


def test_nobody_ends_by_hand_what_the_telephone_tells(ctx, line, muster):
    call = line.ring().answer()
    assert not end_call(ctx, call.uid)
    assert call_popup(ctx, call.uid).state == "answered"


def test_a_number_that_comes_late_finds_the_customer(ctx, line, muster):
    call = line.ring(None)
    assert ticket_of(ctx, call).fields.address_uid is None
    call.tell("updated", caller_number=MUSTER, caller_raw="030 12345670", number_state="known", caller_name="Muster")
    view = ticket_of(ctx, call)
    assert (view.address_name, view.fields.caller_number, view.contact) == ("Muster GmbH", MUSTER, "Muster")


def test_another_number_that_comes_late_replaces_the_first_where_nobody_worked_yet(ctx, line, muster):
    call = line.ring(MUSTER)
    call.tell("updated", caller_number=STRANGER, number_state="known")
    assert (ticket_of(ctx, call).fields.address_uid, ticket_of(ctx, call).fields.caller_number) == (None, STRANGER)
    other = line.ring(MUSTER).answer()
    other.tell("updated", caller_number=STRANGER, number_state="known")
    assert ticket_of(ctx, other).address_name == "Muster GmbH"


def test_two_desks_on_one_box_learn_where_everybody_sits(ctx, bert, line, muster):
    first = line.ring().answer(extension="620")
    take_call(bert, first.uid)
    first.hang_up()
    second = line.ring().answer(extension="620")
    third = line.ring().answer(extension="621")
    assert [call_popup(ctx, call.uid).agent_name for call in (second, third)] == ["Bert", "Anna"]


def test_who_sits_at_this_desk_now_answers_its_telephone(ctx, bert, line, muster):
    take_call(ctx, line.ring().answer(extension="620").hang_up().uid)
    line.ctx = bert
    assert call_popup(ctx, line.ring().answer(extension="620").uid).agent_name == "Bert"
