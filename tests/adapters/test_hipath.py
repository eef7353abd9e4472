"""What the records of a HiPath 3000 mean."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.hipath import HipathTranslator
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN
from tests.record_streams import AT, recorded

RINGS = "21.11.2608:00:10  3   201             01755290111                          0                732111"
OVER = "21.11.2608:05:41  3   20200:1400:05:1701755290111                          1                732111"


def read(*lines: str) -> list[CallEvent | None]:
    translator = HipathTranslator("exchange", PLAN)
    return [translator.read(line, AT) for line in lines]


def test_every_record_of_a_day_means_what_it_should():
    shown = [
        event and (event.kind, event.direction, event.caller_number or event.caller_raw, event.called_number
                   or event.called_raw, event.extension, event.duration_s, event.ring_s)
        for event in read(*recorded("hipath"))]
    assert shown == [
        ("ringing", "in", "+491755290111", "+4930732111", "201", None, None),
        ("ringing", "in", "+491755290111", "+4930732111", "202", None, None),
        ("ringing", "in", "", "203", "203", None, None),
        ("ended", "in", "", "203", "203", 0, 28),
        ("ended", "in", "+491755290111", "+4930732111", "202", 317, 14),
        ("ended", "out", "201", "+498955501230", "201", 65, None),
        ("ended", "out", "201", "+498955501231", "201", 0, None),
        ("ringing", "in", "+49301234567", "201", "201", None, None),
        ("ended", "in", "+49301234567", "201", "201", 60, 9),
        ("ended", "in", "+49301234567", "204", "204", 531, None),
        None,  # fax
        None,  # forwarded by the system itself
        ("ended", "in", "030123????", "201", "201", 12, 4),
        ("ended", "in", "+49171234567", "206", "206", 120, 4),
    ]


def test_ring_and_end_of_a_call_have_one_name_and_the_systems_own_time():
    ring, end = read(RINGS, OVER)
    assert ring.call_id == end.call_id == "3/01755290111@21.11.26 08:00:10"
    assert (ring.source_time, end.source_time, end.at) == ("21.11.26 08:00:10", "21.11.26 08:05:41", AT)


def test_a_group_that_rings_is_one_call():
    first, second = read(RINGS, RINGS.replace("201", "202"))
    assert first.call_id == second.call_id
    assert (first.extension, second.extension) == ("201", "202")


def test_the_same_caller_on_the_same_trunk_later_is_another_call():
    first, _, second = read(RINGS, OVER, RINGS.replace("08:00:10", "08:06:10"))
    assert first.call_id != second.call_id


def test_a_caller_whose_end_was_lost_makes_another_call_after_half_an_hour():
    first, second = read(RINGS, RINGS.replace("08:00:10", "08:31:10"))
    assert first.call_id != second.call_id


def test_two_callers_at_once_are_two_calls():
    first, second = read(RINGS, RINGS.replace("  3   201", "  4   202"))
    assert first.call_id != second.call_id


def test_an_end_without_its_ring_is_left_to_the_store():
    end, = read(OVER)
    assert (end.call_id, end.connection, calls.tells_of_itself(end)) == ("", "3/01755290111", True)


def test_a_call_handed_on_is_a_record_of_its_own():
    first, handed_on = read(recorded("hipath")[8], recorded("hipath")[9])
    assert handed_on.call_id not in ("", first.call_id)
    assert handed_on.extension == "204"


def test_digits_hidden_by_the_system_make_no_number_to_call_back():
    event, = read(recorded("hipath")[12])
    assert (event.caller_number, event.number_state) == (None, "unavailable")


def test_a_withheld_number_is_withheld():
    event, = read(recorded("hipath")[2])
    assert (event.caller_number, event.number_state) == (None, "withheld")


def test_the_long_form_for_printers_is_read_too():
    translator = HipathTranslator("exchange", PLAN)
    events = [event for line in recorded("hipath-long") if (event := translator.read(line, AT))]
    assert [(e.direction, e.extension, e.ring_s, e.duration_s) for e in events] == [
        ("in", "202", 14, 317), ("out", "201", None, 65)]
    assert (events[0].caller_number, events[1].called_number) == ("+491755290111", "+498955501230")
    assert translator.dropped == 0


@pytest.mark.parametrize("line", [
    "garbage", "21.11.26", RINGS[:40], RINGS.replace("21.11", "32.11"), RINGS.replace("08:00:10", "25:00:10"),
    RINGS.replace("  0  ", " 10  "), OVER.replace("00:05:17", "0x:05:17"), OVER.replace("01755290111", "0175;290111"),
    RINGS + "x" * 400, RINGS.replace("  201", " 2٠1"),
])
def test_a_record_that_makes_no_sense_is_counted_and_gives_nothing(line):
    translator = HipathTranslator("exchange", PLAN)
    assert translator.read(line, AT) is None
    assert translator.dropped == 1


def test_what_is_no_talk_is_said_in_the_log_without_its_number(caplog):
    with caplog.at_level(logging.INFO):
        read(recorded("hipath")[10])
    assert "no talk" in caplog.text
    assert "0301234***" in caplog.text
    assert "0301234568" not in caplog.text


@given(st.lists(st.text(max_size=120) | st.builds(lambda text, at: RINGS[:at] + text + RINGS[at + len(text):],
                                                  st.text(max_size=9), st.integers(0, 98)), max_size=8))
def test_no_text_raises(lines):
    read(*lines)


def test_the_memory_of_a_translator_is_bounded():
    translator = HipathTranslator("exchange", PLAN)
    for number in range(3000):
        translator.read(RINGS.replace("01755290111", f"0175{number:07}"), AT)
    assert len(translator._ringing) == 512
