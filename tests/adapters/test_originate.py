"""Click to dial at an Asterisk: what is asked for, and what is said when nothing comes of it."""

from __future__ import annotations

import pytest

from hotline_desk.adapters.telephony.ami import PacketCutter
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.originate import Originations
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator
from tests.asterisk_stream import AT, Chunk, chunks, hear, recorded, session

ORDER = DialOrder("hotline-9", "0491701234567", "101")


def asked(orders: Originations) -> dict[str, str]:
    """The one action that is said."""
    cutter = PacketCutter()
    found = [cutter.feed(line) for line in orders.say().decode().split("\r\n")]
    packet, = [each for each in found if each]
    return packet


def orders(options: str = "") -> Originations:
    return Originations(parse(f"asterisk://t@h{options}#exchange"))


def test_the_own_telephone_rings_first_and_the_call_bears_the_name_of_the_order():
    made = orders()
    made.order(ORDER)
    assert asked(made) == {
        "Action": "Originate", "ActionID": "hotline-9", "Channel": "PJSIP/101", "Context": "from-internal",
        "Exten": "0491701234567", "Priority": "1", "Async": "true", "ChannelId": "hotline-9", "Timeout": "30000"}
    assert made.say() == b""


def test_telephone_and_context_are_chosen_in_the_address():
    made = orders("?phone=SIP/{extension}-desk&dial_context=internal")
    made.order(ORDER)
    action = asked(made)
    assert (action["Channel"], action["Context"]) == ("SIP/101-desk", "internal")


@pytest.mark.parametrize("written", ["0170 1234567", "0170/123-4567", "(0170) 1234567"])
def test_numbers_are_dialled_without_what_people_write_between_the_digits(written):
    made = orders()
    made.order(DialOrder("r", written, "101"))
    assert asked(made)["Exten"] == "01701234567"


@pytest.mark.parametrize("order, trouble", [
    (DialOrder("r", "anna", "101"), "dial.number"), (DialOrder("r", "", "101"), "dial.number"),
    (DialOrder("r", "0170\r\nAction: Command", "101"), "dial.number"), (DialOrder("r", "0170", ""), "dial.phone"),
    (DialOrder("r", "0170", "101&PJSIP/102"), "dial.phone"), (DialOrder("r\n", "0170", "101"), "dial.impossible"),
    (DialOrder("", "0170", "101"), "dial.impossible"), (DialOrder("r", "0170,1,Hangup", "101"), "dial.number"),
])
def test_what_cannot_be_dialled_is_refused_at_once(order, trouble):
    made = orders()
    with pytest.raises(UserError) as refused:
        made.order(order)
    assert (refused.value.id, made.say()) == (trouble, b"")


def outcome(name: str) -> list[str]:
    """What is told of an order whose call went as recorded."""
    listener = session()
    hear([Chunk(0, recorded("20-protocol-dialogue"))], listener)
    listener.order(ORDER)
    for _ in range(9):
        listener.say(0.0)
    renamed = recorded(name).replace(b"ActionID: dial-1", b"ActionID: hotline-9")
    hear([Chunk(1, renamed)], listener)
    return [error.sentence(Translator("en")) for error in listener.refused()]


@pytest.mark.parametrize("name", [
    "asterisk-22/42-click-to-dial-not-taken", "42-click-to-dial-not-taken", "43-click-to-dial-refused"])
def test_a_telephone_that_is_not_picked_up_is_said_in_words(name):
    assert outcome(name) == ["Your telephone 101 was not picked up, so 0491701234567 was not called."]


@pytest.mark.parametrize("name", ["44-click-to-dial", "57-click-to-dial-blind-transfer"])
def test_of_a_call_that_is_made_nothing_is_said(name):
    assert outcome(name) == []


def told(made: Originations, **packet: str) -> list[UserError]:
    made.hear(packet)
    return list(made.refused())


def test_a_telephone_that_does_not_ring_cannot_be_reached():
    made = orders()
    made.order(ORDER)
    made.say()
    assert told(made, Response="Success", ActionID="hotline-9", Message="Originate successfully queued") == []
    error, = told(made, Event="OriginateResponse", ActionID="hotline-9", Response="Failure", Reason="0")
    assert error.sentence(Translator("en")) == (
        "Your telephone 101 cannot be reached. Look whether it is on and registered.")
    assert told(made, Event="OriginateResponse", ActionID="hotline-9", Response="Failure", Reason="0") == []


def test_an_exchange_that_does_not_allow_it_is_quoted():
    made = orders()
    made.order(ORDER)
    made.say()
    error, = told(made, Response="Error", ActionID="hotline-9", Message="Permission denied")
    assert (error.id, error.values) == ("dial.refused", {"name": "exchange", "reason": "Permission denied"})


def test_orders_of_others_are_none_of_ours():
    made = orders()
    assert told(made, Event="OriginateResponse", ActionID="other", Response="Failure") == []


def test_orders_that_are_never_answered_fill_no_memory():
    made = orders()
    for number in range(1000):
        made.order(DialOrder(f"r{number}", "0170", "101"))
    made.say()
    assert len(made._asked) <= 100


def test_the_own_call_is_one_outgoing_call_under_its_name():
    events = hear(chunks("44-click-to-dial"))
    assert {(event.call_id, event.direction) for event in events} == {("hotline-9", "out")}
    assert [event.kind for event in events] == ["ringing", "answered", "ended"]
    assert events[0].at > AT
