"""Numbers as feeds and people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.core.phone import KNOWN, UNAVAILABLE, WITHHELD, NumberPlan, display

BERLIN = NumberPlan("DE", "030")


@pytest.mark.parametrize("raw", [
    "030/123 45-67", "030 1234567", "(030) 1234567", "+49 (0)30 1234567", "+49 30 1234567", "(+49) (0)30 1234567",
    "0049301234567", "0049 (0) 30 1234567", "1234567", "123 45-67", "0301234567#", " 1234567# ", "*31#0301234567",
    "#31#1234567", "+49 030 1234567", "49301234567",
])
def test_every_way_to_write_a_number_means_the_same(raw):
    assert BERLIN.read(raw).e164 == "+49301234567"


@pytest.mark.parametrize("area", ["030", "30", "(030)", "030/"])
def test_the_area_code_may_be_written_with_or_without_its_zero(area):
    assert NumberPlan("DE", area).read("732111").e164 == "+4930732111"


def test_a_mobile_number_without_its_plus_is_not_taken_for_a_local_one():
    assert BERLIN.read("4915791234567").e164 == "+4915791234567"


def test_a_local_number_that_begins_like_the_country_code_stays_local():
    assert BERLIN.read("49301234").e164 == "+493049301234"


@pytest.mark.parametrize("raw", ["62", "1", "620", "4711", "**611", "**9", "62#"])
def test_short_and_starred_numbers_are_internal(raw):
    number = BERLIN.read(raw)
    assert (number.state, number.e164, number.internal) == (KNOWN, None, True)


@pytest.mark.parametrize("raw", ["110", "112", "116117", "11833"])
def test_emergency_and_service_numbers_are_neither_internal_nor_local(raw):
    number = BERLIN.read(raw)
    assert (number.state, number.e164, number.internal) == (KNOWN, None, False)


@pytest.mark.parametrize("raw", ["", None, "  ", "anonymous", "Anonym", "P"])
def test_a_withheld_number_is_told_from_an_unavailable_one(raw):
    assert BERLIN.read(raw).state == WITHHELD


@pytest.mark.parametrize("raw", ["<unknown>", "unavailable", "O", "abc", "###", "+", "*"])
def test_what_holds_no_digit_is_unavailable(raw):
    assert BERLIN.read(raw).state == UNAVAILABLE


def test_a_local_number_without_an_area_code_has_no_public_number():
    assert NumberPlan("DE", "").read("1234567").e164 is None


def test_an_unknown_country_still_reads_international_numbers():
    plan = NumberPlan("", "")
    assert plan.read("+49301234567").e164 == "+49301234567"
    assert plan.read("0301234567").e164 is None


def test_the_country_may_be_written_small():
    assert NumberPlan("at", "01").read("234567").e164 == "+431234567"


def test_countries_without_a_trunk_zero_read_a_national_number_as_such():
    assert NumberPlan("US", "212").read("2125550123").e164 == "+12125550123"
    assert NumberPlan("US", "212").read("5550123").e164 == "+12125550123"
    assert NumberPlan("IT", "06").read("06 1234567").e164 == "+39061234567"
    assert NumberPlan("ES", "").read("612345678").e164 == "+34612345678"


def test_a_number_is_shown_in_groups():
    assert display("+49301234567") == "+49 30 1234567"
    assert display("62") == "62"
    assert display(None) == ""


@given(st.text(max_size=300), st.sampled_from(["DE", "US", "", "XX", "ch"]), st.text(max_size=6))
def test_reading_never_raises(raw, country, area):
    number = NumberPlan(country, area).read(raw)
    assert number.e164 is None or number.e164.startswith("+")


@given(st.from_regex(r"\+49[23456789][0-9]{7,9}", fullmatch=True))
def test_reading_what_was_read_changes_nothing(raw):
    once = BERLIN.read(raw).e164
    assert once is None or BERLIN.read(once).e164 == once


@given(st.from_regex(r"0[1-9][0-9]{5,9}", fullmatch=True))
def test_signs_between_and_after_the_digits_do_not_change_a_number(raw):
    assert BERLIN.read(raw + "#").e164 == BERLIN.read(raw).e164 == BERLIN.read(f"{raw[:3]}/{raw[3:]}").e164
