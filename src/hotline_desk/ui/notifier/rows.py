"""What the notifier shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """An open ticket, a callback that is due, or an appointment of today: `kind` is that of its frame.

    `when` is already written for people; `late` is past its time.
    """

    uid: str
    number: str
    subject: str
    who: str = ""
    when: str = ""
    late: bool = False
    kind: str = "ticket"


@dataclass(frozen=True)
class Standing:
    """How many tickets are open and how many late, calls missed, the next ones in order, callbacks that are late,
    messages not read, and whether this user wants no reminders now."""

    open: int = 0
    late: int = 0
    missed: int = 0
    rows: tuple[Waiting, ...] = ()
    callbacks: int = 0
    unread: int = 0
    quiet: bool = False
