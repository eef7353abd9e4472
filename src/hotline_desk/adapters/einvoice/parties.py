"""Seller, buyer and payment of a document as business terms."""

from __future__ import annotations

from typing import Any

from hotline_desk.adapters.einvoice.wording import clean
from hotline_desk.domain.billing.einvoice import country, is_leitweg_id, vat_id
from hotline_desk.domain.billing.values import CANCELLATION, Document, Party

LEITWEG, MAIL = "0204", "EM"
"""Schemes of electronic addresses: the German Leitweg-ID, e-mail."""
TRANSFER, CLEARING = "58", "97"
"""Payment by SEPA credit transfer; set off between the parties."""


def seller(document: Document) -> dict[str, Any]:
    """BG-4, with its contact (BG-6) where there is one."""
    party = document.sender
    terms = _party(party, party.country)
    terms |= _filled(tax_identifier=party.tax_number, legal_info=party.register, **_mailbox(party.email))
    if "vat_identifier" not in terms and "tax_identifier" in terms:
        terms["identifiers"] = {None: terms["tax_identifier"]}  # the buyer's program must know the seller by something
    contact = _filled(name=party.contact or party.name, phone=party.phone, email=party.email)
    if "phone" in contact or "email" in contact:
        terms["contacts"] = [contact]
    return terms


def buyer(document: Document) -> dict[str, Any]:
    """BG-7; its electronic address is the Leitweg-ID, else the e-mail that gets the invoice."""
    party = document.recipient
    terms = _party(party, document.sender.country)
    if party.number:
        terms["identifiers"] = {None: clean(party.number)}
    contact = _filled(name=party.contact)
    if contact:
        terms["contacts"] = [contact]
    if is_leitweg_id(party.buyer_reference):
        return terms | {"einvoicing_addr": party.buyer_reference.strip(), "einvoicing_addr_schemeid": LEITWEG}
    return terms | _mailbox(party.email)


def _party(party: Party, home: str) -> dict[str, Any]:
    return {"name": clean(party.name), "country_code": country(party, home)} | _filled(
        addr_l1=party.street, postcode=party.postcode, city=party.city, vat_identifier=vat_id(party))


def _mailbox(email: str) -> dict[str, str]:
    return {"einvoicing_addr": email.strip(), "einvoicing_addr_schemeid": MAIL} if email.strip() else {}


def _filled(**terms: str) -> dict[str, str]:
    cleaned = {name: clean(text) for name, text in terms.items()}
    return {name: text for name, text in cleaned.items() if text}


def payment(document: Document) -> dict[str, str]:
    """How it is paid (BG-16): by transfer to the seller; what is cancelled is set off."""
    sender = document.sender
    if document.kind == CANCELLATION or document.gross_cents < 0:
        return {"BT-81": CLEARING}
    iban = "".join(sender.iban.split()).upper()
    if not iban:
        return {}
    return {"BT-81": TRANSFER, "BT-84": iban} | {
        term: text for term, text in (("BT-83", document.number or ""), ("BT-85", clean(sender.name)),
                                      ("BT-86", "".join(sender.bic.split()).upper())) if text}
