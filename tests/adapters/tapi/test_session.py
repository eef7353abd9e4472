"""Drivers do what they like: a session outlives whatever they tell and refuse."""

from __future__ import annotations

import random
from ctypes import c_uint32
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.tapi import constants as tapi
from hotline_desk.adapters.telephony.tapi.dll import TapiError
from hotline_desk.adapters.telephony.tapi.session import Interrupted, NoLine, TapiSession
from hotline_desk.adapters.telephony.tapi.structures import Device, KnownCall, Message
from hotline_desk.adapters.telephony.tapi.translator import TapiTranslator
from hotline_desk.core.phone import NumberPlan

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
LINES = 3
STATES = [*tapi.STATES, 0, 0x777, 0xFFFFFFFF]
MESSAGES = [*tapi.MESSAGES, tapi.MSG_CALLSTATE, tapi.MSG_CALLSTATE, tapi.MSG_APPNEWCALL, 0, 31, 0xFFFF]
NUMBERS = ["", "01755290111", "0301234567", "12", "anonymous", "+49 (30) 1 | ^", "\u0663", "9" * 300, "#*"]


class Moody:
    """An interface that answers anything to everything, and refuses one of ten questions."""

    def __init__(self, seed: int, messages: int) -> None:
        self.mood = random.Random(seed)
        self.left = messages
        self.opened: list[int] = []

    def _perhaps(self, answer: Any) -> Any:
        if self.mood.random() < 0.1:
            raise TapiError("lineSomething", self.mood.choice([*tapi.ERRORS]))
        return answer

    def initialize(self) -> tuple[int, int, int]:
        return 1, LINES, 99

    def negotiate(self, app: int, device: int) -> int:
        return tapi.NEWEST_VERSION

    def device(self, app: int, device: int, version: int) -> Device:
        return Device(f"line {device}", "", tapi.MEDIA_VOICE)

    def address(self, app: int, device: int, version: int) -> str:
        return str(self._perhaps(str(12 + device)))

    def open(self, app: int, device: int, version: int) -> int:
        self.opened.append(device)
        return 0x10 + device

    def message(self, app: int) -> Message | None:
        self.left -= 1
        mood = self.mood
        if self.left < 0:
            return None
        return Message(
            hDevice=mood.choice([0, 0x10, 0x11, mood.randrange(8), mood.getrandbits(32)]),
            dwMessageID=mood.choice(MESSAGES), dwParam1=mood.choice([*STATES, mood.getrandbits(64)]),
            dwParam2=mood.choice([mood.randrange(8), mood.getrandbits(64)]))

    def running_calls(self, line: int) -> list[int]:
        return list(self._perhaps([self.mood.randrange(8) for _ in range(3)]))

    def call_info(self, call: int) -> KnownCall:
        mood = self.mood
        return self._perhaps(KnownCall(
            mood.randrange(LINES + 1), mood.randrange(5), mood.choice([0, 1, 2, 4, 0x80]), mood.randrange(64),
            mood.choice(NUMBERS), mood.choice(["", "Eva"]), 0, mood.choice(NUMBERS)))  # type: ignore[no-any-return]

    def call_status(self, call: int) -> tuple[int, int]:
        return self._perhaps((self.mood.choice(STATES), 0))  # type: ignore[no-any-return]

    def dialable(self, app: int, device: int, version: int, address: str) -> str:
        return str(self._perhaps(self.mood.choice(["", "0301"])))

    def make_call(self, line: int, number: str) -> tuple[int, c_uint32]:
        return self._perhaps((self.mood.choice(STATES), c_uint32(self.mood.randrange(8))))  # type: ignore[no-any-return]

    def drop(self, call: int) -> None:
        self._perhaps(None)

    deallocate = close = shut_down = drop


@pytest.mark.logs("was refused")
def test_thirty_thousand_messages_without_sense():
    translator, at, told, ended = TapiTranslator("tapi", NumberPlan("DE", "030")), AT, 0, set()
    for seed in range(30):
        session = TapiSession(Moody(seed, 1000), translator, [], lambda kind, text: None)
        session.open()
        events: Any = session.running(at)
        while events is not None:
            told += len(events)
            for event in events:
                assert event.call_id not in ended or event.kind != "ended"
                if event.kind == "ended" and not event.call_id.startswith("hotline"):
                    ended.add(event.call_id)
            at += timedelta(milliseconds=7)
            if seed % 3 == 0:
                try:
                    session.dial(DialOrder(f"hotline-{told}", "+4930555100", "12"))
                except (NoLine, TapiError):
                    told += 1
            try:
                events = session.hear(at)
            except Interrupted:
                events = ()
        session.close()
    assert told > 1000


@pytest.mark.parametrize(("wanted", "opened"), [
    ([], [0, 1, 2]), (["LINE 1"], [1]), (["line 0, line 2"], [0, 2]), (["line 0", "line 1"], [0, 1]), (["14"], [2]),
    ([" "], [0, 1, 2]),
])
def test_lines_are_wanted_by_name_or_number(wanted, opened):
    interface = Moody(1, 0)
    interface.mood.random = lambda: 1.0  # type: ignore[method-assign]
    session = TapiSession(interface, TapiTranslator("tapi", NumberPlan()), wanted, lambda kind, text: None)
    session.open()
    assert interface.opened == opened


def test_a_line_is_needed_to_dial():
    session = TapiSession(Moody(1, 0), TapiTranslator("tapi", NumberPlan()), ["nothing"], lambda kind, text: None)
    with pytest.raises(NoLine) as refused:
        session.open()
    assert refused.value.id == "feed.tapi_line"
    with pytest.raises(NoLine):
        session.dial(DialOrder("hotline-1", "030555100", "12"))
