"""The key editor shows clashes before anything is kept, refuses what nobody may have, and can be undone."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence

from hotline_desk.core.settings import Settings
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.settings.keys import KeysFrame, rivals, with_key
from hotline_desk.ui.shell.keys import clashes

EVERY = list(ACTIONS.values())


@pytest.fixture
def kept():
    return {"ui.keys": {}}


@pytest.fixture
def frame(desk, kept):
    desk.windows.register("keys", lambda uid, **args: KeysFrame(desk.shell, lambda: Settings(kept), kept.__setitem__))
    return desk.windows.open("keys")


def try_key(frame, id, key):
    frame.list.select(id)
    frame.field.setKeySequence(QKeySequence(key))


def test_a_free_key_is_taken_and_works_at_once(frame, kept, desk, qtbot):
    try_key(frame, "ticket.close", "Ctrl+Shift+9")
    assert frame.verdict.text() == "Ctrl+Shift+9 is free."
    frame.take()
    qtbot.waitUntil(lambda: kept["ui.keys"] == {"ticket.close": ["Ctrl+Shift+9"]})
    qtbot.waitUntil(lambda: desk.shell.commands.key("ticket.close") == "Ctrl+Shift+9")


def test_a_clash_names_who_has_the_key_and_taking_it_takes_it_away(frame, kept, desk, qtbot):
    try_key(frame, "ticket.close", "F6")
    assert "Resubmit" in frame.verdict.text() and frame.verdict.property("role") == "danger"
    frame.take()
    qtbot.waitUntil(lambda: bool(kept["ui.keys"]))
    assert kept["ui.keys"] == {"ticket.close": ["F6"], "ticket.resubmit": []}
    assert clashes(EVERY, kept["ui.keys"]) == []
    qtbot.waitUntil(lambda: desk.shell.commands.key("ticket.resubmit") == "")


def test_a_rival_is_found_from_either_side():
    assert [a.id for a in rivals(EVERY, {}, ACTIONS["ticket.close"], "F6")] == ["ticket.resubmit"]
    assert [a.id for a in rivals(EVERY, {}, ACTIONS["ticket.resubmit"], "F9")] == ["ticket.close"]
    assert rivals(EVERY, {"ticket.resubmit": []}, ACTIONS["ticket.close"], "F6") == []


@pytest.mark.parametrize("key", ["Ctrl+Alt+Q", "Ctrl+Tab", "Ctrl+W", "Ctrl+V", "K"])
def test_what_nobody_may_have_cannot_be_taken(frame, kept, key):
    try_key(frame, "ticket.close", key)
    assert not frame.take_button.isEnabled() and frame.verdict.text()
    frame.take()
    assert kept["ui.keys"] == {}


def test_keys_of_the_windows_stay(frame):
    frame.list.select("window.next")
    assert not frame.field.isEnabled() and not frame.take_button.isEnabled()


def test_undo_and_defaults(frame, kept, desk, qtbot):
    try_key(frame, "ticket.close", "F6")
    frame.take()
    qtbot.waitUntil(lambda: bool(desk.window.strip.banners))
    desk.window.strip.banners[0].action_button.click()
    qtbot.waitUntil(lambda: kept["ui.keys"] == {})
    try_key(frame, "ticket.close", "F6")
    frame.take()
    qtbot.waitUntil(lambda: desk.shell.commands.key("ticket.close") == "F6")
    frame.list.select("ticket.resubmit")
    frame.reset()
    qtbot.waitUntil(lambda: desk.shell.commands.key("ticket.resubmit") == "F6")
    assert clashes(EVERY, kept["ui.keys"]) == []
    frame.reset_all_button.click()
    qtbot.waitUntil(lambda: kept["ui.keys"] == {})


def test_own_keys_equal_to_the_default_are_not_kept():
    own = with_key(EVERY, {}, ACTIONS["ticket.close"], "F6")
    own = with_key(EVERY, own, ACTIONS["ticket.resubmit"], "F6")
    assert own == {"ticket.close": []}
    assert with_key(EVERY, own, ACTIONS["ticket.close"], "F9") == {}
