"""Whom an entry means: an address that is there, an earlier entry of the file, or nobody yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import N_
from hotline_desk.domain.takeover.naming import name_key, town_key
from hotline_desk.domain.takeover.values import Card

REASONS = {
    "number": N_("same customer number {value}"), "phone": N_("same telephone number {value}"),
    "email": N_("same e-mail {value}"), "name": N_("same name and town"),
}
"""Why an entry means an address."""


@dataclass(frozen=True)
class Standing:
    """What of a stored address tells whether an entry means it.

    `phones` are as number_key makes them, `people` the names of its contacts; a `bare` one lacks a postal address.
    """

    uid: str
    number: str
    name: str
    city: str = ""
    person: bool = False
    bare: bool = False
    archived: bool = False
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class Owner:
    """An address that grows by the entries that belong to it; `uid` is "" for one that will be made.

    `names` are in the form of name_key, `reach` in that of reach_of.
    """

    def __init__(self, standing: Standing) -> None:
        self.uid, self.number, self.name = standing.uid, standing.number, standing.name
        self.city, self.person, self.bare = standing.city, standing.person, standing.bare
        self.archived = standing.archived
        self.names = {name_key(name) for name in (standing.name, *standing.people)}
        self.reach: set[str] = set()
        self.cards: list[Card] = []


@dataclass(frozen=True)
class Match:
    """An entry and the address it belongs to; `reason` is a key of REASONS, "" for one that begins an address.

    `number_of` names who has the entry's customer number already, "" if it is free.
    """

    card: Card
    owner: Owner
    reason: str = ""
    value: str = ""
    number_of: str = ""


class Register:
    """Everybody who is known by now, found by number, telephone, e-mail and name."""

    def __init__(self, standings: Iterable[Standing]) -> None:
        self._numbers: dict[str, Owner] = {}
        self._reach: dict[str, list[Owner]] = {}
        self._names: dict[str, list[Owner]] = {}
        for each in standings:
            self._enter(Owner(each), (*each.phones, *(email.casefold() for email in each.emails)))

    def find(self, card: Card, reach: Sequence[str]) -> tuple[Owner, str, str] | None:
        """The address an entry means, with the reason and what was the same.

        Who was put away is found only where nobody else is. One that has everything of the entry goes before all
        others: a file that is taken over twice finds its own.
        """
        found = list(self._candidates(card, reach))
        candidates = [c for c in found if not c[0].archived] or found
        if not candidates:
            return None
        names = _names(card)
        whole = (c for c in candidates if names <= c[0].names and c[0].reach.issuperset(reach)
                 and not (c[0].bare and _has_place(card)))
        named = (c for c in candidates if c[1] == candidates[0][1] and names & c[0].names)
        return next(whole, None) or next(named, candidates[0])

    def number_of(self, card: Card) -> str:
        """Who has the customer number of an entry, "" if nobody."""
        owner = self._numbers.get(card.number) if card.number else None
        return owner.name if owner is not None else ""

    def begin(self, card: Card, reach: Sequence[str]) -> Owner:
        """A new address for an entry."""
        number = "" if self.number_of(card) else card.number
        people = (card.person,) if card.person else ()
        owner = Owner(Standing("", number, card.name, card.city, not card.company, not _has_place(card), people=people))
        self._enter(owner, reach)
        return owner

    def add(self, owner: Owner, card: Card, reach: Sequence[str]) -> None:
        """An address is found by what an entry adds to it, too."""
        if owner.bare and _has_place(card):
            owner.city, owner.bare = card.city, False
        owner.names |= _names(card)
        self._enter_reach(owner, reach)

    def _candidates(self, card: Card, reach: Sequence[str]) -> Iterator[tuple[Owner, str, str]]:
        """Whom an entry may mean, the likeliest first."""
        named = self._numbers.get(card.number) if card.number else None
        if named is not None and name_key(named.name) == name_key(card.name):
            yield named, "number", card.number
        for each in reach:
            for owner in self._reach.get(each, ()):
                yield owner, "email" if "@" in each else "phone", each
        for owner in self._names.get(name_key(card.name), ()):
            if _town_fits(owner, card):
                yield owner, "name", ""

    def _enter(self, owner: Owner, reach: Iterable[str]) -> None:
        if owner.number:
            self._numbers.setdefault(owner.number, owner)
        self._names.setdefault(name_key(owner.name), []).append(owner)
        self._enter_reach(owner, reach)

    def _enter_reach(self, owner: Owner, reach: Iterable[str]) -> None:
        for each in reach:
            if each not in owner.reach:
                owner.reach.add(each)
                if each.startswith("+") or "@" in each:  # an internal number is nobody's in particular
                    self._reach.setdefault(each, []).append(owner)


def match_all(cards: Iterable[Card], standings: Iterable[Standing], plan: NumberPlan,
              apart: Collection[int] = ()) -> Iterator[Match]:
    """Each entry with its address, in their order. Those at the places `apart` begin one of their own."""
    register = Register(standings)
    for place, card in enumerate(cards):
        reach = reach_of(card, plan)
        found = None if place in apart else register.find(card, reach)
        if found is None:
            taken = register.number_of(card)
            match = Match(card, register.begin(card, reach), number_of=taken)
        else:
            owner, reason, value = found
            register.add(owner, card, reach)
            match = Match(card, owner, reason, value)
        match.owner.cards.append(card)
        yield match


def reach_of(card: Card, plan: NumberPlan) -> list[str]:
    """Telephone numbers and e-mails of an entry in the form they are compared in, each once."""
    return list(dict.fromkeys([*(number_key(phone.raw, plan) for phone in card.phones),
                               *(email.casefold() for email in card.emails)]))


def number_key(raw: str, plan: NumberPlan) -> str:
    """E.164, or the digits of an internal number."""
    return plan.read(raw).e164 or digits_of(raw)


def digits_of(raw: str) -> str:
    """The digits of a number, as it is written."""
    return "".join(c for c in raw if c.isdigit())


def _names(card: Card) -> set[str]:
    return {name_key(name) for name in (card.name, card.person) if name}


def _has_place(card: Card) -> bool:
    return bool(card.street or card.postcode or card.city)


def _town_fits(owner: Owner, card: Card) -> bool:
    """An unknown town fits any; but a person who may live anywhere is not taken for one of a certain town."""
    town = town_key(card.city)
    return not town or town == town_key(owner.city) or (not owner.city and not owner.person)
