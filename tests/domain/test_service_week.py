"""Hours and days of service as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.core.errors import UserError
from hotline_desk.domain.contracts import WEEK
from hotline_desk.domain.service_week import (
    WEEK_SHORT,
    read_clock,
    read_date,
    read_days,
    read_spans,
    show_date,
    show_days,
    show_spans,
)


@pytest.mark.parametrize(("text", "spans"), [
    ("8-18", ("08:00-18:00",)), ("13-18, 8:30-12", ("08:30-12:00", "13:00-18:00")), ("0-24", ("00:00-24:00",)),
    ("8.00 bis 12.00 und 13 bis 17", ("08:00-12:00", "13:00-17:00")), ("08:00–18:00", ("08:00-18:00",)), ("", ())])
def test_hours_are_read_as_people_write_them(text: str, spans: tuple[str, ...]) -> None:
    assert read_spans(text) == spans
    assert read_spans(show_spans(spans)) == spans


@pytest.mark.parametrize("text", ["18-8", "8-25", "8", "8-12:70", "8-12, 11-13", "morning"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_spans(text)


@pytest.mark.parametrize(("text", "days", "dates"), [
    ("Mo-Fr", WEEK[:5], ()), ("Sat, Sun", WEEK[5:], ()), ("Fr-Mo", ("mon", "fri", "sat", "sun"), ()),
    ("24.12., 31.12.", (), ("12-24", "12-31")), ("mittwoch und 1.5.2027", ("wed",), ("2027-05-01",)), ("", (), ())])
def test_days_are_read_as_people_write_them(text: str, days: tuple[str, ...], dates: tuple[str, ...]) -> None:
    assert read_days(text) == (days, dates)


@pytest.mark.parametrize("text", ["someday", "Mo-someday", "31.2.", "24/12"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_days(text)


@given(st.sets(st.sampled_from(WEEK)), st.sets(st.dates().map(lambda day: f"{day:%m-%d}")))
def test_what_is_shown_is_read_again(days: set[str], dates: set[str]) -> None:
    shown = show_days(days, sorted(dates), WEEK_SHORT)
    assert read_days(shown) == (tuple(day for day in WEEK if day in days), tuple(sorted(dates)))


@given(st.dates().map(lambda day: day.isoformat()))
def test_a_date_is_shown_as_it_is_written(kept: str) -> None:
    assert read_date(show_date(kept)) == kept
    assert read_date(show_date(kept[5:])) == kept[5:]


@pytest.mark.parametrize(("text", "clock"), [("6", "06:00"), ("6:30", "06:30"), ("24", "24:00"), ("12.15", "12:15")])
def test_a_time_of_day_may_be_short(text: str, clock: str) -> None:
    assert read_clock(text) == clock


@pytest.mark.parametrize("text", ["25", "noon", "6:60"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_clock(text)
