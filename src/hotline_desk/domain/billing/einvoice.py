"""What a document needs to become an electronic invoice, and which files it consists of."""

from __future__ import annotations

import re

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import INVOICE, LETTER, OFFER, STATEMENT, XRECHNUNG, Document, Party
from hotline_desk.domain.identifiers import EUROPEAN_UNION, is_vat_id

PDF, ZUGFERD = "pdf", "zugferd"
FORMATS = (PDF, ZUGFERD, XRECHNUNG)
_LEITWEG = re.compile(r"\d{2,12}(-[0-9A-Za-z]{1,30})?-\d{2}")
_VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def is_einvoice(document: Document) -> bool:
    """Whether something is handed out besides paper. Offers never are, nor is a draft."""
    return document.format in (ZUGFERD, XRECHNUNG) and document.kind != OFFER and document.number is not None


def file_kinds(document: Document) -> tuple[str, ...]:
    """The kinds of files that this document consists of."""
    kinds: tuple[str, ...] = (LETTER,)
    if document.items:
        kinds += (STATEMENT,)
    if document.format == XRECHNUNG and is_einvoice(document):
        kinds += (XRECHNUNG,)
    return kinds


def vat_id(party: Party) -> str:
    """The party's VAT id without spaces, "" if it does not begin with a country."""
    plain = re.sub(r"[\s.\-]", "", party.vat_id).upper()
    return plain if _VAT_ID.fullmatch(plain) else ""


def country(party: Party, home: str) -> str:
    """The party's country in two capitals; an empty one means `home`."""
    return party.country.strip().upper() or home.strip().upper() or "DE"


def is_leitweg_id(reference: str) -> bool:
    """Whether a buyer's reference has the form of a German Leitweg-ID."""
    return _LEITWEG.fullmatch(reference.strip()) is not None


def require_complete(document: Document) -> None:
    """Raises UserError naming what an electronic invoice of this format lacks and where it is filled in.

    In whatever form, an invoice on which a business elsewhere in the Union owes the tax needs its VAT id.
    """
    if document.format in (ZUGFERD, XRECHNUNG) and document.kind != OFFER:
        _require_fields(document)
    if document.kind == INVOICE and _owes_abroad(document) and not is_vat_id(document.recipient.vat_id):
        raise UserError("billing.vat_id", name=document.recipient.name)


def _require_fields(document: Document) -> None:
    company, address = _company_lacks(document), _address_lacks(document)
    if document.format == XRECHNUNG and not document.recipient.buyer_reference.strip():
        raise UserError("einvoice.reference", name=document.recipient.name)
    if company:
        raise UserError("einvoice.company", fields=company)
    if address:
        raise UserError("einvoice.address", name=document.recipient.name, fields=address)


def _owes_abroad(document: Document) -> bool:
    home = country(document.sender, "")
    theirs = country(document.recipient, home)
    return document.reverse_charge and theirs != home and theirs in EUROPEAN_UNION


def _company_lacks(document: Document) -> tuple[str, ...]:
    sender = document.sender
    needed = {N_("Name"): sender.name, N_("City"): sender.city, N_("Postcode"): sender.postcode,
              N_("Tax number"): sender.tax_number.strip() or vat_id(sender)}
    if document.reverse_charge:
        needed[N_("VAT id")] = vat_id(sender)
    if document.format == XRECHNUNG:
        needed |= {N_("Telephone"): sender.phone, N_("E-mail"): sender.email, N_("IBAN"): sender.iban}
    return tuple(text for text, value in needed.items() if not value.strip())


def _address_lacks(document: Document) -> tuple[str, ...]:
    buyer = document.recipient
    needed = {N_("Name"): buyer.name}
    if not _COUNTRY.fullmatch(country(buyer, document.sender.country)):
        needed[N_("Country (two letters)")] = ""
    if document.reverse_charge:
        needed[N_("VAT id")] = vat_id(buyer)
    if document.format == XRECHNUNG:
        needed |= {N_("City"): buyer.city, N_("Postcode"): buyer.postcode}
        if not is_leitweg_id(buyer.buyer_reference):
            needed[N_("E-mail")] = buyer.email
    return tuple(text for text, value in needed.items() if not value.strip())
