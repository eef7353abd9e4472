"""The other sides of all kinds of feeds on the loopback, which do what they should or the worst they can."""

from __future__ import annotations

import contextlib
import json
import queue
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from hotline_desk.adapters.telephony.feed import Pace
from hotline_desk.adapters.telephony.listener import listener
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.domain.calls import CallEvent
from tests import record_streams
from tests.fritz_stream import PLAN

PATIENCE = 30.0
SECRET = "s3cret"
FAST = Pace(connect=2.0, first=0.01, longest=0.05, turn=0.02, quiet=20.0, mute=20.0)
_NOW = datetime(2026, 11, 21, 14, 3, 22)  # noqa: DTZ001 - no zone on the wire
_ACCEPTED = b"Response: Success\r\nActionID: hotline-desk-login\r\nMessage: Authentication accepted\r\n\r\n"
_NOTHING_RUNS = b"Response: Success\r\n\r\nEvent: CoreShowChannelsComplete\r\nListItems: 0\r\n\r\n"


def number(n: int) -> str:
    """Who calls in the n-th call, as it comes over the wire."""
    return f"0175{n:07}"


def e164(n: int) -> str:
    return "+49" + number(n)[1:]


def _fritzbox(n: int) -> bytes:
    return f"21.11.26 14:03:22;RING;{n % 8};{number(n)};732111;SIP1;\r\n".encode()


def _asterisk(n: int) -> bytes:
    return (f"Event: DialBegin\r\nChannel: PJSIP/trunk-{n:08x}\r\nChannelState: 4\r\nCallerIDNum: {number(n)}\r\n"
            f"Context: from-trunk\r\nExten: 732111\r\nUniqueid: 1790000000.{n}\r\nLinkedid: 1790000000.{n}\r\n"
            f"DestChannel: PJSIP/101-{n:08x}\r\nDestUniqueid: 1790000001.{n}\r\nDestLinkedid: 1790000000.{n}\r\n"
            "DialString: 101\r\n\r\n").encode()


def _modem(n: int) -> bytes:
    return f"RING;{number(n)};732111\r\n".encode()


def _hipath(n: int) -> bytes:
    return record_streams.hipath(_NOW, n % 900, "201", number(n), 0).encode() + b"\r\n"


def _avaya(n: int) -> bytes:
    return record_streams.avaya(_NOW, n, False, number(n), "I", "4400", 60, 5,
                                "E201,Anna,T9001,Line 1.1").encode() + b"\r\n"


def _panasonic(n: int) -> bytes:
    return record_streams.panasonic(_NOW, "201", "03", f"<I>{number(n)}", 5, 60).encode() + b"\r\n"


