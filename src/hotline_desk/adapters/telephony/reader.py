"""The loop all feeds share: connect, read lines, hand events over, back off, never give up. No Qt."""

from __future__ import annotations

import logging
import selectors
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from hotline_desk.adapters.telephony.feed import Dialogue, FeedState, Pace, Translator
from hotline_desk.adapters.telephony.tls import Untrusted, secured
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.adapters.telephony.wire import LineCutter, Waker, connect, decode, receive, send
from hotline_desk.core.clock import Clock, SystemClock
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
_CHUNK = 65536
_TRIES_AFTER_A_BUG = 3


def _ignore(*_: object) -> None:
    """For callers who don't want to be told."""


class _Refused(Exception):
    """The source wants nothing to do with us; the argument is a key of ERRORS."""


class Reader:
    """Reads one feed in the thread that calls `run`, until another thread calls `stop`.

    `on_event` is called for each event in order; the event counts as taken when it returns. While it raises
    EnvironmentTrouble or UserError the event is kept and offered again before anything further is read.
    `on_connected` is called first after each connect that follows a gap, with the same patience: calls that
    were running may have ended unseen. `on_state` hears every change. A source that is talked to counts as
    connected once it has let us in.
    """

    def __init__(
        self,
        address: FeedAddress,
        translator_factory: Callable[[], Translator | Dialogue],
        on_event: Callable[[CallEvent], object],
        on_state: Callable[[FeedState], object] = _ignore,
        on_connected: Callable[[], object] = _ignore,
        clock: Clock | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._address = address
        self._translator_factory = translator_factory
        self._on_event = on_event
        self._on_state = on_state
        self._on_connected = on_connected
        self._clock = clock or SystemClock()
        self._pace = pace or Pace()
        self._waker = Waker()
        self._wait = self._pace.first
        self._cutter, self._translator = LineCutter(), translator_factory()
        self._begun, self._heard_at = False, 0.0
        self._lines = self._dropped_before = 0
        self._state = self._told = FeedState(address.name, False, self._clock.now())

    @property
    def state(self) -> FeedState:
        """The newest state; may be read from any thread."""
        return self._state

    def stop(self) -> None:
        """Makes `run` return within milliseconds. May be called from any thread, also before `run`."""
        self._waker.wake()

    def run(self) -> None:
        """Reads until stopped; for one call only."""
        with self._waker:
            while not self._waker.woken.is_set():
                sock = self._connect()
                if sock is not None:
                    self._listen(sock)
                self._waker.pause(self._wait)
                self._wait = min(self._wait * 2, self._pace.longest)
        self._become(connected=False)

    def _connect(self) -> socket.socket | None:
        try:
            return open_line(self._address, self._pace.connect, self._waker)
        except Untrusted as trouble:
            self._trouble("feed.certificate", str(trouble))
        except OSError as trouble:
            self._trouble("feed.unreachable", str(trouble))
        return None

    def _listen(self, sock: socket.socket) -> None:
        begun = self._clock.monotonic()
        self._dropped_before = self._dropped
        self._translator = self._translator_factory()
        self._cutter = LineCutter(self._dialogue.decode if self._dialogue else decode)
        self._begun, self._heard_at = False, begun
        LOGGER.info("%s: connected", self._address.name)
        with _Held(sock) as held:
            try:
                if self._dialogue or self._begin():
                    self._read(held)
            except _Refused as refused:
                self._trouble(str(refused), "")
                self._wait = self._pace.longest  # asking again soon would only annoy the other side
            except OSError as trouble:
                self._trouble("feed.lost", str(trouble))
        if self._begun and self._clock.monotonic() - begun > self._pace.longest:
            self._wait = self._pace.first

    @property
    def _dialogue(self) -> Dialogue | None:
        return self._translator if isinstance(self._translator, Dialogue) else None

    def _begin(self) -> bool:
        """From here on calls are heard of; False if stopped meanwhile."""
        self._begun = True
        self._become(connected=True)
        return self._hand_over(self._on_connected)

    def _read(self, held: _Held) -> None:
        """Takes lines until woken. Raises OSError when the connection is gone."""
        wait = self._pace.turn if self._dialogue else self._pace.quiet
        while not self._waker.woken.is_set():
            self._speak(held.sock)
            if self._waker.ready(held.sock, selectors.EVENT_READ, wait):
                self._take_chunk(held.sock)
            elif self._dialogue:
                self._listen_for_life()
            elif not self._waker.woken.is_set():
                self._renew(held)

    def _speak(self, sock: socket.socket) -> None:
        dialogue = self._dialogue
        message = dialogue.say(self._clock.monotonic()) if dialogue else b""
        if dialogue and dialogue.trouble:
            raise _Refused(dialogue.trouble)
        if message:
            send(sock, message, self._pace.connect, self._waker)

    def _listen_for_life(self) -> None:
        if self._clock.monotonic() - self._heard_at > self._pace.mute:
            raise TimeoutError("no answer any more")

    def _take_chunk(self, sock: socket.socket) -> None:
        chunk = receive(sock, _CHUNK)
        if chunk is None:
            return
        at, self._heard_at = self._clock.now(), self._clock.monotonic()
        last = None if chunk else self._cutter.last()
        lines = self._cutter.feed(chunk) if chunk else [last] if last else []
        for line in lines:
            if not self._take(line, at):
                return
        self._tell()
        if not chunk:
            raise ConnectionResetError("closed by the other side")

    def _take(self, line: str, at: datetime) -> bool:
        """Hands the line's events over; False if the reader was stopped meanwhile."""
        self._lines += 1
        for event in self._events(line, at):
            self._wait = self._pace.first
            if not self._hand_over(partial(self._on_event, event)):
                LOGGER.warning("%s: stopped while an event waited to be stored: %s", self._address.name, event.call_id)
                return False
            self._state = replace(self._state, last_event_at=at)
        return True

    def _events(self, line: str, at: datetime) -> Sequence[CallEvent]:
        if not isinstance(self._translator, Dialogue):
            event = self._translator.read(line, at)
            return () if event is None else (event,)
        events = self._translator.hear(line, at)
        if self._translator.trouble:
            raise _Refused(self._translator.trouble)
        if self._translator.ready and not self._begun:
            self._wait = self._pace.first
            self._begin()
        return events

    def _renew(self, held: _Held) -> None:
        """After a long silence makes a second connection before it lets the first one go: nothing is missed."""
        fresh = open_line(self._address, self._pace.connect, self._waker)
        if fresh is None:
            return
        try:
            while self._waker.ready(held.sock, selectors.EVENT_READ, 0):
                self._take_chunk(held.sock)
        except OSError as trouble:
            LOGGER.info("%s: the silent connection was dead: %s", self._address.name, trouble)
        held.change(fresh)
        self._cutter.forget()

    def _hand_over(self, act: Callable[[], object]) -> bool:
        """Repeats the act until it works; False if stopped before. One that has a bug is given up in the end."""
        wait, bugs = self._pace.first, 0
        while not self._waker.woken.is_set():
            try:
                act()
            except EnvironmentTrouble as trouble:
                self._trouble("feed.waiting", trouble.reason, connected=True)
            except UserError as trouble:  # a full disk and the like: somebody must act, the event waits
                values = tuple((key, str(value)) for key, value in trouble.values.items())
                self._trouble(trouble.id, str(trouble), connected=True, values=values)
            except Exception:  # whatever a caller does wrong must not end the feed
                LOGGER.exception("%s: an event could not be handed over", self._address.name)
                bugs += 1
                if bugs == _TRIES_AFTER_A_BUG:
                    return True
            else:
                if self._state.trouble:
                    self._become(connected=True)
                return True
            self._waker.pause(wait)
            wait = min(wait * 2, self._pace.longest)
        return False

    @property
    def _dropped(self) -> int:
        return self._dropped_before + self._cutter.dropped + self._translator.dropped

    def _trouble(
        self, id: str, reason: str, connected: bool = False, values: tuple[tuple[str, str], ...] | None = None
    ) -> None:
        if id != self._state.trouble:
            # Boxes hang up now and then and are found again; what lasts is for somebody to look after.
            level = logging.INFO if id == "feed.lost" else logging.WARNING
            LOGGER.log(level, "%s: %s: %s", self._address.name, id, reason)
        usual = (("place", self._address.place), ("reason", reason))
        self._become(connected, id, usual if values is None else values)

    def _become(self, connected: bool, trouble: str = "", values: tuple[tuple[str, str], ...] = ()) -> None:
        since = self._state.since if connected == self._state.connected else self._clock.now()
        self._state = replace(self._state, connected=connected, since=since, trouble=trouble, values=values)
        self._tell()

    def _tell(self) -> None:
        self._state = replace(self._state, lines=self._lines, dropped=self._dropped)
        if self._state == self._told:
            return
        self._told = self._state
        try:
            self._on_state(self._state)
        except Exception:  # whoever looks on must not end the feed
            LOGGER.exception("%s: the state could not be shown", self._address.name)


class _Held:
    """The socket in use; closes it whichever way it ends."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def change(self, fresh: socket.socket) -> None:
        """Goes over to another socket."""
        self.sock.close()
        self.sock = fresh

    def __enter__(self) -> _Held:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()


def open_line(address: FeedAddress, timeout: float, waker: Waker) -> socket.socket | None:
    """A connection to the feed, encrypted if its address says so; None if woken meanwhile. Raises OSError."""
    sock = connect(address.host, address.port, timeout, waker)
    if sock is None or not address.encrypted:
        return sock
    return secured(sock, address.host, next(iter(address.chosen("ca")), ""), timeout, waker)


def check_connection(address: FeedAddress, timeout: float = 5.0) -> None:
    """Connects once and hangs up. Raises UserError feed.unreachable if nobody answers in so many seconds, and
    feed.certificate if it is not proven who answers.
    """
    try:
        with Waker() as waker:
            sock = open_line(address, timeout, waker)
    except Untrusted as trouble:
        raise UserError("feed.certificate", place=address.place, reason=trouble) from trouble
    except OSError as trouble:
        LOGGER.info("%s: no answer: %s", address.name, trouble)
        raise UserError("feed.unreachable", place=address.place) from trouble
    if sock is not None:
        sock.close()
