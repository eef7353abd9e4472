"""Categories by some letters, text blocks by their abbreviation, placeholders."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain.knowledge import (
    SEPARATOR,
    TextBlock,
    block_of,
    fill_in,
    fitting_paths,
    left_open,
    moved,
    offered_blocks,
)

PATHS = ["Drucker", "Drucker › Papierstau", "Netz", "Netz › VPN", "Netz › VPN › Zertifikat", "Netz › VPN › Zugang",
         "Büro › Schlüssel"]


def test_some_letters_of_several_levels_find_the_path():
    assert fitting_paths(PATHS, "vpn zu") == ["Netz › VPN › Zugang"]


def test_letters_may_leave_out_levels_but_keep_their_order():
    assert fitting_paths(PATHS, "ne zer") == ["Netz › VPN › Zertifikat"]
    assert fitting_paths(PATHS, "zer ne") == []


def test_umlauts_are_found_as_they_are_typed():
    assert fitting_paths(PATHS, "buero schl") == fitting_paths(PATHS, "BÜRO Schl") == ["Büro › Schlüssel"]


def test_what_was_used_lately_comes_first():
    assert fitting_paths(PATHS, "netz", ["Netz › VPN › Zugang"])[0] == "Netz › VPN › Zugang"


def test_the_level_that_is_meant_comes_before_what_lies_below_it():
    assert fitting_paths(PATHS, "vpn") == ["Netz › VPN", "Netz › VPN › Zertifikat", "Netz › VPN › Zugang"]


def test_nothing_typed_offers_everything_recent_first():
    assert fitting_paths(PATHS, "", ["Netz"]) == ["Netz", *(path for path in PATHS if path != "Netz")]


@given(st.lists(st.text("abäß", min_size=1, max_size=4), min_size=1, max_size=4))
def test_every_path_is_found_by_itself(levels):
    path = SEPARATOR.join(levels)
    assert path in fitting_paths([*PATHS, path], path)


def test_a_path_follows_the_category_above_it():
    assert moved("Netz › VPN › Zugang", "Netz › VPN", "Fernzugriff") == "Fernzugriff › Zugang"
    assert moved("Netz › VPN", "Netz › VPN", "Fernzugriff") == "Fernzugriff"


def test_a_path_that_only_begins_alike_stays():
    assert moved("Netzteil", "Netz", "Kabel") == "Netzteil"


BLOCKS = [TextBlock("pw", "Password reset", "Reset.", own=False), TextBlock("pw", "My password", "Mine.", own=True),
          TextBlock("pw", "For VPN", "VPN.", "Netz › VPN", own=False), TextBlock("tel", "Called back", "Called.")]


def test_ones_own_block_goes_before_everybodys():
    assert block_of(BLOCKS, "PW").text == "Mine."


def test_the_block_of_the_tickets_category_goes_before_all():
    assert block_of(BLOCKS, "pw", "Netz › VPN › Zugang").text == "VPN."


def test_a_block_of_another_category_comes_last_and_an_unknown_one_not_at_all():
    assert [block.text for block in offered_blocks(BLOCKS, "pw", "Drucker")] == ["Mine.", "Reset.", "VPN."]
    assert block_of(BLOCKS, "nothing") is None


def test_blocks_are_found_by_words_of_their_title():
    assert [block.abbreviation for block in offered_blocks(BLOCKS, "called")] == ["tel"]


def test_german_and_english_names_are_filled_in():
    filled = fill_in("{Kunde}, {ansprechpartner} {contact}: {number}/{nummer} {datum} {agent}", {
        "customer": "Muster", "contact": "Elif", "number": "2026-1", "date": "1.1.", "agent": "Anna"})
    assert filled == "Muster, Elif Elif: 2026-1/2026-1 1.1. Anna"


def test_what_is_not_known_stays_and_can_be_found():
    filled = fill_in("Hello {contact}, {other}", {"contact": ""})
    assert filled == "Hello {contact}, {other}"
    assert filled[slice(*left_open(filled))] == "{contact}"
    assert left_open("{other}") is None


@given(st.text())
def test_a_text_without_placeholders_stays_as_it_is(text):
    assert fill_in(text.replace("{", ""), {"agent": "Anna"}) == text.replace("{", "")
