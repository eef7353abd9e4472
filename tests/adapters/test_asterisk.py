"""What the packets of an Asterisk mean: recordings of real calls, variants of them, and nonsense."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.ami import PacketCutter
from hotline_desk.adapters.telephony.channels import Trunks, dialled, extension_of
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent
from tests.asterisk_stream import (
    AT,
    Chunk,
    Packet,
    chunks,
    field,
    hear,
    interleaved,
    packets,
    recorded,
    renamed,
    session,
    wire,
)
from tests.fritz_stream import Journal


@dataclass(frozen=True)
class Story:
    """What a call was, as a person would tell it. `stopped` are phones that rang in vain."""

    direction: str
    caller: str | None
    state: str
    called: str | None
    rang: tuple[str, ...]
    answered: tuple[str, ...]
    outcome: str
    stopped: tuple[str, ...] = ()
    queue: str = ""


MAX = "+49301234567"
ANSWERED = Story(calls.IN, MAX, "known", "+4930555100", ("101",), ("101",), "answered")
STORIES = {
    "01-inbound-answered": ANSWERED,
    "02-inbound-caller-gives-up": replace(ANSWERED, answered=(), outcome="missed", stopped=("101",)),
    "04-inbound-busy": Story(calls.IN, "+4930987654", "known", "+4930555103", ("103",), (), "busy", ("103",)),
    "05a-inbound-suppressed": replace(ANSWERED, caller=None, state="withheld"),
    "05b-inbound-suppressed-with-pai": replace(ANSWERED, caller="+493077777"),
    "06-blind-transfer-refer": replace(ANSWERED, called="+4930555120", rang=("101", "102"), answered=("101", "102")),
    "07-attended-transfer": replace(ANSWERED, called="+4930555120", rang=("101", "102"), answered=("101", "102")),
    "08-queue-answered": replace(
        ANSWERED, called="+4930555200", rang=("101", "102"), answered=("102",), stopped=("101",), queue="hotline"),
    "10-ring-group": replace(
        ANSWERED, called="+4930555110", rang=("101", "102"), answered=("102",), stopped=("101",)),
    "11-outbound": Story(calls.OUT, None, "known", "+491701234567", ("101",), ("101",), "answered"),
    "12-internal": Story(calls.INTERNAL, None, "known", None, ("102",), ("102",), "answered"),
    "13-click-to-dial-originate": Story(calls.OUT, None, "known", "+491701234567", ("101",), ("101",), "answered"),
    "14-ivr-answers-first": replace(ANSWERED, called="+4930555300"),
    "16-pickup": replace(ANSWERED, answered=("102",), stopped=("101",)),
    "17-forwarded-302": replace(ANSWERED, rang=("101", "102"), answered=("102",), stopped=("101",)),
    "21-join-mid-call": replace(ANSWERED, rang=()),
}
TIMED = sorted(name for name in STORIES if not name.startswith("21"))


def told(events: list[CallEvent]) -> dict[str, Story]:
    """The stories of the calls that these events tell."""
    journal = Journal()
    for event in events:
        journal.record(event)
    stories = {}
    for call_id, call in journal.calls.items():
        mine = [event for event in events if event.call_id == call_id]
        assert {event.direction for event in mine} == {call.direction}

        def phones(kind: str, mine: list[CallEvent] = mine) -> tuple[str, ...]:
            return tuple(event.extension for event in mine if event.kind == kind)

        stories[call_id] = Story(
            call.direction, call.caller_number, call.number_state, call.called_number, phones(calls.RINGING),
            phones(calls.ANSWERED), call.outcome or "", phones(calls.RING_STOPPED), mine[-1].queue)
    return stories


def story(content: bytes, url: str = "asterisk://t@h?trunk=PJSIP/trunk") -> Story:
    only, = told(hear([Chunk(0, content)], session(url))).values()
    return only


@pytest.mark.parametrize("name", STORIES)
def test_a_recorded_call_is_understood_in_one_burst(name):
    assert story(recorded(name)) == STORIES[name]


@pytest.mark.parametrize("name", STORIES)
def test_a_recorded_call_is_understood_byte_by_byte(name):
    content = recorded(name)
    assert told(hear(Chunk(0, content[at:at + 1]) for at in range(len(content)))) == told(hear([Chunk(0, content)]))


@pytest.mark.parametrize("name", TIMED)
def test_a_recorded_call_is_understood_in_the_pieces_in_which_it_came(name):
    events = hear(chunks(name))
    assert list(told(events).values()) == [STORIES[name]]
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert (events[-1].kind, events[0].at >= AT) == (calls.ENDED, True)


@pytest.mark.parametrize("name", STORIES)
def test_the_recording_is_understood_by_the_context_of_its_trunk_too(name):
    for options in ("?context=from-trunk", ""):
        assert story(recorded(name), f"asterisk://t@h{options}") == STORIES[name]


@pytest.mark.parametrize("salt", [1, 12, 977])
@pytest.mark.parametrize("name", STORIES)
def test_no_rule_hangs_on_a_channel_or_an_extension(name, salt):
    def other(extension: str) -> str:
        return f"{int(extension) * 7 + salt % 50}"

    expected = STORIES[name]
    expected = replace(expected, rang=tuple(map(other, expected.rang)), stopped=tuple(map(other, expected.stopped)),
                       answered=tuple(map(other, expected.answered)))
    assert story(renamed(recorded(name), salt), "asterisk://t@h?trunk=SIP/carrier-berlin") == expected


def test_the_talk_lasts_from_the_answer_to_the_hang_up():
    journal = Journal()
    for event in hear(chunks("01-inbound-answered")):
        journal.record(event)
    call, = journal.calls.values()
    assert call.duration_seconds == 4


def test_an_announcement_that_answers_first_is_no_person():
    ringing, answered, _ = hear(chunks("14-ivr-answers-first"))
    assert (answered.at - ringing.at).total_seconds() > 1


@pytest.mark.parametrize("name", STORIES)
def test_the_same_stream_again_changes_nothing(name):
    journal = Journal()
    for event in hear([Chunk(0, recorded(name))]):
        journal.record(event)
    once = dict(journal.calls)
    for event in hear([Chunk(60, recorded(name))]):
        journal.record(event)
    assert journal.calls == once


def journal_over_a_gap(before: bytes, after: bytes) -> Journal:
    journal = Journal()
    for event in hear([Chunk(0, before)]):
        journal.record(event)
    journal.feed_is_back(AT)
    for event in hear([Chunk(60, after)]):
        journal.record(event)
    return journal


def test_a_call_that_goes_on_over_a_reconnect_is_taken_back_and_ends_as_one():
    """What the exchange lists after the new login is the same call."""
    whole, joined = recorded("01-inbound-answered"), recorded("21-join-mid-call")
    own, listed = b"1795285920.0", b"1795286819.91"
    before = whole[:whole.index(b"Event: HangupRequest")].replace(own, listed)
    still = joined[:joined.index(b"Event: HangupRequest")]
    call, = journal_over_a_gap(before, still).calls.values()
    assert (call.state, call.outcome, call.answered_at) == ("answered", None, AT)
    call, = journal_over_a_gap(before, joined).calls.values()
    assert (call.state, call.outcome, call.duration_seconds) == ("ended", "answered", 60)


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


def swap(found: list[Packet], first: str, second: str) -> list[Packet]:
    """Brings every packet that matches `first` behind the next that matches `second` and tells of the same phone."""
    found = list(found)
    for packet in [p for p in found if matches(p, first)]:
        at = found.index(packet)
        later = [n for n, p in enumerate(found[at + 1:], at + 1) if matches(p, second) and same_phone(p, packet)]
        if later:
            found.insert(later[0], found.pop(at))
    return found


def matches(packet: Packet, wanted: str) -> bool:
    event, _, detail = wanted.partition(" ")
    details = ("", field(packet, "ChannelState"), field(packet, "DialStatus"))
    return field(packet, "Event") == event and detail in details


def same_phone(one: Packet, other: Packet) -> bool:
    return the_phone(one) == the_phone(other)


def the_phone(packet: Packet) -> str:
    return field(packet, "DestUniqueid") or field(packet, "Uniqueid")


@pytest.mark.parametrize("first, second", [
    ("DialBegin", "Newstate 5"), ("Newstate 5", "DialState"), ("NewConnectedLine", "DialBegin"),
    ("Newstate 6", "DialEnd ANSWER"), ("DialEnd ANSWER", "BridgeEnter"), ("DialEnd CANCEL", "Hangup"),
    ("Newchannel", "NewConnectedLine"), ("QueueCallerJoin", "AgentCalled"),
])
@pytest.mark.parametrize("name", STORIES)
def test_orders_that_asterisk_does_not_promise_do_not_matter(name, first, second):
    swapped = story(wire(swap(packets(recorded(name)), first, second)))
    expected = STORIES[name]
    assert replace(swapped, stopped=tuple(sorted(swapped.stopped))) == expected


@pytest.mark.parametrize("name", ["08-queue-answered", "10-ring-group", "16-pickup"])
def test_losers_may_be_cancelled_before_or_after_the_winner_answers(name):
    found = packets(recorded(name))
    cancelled = [p for p in found if matches(p, "DialEnd CANCEL")]
    rest = [p for p in found if p not in cancelled]
    answer = next(n for n, p in enumerate(rest) if matches(p, "DialEnd ANSWER"))
    for at in (answer, answer + 1):
        assert story(wire(rest[:at] + cancelled + rest[at:])) == STORIES[name]


@pytest.mark.parametrize("name", STORIES)
def test_channels_may_hang_up_in_any_order(name):
    found = packets(recorded(name))
    last = max(n for n, p in enumerate(found) if not matches(p, "Hangup") and field(p, "Uniqueid"))
    tail = found[last + 1:]
    assert story(wire(found[:last + 1] + tail[::-1])) == STORIES[name]


@given(st.lists(st.sampled_from(sorted(STORIES)), min_size=2, max_size=4), st.lists(st.integers(0, 3), max_size=400))
@settings(deadline=None, max_examples=60)
def test_calls_that_run_at_once_do_not_disturb_each_other(names, order):
    streams = [packets(recorded(name)) for name in names]
    salted = [packets(re.sub(rb"1795([0-9]{6})\.", rb"1795\1.%d00" % (n + 1), wire(s))) for n, s in enumerate(streams)]
    heard = told(hear([Chunk(0, wire(interleaved(salted, order)))]))
    assert sorted(heard.values(), key=repr) == sorted((STORIES[name] for name in names), key=repr)


def packet(event: str, **fields: str) -> bytes:
    return wire([[("Event", event), *fields.items()]])


def leg(name: str, uid: str, call: str = "1.1", prefix: str = "", **more: str) -> dict[str, str]:
    """The fields of a channel."""
    fields = {"Channel": name, "Uniqueid": uid, "Linkedid": call, "ChannelState": "4", **more}
    return {prefix + key: value for key, value in fields.items()}


TRUNK = leg("PJSIP/trunk-0000000a", "1.1", CallerIDNum="0301234567", Exten="4930555100", Context="from-trunk")


def phone(extension: str, uid: str, **more: str) -> dict[str, str]:
    return leg(f"PJSIP/{extension}-0000{uid[-1]}", uid, prefix="Dest", **more)


def test_a_caller_who_hangs_up_before_any_phone_rings_is_missed():
    event, = hear([Chunk(0, packet("Newchannel", **TRUNK) + packet("Hangup", **TRUNK, Cause="16"))])
    assert (event.kind, event.direction, event.caller_number) == (calls.ENDED, calls.IN, "+49301234567")
    only, = told([event]).values()
    assert only.outcome == "missed"


def test_a_call_that_is_forwarded_to_a_mobile_is_answered_there():
    mobile = leg("PJSIP/trunk-0000000b", "1.2", prefix="Dest")
    content = packet("Newchannel", **TRUNK) + packet("DialBegin", **TRUNK, **mobile, DialString="01701234567@trunk")
    content += packet("DialEnd", **TRUNK, **mobile, DialStatus="ANSWER") + packet("Hangup", **TRUNK)
    event, = hear([Chunk(0, content)])
    assert (event.kind, event.direction, event.extension) == (calls.ANSWERED, calls.IN, "01701234567")


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


def test_a_consultation_by_a_call_of_its_own_ends_on_the_call_it_joins():
    """The agent calls the colleague on a second line and hangs up: Asterisk joins the two calls."""
    second = leg("PJSIP/101-00000003", "2.1", "2.1", Exten="102", CallerIDNum="101")
    colleague = leg("PJSIP/102-00000004", "2.2", "2.1", prefix="Dest")
    content = packet("DialBegin", **TRUNK, **phone("101", "1.2")) + packet(
        "DialEnd", **TRUNK, **phone("101", "1.2", ChannelState="6"), DialStatus="ANSWER")
    content += packet("DialBegin", **second, **colleague)
    content += packet("DialEnd", **second, **colleague, DialStatus="ANSWER")
    content += packet("BridgeEnter", **leg("PJSIP/102-00000004", "2.2", "1.1", ChannelState="6"))
    content += packet("Hangup", **leg("PJSIP/101-00000003", "2.1", "2.1"))
    content += packet("Hangup", **leg("PJSIP/101-00002", "1.2"))
    heard = told(hear([Chunk(0, content)]))
    assert (heard["2.1"].direction, heard["2.1"].outcome) == (calls.INTERNAL, "answered")
    assert heard["1.1"].answered == ("101", "102")


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
])
KEYS = st.sampled_from([prefix + key for prefix in ("", "Dest") for key in (
    "Channel", "Uniqueid", "Linkedid", "ChannelState", "CallerIDNum", "CallerIDName", "Exten", "Context")]
    + ["DialStatus", "DialString", "Cause", "Queue", "Newname", "Application", "BridgeId", "Response", "Message"])
EVENTS = st.sampled_from(["Newchannel", "Newstate", "NewCallerid", "DialBegin", "DialEnd", "Hangup", "BridgeEnter",
                          "Rename", "QueueCallerJoin", "CoreShowChannel", "CoreShowChannelsComplete", "Pickup"])
PACKET = st.tuples(EVENTS, st.dictionaries(KEYS, WORDS | st.text(max_size=8), max_size=14))


@given(st.lists(PACKET, max_size=25))
@settings(deadline=None)
def test_no_packet_raises_or_breaks_the_journal(found):
    events = hear([Chunk(0, b"".join(packet(event, **fields) for event, fields in found))])
    assert all(event.call_id for event in events)
    told_twice = Journal()
    for event in events:
        told_twice.record(event)


@given(st.lists(st.binary(max_size=60), max_size=20), st.sampled_from(sorted(STORIES)), st.integers(1, 4000))
@settings(deadline=None, max_examples=60)
def test_garbage_between_packets_does_not_hide_them(parts, name, size):
    junk = [part.replace(b"\n", b"") for part in parts]
    content = b"\n\n".join(junk) + b"\n\n" + b"z" * 20_000 + b"\n\n" + recorded(name)
    heard = told(hear(Chunk(0, content[at:at + size]) for at in range(0, len(content), size)))
    assert list(heard.values()) == [STORIES[name]]


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
    translator = listener._translator
    assert len(translator._channels) <= 2048
    assert sum(len(talk.channels) + len(talk.ringing) for talk in translator._talks.values()) <= 2 * 2048
