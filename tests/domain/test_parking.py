"""Several calls of one agent at once: no second of his counts twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain.parking import Parking, RunningTalk, settle, swap
from hotline_desk.domain.tickets import Pause, Worklog, unparked, unparked_seconds

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def talk(key: int, since: float, parked: float | None = None) -> RunningTalk:
    return RunningTalk(key, at(since), None if parked is None else at(parked))


def test_the_call_answered_last_goes_on_and_the_others_are_parked():
    assert settle([talk(1, 0), talk(2, 5)]) == Parking((1,))
    assert settle([talk(1, 0), talk(2, 5)], current=1) == Parking((2,))


def test_when_nobody_is_talked_to_the_one_parked_last_is_taken_up():
    assert settle([talk(1, 0, 5), talk(2, 3, 8)]) == Parking((), 2)


def test_one_call_alone_is_left_as_it_is():
    assert settle([talk(1, 0)]) == Parking()
    assert settle([]) == Parking()


def test_a_swap_takes_up_the_one_that_waits_longest():
    assert swap([talk(1, 0, 5), talk(2, 3, 8), talk(3, 8)]) == Parking((3,), 1)
    assert swap([talk(1, 0)]) is None


class Desk:
    """An agent whose calls are answered, swapped and ended, with a clock for each."""

    def __init__(self) -> None:
        self.now = NINE
        self.running: dict[int, RunningTalk] = {}
        self.pauses: dict[int, list[Pause]] = {}
        self.spans: dict[int, tuple[datetime, datetime]] = {}

    def do(self, what: str) -> None:
        if what == "answer":
            key = len(self.pauses)
            self.running[key], self.pauses[key] = RunningTalk(key, self.now), []
            self._follow(settle(list(self.running.values()), key))
        elif what == "swap":
            self._follow(swap(list(self.running.values())) or Parking())
        elif self.running:
            key = sorted(self.running)[len(what) % len(self.running)]
            ended = self.running.pop(key)
            if ended.parked_at is not None:
                self._resume(key)
            self.spans[key] = (ended.since, self.now)
            self._follow(settle(list(self.running.values())))

    def _follow(self, parking: Parking) -> None:
        for key in parking.park:
            self.running[key] = replace(self.running[key], parked_at=self.now)
            self.pauses[key].append(Pause(self.now))
        if parking.resume is not None:
            self._resume(parking.resume)

    def _resume(self, key: int) -> None:
        self.pauses[key][-1] = replace(self.pauses[key][-1], ended_at=self.now)
        if key in self.running:
            self.running[key] = replace(self.running[key], parked_at=None)


@given(st.lists(st.tuples(st.sampled_from(["answer", "swap", "end", "end it"]), st.integers(0, 600)), max_size=30))
def test_what_counts_of_parallel_calls_is_exactly_the_time_the_agent_talked(steps):
    desk = Desk()
    talked = timedelta()
    for what, seconds in [*steps, *[("end", 1)] * len(steps)]:
        desk.do(what)
        assert sum(t.parked_at is None for t in desk.running.values()) == (1 if desk.running else 0)
        talked += timedelta(seconds=seconds) if desk.running else timedelta()
        desk.now += timedelta(seconds=seconds)
    counted = [part for key, span in desk.spans.items() for part in unparked(*span, desk.pauses[key])]
    assert sum((end - start for start, end in counted), timedelta()) == talked
    assert all(one[1] <= other[0] for one, other in zip(sorted(counted), sorted(counted)[1:], strict=False))


@given(st.lists(st.tuples(st.integers(0, 100), st.none() | st.integers(0, 100)), max_size=6), st.integers(0, 100))
def test_parked_time_never_counts_and_the_rest_always_does(pauses, length):
    kept = [Pause(at(begin), at(begin + more) if more is not None else None) for begin, more in pauses]
    counted = {minute for minute in range(length)
               if not any(p.began_at <= at(minute) and (p.ended_at is None or at(minute) < p.ended_at) for p in kept)}
    assert unparked_seconds(NINE, at(length), kept) == 60 * len(counted)


def measure(**more: object) -> Worklog:
    values = {"raw_start": NINE, "raw_end": at(10), "start": NINE, "end": at(10), **more}
    return Worklog("w", "t", "call", **values)


def test_parked_time_counts_for_nothing_but_stays_in_what_was_measured():
    worklog = measure(pauses=(Pause(at(2), at(5)),))
    assert (worklog.raw_seconds, worklog.seconds, worklog.parked_seconds_until(at(99))) == (600, 420, 180)


def test_a_running_clock_stands_while_the_talk_is_parked():
    worklog = measure(raw_end=None, end=None, pauses=(Pause(at(1), at(2)), Pause(at(4)),))
    assert (worklog.running, worklog.parked_at, worklog.seconds_until(at(9))) == (True, at(4), 180)


def test_the_clock_of_a_call_with_unknown_end_stands_where_it_was_given_up():
    worklog = measure(raw_end=None, end=None, stopped_at=at(3))
    assert (worklog.running, worklog.end_unknown, worklog.seconds, worklog.seconds_until(at(9))) == (
        False, True, 0, 180)
    corrected = measure(raw_end=None, end=at(4))
    assert (corrected.end_unknown, corrected.running, corrected.seconds) == (False, False, 240)
