"""What lies between a socket and a translator: cutting lines, keeping a connection alive, waiting."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

LONGEST_LINE = 4096
_IDLE_S, _INTERVAL_S, _PROBES = 10, 5, 3
_Place = tuple[Any, ...]
_Found = tuple[socket.AddressFamily, socket.SocketKind, int, str, _Place]


def decode(line: bytes) -> str:
    """The text of a line: UTF-8 where it is, else Latin-1, which never fails."""
    try:
        return line.decode("utf-8").strip("\r\x00")
    except UnicodeDecodeError:
        return line.decode("latin-1").strip("\r\x00")


class LineCutter:
    """Cuts bytes into lines; a line over 4 KiB is dropped up to its end, so memory stays bounded.

    With `returns` a carriage return ends a line too, as serial devices write it, and empty lines are left out.
    """

    def __init__(self, text_of: Callable[[bytes], str] = decode, returns: bool = False) -> None:
        self.dropped = 0
        self._text_of = text_of
        self._returns = returns
        self._rest = bytearray()
        self._skipping = False

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The lines that this chunk completes."""
        if self._returns:
            chunk = chunk.replace(b"\r", b"\n")
        *complete, rest = chunk.split(b"\n")
        for part in complete:
            line = self._end(part)
            if line or (line is not None and not self._returns):
                yield line
        self._add(rest)

    @property
    def unfinished(self) -> str:
        """The text of the line that has no end yet."""
        return "" if self._skipping else self._text_of(bytes(self._rest))

    def last(self) -> str | None:
        """The line left when the peer has closed: None unless its last field is complete."""
        rest = bytes(self._rest)
        return None if self._skipping or not rest.rstrip().endswith(b";") else self._text_of(rest)

    def forget(self) -> None:
        """Drops the unfinished line of a connection that is left behind."""
        self._rest.clear()
        self._skipping = False

    def _end(self, part: bytes) -> str | None:
        self._add(part)
        line, skipped = bytes(self._rest), self._skipping
        self._rest.clear()
        self._skipping = False
        return None if skipped else self._text_of(line)

    def _add(self, part: bytes) -> None:
        if self._skipping:
            return
        self._rest += part
        if len(self._rest) > LONGEST_LINE:
            self._rest.clear()
            self._skipping = True
            self.dropped += 1


class Waker:
    """Wakes a thread that waits, from another thread and at once. That thread waits inside `with`."""

    def __init__(self) -> None:
        self.woken = threading.Event()
        self._pair: tuple[socket.socket, socket.socket] | None = None
        self._lock = threading.Lock()

    def wake(self) -> None:
        """Ends the present and all later waits."""
        with self._lock:
            self.woken.set()
            if self._pair:
                self._pair[1].send(b"x")

    def nudge(self) -> None:
        """Ends the present wait for a socket, or the next one, and no other."""
        with self._lock:
            if self._pair:
                self._pair[1].send(b"x")

    def pause(self, seconds: float) -> bool:
        """Waits so long; True if woken."""
        return self.woken.wait(seconds)

    def ready(
        self, other: socket.socket, event: int, seconds: float | None, besides: socket.socket | None = None
    ) -> bool:
        """Waits until the socket is ready; False if woken, nudged, or out of time, or if only `besides` can be read."""
        if self._pair is None or self.woken.is_set():
            return False
        with selectors.DefaultSelector() as selector:
            selector.register(self._pair[0], selectors.EVENT_READ)
            selector.register(other, event)
            if besides is not None:
                selector.register(besides, selectors.EVENT_READ)
            found = {key.fileobj for key, _ in selector.select(seconds)}
        if self._pair[0] in found and not self.woken.is_set():
            self._pair[0].recv(4096)
        return other in found and not self.woken.is_set()

    def __enter__(self) -> Waker:
        with self._lock:
            self._pair = socket.socketpair()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            for sock in self._pair or ():
                sock.close()
            self._pair = None


def connect(host: str, port: int, timeout: float, waker: Waker) -> socket.socket | None:
    """A non-blocking connection with keep-alive; None if woken meanwhile. Raises OSError."""
    trouble: OSError = TimeoutError(f"no address for {host}")
    for family, kind, protocol, _, place in _addresses(host, port, timeout, waker):
        sock = socket.socket(family, kind, protocol)
        try:
            if _connected(sock, place, timeout, waker):
                keep_alive(sock)
                return sock
            trouble = TimeoutError("no answer in time")
        except OSError as refused:
            trouble = refused
        sock.close()
        if waker.woken.is_set():
            return None
    if waker.woken.is_set():
        return None
    raise trouble


def receive(sock: socket.socket, most: int) -> bytes | None:
    """What has arrived, b"" if the other side has closed, None if nothing is there yet. Raises OSError."""
    try:
        return sock.recv(most)
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):  # ready, and yet nothing: systems do that
        return None
    except ssl.SSLZeroReturnError:
        return b""


def send(sock: socket.socket, message: bytes, timeout: float, waker: Waker) -> bool:
    """Sends all of it; False if woken meanwhile. Raises OSError, also when the other side takes nothing in time."""
    end = time.monotonic() + timeout
    while message:
        try:
            message = message[sock.send(message):]
            continue
        except (BlockingIOError, ssl.SSLWantWriteError):
            wanted = selectors.EVENT_WRITE
        except ssl.SSLWantReadError:
            wanted = selectors.EVENT_READ
        if waker.woken.is_set():
            return False
        if not waker.ready(sock, wanted, max(0.0, end - time.monotonic())) and time.monotonic() >= end:
            raise TimeoutError("the other side takes nothing")
    return True


def _connected(sock: socket.socket, place: _Place, timeout: float, waker: Waker) -> bool:
    sock.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        sock.connect(place)
    if not waker.ready(sock, selectors.EVENT_WRITE, timeout):
        return False
    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, "cannot connect")
    return True


def _addresses(host: str, port: int, timeout: float, waker: Waker) -> Sequence[_Found]:
    """The host's addresses. A thread of its own looks names up, because a look-up cannot be woken."""
    answers: list[Sequence[_Found] | Exception] = []
    near, far = socket.socketpair()

    def look_up() -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as trouble:
            answers.append(trouble)
        finally:
            far.close()

    threading.Thread(target=look_up, name="name look-up", daemon=True).start()
    with near:
        waker.ready(near, selectors.EVENT_READ, timeout)
    answer = answers[0] if answers else []
    if isinstance(answer, Exception):
        raise OSError(f"{host}: {answer}") from answer
    return answer


def keep_alive(sock: socket.socket) -> None:
    """Lets the system notice within half a minute that the other side is gone; each system in its own words."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    idle = getattr(socket, "TCP_KEEPIDLE", None) or getattr(socket, "TCP_KEEPALIVE", None)
    options = (
        (idle, _IDLE_S), (getattr(socket, "TCP_KEEPINTVL", None), _INTERVAL_S),
        (getattr(socket, "TCP_KEEPCNT", None), _PROBES),
    )
    for option, value in options:
        if option is not None:
            with contextlib.suppress(OSError):  # old Windows knows the names but not all of the options
                sock.setsockopt(socket.IPPROTO_TCP, option, value)
