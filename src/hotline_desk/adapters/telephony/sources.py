"""Where the line to a feed comes from: we connect to it, it connects to us, or it hangs at a serial port."""

from __future__ import annotations

import errno
import ipaddress
import logging
import selectors
import socket
from collections.abc import Callable
from typing import Protocol

from hotline_desk.adapters.telephony import urls
from hotline_desk.adapters.telephony.outlet import ignore
from hotline_desk.adapters.telephony.serial_line import open_port
from hotline_desk.adapters.telephony.tapi.listener import check_lines
from hotline_desk.adapters.telephony.tls import Untrusted, secured
from hotline_desk.adapters.telephony.trouble import LineTrouble
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.adapters.telephony.wire import Waker, connect, keep_alive
from hotline_desk.core.errors import UserError

LOGGER = logging.getLogger(__name__)
_LOCAL_RETRY_S = 5.0


class Source(Protocol):
    """Opens lines to one feed, one after the other.

    `renewable` tells whether a second line may be opened beside the first. `retry` is how many seconds lie between
    attempts at the most.
    """

    renewable: bool
    retry: float

    @property
    def watched(self) -> socket.socket | None:
        """What becomes readable when a newer line may be there."""
        ...

    def open(self, timeout: float, wait: Callable[[], object]) -> socket.socket | None:
        """A line that does not block; None if woken meanwhile. Raises LineTrouble, Untrusted, OSError.

        `wait` is called before it waits for somebody to come, without end.
        """
        ...

    def newer(self) -> bool:
        """Whether a newer line waits, which is to replace the present one."""
        ...

    def close(self) -> None:
        """Lets go of what outlasts a line."""
        ...


def source(address: FeedAddress, waker: Waker) -> Source:
    """What opens the lines to this feed."""
    if address.role == urls.LISTEN:
        return Listening(address, waker)
    return SerialPort(address, waker) if address.role == urls.SERIAL else Connecting(address, waker)


class Connecting:
    """We connect to it, encrypted if its address says so."""

    renewable = True
    retry = float("inf")
    watched = None

    def __init__(self, address: FeedAddress, waker: Waker) -> None:
        self._address = address
        self._waker = waker

    def open(self, timeout: float, wait: Callable[[], object]) -> socket.socket | None:
        """A connection; None if woken meanwhile. Raises Untrusted, OSError."""
        sock = connect(self._address.host, self._address.port, timeout, self._waker)
        if sock is None or not self._address.encrypted:
            return sock
        return secured(sock, self._address.host, next(iter(self._address.chosen("ca")), ""), timeout, self._waker)

    def newer(self) -> bool:
        """Never: nobody comes to us."""
        return False

    def close(self) -> None:
        """Nothing outlasts a connection."""


class SerialPort:
    """A device at a serial port of this computer, which may be unplugged and come back."""

    renewable = False
    retry = _LOCAL_RETRY_S
    watched = None

    def __init__(self, address: FeedAddress, waker: Waker) -> None:
        self._address = address
        self._waker = waker

    def open(self, timeout: float, wait: Callable[[], object]) -> socket.socket | None:
        """The port; None if woken meanwhile. Raises LineTrouble."""
        return open_port(self._address, timeout, self._waker)

    def newer(self) -> bool:
        """Never: there is one device."""
        return False

    def close(self) -> None:
        """The port is closed with its line."""


class Listening:
    """The telephone system connects to us; its newest connection counts, because an older one may be dead.

    `from=ADDRESS` in the feed's URL, also of a network, says who may connect; others are turned away.
    """

    renewable = False
    retry = _LOCAL_RETRY_S

    def __init__(self, address: FeedAddress, waker: Waker) -> None:
        self._address = address
        self._waker = waker
        self._server: socket.socket | None = None
        self._next: socket.socket | None = None

    @property
    def watched(self) -> socket.socket | None:
        """The port at which newer connections arrive."""
        return self._server

    def open(self, timeout: float, wait: Callable[[], object]) -> socket.socket | None:
        """The next connection, however long it takes; None if woken meanwhile. Raises LineTrouble."""
        if self._server is None:
            self._server = listening_socket(self._address)
        if not self.newer():
            wait()
        while not self.newer() and not self._waker.woken.is_set():
            self._waker.ready(self._server, selectors.EVENT_READ, None)
        found, self._next = self._next, None
        return found

    def newer(self) -> bool:
        """Whether a connection waits; of several the newest is kept."""
        while (arrived := self._accept()) is not None:
            if self._next is not None:
                self._next.close()
            self._next = arrived
        return self._next is not None

    def close(self) -> None:
        """Closes the port."""
        for sock in (self._next, self._server):
            if sock is not None:
                sock.close()
        self._next = self._server = None

    def _accept(self) -> socket.socket | None:
        """A connection of somebody who may connect."""
        while self._server is not None:
            try:
                sock, place = self._server.accept()
            except BlockingIOError:
                return None
            except OSError as trouble:  # it was given up before we took it, or no more can be opened now
                LOGGER.info("%s: nobody could be let in: %s", self._address.name, trouble)
                return None
            if may_connect(str(place[0]), self._address.chosen("from")):
                sock.setblocking(False)
                keep_alive(sock)
                LOGGER.info("%s: %s has connected", self._address.name, place[0])
                return sock
            LOGGER.warning("%s: %s may not connect", self._address.name, place[0])
            sock.close()
        return None


def listening_socket(address: FeedAddress, backlog: int = 8) -> socket.socket:
    """A socket that waits for connections at this place and does not block. Raises LineTrouble."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        server = socket.create_server((address.host, address.port), family=family, backlog=backlog)
    except OSError as trouble:
        id = "feed.port_taken" if trouble.errno == errno.EADDRINUSE else "feed.port_failed"
        raise LineTrouble(id, trouble.strerror or str(trouble), place=address.place, port=address.port) from trouble
    server.setblocking(False)
    return server


def may_connect(who: str, allowed: list[str]) -> bool:
    """Whether an address is one of those named; without any named everybody may."""
    try:
        caller = ipaddress.ip_address(who.partition("%")[0])
        caller = getattr(caller, "ipv4_mapped", None) or caller
        return not allowed or any(caller in ipaddress.ip_network(each, strict=False) for each in allowed)
    except ValueError:
        LOGGER.warning("from=%s names no address", ",".join(allowed))
        return False


def check_connection(address: FeedAddress, timeout: float = 5.0) -> None:
    """Opens a line once and lets it go: connects, opens the serial port, or sees that the port is free.

    Raises UserError: feed.unreachable if nobody answers in so many seconds, feed.certificate if it is not proven
    who answers, or what else keeps the line from being opened.
    """
    try:
        with Waker() as waker:
            if address.role in (urls.LISTEN, urls.HTTP):
                sock: socket.socket | None = listening_socket(address)
            elif address.role == urls.SYSTEM:
                check_lines(address)
                return
            else:
                sock = source(address, waker).open(timeout, ignore)
    except Untrusted as trouble:
        raise UserError("feed.certificate", place=address.place, reason=trouble) from trouble
    except LineTrouble as trouble:
        raise UserError(trouble.id, **dict(trouble.values)) from trouble
    except OSError as trouble:
        LOGGER.info("%s: no answer: %s", address.name, trouble)
        raise UserError("feed.unreachable", place=address.place) from trouble
    if sock is not None:
        sock.close()
