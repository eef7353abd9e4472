"""What a test call teaches of an exchange, from recordings of real calls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.learning import Lesson, learn, packets_of
from hotline_desk.adapters.telephony.trace import IN, Trace
from hotline_desk.core.text import Translator
from tests.asterisk_stream import AT, recorded, renamed


def lesson(name: str, mobile: str = "") -> Lesson:
    return learn(packets_of(recorded(name).decode().splitlines()), mobile)


@pytest.mark.parametrize("mobile", ["030 1234567", "+49 (30) 123 45-67", "00493012345 67", ""])
@pytest.mark.parametrize("name", ["01-inbound-answered", "asterisk-22/01-inbound-answered"])
def test_a_test_call_shows_trunk_context_and_who_answered(name, mobile):
    learned = lesson(name, mobile)
    assert (learned.trunk, learned.context) == ("PJSIP/trunk", "from-trunk")
    assert (learned.caller, learned.called, learned.extension) == ("+49301234567", "4930555100", "101")


def test_it_says_why():
    assert lesson("01-inbound-answered", "0301234567").sentence(Translator("en")) == (
        "The call from +49301234567 came in by PJSIP/trunk, into the context from-trunk.")


def test_who_answered_counts_more_than_who_rang_first():
    assert lesson("10-ring-group").extension == "102"
    assert lesson("02-inbound-caller-gives-up").extension == "101"
    assert lesson("34-announcement-hang-up").extension == ""


def test_forwarding_by_local_channels_does_not_hide_the_trunk():
    learned = lesson("17-forwarded-302")
    assert (learned.trunk, learned.extension) == ("PJSIP/trunk", "102")


def test_it_learns_at_an_exchange_with_other_names_too():
    learned = learn(packets_of(renamed(recorded("08-queue-answered"), 12).decode().splitlines()))
    assert (learned.trunk, learned.context) == ("SIP/carrier-berlin", "from-trunk")


def test_a_call_from_another_number_is_not_taken_for_the_test_call():
    learned = lesson("01-inbound-answered", "0171 5550000")
    assert not learned.found
    assert "none from 0171 5550000" in learned.sentence(Translator("en"))
    assert "+49301234567" in learned.sentence(Translator("en"))


@pytest.mark.parametrize("name", ["12-internal", "11-outbound"])
def test_a_call_from_a_telephone_in_the_house_teaches_nothing(name):
    learned = lesson(name)
    assert not learned.found
    assert "telephone 101 in the house" in learned.sentence(Translator("en"))


def test_a_withheld_number_can_be_learned_from_too():
    learned = lesson("05a-inbound-suppressed")
    assert (learned.trunk, learned.caller) == ("PJSIP/trunk", "")
    assert "a withheld number" in learned.sentence(Translator("en"))


def test_without_a_call_it_says_what_to_do():
    learned = lesson("20-protocol-dialogue")
    assert (learned.found, "Call one of your numbers" in learned.sentence(Translator("en"))) == (False, True)


def test_it_learns_from_the_trace_of_a_line():
    trace = Trace()
    for line in recorded("01-inbound-answered").decode().splitlines():
        trace.note(IN, line, AT)
    entries, _ = trace.since(0)
    assert learn(packets_of(entry.text for entry in entries if entry.kind == IN)).trunk == "PJSIP/trunk"


@given(st.lists(st.sampled_from(["Event: Newchannel", "Event: DialBegin", "Channel: x", "Channel: DAHDI/i1/030-1",
                                 "Uniqueid: 1", "Linkedid: 1", "ChannelStateDesc: Ring", "CallerIDNum: 5", "", ":"])))
def test_nothing_raises(lines):
    learn(packets_of([*lines, ""])).sentence(Translator("en"))
