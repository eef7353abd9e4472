"""What the notifier shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """One open ticket, or a callback that is due. `when` is already written for people; `late` is past its time."""

    uid: str
    number: str
    subject: str
    who: str = ""
    when: str = ""
    late: bool = False
    callback: bool = False


@dataclass(frozen=True)
class Standing:
    """How many tickets are open and how many late, calls missed, the next ones in order, callbacks that are late."""

    open: int = 0
    late: int = 0
    missed: int = 0
    rows: tuple[Waiting, ...] = ()
    callbacks: int = 0
