"""Addresses: what is kept of companies and people."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core.text import N_

ROLES = {"customer": N_("Customer"), "prospect": N_("Prospect"), "supplier": N_("Supplier"), "other": N_("Other")}
PHONE_KINDS = {
    "work": N_("Office"), "mobile": N_("Mobile"), "private": N_("Private"), "fax": N_("Fax"),
    "switchboard": N_("Switchboard"),
}


@dataclass(frozen=True)
class Phone:
    """A number as written, with its E.164 form if it has one. A `shared` one names the company, not the person."""

    raw: str
    kind: str = "work"
    e164: str | None = None
    shared: bool = False


@dataclass(frozen=True)
class Contact:
    """A person at an address. `uid` is "" for one that is not stored yet."""

    last_name: str
    first_name: str = ""
    salutation: str = ""
    department: str = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    uid: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.salutation, self.first_name, self.last_name) if part)


@dataclass(frozen=True)
class Address:
    """A company or a person with everything below it. `uid` and `number` are "" for a new one."""

    name: str
    uid: str = ""
    number: str = ""
    person: bool = False
    business: bool = True
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    language: str = "de"
    vat_id: str | None = None
    order_reference: str = ""
    cost_centre: str = ""
    note: str = ""
    warning: str = ""
    roles: tuple[str, ...] = ("customer",)
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    version: int = 1
    archived: bool = False


@dataclass(frozen=True)
class AddressLine:
    """An address in a list."""

    uid: str
    number: str
    name: str
    city: str
    roles: tuple[str, ...]
    phone: str
    email: str
    archived: bool = False
