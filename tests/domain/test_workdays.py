"""On which days the company works."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS, Settings
from hotline_desk.domain.dates import read_moment
from hotline_desk.domain.public_holidays import is_holiday
from hotline_desk.domain.workdays import WorkCalendar, work_calendar

BAVARIA = WorkCalendar(region="DE-BY")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("day", "region", "off"), [
    ("2026-04-03", "DE", True), ("2026-04-06", "DE-HH", True), ("2026-05-14", "DE", True), ("2026-05-25", "DE", True),
    ("2026-06-04", "DE-BY", True), ("2026-06-04", "DE-HH", False), ("2026-06-04", "DE", False),
    ("2026-10-31", "DE-HH", True), ("2026-10-31", "DE-BY", False), ("2026-11-18", "DE-SN", True),
    ("2026-11-25", "DE-SN", False), ("2026-11-18", "DE-BY", False), ("2027-09-20", "DE-TH", True),
    ("2026-10-26", "AT", True), ("2026-04-03", "AT", False), ("2026-12-24", "DE-BY", False), ("2026-12-25", "", False)])
def test_holidays_depend_on_the_state(day: str, region: str, off: bool) -> None:
    assert is_holiday(date.fromisoformat(day), region) is off


@pytest.mark.parametrize(("calendar", "now", "then"), [
    (BAVARIA, "2026-04-02T16:00", "2026-04-07T09:00"),  # Easter
    (WorkCalendar(), "2026-04-02T16:00", "2026-04-03T09:00"),
    (WorkCalendar(week=6), "2026-11-06T16:00", "2026-11-07T09:00"),
    (WorkCalendar(), "2026-11-06T16:00", "2026-11-09T09:00"),
    (WorkCalendar(), "2026-11-09T07:59", "2026-11-09T09:00"),
    (WorkCalendar(region="DE", off=frozenset({(24, 12, None), (31, 12, 2026)})), "2026-12-23T18:00",
     "2026-12-28T09:00"),
    (WorkCalendar(off=frozenset({(9, 11, 2027)})), "2026-11-08T12:00", "2026-11-09T09:00")])
def test_the_next_working_morning_passes_over_days_without_work(calendar: WorkCalendar, now: str, then: str) -> None:
    assert calendar.next_morning(at(now)) == at(then)
    assert read_moment("", at(now), calendar) == at(then)


@pytest.mark.parametrize(("text", "then"), [
    ("werktag", "2026-04-07T09:00"), ("nächster Arbeitstag 14:30", "2026-04-07T14:30"),
    ("next working day", "2026-04-07T09:00"), ("wd 8", "2026-04-07T08:00")])
def test_a_working_day_can_be_typed(text: str, then: str) -> None:
    assert read_moment(text, at("2026-04-02T07:00"), BAVARIA) == at(then)


def test_a_company_that_never_works_still_has_a_tomorrow() -> None:
    everything = frozenset((day, month, None) for month in range(1, 13) for day in range(1, 32))
    assert WorkCalendar(off=everything).next_morning(at("2026-11-09T10:00")) == at("2026-11-10T09:00")


def test_the_settings_make_the_calendar() -> None:
    made = work_calendar(Settings({"company.work_days": "6", "company.morning": "8:30", "company.holidays": "DE-BE",
                                   "company.days_off": "24.12., 15.5.2027"}))
    assert made == WorkCalendar(6, time(8, 30), "DE-BE", frozenset({(24, 12, None), (15, 5, 2027)}))


@pytest.mark.parametrize("text", ["Christmas", "31.2.", "24/12", "0.1."])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        SETTINGS["company.days_off"].check(text)
