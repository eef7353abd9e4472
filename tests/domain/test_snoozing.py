"""For how long a reminder is put off."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from hotline_desk.domain.snoozing import SNOOZES, TOMORROW, snooze_until
from hotline_desk.domain.workdays import WorkCalendar

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(("code", "expected"), [
    ("5", "2026-11-02T09:05"), ("15", "2026-11-02T09:15"), ("60", "2026-11-02T10:00"), (TOMORROW, "2026-11-03T08:00")])
def test_minutes_count_from_now_and_tomorrow_is_at_nine(code: str, expected: str) -> None:
    until = snooze_until(code, datetime(2026, 11, 2, 9, 0, tzinfo=UTC), BERLIN)
    assert until == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_the_next_day_is_the_companys_and_nine_stays_nine_over_a_clock_change() -> None:
    late = datetime(2026, 10, 23, 22, 30, tzinfo=UTC)  # already Saturday in Berlin; clocks go back that night
    assert snooze_until(TOMORROW, late, BERLIN, WorkCalendar(week=7)) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


def test_the_next_morning_is_one_on_which_the_company_works() -> None:
    friday = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
    days = WorkCalendar(morning=time(7, 30), region="DE")
    assert snooze_until(TOMORROW, friday, BERLIN, days) == datetime(2027, 1, 4, 6, 30, tzinfo=UTC)


def test_every_choice_lies_in_the_future() -> None:
    now = datetime(2026, 3, 28, 23, 59, tzinfo=UTC)
    assert all(snooze_until(code, now, BERLIN) > now for code in SNOOZES)
