"""iCalendar read back as other programs read it: unfolded, unescaped, by properties."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.exchange.icalendar import Event, calendar_file

MADE = datetime(2026, 11, 2, 9, tzinfo=UTC)
TEN = datetime(2026, 11, 3, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def read(ics):
    """The events of a file as mappings of properties to values."""
    unfolded = ics.decode("utf-8").replace("\r\n ", "")
    assert unfolded.endswith("\r\n")
    events, current = [], {}
    for line in unfolded.removesuffix("\r\n").split("\r\n"):
        key, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            current = {}
        elif line == "END:VEVENT":
            events.append(current)
            current = {}
        else:
            current[key] = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
    return events


def event(**more):
    return Event(**{"uid": "1@desk", "title": "Wartung", "begin": TEN, "end": TEN + timedelta(hours=1), **more})


def test_an_event_tells_its_times_in_utc():
    (found,) = read(calendar_file("Anna", [event(version=3)], MADE))
    assert found == {
        "UID": "1@desk", "DTSTAMP": "20261102T090000Z", "DTSTART": "20261103T090000Z", "DTEND": "20261103T100000Z",
        "SEQUENCE": "2", "SUMMARY": "Wartung", "TRANSP": "OPAQUE"}


def test_whole_days_are_days():
    (found,) = read(calendar_file("Anna", [event(begin=date(2026, 11, 3), end=date(2026, 11, 5), busy=False)], MADE))
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"], found["TRANSP"]) == (
        "20261103", "20261105", "TRANSPARENT")


def test_a_moment_has_no_end():
    (found,) = read(calendar_file("Anna", [event(end=TEN)], MADE))
    assert "DTEND" not in found


def test_summer_and_winter_time_are_told_apart():
    summer = datetime(2026, 7, 3, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    (found,) = read(calendar_file("Anna", [event(begin=summer, end=summer + timedelta(hours=1))], MADE))
    assert found["DTSTART"] == "20260703T080000Z"


def test_the_frame_is_what_the_standard_wants():
    lines = calendar_file("Büro, Anna", [], MADE).decode().split("\r\n")
    assert lines == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hotline Desk//Hotline Desk//EN",
                     "CALSCALE:GREGORIAN", "X-WR-CALNAME:Büro\\, Anna", "END:VCALENDAR", ""]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n;,\\"), max_size=200),
                min_size=3, max_size=3))
def test_whatever_is_written_comes_back(texts):
    title, place, note = (text.strip() for text in texts)
    ics = calendar_file("Anna", [event(title=title, place=place, note=note)], MADE)
    (found,) = read(ics)
    assert (found["SUMMARY"], found.get("LOCATION", ""), found.get("DESCRIPTION", "")) == (title, place, note)
    assert all(len(line) <= 75 for line in ics.split(b"\r\n"))


@given(st.text(max_size=300))
def test_no_letter_is_torn_and_no_control_character_leaves(text):
    ics = calendar_file("Anna", [event(note=text)], MADE)
    for line in ics.split(b"\r\n"):
        told = line.decode("utf-8")
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", told)
