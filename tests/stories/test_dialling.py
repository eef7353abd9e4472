"""Calls ordered from the desk come back to the ticket they were ordered for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.services.access import open_context, write_setting
from hotline_desk.services.calls.dialling import dial
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.popup import call_popup
from hotline_desk.services.views.ticket import ticket_view
from tests.stories.telephone import MUSTER, STRANGER, PhoneCall


@pytest.fixture
def ticket(ctx, muster):
    return create_ticket(ctx, {"subject": "Rückruf", "address_uid": muster})


def test_an_ordered_call_stands_on_its_ticket_with_the_time_of_who_called(ctx, line, ticket):
    ordered = dial(ctx, "030 12345670", ticket)
    assert (ordered.number, ordered.digits, ordered.ref[:8]) == (MUSTER, "03012345670", "hotline-")
    ctx.clock.advance(seconds=20)
    call = line.dial(MUSTER).answer()
    ctx.clock.advance(minutes=3)
    call.hang_up()
    view = ticket_view(ctx, ticket)
    assert [c.uid for c in view.calls] == [call.uid]
    assert [(w.kind, w.raw_seconds, w.agent_name) for w in view.worklogs] == [("call", 180, "Anna")]
    assert call_popup(ctx, call.uid).company == "Muster GmbH"
    assert verify_store(ctx) == []


def test_the_exchange_tells_which_order_a_call_is(ctx, line, ticket):
    ordered = dial(ctx, MUSTER, ticket)
    ctx.clock.advance(minutes=30)
    told = {"direction": "out", "called_number": STRANGER, "number_state": "known"}
    call = PhoneCall(ctx, ordered.ref, told).tell("ringing").answer()
    assert call_popup(ctx, call.uid).ticket_uid == ticket


def test_a_call_to_the_number_long_after_the_order_is_not_the_one_that_was_ordered(ctx, line, ticket):
    dial(ctx, MUSTER, ticket)
    ctx.clock.advance(minutes=5)
    assert call_popup(ctx, line.dial(MUSTER).uid).ticket_uid is None


def test_an_order_is_one_call(ctx, line, ticket):
    dial(ctx, MUSTER, ticket)
    assert [call_popup(ctx, line.dial(MUSTER).uid).ticket_uid for _ in range(2)] == [ticket, None]


def test_nobody_reached_leaves_the_ticket_as_it_was(ctx, line, ticket):
    dial(ctx, MUSTER, ticket)
    line.dial(MUSTER).hang_up()
    view = ticket_view(ctx, ticket)
    assert (view.state, view.worklogs, [c.outcome for c in view.calls]) == ("open", (), ["missed"])


def test_two_agents_who_call_one_number_are_told_apart_by_their_telephones(ctx, hire, exchange, muster):
    desks = {name: hire(name, extension=extension) for name, extension in (("carla", "11"), ("dora", "12"))}
    tickets = {name: create_ticket(desk, {"address_uid": muster}) for name, desk in desks.items()}
    assert [dial(desks[name], MUSTER, tickets[name]).extension for name in ("carla", "dora")] == ["11", "12"]
    of_carla = exchange.dial(MUSTER, extension="11").answer()
    of_dora = exchange.dial(MUSTER, extension="12").answer()
    assert [call_popup(ctx, call.uid).ticket_uid for call in (of_carla, of_dora)] == [
        tickets["carla"], tickets["dora"]]
    assert [w.agent_name for w in ticket_view(ctx, tickets["dora"]).worklogs] == ["Dora"]


def test_an_order_without_ticket_still_tells_who_called(ctx, hire, exchange, muster):
    bert = hire("bert")
    write_setting(ctx, "calls.ticket_for_outgoing", True)
    exchange.ctx = replace(open_context(ctx.store, ctx.local, "anna", clock=ctx.clock), attended=False)
    hire("carla")
    dial(bert, STRANGER)
    call = exchange.dial(STRANGER).answer()
    assert call_popup(ctx, call.uid).agent_name == "Bert"


def test_numbers_are_dialled_as_the_telephone_system_wants_them(ctx):
    write_setting(ctx, "dial.prefix", "0")
    behind = open_context(ctx.store, ctx.local, "anna", clock=ctx.clock)
    numbers = ["030 12345670", "+43 1 5127777", "62"]
    assert [dial(behind, number).digits for number in numbers] == ["003012345670", "00043" + "15127777", "62"]


def test_what_is_no_number_is_refused(ctx):
    with pytest.raises(UserError):
        dial(ctx, "Muster")
