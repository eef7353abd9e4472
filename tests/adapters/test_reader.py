"""The reader against real sockets on the loopback, friendly and hostile."""

from __future__ import annotations

import queue
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from hotline_desk.adapters.telephony.feed import FeedState, Pace, translators
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.sources import check_connection
from hotline_desk.adapters.telephony.urls import FeedAddress, parse
from hotline_desk.core.clock import SystemClock
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.text import Translator as Texts
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN, Journal, generate

RING = b"21.11.26 14:03:22;RING;0;01755290111;732111;SIP1;\r\n"
CONNECT = b"21.11.26 14:03:30;CONNECT;0;12;01755290111;\r\n"
DISCONNECT = b"21.11.26 14:04:30;DISCONNECT;0;60;\r\n"
PATIENCE = 10.0
FAST = Pace(connect=2.0, first=0.01, longest=0.05)


class Peer:
    """The other side of a feed, driven by the test."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(PATIENCE)
        self.place = self.server.getsockname()
        self.sockets = [self.server]

    def accept(self) -> socket.socket:
        sock, _ = self.server.accept()
        sock.settimeout(PATIENCE)
        self.sockets.append(sock)
        return sock

    def close(self) -> None:
        for sock in self.sockets:
            sock.close()


class Running:
    """A reader in its thread and what it told."""

    def __init__(self, address: FeedAddress, pace: Pace = FAST, record: Callable[[CallEvent], object] | None = None):
        self.events: queue.Queue[CallEvent] = queue.Queue()
        self.states: queue.Queue[FeedState] = queue.Queue()
        self.connects: queue.Queue[None] = queue.Queue()
        self.reader = Reader(
            address, translators(address, PLAN), record or self.events.put, self.states.put,
            lambda: self.connects.put(None), pace=pace,
        )
        self.thread = threading.Thread(target=self.reader.run)
        self.thread.start()

    def event(self) -> CallEvent:
        return self.events.get(timeout=PATIENCE)

    def until(self, wanted: Callable[[FeedState], bool]) -> FeedState:
        while True:
            state = self.states.get(timeout=PATIENCE)
            if wanted(state):
                return state

    def stop(self) -> float:
        """Seconds from the call of stop to the end of the thread."""
        begun = time.monotonic()
        self.reader.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        return time.monotonic() - begun


@pytest.fixture
def peer() -> Iterator[Peer]:
    found = Peer()
    yield found
    found.close()


@pytest.fixture
def start(peer: Peer) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(**how: object) -> Running:
        running.append(Running(address_of(peer), **how))
        return running[-1]

    yield begin
    for each in running:
        each.stop()


def address_of(peer: Peer) -> FeedAddress:
    return parse(f"fritzbox://127.0.0.1:{peer.place[1]}")


def reset(sock: socket.socket) -> None:
    """Closes with a TCP reset instead of a farewell."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def test_events_arrive_in_order_and_the_state_tells_of_them(peer, start):
    running = start()
    peer.accept().sendall(RING + CONNECT + DISCONNECT)
    assert [running.event().kind for _ in range(3)] == ["ringing", "answered", "ended"]
    state = running.until(lambda s: s.lines == 3)
    assert (state.connected, state.dropped, state.trouble) == (True, 0, "")
    assert state.last_event_at is not None


def test_the_gap_is_told_before_anything_else(peer, start):
    order: list[str] = []
    done = threading.Event()
    address = address_of(peer)
    reader = Reader(address, translators(address, PLAN), lambda e: (order.append(e.kind), done.set()),
                    on_connected=lambda: order.append("connected"), pace=FAST)
    thread = threading.Thread(target=reader.run)
    thread.start()
    peer.accept().sendall(RING)
    assert done.wait(PATIENCE)
    reader.stop()
    thread.join(PATIENCE)
    assert order == ["connected", "ringing"]


def test_one_byte_at_a_time_makes_the_same_events(peer, start):
    running = start()
    sock = peer.accept()
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in RING + CONNECT:
        sock.sendall(bytes([byte]))
    assert [running.event().kind for _ in range(2)] == ["ringing", "answered"]


