"""What the lines of a FRITZ!Box mean."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.fritzbox import FritzBoxTranslator
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN, Journal, generate

AT = datetime(2026, 11, 21, 13, 3, 23, tzinfo=UTC)


def translator() -> FritzBoxTranslator:
    return FritzBoxTranslator("box", PLAN)


def read(*lines: str) -> list[CallEvent | None]:
    reader = translator()
    return [reader.read(line, AT) for line in lines]


def journal_of(*streams: list[str]) -> Journal:
    """The journal after connections that told these lines one after the other."""
    journal = Journal()
    for number, lines in enumerate(streams):
        reader, at = translator(), AT + timedelta(minutes=number)
        journal.feed_is_back(at)
        for event in (reader.read(line, at) for line in lines):
            if event:
                journal.record(event)
    return journal


def test_a_ring_tells_caller_called_and_the_boxs_own_time():
    event, = read("21.11.26 14:03:22;RING;0;01755290111;732111;SIP1;")
    assert (event.kind, event.direction, event.number_state) == (calls.RINGING, calls.IN, "known")
    assert (event.caller_number, event.caller_raw) == ("+491755290111", "01755290111")
    assert (event.called_number, event.called_raw) == ("+4930732111", "732111")
    assert (event.at, event.source_time, event.connection) == (AT, "21.11.26 14:03:22", "0")
    assert event.call_id == "0@21.11.26 14:03:22/RING/01755290111/732111"


def test_an_outgoing_call_is_made_by_our_own_number():
    ring, answer, end = read(
        "21.11.26 14:03:57;CALL;1;13;732111;01755290111;SIP1;", "21.11.26 14:04:51;CONNECT;1;12;01755290111;",
        "21.11.26 14:05:45;DISCONNECT;1;412;",
    )
    assert {(e.direction, e.call_id) for e in (ring, answer, end)} == {(calls.OUT, ring.call_id)}
    assert (ring.caller_number, ring.called_number, ring.extension) == ("+4930732111", "+491755290111", "13")
    assert (answer.caller_number, answer.called_number, answer.extension) == ("+4930732111", "+491755290111", "12")
    assert end.duration_s == 412


def test_an_answer_and_an_end_belong_to_the_ring_of_their_id():
    ring, other, answer, end = read(
        "21.11.26 14:03:22;RING;0;01755290111;732111;SIP1;", "21.11.26 14:03:23;RING;1;01755290112;732111;SIP1;",
        "21.11.26 14:03:30;CONNECT;0;12;01755290111;", "21.11.26 14:04:30;DISCONNECT;0;60;",
    )
    assert ring.call_id == answer.call_id == end.call_id != other.call_id
    assert (answer.kind, answer.caller_number, end.kind) == (calls.ANSWERED, "+491755290111", calls.ENDED)


@pytest.mark.parametrize("line", [
    "21.11.26 14:06:07;RING;0;;732111;SIP1;", "21.11.26 14:06:07;RING;0;;732111;", "21.11.26 14:06:07;RING;0;;732111",
])
def test_a_withheld_number_is_no_number(line):
    event, = read(line)
    assert (event.caller_number, event.number_state, event.called_number) == (None, "withheld", "+4930732111")


def test_a_withheld_answer_keeps_its_call_withheld():
    call, = journal_of(["21.11.26 14:06:07;RING;0;;732111;SIP1;", "21.11.26 14:06:37;CONNECT;0;4;;"]).calls.values()
    assert (call.state, call.number_state, call.extension) == ("answered", "withheld", "4")


@pytest.mark.parametrize("line", [
    "21.11.26 14:03:22;RING;0;1755290;732111;SIP1;", "21.11.26 14:03:22;RING;0;0301755290#;732111",
    "21.11.2026 14:03:22;RING;0;+49301755290;732111;\r\n", "\ufeff21.11.26 14:03:22;RING;0;00493 01755290;732111;",
])
def test_numbers_without_area_code_or_with_a_hash_are_the_same_number(line):
    event, = read(line.replace("3 0", "30"))
    assert event.caller_number == "+49301755290"


def test_the_home_country_is_a_setting():
    reader = FritzBoxTranslator("box", NumberPlan("AT", "01"))
    assert reader.read("21.11.26 14:03:22;RING;0;234567;234568;SIP1;", AT).caller_number == "+431234567"


@pytest.mark.parametrize("line", [
    "21.11.26 14:03:57;CALL;2;4;987654;62;SIP4;", "21.11.26 14:03:57;CALL;2;4;987654;**611;",
    "21.11.26 14:03:57;RING;2;620;987654;SIP4;",
])
def test_calls_inside_the_house_are_internal(line):
    assert read(line)[0].direction == calls.INTERNAL


def test_a_short_own_number_does_not_make_an_outside_call_internal():
    assert read("21.11.26 14:03:22;RING;0;01755290111;11;ISDN;")[0].direction == calls.IN


@pytest.mark.parametrize("extension, machine", [("39", False), ("40", True), ("44", True), ("45", False), ("5", False)])
def test_extensions_40_to_44_are_answering_machines(extension, machine):
    assert read(f"21.11.26 14:03:30;CONNECT;0;{extension};01755290111;")[0].by_machine is machine


def test_an_id_used_again_is_another_call():
    lines = ["21.11.26 14:03:22;RING;0;01755290111;732111;SIP1;", "21.11.26 14:03:30;DISCONNECT;0;0;",
             "21.11.26 14:05:22;RING;0;01755290111;732111;SIP1;", "21.11.26 14:05:30;DISCONNECT;0;0;"]
    assert len(journal_of(lines).calls) == 2


def test_an_equal_call_in_the_same_second_counts_only_after_the_first_has_ended():
    ring = "21.11.26 14:03:22;RING;0;;732111;SIP1;"
    end = "21.11.26 14:03:22;DISCONNECT;0;0;"
    assert len(journal_of([ring, ring, end]).calls) == 1
    first, _, second, _ = read(ring, end, ring, end)
    assert second.call_id == first.call_id + "+1"
    assert len(journal_of([ring, end, ring, end], [ring, end, ring, end]).calls) == 2


def test_a_late_repeat_of_an_older_ring_does_not_catch_the_end_of_a_newer_call():
    older, newer = "21.11.26 14:03:22;RING;0;;732111;SIP1;", "21.11.26 14:05:22;RING;0;;732111;SIP1;"
    events = read(older, newer, older, "21.11.26 14:05:30;DISCONNECT;0;0;")
    assert events[3].call_id == events[1].call_id != events[2].call_id == events[0].call_id


def test_without_its_ring_an_answer_leaves_the_call_to_the_store():
    answer, end = read("21.11.26 14:04:51;CONNECT;1;12;01755290111;", "21.11.26 14:05:45;DISCONNECT;1;412;")
    assert (answer.call_id, answer.connection, answer.direction) == ("", "1", calls.UNKNOWN)
    assert answer.caller_number == "+491755290111"
    assert (end.call_id, end.connection, end.duration_s) == ("", "1", 412)


def test_a_call_that_spans_a_reconnect_is_repaired():
    journal = journal_of(
        ["21.11.26 14:03:22;RING;0;01755290111;732111;SIP1;", "21.11.26 14:03:30;CONNECT;0;12;01755290111;"],
        ["21.11.26 14:04:30;DISCONNECT;0;60;"],
    )
    call, = journal.calls.values()
    assert (call.outcome, call.duration_seconds) == ("answered", 60)


def test_a_call_whose_end_never_came_has_an_unknown_end():
    call, = journal_of(["21.11.26 14:03:22;RING;0;01755290111;732111;SIP1;"], []).calls.values()
    assert call.outcome == "unknown_end"


@pytest.mark.parametrize("seed", range(5))
def test_interleaved_calls_give_exactly_the_right_journal(seed):
    stream = generate(seed)
    assert len(stream.expected) >= 200
    assert journal_of(stream.lines).shown() == stream.expected


@pytest.mark.parametrize("seed", range(5))
def test_the_same_stream_after_a_reconnect_changes_nothing(seed):
    stream = generate(seed)
    once, twice = journal_of(stream.lines), journal_of(stream.lines, stream.lines)
    assert twice.calls == once.calls


@given(st.integers(0, 10_000), st.data())
def test_a_connection_that_broke_anywhere_is_made_good_by_the_stream_told_again(seed, data):
    stream = generate(seed, many=12)
    cut = data.draw(st.integers(0, len(stream.lines)))
    assert journal_of(stream.lines[:cut], stream.lines).shown() == stream.expected


@given(st.integers(0, 10_000), st.data())
def test_a_connection_that_goes_on_where_it_broke_loses_no_call(seed, data):
    stream = generate(seed, many=12, twins=False)
    cut = data.draw(st.integers(0, len(stream.lines)))
    assert journal_of(stream.lines[:cut], stream.lines[cut:]).shown() == stream.expected


@pytest.mark.parametrize("line", [
    "", ";", "garbage", "21.11.26 14:03:22", "21.11.26 14:03:22;RING;0;0175;", "21.11.26 14:03:22;RING;0",
    "21.11.26 14:03:22;ring;0;0175;732111;", "21.11.26 25:03:22;RING;0;0175;732111;", "x;RING;0;0175;732111;",
    "21.11.26 14:03:22;RING;zero;0175;732111;", "21.11.26 14:03:22;RING;٣;0175;732111;",
    "21.11.26 14:03:22;CALL;0;1;732111;;", "21.11.26 14:03:22;CONNECT;0;;", "21.11.26 14:03:22;DISCONNECT;0;x;",
    "21.11.26 14:03:22;DISCONNECT;0;;", "21.11.26 14:03:22;RING;0;" + "1" * 100 + ";732111;", "\x00" * 50,
])
def test_a_malformed_line_is_counted_and_gives_nothing(line):
    reader = translator()
    assert reader.read(line, AT) is None
    assert reader.dropped == 1


def test_a_malformed_line_is_logged_without_its_number(caplog):
    with caplog.at_level(logging.INFO):
        read("21.11.26 14:03:22;RING;x;01755290111;732111;")
    assert "01755290***" in caplog.text
    assert "01755290111" not in caplog.text


def test_a_flood_of_nonsense_does_not_flood_the_log(caplog):
    with caplog.at_level(logging.INFO):
        read(*["nonsense"] * 500)
    assert len(caplog.records) == 20


@given(st.lists(st.text(max_size=80), max_size=8))
@example(["21.11.26 14:03:22;CONNECT;0;²;"])
def test_no_text_raises(lines):
    read(*lines)


WORDS = ["", "0", "1", "40", "RING", "CALL", "CONNECT", "DISCONNECT", "0301234567"]
FIELD = st.text(max_size=12) | st.sampled_from(WORDS)


@given(st.lists(st.lists(FIELD, max_size=6).map(lambda fields: ";".join(["21.11.26 14:03:22", *fields])), max_size=8))
def test_no_line_of_right_form_raises_or_breaks_the_journal(lines):
    journal = journal_of(lines)
    assert all(call.call_id for call in journal.calls.values())


def test_the_memory_of_a_translator_is_bounded():
    reader = translator()
    for number in range(5000):
        reader.read(f"21.11.26 14:03:22;RING;{number};0301234567;732111;", AT)
    assert len(reader._known) == len(reader._newest) == 1024
