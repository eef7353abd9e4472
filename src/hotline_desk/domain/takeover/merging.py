"""What an address looks like once an entry was added to it. Nothing that is there is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.domain.takeover.matching import number_key
from hotline_desk.domain.takeover.naming import name_key
from hotline_desk.domain.takeover.values import Card

_OF_THE_HOUSE = frozenset({"switchboard", "fax"})
_PLACE = ("street", "postcode", "city")
_LONGEST_NAME, _LONGEST_NOTE = 120, 20_000


@dataclass(frozen=True)
class Gains:
    """What an address has more than before; `fields` are (name, before, after)."""

    contacts: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    fields: tuple[tuple[str, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.contacts or self.phones or self.emails or self.fields)

    @property
    def place(self) -> str:
        """The postal address that was added, in one line."""
        after = {name: value for name, _before, value in self.fields}
        town = " ".join(filter(None, (after.get("postcode", ""), after.get("city", ""))))
        return ", ".join(filter(None, (after.get("street", ""), town)))


def made_of(card: Card, plan: NumberPlan, country: str, language: str) -> Address:
    """A new address of an entry; `country` is taken where the entry names none."""
    empty = Address(
        name=card.name, number=card.number, person=not card.company, business=bool(card.company),
        country=card.country or country, language=language, roles=(card.role,))
    return with_note(completed(empty, card, plan), card.note)


def with_note(address: Address, note: str) -> Address:
    """The address with a note below its own, unless it says so already."""
    if not note or note in address.note:
        return address
    return replace(address, note=f"{address.note}\n\n{note}".strip()[:_LONGEST_NOTE])


def completed(address: Address, card: Card, plan: NumberPlan) -> Address:
    """The address with the persons, numbers and e-mails of an entry; empty fields are filled."""
    address = _with_fields(address, card)
    if card.company and name_key(card.company) != name_key(address.name):
        address = _with_contact(address, Contact(card.company[:_LONGEST_NAME]))
    contact = _person(card, address)
    if contact is None:
        return _reachable(address, card, plan)
    address = _with_contact(address, contact)
    index = next(n for n, c in enumerate(address.contacts) if _same_person(c, contact))
    return _reachable(address, card, plan, index)


def gained(before: Address, after: Address) -> Gains:
    """What the second has and the first lacks."""
    names = {c.full_name for c in before.contacts}
    phones, emails = {p.raw for p in _phones(before)}, set(_emails(before))
    return Gains(
        tuple(c.full_name for c in after.contacts if c.full_name not in names),
        tuple(p.raw for p in _phones(after) if p.raw not in phones),
        tuple(e for e in _emails(after) if e not in emails),
        tuple((name, str(getattr(before, name) or ""), str(getattr(after, name) or ""))
              for name in (*_PLACE, "vat_id", "note") if getattr(before, name) != getattr(after, name)))


def _with_fields(address: Address, card: Card) -> Address:
    if not any(getattr(address, name) for name in _PLACE):
        address = replace(address, **{name: getattr(card, name) for name in _PLACE})
    if card.vat_id and not address.vat_id:
        address = replace(address, vat_id=card.vat_id)
    return address


def _person(card: Card, address: Address) -> Contact | None:
    """The person of an entry, unless it is the address itself."""
    if not card.person or name_key(card.person) in (name_key(address.name), name_key(card.company)):
        return None
    return Contact(card.last_name, card.first_name, card.salutation, card.department)


def _with_contact(address: Address, contact: Contact) -> Address:
    if any(_same_person(each, contact) for each in address.contacts):
        return address
    return replace(address, contacts=(*address.contacts, contact))


def _same_person(one: Contact, other: Contact) -> bool:
    return name_key(f"{one.first_name} {one.last_name}") == name_key(f"{other.first_name} {other.last_name}")


def _reachable(address: Address, card: Card, plan: NumberPlan, index: int | None = None) -> Address:
    """Numbers and e-mails of an entry go to the contact at `index`, else to the address, as the house's always do."""
    known = {_form(phone, plan) for phone in _phones(address)}
    mails = {email.casefold() for email in _emails(address)}
    phones = [p for p in _once(card.phones, plan) if _form(p, plan) not in known]
    emails = [e for e in dict.fromkeys(card.emails) if e.casefold() not in mails]
    of_house = [p for p in phones if index is None or p.kind in _OF_THE_HOUSE]
    address = replace(address, phones=(*address.phones, *of_house))
    if index is None:
        return replace(address, emails=(*address.emails, *emails))
    contact = address.contacts[index]
    of_person = [p for p in phones if p.kind not in _OF_THE_HOUSE]
    contact = replace(contact, phones=(*contact.phones, *of_person), emails=(*contact.emails, *emails))
    return replace(address, contacts=(*address.contacts[:index], contact, *address.contacts[index + 1:]))


def _once(phones: Iterable[Phone], plan: NumberPlan) -> list[Phone]:
    return list({_form(phone, plan): phone for phone in reversed(tuple(phones))}.values())[::-1]


def _form(phone: Phone, plan: NumberPlan) -> str:
    return number_key(phone.raw, plan)


def _phones(address: Address) -> list[Phone]:
    return [*address.phones, *(phone for contact in address.contacts for phone in contact.phones)]


def _emails(address: Address) -> list[str]:
    return [*address.emails, *(email for contact in address.contacts for email in contact.emails)]
