"""The small HTTP server that telephone systems and telephones send their calls to.

A request is answered with 200 only once its events are durable; whoever gets a 503 is to send it again. Without a
secret it listens to this computer alone.
"""

from __future__ import annotations

import ipaddress
import logging
import selectors
import socket
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from hotline_desk.adapters.telephony import push
from hotline_desk.adapters.telephony import trace as traced
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState, Pace
from hotline_desk.adapters.telephony.outlet import Outlet, ignore
from hotline_desk.adapters.telephony.push import PushTranslator, Reply, Request
from hotline_desk.adapters.telephony.pushvisits import READING_S, Visit
from hotline_desk.adapters.telephony.sources import listening_socket, may_connect
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.trouble import LineTrouble
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.adapters.telephony.wire import Waker
from hotline_desk.core.clock import Clock
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
_MOST_VISITS = 32
_SPARED_S = 1.0
"""So long a sender may read before it has to make room for others."""
_BACKLOG = 256
_TURN_S = 5.0


class PushServer:
    """Hears the calls of one feed in the thread that calls `run`, until another thread calls `stop`."""

    def __init__(
        self,
        address: FeedAddress,
        plan: NumberPlan,
        secret: str,
        on_event: Callable[[CallEvent], object],
        on_state: Callable[[FeedState], object] = ignore,
        on_connected: Callable[[], object] = ignore,
        clock: Clock | None = None,
        pace: Pace | None = None,
        trace: Trace | None = None,
    ) -> None:
        self._address = address
        self._secret = secret
        self._waker = Waker()
        self._outlet = Outlet(address, on_event, on_state, on_connected, clock, pace, self._waker, trace)
        self._translator = PushTranslator(address.name, plan, secret, address.option("url"))
        self._visitors = _Visitors()
        self._lock = threading.Lock()
        self._heard = 0
        self._late: list[CallEvent] = []

    @property
    def state(self) -> FeedState:
        """The newest state; may be read from any thread. Connected means that the port is open."""
        return self._outlet.state

    @property
    def can_dial(self) -> bool:
        """Never: who sends requests takes none."""
        return False

    def dial(self, order: DialOrder) -> None:
        """Raises UserError dial.impossible."""
        raise UserError("dial.impossible", name=self._address.name)

    def stop(self) -> None:
        """Makes `run` return within milliseconds unless an event is just being stored. From any thread."""
        self._waker.wake()

    def run(self) -> None:
        """Listens until stopped; for one call only."""
        wait = self._outlet.pace.first
        with self._waker:
            while not self._waker.woken.is_set():
                try:
                    encryption = self._encryption()
                    with self._opened() as server:
                        self._serve(server, encryption)
                except LineTrouble as trouble:
                    self._outlet.trouble(trouble.id, str(trouble), values=trouble.values)
                except OSError as trouble:
                    self._outlet.trouble("feed.port_failed", str(trouble))
                self._waker.pause(wait)
                wait = min(wait * 2, self._outlet.pace.longest)
            self._visitors.send_away()
        with self._lock:  # an event that is being stored is stored to its end
            self._outlet.become(connected=False)

    def _opened(self) -> socket.socket:
        if not self._secret and not is_loopback(self._address.host):
            raise LineTrouble("feed.secret", "without a secret only this computer may send", place=self._address.place)
        return listening_socket(self._address, _BACKLOG)

    def _encryption(self) -> ssl.SSLContext | None:
        if not self._address.encrypted:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cert = self._address.option("cert")
        try:
            context.load_cert_chain(cert, self._address.option("key") or None)
        except OSError as trouble:
            raise LineTrouble("feed.port_failed", f"cert={cert}: {trouble}", place=self._address.place) from trouble
        return context

    def _serve(self, server: socket.socket, encryption: ssl.SSLContext | None) -> None:
        if not self._outlet.begin():
            return
        LOGGER.info("%s: listens at %s", self._address.name, self._address.place)
        while not self._waker.woken.is_set():
            if self._waker.ready(server, selectors.EVENT_READ, _TURN_S) and self._visitors.has_room(self._waker):
                self._let_in(server, encryption)
            self._look_after()

    def _let_in(self, server: socket.socket, encryption: ssl.SSLContext | None) -> None:
        try:
            conn, place = server.accept()
        except BlockingIOError:
            return
        except OSError as trouble:  # it was given up before we took it, or no more can be opened now
            LOGGER.info("%s: nobody could be let in: %s", self._address.name, trouble)
            self._waker.pause(0.1)
            return
        peer = str(place[0])
        if not may_connect(peer, self._address.chosen("from")):
            LOGGER.warning("%s: %s may not connect", self._address.name, peer)
            conn.close()
            return
        visit = partial(self._visit, conn, peer, encryption)
        self._visitors.enter(conn)
        try:
            threading.Thread(target=visit, name=f"{self._address.name} visit", daemon=True).start()
        except RuntimeError as trouble:  # the system gives no more threads now
            LOGGER.info("%s: nobody could be let in: %s", self._address.name, trouble)
            conn.close()
            self._visitors.leave(conn)

    def _visit(self, conn: socket.socket, peer: str, encryption: ssl.SSLContext | None) -> None:
        end, scheme, used = time.monotonic() + READING_S, "http", conn
        try:
            conn.settimeout(READING_S)
            if encryption is not None:
                used, scheme = encryption.wrap_socket(conn, server_side=True, do_handshake_on_connect=False), "https"
                self._visitors.change(conn, used)
                used.do_handshake()
            Visit(used, peer, scheme, end, self._answer, partial(self._visitors.has_read, used))
        except OSError as trouble:  # gone, too slow, or no encryption: its business
            LOGGER.debug("%s: a visit ended: %s", self._address.name, trouble)
        except Exception:  # one odd request must not look like a crash of the program
            LOGGER.exception("%s: a request could not be answered", self._address.name)
        finally:
            used.close()
            self._visitors.leave(used)

    def _answer(self, request: Request) -> Reply:
        """The reply, once the events of the request are stored: of one request after the other."""
        at = self._outlet.clock.now()
        with self._lock:
            if self._waker.woken.is_set():
                return Reply(503)
            heard = self._translator.take(request, at)
            self._heard += 1
            if heard.known:
                self._outlet.note(traced.IN, push.shown(request))
            stored = all(self._outlet.offer(event) for event in heard.events)
            reply = heard.reply if stored else Reply(503)
            stranger = "" if heard.known else f" {request.peer} does not know the address"
            self._outlet.note(traced.OUT, f"{reply.status}{stranger}")
            self._outlet.count(self._heard, self._translator.dropped)
            self._outlet.tell()
        return reply

    def _look_after(self) -> None:
        """Stores the ends that nobody tells."""
        with self._lock:
            self._late.extend(self._translator.overdue(self._outlet.clock.now()))
            while self._late and self._outlet.offer(self._late[0]):
                self._late.pop(0)
            self._outlet.tell()


