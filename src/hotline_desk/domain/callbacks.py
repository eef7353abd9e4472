"""Callbacks that were promised: to whom, when, and who calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

OPEN, DONE, REMOVED = "open", "done", "removed"
STATES = (OPEN, DONE, REMOVED)


@dataclass(frozen=True)
class Callback:
    """`uid` is "" for one that is not stored yet. `due_local` is a naive time of the company's zone.

    `user_uid` is who calls; without one it is the team's, without both everybody's. `call_uid` is the call that it
    follows.
    """

    number: str = ""
    due_local: datetime | None = None
    uid: str = ""
    contact_name: str = ""
    address_uid: str | None = None
    contact_uid: str | None = None
    ticket_uid: str | None = None
    call_uid: str | None = None
    user_uid: str | None = None
    team_uid: str | None = None
    note: str = ""
    version: int = 1
