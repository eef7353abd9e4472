"""What single packets of an Asterisk mean, in calls that were never recorded; and nonsense."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.ami import PacketCutter
from hotline_desk.adapters.telephony.channels import Trunks, dialled, extension_of
from hotline_desk.domain import calls
from tests.asterisk_stories import ALONE, Story, told
from tests.asterisk_stream import AT, Chunk, field, hear, packets, recorded, session, wire
from tests.fritz_stream import Journal


def story(content: bytes, url: str = "asterisk://t@h?trunk=PJSIP/trunk") -> Story:
    only, = told(hear([Chunk(0, content)], session(url))).values()
    return only


def packet(event: str, **fields: str) -> bytes:
    return wire([[("Event", event), *fields.items()]])


def leg(name: str, uid: str, call: str = "1.1", prefix: str = "", **more: str) -> dict[str, str]:
    """The fields of a channel."""
    fields = {"Channel": name, "Uniqueid": uid, "Linkedid": call, "ChannelState": "4", **more}
    return {prefix + key: value for key, value in fields.items()}


TRUNK = leg("PJSIP/trunk-0000000a", "1.1", CallerIDNum="0301234567", Exten="4930555100", Context="from-trunk")


def phone(extension: str, uid: str, **more: str) -> dict[str, str]:
    return leg(f"PJSIP/{extension}-0000{uid[-1]}", uid, prefix="Dest", **more)


def journal_over_a_gap(before: bytes, after: bytes) -> Journal:
    journal = Journal()
    for event in hear([Chunk(0, before)]):
        journal.record(event)
    journal.feed_is_back(AT)
    for event in hear([Chunk(60, after)]):
        journal.record(event)
    return journal


def test_a_call_that_still_rings_after_a_reconnect_rings_on():
    whole = recorded("02-inbound-caller-gives-up")
    before = whole[:whole.index(b"Event: HangupRequest")]
    listed = [dict(found) for found in packets(before) if field(found, "Event") == "Newstate"]
    root = next(dict(found) for found in packets(before) if field(found, "Event") == "Newchannel")
    rings = {**listed[0], "ChannelState": "5"}
    after = b"".join(packet("CoreShowChannel", **{k: v for k, v in each.items() if k != "Event"})
                     for each in (rings, {**root, "Application": "Dial"}))
    call, = journal_over_a_gap(before, after + packet("CoreShowChannelsComplete")).calls.values()
    assert (call.state, call.outcome, call.extension) == ("ringing", None, "101")


def test_an_outgoing_call_that_began_before_is_known_by_what_was_dialled():
    own = leg("PJSIP/101-00000001", "1.1", Exten="0491701234567", CallerIDNum="101", ChannelState="6",
              Application="Dial", ApplicationData="PJSIP/491701234567@trunk,30", BridgeId="b")
    far = leg("PJSIP/trunk-00000002", "1.2", ChannelState="6", Application="AppDial", BridgeId="b")
    for order in ((own, far), (far, own)):
        content = b"".join(packet("CoreShowChannel", **each) for each in order) + packet("CoreShowChannelsComplete")
        events = hear([Chunk(0, content)])
        assert [(e.kind, e.direction, e.called_number, e.extension) for e in events] == [
            ("ringing", "out", "+491701234567", "101"), ("answered", "out", "+491701234567", "101")]


def listing(*legs: dict[str, str]) -> bytes:
    return b"".join(packet("CoreShowChannel", **each) for each in legs) + packet("CoreShowChannelsComplete")


def test_advice_that_is_asked_while_the_line_was_away_is_given_to_who_asks():
    """The caller waits; 101 talks with 102 and has been there longer."""
    caller = {**TRUNK, "ChannelState": "6", "Application": "Dial", "BridgeId": "a", "Duration": "00:01:10"}
    asks = leg("PJSIP/101-00000b", "1.2", ChannelState="6", Application="AppDial", BridgeId="b", Duration="00:01:09")
    asked = leg("PJSIP/102-00000c", "1.3", ChannelState="6", Application="AppDial", BridgeId="b", Duration="00:00:09")
    for order in ((caller, asked, asks), (asks, caller, asked)):
        events = hear([Chunk(0, listing(*order) + packet("Hangup", **asks))])
        assert [(event.kind, event.extension) for event in events] == [
            ("answered", "101"), ("updated", "101"), ("ringing", "102"), ("answered", "102")]


def test_a_caller_who_was_parked_while_the_line_was_away_is_heard_of_when_somebody_takes_him():
    parked = {**TRUNK, "ChannelState": "6", "Application": "Park", "BridgeId": "lot"}
    taker = leg("PJSIP/102-00000c", "2.1", "2.1", ChannelState="6", Exten="701")
    content = listing(parked) + packet("Newchannel", **taker)
    content += packet("BridgeEnter", **TRUNK, BridgeUniqueid="x")
    content += packet("BridgeEnter", **{**taker, "Linkedid": "1.1"}, BridgeUniqueid="x")
    only, = told(hear([Chunk(0, content)])).values()
    assert (only.direction, only.caller, only.answered) == (calls.IN, "+49301234567", ("102",))


def test_a_caller_who_was_parked_and_gives_up_ends_his_call():
    parked = {**TRUNK, "ChannelState": "6", "Application": "Park", "BridgeId": "lot"}
    event, = hear([Chunk(0, listing(parked) + packet("Hangup", **TRUNK))])
    assert (event.kind, event.call_id) == (calls.ENDED, "1.1")


def test_a_caller_who_hangs_up_before_any_phone_rings_is_missed():
    event, = hear([Chunk(0, packet("Newchannel", **TRUNK) + packet("Hangup", **TRUNK, Cause="16"))])
    assert (event.kind, event.direction, event.caller_number) == (calls.ENDED, calls.IN, "+49301234567")
    only, = told([event]).values()
    assert only.outcome == "missed"


def test_a_call_that_is_forwarded_to_a_mobile_is_answered_there():
    mobile = leg("PJSIP/trunk-0000000b", "1.2", prefix="Dest")
    content = packet("Newchannel", **TRUNK) + packet("DialBegin", **TRUNK, **mobile, DialString="01701234567@trunk")
    content += packet("DialEnd", **TRUNK, **mobile, DialStatus="ANSWER") + packet("Hangup", **TRUNK)
    rings, answered = hear([Chunk(0, content)])
    assert (rings.kind, rings.direction, rings.extension) == (calls.RINGING, calls.IN, "01701234567")
    assert (answered.kind, answered.extension) == (calls.ANSWERED, "01701234567")


def test_a_customer_dialled_before_the_own_phone_talks_when_that_answers():
    customer = leg("PJSIP/trunk-0000000a", "1.1", prefix="Dest", ChannelState="0")
    content = packet("DialBegin", **customer, DialString="01701234567@trunk")
    content += packet("DialEnd", **customer, DialStatus="ANSWER")
    content += packet("DialBegin", **TRUNK, **phone("101", "1.2"), DialString="101")
    content += packet("DialEnd", **TRUNK, **phone("101", "1.2"), DialStatus="ANSWER")
    events = hear([Chunk(0, content)])
    assert [(e.kind, e.direction, e.extension) for e in events] == [
        ("ringing", "out", ""), ("ringing", "out", "101"), ("answered", "out", "101")]


def test_a_caller_id_that_comes_late_completes_the_call():
    unknown = {**TRUNK, "CallerIDNum": "<unknown>"}
    content = packet("DialBegin", **unknown, **phone("101", "1.2"), DialString="101")
    ringing, late = hear([Chunk(0, content + packet("NewCallerid", **TRUNK, CallerIDName="Max"))])
    assert (ringing.number_state, ringing.caller_number) == ("unavailable", None)
    assert (late.kind, late.caller_number, late.caller_name) == (calls.UPDATED, "+49301234567", "Max")


def test_two_calls_in_one_conference_stay_two_calls():
    second = {**TRUNK, "Channel": "PJSIP/trunk-0000000c", "Uniqueid": "2.1", "Linkedid": "2.1"}
    content = b""
    for caller, extension, uid in ((TRUNK, "101", "1.2"), (second, "102", "2.2")):
        own = {**phone(extension, uid), "DestLinkedid": caller["Linkedid"]}
        content += packet("Newchannel", **caller) + packet("DialBegin", **caller, **own)
        content += packet("DialEnd", **caller, **own, DialStatus="ANSWER")
        one = leg(f"PJSIP/{extension}-0000{uid[-1]}", uid, caller["Linkedid"])
        content += b"".join(packet("BridgeEnter", **each, BridgeUniqueid="c") for each in (caller, one))
    heard = told(hear([Chunk(0, content)]))
    assert [story.answered for story in heard.values()] == [("101",), ("102",)]


def test_callers_who_are_parked_in_one_lot_do_not_meet():
    second = {**TRUNK, "Channel": "PJSIP/trunk-0000000c", "Uniqueid": "2.1", "Linkedid": "2.1"}
    lot = {"BridgeUniqueid": "lot", "BridgeTechnology": "holding_bridge"}
    content = packet("DialBegin", **TRUNK, **phone("101", "1.2"))
    content += packet("DialEnd", **TRUNK, **phone("101", "1.2"), DialStatus="ANSWER")
    content += packet("BridgeEnter", **TRUNK, **lot) + packet("BridgeEnter", **second, **lot)
    content += packet("BridgeEnter", **leg("PJSIP/102-00000d", "3.1", "3.1"), **lot)
    only, = told(hear([Chunk(0, content)])).values()
    assert only.answered == ("101",)


def test_a_choice_of_another_program_is_not_ours():
    content = packet("Newchannel", **TRUNK) + packet("UserEvent", **TRUNK, UserEvent="Other", Choice="1")
    content += packet("UserEvent", **TRUNK, UserEvent="hotlinedesk", Choice="Support")
    event, = hear([Chunk(0, content + packet("DialBegin", **TRUNK, **phone("101", "1.2")))])
    assert (event.kind, event.menu) == (calls.RINGING, "Support")


def test_a_queue_that_comes_after_the_first_ring_completes_the_call():
    content = packet("DialBegin", **TRUNK, **phone("101", "1.2"))
    ringing, late = hear([Chunk(0, content + packet("QueueCallerJoin", **TRUNK, Queue="hotline"))])
    assert (ringing.queue, late.kind, late.queue) == ("", calls.UPDATED, "hotline")


@pytest.mark.parametrize("answered", [True, False])
def test_two_telephones_of_one_extension_ring_once(answered):
    one, two = phone("101", "1.2"), phone("101", "1.3")
    content = b"".join(packet("DialBegin", **TRUNK, **each) for each in (one, two))
    content += packet("DialEnd", **TRUNK, **one, DialStatus="ANSWER" if answered else "CANCEL")
    kinds = [event.kind for event in hear([Chunk(0, content + packet("DialEnd", **TRUNK, **two, DialStatus="CANCEL"))])]
    assert kinds == (["ringing", "answered", "ring_stopped"] if answered else ["ringing", "ring_stopped"])


def test_an_empty_caller_is_unknown_and_not_withheld():
    event, = hear([Chunk(0, packet("DialBegin", **{**TRUNK, "CallerIDNum": ""}, **phone("101", "1.2")))])
    assert event.number_state == "unavailable"


def test_a_name_that_is_no_utf_8_is_replaced_where_it_is_broken():
    content = packet("DialBegin", **TRUNK, CallerIDName="Max Müller", **phone("101", "1.2"))
    event, = hear([Chunk(0, content)])
    assert event.caller_name == "Max Müller"
    event, = hear([Chunk(0, content.replace("ü".encode(), b"\xc3"))])
    assert event.caller_name == "Max M\ufffdller"


def test_one_busy_phone_of_a_group_does_not_make_the_line_busy():
    dials = [packet("DialBegin", **TRUNK, **phone(*each)) for each in (("101", "1.2"), ("102", "1.3"))]
    ends = packet("DialEnd", **TRUNK, **phone("101", "1.2"), DialStatus="BUSY")
    ends += packet("DialEnd", **TRUNK, **phone("102", "1.3"), DialStatus="NOANSWER")
    legs = packet("Hangup", **leg("PJSIP/101-00002", "1.2")) + packet("Hangup", **leg("PJSIP/102-00003", "1.3"))
    assert story(b"".join(dials) + ends + legs + packet("Hangup", **TRUNK)).outcome == "missed"


@pytest.mark.parametrize("prefix, channel, meant", [
    ("PJSIP/trunk", "PJSIP/trunk-00000001", True), ("pjsip/TRUNK", "PJSIP/trunk-00000001", True),
    ("trunk", "PJSIP/trunk-00000001", True), ("PJSIP/1", "PJSIP/101-00000001", False),
    ("DAHDI/i1", "DAHDI/i1/0301234567-1a", True), ("DAHDI/", "DAHDI/4-1", True), ("SIP/a*", "SIP/abc-00000001", True),
    ("PJSIP/trunk", "Local/trunk@x-00000001;1", False), ("PJSIP/trunk", "PJSIP/trunk2-00000001", False),
    ("PJSIP/trunk", "PJSIP/trunk-west-00000001", True),
])
def test_a_trunk_is_named_by_whole_words(prefix, channel, meant):
    assert Trunks([prefix]).has(channel, "") is meant


def test_a_trunk_known_by_its_context_stays_known_over_a_reconnect():
    trunks = Trunks(contexts=["from-amt"])
    assert trunks.has("PJSIP/amt-00000001", "from-amt", new=True)
    assert trunks.has("PJSIP/amt-00000002", "internal")
    assert not trunks.has("PJSIP/101-00000002", "internal")


@pytest.mark.parametrize("dial_string, number", [
    ("491701234567@trunk", "491701234567"), ("PJSIP/0170123@trunk,30,tT", "0170123"), ("g1/0170123", "0170123"),
    ("trunk/sip:+49170123@host:5060", "+49170123"), ("PJSIP/101&PJSIP/102", "101"), ("anna", ""), ("", ""),
])
def test_the_number_dialled_is_found_in_every_spelling(dial_string, number):
    assert dialled(dial_string) == number


def test_an_extension_is_the_middle_of_its_channel():
    names = ("PJSIP/101-0000000a", "IAX2/anna-2", "SIP/101", "PJSIP/anna-lind-0000000a")
    assert [extension_of(name) for name in names] == ["101", "anna", "101", "anna-lind"]


def test_protocol_chatter_tells_of_no_call():
    assert hear([Chunk(0, recorded("20-protocol-dialogue"))]) == []


WORDS = st.sampled_from([
    "", "1.1", "1.2", "2.1", "<unknown>", "PJSIP/trunk-00000001", "PJSIP/101-00000002", "Local/102@internal-0001;1",
    "0", "4", "5", "6", "16", "17", "ANSWER", "CANCEL", "BUSY", "anonymous", "+49301234567", "from-trunk", "101", "/",
    "bridge-1", "holding_bridge", "HotlineDesk", "Success", "Failure", "Local/102@internal-0001;2",
])
KEYS = st.sampled_from([prefix + key for prefix in ("", "Dest") for key in (
    "Channel", "Uniqueid", "Linkedid", "ChannelState", "CallerIDNum", "CallerIDName", "Exten", "Context")]
    + ["DialStatus", "DialString", "Cause", "Queue", "Newname", "Application", "BridgeId", "Response", "Message",
       "BridgeUniqueid", "BridgeTechnology", "UserEvent", "Choice", "Result", "TransfererUniqueid",
       "TransfererLinkedid", "OrigTransfererUniqueid", "ActionID"])
EVENTS = st.sampled_from(["Newchannel", "Newstate", "NewCallerid", "DialBegin", "DialEnd", "Hangup", "BridgeEnter",
                          "Rename", "QueueCallerJoin", "CoreShowChannel", "CoreShowChannelsComplete", "Pickup",
                          "BridgeLeave", "BlindTransfer", "AttendedTransfer", "UserEvent", "MusicOnHoldStart",
                          "OriginateResponse"])
PACKET = st.tuples(EVENTS, st.dictionaries(KEYS, WORDS | st.text(max_size=8), max_size=14))


@given(st.lists(PACKET, max_size=25))
@settings(deadline=None)
def test_no_packet_raises_or_breaks_the_journal(found):
    events = hear([Chunk(0, b"".join(packet(event, **fields) for event, fields in found))])
    assert all(event.call_id for event in events)
    told_twice = Journal()
    for event in events:
        told_twice.record(event)


@given(st.lists(st.binary(max_size=60), max_size=20), st.sampled_from(sorted(ALONE)), st.integers(1, 4000))
@settings(deadline=None, max_examples=60)
def test_garbage_between_packets_does_not_hide_them(parts, name, size):
    junk = [part.replace(b"\n", b"") for part in parts]
    content = b"\n\n".join(junk) + b"\n\n" + b"z" * 20_000 + b"\n\n" + recorded(name)
    heard = told(hear(Chunk(0, content[at:at + size]) for at in range(0, len(content), size)))
    assert [replace(story, left=()) for story in heard.values()] == [replace(ALONE[name], left=())]


@given(st.binary(max_size=2000))
def test_no_bytes_raise(content):
    hear([Chunk(0, content)])


def test_a_packet_without_an_end_is_dropped_and_fills_no_memory():
    cutter = PacketCutter()
    for number in range(5000):
        assert cutter.feed(f"Key{number}: value") is None
    assert (cutter.feed(""), cutter.dropped) == (None, 1)
    assert cutter.feed("Event: Newchannel") is None
    assert cutter.feed("") == {"Event": "Newchannel"}


@pytest.mark.parametrize("one_call", [True, False])
def test_the_memory_is_bounded_if_ends_are_never_told(one_call):
    listener = session()
    for number in range(5000):
        call = "1.1" if one_call else f"{number}.1"
        content = packet("DialBegin", **leg("PJSIP/trunk-0000000a", f"{number}.1", call),
                         **leg("PJSIP/101-0000000b", f"{number}.2", call, prefix="Dest"))
        hear([Chunk(0, content)], listener)
    register = listener._translator._register
    assert len(register._channels) <= 2048
    assert sum(len(talk.channels) + len(talk.ringing) for talk in register.talks()) <= 2 * 2048
