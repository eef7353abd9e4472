"""The frames of callbacks and of called numbers."""

from __future__ import annotations

from datetime import datetime

import pytest

from hotline_desk.domain.access import Team
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.services.access import save_team
from hotline_desk.services.calls.callbacks import get_callback, save_callback
from hotline_desk.services.calls.called import list_called_numbers, save_called_number
from hotline_desk.services.views.callbacks import CallbackFilter, callbacks
from tests import builders
from tests.builders import MUSTER
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]

NOON = datetime.fromisoformat("2026-11-02T12:00")


def missed(ctx):
    builders.ring(ctx)
    return builders.hang_up(ctx).call_uid


def promised(ctx, **more):
    return save_callback(ctx, Callback(**{"number": "030 1234567", "due_local": NOON, "contact_name": "Elif", **more}))


def test_a_callback_is_promised_with_a_day_as_people_say_it(office, ctx):
    frame = office.open("callbacks")
    office.do("callback.new")
    frame.when.setText("morgen 9")
    assert "03/11/2026 09:00" in frame.meant.text()
    frame.number.setText("030 1234567")
    frame.contact.setText("Frau Öztürk")
    office.do("panel.confirm")
    line = callbacks(ctx)[0]
    assert (line.number, line.contact_name, line.due_local, line.user) == (
        MUSTER, "Frau Öztürk", datetime.fromisoformat("2026-11-03T09:00"), "Anna")
    assert [row.uid for row in frame.list.rows()] == [line.uid]


@pytest.mark.parametrize(("field", "text", "row"), [
    ("when", "sometime", "when"), ("when", "", "when"), ("number", "abc", "number"), ("number", "", "number")])
def test_what_is_not_understood_is_said_below_its_field(office, ctx, field, text, row):
    frame = office.open("callbacks")
    office.do("callback.new")
    frame.when.setText("morgen 9")
    frame.number.setText("030 1234567")
    getattr(frame, field).setText(text)
    office.do("panel.confirm")
    assert list(frame.form.errors()) == [row]
    assert frame.panel.is_open
    assert callbacks(ctx) == []


def test_a_callback_to_a_missed_caller_knows_the_number(office, ctx):
    builders.address(ctx, "Muster GmbH", "030 1234567")
    call = missed(ctx)
    frame = office.open("callbacks", call_uid=call)
    assert frame.panel.is_open
    assert frame.number.text() == "+49 30 1234567"
    frame.when.setText("15:30")
    office.do("panel.confirm")
    assert [line.company for line in callbacks(ctx)] == ["Muster GmbH"]


def test_an_open_list_takes_a_further_callback(office, ctx):
    frame = office.open("callbacks")
    uid = builders.ticket(ctx, caller_number="030 1234567", contact_name="Elif")
    assert office.open("callbacks", ticket_uid=uid) is frame
    assert (frame.number.text(), frame.contact.text()) == ("+49 30 1234567", "Elif")


def test_a_callback_is_moved_and_given_to_a_team(office, ctx):
    team = save_team(ctx, Team("", "Network"))
    uid = promised(ctx, user_uid=ctx.user.uid)
    frame = office.open("callbacks")
    office.do("record.open")
    assert frame.when.text() == "02.11.2026 12:00"
    frame.when.setText("morgen 9")
    frame.by.setCurrentIndex(frame.by.findText("Network (Team)"))
    office.do("panel.confirm")
    kept = get_callback(ctx, uid)
    assert (kept.due_local, kept.user_uid, kept.team_uid) == (
        datetime.fromisoformat("2026-11-03T09:00"), None, team)


def test_a_callback_is_done_by_key_and_back_by_undo(office, ctx):
    promised(ctx)
    frame = office.open("callbacks")
    office.do("callback.done")
    assert frame.list.rows() == []
    office.undo()
    assert len(frame.list.rows()) == 1


def test_a_callback_that_nobody_needs_is_taken_away_and_back(office, ctx):
    promised(ctx)
    frame = office.open("callbacks")
    office.do("record.archive")
    assert callbacks(ctx) == []
    office.undo()
    assert len(frame.list.rows()) == 1


def test_the_list_shows_mine_all_or_done(office, ctx):
    bert = builders.user(ctx, "bert")
    promised(ctx, number="030 1111111", user_uid=bert)
    promised(ctx, number="030 2222222")
    frame = office.open("callbacks")
    assert [row.line.number for row in frame.list.rows()] == ["+49302222222"]
    frame.chips._buttons["all"].click()
    office.idle()
    assert len(frame.list.rows()) == 2
    frame.chips._buttons["done"].click()
    office.idle()
    assert frame.list.rows() == []


def test_the_selected_callback_says_whom_to_dial(office, ctx):
    uid = promised(ctx)
    frame = office.open("callbacks")
    dialled = frame.to_dial()
    assert (dialled.number, dialled.callback_uid) == (MUSTER, uid)


def test_what_is_done_elsewhere_leaves_the_list(office, ctx, clock):
    promised(ctx)
    frame = office.open("callbacks")
    clock.advance(minutes=1)
    builders.ring(ctx)
    builders.answer(ctx)
    office.until(lambda: not frame.list.rows())
    assert len(callbacks(ctx, CallbackFilter(done=True))) == 1


def test_a_called_number_is_made(office, ctx):
    team = save_team(ctx, Team("", "Network"))
    client = builders.address(ctx, "Stadtwerke Süd")
    frame = office.open("numbers")
    office.do("record.new")
    frame.name.setText("Hotline VPN")
    frame.code.setText("030 901820")
    frame.product.setText("VPN")
    frame.greeting.setPlainText("Stadtwerke Süd, guten Tag")
    frame.client.set_value("Stadtwerke Süd", client)
    frame.team.setCurrentIndex(frame.team.findData(team))
    office.do("panel.confirm")
    made = list_called_numbers(ctx)[0]
    assert (made.name, made.code, made.client_uid, made.team_uid, made.product, made.greeting) == (
        "Hotline VPN", "+4930901820", client, team, "VPN", "Stadtwerke Süd, guten Tag")


@pytest.mark.parametrize(("code", "sentence"), [("abc", "is not a telephone number"), ("", "missing")])
def test_a_wrong_number_is_said_below_its_field(office, ctx, code, sentence):
    frame = office.open("numbers")
    office.do("record.new")
    frame.name.setText("Hotline")
    frame.code.setText(code)
    office.do("panel.confirm")
    assert sentence in frame.form.errors()["code"]


def test_a_called_number_is_changed_and_put_away(office, ctx):
    save_called_number(ctx, CalledNumber("Hotline", "queue", "support"))
    frame = office.open("numbers")
    office.do("record.open")
    assert (frame.way.code(), frame.code.text()) == ("queue", "support")
    frame.name.setText("Hotline VPN")
    office.do("panel.confirm")
    assert [c.name for c in list_called_numbers(ctx)] == ["Hotline VPN"]
    office.do("record.archive")
    assert list_called_numbers(ctx) == []
    office.undo()
    assert [row.name for row in frame.list.rows()] == ["Hotline VPN"]


def test_an_agent_looks_and_does_not_change(office, ctx):
    office.use_role("agent")
    frame = office.open("numbers")
    assert not frame.writable
