"""Calls told of by the action URLs of telephones."""

from __future__ import annotations

import pytest

from tests.push_talking import PATH, Talking, short


@pytest.fixture
def push() -> Talking:
    return Talking()


def test_a_telephone_that_names_its_calls(push):
    line = "&call=3a1c@192.168.1.31&remote=sip:+4930231257@pbx;user=phone&local=sip:11@192.168.1.2&phone=0004"
    ringing, = push.get("event=ringing" + line)
    assert (ringing.kind, ringing.direction, ringing.caller_number, ringing.extension, ringing.called_raw) == (
        "ringing", "in", "+4930231257", "11", "11")
    answered, = push.get("event=answered" + line)
    ended, = push.get("event=ended" + line)
    assert [e.call_id for e in (answered, ended)] == [ringing.call_id] * 2
    assert (answered.extension, ended.kind, ended.direction) == ("11", "ended", "in")


def test_from_and_to_do_as_well(push):
    event, = push.get("event=ringing&call=7&from=sip%3A%2B4930231257%40pbx&to=sip:11@pbx")
    assert (event.caller_number, event.called_raw, event.extension) == ("+4930231257", "11", "11")


@pytest.mark.parametrize(("value", "number", "name"), [
    ('"Anna%20Berg"%20<sip:+4930231257@pbx>', "+4930231257", "Anna Berg"),
    ("Anna Berg <sip:030231257@pbx;user=phone>", "+4930231257", "Anna Berg"),
    ("<sip:030231257@pbx>", "+4930231257", ""),
    ("sips:%2B4930231257:secret@pbx:5061", "+4930231257", ""),
    ("tel:+49-30-231257", "+4930231257", ""),
    ("+4930231257", "+4930231257", ""),
    ("sip:anonymous@anonymous.invalid", None, ""),
    ("sip:192.168.1.2", None, ""),
    ("$remote", None, ""),
])
def test_what_telephones_write_for_a_number(push, value, number, name):
    event, = push.get(f"event=ringing&call=1&remote={value}&local=11")
    assert (event.caller_number, event.caller_name) == (number, name)


def test_an_outgoing_call_of_a_telephone(push):
    begun, = push.get("event=outgoing&call=5&remote=sip:030231257@pbx&local=sip:11@pbx")
    assert (begun.direction, begun.caller_raw, begun.called_number, begun.extension) == (
        "out", "11", "+4930231257", "11")
    ended, = push.get("event=ended&call=5&remote=sip:030231257@pbx&local=sip:11@pbx")
    assert (ended.call_id, ended.direction, ended.called_number) == (begun.call_id, "out", "+4930231257")


def test_a_telephone_without_ids_means_the_call_it_has(push):
    ringing, = push.get("event=ringing&phone=000B82&remote=030231257&local=11")
    assert push.get("event=answered&phone=000B82&remote=030231257&local=11")[0].call_id == ringing.call_id
    assert push.get("event=ended&phone=000B82")[0].call_id == ringing.call_id
    push.wait(60)
    again, = push.get("event=ringing&phone=000B82&remote=030231257&local=11")
    assert again.call_id != ringing.call_id


def test_two_telephones_with_the_same_id_have_two_calls(push):
    first, = push.get("event=ringing&call=1&phone=A&remote=030231257&local=11")
    second, = push.get("event=ringing&call=1&phone=B&remote=030231258&local=12")
    assert first.call_id != second.call_id


def test_a_telephone_that_does_not_name_itself_is_known_by_its_extension(push):
    first, = push.get("event=ringing&call=1&remote=030231257&local=11")
    second, = push.get("event=ringing&call=1&remote=030231258&local=12")
    assert first.call_id != second.call_id


def test_a_group_rings_for_one_call(push):
    """All tell of the same call; who was not quick enough ends nothing."""
    first, = push.get("event=ringing&call=1&remote=030231257&local=11")
    second, = push.get("event=ringing&call=9&remote=030231257&local=12")
    assert (second.call_id, second.extension) == (first.call_id, "12")
    assert short(push.get("event=answered&call=9&remote=030231257&local=12")) == [("answered", first.call_id, "12")]
    assert short(push.get("event=missed&call=1&remote=030231257&local=11")) == [("ring_stopped", first.call_id, "11")]
    assert short(push.get("event=ended&call=9&remote=030231257&local=12")) == [("ended", first.call_id, "")]


def test_a_group_of_which_one_is_silent_about_its_end(push):
    first, = push.get("event=ringing&call=1&remote=030231257&local=11")
    push.get("event=ringing&call=9&remote=030231257&local=12")
    push.get("event=answered&call=9&remote=030231257&local=12")
    assert short(push.get("event=ended&call=9&remote=030231257&local=12")) == [("ended", first.call_id, "")]


def test_two_calls_that_looked_like_one_part_when_both_talk(push):
    first, = push.get("event=ringing&call=1&remote=030231257&local=11")
    push.get("event=ringing&call=9&remote=030231257&local=12")
    push.get("event=answered&call=1&remote=030231257&local=11")
    rang, answered = push.get("event=answered&call=9&remote=030231257&local=12")
    assert (rang.kind, answered.kind, answered.extension) == ("ringing", "answered", "12")
    assert rang.call_id == answered.call_id != first.call_id
    assert short(push.get("event=ended&call=1&local=11")) == [("ended", first.call_id, "")]
    assert short(push.get("event=ended&call=9&local=12")) == [("ended", answered.call_id, "")]


def test_telephones_that_ring_one_after_the_other_have_calls_of_their_own(push):
    first, = push.get("event=ringing&call=1&remote=030231257&local=11")
    push.wait(3)
    assert push.get("event=ringing&call=9&remote=030231257&local=12")[0].call_id != first.call_id


def test_withheld_callers_of_two_telephones_are_never_one(push):
    first, = push.get("event=ringing&call=1&remote=anonymous&local=11")
    assert push.get("event=ringing&call=9&remote=anonymous&local=12")[0].call_id != first.call_id


def test_a_telephone_that_only_stops_ringing_is_not_waited_for_for_ever(push):
    push.get("event=ringing&call=1&remote=030231257&local=11")
    push.wait(290)
    assert push.translator.overdue(push.now) == []
    push.wait(20)
    ended, = push.translator.overdue(push.now)
    assert (ended.kind, ended.caller_number) == ("ended", "+4930231257")


def test_after_a_restart_a_telephones_call_is_found_by_its_connection():
    ringing, = Talking().get("event=ringing&call=1&phone=A&remote=030231257&local=11")
    later = Talking()
    answered, = later.get("event=answered&call=1&phone=A&remote=030231257&local=11")
    ended, = later.get("event=ended&call=1&phone=A&remote=030231257&local=11")
    assert [(e.call_id, e.connection) for e in (answered, ended)] == [("", ringing.connection)] * 2
    assert answered.source_time


def test_telephones_are_answered_with_nothing_to_show(push):
    reply = push.take("GET", PATH + "?event=ringing&call=1&remote=030231257").reply
    assert (reply.status, reply.body) == (200, b"")
