"""The only way from a widget to a service: work runs in other threads, answers arrive on the UI thread.

One writer keeps the order of writes, with a lane for calls that overtakes everything waiting; a few
readers answer lists and searches; long acts have a thread of their own so that they never hold up a call.
"""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from hotline_desk.core.errors import Cancelled, EnvironmentTrouble, UserError
from hotline_desk.ui.shell.longact import LongAct

Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]
_URGENT, _USUAL, _LAST = 0, 1, 2
_RESTS, _LONGEST_REST_S, _LOOK_AGAIN_S = 3, 5.0, 0.05


class Hears(Protocol):
    """Who is told of trouble that nobody took."""

    def trouble(self, problem: BaseException) -> None:
        """Shows the trouble to the user."""
        ...


@dataclass(order=True)
class _Job:
    lane: int
    turn: int
    owner: QObject | None = field(compare=False)
    work: Callable[[], Any] = field(compare=False)
    done: Done | None = field(compare=False, default=None)
    failed: Failed | None = field(compare=False, default=None)
    newest: tuple[int, str] | None = field(compare=False, default=None)
    calm: bool = field(compare=False, default=False)
    begun: float = field(compare=False, default=0.0)
    future: Future[Any] = field(compare=False, default_factory=Future)

    def wanted(self) -> bool:
        return self.owner is None or shiboken6.isValid(self.owner)


