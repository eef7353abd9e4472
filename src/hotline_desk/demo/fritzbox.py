"""A FRITZ!Box of our own: speaks the real call monitor protocol to any number of listeners.

    python -m hotline_desk.demo.fritzbox --port 1012 --numbers +491755290111,+49711555012 --every 20
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import logging
import selectors
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from hotline_desk.core.clock import Clock, SystemClock
from hotline_desk.demo.timetable import Turn, now_and_then, perform

LOGGER = logging.getLogger(__name__)
_BACKLOG = 16


class Connection:
    """One call at the box. A hung-up one stays as it is."""

    def __init__(self, box: FritzBox, id: int, other: str) -> None:
        self.id = id
        self._box = box
        self._other = other
        self._answered_at: float | None = None
        self._over = False

    def answer(self, extension: int = 11) -> Connection:
        """Somebody (40 to 44: the answering machine) lifts the receiver."""
        if self._answered_at is None and not self._over:
            self._answered_at = self._box.clock.monotonic()
            self._box.say("CONNECT", self.id, extension, self._other)
        return self

    def hang_up(self) -> None:
        """Ends the call; its id is free for another one."""
        if self._over:
            return
        self._over = True
        begun = self._answered_at
        seconds = 0 if begun is None else round(self._box.clock.monotonic() - begun)
        self._box.say("DISCONNECT", self.id, seconds)
        self._box.release(self.id)


class FritzBox:
    """The box. Calls may be made from any thread; `port` 0 takes a free one, known after `start`."""

    def __init__(
        self, port: int = 0, host: str = "127.0.0.1", clock: Clock | None = None, zone: str = "",
        country_code: str = "49",
    ) -> None:
        self.host, self.port = host, port
        self.clock = clock or SystemClock()
        self._zone = ZoneInfo(zone) if zone else None
        self._national = f"+{country_code}"
        self._lock = threading.RLock()
        self._used: set[int] = set()
        self._listeners: list[socket.socket] = []
        self._stopped = threading.Event()
        self._arrived = threading.Condition(self._lock)
        self._threads: list[threading.Thread] = []
        self._wake: socket.socket | None = None

    @property
    def url(self) -> str:
        """The feed URL for the desk."""
        return f"fritzbox://{self.host}:{self.port}"

    def start(self) -> FritzBox:
        """Opens the port. Raises OSError if it is taken."""
        server = socket.create_server((self.host, self.port), backlog=_BACKLOG)
        server.setblocking(False)
        self.port = server.getsockname()[1]
        woken, self._wake = socket.socketpair()
        self._run(lambda: self._serve(server, woken), "FRITZ!Box")
        return self

    def stop(self) -> None:
        """Hangs up on all listeners and closes the port."""
        self._stopped.set()
        if self._wake:
            self._wake.close()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> FritzBox:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ring(self, caller: str, called: str = "732111") -> Connection:
        """A call comes in; `caller` "" is withheld. Numbers may be E.164 or as they go over the wire."""
        with self._lock:
            connection = Connection(self, self._take_id(), self._written(caller))
            self.say("RING", connection.id, self._written(caller), self._written(called), "SIP0")
        return connection

    def dial(self, number: str, own: str = "732111", extension: int = 11) -> Connection:
        """Somebody in the house dials."""
        with self._lock:
            connection = Connection(self, self._take_id(), self._written(number))
            self.say("CALL", connection.id, extension, self._written(own), self._written(number), "SIP0")
        return connection

    def play(self, script: Iterable[Turn], pace: float = 1.0) -> threading.Thread:
        """Lets the calls of a timetable come in a thread of their own, until it ends or the box is stopped.

        `pace` stretches all seconds; 0 lets everything happen at once.
        """
        return self._run(lambda: self._play(script, pace), "timetable")

    def say(self, *fields: object) -> None:
        """Tells all listeners one line, stamped now. Who does not listen is let go."""
        local = self.clock.now().astimezone(self._zone)
        line = ";".join([f"{local:%d.%m.%y %H:%M:%S}", *map(str, fields), "\r\n"]).encode("ascii", "replace")
        with self._lock:
            for listener in list(self._listeners):
                try:
                    complete = listener.send(line) == len(line)
                except OSError:
                    complete = False
                if not complete:
                    self._let_go(listener)

    def wait_for_listener(self, seconds: float, many: int = 1) -> bool:
        """Waits until so many listeners are there; False if they don't come in time."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self._listeners) >= many, seconds)

    def drop_listeners(self) -> None:
        """Hangs up on all listeners, as a box does that starts anew."""
        with self._lock:
            for listener in list(self._listeners):
                self._let_go(listener)

    def release(self, id: int) -> None:
        """The id may be used again."""
        with self._lock:
            self._used.discard(id)

    def _take_id(self) -> int:
        id = next(number for number in itertools.count() if number not in self._used)
        self._used.add(id)
        return id

    def _written(self, number: str) -> str:
        """E.164 as a box of this country shows it: national with 0, foreign with 00."""
        if number.startswith(self._national):
            return "0" + number.removeprefix(self._national)
        return "00" + number[1:] if number.startswith("+") else number

    def _let_go(self, listener: socket.socket) -> None:
        self._listeners.remove(listener)
        with contextlib.suppress(OSError):  # it may have gone by itself; the serving thread closes it
            listener.shutdown(socket.SHUT_RDWR)

    def _run(self, act: Callable[[], None], name: str) -> threading.Thread:
        thread = threading.Thread(target=act, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _play(self, script: Iterable[Turn], pace: float) -> None:
        start = time.monotonic()
        perform(script, self.ring, lambda at: not self._stopped.wait(max(0.0, start + at - time.monotonic())), pace)

    def _serve(self, server: socket.socket, woken: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(server, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            while not self._stopped.is_set():
                for key, _ in selector.select():
                    if key.fileobj is server:
                        self._accept(server, selector)
                    elif isinstance(key.fileobj, socket.socket) and key.fileobj is not woken:
                        self._hear(key.fileobj, selector)
            with self._lock:
                self._listeners.clear()
            for key in list(selector.get_map().values()):
                if isinstance(key.fileobj, socket.socket):
                    key.fileobj.close()

    def _accept(self, server: socket.socket, selector: selectors.BaseSelector) -> None:
        try:
            listener, place = server.accept()
        except OSError as trouble:  # it went away before it was welcomed
            LOGGER.info("a listener went away: %s", trouble)
            return
        listener.setblocking(False)
        selector.register(listener, selectors.EVENT_READ)
        with self._arrived:
            self._listeners.append(listener)
            self._arrived.notify_all()
        LOGGER.info("a listener came from %s", place)

    def _hear(self, listener: socket.socket, selector: selectors.BaseSelector) -> None:
        """The box takes no commands; what a listener says is thrown away."""
        try:
            gone = not listener.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone:
            selector.unregister(listener)
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)
            listener.close()


def _wait_for_eof(over: threading.Event) -> None:
    """Whoever started this process holds its stdin; it closes when he is gone, however he went."""
    sys.stdin.read()
    over.set()


def main(arguments: list[str] | None = None) -> int:
    """Runs the box until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m hotline_desk.demo.fritzbox", description=main.__doc__)
    parser.add_argument("--port", type=int, default=1012)
    parser.add_argument("--numbers", default="+491755290111,+49711555012", help="who calls, with commas between")
    parser.add_argument("--own", default="732111", help="the numbers that are called, with commas between")
    parser.add_argument("--every", type=float, default=20.0, help="seconds between two calls on the average")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--until-eof", action="store_true", help="end when stdin closes, however that comes about")
    chosen = parser.parse_args(arguments)
    over = threading.Event()
    if chosen.until_eof:
        threading.Thread(target=_wait_for_eof, args=(over,), name="stdin", daemon=True).start()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: over.set())
    with FritzBox(chosen.port) as box:
        print(box.url, flush=True)
        box.play(now_and_then(chosen.numbers.split(","), chosen.every, chosen.own.split(","), chosen.seed))
        while not over.wait(0.5):
            pass
    return 0


def _end_with_stdin(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


if __name__ == "__main__":
    sys.exit(main())
