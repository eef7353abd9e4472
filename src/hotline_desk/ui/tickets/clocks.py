"""The clocks of a ticket: what runs, on the monotonic clock; after-call work that begins and ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from hotline_desk.core.clock import Clock as TimeSource
from hotline_desk.core.clock import seconds_between
from hotline_desk.domain.tickets import AFTER_CALL, CALL, NEW, OPEN, WORK, Worklog
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.endings import end_own_after_call
from hotline_desk.services.tickets.worklogs import start_worklog
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.shell import Shell

_JUST_NOW = 60
_SIGNS_OF_LIFE = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
                            QEvent.Type.Wheel})


@dataclass(frozen=True)
class Clock:
    """Something that has taken so many seconds; `running` if it still does."""

    seconds: int
    running: bool = True


@dataclass(frozen=True)
class Running:
    """What the head of a ticket shows. `talking` is False while it only rings; `parked` is how long the talk waits.

    `end_unknown`: nobody signalled the end of a call of this ticket, and nobody has said it yet.
    """

    call: Clock | None = None
    talking: bool = True
    parked: Clock | None = None
    end_unknown: bool = False
    after_call: Clock | None = None
    work: Clock | None = None


class Reading:
    """A view and the moment it was read at: later seconds are counted monotonically, whatever the wall clock does."""

    def __init__(self, view: TicketView, me: str, source: TimeSource) -> None:
        self.view, self._me, self._source = view, me, source
        self._read_at, self._mono = source.now(), source.monotonic()

    def running(self) -> Running:
        """What runs now."""
        now = self._read_at + timedelta(seconds=self._source.monotonic() - self._mono)
        call = self.view.running_call
        talking = call is None or call.answered_at is not None
        parked = Clock(seconds_between(call.parked_at, now)) if call is not None and call.parked_at else None
        if call is not None:
            waited = call.parked_seconds + (parked.seconds if parked else 0)
            spoken: Clock | None = Clock(max(0, seconds_between(call.answered_at or call.rang_at, now) - waited),
                                         parked is None)
        else:
            spoken = self._sum(CALL, now) if any(w.kind == CALL for w in self.view.worklogs) else None
        return Running(spoken, talking, parked, any(w.end_unknown for w in self.view.worklogs),
                       self._sum(AFTER_CALL, now), self._mine(WORK, now))

    def _sum(self, kind: str, now: datetime) -> Clock | None:
        logs = [w for w in self.view.worklogs if w.kind == kind and w.start is not None]
        if not logs:
            return None
        return Clock(sum(_seconds(w, now) for w in logs), any(w.running for w in logs))

    def _mine(self, kind: str, now: datetime) -> Clock | None:
        running = own_running(self.view, self._me, kind)
        return Clock(_seconds(running, now)) if running is not None else None

    @property
    def ticking(self) -> bool:
        """True while anything runs."""
        return self.view.running_call is not None or any(w.running for w in self.view.worklogs)


def _seconds(worklog: Worklog, now: datetime) -> int:
    return worklog.seconds_until(now)


def own_running(view: TicketView, me: str, kind: str) -> Worklog | None:
    """This user's running measure of a kind."""
    return next((w for w in view.worklogs if w.kind == kind and w.agent_uid == me and w.running), None)


def own_call_ended(before: TicketView | None, view: TicketView, me: str, now: datetime) -> bool:
    """Whether this user has just put the receiver down and the ticket is still to be finished."""
    if view.state not in (NEW, OPEN) or view.running_call is not None:
        return False
    ended = [w for w in view.worklogs if w.kind == CALL and w.agent_uid == me and w.raw_end is not None]
    if not ended:
        return False
    last = max(ended, key=lambda w: w.raw_end or now)
    if any(w.kind == AFTER_CALL and w.raw_start and last.raw_end and w.raw_start >= last.raw_end
           for w in view.worklogs):
        return False
    if before is not None:
        ran = {w.uid for w in before.worklogs if w.running}
        return last.uid in ran or last.uid not in {w.uid for w in before.worklogs}
    return last.raw_end is not None and seconds_between(last.raw_end, now) <= _JUST_NOW


class IdleWatch(QObject):
    """Counts `signs` of life: keys and mouse in this program. Looks only while somebody wants to know."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: set[int] = set()
        self.signs = 0

    def want(self, who: QObject, on: bool) -> None:
        """Begins or ends watching for this one."""
        before = bool(self._wanted)
        (self._wanted.add if on else self._wanted.discard)(id(who))
        app = QCoreApplication.instance()
        if app is None or before == bool(self._wanted):
            return
        if self._wanted:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self.signs += 1
        return False


class Activity:
    """The last sign of life, by the monotonic and by the wall clock; asked every second by whoever counts."""

    def __init__(self, watch: IdleWatch, source: TimeSource) -> None:
        self._watch, self._source, self._seen = watch, source, watch.signs
        self.last = source.now()
        self._mono = source.monotonic()

    def idle_seconds(self) -> float:
        """Seconds since the last sign of life."""
        if self._watch.signs != self._seen:
            self._seen = self._watch.signs
            self.last, self._mono = self._source.now(), self._source.monotonic()
        return self._source.monotonic() - self._mono


class Ticker(QObject):
    """Counts every second while something runs in a ticket, starts and ends this user's after-call work."""

    ticked = Signal(object)

    def __init__(self, owner: QObject, shell: Shell, ctx: Callable[[], Context], watch: IdleWatch) -> None:
        super().__init__(owner)
        self._shell, self._ctx, self._watch = shell, ctx, watch
        self._reading: Reading | None = None
        self._activity: Activity | None = None
        self._started = False
        self.second = QTimer(self)
        self.second.setInterval(1000)
        self.second.timeout.connect(self.tick)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.stop)

    def saw(self, view: TicketView, before: TicketView | None) -> None:
        """The ticket was read again."""
        ctx = self._ctx()
        self._reading = Reading(view, ctx.user.uid, ctx.clock)
        if view.running_call is not None:
            self._started = False
        elif not self._started and own_call_ended(before, view, ctx.user.uid, ctx.clock.now()):
            self._started = True
            uid = view.uid
            self._shell.background.write(self, lambda: start_worklog(self._ctx(), uid, after_call=True))
        self._watch_idleness(own_running(view, ctx.user.uid, AFTER_CALL) is not None, ctx)
        self.tick()
        if self._reading.ticking:
            self.second.start()
        else:
            self.second.stop()

    def tick(self) -> None:
        """Shows the clocks as they are now, and ends after-call work that nobody works on."""
        if self._reading is None:
            return
        self.ticked.emit(self._reading.running())
        if self._activity is not None:
            limit = int(self._ctx().settings["calls.after_call_idle"])
            if self._activity.idle_seconds() >= limit:
                at = self._activity.last
                self._watch_idleness(False, self._ctx())
                self._shell.background.write(self, lambda: end_own_after_call(self._ctx(), at))

    def stop(self) -> None:
        """The frame closes, and with it the work after the call."""
        self.second.stop()
        if self._activity is not None:
            ctx = self._ctx
            self._shell.background.write(None, lambda: end_own_after_call(ctx()))
        self._watch.want(self, False)
        self._activity = None

    def _watch_idleness(self, on: bool, ctx: Context) -> None:
        if on and self._activity is None:
            self._watch.want(self, True)
            self._activity = Activity(self._watch, ctx.clock)
        elif not on:
            self._watch.want(self, False)
            self._activity = None