class Background(QObject):
    """Runs functions off the UI thread. `read` and `write` may be called from any thread."""

    busy_changed = Signal(bool)
    long_started = Signal(object)
    _answered = Signal(object)

    def __init__(self, messages: Hears, readers: int = 2, at_thread_end: Callable[[], None] | None = None,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._at_thread_end = at_thread_end
        self._turns = itertools.count()
        self._lock = threading.Lock()
        self._pending = 0
        self._closed = False
        self._newest: dict[tuple[int, str], int] = {}
        self._rests: dict[tuple[int, str], float] = {}
        self._resting: set[threading.Timer] = set()
        self._writes: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._reads: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._long: list[tuple[LongAct, threading.Thread]] = []
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._threads = [self._start("writer", self._writes)]
        self._threads += [self._start(f"reader-{n + 1}", self._reads) for n in range(readers)]

    def read(self, owner: QObject | None, fn: Callable[..., Any], *args: Any, done: Done | None = None,
             failed: Failed | None = None, newest: str | None = None, calm: bool = False) -> Future[Any]:
        """Runs `fn(*args)` in a reader; `done(result)` is called on the UI thread while `owner` lives.

        With `newest` only the last read of this owner and key counts: older ones are skipped or their
        answers dropped. A `calm` one, such as the refresh of a list that many changes ask for, rests three times
        as long as it took before it runs again: in a burst of calls it leaves the computer to them. See `write`
        for `failed`.
        """
        job = _Job(_USUAL, next(self._turns), owner, lambda: fn(*args), done, failed)
        if newest is not None:
            job.newest, job.calm = (id(owner), newest), calm
            with self._lock:
                self._newest[job.newest] = job.turn
        return self._put(self._reads, job)

    def write(self, owner: QObject | None, fn: Callable[..., Any], *args: Any, done: Done | None = None,
              failed: Failed | None = None, urgent: bool = False) -> Future[Any]:
        """Runs `fn(*args)` in the one writer, in the order given; `urgent` ones (calls) overtake the others.

        It is run even if `owner` has gone, only the answer is dropped then. `failed(problem)` is called on
        the UI thread; without it, or if it returns False, trouble is shown by the messages. Bugs are logged
        and shown in any case. The future is for other threads that must wait; the UI thread never waits for it.
        """
        lane = _URGENT if urgent else _USUAL
        return self._put(self._writes, _Job(lane, next(self._turns), owner, lambda: fn(*args), done, failed))

    def run_long(self, owner: QObject | None, fn: Callable[[Callable[..., None], Callable[[], bool]], Any], *,
                 title: str, done: Done | None = None, failed: Failed | None = None) -> LongAct:
        """Runs `fn(progress, cancelled)` in a thread of its own and shows a strip with Stop after 300 ms.

        `title` is shown as it is (translate it first). `progress(done, total, text)` may be called as often
        as one likes; `cancelled()` turns True when the user stops. A raised `Cancelled` is not trouble.
        """
        act = LongAct(title, self)
        job = _Job(_USUAL, next(self._turns), owner, lambda: fn(act.progress, act.cancelled), done, failed)
        job.future.add_done_callback(lambda _future: act.finish())
        self._count(+1)
        thread = threading.Thread(target=self._run_alone, args=(job,), name="long-act", daemon=True)
        self._long = [(a, t) for a, t in self._long if t.is_alive()] + [(act, thread)]
        self.long_started.emit(act)
        thread.start()
        return act

    def close(self, seconds: float = 30.0) -> bool:
        """Ends the threads: reads are dropped, long acts stopped, writes finished. True if all ended in time."""
        with self._lock:
            if self._closed:
                return True
            self._closed = True
            resting = list(self._resting)
        for act, _thread in self._long:
            act.stop()
        for timer in resting:
            timer.cancel()
            timer.join(seconds)
        for waiting in (self._writes, *[self._reads] * (len(self._threads) - 1)):
            waiting.put(_Job(_LAST, next(self._turns), None, _end))
        for thread in [*self._threads, *(t for _a, t in self._long)]:
            thread.join(seconds)
        return not any(t.is_alive() for t in self._threads)

    def _start(self, name: str, jobs: queue.PriorityQueue[_Job]) -> threading.Thread:
        thread = threading.Thread(target=self._work, args=(jobs,), name=name, daemon=True)
        thread.start()
        return thread

    def _put(self, jobs: queue.PriorityQueue[_Job], job: _Job) -> Future[Any]:
        with self._lock:
            if self._closed:
                job.future.cancel()
                return job.future
        self._count(+1)
        jobs.put(job)
        return job.future

    def _work(self, jobs: queue.PriorityQueue[_Job]) -> None:
        reading = jobs is self._reads
        while True:
            job = jobs.get()
            if job.work is _end:
                break
            skip = reading and (self._closed or not job.wanted() or self._stale(job))
            if skip:
                job.future.cancel()
            elif (rest := self._rest_of(job)) > 0:
                self._later(job, rest)
                continue
            else:
                self._perform(job)
                self._rested(job)
            self._answered.emit(job)
        if self._at_thread_end is not None:
            self._at_thread_end()

    def _run_alone(self, job: _Job) -> None:
        self._perform(job)
        if self._at_thread_end is not None:
            self._at_thread_end()
        self._answered.emit(job)

    def _perform(self, job: _Job) -> None:
        if not job.future.set_running_or_notify_cancel():
            return
        try:
            job.future.set_result(job.work())
        except Exception as problem:  # every kind of trouble is carried to the UI thread
            job.future.set_exception(problem)

    def _rest_of(self, job: _Job) -> float:
        """Seconds that a calm job has to wait still; if none, it counts as begun."""
        if not job.calm or job.newest is None:
            return 0.0
        with self._lock:
            now = time.monotonic()
            wait = self._rests.get(job.newest, 0.0) - now
            if wait <= 0:
                job.begun = now
                self._rests[job.newest] = float("inf")
            return min(wait, _LONGEST_REST_S) if wait != float("inf") else _LOOK_AGAIN_S

    def _rested(self, job: _Job) -> None:
        if not job.calm or job.newest is None:
            return
        with self._lock:
            now = time.monotonic()
            self._rests = {key: until for key, until in self._rests.items() if until > now}
            self._rests[job.newest] = now + min(_RESTS * (now - job.begun), _LONGEST_REST_S)

    def _later(self, job: _Job, seconds: float) -> None:
        timer = threading.Timer(seconds, self._again, (job,))
        timer.daemon = True
        timer.name = "background-rest"
        with self._lock:
            self._resting = {each for each in self._resting if each.is_alive()}
            if self._closed:
                job.future.cancel()
                return
            timer.start()
            self._resting.add(timer)

    def _again(self, job: _Job) -> None:
        self._reads.put(job)

    def _stale(self, job: _Job) -> bool:
        with self._lock:
            return job.newest is not None and self._newest.get(job.newest) != job.turn

    def _count(self, step: int) -> None:
        with self._lock:
            self._pending += step
            edge = (self._pending == 1 and step > 0) or self._pending == 0
            busy = self._pending > 0
        if edge:
            self.busy_changed.emit(busy)

    @Slot(object)
    def _deliver(self, job: _Job) -> None:
        self._count(-1)
        stale = self._stale(job)
        if job.newest is not None and not stale:
            with self._lock:
                self._newest.pop(job.newest, None)
        if job.future.cancelled() or stale:
            return
        problem = job.future.exception()
        if problem is not None:
            self._trouble(job, problem)
        elif job.done is not None and job.wanted():
            job.done(job.future.result())

    def _trouble(self, job: _Job, problem: BaseException) -> None:
        bug = not isinstance(problem, (UserError, EnvironmentTrouble, Cancelled))
        taken = False
        if job.failed is not None and job.wanted():
            taken = job.failed(problem) is not False
        if isinstance(problem, Cancelled):
            return
        if bug or not taken:
            self._messages.trouble(problem)


def _end() -> None:
    """The work that ends a thread."""


def on_ui_thread(anything: QObject) -> bool:
    """True if the caller runs in the thread that `anything` lives in; for asserting."""
    return QThread.currentThread() is anything.thread()
