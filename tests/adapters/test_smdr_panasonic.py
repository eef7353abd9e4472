"""What the records of a Panasonic telephone system mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.smdr_panasonic import PanasonicTranslator
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN
from tests.record_streams import AT, recorded

ANSWERED = "11/21/26 08:05AM   202 03 <I>01755290111            0'14 00:05'17            "


def read(*lines: str) -> list[CallEvent | None]:
    reader = PanasonicTranslator("exchange", PLAN)
    return [reader.read(line, AT) for line in lines]


def shown(event: CallEvent) -> tuple[object, ...]:
    return (event.direction, event.caller_number or event.caller_raw, event.called_number or event.called_raw,
            event.extension, event.duration_s, event.ring_s)


def test_a_day_with_headings_logins_and_reminders_gives_its_calls():
    reader = PanasonicTranslator("exchange", PLAN)
    assert [shown(event) for line in recorded("panasonic") if (event := reader.read(line, AT))] == [
        ("in", "+491755290111", "202", "202", 317, 14),
        ("in", "", "203", "203", 0, 28),
        ("out", "201", "+498955501230", "201", 65, 0),
        ("in", "+49301234567", "+4930732111", "201", 60, 9),
        ("in", "+49301234567", "204", "204", 531, 0),
        ("internal", "201", "202", "201", 44, 0),
        ("out", "*123", "0171234567XXXX", "*123", 20, 0),
        ("in", "+49301234567", "203", "203", 0, 45),
    ]
    assert reader.dropped == 0


def test_the_wide_form_with_other_dates_and_costs_is_read_too():
    assert [shown(event) for event in read(*recorded("panasonic-120"))] == [
        ("in", "+491755290111", "202", "202", 317, 14), ("out", "201", "+498955501230", "201", 65, 0)]


def test_a_call_is_told_once_when_it_is_over_with_the_systems_own_time():
    event, = read(ANSWERED)
    assert (event.kind, event.at, event.source_time) == ("ended", AT, "11/21/26 08:05AM")


@pytest.mark.parametrize("dialled, number, name", [
    ("<I>01755290111", "+491755290111", ""), ("<I>SUEDWERK 01755290111", "+491755290111", "SUEDWERK"),
    ("<I>SUED WERK01755290111", "+491755290111", "SUED WERK"),
    ("<I> 01755290111 MARY WARD", "+491755290111", "MARY WARD"),
    ("<I>+491755290111", "+491755290111", ""), ("<I>SUEDWERK", None, "SUEDWERK"), ("<I>", None, ""),
    ("<I>0175529....", None, ""),
])
def test_number_and_name_of_a_caller_are_told_apart(dialled, number, name):
    event, = read(f"11/21/26 08:05AM   202 03 {dialled:25} 0'14 00:05'17")
    assert (event.caller_number, event.caller_name) == (number, name)


@pytest.mark.parametrize("times, ring, talk", [
    ("0'14 00:05'17", 14, 317), ("5'15 00:00'00", 315, 0), ("     00:05:17", 0, 317), ("00'14 01:00'00", 14, 3600),
    ("0'14 00'05'17", 14, 317), ("0'14 00:05'17\"", 14, 317), ("*'** **:**'**", 0, 0),
])
def test_times_are_read_in_all_their_spellings(times, ring, talk):
    event, = read(f"11/21/26 08:05AM   202 03 <I>01755290111            {times}")
    assert (event.ring_s, event.duration_s) == (ring, talk)


@pytest.mark.parametrize("stamp", [
    "11/21/26 08:05AM", "21/11/26 08:05PM", "21.11.26 08:05:17", "26-11-21  8:05", "2026/11/21 08:05 AM",
    "**/**/** **:****",
])
def test_stamps_are_read_in_all_their_spellings(stamp):
    assert read(ANSWERED.replace("11/21/26 08:05AM", stamp))[0].source_time == stamp


def test_the_answer_alone_is_no_news_until_the_call_is_over():
    assert read("11/21/26 08:00AM   202 03 <I>01755290111            0'14                     AN") == [None]


def test_a_call_told_as_unanswered_and_as_over_is_one_call():
    first, second = read("11/21/26 08:53AM   203 07 <I>0301234567             0'45                     NA",
                         "11/21/26 08:53AM   203 07 <I>0301234567             0'45 00:00'00            ")
    assert first.call_id == second.call_id


def test_equal_records_of_one_connection_are_as_many_calls():
    first, second = read(ANSWERED, ANSWERED)
    again = read(ANSWERED, ANSWERED)
    assert first.call_id != second.call_id
    assert [event.call_id for event in again] == [first.call_id, second.call_id]


def test_a_call_handed_on_says_so():
    assert read(ANSWERED.rstrip() + "            TR")[0].reason == "transfer"


@pytest.mark.parametrize("line", [
    "1", "11/21/26", "11/21/26 08:05AM", "11/21/26 08:05AM   Anna 03 <I>0175", "99", "11/21/26x08:05AM   202 03 <I>",
    ANSWERED + "x" * 400,
])
def test_a_record_that_makes_no_sense_is_counted_and_gives_nothing(line):
    reader = PanasonicTranslator("exchange", PLAN)
    assert reader.read(line, AT) is None
    assert reader.dropped == 1


@given(st.lists(st.text(max_size=120) | st.builds(lambda text, at: ANSWERED[:at] + text + ANSWERED[at + len(text):],
                                                  st.text(max_size=9), st.integers(0, 80)), max_size=8))
def test_no_text_raises(lines):
    read(*lines)


def test_the_memory_of_a_translator_is_bounded():
    reader = PanasonicTranslator("exchange", PLAN)
    for number in range(6000):
        reader.read(ANSWERED.replace("01755290111", f"0175{number:07}"), AT)
    assert len(reader._told) == 4096
