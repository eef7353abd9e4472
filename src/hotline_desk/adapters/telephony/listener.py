"""Whoever hears calls, whichever way: one face for the desk's threads and for the monitor without a window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from hotline_desk.adapters.secrets import secret_of
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState, Pace, translators
from hotline_desk.adapters.telephony.outlet import ignore
from hotline_desk.adapters.telephony.pushserver import PushServer
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.tapi.listener import TapiListener
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.core.clock import Clock
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.calls import CallEvent

_LOOK_S = 0.05


class Listener(Protocol):
    """Hears of calls in the thread that calls `run`, until another thread calls `stop`."""

    @property
    def state(self) -> FeedState:
        """The newest state; may be read from any thread."""
        ...

    @property
    def can_dial(self) -> bool:
        """Whether it can make calls at this moment."""
        ...

    def run(self) -> None:
        """Listens until stopped; for one call only."""
        ...

    def stop(self) -> None:
        """Makes `run` return within milliseconds. May be called from any thread, also before `run`."""
        ...

    def dial(self, order: DialOrder) -> None:
        """Asks for a call, from any thread, without waiting for its result. Raises UserError if it cannot."""
        ...


def listener(
    address: FeedAddress,
    plan: NumberPlan,
    on_event: Callable[[CallEvent], object],
    on_state: Callable[[FeedState], object] = ignore,
    on_connected: Callable[[], object] = ignore,
    clock: Clock | None = None,
    pace: Pace | None = None,
    trace: Trace | None = None,
    secret: Callable[[str], str] = secret_of,
    on_events: Callable[[Sequence[CallEvent]], object] | None = None,
) -> Listener:
    """What listens to this feed. The callbacks are those of `Outlet`; `secret` gives the secret of a line by its name.

    Make it in the thread that runs it: to ask a keyring for a secret may take its time.
    """
    if address.kind == "tapi":
        return TapiListener(address, plan, on_event, on_state, on_connected, clock, pace, trace)
    if address.kind == "push":
        return PushServer(
            address, plan, secret(address.name), on_event, on_state, on_connected, clock, pace, trace)
    return Reader(
        address, translators(address, plan, secret), on_event, on_state, on_connected, clock, pace, trace, on_events)


def made_aside(make: Callable[[], Listener], ending: threading.Event) -> Listener | None:
    """What `make` makes, in a thread aside; None if `ending` is set before.

    A locked keyring asks its owner for as long as he likes; whoever ends must not wait for that. The thread aside is
    then left to itself. Raises what `make` raises.
    """
    made: list[Listener] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            made.append(make())
        except Exception as problem:  # raised again where it is awaited
            failed.append(problem)

    aside = threading.Thread(target=work, name="making a listener", daemon=True)
    aside.start()
    while aside.is_alive() and not ending.is_set():
        aside.join(_LOOK_S)
    if failed:
        raise failed[0]
    return made[0] if made else None
