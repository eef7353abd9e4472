"""What one shift leaves to the next: a page of clocks, callbacks and open tickets, handed over and confirmed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from hotline_desk.core.text import N_

WAITING, CONFIRMED, TAKEN_BACK = "waiting", "confirmed", "taken_back"
SHIFT_STATES = {WAITING: N_("not confirmed yet"), CONFIRMED: N_("confirmed"), TAKEN_BACK: N_("taken back")}

Item = TypeVar("Item", "ShiftClock", "ShiftCallback", "ShiftTicket")


@dataclass(frozen=True)
class ShiftClock:
    """A clock that runs: `kind` is a code of `WORKLOG_KINDS`. `stopped`: the hand-over ended it. Instants UTC."""

    uid: str
    ticket_uid: str
    number: str
    subject: str
    customer: str
    agent: str
    kind: str
    since: datetime
    text: str = ""
    own: bool = True
    stopped: bool = False


@dataclass(frozen=True)
class ShiftCallback:
    """A callback that was promised and is open. `own`: of the person who hands over."""

    uid: str
    phone: str
    contact: str
    company: str
    due_at: datetime
    agent: str = ""
    team: str = ""
    note: str = ""
    ticket_uid: str = ""
    number: str = ""
    overdue: bool = False
    own: bool = False


@dataclass(frozen=True)
class ShiftTicket:
    """An unsolved ticket; `state` and `priority` are codes. `own`: of the person who hands over."""

    uid: str
    number: str
    state: str
    priority: str
    subject: str
    customer: str
    agent: str
    team: str
    received_at: datetime
    due_at: datetime | None = None
    overdue: bool = False
    note: str = ""
    own: bool = False


@dataclass(frozen=True)
class ShiftPage:
    """All of it as it was at one moment. `along`: what is the giver's own goes to whoever confirms."""

    at: datetime
    clocks: tuple[ShiftClock, ...] = ()
    callbacks: tuple[ShiftCallback, ...] = ()
    tickets: tuple[ShiftTicket, ...] = ()
    along: bool = False

    @property
    def own_count(self) -> int:
        """How many tickets and callbacks are the giver's own."""
        return sum(each.own for each in self.callbacks) + sum(each.own for each in self.tickets)


@dataclass(frozen=True)
class Shift:
    """A page that was handed over. Instants UTC. `to_me`: the reader may confirm it; `mine`: he gave it."""

    uid: str
    giver: str
    receiver: str
    handed_at: datetime
    note: str
    page: ShiftPage
    state: str
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    to_me: bool = False
    mine: bool = False


def stopped(page: ShiftPage, uids: Iterable[str]) -> ShiftPage:
    """The page with these clocks ended by the hand-over."""
    ended = set(uids)
    return replace(page, clocks=tuple(replace(c, stopped=True) if c.uid in ended else c for c in page.clocks))


def without_callers(page: ShiftPage) -> ShiftPage:
    """The page without numbers and names of those who waited for a call."""
    return replace(page, callbacks=tuple(replace(each, phone="", contact="") for each in page.callbacks))


def page_text(page: ShiftPage) -> str:
    """The page as it is kept (JSON), without what is empty."""
    whole = asdict(page)
    for part in ("clocks", "callbacks", "tickets"):
        whole[part] = [{name: value for name, value in each.items() if value not in ("", None, False)}
                       for each in whole[part]]
    return json.dumps(whole, default=_as_text, ensure_ascii=False)


def read_page(text: str) -> ShiftPage:
    """A page that was kept. What an older or newer version knew besides is left out."""
    kept = json.loads(text)
    return ShiftPage(
        datetime.fromisoformat(kept["at"]), tuple(_item(ShiftClock, each) for each in kept.get("clocks", ())),
        tuple(_item(ShiftCallback, each) for each in kept.get("callbacks", ())),
        tuple(_item(ShiftTicket, each) for each in kept.get("tickets", ())), bool(kept.get("along", False)))


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _item(kind: type[Item], kept: Mapping[str, Any]) -> Item:
    instants = ("since", "due_at", "received_at")
    values: dict[str, Any] = {field.name: kept.get(field.name, False if field.type == "bool" else "")
                              for field in fields(kind) if field.name in kept or field.type == "bool"
                              or field.default is MISSING}
    for name in instants:
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    return kind(**values)
