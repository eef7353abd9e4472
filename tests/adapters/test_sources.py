"""Lines that the telephone system opens to us, over real sockets on the loopback."""

from __future__ import annotations

import queue
import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

from hotline_desk.adapters.telephony.feed import FeedState, Pace, translators
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.sources import Listening, check_connection, may_connect, source
from hotline_desk.adapters.telephony.urls import FeedAddress, parse
from hotline_desk.adapters.telephony.wire import Waker
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator as Texts
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN

PATIENCE = 10.0
FAST = Pace(connect=2.0, first=0.01, longest=0.05)
RINGS = b"22.02.1923:11:41  3   048             0248873711                           0 4416          \r\n"
LATER = RINGS.replace(b"11:41", b"12:42").replace(b"0248873711", b"0307654321")


class Running:
    """A reader in its thread that waits for a telephone system."""

    def __init__(self, address: FeedAddress) -> None:
        self.events: queue.Queue[CallEvent] = queue.Queue()
        self.states: queue.Queue[FeedState] = queue.Queue()
        self.gaps: queue.Queue[None] = queue.Queue()
        self.address = address
        self.reader = Reader(address, translators(address, PLAN), self.events.put, self.states.put,
                             lambda: self.gaps.put(None), pace=FAST)
        self.thread = threading.Thread(target=self.reader.run)
        self.thread.start()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.address.port), timeout=PATIENCE)

    def number(self) -> str:
        """The caller of the next event."""
        return self.events.get(timeout=PATIENCE).caller_raw

    def until(self, wanted: Callable[[FeedState], bool]) -> FeedState:
        while True:
            state = self.states.get(timeout=PATIENCE)
            if wanted(state):
                return state

    def waits(self) -> FeedState:
        return self.until(lambda s: s.trouble == "feed.waits")

    def stop(self) -> None:
        self.reader.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(options: str = "") -> Running:
        running.append(Running(parse(f"hipath://127.0.0.1:{free_port()}{options}#exchange")))
        running[-1].waits()
        return running[-1]

    yield begin
    for each in running:
        each.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def reset(sock: socket.socket) -> None:
    """Closes with a TCP reset instead of a farewell."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def test_it_says_in_words_where_it_waits(start):
    running = start()
    state = running.reader.state
    assert not state.connected
    assert f"127.0.0.1:{running.address.port}" in state.sentence(Texts("en", "DE"))


def test_the_telephone_system_connects_and_its_lines_are_read(start):
    running = start()
    with running.connect() as sock:
        running.until(lambda s: s.connected and not s.trouble)
        running.gaps.get(timeout=PATIENCE)
        sock.sendall(RINGS)
        assert running.number() == "0248873711"


def test_after_a_farewell_it_waits_for_the_next_connection(start):
    running = start()
    with running.connect() as sock:
        sock.sendall(RINGS)
        assert running.number() == "0248873711"
    running.waits()
    with running.connect() as sock:
        sock.sendall(LATER)
        assert running.number() == "0307654321"
    assert running.gaps.qsize() == 2


def test_after_a_reset_it_waits_for_the_next_connection(start):
    running = start()
    sock = running.connect()
    running.until(lambda s: s.connected)
    reset(sock)
    running.waits()
    with running.connect() as sock:
        sock.sendall(RINGS)
        assert running.number() == "0248873711"


def test_the_newest_connection_counts(start):
    running = start()
    with running.connect() as old:
        old.sendall(RINGS)
        assert running.number() == "0248873711"
        with running.connect() as new:
            new.sendall(LATER)
            assert running.number() == "0307654321"
            assert old.recv(1) == b""


def test_what_the_old_connection_has_sent_is_read_before_the_new_one(start):
    running = start()
    with running.connect() as old:
        running.until(lambda s: s.connected)
        old.sendall(RINGS)
        with running.connect() as new:
            new.sendall(LATER)
            assert [running.number() for _ in range(2)] == ["0248873711", "0307654321"]


@pytest.mark.logs("may not connect")
def test_who_may_not_connect_is_turned_away_and_disturbs_nobody(start):
    running = start("?from=127.0.0.2")
    with running.connect() as stranger:
        assert stranger.recv(1) == b""
    with socket.socket() as known:
        known.bind(("127.0.0.2", 0))
        known.connect(("127.0.0.1", running.address.port))
        running.until(lambda s: s.connected)
        with running.connect() as stranger:
            assert stranger.recv(1) == b""
        known.sendall(RINGS)
        assert running.number() == "0248873711"


def test_stopping_gives_the_port_back_at_once(start):
    running = start()
    sock = running.connect()
    running.until(lambda s: s.connected)
    running.stop()
    sock.close()
    check_connection(running.address)


@pytest.mark.logs("feed.port_taken")
def test_a_port_that_is_taken_is_said_and_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        running = Running(parse(f"hipath://127.0.0.1:{port}#exchange"))
        try:
            state = running.until(lambda s: bool(s.trouble))
            assert state.trouble == "feed.port_taken"
            assert str(port) in state.sentence(Texts("en", "DE"))
            other.close()
            running.waits()
            with running.connect() as sock:
                sock.sendall(RINGS)
                assert running.number() == "0248873711"
        finally:
            running.stop()


def test_a_port_that_is_taken_is_said_when_the_line_is_tried():
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(UserError) as found:
        check_connection(parse(f"hipath://127.0.0.1:{other.getsockname()[1]}"))
    assert found.value.id == "feed.port_taken"


def test_an_address_that_is_not_ours_is_said():
    with pytest.raises(UserError) as found:
        check_connection(parse("hipath://192.0.2.1:4000"))
    assert found.value.id == "feed.port_failed"
    assert "192.0.2.1:4000" in found.value.sentence(Texts("en", "DE"))


def test_an_exchange_can_be_connected_to_instead():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        running = Running(parse(f"hipath://127.0.0.1:{server.getsockname()[1]}?connect=1#exchange"))
        try:
            sock, _ = server.accept()
            with sock:
                sock.sendall(RINGS)
                assert running.number() == "0248873711"
        finally:
            running.stop()


def test_of_many_connections_at_once_only_the_newest_is_kept_open():
    waker = Waker()
    address = parse(f"hipath://127.0.0.1:{free_port()}")
    with waker:
        found = source(address, waker)
        assert isinstance(found, Listening)
        first = socket.socket()
        thread = threading.Timer(0.05, lambda: first.connect(("127.0.0.1", address.port)))
        thread.start()
        opened = found.open(PATIENCE, print)
        thread.join()
        assert opened is not None
        more = [socket.create_connection(("127.0.0.1", address.port)) for _ in range(5)]
        while not found.newer():
            pass
        newest = found.open(PATIENCE, print)
        assert newest is not None
        assert newest.getpeername() == more[-1].getsockname()
        for sock in (opened, newest, first, *more):
            sock.close()
        found.close()


@pytest.mark.parametrize(("who", "allowed", "may"), [
    ("192.168.1.7", [], True), ("192.168.1.7", ["192.168.1.7"], True), ("192.168.1.8", ["192.168.1.7"], False),
    ("192.168.1.7", ["10.0.0.0/8", "192.168.1.0/24"], True), ("::ffff:192.168.1.7", ["192.168.1.7"], True),
    ("fe80::1%eth0", ["fe80::/10"], True),
])
def test_who_may_connect_is_named_by_address_or_network(who, allowed, may):
    assert may_connect(who, allowed) is may


@pytest.mark.logs("from=exchange names no address")
def test_a_name_lets_nobody_in():
    assert not may_connect("192.168.1.7", ["exchange"])
