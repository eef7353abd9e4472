"""Periods as they are chosen and typed."""

from __future__ import annotations

from datetime import date

import pytest

from hotline_desk.ui.billing.periods import month_of, quick_period, read_past_day


@pytest.mark.parametrize(("code", "today", "period"), [
    ("last_month", date(2026, 1, 15), (date(2025, 12, 1), date(2025, 12, 31))),
    ("this_month", date(2024, 2, 29), (date(2024, 2, 1), date(2024, 2, 29))),
    ("last_quarter", date(2026, 2, 1), (date(2025, 10, 1), date(2025, 12, 31))),
    ("last_quarter", date(2026, 11, 2), (date(2026, 7, 1), date(2026, 9, 30))),
    ("last_year", date(2026, 11, 2), (date(2025, 1, 1), date(2025, 12, 31))),
    ("own", date(2026, 11, 2), None),
])
def test_quick_choices_mean_whole_months(code, today, period):
    assert quick_period(code, today) == period


def test_a_month_ends_on_its_last_day():
    assert month_of(date(2026, 2, 10)) == (date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(("text", "day"), [
    ("31.10.", date(2026, 10, 31)), ("1.2.", date(2026, 2, 1)), ("30.11.", date(2026, 11, 30)),
    ("31.10.2027", date(2027, 10, 31)), ("0110", date(2026, 10, 1)),
])
def test_a_day_without_a_year_is_the_last_such_day(text, day):
    assert read_past_day(text, date(2026, 11, 21)) == day
