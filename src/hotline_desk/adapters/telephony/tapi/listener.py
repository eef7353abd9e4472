"""Listens to the telephone lines of Windows in a thread of its own, and makes calls on them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState, Pace
from hotline_desk.adapters.telephony.outlet import Outlet, ignore
from hotline_desk.adapters.telephony.tapi.dll import NoTapi, Tapi, TapiError, WakeEvent
from hotline_desk.adapters.telephony.tapi.session import Interrupted, NoLine, TapiSession
from hotline_desk.adapters.telephony.tapi.translator import TapiTranslator
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.adapters.telephony.wire import Waker
from hotline_desk.core.clock import Clock
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)


class TapiListener:
    """Listens in the thread that calls `run`, until another thread calls `stop`. The callbacks are those of `Outlet`.

    Options of the address: `line` names a line (several times, or with commas); `outside` is the digit for an
    outside line that the telephone system puts before the numbers of others.
    """

    def __init__(
        self,
        address: FeedAddress,
        plan: NumberPlan,
        on_event: Callable[[CallEvent], object],
        on_state: Callable[[FeedState], object] = ignore,
        on_connected: Callable[[], object] = ignore,
        clock: Clock | None = None,
        pace: Pace | None = None,
        trace: Trace | None = None,
    ) -> None:
        self._address = address
        self._waker = Waker()
        self._outlet = Outlet(address, on_event, on_state, on_connected, clock, pace, self._waker, trace)
        self._clock, self._pace = self._outlet.clock, self._outlet.pace
        self._translator = TapiTranslator(address.name, plan, address.option("outside"))
        self._lock = threading.Lock()  # for what `dial` and `run` share
        self._session: TapiSession | None = None
        self._wake: WakeEvent | None = None
        self._wait = self._pace.first
        self._lines = self._dropped = 0

    @property
    def state(self) -> FeedState:
        """The newest state; may be read from any thread."""
        return self._outlet.state

    @property
    def can_dial(self) -> bool:
        """Whether it can make calls at this moment."""
        return self._session is not None

    def dial(self, order: DialOrder) -> None:
        """Asks for a call, from any thread, without waiting for its result. Raises UserError if it cannot."""
        with self._lock:
            if self._session is None:
                raise UserError("dial.impossible", name=self._address.name)
            try:
                self._session.dial(order)
            except NoLine as trouble:
                raise UserError(trouble.id, **trouble.values) from trouble
            except TapiError as refused:
                LOGGER.info("%s: %s", self._address.name, refused)
                raise UserError("dial.refused", name=self._address.name, reason=str(refused)) from refused

    def stop(self) -> None:
        """Makes `run` return within milliseconds. May be called from any thread, also before `run`."""
        with self._lock:
            self._waker.wake()
            if self._wake is not None:
                self._wake.set()

    def run(self) -> None:
        """Listens until stopped; for one call only."""
        with self._waker:
            try:
                interface = self._begin()
            except NoTapi as missing:
                self._outlet.trouble("feed.tapi_windows", str(missing), values=())
                self._waker.woken.wait()
            else:
                self._listen_on(interface)
        self._outlet.become(connected=False)

    def _begin(self) -> Tapi:
        interface = Tapi()
        with self._lock:
            self._wake = WakeEvent()
        return interface

    def _listen_on(self, interface: Tapi) -> None:
        try:
            while not self._waker.woken.is_set():
                self._listen(interface)
                self._waker.pause(self._wait)
                self._wait = min(self._wait * 2, self._pace.longest)
        finally:
            with self._lock:
                wake, self._wake = self._wake, None
            if wake is not None:
                wake.close()

    def _listen(self, interface: Tapi) -> None:
        """Opens the lines and hears of calls until there is nothing to be heard any more."""
        session = TapiSession(interface, self._translator, _named(self._address), self._outlet.note)
        begun = self._clock.monotonic()
        try:
            session.open()
            with self._lock:
                self._session = session
            self._hear(session)
        except NoLine as trouble:
            self._outlet.trouble(trouble.id, "", values=tuple(trouble.values.items()))
        except Interrupted as gone:
            self._outlet.trouble("feed.lost", str(gone))
        except TapiError as refused:
            known = self._session is not None
            self._outlet.trouble("feed.lost" if known else "feed.tapi", str(refused))
        finally:
            with self._lock:
                self._session = None
                session.close()
            self._lines += session.messages
            self._dropped += session.dropped
        if self._clock.monotonic() - begun > self._pace.longest:
            self._wait = self._pace.first

    def _hear(self, session: TapiSession) -> None:
        assert self._wake is not None
        if not self._outlet.begin():
            return
        with self._lock:
            events = session.running(self._clock.now())
        while all(self._outlet.hand_over(event) for event in events) and not self._waker.woken.is_set():
            with self._lock:
                heard = session.hear(self._clock.now())
            if heard is None:
                self._wake.wait(session.event, self._pace.quiet)
            else:
                self._wait = self._pace.first
                self._outlet.count(self._lines + session.messages, self._dropped + session.dropped)
                self._outlet.tell()
            events = heard or ()


def check_lines(address: FeedAddress) -> None:
    """Opens the lines once and closes them. Raises UserError feed.tapi and others if there is nothing to be heard."""
    try:
        session = TapiSession(Tapi(), TapiTranslator(address.name, NumberPlan()), _named(address), ignore)
    except NoTapi as missing:
        raise UserError("feed.tapi_windows") from missing
    try:
        session.open()
    except NoLine as trouble:
        raise UserError(trouble.id, **trouble.values) from trouble
    except TapiError as refused:
        raise UserError("feed.tapi", reason=str(refused)) from refused
    finally:
        session.close()


def _named(address: FeedAddress) -> list[str]:
    return [value.strip() for key, value in address.options if key == "line" and value.strip()]
