"""Whose call it is: by the telephone that rings, the queue and the number that was called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hotline_desk.domain.called_numbers import CalledNumber, reached
from hotline_desk.domain.calls import MENU, NUMBER, QUEUE

ALL, MINE, COMPANY = "all", "mine", "company"


@dataclass(frozen=True)
class CallFacts:
    """What is known of a call. A line that does not tell which telephones ring leaves `extensions` empty."""

    extensions: frozenset[str] = frozenset()
    number: str | None = None
    queue: str = ""
    menu: str = ""
    agent_uid: str | None = None


@dataclass(frozen=True)
class UserFacts:
    """What a person is responsible for. `numbers` are called numbers, his own and those of his teams; `names`,
    casefolded, are what hosted telephone systems may tell instead of his extension."""

    uid: str
    extension: str = ""
    queues: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    menus: frozenset[str] = frozenset()
    wants: str = ALL
    names: frozenset[str] = frozenset()


def is_theirs(call: CallFacts, user: UserFacts) -> bool:
    """Whether a rule assigns the call to this person: he has it, his telephone rings, his queue or number is called."""
    if call.agent_uid is not None and call.agent_uid == user.uid:
        return True
    if user.extension and user.extension in call.extensions:
        return True
    if user.names and not user.names.isdisjoint(told.casefold() for told in call.extensions):
        return True
    codes = [CalledNumber("", kind, code) for kind, known in (
        (NUMBER, user.numbers), (QUEUE, user.queues), (MENU, user.menus)) for code in known]
    return bool(reached(codes, call.number, call.queue, call.menu))


def concerns(call: CallFacts, user: UserFacts, everybody: Iterable[UserFacts]) -> bool:
    """Whether the call is to be shown to this person. A call that no rule assigns to anybody concerns all."""
    if user.wants == ALL or is_theirs(call, user):
        return True
    return not any(is_theirs(call, other) for other in everybody)


def wanted(own: str, company: str) -> str:
    """What a person gets to see, all or mine: by his own setting, else by the company's."""
    return company if own == COMPANY else own


def extensions_of(*told: str) -> frozenset[str]:
    """The extensions in texts with commas between."""
    return frozenset(part for text in told for part in (p.strip() for p in text.split(",")) if part)
