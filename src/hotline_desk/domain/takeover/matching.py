"""Whom an entry means: an address that is there, an earlier entry of the file, or nobody yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

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
    """What of a stored address tells whether an entry means it. `phones` are E.164, `bare` lacks a postal address."""

    uid: str
    number: str
    name: str
    city: str = ""
    person: bool = False
    bare: bool = False
    archived: bool = False
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(eq=False)
class Owner:
    """An address that entries belong to; `uid` is "" for one that will be made."""

    uid: str
    number: str
    name: str
    city: str
    person: bool
    bare: bool
    archived: bool = False
    cards: list[Card] = field(default_factory=list)


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
        self._phones: dict[str, Owner] = {}
        self._emails: dict[str, Owner] = {}
        self._names: dict[str, list[Owner]] = {}
        # Who was put away is found only where nobody else is.
        for each in sorted(standings, key=lambda s: s.archived):
            owner = Owner(each.uid, each.number, each.name, each.city, each.person, each.bare, each.archived)
            self._enter(owner, each.phones, each.emails)

    def find(self, card: Card, phones: Sequence[str]) -> tuple[Owner, str, str] | None:
        """The address an entry means, with the reason and what was the same."""
        named = self._numbers.get(card.number) if card.number else None
        if named is not None and name_key(named.name) == name_key(card.name):
            return named, "number", card.number
        for phone in phones:
            if phone in self._phones:
                return self._phones[phone], "phone", phone
        for email in card.emails:
            if email.casefold() in self._emails:
                return self._emails[email.casefold()], "email", email
        same = [owner for owner in self._names.get(name_key(card.name), ()) if _town_fits(owner, card)]
        return (same[0], "name", "") if same else None

    def number_of(self, card: Card) -> str:
        """Who has the customer number of an entry, "" if nobody."""
        owner = self._numbers.get(card.number) if card.number else None
        return owner.name if owner is not None else ""

    def begin(self, card: Card, phones: Sequence[str]) -> Owner:
        """A new address for an entry."""
        number = "" if self.number_of(card) else card.number
        owner = Owner("", number, card.name, card.city, not card.company, not _has_place(card))
        self._enter(owner, phones, card.emails)
        return owner

    def add(self, owner: Owner, card: Card, phones: Sequence[str]) -> None:
        """An address is found by what an entry adds to it, too."""
        if owner.bare and _has_place(card):
            owner.city, owner.bare = card.city, False
        self._enter_reach(owner, phones, card.emails)

    def _enter(self, owner: Owner, phones: Iterable[str], emails: Iterable[str]) -> None:
        if owner.number:
            self._numbers.setdefault(owner.number, owner)
        self._names.setdefault(name_key(owner.name), []).append(owner)
        self._enter_reach(owner, phones, emails)

    def _enter_reach(self, owner: Owner, phones: Iterable[str], emails: Iterable[str]) -> None:
        for phone in phones:
            self._phones.setdefault(phone, owner)
        for email in emails:
            self._emails.setdefault(email.casefold(), owner)


def match_all(cards: Iterable[Card], standings: Iterable[Standing], plan: NumberPlan,
              apart: Collection[int] = ()) -> Iterator[Match]:
    """Each entry with its address, in their order. Those at the places `apart` begin one of their own."""
    register = Register(standings)
    for place, card in enumerate(cards):
        phones = numbers_of(card, plan)
        found = None if place in apart else register.find(card, phones)
        if found is None:
            taken = register.number_of(card)
            match = Match(card, register.begin(card, phones), number_of=taken)
        else:
            owner, reason, value = found
            register.add(owner, card, phones)
            match = Match(card, owner, reason, value)
        match.owner.cards.append(card)
        yield match


def numbers_of(card: Card, plan: NumberPlan) -> list[str]:
    """The telephone numbers of an entry in E.164, each once; internal ones are nobody's in particular."""
    read = (plan.read(phone.raw).e164 for phone in card.phones)
    return list(dict.fromkeys(number for number in read if number))


def _has_place(card: Card) -> bool:
    return bool(card.street or card.postcode or card.city)


def _town_fits(owner: Owner, card: Card) -> bool:
    """An unknown town fits any; but a person who may live anywhere is not taken for one of a certain town."""
    town = town_key(card.city)
    return not town or town == town_key(owner.city) or (not owner.city and not owner.person)
