"""What a test call shows in words, and what it says where something is missing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline_desk.domain.calls import ANSWERED, ENDED, IN, INTERNAL, OUT, RINGING, UPDATED, CallEvent
from hotline_desk.services.feeds import Known
from hotline_desk.ui.setup.findings import CallOnTrial, findings
from hotline_desk.ui.shell.texts import Texts

AT = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
NUMBER = "+491755290111"


@pytest.fixture
def texts(qapp):
    return Texts("en")


def event(kind=RINGING, call="1", **values):
    return CallEvent("line", call, kind, AT, **{"direction": IN, **values})


def call(*events, kind="fritzbox"):
    tested = CallOnTrial(kind)
    for each in events:
        tested = tested.with_event(each)
    return tested


def told(texts, tested, callers=()):
    return {finding.key: finding.text for finding in findings(texts, tested, callers)}


def test_nothing_is_said_before_anything_was_heard(texts):
    assert findings(texts, CallOnTrial("fritzbox"), []) == []


def test_a_late_caller_id_completes_the_call(texts):
    tested = call(event(), event(UPDATED, caller_number=NUMBER, caller_raw="01755290111", number_state="known"))
    assert told(texts, tested)["number"] == "+49 175 5290111, came as 01755290111"


@pytest.mark.parametrize(("kind", "state", "words"), [
    ("fritzbox", "withheld", "withheld."), ("fritzbox", "unavailable", "the exchange tells no number"),
    ("modem", "withheld", "no number came. Caller ids (CLIP) must be booked"),
])
def test_why_there_is_no_number(texts, kind, state, words):
    assert told(texts, call(event(number_state=state), kind=kind))["number"].startswith(words)


def test_a_number_that_cannot_be_read_leads_to_the_area_code(texts):
    shown = told(texts, call(event(caller_raw="732111", number_state="known")))
    assert shown["number"].startswith("732111 is an internal number, or lacks its area code")


def test_whose_number_it_is(texts):
    tested = call(event(caller_number=NUMBER, number_state="known"))
    assert "caller" not in told(texts, tested, None)
    assert told(texts, tested, [])["caller"].startswith("not in the addresses")
    assert told(texts, tested, [Known("1", "Süd")])["caller"] == "Süd"
    assert told(texts, tested, [Known("1", "Süd"), Known("2", "Nord")])["caller"].startswith("Süd, Nord: several")


def test_of_an_own_call_the_number_dialled_counts(texts):
    tested = call(event(direction=OUT, called_number=NUMBER, called_raw="01755290111", extension="11"))
    shown = told(texts, tested)
    assert shown["number"].startswith("+49 175 5290111")
    assert shown["direction"] == "outgoing"
    assert "called" not in shown


def test_queue_and_called_number_are_told(texts):
    tested = call(event(called_number="+4930732111", queue="vertrieb"), kind="asterisk")
    assert told(texts, tested)["called"] == "+49 30 732111, queue vertrieb"


def test_an_internal_call_at_an_asterisk_may_be_one_from_outside(texts):
    assert "trunk" in told(texts, call(event(direction=INTERNAL), kind="asterisk"))["direction"]
    assert told(texts, call(event(direction=INTERNAL)))["direction"] == "internal"


@pytest.mark.parametrize(("events", "kind", "words"), [
    ((event(),), "fritzbox", "now answer"),
    ((event(), event(ANSWERED, extension="11")), "fritzbox", "extension 11"),
    ((event(), event(ANSWERED)), "push", "somebody"),
    ((event(), event(ANSWERED, extension="40", by_machine=True)), "fritzbox", "the answering machine"),
    ((event(), event(ENDED)), "fritzbox", "nobody"),
    ((event(),), "modem", "this kind of line doesn't tell"),
    ((event(ENDED, extension="201", duration_s=13),), "smdr+avaya", "extension 201"),
])
def test_who_answered(texts, events, kind, words):
    assert told(texts, call(*events, kind=kind))["answer"].startswith(words)


def test_the_end_with_the_seconds_of_the_talk(texts):
    assert told(texts, call(event()))["end"] == "then hang up"
    assert told(texts, call(event(), event(ENDED, duration_s=1)))["end"] == "told, 1 second of talk"


def test_a_further_call_takes_the_place_of_the_first():
    tested = call(event(), event(ENDED), event(call="2"))
    assert [each.call_id for each in tested.events] == ["2"]


def test_events_that_come_in_between_of_another_call_do_not_replace_it():
    tested = call(event(), event(UPDATED, call="2"))
    assert tested.events[0].call_id == "1"
