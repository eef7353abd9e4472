"""Keys in a file."""

from __future__ import annotations

import json

import pytest

from hotline_desk.domain.key_profiles import KeyProfile, NoProfile, profile_text, read_profile

ANNA = KeyProfile("Anna Öztürk", {"ticket.close": ("Ctrl+9",), "call.take": ()})


def changed(**values):
    return json.dumps({**json.loads(profile_text(ANNA)), **values})


def test_a_profile_is_read_as_it_was_written():
    assert read_profile(profile_text(ANNA)) == ANNA


def test_equal_profiles_are_equal_files():
    assert profile_text(KeyProfile("x", {"b": ("1",), "a": ("2",)})) == profile_text(
        KeyProfile("x", {"a": ["2"], "b": ["1"]}))


@pytest.mark.parametrize("text", [
    "", "no JSON", "[" * 100_000, "[]", "7", "{}", changed(program="other"), changed(kind="x"),
                                  changed(version=2), changed(keys=[]), changed(keys={"a": "F2"}),
                                  changed(keys={"a": [2]}), changed(keys={"a": ["F2"] * 9}), changed(keys={"a": [""]})])
def test_anything_else_is_refused(text):
    with pytest.raises(NoProfile):
        read_profile(text)
