"""The service calendar: hours, holidays, bands, closed days, and the two nights in which the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.domain.billing.service_calendar import IN_SERVICE, calendar_of

BERLIN = "Europe/Berlin"
WORKDAYS = {day: ["08:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
OFFICE = {"hours": WORKDAYS, "surcharges": {"outside": "50", "holiday": "100"}, "holidays": "DE-BY"}
NIGHT = {"name": "Night", "days": ["mon", "sat"], "from": "20:00", "to": "06:00", "percent": "75"}
FEASTS = {"name": "Feast", "dates": ["12-24", "12-31"], "from": "12:00", "to": "24:00", "percent": "150"}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def told(content, start: str, end: str, region: str = "") -> list[tuple[float, str, int]]:
    """Minutes, name and per cent of each stretch."""
    parts = calendar_of(content, BERLIN, region).split(utc(start), utc(end))
    return [((until - begin).total_seconds() / 60, segment.name, segment.surcharge_bp // 100)
            for begin, until, segment in parts]


def test_work_across_the_end_of_service_is_cut_there():
    assert told(OFFICE, "2026-10-05T17:50+02:00", "2026-10-05T18:20+02:00") == [(10, "", 0), (20, "outside", 50)]


def test_the_noon_without_service_is_outside():
    assert told(OFFICE, "2026-10-05T11:30+02:00", "2026-10-05T13:30+02:00") == [
        (30, "", 0), (60, "outside", 50), (30, "", 0)]


def test_of_several_surcharges_the_highest_counts():
    content = {**OFFICE, "bands": [NIGHT]}
    assert told(content, "2026-10-05T19:30+02:00", "2026-10-05T20:30+02:00") == [
        (30, "outside", 50), (30, "Night", 75)]
    assert told({**content, "surcharges": {"outside": "90"}}, "2026-10-05T19:30+02:00", "2026-10-05T20:30+02:00") == [
        (60, "outside", 90)]


def test_a_band_over_midnight_belongs_to_the_day_it_begins():
    content = {"bands": [NIGHT]}
    assert told(content, "2026-10-06T05:00+02:00", "2026-10-06T07:00+02:00") == [(60, "Night", 75), (60, "", 0)]
    assert told(content, "2026-10-05T05:00+02:00", "2026-10-05T07:00+02:00") == [(120, "", 0)]


@pytest.mark.parametrize(("day", "name"), [("2026-12-24", "Feast"), ("2027-12-31", "Feast"), ("2026-12-23", "")])
def test_a_band_holds_on_dates_of_every_year_from_noon(day, name):
    content = {"bands": [FEASTS]}
    assert told(content, f"{day}T11:00+01:00", f"{day}T13:00+01:00") == (
        [(60, "", 0), (60, name, 150)] if name else [(120, "", 0)])


@pytest.mark.parametrize(("region", "holiday"), [("DE-BY", True), ("DE-BE", False), ("AT", True), ("CH-TI", True),
                                                 ("CH-ZH", False), ("", False)])
def test_epiphany_is_a_holiday_where_it_is_kept(region, holiday):
    content = {"holidays": "customer", "surcharges": {"holiday": "100"}}
    assert told(content, "2026-01-06T10:00+01:00", "2026-01-06T10:30+01:00", region) == [
        (30, "holiday", 100) if holiday else (30, "", 0)]


@pytest.mark.parametrize(("region", "august_8", "august_15"), [
    ("DE-BY", False, True), ("DE-BY-P", False, False), ("DE-BY-A", True, True), ("DE-SL", False, True),
    ("DE-BE", False, False)])
def test_the_two_holidays_of_august(region, august_8, august_15):
    content = {"holidays": region, "surcharges": {"holiday": "100"}}
    found = [told(content, f"2026-08-{day:02}T10:00+02:00", f"2026-08-{day:02}T11:00+02:00")[0][1] == "holiday"
             for day in (8, 15)]
    assert found == [august_8, august_15]


def test_on_holidays_and_closed_days_there_is_no_service():
    content = {**OFFICE, "surcharges": {"outside": "50"}, "closed": [{"date": "10-02", "name": "Outing"}]}
    assert told(content, "2026-10-02T10:00+02:00", "2026-10-02T11:00+02:00") == [(60, "outside", 50)]
    assert told(content, "2026-01-06T10:00+01:00", "2026-01-06T11:00+01:00") == [(60, "outside", 50)]


def test_without_a_surcharge_out_of_hours_is_known_all_the_same():
    part, = calendar_of({"hours": WORKDAYS}, BERLIN).split(utc("2026-10-05T19:00+02:00"), utc("2026-10-05T20:00+02:00"))
    assert (part[2].name, part[2].surcharge_bp, part[2].outside) == ("", 0, True)


def test_the_hour_that_is_there_twice_counts_twice_and_the_missing_one_not():
    content = {"hours": {"sun": ["00:00-03:00"]}, "surcharges": {"outside": "50"}}
    assert told(content, "2026-10-25T00:00+02:00", "2026-10-25T04:00+01:00") == [(240, "", 0), (60, "outside", 50)]
    assert told(content, "2026-03-29T00:00+01:00", "2026-03-29T04:00+02:00") == [(120, "", 0), (60, "outside", 50)]


def test_a_calendar_that_says_nothing_is_always_in_service():
    assert calendar_of({}, BERLIN).is_plain
    assert calendar_of({}, BERLIN).at(utc("2026-12-24T23:00+01:00")) == IN_SERVICE


def test_half_a_per_cent_is_a_surcharge():
    content = {"surcharges": {"outside": "12.5"}, "hours": {"mon": []}}
    assert calendar_of(content, BERLIN).at(utc("2026-10-05T10:00+02:00")).surcharge_bp == 1250


clocks = st.integers(0, 24 * 4 - 1).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
weekdays = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
contents = st.fixed_dictionaries({
    "hours": st.dictionaries(weekdays, st.tuples(clocks, clocks).filter(lambda s: s[0] < s[1]).map(
        lambda s: [f"{s[0]}-{s[1]}"]), max_size=7),
    "holidays": st.sampled_from(["", "DE-BY", "AT-9", "CH-ZH"]),
    "surcharges": st.fixed_dictionaries({"outside": st.sampled_from(["0", "50"]),
                                         "holiday": st.sampled_from(["0", "100"])}),
    "bands": st.lists(st.fixed_dictionaries({
        "name": st.sampled_from("AB"), "days": st.lists(weekdays, max_size=3), "from": clocks, "to": clocks,
        "percent": st.sampled_from(["10", "75"])}), max_size=3)})
begins = st.one_of(
    st.integers(0, 366 * 86_400).map(lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s)),
    st.integers(0, 8 * 3600).map(lambda s: datetime(2026, 10, 24, 20, tzinfo=UTC) + timedelta(seconds=s)),
    st.integers(0, 8 * 3600).map(lambda s: datetime(2026, 3, 28, 20, tzinfo=UTC) + timedelta(seconds=s)))


@settings(deadline=None)
@given(contents, begins, st.integers(1, 80 * 3600))
def test_the_stretches_partition_the_time(content, begin, seconds):
    calendar, end = calendar_of(content, BERLIN), begin + timedelta(seconds=seconds)
    parts = calendar.split(begin, end)
    assert (parts[0][0], parts[-1][1]) == (begin, end)
    assert all(one[1] == two[0] for one, two in pairwise(parts))
    assert all(start < until for start, until, _ in parts)
    assert sum((until - start).total_seconds() for start, until, _ in parts) == seconds
    for start, until, segment in parts:
        assert calendar.at(start) == calendar.at(until - timedelta(seconds=1)) == segment
