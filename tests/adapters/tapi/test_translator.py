"""What Windows tells of calls, as a table: states and values in, call events out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.tapi import constants as tapi
from hotline_desk.adapters.telephony.tapi.structures import KnownCall
from hotline_desk.adapters.telephony.tapi.translator import Line, TapiTranslator
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import Journal

PLAN = NumberPlan("DE", "030")
AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
ANNA, BERND = Line("SIP Anna", "12"), Line("SIP Bernd", "13")
KNOWN = KnownCall(call_id=7, origin=tapi.ORIGIN_EXTERNAL, caller_flags=tapi.ID_ADDRESS, caller="01755290111",
                 caller_name="Eva Öztürk", called="732111")
NAMELESS = replace(KNOWN, caller="", caller_name="")
OUT = KnownCall(call_id=8, origin=tapi.ORIGIN_OUTBOUND, called="030 555100")
INTERNAL = KnownCall(call_id=9, origin=tapi.ORIGIN_INTERNAL, caller_flags=tapi.ID_ADDRESS, caller="12", called="13")


class Teller:
    """Tells a translator what happens, a second apart, and keeps the events."""

    def __init__(self, outside: str = "") -> None:
        self.translator = TapiTranslator("tapi", PLAN, outside)
        self.at = AT
        self.events: list[CallEvent] = []

    def new(self, handle: int, line: Line, info: KnownCall) -> Teller:
        self.events += self.translator.introduce(handle, line, info, self.at)
        return self

    def state(self, handle: int, *states: int, mode: int = 0, info: KnownCall | None = None) -> Teller:
        for state in states:
            self.at += timedelta(seconds=1)
            self.events += self.translator.state(handle, state, mode, info, self.at)
        return self

    def changed(self, handle: int, info: KnownCall) -> Teller:
        self.at += timedelta(seconds=1)
        self.events += self.translator.changed(handle, info, self.at)
        return self

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(event.kind, event.extension) for event in self.events]


def told_of(info: KnownCall, *states: int, mode: int = 0) -> list[CallEvent]:
    return Teller().new(1, ANNA, info).state(1, *states, mode=mode).events


def test_a_call_that_is_answered():
    events = told_of(KNOWN, tapi.OFFERING, tapi.ACCEPTED, tapi.CONNECTED, tapi.ONHOLD, tapi.CONNECTED,
                     tapi.DISCONNECTED, tapi.IDLE)
    assert [(e.kind, e.extension, e.direction) for e in events] == [
        ("ringing", "12", "in"), ("answered", "12", "in"), ("ended", "12", "in")]
    assert {(e.caller_number, e.caller_name, e.number_state) for e in events} == {
        ("+491755290111", "Eva Öztürk", "known")}
    assert {e.called_number for e in events} == {"+4930732111"}
    assert len({e.call_id for e in events}) == 1
    assert events[0].at == AT + timedelta(seconds=1)


@pytest.mark.parametrize(("mode", "reason"), [
    (1, ""), (tapi.ENDED_REJECTED, "rejected"), (tapi.ENDED_PICKED_UP, "picked up elsewhere"),
    (tapi.ENDED_FORWARDED, "forwarded"), (tapi.ENDED_BUSY, "rejected"), (0x12345, ""),
])
def test_why_a_call_that_nobody_answered_has_ended(mode, reason):
    events = told_of(KNOWN, tapi.OFFERING, tapi.DISCONNECTED, tapi.IDLE, mode=mode)
    assert [(e.kind, e.reason) for e in events] == [("ringing", ""), ("ended", reason)]


def test_idle_alone_ends_a_call():
    assert [e.kind for e in told_of(KNOWN, tapi.OFFERING, tapi.IDLE)] == ["ringing", "ended"]


@pytest.mark.parametrize(("flags", "caller", "state", "number"), [
    (tapi.ID_BLOCKED, "", "withheld", None),
    (tapi.ID_BLOCKED, "01755290111", "withheld", None),
    (tapi.ID_BLOCKED | tapi.ID_ADDRESS, "01755290111", "known", "+491755290111"),
    (tapi.ID_OUT_OF_AREA, "", "unavailable", None),
    (0, "", "unavailable", None),
    (0, "01755290111", "known", "+491755290111"),
    (tapi.ID_ADDRESS, "+49 (175) 5290111", "known", "+491755290111"),
    (tapi.ID_ADDRESS, "+49 (175) 5290111 | 5 ^ Eva", "known", "+491755290111"),
    (tapi.ID_ADDRESS, "0049 175 5290111", "known", "+491755290111"),
    (tapi.ID_ADDRESS, "1234567", "known", "+49301234567"),
    (tapi.ID_ADDRESS, "anonymous", "withheld", None),
])
def test_numbers_as_drivers_tell_them(flags, caller, state, number):
    event = told_of(replace(KNOWN, caller_flags=flags, caller=caller), tapi.OFFERING)[0]
    assert (event.number_state, event.caller_number) == (state, number)


def test_a_withheld_caller_has_no_name():
    event = told_of(replace(KNOWN, caller_flags=tapi.ID_BLOCKED, caller=""), tapi.OFFERING)[0]
    assert (event.caller_name, event.caller_raw) == ("", "")


def test_a_caller_who_becomes_known_later_is_told_once():
    teller = Teller().new(1, ANNA, NAMELESS).state(1, tapi.OFFERING)
    teller.changed(1, NAMELESS).changed(1, KNOWN).changed(1, KNOWN).state(1, tapi.CONNECTED, tapi.IDLE)
    assert [(e.kind, e.caller_number) for e in teller.events] == [
        ("ringing", None), ("updated", "+491755290111"), ("answered", "+491755290111"), ("ended", "+491755290111")]
    assert teller.events[0].number_state == "unavailable"


def test_a_caller_who_was_known_is_not_forgotten_by_an_empty_change():
    teller = Teller().new(1, ANNA, KNOWN).state(1, tapi.OFFERING).changed(1, NAMELESS)
    assert teller.told == [("ringing", "12")]


def test_an_outgoing_call():
    events = told_of(OUT, tapi.DIALTONE, tapi.DIALING, tapi.PROCEEDING, tapi.RINGBACK, tapi.CONNECTED,
                     tapi.DISCONNECTED, tapi.IDLE)
    assert [(e.kind, e.direction, e.extension) for e in events] == [
        ("ringing", "out", "12"), ("answered", "out", "12"), ("ended", "out", "12")]
    assert {(e.called_number, e.caller_raw, e.caller_name) for e in events} == {("+4930555100", "12", "")}


def test_digits_that_are_still_being_dialled_are_no_number():
    teller = Teller().new(1, ANNA, replace(OUT, called="")).state(1, tapi.DIALTONE, tapi.DIALING)
    teller.changed(1, replace(OUT, called="0")).changed(1, replace(OUT, called="030"))
    assert teller.events == []
    teller.state(1, tapi.PROCEEDING, info=OUT)
    assert [e.called_number for e in teller.events] == ["+4930555100"]


def test_a_number_that_is_known_only_while_it_proceeds():
    teller = Teller().new(1, ANNA, replace(OUT, called="")).state(1, tapi.DIALING, tapi.PROCEEDING)
    assert teller.events == []
    assert [e.called_number for e in teller.changed(1, OUT).events] == ["+4930555100"]


def test_an_outgoing_call_of_which_only_the_answer_is_told():
    assert [(e.kind, e.direction) for e in told_of(OUT, tapi.CONNECTED)] == [("ringing", "out"), ("answered", "out")]


def test_a_receiver_that_is_lifted_and_hung_up_is_no_call():
    assert told_of(replace(OUT, called=""), tapi.DIALTONE, tapi.IDLE) == []


def test_the_other_side_is_busy():
    events = told_of(OUT, tapi.DIALING, tapi.PROCEEDING, tapi.BUSY, tapi.DISCONNECTED, tapi.IDLE)
    assert [(e.kind, e.reason) for e in events] == [("ringing", ""), ("ended", "busy")]


def test_a_call_within_the_house_seen_by_one_line():
    assert [(e.kind, e.direction, e.caller_raw) for e in told_of(INTERNAL, tapi.OFFERING)] == [
        ("ringing", "internal", "12")]
    assert told_of(replace(OUT, called="13"), tapi.RINGBACK)[0].direction == "internal"


def test_a_call_within_the_house_seen_by_both_lines_is_one():
    teller = Teller().new(1, ANNA, INTERNAL).state(1, tapi.PROCEEDING).new(2, BERND, INTERNAL).state(2, tapi.OFFERING)
    teller.state(1, tapi.CONNECTED).state(2, tapi.CONNECTED).state(2, tapi.IDLE).state(1, tapi.IDLE)
    assert teller.told == [("ringing", "12"), ("ringing", "13"), ("answered", "13"), ("updated", "13"),
                           ("ended", "12")]
    assert len({e.call_id for e in teller.events}) == 1


def test_a_group_rings_and_one_answers():
    teller = Teller().new(1, ANNA, KNOWN).state(1, tapi.OFFERING).new(2, BERND, KNOWN).state(2, tapi.OFFERING)
    teller.state(2, tapi.CONNECTED).state(1, tapi.IDLE).state(2, tapi.IDLE)
    assert teller.told == [("ringing", "12"), ("ringing", "13"), ("answered", "13"), ("ring_stopped", "12"),
                           ("ended", "13")]
    assert len({e.call_id for e in teller.events}) == 1


def test_a_blind_transfer_that_keeps_the_name_of_the_call():
    teller = Teller().new(1, ANNA, KNOWN).state(1, tapi.OFFERING, tapi.CONNECTED).new(2, BERND, KNOWN)
    teller.state(2, tapi.OFFERING).state(1, tapi.IDLE).state(2, tapi.CONNECTED, tapi.IDLE)
    assert teller.told == [("ringing", "12"), ("answered", "12"), ("ringing", "13"), ("updated", "12"),
                           ("answered", "13"), ("ended", "13")]
    assert teller.events[3].reason == "left"


def test_counters_of_two_lines_that_happen_to_be_equal_are_two_calls():
    other = replace(KNOWN, caller="0301234567")
    teller = Teller().new(1, ANNA, KNOWN).state(1, tapi.OFFERING).new(2, BERND, other).state(2, tapi.OFFERING)
    assert len({e.call_id for e in teller.events}) == 2


def test_a_line_that_is_shared_is_answered_at_another_telephone_first():
    teller = Teller().new(1, ANNA, KNOWN).state(1, tapi.OFFERING)
    teller.state(1, tapi.CONNECTED, mode=tapi.CONNECTED_ELSEWHERE).state(1, tapi.CONNECTED, mode=tapi.CONNECTED_HERE)
    assert teller.told == [("ringing", "12"), ("answered", ""), ("answered", "12")]


def test_handles_and_counters_used_again_are_other_calls():
    teller = Teller()
    for _ in range(3):
        teller.new(1, ANNA, KNOWN).state(1, tapi.OFFERING, tapi.IDLE)
        teller.at = AT  # a clock that was set back
    assert len({e.call_id for e in teller.events}) == 3


def test_a_handle_used_again_ends_the_call_before_it():
    teller = Teller().new(1, ANNA, KNOWN).state(1, tapi.OFFERING).new(1, ANNA, replace(KNOWN, call_id=99))
    assert [e.kind for e in teller.state(1, tapi.OFFERING).events] == ["ringing", "ended", "ringing"]
    assert len({e.call_id for e in teller.events}) == 2


def test_states_of_a_handle_nobody_knows_are_nothing():
    assert Teller().state(5, tapi.OFFERING, tapi.CONNECTED, tapi.IDLE).events == []


def test_a_call_of_ones_own_bears_the_name_of_the_order():
    teller = Teller()
    teller.translator.introduce_own(4, ANNA, replace(OUT, called=""), "hotline-1", "+4930555100")
    teller.state(4, tapi.DIALING, tapi.CONNECTED, tapi.DISCONNECTED, tapi.IDLE)
    assert [e.kind for e in teller.events] == ["ringing", "answered", "ended"]
    assert {(e.call_id, e.called_number) for e in teller.events} == {("hotline-1", "+4930555100")}


@pytest.mark.parametrize(("outside", "ordered"), [
    ("", "030555100"), ("", "+4930555100"), ("0", "0030555100"), ("0", "030555100"), ("9", "9030555100"),
])
def test_the_number_of_an_order_with_the_digit_for_an_outside_line_or_without(outside, ordered):
    event = TapiTranslator("tapi", PLAN, outside).refused(ANNA, OUT, "hotline-2", ordered, "", AT)[0]
    assert event.called_number == "+4930555100"


def test_an_order_that_is_refused_has_ended_at_once():
    events = TapiTranslator("tapi", PLAN).refused(ANNA, OUT, "hotline-2", "030555100", "LINEERR_CALLUNAVAIL", AT)
    assert [(e.kind, e.call_id, e.direction, e.reason) for e in events] == [
        ("ended", "hotline-2", "out", "LINEERR_CALLUNAVAIL")]


def test_the_digit_for_an_outside_line_is_no_part_of_a_number():
    teller = Teller(outside="0").new(1, ANNA, replace(KNOWN, caller="001755290111")).state(1, tapi.OFFERING)
    teller.new(2, ANNA, replace(OUT, called="0030555100")).state(2, tapi.RINGBACK)
    teller.new(3, ANNA, replace(INTERNAL, caller="012")).state(3, tapi.OFFERING)
    assert teller.events[0].caller_number == "+491755290111"
    assert teller.events[1].called_number == "+4930555100"
    assert teller.events[2].caller_raw == "012"


@pytest.mark.parametrize(("before", "after", "kinds"), [
    ([tapi.OFFERING], tapi.OFFERING, ["ringing"]),
    ([tapi.OFFERING], tapi.CONNECTED, ["answered"]),
    ([tapi.OFFERING, tapi.CONNECTED], tapi.ONHOLD, ["answered"]),
])
def test_a_call_that_outlives_an_interruption_is_known_again(before, after, kinds):
    teller = Teller().new(1, ANNA, KNOWN).state(1, *before)
    name, told = teller.events[0].call_id, len(teller.events)
    teller.translator.interrupt()
    teller.state(1, tapi.IDLE)
    assert len(teller.events) == told
    teller.new(77, ANNA, KNOWN).state(77, after)
    teller.translator.settle()
    assert [(e.kind, e.call_id) for e in teller.events[told:]] == [(kind, name) for kind in kinds]


def test_a_call_that_began_before_we_listened_is_told_with_what_it_does():
    assert [(e.kind, e.direction) for e in told_of(KNOWN, tapi.CONNECTED)] == [("ringing", "in"), ("answered", "in")]
    assert told_of(replace(KNOWN, origin=0x20), tapi.CONNECTED)[0].direction == "unknown"


def test_the_journal_of_a_day_is_right_and_each_call_is_told_once():
    teller, journal = Teller(), Journal()
    for n in range(50):
        info = replace(KNOWN, call_id=n % 3)
        teller.new(n % 4, ANNA, info).state(n % 4, tapi.OFFERING)
        if n % 2:
            teller.state(n % 4, tapi.CONNECTED)
        teller.state(n % 4, tapi.DISCONNECTED, tapi.IDLE)
    for event in teller.events:
        journal.record(event)
    assert [call.outcome for call in journal.calls.values()] == ["missed", "answered"] * 25


infos = st.builds(
    KnownCall, line=st.integers(0, 3), call_id=st.integers(0, 3),
    origin=st.sampled_from([0, 1, 2, 4, 0x10, 0x80, 0x99]),
    caller_flags=st.integers(0, 127), caller=st.text(max_size=20) | st.just("01755290111"),
    caller_name=st.text(max_size=5), called_flags=st.integers(0, 127), called=st.sampled_from(["", "13", "030555100"]),
)
happenings = st.lists(st.tuples(
    st.sampled_from(["new", "own", "state", "state", "state", "changed", "interrupt", "settle"]), st.integers(0, 4),
    st.sampled_from([ANNA, BERND]), infos, st.sampled_from([0, *tapi.STATES, 0x777]), st.integers(0, 0x40),
), max_size=40)


@given(happenings)
def test_whatever_happens_nothing_is_raised_and_every_call_ends_once_at_most(told):
    translator = TapiTranslator("tapi", PLAN, "0")
    events: list[CallEvent] = []
    at = AT
    for nth, (kind, handle, line, info, state, mode) in enumerate(told):
        at += timedelta(milliseconds=nth)
        if kind == "new":
            events += translator.introduce(handle, line, info, at)
        elif kind == "own":
            translator.introduce_own(handle + 100, line, info, f"hotline-{nth}", "030555100")
        elif kind == "state":
            events += translator.state(handle + 100 * (mode % 2), state, mode, info, at)
        elif kind == "changed":
            events += translator.changed(handle, info, at)
        elif kind == "interrupt":
            translator.interrupt()
        else:
            translator.settle()
    ended = [event.call_id for event in events if event.kind == "ended"]
    assert len(ended) == len(set(ended))
    assert all(event.call_id and event.direction for event in events)
