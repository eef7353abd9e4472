"""Calls told of by HTTP, dialect by dialect: a request in, the reply and the events out."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.push import Request, entrance, shown
from hotline_desk.core.phone import NumberPlan
from tests.push_talking import AT, FORM, GENERIC, PATH, SECRET, Talking, form_body, short


@pytest.fixture
def push() -> Talking:
    return Talking()


# --- the generic words -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("how", ["form", "json"])
def test_a_generic_call_rings_is_answered_and_ends(push, how):
    say = getattr(push, how)
    ringing, = say(event="newCall", user="anna", queue="VPN", **GENERIC)
    assert (ringing.kind, ringing.call_id, ringing.direction, ringing.caller_number, ringing.called_number) == (
        "ringing", "c1", "in", "+493023125741", "+492214710334")
    assert (ringing.extension, ringing.queue, ringing.number_state, ringing.at) == ("anna", "VPN", "known", AT)
    assert short(say(event="answer", user="anna", answeringNumber="42", **GENERIC)) == [("answered", "c1", "42")]
    ended, = say(event="hangup", cause="normalClearing", **GENERIC)
    assert (ended.kind, ended.call_id, ended.reason, ended.duration_s) == ("ended", "c1", "", None)


@pytest.mark.parametrize(("fields", "extension"), [
    ({"user": "anna", "answeringNumber": "42"}, "42"), ({"user": "anna", "answeringNumber": "4921199999999"}, "anna"),
    ({"answeringNumber": "jdoe@example.com"}, "jdoe"), ({"answeringNumber": "4921199999999"}, ""),
    ({"user": "Berg, Anna"}, "Berg Anna"), ({}, ""),
])
def test_who_answered(push, fields, extension):
    push.form(event="newCall", **GENERIC)
    assert push.form(event="answer", **GENERIC, **fields)[0].extension == extension


@pytest.mark.parametrize("users", [
    {"user": ["anna", "ben"]}, {"user[]": ["anna", "ben"]}, {"userId[]": ["anna", "ben"]},
])
def test_everybody_who_rings_is_named(push, users):
    assert short(push.form(event="newCall", **GENERIC, **users)) == [
        ("ringing", "c1", "anna"), ("ringing", "c1", "ben")]


def test_a_json_list_of_users_names_everybody_too(push):
    assert short(push.json(event="newCall", user=["anna", "ben"], **GENERIC)) == [
        ("ringing", "c1", "anna"), ("ringing", "c1", "ben")]


def test_a_generic_request_is_answered_with_an_empty_object(push):
    reply = push.take("POST", PATH, FORM, form_body({"event": "newCall", **GENERIC})).reply
    assert (reply.status, reply.content_type, reply.body) == (200, "application/json", b"{}")


@pytest.mark.parametrize(("cause", "reason"), [
    ("normalClearing", ""), ("busy", "busy"), ("cancel", ""), ("noAnswer", ""), ("congestion", ""), ("notFound", ""),
])
def test_causes(push, cause, reason):
    push.form(event="newCall", **GENERIC)
    ended, = push.form(event="hangup", cause=cause, **GENERIC)
    assert (ended.kind, ended.reason) == ("ended", reason)


@pytest.mark.parametrize(("raw", "e164", "state"), [
    ("493023125741", "+493023125741", "known"),
    ("4915791234567", "+4915791234567", "known"),
    ("+493023125741", "+493023125741", "known"),
    ("00493023125741", "+493023125741", "known"),
    ("03023125741", "+493023125741", "known"),
    ("41446681800", "+41446681800", "known"),
    ("1234567", "+49301234567", "known"),
    ("42", None, "known"),
    ("anonymous", None, "withheld"),
    ("sip:+493023125741@pbx.example;user=phone", "+493023125741", "known"),
    ("", None, "unavailable"),
])
def test_numbers_with_and_without_plus(push, raw, e164, state):
    event, = push.form(event="newCall", **{**GENERIC, "from": raw})
    assert (event.caller_number, event.number_state) == (e164, state)


def test_a_country_without_a_trunk_zero_reads_its_own_numbers_first():
    event, = Talking(NumberPlan("US", "212")).form(event="newCall", **{**GENERIC, "from": "12125550123"})
    assert event.caller_number == "+12125550123"


def test_a_number_between_extensions_is_an_internal_call(push):
    event, = push.form(event="newCall", **{**GENERIC, "from": "42", "to": "43"})
    assert (event.direction, event.caller_number, event.caller_raw) == ("internal", None, "42")


def test_the_same_request_again_says_the_same_again(push):
    """It was not stored before: the sender was told to come back."""
    fields = {**GENERIC, "user": "anna"}
    for event, kind in (("newCall", "ringing"), ("answer", "answered"), ("hangup", "ended")):
        assert short(push.form(event=event, **fields)) == short(push.form(event=event, **fields))
        assert push.form(event=event, **fields)[0].kind == kind


def test_a_call_that_is_answered_before_it_rang_does_not_ring_afterwards(push):
    answered, = push.form(event="answer", user="anna", **GENERIC)
    assert (answered.kind, answered.direction, answered.caller_number) == ("answered", "in", "+493023125741")
    assert push.form(event="newCall", user="anna", **GENERIC) == ()


def test_a_late_beginning_does_not_revive_a_call(push):
    push.form(event="hangup", cause="cancel", **GENERIC)
    assert push.form(event="newCall", **GENERIC) == ()


def test_an_id_that_is_used_again_later_is_another_call(push):
    push.form(event="newCall", **GENERIC)
    push.form(event="hangup", cause="cancel", **GENERIC)
    push.wait(60)
    again, = push.form(event="newCall", **GENERIC)
    assert (again.kind, again.call_id, again.connection) == ("ringing", "c1@20261121T140422", "c1")
    assert push.form(event="hangup", **GENERIC)[0].call_id == again.call_id


def test_the_end_of_a_talk_that_nobody_here_heard_of_makes_no_call_but_ends_one(push):
    ended, = push.form(event="hangup", cause="normalClearing", **GENERIC)
    assert (ended.kind, ended.call_id, ended.connection) == ("ended", "", "c1")


def test_a_caller_who_gave_up_is_kept_although_the_beginning_is_missing(push):
    ended, = push.form(event="hangup", cause="cancel", **GENERIC)
    assert (ended.kind, ended.call_id, ended.direction, ended.caller_number) == (
        "ended", "c1", "in", "+493023125741")


def test_a_call_that_rings_at_somebody_else_later_is_handed_on(push):
    push.form(event="newCall", user="anna", **GENERIC)
    push.form(event="answer", user="anna", **GENERIC)
    push.wait(60)
    assert short(push.form(event="newCall", user="ben", **GENERIC)) == [("ringing", "c1", "ben")]
    assert short(push.form(event="answer", user="ben", **GENERIC)) == [("answered", "c1", "ben")]


def test_a_choice_in_the_menu_is_kept(push):
    assert push.json(event="newCall", menu="2", **GENERIC)[0].menu == "2"


# --- sipgate ---------------------------------------------------------------------------------------------------

SIPGATE = {"of": "492111234567", "to": "4915791234567", "direction": "in"}


def test_sipgate_is_asked_to_tell_of_answer_and_end(push):
    body = form_body({"event": "newCall", "callId": "s1", "user[]": "Doc", **SIPGATE})
    reply = push.take("POST", PATH, FORM, body).reply
    assert (reply.status, reply.content_type) == (200, "application/xml")
    where = "http://calls.example.com:8765/hotline/geheim%2F9"
    assert reply.body.decode() == (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Response onAnswer="{where}" onHangup="{where}"/>\n')


@pytest.mark.parametrize(("headers", "public", "where"), [
    ({"x-forwarded-proto": "https", "x-forwarded-host": "a.example"}, "", "https://a.example"),
    ({"x-forwarded-proto": "https"}, "", "https://calls.example.com:8765"),
    ({"x-forwarded-proto": "https, http", "x-forwarded-host": "a.example, b"}, "", "https://a.example"),
    ({}, "https://pub.example/", "https://pub.example"),
])
def test_behind_a_proxy_the_outer_address_is_named(headers, public, where):
    body = form_body({"event": "newCall", "callId": "s1", "user[]": "Doc", **SIPGATE})
    reply = Talking(public=public).take("POST", PATH + "/sipgate", {**FORM, **headers}, body).reply
    assert f'onHangup="{where}/hotline/geheim%2F9/sipgate"' in reply.body.decode()


def test_a_strange_host_is_not_repeated(push):
    body = form_body({"event": "newCall", "callId": "s1", "user[]": "Doc", **SIPGATE})
    assert b"<Response/>" in push.take("POST", PATH, {**FORM, "host": '"/><x'}, body).reply.body


def test_sipgates_short_numbers_from_abroad_have_their_country(push):
    event, = push.form(event="newCall", callId="s1", **{"user[]": "Doc", **SIPGATE, "of": "352123456"})
    assert event.caller_number == "+352123456"


def test_a_sipgate_transfer_is_one_call(push):
    """The new id belongs to the old call; who transferred leaves it, and it ends with the last."""
    say = push.form
    say(event="newCall", callId="a", origCallId="o", **{"user[]": "Doc", **SIPGATE})
    assert short(say(event="answer", callId="a", origCallId="o", user="Doc", **SIPGATE)) == [("answered", "a", "Doc")]
    assert short(say(event="newCall", callId="b", origCallId="o", diversion="4921", **{"user[]": "Marty", **SIPGATE})
                 ) == [("ringing", "a", "Marty")]
    assert short(say(event="answer", callId="b", origCallId="o", user="Marty", **SIPGATE)) == [
        ("answered", "a", "Marty")]
    left, = say(event="hangup", callId="a", origCallId="o", cause="normalClearing", **SIPGATE)
    assert (left.kind, left.reason, left.call_id, left.extension) == ("updated", "left", "a", "Doc")
    assert short(say(event="hangup", callId="b", origCallId="o", cause="normalClearing", **SIPGATE)) == [
        ("ended", "a", "")]


def test_a_transfer_that_nobody_takes_goes_back(push):
    push.form(event="newCall", callId="a", **{"user[]": "Doc", **SIPGATE})
    push.form(event="answer", callId="a", user="Doc", **SIPGATE)
    push.form(event="newCall", callId="b", origCallId="a", **{"user[]": "Marty", **SIPGATE})
    assert short(push.form(event="hangup", callId="b", cause="noAnswer", **SIPGATE)) == [
        ("ring_stopped", "a", "Marty")]
    assert short(push.form(event="hangup", callId="a", cause="normalClearing", **SIPGATE)) == [("ended", "a", "")]


@pytest.mark.parametrize("origin", [{"origCallId": "a"}, {}])
def test_a_forwarded_call_is_not_missed(push, origin):
    push.form(event="newCall", callId="a", **{"user[]": "Doc", **SIPGATE})
    assert short(push.form(event="hangup", callId="a", cause="forwarded", **SIPGATE)) == [("ring_stopped", "a", "Doc")]
    assert push.translator.overdue(push.now) == []
    assert short(push.form(event="newCall", callId="b", **{"user[]": "Marty", **SIPGATE, **origin})) == [
        ("ringing", "a", "Marty")]
    assert short(push.form(event="hangup", callId="b", cause="cancel", **SIPGATE)) == [("ended", "a", "")]


def test_a_call_forwarded_to_nowhere_ends(push):
    push.form(event="newCall", callId="a", **{"user[]": "Doc", **SIPGATE})
    push.form(event="hangup", callId="a", cause="forwarded", **SIPGATE)
    push.wait(21)
    assert short(push.translator.overdue(push.now)) == [("ended", "a", "")]
    assert push.translator.overdue(push.now) == []


def test_a_transfer_of_an_unknown_call_is_a_call(push):
    assert short(push.form(event="newCall", callId="b", origCallId="x", **{"user[]": "Marty", **SIPGATE})) == [
        ("ringing", "b", "Marty")]


def test_sipgates_voice_mail_is_a_machine(push):
    push.form(event="newCall", callId="a", **{"user[]": "Doc", **SIPGATE})
    event, = push.form(event="answer", callId="a", user="voicemail", **SIPGATE)
    assert (event.kind, event.by_machine) == ("answered", True)


# --- Placetel --------------------------------------------------------------------------------------------------

PLACETEL = {"of": "0123456789", "to": "022129191999", "call_id": "f459", "direction": "in"}


def _signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {**FORM, "x-placetel-signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def test_a_placetel_call(push):
    ringing, = push.form(event="IncomingCall", **PLACETEL)
    assert (ringing.kind, ringing.call_id, ringing.direction, ringing.called_number) == (
        "ringing", "f459", "in", "+4922129191999")
    assert short(push.form(event="CallAccepted", peer="7777abcdefg@fpbx.de", **PLACETEL)) == [
        ("answered", "f459", "7777abcdefg")]
    ended, = push.form(event="HungUp", type="accepted", duration="73", **PLACETEL)
    assert (ended.kind, ended.duration_s) == ("ended", 73)


@pytest.mark.parametrize(("how", "expected"), [
    ("missed", [("ended", "", False)]), ("blocked", [("ended", "", False)]), ("busy", [("ended", "busy", False)]),
    ("voicemail", [("answered", "", True), ("ended", "", False)]),
])
def test_how_placetels_calls_end(push, how, expected):
    push.form(event="IncomingCall", **PLACETEL)
    events = push.form(event="HungUp", type=how, duration="0", **PLACETEL)
    assert [(event.kind, event.reason, event.by_machine) for event in events] == expected


def test_placetels_outgoing_calls_know_how_long_they_were(push):
    """They are never said to be answered; the duration tells."""
    fields = {**PLACETEL, "direction": "out"}
    begun, = push.form(event="OutgoingCall", peer="7777abcdefg@fpbx.de", **fields)
    assert (begun.direction, begun.extension, begun.called_number) == ("out", "7777abcdefg", "+4922129191999")
    ended, = push.form(event="HungUp", type="accepted", duration="12", **fields)
    assert (ended.direction, ended.duration_s) == ("out", 12)


def test_placetels_internal_calls_have_names_for_numbers(push):
    event, = push.form(event="OutgoingCall", **{**PLACETEL, "of": "7777abc@fpbx.de", "to": "23"})
    assert (event.direction, event.caller_number, event.caller_raw, event.called_raw) == (
        "internal", None, "7777abc", "23")


def test_the_documented_signature_is_right():
    body = b"call_id=4a4cbb39578170aed9a2761a7bec8c7e704a541f52291ef603d6f5f152980c3c&event=CallAccepted" \
           b"&from=0123456789&to=0987654321"
    headers = {**FORM, "x-placetel-signature": "c4f823c5b8806432fe2b83b1fc2ee714422e0cdfb4b5129152a7d0bbcd7792d0"}
    heard = Talking(secret="12345").take("POST", "/hotline/12345", headers, body)
    assert (heard.reply.status, len(heard.events)) == (200, 1)


@pytest.mark.parametrize("signature", ["", "00", "ä", _signed(b"event=IncomingCall", "other")["x-placetel-signature"]])
def test_a_wrong_signature_is_refused(push, signature):
    body = form_body({"event": "IncomingCall", **PLACETEL})
    heard = push.take("POST", PATH, {**FORM, "x-placetel-signature": signature}, body)
    assert (heard.reply.status, heard.events, push.translator.dropped) == (403, (), 1)


def test_a_right_signature_is_taken(push):
    body = form_body({"event": "IncomingCall", **PLACETEL})
    assert push.take("POST", PATH, _signed(body), body).reply.status == 200
    assert push.take("POST", PATH, _signed(body), body + b"&x=1").reply.status == 403


def test_a_signature_that_cannot_be_checked_is_refused():
    body = form_body({"event": "IncomingCall", **PLACETEL})
    assert Talking(secret="").take("POST", "/hotline", _signed(body, ""), body).reply.status == 403


# --- the door --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("path", "status"), [
    (PATH, 200), (PATH + "/", 200), (PATH + "/generic", 200), ("/hotline/geheim/9", 404), ("/hotline/geheim", 404),
    ("/hotline", 404), ("/hotline/", 404), ("/", 404), ("", 404), ("/hotline/GEHEIM%2F9", 404), (PATH + "/x", 404),
    (PATH + "/generic/x", 404), ("/other/geheim%2F9", 404), ("/hotline/%ff%00", 404),
])
def test_who_does_not_know_the_token_finds_nothing(push, path, status):
    heard = push.take("POST", path, FORM, form_body({"event": "newCall", **GENERIC}))
    assert (heard.reply.status, bool(heard.events), heard.known) == (status, status == 200, status == 200)


def test_without_a_secret_there_is_no_token():
    push = Talking(secret="")
    body = form_body({"event": "newCall", **GENERIC})
    assert [push.take("POST", path, FORM, body).reply.status for path in (
        "/hotline", "/hotline/generic", "/hotline/other")] == [200, 200, 404]


@pytest.mark.parametrize(("request_", "status"), [
    (("GET", PATH), 200), (("GET", PATH + "?event="), 400), (("PUT", PATH), 405), (("POST", PATH), 400),
    (("POST", PATH, {"content-type": "application/json"}, b"{"), 400),
    (("POST", PATH, {"content-type": "application/json"}, b"[1]"), 400),
    (("POST", PATH, {"content-type": "application/json"}, b"[" * 30000), 400),
    (("POST", PATH, {"content-type": "application/json"}, b'{"event": ' + b"9" * 5000 + b"}"), 400),
    (("POST", PATH, FORM, b"a=1&" * 300), 400),
    (("POST", PATH, FORM, b"event=dtmf&callId=1&dtmf=1"), 200),
    (("POST", PATH, FORM, b"event=newCall"), 200),
    (("GET", PATH + "?event=ringing&call=1", {"origin": "https://evil.example"}), 403),
    (("GET", PATH + "?event=ringing&call=1", {"sec-fetch-site": "cross-site"}), 403),
])
def test_requests_that_make_no_sense(push, request_, status):
    heard = push.take(*request_)
    assert (heard.reply.status, list(heard.events)) == (status, [])


def test_the_name_at_the_end_of_the_path_chooses_the_dialect(push):
    event, = push.take("POST", PATH + "/phone", FORM, b"event=ringing&call=1&remote=030231257&local=11").events
    assert (event.connection, event.caller_number) == ("11/1", "+4930231257")


def test_neither_trace_nor_address_give_the_secret_to_strangers():
    assert shown(Request("POST", PATH + "/sipgate?x=1", FORM, b"event=newCall")) == (
        "POST /hotline/***/sipgate?x=1 event=newCall")
    assert "geheim" not in shown(Request("GET", PATH))
    assert entrance("http", "192.0.2.1:8765", SECRET) == "http://192.0.2.1:8765/hotline/geheim%2F9"
    assert entrance("http", "127.0.0.1:8765", "") == "http://127.0.0.1:8765/hotline"


# --- whatever comes --------------------------------------------------------------------------------------------

WORDS = st.sampled_from([
    "newCall", "answer", "hangup", "IncomingCall", "OutgoingCall", "CallAccepted", "HungUp", "ringing", "outgoing",
    "answered", "ended", "missed", "in", "out", "a", "b", "c", "anna", "ben", "forwarded", "normalClearing",
    "voicemail", "493023125741", "anonymous", "sip:11@x", '"A" <sip:+4930231257@x>', "", "$call-id",
])
VALUES = st.one_of(WORDS, st.text(max_size=20))
NAMES = st.one_of(st.sampled_from([
    "event", "event", "event", "callId", "callId", "call_id", "call", "from", "to", "remote", "local", "direction",
    "user", "user[]", "userId[]", "origCallId", "cause", "type", "peer", "duration", "phone", "ext", "answeringNumber",
    "queue", "menu", "name",
]), st.text(max_size=8))
FIELDS = st.dictionaries(NAMES, st.one_of(VALUES, st.lists(VALUES, max_size=3), st.integers(), st.none()), max_size=8)


@given(st.lists(st.tuples(FIELDS, st.sampled_from(["json", "form", "get"]), st.floats(0, 400)), max_size=12))
def test_no_request_does_harm(requests):
    push = Talking()
    for fields, how, seconds in requests:
        if how == "json":
            push.take("POST", PATH, {"content-type": "application/json"}, json.dumps(fields).encode())
        elif how == "form":
            push.take("POST", PATH, FORM, urlencode(_encodable(fields), doseq=True).encode())
        else:
            push.get(urlencode(_encodable(fields), doseq=True))
        push.wait(seconds)
        push.translator.overdue(push.now)


def _encodable(fields: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(fields).encode("utf-8", "replace").decode()) if fields else {}


@given(st.sampled_from(["GET", "POST", "HEAD"]), st.text(max_size=40), st.binary(max_size=200),
       st.dictionaries(st.sampled_from(["content-type", "host", "x-placetel-signature"]), st.text(max_size=20)))
def test_no_bytes_do_harm(method, tail, body, headers):
    push = Talking()
    for path in (PATH + tail, PATH + "?" + tail, tail):
        assert push.take(method, path, headers, body).reply.status in (200, 400, 403, 404, 405)


@given(st.permutations(["newCall", "answer", "hangup"]))
def test_in_whatever_order_they_arrive_no_call_stays_open(order):
    push = Talking()
    events = [event for word in order for event in push.form(event=word, user="anna", cause="cancel", **GENERIC)]
    assert {event.call_id for event in events} == {"c1"}
    assert "ended" in [event.kind for event in events]
    push.wait(400)
    assert push.translator.overdue(push.now) == []
