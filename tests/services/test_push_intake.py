"""Calls sent over real HTTP, on their way into the journal and to a ticket, on each database."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from hotline_desk.adapters.telephony.feed import Pace
from hotline_desk.adapters.telephony.listener import listener
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.views.listings import entries
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import address, user
from tests.push_sender import Sender, free_port

PATIENCE = 20.0


@pytest.fixture
def sender(ctx) -> Iterator[Sender]:
    """Who sends to a line of Anna's desk."""
    port, is_open = free_port(), threading.Event()
    intake = Intake(lambda: ctx)
    server = listener(
        parse(f"push://127.0.0.1:{port}#push"), ctx.plan, intake.take, lambda state: state.connected and is_open.set(),
        lambda: intake.line_is_back("push"), clock=ctx.clock, pace=Pace(first=0.01, longest=0.1),
        secret=lambda name: "geheim")
    thread = threading.Thread(target=server.run)
    thread.start()
    assert is_open.wait(PATIENCE)
    yield Sender(port, "geheim")
    server.stop()
    thread.join(PATIENCE)


def test_a_call_becomes_a_row_and_a_ticket_before_it_is_answered_for(ctx, sender):
    address(ctx, "Muster GmbH", "030/123 456-70")
    user(ctx, "bert", extension="42")
    call = {"callId": "c1", "of": "493012345670", "to": "4930555010", "direction": "in"}
    assert sender.form(event="newCall", user="bert", **call).status == 200
    row, = entries(ctx, "calls")
    assert (row.state, row.caller_number, row.direction, row.feed) == ("ringing", "+493012345670", "in", "push")
    ctx.clock.advance(seconds=8)
    assert sender.form(event="answer", answeringNumber="42", **call).status == 200
    ctx.clock.advance(seconds=95)
    assert sender.form(event="hangup", cause="normalClearing", **call).status == 200
    row, = entries(ctx, "calls")
    assert (row.outcome, row.duration_seconds, row.extension) == ("answered", 95, "42")
    ticket, = entries(ctx, "tickets")
    view = ticket_view(ctx, ticket.uid)
    assert (view.address_name, view.agent_name) == ("Muster GmbH", "Bert")


def test_sent_twice_it_is_one_call(ctx, sender):
    call = {"callId": "c1", "of": "anonymous", "to": "4930555010", "direction": "in"}
    for _ in range(2):
        for event in ("newCall", "answer", "hangup"):
            assert sender.form(event=event, **call).status == 200
    row, = entries(ctx, "calls")
    assert (row.number_state, row.outcome) == ("withheld", "answered")


def test_a_group_of_telephones_makes_one_row(ctx, sender):
    for extension in ("11", "12"):
        sender.get(f"event=ringing&call={extension}&remote=sip:%2B493012345670@pbx&local=sip:{extension}@pbx")
    ctx.clock.advance(seconds=5)
    sender.get("event=answered&call=12&remote=sip:%2B493012345670@pbx&local=sip:12@pbx")
    sender.get("event=missed&call=11&remote=sip:%2B493012345670@pbx&local=sip:11@pbx")
    ctx.clock.advance(seconds=30)
    sender.get("event=ended&call=12&remote=sip:%2B493012345670@pbx&local=sip:12@pbx")
    row, = entries(ctx, "calls")
    assert (row.extension, row.outcome, row.duration_seconds) == ("12", "answered", 30)


@pytest.mark.parametrize("named", ["Bert", "bert", "BERT"])
def test_who_answers_is_known_by_name_too(ctx, sender, named):
    """A hosted telephone system tells of people, not of extensions."""
    user(ctx, "bert", extension="42")
    user(ctx, "chris", extension="43")
    call = {"callId": "c1", "of": "493012345670", "to": "4930555010", "direction": "in"}
    sender.form(event="newCall", **{"user[]": named}, **call)
    sender.form(event="answer", user=named, **call)
    ticket, = entries(ctx, "tickets")
    assert ticket_view(ctx, ticket.uid).agent_name == "Bert"


def test_a_sipgate_transfer_hands_the_ticket_over_with_both_times(ctx, sender):
    user(ctx, "doc")
    user(ctx, "marty")
    call = {"of": "493012345670", "to": "4930555010", "direction": "in"}
    sender.form(event="newCall", callId="a", **{"user[]": "Doc"}, **call)
    sender.form(event="answer", callId="a", user="Doc", **call)
    ctx.clock.advance(seconds=60)
    sender.form(event="newCall", callId="b", origCallId="a", **{"user[]": "Marty"}, **call)
    ctx.clock.advance(seconds=5)
    sender.form(event="answer", callId="b", origCallId="a", user="Marty", **call)
    sender.form(event="hangup", callId="a", cause="normalClearing", **call)
    ctx.clock.advance(seconds=120)
    sender.form(event="hangup", callId="b", cause="normalClearing", **call)
    row, = entries(ctx, "calls")
    assert (row.outcome, row.duration_seconds) == ("answered", 185)
    ticket, = entries(ctx, "tickets")
    view = ticket_view(ctx, ticket.uid)
    assert view.agent_name == "Marty"
    assert [(entry.agent_name, entry.seconds) for entry in view.worklogs if entry.kind == "call"] == [
        ("Doc", 65), ("Marty", 120)]
