"""The end of every feed, however it hears of calls: its state, and events handed over until they are stored."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial

from hotline_desk.adapters.telephony import trace as traced
from hotline_desk.adapters.telephony.feed import JOURNAL_ONLY, FeedState, Pace
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.adapters.telephony.wire import Waker
from hotline_desk.core.clock import Clock, SystemClock
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
_TRIES_AFTER_A_BUG = 3
MOST_AT_ONCE = 20
"""So many events are stored with one commit: in a burst others have to wait for it."""


def ignore(*_: object) -> None:
    """For callers who don't want to be told."""


class Outlet:
    """For the thread of one feed; only `state` may be read from others.

    `on_event` is called for each event in order; the event counts as taken when it returns. While it raises
    EnvironmentTrouble or UserError the event is kept and offered again before anything further is taken.
    `on_connected` is called after each connect that follows a gap, with the same patience: calls that were running
    may have ended unseen. `on_state` hears every change. `on_events`, where there is one, is offered events that came
    at once; when it raises, they are handed over one by one.
    """

    def __init__(
        self,
        address: FeedAddress,
        on_event: Callable[[CallEvent], object],
        on_state: Callable[[FeedState], object] = ignore,
        on_connected: Callable[[], object] = ignore,
        clock: Clock | None = None,
        pace: Pace | None = None,
        waker: Waker | None = None,
        trace: Trace | None = None,
        on_events: Callable[[Sequence[CallEvent]], object] | None = None,
    ) -> None:
        self.address = address
        self.clock = clock or SystemClock()
        self.pace = pace or Pace()
        self.waker = waker or Waker()
        self.trace = trace
        self._on_event, self._on_state, self._on_connected = on_event, on_state, on_connected
        self._on_events = on_events
        self.state = self._told = FeedState(
            address.name, False, self.clock.now(), journal_only=address.kind in JOURNAL_ONLY)

    def begin(self) -> bool:
        """From here on calls are heard of; False if stopped meanwhile."""
        self.become(connected=True)
        return self._patiently(self._on_connected)

    def hand_over(self, event: CallEvent) -> bool:
        """Repeats the call of `on_event` until it works; False if stopped before. A bug is given up in the end.

        The event is told with the kind of this feed: what its silence means depends on it.
        """
        event = replace(event, source=self.address.kind)
        if not self._patiently(partial(self._on_event, event)):
            LOGGER.warning("%s: stopped while an event waited to be stored: %s", self.address.name, event.call_id)
            return False
        self._taken(event)
        return True

    def hand_over_all(self, events: Sequence[CallEvent]) -> bool:
        """Hands over events that came at once, in their order; False if stopped before the last."""
        for start in range(0, len(events), MOST_AT_ONCE):
            some = [replace(event, source=self.address.kind) for event in events[start:start + MOST_AT_ONCE]]
            if len(some) > 1 and self._on_events is not None and self._attempt(partial(self._on_events, some)):
                for event in some:
                    self._taken(event)
            elif not all(self.hand_over(event) for event in some):
                return False
            if self.waker.woken.is_set() and start + len(some) < len(events):
                LOGGER.warning("%s: stopped while %s events waited", self.address.name, len(events) - start - len(some))
                return False
        return True

    def offer(self, event: CallEvent) -> bool:
        """Calls `on_event` once; False if the event was not taken: whoever told of it has to tell again."""
        if not self._attempt(partial(self._on_event, event)):
            return False
        self._taken(event)
        return True

    def _taken(self, event: CallEvent) -> None:
        self.note(traced.EVENT, _in_short(event))
        self.state = replace(self.state, last_event_at=event.at)

    def trouble(
        self, id: str, reason: str, connected: bool = False, values: tuple[tuple[str, str], ...] | None = None
    ) -> None:
        """The feed is in trouble: `id` is a key of ERRORS; `reason` is for its sentence and the log."""
        if id != self.state.trouble:
            # Boxes hang up now and then and are found again; what lasts is for somebody to look after.
            level = logging.INFO if id in ("feed.lost", "feed.waits") else logging.WARNING
            LOGGER.log(level, "%s: %s: %s", self.address.name, id, reason)
        usual = (("place", self.address.place), ("reason", reason))
        self.become(connected, id, usual if values is None else values)

    def become(self, connected: bool, trouble: str = "", values: tuple[tuple[str, str], ...] = ()) -> None:
        """Says how the feed is from now on."""
        since = self.state.since if connected == self.state.connected else self.clock.now()
        self.state = replace(self.state, connected=connected, since=since, trouble=trouble, values=values)
        self.tell()

    def remark(self, error: UserError) -> None:
        """Says what went wrong once; the feed itself is well."""
        LOGGER.info("%s: %s", self.address.name, error)
        self.become(True, error.id, tuple((key, str(value)) for key, value in error.values.items()))
        self.become(True)

    def count(self, lines: int, dropped: int) -> None:
        """Keeps how many lines came and how many made no sense; told with the next `tell`."""
        self.state = replace(self.state, lines=lines, dropped=dropped)

    def tell(self) -> None:
        """Tells the state to whoever looks on, if it is another one."""
        if self.state == self._told:
            return
        if (self.state.connected, self.state.trouble) != (self._told.connected, self._told.trouble):
            self.note(traced.STATE, self.state.trouble or ("connected" if self.state.connected else "away"))
        self._told = self.state
        try:
            self._on_state(self.state)
        except Exception:  # whoever looks on must not end the feed
            LOGGER.exception("%s: the state could not be shown", self.address.name)

    def note(self, kind: str, text: str, at: datetime | None = None) -> None:
        """Adds to the trace, if somebody keeps one."""
        if self.trace is not None:
            self.trace.note(kind, text, at or self.clock.now())

    def _patiently(self, act: Callable[[], object]) -> bool:
        wait, bugs = self.pace.first, 0
        while not self.waker.woken.is_set():
            worked = self._attempt(act)
            bugs += worked is None
            if worked or bugs == _TRIES_AFTER_A_BUG:
                return True
            self.waker.pause(wait)
            wait = min(wait * 2, self.pace.longest)
        return False

    def _attempt(self, act: Callable[[], object]) -> bool | None:
        """True if it worked, False if it has to wait, None if it has a bug."""
        try:
            act()
        except EnvironmentTrouble as trouble:
            self.trouble("feed.waiting", trouble.reason, connected=True)
            return False
        except UserError as trouble:  # a full disk and the like: somebody must act, the event waits
            values = tuple((key, str(value)) for key, value in trouble.values.items())
            self.trouble(trouble.id, str(trouble), connected=True, values=values)
            return False
        except Exception:  # whatever a caller does wrong must not end the feed
            LOGGER.exception("%s: an event could not be handed over", self.address.name)
            return None
        if self.state.trouble:
            self.become(connected=True)
        return True


def _in_short(event: CallEvent) -> str:
    """What an event says, without what it does not say."""
    said = {key: value for key, value in asdict(event).items() if value not in (None, "", False)}
    return ", ".join(f"{key}={value}" for key, value in said.items() if key not in ("at", "feed"))
