"""What is behind the numbers, queues and menu choices that callers reach us by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hotline_desk.core.text import N_
from hotline_desk.domain.calls import MENU, NUMBER, QUEUE

KINDS = {NUMBER: N_("Number"), QUEUE: N_("Queue"), MENU: N_("Menu choice")}
_SHORTEST_END = 2


class Entry(Protocol):
    """Anything that is called by a code of a kind."""

    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str: ...


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class CalledNumber:
    """A number, queue or menu choice. `uid` is "" for one that is not stored yet.

    `code` is the number in E.164, else what the telephone system tells. `client_uid` is the address of the company
    for which we answer there; its name and the team's are only shown.
    """

    name: str
    kind: str = NUMBER
    code: str = ""
    uid: str = ""
    greeting: str = ""
    category: str = ""
    product: str = ""
    client_uid: str | None = None
    client_name: str = ""
    team_uid: str | None = None
    team_name: str = ""
    version: int = 1
    archived: bool = False


def reached(entries: Sequence[E], number: str | None, queue: str, menu: str) -> list[E]:
    """What a call came by, the general first: the number, then the queue, then the choice in a menu.

    A number that is told without its beginning (an extension, an MSN) is the one that ends so, if only one does.
    """
    found = _by_number([e for e in entries if e.kind == NUMBER], number or "")
    for kind, told in ((QUEUE, queue), (MENU, menu)):
        found += _by_name([e for e in entries if e.kind == kind], told)
    return found


def _by_number(entries: Sequence[E], told: str) -> list[E]:
    if not told:
        return []
    same = [e for e in entries if e.code == told]
    if same or told.startswith("+") or len(told) < _SHORTEST_END:
        return same[:1]
    ending = [e for e in entries if e.code.endswith(told)]
    return ending if len(ending) == 1 else []


def _by_name(entries: Sequence[E], told: str) -> list[E]:
    wanted = told.strip().casefold()
    return [e for e in entries if wanted and e.code.casefold() == wanted][:1]
