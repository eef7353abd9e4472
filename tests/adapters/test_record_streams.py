"""Days of records through the journal: right, and told again never twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.record_streams import URLS, day, factory, journal_of, told

KINDS = tuple(URLS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_a_day_gives_exactly_the_right_journal(kind, seed):
    made = day(kind, seed)
    assert told(journal_of(factory(kind), made.lines)) == sorted(made.expected, key=repr)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_the_same_day_told_again_gives_no_call_twice(kind, seed):
    lines = day(kind, seed).lines
    once, twice = journal_of(factory(kind), lines), journal_of(factory(kind), lines, lines)
    assert twice.calls == once.calls


@given(st.sampled_from(KINDS), st.integers(0, 10_000), st.data())
def test_a_connection_that_broke_anywhere_is_made_good_by_the_day_told_again(kind, seed, data):
    made = day(kind, seed, many=12)
    cut = data.draw(st.integers(0, len(made.lines)))
    journal = journal_of(factory(kind), made.lines[:cut], made.lines)
    assert told(journal) == sorted(made.expected, key=repr)


@given(st.sampled_from(KINDS), st.integers(0, 10_000), st.data())
def test_a_connection_that_goes_on_where_it_broke_loses_no_call(kind, seed, data):
    made = day(kind, seed, many=12)
    cut = data.draw(st.integers(0, len(made.lines)))
    journal = journal_of(factory(kind), made.lines[:cut], made.lines[cut:])
    assert told(journal) == sorted(made.expected, key=repr)