class _Visitors:
    """Who is being served. There is room for so many; the slowest leaves when others wait."""

    def __init__(self) -> None:
        self._reading: OrderedDict[socket.socket, float] = OrderedDict()
        self._count = 0
        self._changed = threading.Condition()

    def has_room(self, waker: Waker) -> bool:
        """Waits until there is room for one more; False if woken."""
        with self._changed:
            while self._count >= _MOST_VISITS and not waker.woken.is_set():
                oldest = next(iter(self._reading), None)
                if oldest is not None and time.monotonic() - self._reading[oldest] > _SPARED_S:
                    del self._reading[oldest]
                    _cut(oldest)
                self._changed.wait(0.05)
        return not waker.woken.is_set()

    def enter(self, conn: socket.socket) -> None:
        with self._changed:
            self._count += 1
            self._reading[conn] = time.monotonic()

    def change(self, conn: socket.socket, used: socket.socket) -> None:
        """The connection goes on encrypted."""
        with self._changed:
            begun = self._reading.pop(conn, None)
            if begun is not None:
                self._reading[used] = begun

    def has_read(self, conn: socket.socket) -> None:
        """Its request is complete: it stays until it is answered."""
        with self._changed:
            self._reading.pop(conn, None)

    def leave(self, conn: socket.socket) -> None:
        with self._changed:
            self._reading.pop(conn, None)
            self._count -= 1
            self._changed.notify()

    def send_away(self) -> None:
        """Hangs up on all who still read."""
        with self._changed:
            for conn in self._reading:
                _cut(conn)
            self._reading.clear()


def is_loopback(host: str) -> bool:
    """Whether only programs of this computer can connect there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold().rstrip(".") == "localhost"


def _cut(conn: socket.socket) -> None:
    """Wakes the thread that reads; it closes the connection."""
    try:
        conn.shutdown(socket.SHUT_RDWR)
    except OSError as trouble:
        LOGGER.debug("it had gone before: %s", trouble)
