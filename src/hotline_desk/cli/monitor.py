"""hotline-desk monitor: the telephone lines without a window. One JSON line per event, once it is durable."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from hotline_desk.adapters.telephony.feed import FeedState
from hotline_desk.adapters.telephony.listener import Listener, listener
from hotline_desk.adapters.telephony.sources import check_connection
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import FeedAddress, parse
from hotline_desk.cli.shapes import line
from hotline_desk.cli.speaking import complain, fall_silent
from hotline_desk.cli.stopping import stop_by_signal
from hotline_desk.cli.workplace import Misuse, Workplace
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.text import N_, Translator
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.context import Context
from hotline_desk.services.views.listings import entry_of_uid

LOGGER = logging.getLogger(__name__)
_TICK, _CATCH_UP, _MEND = 0.5, 5.0, 60.0
_FAREWELL = 0.8


def monitor(work: Workplace) -> int:
    """Records the calls of the lines until SIGINT or SIGTERM."""
    feeds = [parse(url) for url in work.args.feed]
    ctx = work.open(attended=False)
    feeds = feeds or [parse(str(kept["url"])) for kept in ctx.settings["feeds"] if kept.get("active", True)]
    if not feeds:
        raise Misuse(N_("Name a telephone line with --feed."))
    if work.args.check:
        return max([_check(feed, work.texts) for feed in feeds])
    with stop_by_signal() as stopping:
        _Monitor(ctx, work.texts, list({feed.name: feed for feed in feeds}.values()), work.args.trace).run(stopping)
    return 0


def _check(feed: FeedAddress, texts: Translator) -> int:
    """0 if the line can be connected, said on stdout; else 1, with the reason on stderr."""
    try:
        check_connection(feed)
    except UserError as problem:
        complain(f"{feed.name}: {problem.sentence(texts)}")
        return 1
    print(texts.tr("{name}: {place} answers.", name=feed.name, place=feed.place))
    return 0


class _Monitor:
    def __init__(self, ctx: Context, texts: Translator, feeds: list[FeedAddress], traced: bool) -> None:
        self._ctx = ctx
        self._traced = traced
        self._texts = texts
        self._told = _Told(ctx)
        self._intake = Intake(lambda: ctx, self._told.tell)
        self._troubles: dict[str, str] = {}
        self._listeners = [self._listener(feed) for feed in feeds]

    def _listener(self, feed: FeedAddress) -> Listener:
        return listener(feed, self._ctx.plan, self._intake.take, on_state=self._on_state,
                        on_connected=partial(self._intake.line_is_back, feed.name), clock=self._ctx.clock,
                        trace=_Spoken(feed.name) if self._traced else None)

    def _on_state(self, state: FeedState) -> None:
        """Says on stderr what is wrong with a line, once as long as it stays the same."""
        if state.trouble and self._troubles.get(state.name) != state.trouble:
            complain(state.sentence(self._texts))
        self._troubles[state.name] = state.trouble

    def run(self, stopping: threading.Event) -> None:
        """Until the event is set; then within a second, whatever a line is just doing."""
        threads = [threading.Thread(target=each.run, name=f"line-{n}", daemon=True)
                   for n, each in enumerate(self._listeners)]
        for thread in threads:
            thread.start()
        clock = self._ctx.clock
        caught_up = mended = clock.monotonic()
        while not stopping.wait(_TICK):
            now = clock.monotonic()
            if now - caught_up >= _CATCH_UP:
                self._quietly(self._intake.catch_up)
                self._told.tell_waiting()
                caught_up = now
            if now - mended >= _MEND:
                self._quietly(self._intake.mend)
                self._quietly(self._intake.tidy)
                mended = now
        for each in self._listeners:
            each.stop()
        end = time.monotonic() + _FAREWELL
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _quietly(self, act: Callable[[], object]) -> None:
        """Upkeep that must not end the recording: what fails now is tried again at the next turn."""
        try:
            act()
        except EnvironmentTrouble as trouble:
            LOGGER.info("later: %s", trouble)
        except Exception:
            LOGGER.exception("the upkeep of the monitor failed")


class _Spoken(Trace):
    """Says on stderr what goes over a line: UTC, the line, the kind, and the text on one line."""

    def __init__(self, name: str) -> None:
        super().__init__(most=1)
        self._name = name

    def note(self, kind: str, text: str, at: datetime) -> None:
        shown = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
        complain(f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z {self._name} {kind} {shown}")


class _Told:
    """Prints the calls: what cannot be read back yet as soon as it can. A closed pipe is no reason to end."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._zone = ZoneInfo(ctx.zone)
        self._lock = threading.Lock()
        self._waiting: deque[tuple[str, str]] = deque()
        self._heard = True

    def tell(self, kind: str, call_uid: str) -> None:
        """One line for an event that is stored."""
        with self._lock:
            self._waiting.append((kind, call_uid))
            self._tell_waiting()

    def tell_waiting(self) -> None:
        with self._lock:
            self._tell_waiting()

    def _tell_waiting(self) -> None:
        while self._waiting and self._heard:
            kind, uid = self._waiting[0]
            try:
                call = entry_of_uid(self._ctx, "calls", uid)
            except EnvironmentTrouble:
                return
            self._waiting.popleft()
            if call is not None:
                self._print(line(call, self._zone, event=kind))

    def _print(self, text: str) -> None:
        try:
            print(text, flush=True)
        except BrokenPipeError:
            LOGGER.warning("nobody reads the output any more; calls are recorded without it")
            fall_silent()
            self._heard = False
