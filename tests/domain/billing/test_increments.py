from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain.billing.increments import billed_seconds
from hotline_desk.domain.billing.values import Rules

rules = st.builds(
    Rules, st.just("x"), first=st.integers(1, 3600), next=st.integers(1, 3600), minimum=st.integers(0, 7200),
    grace=st.integers(0, 600))


@pytest.mark.parametrize(("seconds", "first", "following", "billed"), [
    (30, 60, 1, 60), (60, 60, 1, 60), (61, 60, 1, 61), (901, 900, 300, 1200), (900, 900, 900, 900), (1, 1, 1, 1),
])
def test_the_first_increment_may_differ_from_the_others(seconds, first, following, billed):
    assert billed_seconds(seconds, Rules("", first=first, next=following)) == billed


def test_work_up_to_the_grace_is_free_and_longer_work_counts_whole():
    lenient = Rules("", first=1, next=1, grace=120)
    assert [billed_seconds(s, lenient) for s in (119, 120, 121)] == [0, 0, 121]


def test_the_minimum_holds_once_anything_was_worked():
    at_least = Rules("", first=60, next=60, minimum=600)
    assert [billed_seconds(s, at_least) for s in (0, 1, 600, 601)] == [0, 600, 600, 660]


@given(st.integers(0, 100_000), rules)
def test_never_less_is_billed_than_counted_except_within_the_grace(seconds, given_rules):
    billed = billed_seconds(seconds, given_rules)
    assert billed == 0 if seconds <= given_rules.grace else billed >= seconds


@given(st.integers(0, 100_000), rules)
def test_rounding_adds_less_than_one_increment(seconds, given_rules):
    billed = billed_seconds(seconds, given_rules)
    assert billed <= max(given_rules.minimum, given_rules.first, seconds + given_rules.next - 1)


@given(st.integers(0, 50_000), st.integers(0, 50_000), rules)
def test_longer_work_never_costs_less(one, other, given_rules):
    short, long = sorted((one, other))
    assert billed_seconds(short, given_rules) <= billed_seconds(long, given_rules)
