"""What a file of another program says of companies and people, whatever its form was."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.addresses import Phone

OUTLOOK, VCARD, FRITZBOX, DATEV, TABLE = "outlook", "vcard", "fritzbox", "datev", "table"
FORMS = {
    OUTLOOK: N_("Outlook contacts"), VCARD: N_("vCard"), FRITZBOX: N_("FRITZ! phone book"),
    DATEV: N_("DATEV debtors and creditors"), TABLE: N_("Table (CSV)"),
}

FIELDS = {
    "": N_("left out"), "company": N_("Company"), "salutation": N_("Salutation"), "first_name": N_("First name"),
    "last_name": N_("Last name"), "full_name": N_("Whole name"), "department": N_("Department"),
    "number": N_("Number"), "street": N_("Street"), "postcode": N_("Postcode"), "city": N_("City"),
    "country": N_("Country"), "phone.work": N_("Telephone, office"), "phone.mobile": N_("Telephone, mobile"),
    "phone.private": N_("Telephone, private"), "phone.fax": N_("Fax"), "phone.switchboard": N_("Switchboard"),
    "email": N_("E-mail"), "vat_id": N_("VAT id"), "note": N_("Note"), "home.street": N_("Street, private"),
    "home.postcode": N_("Postcode, private"), "home.city": N_("City, private"),
    "home.country": N_("Country, private"),
}
"""What a column of a table may stand for. A private postal address counts where there is no other."""


@dataclass(frozen=True)
class Flaw:
    """Something in a file that could not be used: its line (from 1) and a marked sentence with its values.

    `lost` says that the whole entry could not be used; else only a part of it.
    """

    line: int
    sentence: str
    values: tuple[tuple[str, object], ...] = ()
    lost: bool = False

    def told(self, texts: Translator) -> str:
        """Line and sentence for a person."""
        return texts.tr("Line {line}: {sentence}", line=self.line, sentence=self.reason(texts))

    def reason(self, texts: Translator) -> str:
        """The sentence alone."""
        return texts.tr(self.sentence, **dict(self.values))


@dataclass(frozen=True)
class Card:
    """One entry of a file. `line` is where it begins (from 1); `flaws` what of it could not be used.

    Numbers are written as in the file; `country` is an ISO code or "".
    """

    line: int
    company: str = ""
    salutation: str = ""
    first_name: str = ""
    last_name: str = ""
    department: str = ""
    number: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    vat_id: str = ""
    note: str = ""
    role: str = "customer"
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def person(self) -> str:
        """The person's name as people write it; "" for a company alone."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    @property
    def name(self) -> str:
        """The name of the address: the company's, else the person's."""
        return self.company or self.person


@dataclass(frozen=True)
class Wish:
    """How a person wants a file to be read; empty is as the file itself suggests.

    `fields` has a key of FIELDS for each column of a table; None takes the proposal.
    """

    encoding: str = ""
    separator: str = ""
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Sheet:
    """A file that was read: its form, its entries in their order, and what could not be read.

    Of a table also `header`, the `fields` its columns stand for, and the first row as `example`.
    """

    form: str
    cards: tuple[Card, ...]
    flaws: tuple[Flaw, ...] = ()
    encoding: str = ""
    separator: str = ""
    header: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
