"""What a kind of ticket asks for, and how tags are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain.own_buttons import OwnButton, read_buttons, shown_buttons, stored_buttons
from hotline_desk.domain.tickets import (
    FIELD_NAMES,
    KIND_RULES,
    KINDS,
    OUTCOMES,
    missing_sections,
    needs_solution,
    tag_words,
)


def test_every_kind_has_a_rule_that_asks_for_sections_it_shows():
    assert set(KIND_RULES) == set(KINDS)
    for rule in KIND_RULES.values():
        assert rule.shown <= set(FIELD_NAMES)
        assert {*rule.closing, *rule.forwarding} <= rule.shown
        assert not rule.outcome or rule.outcome in OUTCOMES


def test_an_action_is_closed_with_subject_and_solution():
    assert missing_sections("action", {}, "charge") == ["subject", "solution"]
    assert missing_sections("action", {"subject": "A", "solution": "B"}, "charge") == []


def test_a_remark_needs_what_was_said_but_no_solution():
    assert missing_sections("remark", {}, "internal") == ["request"]
    assert missing_sections("remark", {"request": "Praise"}, "charge") == []
    assert not needs_solution("remark", "charge")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("outcome", ["wrong_number", "advertising", "test"])
def test_who_dialled_wrong_leaves_nothing_to_fill_in(kind, outcome):
    assert missing_sections(kind, {}, outcome) == []


def test_who_takes_over_a_ticket_must_see_what_it_is_about():
    assert missing_sections("action", {"request": "only this"}) == ["subject"]
    assert missing_sections("remark", {"subject": "only this"}) == ["request"]


def test_blanks_are_no_text():
    assert missing_sections("action", {"subject": "  ", "solution": "B"}, "charge") == ["subject"]


def test_tags_are_words_each_once():
    assert tag_words(" #VPN, vpn;umzug  neu ") == ("VPN", "umzug", "neu")
    assert tag_words(" , ; #") == ()


@given(st.text())
def test_tags_read_again_are_the_same(text):
    assert tag_words(" ".join(tag_words(text))) == tag_words(text)


def test_buttons_are_kept_and_read_again():
    buttons = [OwnButton("A", outcome="goodwill", uid="1"), OwnButton("B", category="Netz", uid="2", archived=True)]
    assert read_buttons(stored_buttons(buttons)) == buttons
    assert shown_buttons(stored_buttons(buttons)) == buttons[:1]


def test_a_button_for_what_no_longer_exists_is_left_out():
    assert read_buttons([{"name": "A", "outcome": "barter"}, {"name": "B", "more": 1, "priority": "high"}]) == [
        OwnButton("B", priority="high")]
