"""What the records of an Avaya IP Office mean."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony import smdr_avaya
from hotline_desk.adapters.telephony.smdr_avaya import AvayaTranslator, UnfinishedCalls
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN
from tests.record_streams import AT, recorded

DAY = recorded("avaya")
ANSWERED, MISSED, HANDED_ON, OUTGOING, THEN, MAILBOX = DAY[:6]


def translator(unfinished: UnfinishedCalls | None = None) -> AvayaTranslator:
    return AvayaTranslator("exchange", PLAN, unfinished or UnfinishedCalls())


def read(*lines: str) -> list[CallEvent | None]:
    reader = translator()
    return [reader.read(line, AT) for line in lines]


def test_every_record_of_a_day_means_what_it_should():
    shown = [
        event and (event.direction, event.caller_number or event.caller_raw, event.called_number or event.called_raw,
                   event.extension, event.duration_s, event.ring_s, event.by_machine)
        for event in read(*DAY)]
    assert shown == [
        ("in", "+491755290111", "4400", "202", 317, 14, False),
        ("in", "", "4400", "203", 0, 28, False),
        None,
        ("out", "201", "+498955501230", "201", 65, 11, False),
        None,
        ("in", "+49301234567", "4400", "204", 591, 9, False),
        ("internal", "201", "202", "201", 44, 4, False),
        ("in", "+49301234568", "4400", "", 0, 21, True),
        ("in", "+491755290111", "23", "23", 5, 7, False),
    ]


def test_a_call_is_told_once_when_it_is_over():
    event, = read(ANSWERED)
    assert (event.kind, event.at, event.source_time) == ("ended", AT, "2026/11/21 08:00:10")
    assert event.call_id == "1000412@2026/11/21 08:00:10"


def test_nuls_before_a_record_are_no_part_of_it():
    assert ANSWERED.startswith("\x00\x00\x00")
    assert read(ANSWERED)[0].source_time == "2026/11/21 08:00:10"


def test_the_parts_of_a_call_are_one_call():
    event = read(HANDED_ON, THEN, MAILBOX)[-1]
    assert (event.duration_s, event.extension, event.reason) == (60 + 531, "204", "transfer")


def test_the_mailbox_does_not_talk():
    event, = read(DAY[7])
    assert (event.by_machine, event.duration_s) == (True, 0)


def test_a_part_told_again_counts_once():
    assert read(HANDED_ON, HANDED_ON, THEN, THEN, MAILBOX)[-1].duration_s == 591


def test_a_call_that_spans_a_reset_keeps_its_parts():
    unfinished = UnfinishedCalls()
    translator(unfinished).read(HANDED_ON, AT)
    reader = translator(unfinished)
    assert [reader.read(line, AT) for line in (THEN, MAILBOX)][-1].duration_s == 591


@pytest.mark.parametrize("mixed", list(combinations(range(5), 2)))
def test_other_calls_between_the_parts_do_not_matter(mixed):
    parts: list[str] = [HANDED_ON, THEN, MAILBOX]
    for place, other in zip(mixed, (OUTGOING, MISSED), strict=True):
        parts.insert(place, other)
    assert sorted(event.duration_s for event in read(*parts) if event) == [0, 65, 591]


def test_a_number_used_again_after_a_restart_is_another_call():
    first, second = read(ANSWERED, ANSWERED.replace("08:00:10", "09:00:10"))
    assert first.call_id != second.call_id


def test_a_caller_without_a_number_is_withheld():
    event, = read(MISSED)
    assert (event.caller_number, event.number_state) == (None, "withheld")


def test_the_heading_of_a_file_is_no_trouble():
    reader = translator()
    assert reader.read("Call Start,Call Duration,Ring Duration,Caller,Direction", AT) is None
    assert reader.dropped == 0


@pytest.mark.parametrize("line", [
    "garbage", ",,,,,,,,,,,,,,", ANSWERED.replace("2026/", "26/"), ANSWERED.replace(",I,", ",X,"),
    ANSWERED.replace("00:05:17", "5:17"), ANSWERED.replace("1000412", "call"),
    ANSWERED.replace("1000412,0", "1000412,2"),
    ANSWERED + "," * 40, ANSWERED.replace("Anna", "A" * 200), ANSWERED.replace(",14,", ",-1,"),
    ANSWERED.replace("1000412", "١٢"),
])
def test_a_record_that_makes_no_sense_is_counted_and_gives_nothing(line):
    reader = translator()
    assert reader.read(line, AT) is None
    assert reader.dropped == 1


def test_calls_that_never_end_do_not_fill_the_memory_and_are_told_at_last(monkeypatch):
    monkeypatch.setattr(smdr_avaya, "_REMEMBERED", 3)
    reader = translator()
    told = [reader.read(HANDED_ON.replace("1000414", f"{number}"), AT) for number in range(5)]
    assert [event and event.call_id.partition("@")[0] for event in told] == [None, None, None, "0", "1"]


FIELD = st.sampled_from(["", "0", "1", "I", "O", "E201", "V9502", "T9001", "00:00:10", "2026/11/21 08:00:10"])


@given(st.lists(st.text(max_size=80) | st.lists(FIELD | st.text(max_size=8), max_size=40).map(",".join), max_size=8))
def test_no_text_raises(lines):
    read(*lines)
