"""Keys on a card, to a file and from one, with what clashes shown before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from hotline_desk.adapters.documents.pdf_pages import page_count, text_of
from hotline_desk.domain.key_profiles import KeyProfile
from hotline_desk.services.access import read_settings, write_setting
from hotline_desk.services.key_profiles import key_card_pdf, load_profile, save_profile
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.settings.key_exchange import KeyExchange
from hotline_desk.ui.settings.key_sections import sections_of
from hotline_desk.ui.settings.taking_keys import take_profile
from hotline_desk.ui.shell.keys import clashes
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]

EVERY = list(ACTIONS.values())


@pytest.fixture
def frame(office):
    return office.open("keys")


@pytest.fixture
def exchange(frame):
    return frame.findChild(KeyExchange)


def chosen(ctx, keys):
    write_setting(ctx, "ui.keys", keys)


def own(ctx):
    return read_settings(ctx)["ui.keys"]


# --- what a profile does --------------------------------------------------------------------------------------


def test_a_profile_takes_the_place_of_the_own_keys():
    taking = take_profile(EVERY, {"frame.print": ["Ctrl+9"]}, {"ticket.close": ["Ctrl+Shift+9"]})
    assert taking.own == {"ticket.close": ["Ctrl+Shift+9"]}
    assert {(change.action.id, change.now, change.then) for change in taking.changes} == {
        ("frame.print", ("Ctrl+9",), ("Ctrl+P",)), ("ticket.close", ("F9",), ("Ctrl+Shift+9",))}


def test_a_key_of_the_profile_goes_before_the_usual_key_of_another():
    taking = take_profile(EVERY, {}, {"ticket.close": ["F2"]})
    lost = next(change for change in taking.changes if change.action.id == "call.take")
    assert (lost.then, lost.loses, lost.winners) == ((), ("F2",), ("ticket.close",))
    assert not clashes(EVERY, taking.own)


def test_of_two_in_the_profile_that_clash_the_first_of_the_catalogue_keeps_the_key():
    taking = take_profile(EVERY, {}, {"ticket.close": ["Ctrl+Shift+9"], "ticket.forward": ["Ctrl+Shift+9"]})
    assert taking.own == {"ticket.forward": ["Ctrl+Shift+9"], "ticket.close": []}
    assert not clashes(EVERY, taking.own)


@pytest.mark.parametrize("key", ["A", "Ctrl+Tab", "Ctrl+C", "Ctrl+Alt+Q", "nonsense"])
def test_a_key_that_nobody_may_have_is_not_taken_and_said(key):
    taking = take_profile(EVERY, {}, {"ticket.close": [key, "Ctrl+Shift+9"]})
    assert taking.own == {"ticket.close": ["Ctrl+Shift+9"]}
    assert [each.key for each in taking.changes[0].refused] == [key]


def test_what_is_not_known_here_is_left_out_and_counted():
    taking = take_profile(EVERY, {}, {"moon.land": ["F2"], "window.next": ["F2"]})
    assert (taking.own, taking.unknown) == ({}, ("moon.land",))


def test_taking_ones_own_profile_changes_nothing():
    mine = {"ticket.close": ["F2"], "call.take": []}
    assert take_profile(EVERY, mine, mine).changes == ()


# --- at the desk ----------------------------------------------------------------------------------------------


def test_the_own_keys_go_to_a_file(office, ctx, frame, exchange, tmp_path):
    chosen(ctx, {"ticket.close": ["Ctrl+Shift+9"]})
    office.ctx = ctx = type(ctx)(**{**vars(ctx), "settings": read_settings(ctx)})
    frame.refresh()
    office.do("keys.export")
    exchange.exporting.place.line.setText(str(tmp_path / "mine"))
    office.do("panel.confirm")
    profile = load_profile(tmp_path / "mine.json")
    assert (profile.name, dict(profile.keys)) == ("Anna", {"ticket.close": ("Ctrl+Shift+9",)})


def taken(office, exchange, place):
    office.do("keys.import")
    exchange.taking.place.line.setText(str(place))
    office.do("panel.confirm")


def test_keys_of_a_file_are_seen_then_taken_then_undone(office, ctx, frame, exchange, tmp_path):
    place = save_profile(tmp_path / "ben.json", KeyProfile("Ben", {"ticket.close": ["F2"]}))
    taken(office, exchange, place)
    remarks = [exchange.taking._remark(row) for row in exchange.taking.list.rows()]
    assert exchange.taking.sum.text() == "Keys of Ben. 2 commands change."
    assert "F2 goes to: Close ticket" in remarks
    assert own(ctx) == {}
    office.do("panel.confirm")
    assert own(ctx) == {"ticket.close": ["F2"], "call.take": []}
    office.undo()
    assert own(ctx) == {}


@pytest.mark.parametrize(("text", "said"), [
    (None, "cannot be read"), ("nothing", "it is no JSON"), (json.dumps({"a": 1}), "was not written by Hotline Desk")])
def test_what_is_no_profile_is_said_below_the_field(office, frame, exchange, tmp_path, text, said):
    place = tmp_path / "file.json"
    if text is not None:
        place.write_text(text)
    taken(office, exchange, place)
    assert said in exchange.taking.form.errors()["place"]


def test_after_a_panel_the_confirming_key_takes_a_key_again(office, ctx, frame, exchange):
    office.do("keys.import")
    office.do("panel.back")
    office.until(lambda: frame.handlers()["panel.confirm"] == frame.take)
    frame.list.select("ticket.close")
    frame.field.setKeySequence(QKeySequence("Ctrl+Shift+9"))
    office.do("panel.confirm")
    assert own(ctx) == {"ticket.close": ["Ctrl+Shift+9"]}


def test_the_card_can_be_asked_for_from_any_frame(office):
    office.open("users")
    office.do("keys.print")
    frame = office.windows.active()
    assert (frame.kind, frame.open_panel) == ("keys", frame.findChild(KeyExchange).printing)


def test_the_card_is_saved_as_pdf(office, frame, exchange, tmp_path):
    office.do("frame.pdf")
    place = Path(tmp_path / "card.pdf")
    exchange.saving.place.line.setText(str(place))
    office.do("panel.confirm")
    assert "Close ticket" in text_of(place.read_bytes())


# --- the card -------------------------------------------------------------------------------------------------


def card(office, ctx):
    return key_card_pdf(ctx, sections_of(office.shell), office.shell.texts.translator)


def flat(pdf):
    return " ".join(text_of(pdf).split())


def test_every_action_that_has_a_key_stands_on_the_card(office, ctx):
    text = flat(card(office, ctx))
    missing = [action.id for action in EVERY if not action.number and office.shell.commands.text(action.id) not in text]
    assert not missing
    assert page_count(card(office, ctx)) <= 2


def test_own_keys_stand_on_the_card_and_are_marked(office, ctx):
    assert "chosen by you" not in flat(card(office, ctx))
    office.shell.commands.set_own_keys({"ticket.close": ["Ctrl+Shift+9"], "call.take": []})
    text = flat(card(office, ctx))
    assert "Ctrl+Shift+9" in text and "chosen by you" in text and "Take the call" not in text


def test_the_card_speaks_the_language_of_the_screen(office, ctx):
    office.shell.texts.use("de")
    text = flat(card(office, ctx))
    office.shell.texts.use("en")
    assert "Vorgang abschließen" in text


def test_numbered_actions_share_a_line(office, ctx):
    assert "Frame 1–9" in flat(card(office, ctx))


def test_what_the_user_may_not_do_is_not_on_the_card(office, ctx):
    office.use_role("bookkeeper")
    assert "Take the call" not in flat(card(office, ctx))
