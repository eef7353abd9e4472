"""The loop all feeds share: connect, read lines, hand events over, back off, never give up. No Qt."""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from hotline_desk.adapters.telephony import trace as traced
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import Dialling, Dialogue, FeedState, Pace, Prompted, Timed, Translator
from hotline_desk.adapters.telephony.outlet import MOST_AT_ONCE, Outlet, ignore
from hotline_desk.adapters.telephony.sources import source
from hotline_desk.adapters.telephony.tls import Untrusted
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.trouble import LineTrouble
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.adapters.telephony.wire import LineCutter, Waker, decode, receive, send
from hotline_desk.core.clock import Clock
from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
_CHUNK = 65536
_BUSY_CHUNKS = 100


class _Refused(Exception):
    """The source wants nothing to do with us; the argument is a key of ERRORS."""


class Reader:
    """Reads one feed in the thread that calls `run`, until another thread calls `stop`.

    A source that is talked to counts as connected once it has let us in. What the callbacks are called for, and
    with which patience, is said at `Outlet`.
    """

    def __init__(
        self,
        address: FeedAddress,
        translator_factory: Callable[[], Translator | Dialogue],
        on_event: Callable[[CallEvent], object],
        on_state: Callable[[FeedState], object] = ignore,
        on_connected: Callable[[], object] = ignore,
        clock: Clock | None = None,
        pace: Pace | None = None,
        trace: Trace | None = None,
        on_events: Callable[[Sequence[CallEvent]], object] | None = None,
    ) -> None:
        self._address = address
        self._translator_factory = translator_factory
        self._waker = Waker()
        self._source = source(address, self._waker)
        self._outlet = Outlet(address, on_event, on_state, on_connected, clock, pace, self._waker, trace, on_events)
        self._clock, self._pace = self._outlet.clock, self._outlet.pace
        self._wait = self._pace.first
        self._cutter, self._translator = LineCutter(), translator_factory()
        self._begun, self._heard_at = False, 0.0
        self._lines = self._dropped_before = 0

    @property
    def state(self) -> FeedState:
        """The newest state; may be read from any thread."""
        return self._outlet.state

    @property
    def can_dial(self) -> bool:
        """Whether it can make calls at this moment."""
        return isinstance(self._translator, Dialling) and self._outlet.state.connected

    def dial(self, order: DialOrder) -> None:
        """Asks for a call. Raises UserError if it cannot; what fails later is told as trouble of the feed, once."""
        translator = self._translator
        if not isinstance(translator, Dialling) or not self._outlet.state.connected:
            raise UserError("dial.impossible", name=self._address.name)
        translator.order(order)
        self._waker.nudge()

    def stop(self) -> None:
        """Makes `run` return within milliseconds. May be called from any thread, also before `run`."""
        self._waker.wake()

    def run(self) -> None:
        """Reads until stopped; for one call only."""
        with self._waker, contextlib.closing(self._source):
            while not self._waker.woken.is_set():
                sock = self._connect()
                if sock is not None:
                    self._listen(sock)
                self._waker.pause(self._wait)
                self._wait = min(self._wait * 2, self._pace.longest, self._source.retry)
        self._outlet.become(connected=False)

    def _connect(self) -> socket.socket | None:
        try:
            return self._source.open(self._pace.connect, self._await)
        except Untrusted as trouble:
            self._outlet.trouble("feed.certificate", str(trouble))
        except LineTrouble as trouble:
            self._outlet.trouble(trouble.id, str(trouble), values=trouble.values)
        except OSError as trouble:
            self._outlet.trouble("feed.unreachable", str(trouble))
        return None

    def _await(self) -> None:
        self._outlet.trouble("feed.waits", "")

    def _listen(self, sock: socket.socket) -> None:
        begun = self._clock.monotonic()
        self._dropped_before = self._dropped
        self._translator = self._translator_factory()
        # Where a serial device is, maybe behind a server, lines may end with a return alone.
        self._cutter = LineCutter(self._dialogue.decode if self._dialogue else decode, self._address.on_a_port)
        self._begun, self._heard_at = False, begun
        LOGGER.info("%s: connected", self._address.name)
        with _Held(sock) as held:
            try:
                if self._dialogue or self._begin():
                    self._read(held)
            except _Refused as refused:
                self._outlet.trouble(str(refused), "")
                # Asking again soon would only annoy the other side.
                self._wait = min(self._pace.longest, self._source.retry)
            except OSError as trouble:
                self._outlet.trouble("feed.lost", str(trouble))
        if self._begun and self._clock.monotonic() - begun > self._pace.longest:
            self._wait = self._pace.first

    @property
    def _dialogue(self) -> Dialogue | None:
        return self._translator if isinstance(self._translator, Dialogue) else None

    def _begin(self) -> bool:
        """From here on calls are heard of; False if stopped meanwhile."""
        self._begun = True
        return self._outlet.begin()

    def _read(self, held: _Held) -> None:
        """Takes lines until woken. Raises OSError when the connection is gone."""
        busy = 0
        while not self._waker.woken.is_set():
            self._speak(held.sock)
            busy += 1
            if self._waker.ready(held.sock, selectors.EVENT_READ, self._patience(), self._source.watched):
                self._take_chunk(held.sock)
                if busy < _BUSY_CHUNKS:  # what lies waiting comes first, but not for ever
                    continue
            elif self._source.newer():
                self._wait = self._pace.first
                raise ConnectionResetError("the other side has connected anew")
            elif self._dialogue:
                self._listen_for_life()
            elif self._source.renewable and not self._waker.woken.is_set():
                self._renew(held)
            busy = 0
            self._take_due()

    def _patience(self) -> float:
        """How many seconds the line may be silent before it is looked after."""
        if not isinstance(self._translator, Timed):
            return self._pace.turn if self._dialogue else self._pace.quiet
        due = self._translator.next_due
        return self._pace.turn if due is None else min(self._pace.turn, max(0.0, due - self._clock.monotonic()))

    def _take_due(self) -> None:
        """Hands over what a dialogue tells because time has passed."""
        if not isinstance(self._translator, Timed):
            return
        for event in self._translator.due(self._clock.monotonic(), self._clock.now()):
            if not self._outlet.hand_over(event):
                return
        self._tell()

    def _speak(self, sock: socket.socket) -> None:
        dialogue = self._dialogue
        message = dialogue.say(self._clock.monotonic()) if dialogue else b""
        if dialogue and dialogue.trouble:
            raise _Refused(dialogue.trouble)
        self._let_in()
        if message:
            self._note(traced.OUT, message.decode("utf-8", "replace").strip())
            send(sock, message, self._pace.connect, self._waker)

    def _listen_for_life(self) -> None:
        if isinstance(self._translator, Timed) and not self._translator.answers:
            return
        patience = self._pace.quiet if isinstance(self._translator, Prompted) else self._pace.mute
        if self._clock.monotonic() - self._heard_at > patience:
            raise TimeoutError("no answer any more")

    def _take_chunk(self, sock: socket.socket) -> None:
        chunk = receive(sock, _CHUNK)
        if chunk is None:
            return
        at, self._heard_at = self._clock.now(), self._clock.monotonic()
        last = None if chunk else self._cutter.last()
        lines = self._cutter.feed(chunk) if chunk else [last] if last else []
        if not self._take(lines, at):
            return
        if isinstance(self._translator, Prompted) and self._translator.asked(self._cutter.unfinished):
            self._note(traced.IN, self._cutter.unfinished, at)
            self._cutter.forget()
        self._tell()
        if not chunk:
            raise ConnectionResetError("closed by the other side")

    def _take(self, lines: Iterable[str], at: datetime) -> bool:
        """Hands the events of lines over that came at once; False if the reader was stopped meanwhile."""
        events: list[CallEvent] = []
        try:
            for line in lines:
                self._lines += 1
                self._note(traced.IN, line, at)
                events += self._events(line, at)
                if len(events) >= MOST_AT_ONCE and not self._hand_over(events):
                    return False
        finally:
            taken = self._hand_over(events)
        return taken

    def _hand_over(self, events: list[CallEvent]) -> bool:
        """Empties the list."""
        taken, events[:] = events[:], []
        if taken:
            self._wait = self._pace.first
        return self._outlet.hand_over_all(taken)

    def _events(self, line: str, at: datetime) -> Sequence[CallEvent]:
        if not isinstance(self._translator, Dialogue):
            event = self._translator.read(line, at)
            return () if event is None else (event,)
        events = self._translator.hear(line, at)
        if self._translator.trouble:
            raise _Refused(self._translator.trouble)
        self._let_in()
        for refused in self._translator.refused() if isinstance(self._translator, Dialling) else ():
            self._outlet.remark(refused)
        return events

    def _let_in(self) -> None:
        """A dialogue's line begins when the source tells of calls."""
        if self._dialogue and self._dialogue.ready and not self._begun:
            self._wait = self._pace.first
            self._begin()

    def _renew(self, held: _Held) -> None:
        """After a long silence makes a second connection before it lets the first one go: nothing is missed."""
        fresh = self._source.open(self._pace.connect, self._await)
        if fresh is None:
            return
        try:
            while self._waker.ready(held.sock, selectors.EVENT_READ, 0):
                self._take_chunk(held.sock)
        except OSError as trouble:
            LOGGER.info("%s: the silent connection was dead: %s", self._address.name, trouble)
        held.change(fresh)
        self._cutter.forget()

    @property
    def _dropped(self) -> int:
        return self._dropped_before + self._cutter.dropped + self._translator.dropped

    def _tell(self) -> None:
        self._outlet.count(self._lines, self._dropped)
        self._outlet.tell()

    def _note(self, kind: str, text: str, at: datetime | None = None) -> None:
        """Into the trace, the secret of a dialogue left out, whichever side says it."""
        secret = self._dialogue.secret if self._dialogue else ""
        self._outlet.note(kind, text.replace(secret, "***") if secret else text, at)


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
