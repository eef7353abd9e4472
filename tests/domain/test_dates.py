# ruff: noqa: DTZ001 - what people type is local time
from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator
from hotline_desk.domain.dates import duration_text, read_duration, read_moment
from hotline_desk.domain.workdays import WorkCalendar

NOW = datetime(2026, 11, 20, 12, 10, 33)  # a Friday


@pytest.mark.parametrize(("text", "moment"), [
    ("", "2026-11-23 09:00"), ("   ", "2026-11-23 09:00"),
    ("morgen 9", "2026-11-21 09:00"), ("tomorrow 9", "2026-11-21 09:00"), ("Morgen um 9 Uhr", "2026-11-21 09:00"),
    ("übermorgen", "2026-11-22 09:00"), ("heute 15", "2026-11-20 15:00"), ("today 9", "2026-11-20 09:00"),
    ("heute", "2026-11-20 13:00"),
    ("fr 14:30", "2026-11-20 14:30"), ("fri 14:30", "2026-11-20 14:30"), ("fr 11", "2026-11-27 11:00"),
    ("Fr", "2026-11-27 09:00"), ("mo.", "2026-11-23 09:00"), ("am Montag um 8", "2026-11-23 08:00"),
    ("+3t", "2026-11-23 09:00"), ("+3d", "2026-11-23 09:00"), ("+3d 14:30", "2026-11-23 14:30"),
    ("+2w", "2026-12-04 09:00"), ("+1m", "2026-12-20 09:00"), ("+2h", "2026-11-20 14:10"),
    ("+30 min", "2026-11-20 12:40"),
    ("KW 49", "2026-11-30 09:00"), ("kw49 mi 10", "2026-12-02 10:00"), ("week 3", "2027-01-18 09:00"),
    ("KW 47", "2027-11-22 09:00"), ("KW 53", "2026-12-28 09:00"), ("KW 1/2028", "2028-01-03 09:00"),
    ("2812", "2026-12-28 09:00"), ("28.12.", "2026-12-28 09:00"), ("28.12", "2026-12-28 09:00"),
    ("28.12. 10", "2026-12-28 10:00"), ("28.12.2026 10:30", "2026-12-28 10:30"), ("28.12.26", "2026-12-28 09:00"),
    ("28/12/2026", "2026-12-28 09:00"), ("2026-12-28 10:30", "2026-12-28 10:30"), ("28122026", "2026-12-28 09:00"),
    ("0101", "2027-01-01 09:00"), ("2011", "2026-11-20 13:00"), ("29.02.", "2028-02-29 09:00"),
    ("01.10.2026", "2026-10-01 09:00"),
    ("930", "2026-11-21 09:30"), ("1430", "2026-11-20 14:30"), ("0930", "2026-11-21 09:30"), ("15", "2026-11-20 15:00"),
    ("9.30", "2026-11-21 09:30"), ("2:30pm", "2026-11-20 14:30"), ("12am", "2026-11-21 00:00"),
])
def test_moments_are_understood_as_people_type_them(text, moment):
    assert read_moment(text, NOW) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(("text", "moment"), [
    ("in 2 Std.", "2026-11-20 14:10"), ("in zwei Stunden", "2026-11-20 14:10"), ("in 2 hours", "2026-11-20 14:10"),
    ("in an hour", "2026-11-20 13:10"), ("in einer halben Stunde", "2026-11-20 12:40"),
    ("half an hour", None), ("in half an hour", "2026-11-20 12:40"), ("in 1,5 Std", "2026-11-20 13:40"),
    ("in 20 Minuten", "2026-11-20 12:30"), ("in einer Viertelstunde", "2026-11-20 12:25"),
    ("in 3 Tagen", "2026-11-23 09:00"), ("in drei Tagen um 14 Uhr", "2026-11-23 14:00"),
    ("in a week", "2026-11-27 09:00"), ("in zwei Wochen", "2026-12-04 09:00"), ("in einem Monat", "2026-12-20 09:00"),
    ("morgen früh", "2026-11-21 09:00"), ("tomorrow morning", "2026-11-21 09:00"),
    ("morgen Nachmittag", "2026-11-21 14:00"), ("morgen Nachmittag um 3", "2026-11-21 15:00"),
    ("Montag Vormittag", "2026-11-23 10:00"), ("mo mittag", "2026-11-23 12:00"), ("mo 14:30", "2026-11-23 14:30"),
    ("heute Abend", "2026-11-20 18:00"), ("tonight", "2026-11-20 18:00"), ("morgen früh um 8", "2026-11-21 08:00"),
    ("morgen halb zehn", "2026-11-21 09:30"), ("morgen halb 3", "2026-11-21 02:30"),
    ("tomorrow half past nine", "2026-11-21 09:30"), ("mo viertel nach 9", "2026-11-23 09:15"),
    ("mon quarter to ten", "2026-11-23 09:45"), ("mo viertel vor 10", "2026-11-23 09:45"),
    ("day after tomorrow 9", "2026-11-22 09:00"), ("nächste Woche", "2026-11-23 09:00"),
    ("nächste Woche Mi 10", "2026-11-25 10:00"), ("next week", "2026-11-23 09:00"),
    ("next week thu", "2026-11-26 09:00"), ("nächsten Montag", "2026-11-23 09:00"),
    ("next tuesday", "2026-11-24 09:00"),
    ("kommenden Dienstag 8", "2026-11-24 08:00"), ("nächsten Monat", "2026-12-20 09:00"),
    ("Ende der Woche", "2026-11-20 13:00"), ("Monatsende", "2026-11-30 09:00"),
    ("end of the month 12", "2026-11-30 12:00"),
    ("28. Dezember", "2026-12-28 09:00"), ("28. Dez. 2027 10:30", "2027-12-28 10:30"),
    ("3. März 8", "2027-03-03 08:00"), ("28 Dec", "2026-12-28 09:00"), ("Dec 28th, 2026 10am", "2026-12-28 10:00"),
    ("1st of december", "2026-12-01 09:00"),
])
def test_moments_are_understood_as_people_say_them(text, moment):
    if moment is None:
        with pytest.raises(UserError):
            read_moment(text, NOW)
    else:
        assert read_moment(text, NOW) == datetime.fromisoformat(moment)