def test_a_line_of_ten_megabytes_is_dropped_and_the_next_one_read(peer, start):
    running = start()
    sock = peer.accept()
    for _ in range(160):
        sock.sendall(b"x" * 65536)
    sock.sendall(b"\r\n" + RING)
    assert running.event().kind == "ringing"
    assert running.until(lambda s: s.lines == 1).dropped == 1


def test_garbage_is_counted_and_passed_over(peer, start):
    running = start()
    peer.accept().sendall(b"\x00\xff\xfe;;;\n\x80\n" + "Müll;RING;0;\n".encode("latin-1") + RING)
    assert running.event().kind == "ringing"
    assert running.until(lambda s: s.lines == 4).dropped == 3


@pytest.mark.parametrize("farewell", [socket.socket.close, reset])
def test_a_connection_that_ends_is_made_again(peer, start, farewell):
    running = start()
    sock = peer.accept()
    sock.sendall(RING)
    running.event()
    farewell(sock)
    assert running.until(lambda s: not s.connected).trouble == "feed.lost"
    peer.accept().sendall(CONNECT)
    event = running.event()
    assert (event.kind, event.call_id, event.connection) == ("answered", "", "0")
    assert running.until(lambda s: s.connected).trouble == ""
    assert running.connects.qsize() == 2


def test_the_first_new_attempt_comes_after_half_a_second(peer, start):
    running = start(pace=Pace())
    sock = peer.accept()
    sock.sendall(RING)
    running.event()
    begun = time.monotonic()
    reset(sock)
    peer.accept().sendall(CONNECT)
    assert running.event().kind == "answered"
    assert 0.4 < time.monotonic() - begun < 2.0


@pytest.mark.logs("feed.unreachable")
def test_a_port_that_opens_late_is_found(start):
    late = socket.socket()
    late.bind(("127.0.0.1", 0))
    running = Running(parse(f"fritzbox://127.0.0.1:{late.getsockname()[1]}"))
    try:
        state = running.until(lambda s: s.trouble != "")
        assert state.trouble == "feed.unreachable"
        assert f"127.0.0.1:{late.getsockname()[1]}" in state.sentence(Texts("en"))
        late.listen()
        sock, _ = late.accept()
        with sock:
            sock.sendall(RING)
            assert running.event().kind == "ringing"
    finally:
        running.stop()
        late.close()


def test_a_peer_that_hangs_up_at_once_is_not_besieged(peer, start):
    start(pace=Pace(first=0.05, longest=30))
    begun = time.monotonic()
    for _ in range(5):
        peer.accept().close()
    assert time.monotonic() - begun > 0.05 + 0.1 + 0.2 + 0.4


def test_a_line_resets_the_wait_between_attempts(peer, start):
    running = start(pace=Pace(first=0.05, longest=30))
    for _ in range(6):
        sock = peer.accept()
        sock.sendall(RING)
        running.event()
        reset(sock)
    begun = time.monotonic()
    peer.accept()
    assert time.monotonic() - begun < 1.0


def test_a_silent_peer_is_waited_for_and_left_at_once(peer, start):
    running = start()
    peer.accept()
    running.connects.get(timeout=PATIENCE)
    assert running.stop() < 1.0


@pytest.mark.logs("feed.unreachable")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_stopping_while_nobody_answers_is_quick(host):
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    running = Running(parse(f"fritzbox://{host}:{port}"), pace=Pace(first=30))
    running.until(lambda s: s.trouble != "")
    assert running.stop() < 1.0


def test_a_name_look_up_that_hangs_does_not_hold_up_the_stop(monkeypatch):
    asked, over = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        asked.set()
        over.wait(PATIENCE)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    running = Running(parse("fritzbox://fritz.box"), pace=Pace(connect=30))
    assert asked.wait(PATIENCE)
    assert running.stop() < 1.0
    over.set()


def test_stopping_before_running_is_allowed(peer):
    address = address_of(peer)
    reader = Reader(address, translators(address, PLAN), lambda event: None)
    reader.stop()
    reader.run()
    reader.stop()
    assert not reader.state.connected


def test_a_connection_half_made_does_not_hold_up_the_stop():
    """A full backlog leaves the connect hanging, as a firewall would."""
    deaf = socket.socket()
    deaf.bind(("127.0.0.1", 0))
    deaf.listen(0)
    callers = [socket.socket() for _ in range(4)]
    for caller in callers:
        caller.setblocking(False)
        caller.connect_ex(deaf.getsockname())
    running = Running(parse(f"fritzbox://127.0.0.1:{deaf.getsockname()[1]}"), pace=Pace(connect=30))
    try:
        assert running.stop() < 1.0
    finally:
        for sock in (deaf, *callers):
            sock.close()


