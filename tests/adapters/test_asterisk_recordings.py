"""Recordings of real calls at two versions of Asterisk, and variants of them that the same exchange could have told."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent
from tests.asterisk_orders import another_order, other_names, packets_with_times
from tests.asterisk_stories import (
    ALONE,
    ANSWERED,
    ONE_AFTER_THE_OTHER,
    STORIES,
    WITHOUT_A_SIGN,
    Story,
    in_a_burst,
    told,
)
from tests.asterisk_stream import (
    AT,
    RECORDINGS,
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

TIMED = sorted(name for name in STORIES if (RECORDINGS / f"{name}.timing").exists())
EACH_FLOW = sorted(ONE_AFTER_THE_OTHER)
BY_TRUNK = "asterisk://t@h?trunk=PJSIP/trunk"


def stories(content: bytes, url: str = BY_TRUNK) -> list[Story]:
    return list(told(hear([Chunk(0, content)], session(url))).values())


def test_no_recording_is_forgotten():
    there = {path.relative_to(RECORDINGS).with_suffix("").as_posix() for path in RECORDINGS.rglob("*.txt")}
    assert there - {"20-protocol-dialogue"} == set(STORIES)


@pytest.mark.parametrize("name", STORIES)
def test_a_recorded_call_is_understood_in_one_burst(name):
    assert stories(recorded(name)) == in_a_burst(name)


@pytest.mark.parametrize("name", EACH_FLOW)
def test_a_recorded_call_is_understood_byte_by_byte(name):
    content = recorded(name)
    assert told(hear(Chunk(0, content[at:at + 1]) for at in range(len(content)))) == told(hear([Chunk(0, content)]))


@pytest.mark.parametrize("name", TIMED)
def test_a_recorded_call_is_understood_in_the_pieces_in_which_it_came(name):
    events = hear(chunks(name))
    assert tuple(told(events).values()) == STORIES[name]
    assert all(event.at >= AT for event in events)


@pytest.mark.parametrize("name", [name for name in TIMED if len(STORIES[name]) == 1 and name not in WITHOUT_A_SIGN])
def test_events_are_told_in_the_order_in_which_they_happened(name):
    events = hear(chunks(name))
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert events[-1].kind == calls.ENDED


@pytest.mark.parametrize("name", EACH_FLOW)
def test_the_recording_is_understood_by_the_context_of_its_trunk_too(name):
    for options in ("?context=from-trunk", ""):
        assert stories(recorded(name), f"asterisk://t@h{options}") == in_a_burst(name)


@pytest.mark.parametrize("salt", [1, 977])
@pytest.mark.parametrize("name", EACH_FLOW)
def test_no_rule_hangs_on_a_channel_or_an_extension(name, salt):
    def other(extensions: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{int(e) * 7 + salt % 50}" if len(e) == 3 else e for e in extensions)

    expected = [replace(each, rang=tuple(sorted(other(each.rang))), stopped=tuple(sorted(other(each.stopped))),
                        answered=other(each.answered), left=other(each.left)) for each in in_a_burst(name)]
    assert stories(renamed(recorded(name), salt), "asterisk://t@h?trunk=SIP/carrier-berlin") == expected


@pytest.mark.parametrize("name", TIMED)
@given(chance=st.integers(0, 2**32))
@settings(deadline=None, max_examples=6)
def test_no_rule_hangs_on_an_order_that_is_not_promised(name, chance):
    """Packets of different channels that came at the same moment could have come the other way round."""
    pick = Random(chance)
    mixed = other_names(another_order(packets_with_times(name), pick), pick)
    timed = [Chunk(offset, wire([packet])) for offset, packet in mixed]
    assert sorted(told(hear(timed)).values(), key=repr) == sorted(STORIES[name], key=repr)
    burst = hear([Chunk(0, wire(packet for _, packet in mixed))])
    assert sorted(told(burst).values(), key=repr) == sorted(in_a_burst(name), key=repr)


def test_the_talk_lasts_from_the_answer_to_the_hang_up():
    journal = Journal()
    for event in hear(chunks("01-inbound-answered")):
        journal.record(event)
    call, = journal.calls.values()
    assert call.duration_seconds == 4


def test_an_announcement_that_answers_first_is_no_person():
    ringing, answered, _ = hear(chunks("14-ivr-answers-first"))
    assert (answered.at - ringing.at).total_seconds() > 1


def legs(name: str) -> list[tuple[str, int]]:
    """Who talked in a recorded call, and for how many seconds."""
    journal = Journal()
    for event in hear(chunks(name)):
        journal.record(event)
    call, = journal.calls.values()
    return [(leg.extension, round(((leg.ended_at or AT) - leg.answered_at).total_seconds())) for leg in call.legs]


@pytest.mark.parametrize("name, expected", [
    ("06-blind-transfer-refer", [("101", 2), ("102", 4)]),
    ("22-attended-transfer-by-telephone", [("101", 4), ("102", 5)]),
    ("30-attended-transfer-by-feature", [("101", 4), ("102", 1)]),
    ("31-advice-by-feature", [("101", 5)]),
    ("24-parked-taken-by-a-colleague", [("101", 1), ("102", 2)]),
    ("25-parked-and-back", [("101", 1), ("101", 2)]),
])
def test_everybody_who_talked_has_his_own_time(name, expected):
    """Who asks for advice keeps the call until he puts it through."""
    assert legs(name) == expected


def test_the_colleague_who_is_asked_gets_the_call_only_when_it_is_put_through():
    events = hear(chunks("22-attended-transfer-by-telephone"))
    rings, answers = [event for event in events if event.extension == "102"]
    assert (rings.kind, answers.kind, rings.at) == (calls.RINGING, calls.ANSWERED, answers.at)
    assert answers.caller_number == "+49301234567"


def test_a_choice_that_comes_after_the_first_ring_completes_the_call():
    events = hear(chunks("58-menu-after-ringing"))
    assert [(event.kind, event.menu) for event in events] == [
        ("ringing", ""), ("ring_stopped", ""), ("updated", "Support"), ("ringing", "Support"),
        ("answered", "Support"), ("ended", "Support")]


@pytest.mark.parametrize("name", EACH_FLOW)
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
    own, there = b"1795285920.0", b"1795286819.91"
    before = whole[:whole.index(b"Event: HangupRequest")].replace(own, there)
    still = joined[:joined.index(b"Event: HangupRequest")]
    call, = journal_over_a_gap(before, still).calls.values()
    assert (call.state, call.outcome, call.answered_at) == ("answered", None, AT)
    call, = journal_over_a_gap(before, joined).calls.values()
    assert (call.state, call.outcome, call.duration_seconds) == ("ended", "answered", 60)


def test_a_call_that_ended_during_the_gap_is_not_taken_back():
    whole = recorded("01-inbound-answered")
    nothing = b"Event: CoreShowChannelsComplete\r\nListItems: 0\r\n\r\n"
    call, = journal_over_a_gap(whole[:whole.index(b"Event: HangupRequest")], nothing).calls.values()
    assert (call.state, call.outcome) == ("ended", "unknown_end")


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
@pytest.mark.parametrize("name", EACH_FLOW)
def test_orders_that_asterisk_does_not_promise_do_not_matter(name, first, second):
    assert stories(wire(swap(packets(recorded(name)), first, second))) == in_a_burst(name)


@pytest.mark.parametrize("name", ["08-queue-answered", "10-ring-group", "16-pickup"])
def test_losers_may_be_cancelled_before_or_after_the_winner_answers(name):
    found = packets(recorded(name))
    cancelled = [p for p in found if matches(p, "DialEnd CANCEL")]
    rest = [p for p in found if p not in cancelled]
    answer = next(n for n, p in enumerate(rest) if matches(p, "DialEnd ANSWER"))
    for at in (answer, answer + 1):
        assert stories(wire(rest[:at] + cancelled + rest[at:])) == in_a_burst(name)


@pytest.mark.parametrize("name", ALONE)
def test_channels_may_hang_up_in_any_order(name):
    found = packets(recorded(name))
    last = max(n for n, p in enumerate(found) if not matches(p, "Hangup") and field(p, "Uniqueid"))
    tail = found[last + 1:]
    assert stories(wire(found[:last + 1] + tail[::-1])) == in_a_burst(name)


@given(st.lists(st.sampled_from(sorted(ALONE)), min_size=2, max_size=4), st.lists(st.integers(0, 3), max_size=400))
@settings(deadline=None, max_examples=40)
def test_calls_that_run_at_once_do_not_disturb_each_other(names, order):
    """Each at other telephones: at the same one a call in the house could be advice asked about the other call."""
    streams = [of_another_house(recorded(name), n) for n, name in enumerate(names)]
    heard = told(hear([Chunk(0, wire(interleaved(streams, order)))]))
    expected = [story for n, name in enumerate(names) for story in moved(in_a_burst(name), n)]
    assert sorted(heard.values(), key=repr) == sorted(expected, key=repr)


def of_another_house(content: bytes, number: int) -> list[Packet]:
    """The recording with other telephones and calls of other names."""
    text = content.replace(b"hotline-9", b"h-%d" % number)
    text = re.sub(rb"\b1795([0-9]{6})\.", rb"1795\1.%d00" % (number + 1), text)
    text = re.sub(rb"(?<=Bridge)Uniqueid: ", rb"Uniqueid: %d" % number, text)
    text = re.sub(rb"(PJSIP/10|Local/10)", rb"\g<1>%d" % number, text)
    return packets(re.sub(rb"(?m)^((?:Dest)?(?:CallerIDNum|Exten): )10(?=[1-4])", rb"\g<1>10%d" % number, text))


def moved(found: list[Story], number: int) -> list[Story]:
    def other(extensions: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"10{number}{e[2]}" if len(e) == 3 else e for e in extensions)

    return [replace(each, rang=other(each.rang), answered=other(each.answered), stopped=other(each.stopped),
                    left=other(each.left)) for each in found]


def test_the_same_telephone_may_have_two_calls_at_once():
    assert [story.caller for story in told(hear(chunks("52-two-calls-at-one-telephone"))).values()] == [
        ANSWERED.caller, "+4989123456"]


def kinds(events: list[CallEvent]) -> list[tuple[str, str]]:
    return [(event.kind, event.extension) for event in events]


def test_who_left_is_told_after_a_second_if_nothing_else_comes():
    listener = session()
    content = recorded("33-caller-goes-on")
    until = content.index(b"Event: Hangup\r\n")
    until = content.index(b"\r\n\r\n", until) + 4
    events = hear([Chunk(0, content[:until])], listener)
    assert kinds(events)[-1] == ("answered", "101")
    listener.say(10.0)
    assert listener.due(10.5, AT) == ()
    left, = listener.due(11.0, AT + (AT - AT.replace(second=0)) + (AT.replace(second=2) - AT))
    assert (left.kind, left.reason, left.extension, left.at) == (calls.UPDATED, calls.LEFT, "101", AT)
