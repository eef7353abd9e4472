"""Numbers that probably belong to an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain.guessing import KnownNumber, base_of, bases, other_notation, written

SWITCHBOARD = KnownNumber("+4971155500", "0711 5550-0")


@pytest.mark.parametrize(("known", "number", "expected"), [
    (SWITCHBOARD, "+497115550123", "+497115550"),
    (SWITCHBOARD, "+4971155501", None),
    (SWITCHBOARD, "+49711555012", "+497115550"),
    (SWITCHBOARD, "+497115551123", None),
    (SWITCHBOARD, "+4971155500", None),
    (SWITCHBOARD, "+497115550123456789", None),
    (KnownNumber("+497115550", shared=True), "+4971155501", "+49711555"),
    (KnownNumber("+49711555", shared=True), "+497115551", "+49711555"),
    (KnownNumber("+49711555"), "+497115551", None),
    (KnownNumber("+4971110", "0711 10"), "+497111012", None),
    (KnownNumber("+491711234560", kind="mobile"), "+4917112345612", None),
    (KnownNumber("+493012345600", kind="fax"), "+49301234560012", None),
    (KnownNumber("+441632960000"), "+44163296000123", "+44163296000"),
])
def test_an_extension_belongs_to_the_switchboard_it_begins_with(known, number, expected):
    assert base_of(known, number) == expected


@pytest.mark.parametrize(("known", "number", "expected"), [
    (SWITCHBOARD, "+4971155501", None),
    (KnownNumber("+493012345670"), "+493012345671", None),
    (KnownNumber("+493012345670", shared=True), "+493012345671", "+49301234567"),
])
def test_a_neighbour_of_the_same_length_is_no_extension_unless_the_number_is_shared(known, number, expected):
    assert base_of(known, number) == expected


def test_a_mobile_telephone_has_no_switchboard():
    assert bases("+491711234567") == []


def test_what_is_looked_up_holds_the_switchboard():
    looked_up = bases("+497115550123")
    assert "+4971155500" in looked_up
    assert "+497115550" in looked_up
    assert len(looked_up) < 20


@given(st.from_regex(r"\+49711[1-9][0-9]{3,5}", fullmatch=True), st.from_regex(r"[1-9][0-9]{1,3}", fullmatch=True))
def test_every_extension_that_counts_is_looked_up(start, extension):
    known, number = KnownNumber(start + "0"), start + extension
    if base_of(known, number) is not None:
        assert known.e164 in bases(number)


@pytest.mark.parametrize(("known", "number", "raw", "expected"), [
    (KnownNumber("+43711555012", "0711 555012"), "+49711555012", "", True),
    (KnownNumber("+49305550123", "5550123"), "+497115550123", "", True),
    (KnownNumber("+49305550123", "030 5550123"), "+497115550123", "", False),
    (KnownNumber("+497115550123", "0711 5550123"), None, "5550123", True),
    (KnownNumber("+497115550123", "0711 5550123"), None, "550123", False),
    (KnownNumber("+491711234567", "0171 1234567"), "+491721234567", "", False),
    (KnownNumber("+49711555012", "0711/555012"), "+49711555013", "", False),
])
def test_another_notation_is_the_same_number_but_equal_ends_alone_are_not(known, number, raw, expected):
    assert other_notation(known, number, raw) is expected


@pytest.mark.parametrize(("raw", "expected"), [
    ("0711 / 55 50-123", "7115550123"), ("+49 (0)711 5550123", "497115550123"), ("0049 711 1", "497111"), ("", "")])
def test_digits_are_read_as_they_were_written(raw, expected):
    assert written(raw) == expected
