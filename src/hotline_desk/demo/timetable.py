"""When calls come at the FRITZ!Box of our own, and how they go on."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol


@dataclass(frozen=True)
class Turn:
    """One incoming call of a timetable, seconds: when after the one before, how long it rings and talks.

    `talk` None is a missed call; `caller` "" is withheld.
    """

    after: float
    caller: str
    called: str = "732111"
    ring: float = 6.0
    talk: float | None = 45.0
    extension: int = 11


class Ringing(Protocol):
    """A call that has begun."""

    def answer(self, extension: int) -> object:
        """Somebody lifts the receiver."""
        ...

    def hang_up(self) -> None:
        """The call ends."""
        ...


def now_and_then(
    numbers: Sequence[str], every: float, called: Sequence[str] = ("732111",), seed: int | None = None
) -> Iterator[Turn]:
    """Calls of these numbers without end, on the average every so many seconds; some are missed or withheld."""
    pick = Random(seed)
    first = True
    while True:
        after = 2.0 if first else min(every * 3, pick.expovariate(1 / every))
        first = False
        caller = "" if pick.random() < 0.08 else pick.choice(numbers)
        talk = None if pick.random() < 0.2 else pick.uniform(20, 180)
        yield Turn(after, caller, pick.choice(called), pick.uniform(4, 12), talk, pick.choice((11, 12, 13)))


def perform(
    script: Iterable[Turn],
    ring: Callable[[str, str], Ringing],
    wait_until: Callable[[float], bool],
    pace: float = 1.0,
) -> None:
    """Lets the calls come and go; they may overlap. `wait_until` waits for that many seconds from the start.

    It returns False to end everything; calls that are running then stay as they are.
    """
    agenda: list[tuple[float, int, Callable[[], object]]] = []
    order = itertools.count()

    def later(at: float, act: Callable[[], object]) -> None:
        heapq.heappush(agenda, (at, next(order), act))

    def begin(turn: Turn, at: float) -> None:
        call = ring(turn.caller, turn.called)
        answered_at = at + turn.ring * pace
        if turn.talk is not None:
            later(answered_at, lambda: call.answer(turn.extension))
        later(answered_at + (turn.talk or 0) * pace, call.hang_up)

    begins_at = 0.0
    for turn in itertools.chain(script, (None,)):
        begins_at = begins_at + turn.after * pace if turn else float("inf")
        while agenda and agenda[0][0] <= begins_at:
            at, _, act = heapq.heappop(agenda)
            if not wait_until(at):
                return
            act()
        if turn is None or not wait_until(begins_at):
            return
        begin(turn, begins_at)
