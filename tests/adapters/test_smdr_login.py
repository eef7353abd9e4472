"""The login at a Panasonic telephone system over real sockets, and what comes after it."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.feed import FeedState, Pace, translators
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.smdr_login import PanasonicSession
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN
from tests.record_streams import AT

PATIENCE = 10.0
FAST = Pace(connect=2.0, first=0.01, longest=0.05, turn=0.02, mute=0.1, quiet=30.0)
RECORD = b"11/21/26 08:05AM   202 03 <I>01755290111            0'14 00:05'17            \r\n"
SECRET = "PCC-secret"


class Exchange:
    """The telephone system, driven by the test."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(PATIENCE)
        self.sockets = [self.server]

    def accept(self) -> socket.socket:
        sock, _ = self.server.accept()
        sock.settimeout(PATIENCE)
        self.sockets.append(sock)
        return sock

    def let_in(self) -> socket.socket:
        """A connection that has logged in."""
        sock = self.accept()
        sock.sendall(b"\xff\xfb\x01\xff\xfb\x03\r\n-")
        assert line(sock) == b"SMDR\r\n"
        sock.sendall(b"SMDR\r\nEnter Password:")
        assert line(sock) == SECRET.encode() + b"\r\n"
        sock.sendall(b"**********\r\n")
        return sock


def line(sock: socket.socket) -> bytes:
    """What was sent to the telephone system, up to the end of the line."""
    got = b""
    while not got.endswith(b"\n"):
        byte = sock.recv(1)
        assert byte, "hung up"
        got += byte
    return got


class Running:
    """A reader in its thread and what it told."""

    def __init__(self, port: int, secret: str) -> None:
        self.events: queue.Queue[CallEvent] = queue.Queue()
        self.states: queue.Queue[FeedState] = queue.Queue()
        self.trace = Trace()
        address = parse(f"smdr+panasonic://127.0.0.1:{port}")
        self.reader = Reader(address, translators(address, PLAN, lambda name: secret), self.events.put,
                             self.states.put, pace=FAST, trace=self.trace)
        self.thread = threading.Thread(target=self.reader.run)
        self.thread.start()

    def until(self, wanted: Callable[[FeedState], bool]) -> FeedState:
        while True:
            state = self.states.get(timeout=PATIENCE)
            if wanted(state):
                return state


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    found = Exchange()
    yield found
    for sock in found.sockets:
        sock.close()


@pytest.fixture
def start(exchange: Exchange) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(secret: str = SECRET) -> Running:
        running.append(Running(exchange.server.getsockname()[1], secret))
        return running[-1]

    yield begin
    for each in running:
        each.reader.stop()
        each.thread.join(PATIENCE)
        assert not each.thread.is_alive()


def test_name_and_password_are_given_when_they_are_asked_for(exchange, start):
    running = start()
    exchange.let_in().sendall(RECORD)
    assert running.events.get(timeout=PATIENCE).duration_s == 317
    state = running.until(lambda s: s.connected)
    assert (state.trouble, state.journal_only, state.dropped) == ("", True, 0)


def test_the_password_is_not_in_the_trace(exchange, start):
    running = start()
    exchange.let_in().sendall(SECRET.encode() + b"\r\n" + RECORD)
    running.events.get(timeout=PATIENCE)
    assert "out" in running.trace.text()
    assert SECRET not in running.trace.text()


def test_records_of_a_serial_server_need_no_login(exchange, start):
    running = start(secret="")
    exchange.accept().sendall(RECORD)
    assert running.events.get(timeout=PATIENCE).duration_s == 317


def test_a_system_that_is_silent_at_night_stays_connected(exchange, start):
    running = start()
    sock = exchange.let_in()
    sock.sendall(RECORD)
    running.events.get(timeout=PATIENCE)
    time.sleep(5 * FAST.mute)
    sock.sendall(RECORD)
    running.events.get(timeout=PATIENCE)
    assert len(exchange.sockets) == 2


@pytest.mark.logs("feed.login")
def test_a_wrong_password_is_told_and_not_repeated_at_once(exchange, start):
    running = start()
    exchange.let_in().sendall(b"Enter Password:")
    assert running.until(lambda s: s.trouble != "").trouble == "feed.login"


@pytest.mark.logs("feed.secret")
def test_a_missing_password_is_told(exchange, start):
    running = start(secret="")
    sock = exchange.accept()
    sock.sendall(b"-")
    assert line(sock) == b"SMDR\r\n"
    sock.sendall(b"Enter Password:")
    assert running.until(lambda s: s.trouble != "").trouble == "feed.secret"


def test_who_is_asked_nothing_for_a_while_is_let_in():
    session = PanasonicSession("exchange", PLAN, SECRET)
    assert [session.say(now) for now in (100.0, 103.0)] == [b"", b""]
    assert not session.ready
    session.say(104.0)
    assert session.ready


def test_a_prompt_makes_the_while_begin_anew():
    session = PanasonicSession("exchange", PLAN, SECRET)
    session.say(100.0)
    assert session.asked("-")
    assert session.say(104.0) == b"SMDR\r\n"
    session.say(107.0)
    assert not session.ready


def test_a_ruler_that_has_arrived_in_part_is_no_prompt_any_more():
    session = PanasonicSession("exchange", PLAN, SECRET)
    session.hear(RECORD.decode(), AT)
    assert not session.asked("-")
    assert session.say(0.0) == b""


SAID = st.text(max_size=60) | st.sampled_from(["-", "Enter Password:", "login:", RECORD.decode()])


@given(st.lists(SAID, max_size=9), st.binary(max_size=30))
def test_no_text_raises(lines, raw):
    session = PanasonicSession("exchange", PLAN, SECRET)
    session.decode(raw)
    for number, text in enumerate(lines):
        session.asked(text)
        session.hear(text, AT)
        session.say(float(number))