def _push(n: int) -> bytes:
    body = json.dumps({"event": "newCall", "from": e164(n)[1:], "to": "4930732111", "direction": "in",
                       "callId": str(n), "user": ["Anna"]}).encode()
    return (f"POST /hotline/{SECRET} HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def _until(sock: socket.socket, end: bytes) -> None:
    got = b""
    while not got.endswith(end):
        piece = sock.recv(1)
        assert piece, "hung up"
        got += piece


def _let_in_by_asterisk(sock: socket.socket) -> None:
    sock.sendall(b"Asterisk Call Manager/11.0.0\r\n")
    _until(sock, b"\r\n\r\n")
    sock.sendall(_ACCEPTED)
    _until(sock, b"\r\n\r\n")
    sock.sendall(_NOTHING_RUNS)


def _let_in_by_panasonic(sock: socket.socket) -> None:
    for prompt in (b"-", b"Enter Password:"):
        sock.sendall(prompt)
        _until(sock, b"\r\n")
    sock.sendall(b"\r\n")


def _let_in_by_modem(sock: socket.socket) -> None:
    for _ in range(2):
        _until(sock, b"\r")
        sock.sendall(b"\r\nOK\r\n")


@dataclass(frozen=True)
class Feed:
    """One kind: its URL, what tells of the n-th call, what comes before, whether calls may be told again."""

    url: str
    ring: Callable[[int], bytes]
    greet: Callable[[socket.socket], None] = lambda sock: None
    comes_to_us: bool = False
    tells_again: bool = True
    answers: bool = False


FEEDS = {
    "fritzbox": Feed("fritzbox://127.0.0.1:{port}", _fritzbox),
    "asterisk": Feed("asterisk://hotline@127.0.0.1:{port}?trunk=PJSIP/trunk", _asterisk, _let_in_by_asterisk),
    "modem": Feed("modem://127.0.0.1:{port}", _modem, _let_in_by_modem, tells_again=False),
    "hipath": Feed("hipath://127.0.0.1:{port}", _hipath, comes_to_us=True),
    "hipath asked": Feed("hipath://127.0.0.1:{port}?connect=1", _hipath),
    "avaya": Feed("smdr+avaya://127.0.0.1:{port}", _avaya, comes_to_us=True),
    "panasonic": Feed("smdr+panasonic://127.0.0.1:{port}", _panasonic, _let_in_by_panasonic),
    "push": Feed("push://127.0.0.1:{port}", _push, comes_to_us=True, answers=True),
}


@dataclass
class Bench:
    """A feed that listens in its thread, and its other side."""

    feed: Feed
    pace: Pace = FAST
    record: Callable[[CallEvent], object] | None = None
    events: queue.Queue[CallEvent] = field(default_factory=queue.Queue)

    def __enter__(self) -> Bench:
        self._sockets: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(PATIENCE)
        self.port = self._server.getsockname()[1]
        if self.feed.comes_to_us:
            self._server.close()
        address = parse(self.feed.url.format(port=self.port))
        self.listener = listener(
            address, PLAN, self.record or self.events.put, pace=self.pace, secret=lambda name: SECRET)
        self._thread = threading.Thread(target=self.listener.run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.stop()
        self._thread.join(PATIENCE)
        for sock in (*self._sockets, self._server):
            sock.close()
        assert not self._thread.is_alive()

    def line(self) -> socket.socket:
        """A new connection on which calls can be told."""
        sock = self._come() if self.feed.comes_to_us else self._server.accept()[0]
        sock.settimeout(PATIENCE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sockets = [*(each for each in self._sockets if each.fileno() >= 0), sock]
        self.feed.greet(sock)
        return sock

    def _come(self) -> socket.socket:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            except ConnectionRefusedError:
                assert time.monotonic() < end, "nobody listens"
                time.sleep(0.01)

    def tell(self, sock: socket.socket, n: int) -> None:
        """Tells of the n-th call; where calls are answered and then hung up on, on a connection of its own."""
        if not self.feed.answers:
            sock.sendall(self.feed.ring(n))
        elif not self._answered(sock, n):
            with self.line() as own:
                assert self._answered(own, n)

    def _answered(self, sock: socket.socket, n: int) -> bool:
        with contextlib.suppress(OSError):
            sock.sendall(self.feed.ring(n))
            return b" 200 " in sock.recv(4096).partition(b"\r\n")[0]
        return False

    def hears(self, n: int) -> CallEvent:
        """The event of the n-th call. Fails if it does not come in half a minute."""
        end = time.monotonic() + PATIENCE
        while True:
            event = self.events.get(timeout=max(0.001, end - time.monotonic()))
            if event.caller_number == e164(n):
                return event


def reset(sock: socket.socket) -> None:
    """Closes with a TCP reset instead of a farewell."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def garbage(sock: socket.socket, seed: int = 3, size: int = 65536) -> None:
    """Bytes without sense. Who hangs up for it is right."""
    with contextlib.suppress(OSError):
        sock.sendall(Random(seed).randbytes(size) + b"\r\n\r\n")


def endless(sock: socket.socket, megabytes: int = 10) -> None:
    """So much without the end of a line, then one. Who hangs up for it is right."""
    with contextlib.suppress(OSError):
        for _ in range(megabytes * 16):
            sock.sendall(b"x" * 65536)
        sock.sendall(b"\r\n\r\n")


def slowly(sock: socket.socket, message: bytes) -> None:
    """A byte at a time: a thousandth of a second stands for a whole one."""
    for byte in message:
        sock.sendall(bytes((byte,)))
        time.sleep(0.001)
