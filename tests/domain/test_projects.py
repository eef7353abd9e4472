"""Ends as people type them, whole days, time that counts once, budgets."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.core.errors import UserError
from hotline_desk.domain.projects import NEAR, NONE, OVER, WITHIN, budget_state, read_end, spent_seconds, whole_days

at = datetime.fromisoformat
TEN = at("2026-11-03T10:00")
MINUTES = st.integers(0, 3000)


@pytest.mark.parametrize(("text", "end"), [
    ("", "2026-11-03T10:30"), ("1h", "2026-11-03T11:00"), ("+1h", "2026-11-03T11:00"), ("90 min", "2026-11-03T11:30"),
    ("1,5 Std.", "2026-11-03T11:30"), ("15:30", "2026-11-03T15:30"), ("12", "2026-11-03T12:00"),
    ("fr 9", "2026-11-06T09:00"), ("9:00", "2026-11-04T09:00"), ("2 Stunden", "2026-11-03T12:00")])
def test_an_end_is_a_length_a_time_or_a_day(text, end):
    assert read_end(text, TEN) == at(end)


@pytest.mark.parametrize("text", ["irgendwann", "25:00", "+h"])
def test_an_end_that_is_not_understood_is_said(text):
    with pytest.raises(UserError):
        read_end(text, TEN)


@pytest.mark.parametrize(("begin", "end", "days"), [
    (TEN, TEN, 1), (TEN, TEN + timedelta(hours=1), 1), (TEN, at("2026-11-04"), 1),
    (TEN, at("2026-11-04T00:01"), 2), (at("2026-11-03"), at("2026-11-06"), 3)])
def test_all_day_means_the_days_that_are_touched(begin, end, days):
    first, after = whole_days(begin, end)
    assert (first, after) == (at("2026-11-03"), at("2026-11-03") + timedelta(days=days))


@given(st.lists(st.tuples(st.sampled_from("ab"), MINUTES, MINUTES)))
def test_a_minute_of_one_person_counts_once(spans):
    minutes = {(who, n) for who, one, other in spans for n in range(min(one, other), max(one, other))}
    told = [(who, TEN + timedelta(minutes=min(one, other)), TEN + timedelta(minutes=max(one, other)))
            for who, one, other in spans]
    assert spent_seconds(told) == 60 * len(minutes)


@pytest.mark.parametrize(("used", "budget", "state"), [
    (100, None, NONE), (100, 0, NONE), (79, 100, WITHIN), (80, 100, NEAR), (100, 100, NEAR), (101, 100, OVER)])
def test_a_budget_is_kept_nearly_used_up_or_exceeded(used, budget, state):
    assert budget_state(used, budget) == state