def test_next_week_begins_on_its_first_working_day():
    closed = WorkCalendar(off=frozenset({(23, 11, 2026)}))
    assert read_moment("nächste Woche", NOW, closed) == datetime(2026, 11, 24, 9)


@pytest.mark.parametrize(("now", "text", "moment"), [
    pytest.param("2027-03-28 01:30", "in 2 std", "2027-03-28 04:30", id="over the hour that is left out"),
    pytest.param("2026-10-25 01:30", "+3h", "2026-10-25 03:30", id="over the hour that is twice"),
    pytest.param("2027-03-28 01:50", "in 30 min", "2027-03-28 03:20", id="minutes"),
    pytest.param("2027-03-27 12:00", "+1t 9", "2027-03-28 09:00", id="a day keeps its hour"),
])
def test_hours_ahead_are_hours_that_pass_where_the_clocks_change(now, text, moment):
    here = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert read_moment(text, here) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("text", [
    "gestern vielleicht", "in vielen Stunden", "in 2 Äpfeln", "halb 30", "32. Dezember", "in 3", "x",
    "25", "24:00", "30.02.", "31.04.2026", "KW 54", "KW 60/2026", "+99999w", "+99999m",
    "+3x", "morgen 25", "fr fr", "2812 x", "99999", "13pm", "+2h 9", "KW 3 xy", "a" * 100,
])
def test_what_is_not_understood_is_said(text):
    with pytest.raises(UserError) as caught:
        read_moment(text, NOW)
    assert caught.value.id == "time.unreadable"


@pytest.mark.parametrize(("now", "moment"), [
    ("2026-11-20 08:00", "2026-11-20 08:30"), ("2026-11-20 08:30", "2026-11-23 08:30"),
    ("2026-11-22 05:00", "2026-11-23 08:30"),
])
def test_an_empty_text_is_the_next_morning_of_a_working_day(now, moment):
    found = read_moment("", datetime.fromisoformat(now), WorkCalendar(morning=time(8, 30)))
    assert found == datetime.fromisoformat(moment)


def test_the_running_week_is_its_next_working_morning():
    assert read_moment("KW 47", datetime(2026, 11, 18, 12)) == datetime(2026, 11, 19, 9)


def test_a_month_later_stays_within_the_month():
    assert read_moment("+1m", datetime(2027, 1, 31, 12)) == datetime(2027, 2, 28, 9)


def test_late_in_the_evening_today_is_still_today():
    assert read_moment("heute", datetime(2026, 11, 20, 23, 30)) == datetime(2026, 11, 20, 23, 59)


pieces = st.sampled_from([
    "morgen", "heute", "fr", "kw", "+", "1", "28", "12", "2026", "9", "30", ":", ".", " ", "t", "w", "m", "uhr", "-",
    "/", "99", "in", "zwei", "halb", "früh", "abends", "nächste", "woche", "dez", "ende des monats",
    "0", "am", "pm", "²", "٣", "\x00", "İ",
])


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=30) | st.lists(pieces, max_size=8).map("".join),
       st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))
def test_whatever_is_typed_gives_a_moment_or_a_sentence(text, now):
    try:
        moment = read_moment(text, now)
    except UserError as problem:
        assert problem.id == "time.unreadable"
        return
    assert moment.tzinfo is None
    assert moment.second == moment.microsecond == 0


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)), st.integers(0, 2000))
def test_a_printed_day_and_time_is_read_back(now, ahead):
    moment = (now + timedelta(days=ahead)).replace(second=0, microsecond=0)
    for pattern in ("%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"):
        assert read_moment(moment.strftime(pattern), now) == moment


@pytest.mark.parametrize(("text", "seconds"), [
    ("90", 5400), ("1:30", 5400), ("1,5h", 5400), ("1.5h", 5400), ("1,5", 5400), ("90m", 5400), ("90 min.", 5400),
    ("90s", 90), ("1h30", 5400), ("1h 30m 10s", 5410), ("1:30:10", 5410), ("2 Std.", 7200), ("0", 0),
    ("1:30 Std.", 5400), ("0,01h", 36),
])
def test_durations_are_understood_as_people_type_them(text, seconds):
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "x", "-5", "1:99", "1h1h", "30m 1h", "1,,5", "9999999h", "90 Äpfel", "1:", "٣"])
def test_a_duration_that_is_none_is_said(text):
    with pytest.raises(UserError) as caught:
        read_duration(text)
    assert caught.value.id == "duration.unreadable"


@settings(deadline=None)
@given(st.text(max_size=20) | st.text("0123456789hms:,. ", max_size=12))
def test_whatever_is_typed_gives_seconds_or_a_sentence(text):
    try:
        assert read_duration(text) >= 0
    except UserError as problem:
        assert problem.id == "duration.unreadable"


@pytest.mark.parametrize(("seconds", "shown"), [
    (5400, "1:30 h (1.50)"), (0, "0:00 h (0.00)"), (250, "0:04:10 h (0.07)"), (-5400, "-1:30 h (-1.50)"),
    (36_000, "10:00 h (10.00)"),
])
def test_a_duration_shows_hours_both_ways(seconds, shown):
    assert duration_text(seconds, Translator("en")) == shown
