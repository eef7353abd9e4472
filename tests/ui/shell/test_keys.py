"""The catalogue of actions: unique, complete, and no two actions get in each other's way."""

from __future__ import annotations

import pytest

from hotline_desk.core import places
from hotline_desk.core.settings import SETTINGS
from hotline_desk.domain.access import PERMISSIONS
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.shell.action import Action
from hotline_desk.ui.shell.keys import RESERVED, clashes, matches, portable, refused
from hotline_desk.ui.shell.window import MENUS

EVERY = list(ACTIONS.values())


@pytest.mark.parametrize("action", EVERY, ids=lambda a: a.id)
def test_an_action_is_complete(action):
    assert action.keys and action.text
    assert action.menu in {"", *(name for name, _text in MENUS)}
    assert not action.permission or action.permission in PERMISSIONS
    assert not action.module or action.module in SETTINGS
    assert not action.icon or places.resources("icons", f"{action.icon}.svg").is_file()
    assert all(portable(key) == key for key in action.keys)


def test_ids_are_unique_and_keep_the_order_of_the_catalogue():
    assert len(ACTIONS) == len({a.id for a in EVERY})
    assert [a.id for a in EVERY] == list(ACTIONS)


def test_no_key_is_given_twice():
    assert [(a.id, b.id, key) for a, b, key in clashes(EVERY)] == []


def test_only_the_windows_have_reserved_keys_and_altgr_stays_free():
    for action in EVERY:
        for key in action.keys:
            assert (key in RESERVED) if action.fixed else refused(key) is None, (action.id, key)


def test_a_clash_is_found_in_both_directions():
    one, other = Action("a", "A", ("Ctrl+K",)), Action("b", "B", ("Ctrl+K, Ctrl+L",))
    assert matches("Ctrl+K", "Ctrl+K, Ctrl+L") and matches("Ctrl+K, Ctrl+L", "Ctrl+K")
    assert [(a.id, b.id) for a, b, _key in clashes([one, other])] == [("a", "b")]
    assert [(a.id, b.id) for a, b, _key in clashes([other, one])] == [("b", "a")]


def test_frames_that_never_meet_may_share_a_key():
    one, other = Action("a", "A", ("F8",), where=("ticket",)), Action("b", "B", ("F8",), where=("billing",))
    assert clashes([one, other]) == []
    assert clashes([one, Action("c", "C", ("F8",))]) != []


def test_a_key_of_ones_own_clashes_as_the_catalogue_does():
    assert clashes(EVERY, {"ticket.close": ["F6"]})
    assert not clashes(EVERY, {"ticket.close": ["Ctrl+Shift+9"]})


@pytest.mark.parametrize("key", ["Ctrl+Alt+E", "Ctrl+Alt+Q", "Ctrl+Tab", "Ctrl+F4", "Ctrl+W", "Ctrl+F6", "Ctrl+C",
                                 "Ctrl+Z", "A", "Shift+A", "Space", "Return", "", "Ctrl+Alt+Shift+7"])
def test_keys_nobody_may_choose(key):
    assert refused(key)


@pytest.mark.parametrize("key", ["Ctrl+F12", "Ctrl+F11", "Ctrl+Alt+F2", "Ctrl+Shift+O", "Alt+1", "Ctrl+Enter"])
def test_keys_anybody_may_choose(key):
    assert refused(key) is None