def test_a_silent_line_is_renewed_without_a_gap(peer, start):
    running = start(pace=Pace(quiet=0.5))
    first = peer.accept()
    second = peer.accept()
    assert first.recv(1) == b""
    second.sendall(RING)
    assert running.event().kind == "ringing"
    assert running.connects.qsize() == 1
    assert [s.connected for s in list(running.states.queue)].count(False) == 0


def test_a_call_goes_on_over_the_renewal_of_a_silent_line(peer, start):
    running = start(pace=Pace(quiet=0.5))
    peer.accept().sendall(RING)
    ring = running.event()
    second = peer.accept()
    second.sendall(DISCONNECT)
    assert running.event().call_id == ring.call_id


def test_a_last_line_without_its_end_counts_if_it_is_whole(peer, start):
    running = start()
    sock = peer.accept()
    sock.sendall(RING + DISCONNECT.rstrip())
    sock.close()
    assert [running.event().kind for _ in range(2)] == ["ringing", "ended"]


def test_a_torn_last_line_is_not_believed(peer, start):
    running = start()
    sock = peer.accept()
    sock.sendall(RING + b"21.11.26 14:04:30;DISCONNECT;0;6")
    sock.close()
    running.event()
    assert running.until(lambda s: not s.connected).lines == 1


@pytest.mark.logs("feed.waiting: away")
def test_an_event_that_cannot_be_stored_is_kept_until_it_can(peer, start):
    stored: list[str] = []
    refusals = iter([True, True, False, True])
    whole = threading.Event()

    def record(event: CallEvent) -> None:
        if next(refusals, False):
            raise EnvironmentTrouble("database", "away")
        stored.append(event.kind)
        if len(stored) == 3:
            whole.set()

    running = start(record=record)
    peer.accept().sendall(RING + CONNECT + DISCONNECT)
    assert whole.wait(PATIENCE)
    assert stored == ["ringing", "answered", "ended"]
    waiting = running.until(lambda s: s.trouble != "")
    assert (waiting.trouble, waiting.connected) == ("feed.waiting", True)
    assert "away" in waiting.sentence(Texts("en"))
    assert running.until(lambda s: s.lines == 3).trouble == ""


@pytest.mark.logs("store.full")
def test_a_full_disk_loses_no_event_and_is_told(peer, start):
    refusals, stored = iter([True, True, True, True, True]), threading.Event()

    def record(event: CallEvent) -> None:
        if next(refusals, False):
            raise UserError("store.full")
        stored.set()

    running = start(record=record)
    peer.accept().sendall(RING)
    assert stored.wait(PATIENCE)
    assert running.until(lambda s: s.trouble != "").sentence(Texts("en")).startswith("The disk is full.")


@pytest.mark.logs("feed.waiting: away", "stopped while an event waited")
def test_stopping_while_an_event_waits_is_quick(peer, start):
    def record(event: CallEvent) -> None:
        raise EnvironmentTrouble("database", "away")

    running = start(record=record, pace=Pace())
    peer.accept().sendall(RING)
    running.until(lambda s: s.trouble == "feed.waiting")
    assert running.stop() < 1.0


@pytest.mark.logs("could not be handed over")
def test_a_bug_in_the_listener_does_not_end_the_feed(peer, start):
    tried: queue.Queue[str] = queue.Queue()

    def record(event: CallEvent) -> None:
        tried.put(event.kind)
        if event.kind == "ringing":
            raise ZeroDivisionError

    start(record=record)
    peer.accept().sendall(RING + CONNECT)
    assert [tried.get(timeout=PATIENCE) for _ in range(4)] == ["ringing"] * 3 + ["answered"]


def test_events_that_come_at_once_are_handed_over_together_in_their_order(peer):
    groups: queue.Queue[list[str]] = queue.Queue()
    address = address_of(peer)
    reader = Reader(address, translators(address, PLAN), lambda event: groups.put([event.kind]), pace=FAST,
                    on_events=lambda events: groups.put([event.kind for event in events]))
    thread = threading.Thread(target=reader.run)
    thread.start()
    peer.accept().sendall((RING + CONNECT + DISCONNECT) * 10)
    heard: list[str] = []
    while len(heard) < 30:
        heard += groups.get(timeout=PATIENCE)
    reader.stop()
    thread.join(PATIENCE)
    assert heard == ["ringing", "answered", "ended"] * 10


