"""An agent with several calls: he talks on one, the others are parked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RunningTalk:
    """A talk of one agent that goes on; `parked_at` is since when it is parked, None if he talks on it (UTC)."""

    key: int
    since: datetime
    parked_at: datetime | None = None


@dataclass(frozen=True)
class Parking:
    """What is to be done: keys of the talks to be parked, and the one to be taken up again."""

    park: tuple[int, ...] = ()
    resume: int | None = None


def settle(talks: Sequence[RunningTalk], current: int | None = None) -> Parking:
    """One talk goes on and no other: the `current` one, else the one that goes on and began last.

    If all are parked, the one that was parked last is taken up.
    """
    going = [talk for talk in talks if talk.parked_at is None]
    wanted = next((talk for talk in talks if talk.key == current), None)
    if wanted is None and going:
        wanted = max(going, key=lambda talk: (talk.since, talk.key))
    if wanted is None and talks:
        wanted = max(talks, key=lambda talk: (talk.parked_at or talk.since, talk.key))
    if wanted is None:
        return Parking()
    park = tuple(talk.key for talk in going if talk is not wanted)
    return Parking(park, wanted.key if wanted.parked_at is not None else None)


def swap(talks: Sequence[RunningTalk]) -> Parking | None:
    """The talk goes on that has been parked longest, and the one that went on is parked; None if none is parked."""
    parked = [talk for talk in talks if talk.parked_at is not None]
    if not parked:
        return None
    longest = min(parked, key=lambda talk: (talk.parked_at or talk.since, talk.key))
    return settle(talks, longest.key)
