"""A customer calls: from the first ring to the closed ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline_desk.domain.addresses import Address
from hotline_desk.services.access import open_context, write_setting
from hotline_desk.services.addresses import get_address
from hotline_desk.services.calls.handling import correct_end, move_call, take_call
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.services.tickets.capture import create_ticket, make_address, save_ticket, take_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, end_own_after_call
from hotline_desk.services.tickets.worklogs import start_worklog
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.services.views.customer import customer
from hotline_desk.services.views.journal import JournalFilter, journal, missed_count
from hotline_desk.services.views.open_list import open_counts, open_tickets
from hotline_desk.services.views.popup import call_popup, running_popups
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import about
from tests.store_fixtures import NOW
from tests.stories.telephone import MUSTER, MUSTER_MOBILE, STRANGER

SOLVED = Closing("charge", "Neu gestartet")


def calls_of(ctx):
    return journal(ctx, JournalFilter())


def test_a_customer_calls_and_is_helped(ctx, line, muster):
    call = line.ring(MUSTER_MOBILE)
    popup = call_popup(ctx, call.uid)
    assert (popup.company, popup.contact, popup.state) == ("Muster GmbH", "Frau Elif Öztürk", "ringing")
    prefilled = ticket_view(ctx, popup.ticket_uid)
    assert (prefilled.address_name, prefilled.contact, prefilled.fields.caller_number) == (
        "Muster GmbH", "Frau Elif Öztürk", MUSTER_MOBILE)
    assert (prefilled.state, prefilled.number) == ("new", None)

    ctx.clock.advance(seconds=5)
    call.answer()
    uid = take_call(ctx, call.uid)
    begun = ticket_view(ctx, uid)
    assert (begun.state, begun.number, begun.agent_name) == ("open", "2026-00001", "Anna")
    ctx.clock.advance(minutes=3)
    version = save_ticket(ctx, uid, begun.version, {"subject": "Drucker", "request": "Druckt nicht"})
    ctx.clock.advance(minutes=1)
    call.hang_up()
    start_worklog(ctx, uid, after_call=True)
    ctx.clock.advance(seconds=30)
    close_ticket(ctx, uid, version + 1, SOLVED)

    closed = ticket_view(ctx, uid)
    assert (closed.state, closed.outcome, closed.fields.solution) == ("closed", "charge", "Neu gestartet")
    assert [(w.kind, w.raw_seconds, w.agent_name) for w in closed.worklogs] == [
        ("call", 240, "Anna"), ("after_call", 30, "Anna")]
    assert (closed.worklogs[0].raw_start, closed.worklogs[0].raw_end) == (
        NOW + timedelta(seconds=5), NOW + timedelta(seconds=245))
    assert open_tickets(ctx) == []
    assert archive_count(ctx, ArchiveFilter("drucker muster")) == 1


def test_a_ticket_closed_during_the_call_has_the_clock_of_the_whole_call(ctx, line, muster):
    call = line.ring().answer()
    uid = take_call(ctx, call.uid)
    ctx.clock.advance(minutes=2)
    close_ticket(ctx, about(ctx, uid), None, SOLVED)
    assert ticket_view(ctx, uid).worklogs[0].running
    ctx.clock.advance(minutes=1)
    call.hang_up()
    closed = ticket_view(ctx, uid)
    assert (closed.state, closed.worklogs[0].raw_seconds) == ("closed", 180)


def test_an_unknown_caller_becomes_an_address_in_the_ticket(ctx, line):
    call = line.ring(STRANGER).answer()
    uid = take_call(ctx, call.uid)
    assert ticket_view(ctx, uid).fields.address_uid is None
    made = make_address(ctx, uid, Address("Neukunde AG", city="München"))
    assert [phone.e164 for phone in get_address(ctx, made).phones] == [STRANGER]
    assert ticket_view(ctx, uid).address_name == "Neukunde AG"
    call.hang_up()
    assert call_popup(ctx, line.ring(STRANGER).uid).company == "Neukunde AG"


def test_a_withheld_number_still_makes_a_ticket(ctx, line):
    call = line.ring(None).answer()
    uid = take_call(ctx, call.uid)
    ctx.clock.advance(minutes=1)
    call.hang_up()
    view = ticket_view(ctx, uid)
    assert (view.fields.caller_number, view.fields.address_uid, view.worklogs[0].raw_seconds) == (None, None, 60)
    assert [(row.number, row.number_state, row.ticket_number) for row in calls_of(ctx)] == [
        (None, "withheld", "2026-00001")]


def test_two_withheld_callers_are_two_calls(ctx, line):
    line.ring(None)
    line.ring(None)
    assert len(running_popups(ctx)) == 2


def test_the_ticket_of_a_missed_call_is_withdrawn_and_the_call_stays_in_the_journal(ctx, line, muster):
    call = line.ring()
    ctx.clock.advance(seconds=20)
    call.hang_up()
    row, = calls_of(ctx)
    assert (row.company, row.outcome, row.ticket_state, row.ticket_number) == (
        "Muster GmbH", "missed", "withdrawn", None)
    assert row.needs_callback
    assert (open_tickets(ctx), open_counts(ctx).open, missed_count(ctx)) == ([], 0, 1)
    assert archive_count(ctx, ArchiveFilter()) == 0


def test_a_withdrawn_ticket_can_be_taken_up_to_call_back(ctx, line, muster):
    call = line.ring().hang_up()
    uid = call_popup(ctx, call.uid).ticket_uid
    take_ticket(ctx, uid)
    assert [(t.number, t.customer) for t in open_tickets(ctx)] == [("2026-00001", "Muster GmbH")]


def test_what_is_typed_while_the_caller_gives_up_is_not_withdrawn(ctx, line, muster):
    call = line.ring()
    view = ticket_view(ctx, call_popup(ctx, call.uid).ticket_uid)
    call.hang_up()
    save_ticket(ctx, view.uid, view.version, {"subject": "Rief an"})
    saved = ticket_view(ctx, view.uid)
    assert (saved.state, saved.number, saved.agent_name) == ("open", "2026-00001", "Anna")


def test_a_missed_caller_who_gets_through_no_longer_waits(ctx, line, muster):
    line.ring().hang_up()
    ctx.clock.advance(minutes=1)
    line.ring(STRANGER).hang_up()
    ctx.clock.advance(minutes=1)
    line.ring().answer()
    assert [(row.number, row.needs_callback) for row in calls_of(ctx)] == [
        (MUSTER, False), (STRANGER, True), (MUSTER, False)]
    assert missed_count(ctx) == 1


def test_a_missed_caller_who_was_called_back_no_longer_waits(ctx, line, muster):
    line.ring().hang_up()
    ctx.clock.advance(minutes=1)
    line.dial(MUSTER).answer().hang_up()
    assert missed_count(ctx) == 0


def test_a_second_call_moves_onto_the_old_ticket_and_leaves_no_empty_one(ctx, line, muster):
    old = create_ticket(ctx, {"subject": "VPN", "address_uid": muster})
    call = line.ring().answer()
    fresh = take_call(ctx, call.uid)
    ctx.clock.advance(minutes=2)
    move_call(ctx, fresh, old)
    ctx.clock.advance(minutes=1)
    call.hang_up()
    assert [t.subject for t in open_tickets(ctx)] == ["VPN"]
    assert [w.raw_seconds for w in ticket_view(ctx, old).worklogs] == [180]
    assert [c.uid for c in ticket_view(ctx, old).calls] == [call.uid]
    assert ticket_view(ctx, fresh).merged_into == old
    assert take_call(ctx, call.uid) == old


@pytest.mark.parametrize("earlier", ["closed", "withdrawn"])
def test_a_call_moved_onto_a_finished_ticket_opens_it_again(ctx, line, muster, earlier):
    if earlier == "closed":
        old = create_ticket(ctx, {"subject": "VPN", "address_uid": muster})
        close_ticket(ctx, old, None, SOLVED)
    else:
        old = call_popup(ctx, line.ring().hang_up().uid).ticket_uid
    fresh = take_call(ctx, line.ring().answer().uid)
    move_call(ctx, fresh, old)
    view = ticket_view(ctx, old)
    assert (view.state, view.outcome, view.closed_at, view.agent_name) == ("open", None, None, "Anna")


def test_a_call_moved_onto_its_own_ticket_stays_there(ctx, line, muster):
    uid = take_call(ctx, line.ring().answer().uid)
    move_call(ctx, uid, uid)
    assert ticket_view(ctx, uid).state == "open"
    assert ticket_view(ctx, uid).merged_into is None


def test_what_was_typed_into_the_new_ticket_is_kept_at_the_old_one(ctx, line, muster):
    old = create_ticket(ctx, {"subject": "VPN", "address_uid": muster})
    fresh = take_call(ctx, line.ring().answer().uid)
    save_ticket(ctx, fresh, None, {"subject": "Wieder VPN", "request": "Seit heute früh"})
    number = ticket_view(ctx, fresh).number
    move_call(ctx, fresh, old)
    assert ticket_view(ctx, old).notes[-1].text == f"{number}\nWieder VPN\nSeit heute früh"


def test_the_next_answered_call_ends_the_after_call_time_of_the_one_before(ctx, line, muster):
    first = line.ring().answer()
    uid = take_call(ctx, first.uid)
    ctx.clock.advance(minutes=1)
    first.hang_up()
    start_worklog(ctx, uid, after_call=True)
    ctx.clock.advance(minutes=4)
    line.ring(STRANGER).answer()
    ctx.clock.advance(minutes=9)
    after = next(w for w in ticket_view(ctx, uid).worklogs if w.kind == "after_call")
    assert after.raw_seconds == 240


def test_idle_after_call_time_ends_when_the_agent_went_idle(ctx, line, muster):
    uid = create_ticket(ctx, {"address_uid": muster})
    start_worklog(ctx, uid, after_call=True)
    ctx.clock.advance(minutes=7)
    end_own_after_call(ctx, NOW + timedelta(minutes=2))
    assert ticket_view(ctx, uid).worklogs[0].raw_seconds == 120


def test_the_worklog_is_of_who_lifted_the_receiver(ctx, hire, exchange, muster):
    hire("carla", extension="11")
    hire("dora", extension="12")
    call = exchange.ring()
    taken = take_call(ctx, call.uid)
    call.answer(extension="12")
    ctx.clock.advance(minutes=1)
    call.hang_up()
    assert [w.agent_name for w in ticket_view(ctx, taken).worklogs] == ["Dora"]


def test_two_calls_at_once_are_two_tickets_with_their_own_clocks(ctx, line, muster):
    first, second = line.ring().answer(), line.ring(STRANGER)
    ctx.clock.advance(minutes=1)
    second.answer()
    ctx.clock.advance(minutes=1)
    first.hang_up()
    ctx.clock.advance(minutes=1)
    second.hang_up()
    seconds = [ticket_view(ctx, call_popup(ctx, call.uid).ticket_uid).call_seconds for call in (first, second)]
    assert seconds == [60, 120]


def test_a_call_whose_end_was_missed_is_corrected_with_a_trace(ctx, line, muster):
    call = line.ring().answer()
    uid = take_call(ctx, call.uid)
    ctx.clock.advance(hours=3)
    close_open_calls(ctx, "fritzbox://box")
    assert [row.outcome for row in calls_of(ctx)] == ["unknown_end"]
    correct_end(ctx, call.uid, NOW + timedelta(minutes=6))
    worklog, = ticket_view(ctx, uid).worklogs
    assert (worklog.seconds, worklog.raw_end, bool(worklog.correction_reason)) == (360, None, True)


def test_a_late_end_repairs_a_call_that_was_given_up(ctx, line, muster):
    call = line.ring().answer()
    ctx.clock.advance(minutes=2)
    close_open_calls(ctx, "fritzbox://box")
    call.tell("ended", duration_s=90)
    row, = calls_of(ctx)
    assert (row.outcome, row.duration_seconds) == ("answered", 90)
    assert ticket_view(ctx, row.ticket_uid).worklogs[0].raw_seconds == 90


def test_advertising_silences_the_number(ctx, line):
    call = line.ring(STRANGER).answer()
    uid = take_call(ctx, call.uid)
    close_ticket(ctx, uid, None, Closing("advertising"))
    call.hang_up()
    again = line.ring(STRANGER)
    later = open_context(ctx.store, ctx.local, "anna", clock=ctx.clock)
    assert call_popup(later, again.uid).silent
    assert call_popup(later, again.uid).ticket_uid is None
    assert len(calls_of(ctx)) == 2


def test_the_desks_hear_that_a_number_was_silenced(ctx, line):
    uid = take_call(ctx, line.ring(STRANGER).answer().uid)
    heard = []
    leave = ctx.store.bus.listen(lambda changes: heard.extend((c.kind, c.uid) for c in changes))
    close_ticket(ctx, uid, None, Closing("advertising"))
    leave()
    assert ("settings", "calls.silent_numbers") in heard


@pytest.mark.parametrize(("when", "at_ring", "at_answer"), [("answer", False, True), ("hand", False, False)])
def test_when_a_ticket_is_made_is_the_companys_choice(ctx, line, muster, when, at_ring, at_answer):
    write_setting(ctx, "calls.ticket_when", when)
    line.ctx = open_context(ctx.store, ctx.local, "anna", clock=ctx.clock)
    call = line.ring()
    assert (call_popup(ctx, call.uid).ticket_uid is not None) == at_ring
    call.answer()
    assert (call_popup(ctx, call.uid).ticket_uid is not None) == at_answer
    by_hand = ticket_view(ctx, take_call(ctx, call.uid))
    assert (by_hand.address_name, by_hand.created_at, len(by_hand.worklogs)) == ("Muster GmbH", NOW, 1)


def test_calls_and_tickets_stand_in_the_customers_time_line(ctx, line, muster):
    call = line.ring().answer()
    close_ticket(ctx, about(ctx, take_call(ctx, call.uid)), None, SOLVED)
    assert sorted(entry.kind for entry in customer(ctx, muster).timeline) == ["call", "ticket"]


def test_a_colleague_who_takes_over_a_running_call_has_its_time_too(ctx, bert, line, muster):
    call = line.ring().answer()
    uid = take_call(ctx, call.uid)
    take_call(bert, call.uid)
    ctx.clock.advance(minutes=1)
    call.hang_up()
    take_call(ctx, call.uid)
    view = ticket_view(ctx, uid)
    assert (view.agent_name, [w.agent_name for w in view.worklogs]) == ("Bert", ["Bert"])


def test_a_call_of_which_nobody_knew_who_answered_is_of_who_closes_it(ctx, hire, exchange, muster):
    carla, dora = hire("carla"), hire("dora")
    call = exchange.ring().answer()
    ctx.clock.advance(minutes=1)
    call.hang_up()
    uid = call_popup(ctx, call.uid).ticket_uid
    assert [w.agent_name for w in ticket_view(ctx, uid).worklogs] == [""]
    close_ticket(dora, about(dora, uid), None, SOLVED)
    assert [w.agent_name for w in ticket_view(carla, uid).worklogs] == ["Dora"]