@pytest.mark.logs("could not be handed over")
def test_events_that_cannot_be_taken_together_are_handed_over_one_by_one(peer):
    singly: queue.Queue[str] = queue.Queue()
    address = address_of(peer)
    reader = Reader(address, translators(address, PLAN), lambda event: singly.put(event.kind), pace=FAST,
                    on_events=lambda events: 1 / 0)
    thread = threading.Thread(target=reader.run)
    thread.start()
    peer.accept().sendall(RING + CONNECT + DISCONNECT)
    assert [singly.get(timeout=PATIENCE) for _ in range(3)] == ["ringing", "answered", "ended"]
    reader.stop()
    thread.join(PATIENCE)


def test_keep_alive_notices_a_dead_box_within_half_a_minute(peer, start, monkeypatch):
    opened: list[socket.socket] = []
    from hotline_desk.adapters.telephony import wire

    monkeypatch.setattr(wire, "keep_alive", lambda sock, real=wire.keep_alive: (real(sock), opened.append(sock)))
    start().connects.get(timeout=PATIENCE)
    sock, = opened
    read = {name: sock.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
            for name in ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")}
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert read["TCP_KEEPIDLE"] + read["TCP_KEEPINTVL"] * read["TCP_KEEPCNT"] <= 30


def journal_through_sockets(peer: Peer, start: Callable[..., Running], *streams: bytes) -> Journal:
    journal, taken = Journal(), threading.Event()
    end = b"21.11.26 23:59:59;DISCONNECT;999999;77;\r\n"  # belongs to no call and tells that the stream is through

    def record(event: CallEvent) -> None:
        journal.record(event)
        if event.connection == "999999":
            taken.set()

    running = start(record=record)
    for stream in streams:
        sock = peer.accept()
        running.connects.get(timeout=PATIENCE)
        journal.feed_is_back(SystemClock().now())
        sock.sendall(stream + end)
        assert taken.wait(PATIENCE)
        taken.clear()
        reset(sock)
    return journal


def test_two_hundred_interleaved_calls_give_exactly_the_right_journal(peer, start):
    stream = generate(seed=7)
    assert journal_through_sockets(peer, start, stream.bytes()).shown() == stream.expected


def test_the_same_stream_again_after_a_reset_changes_nothing(peer, start):
    stream = generate(seed=8)
    journal = journal_through_sockets(peer, start, stream.bytes(), stream.bytes("\n"))
    assert journal.shown() == stream.expected


def test_a_stream_that_breaks_in_the_middle_of_a_line_is_made_good(peer, start):
    stream = generate(seed=9, malformed=False)
    whole = stream.bytes()
    journal = Journal()
    done = threading.Event()
    running = start(record=lambda event: (journal.record(event), done.set() if event.connection == "999999" else None))
    sock = peer.accept()
    sock.sendall(whole[: len(whole) // 2])
    sock.close()
    running.until(lambda s: s.trouble == "feed.lost")
    peer.accept().sendall(whole + b"21.11.26 23:59:59;DISCONNECT;999999;77;\r\n")
    assert done.wait(PATIENCE)
    assert journal.shown() == stream.expected


def test_a_thousand_events_are_read_in_a_second(peer, start):
    running = start()
    sock = peer.accept()
    begun = time.monotonic()
    sock.sendall((RING + CONNECT + DISCONNECT) * 400)
    for _ in range(1200):
        running.event()
    assert time.monotonic() - begun < 3.0


def test_checking_a_connection_tells_whether_somebody_answers(peer):
    check_connection(address_of(peer), timeout=2)
    peer.close()
    with pytest.raises(UserError) as refused:
        check_connection(address_of(peer), timeout=2)
    assert refused.value.id == "feed.unreachable"


def test_checking_a_name_nobody_has_says_the_same():
    with pytest.raises(UserError, match=r"host\.invalid:1012"):
        check_connection(parse("fritzbox://host.invalid"), timeout=5)
