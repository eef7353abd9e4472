"""What a mail with a document says: the company's own words, or ours, in the language of the letter."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.values import CANCELLATION, CORRECTION, INVOICE, OFFER, Document

KINDS = {
    INVOICE: N_("Invoice"), CANCELLATION: N_("Cancellation invoice"), CORRECTION: N_("Invoice correction"),
    OFFER: N_("Offer"),
}
SUBJECT = N_("{kind} {number}")
TEXT = N_("Dear Sir or Madam,\n\nplease find enclosed: {kind} {number} of {day} over {amount}.\n\n"
          "Kind regards\n{company}")
TEXT_TO_PAY = N_("Dear Sir or Madam,\n\nplease find enclosed: {kind} {number} of {day} over {amount}, payable by {due}."
                 "\n\nKind regards\n{company}")
_PLACE = re.compile(r"\{(\w+)\}")


def words(document: Document, subject: str, text: str) -> tuple[str, str]:
    """Subject and text of the mail with this document, from the company's own words or, where they are empty, ours."""
    texts = Translator(document.language, document.sender.country or "DE")
    due = document.due is not None and document.kind == INVOICE and document.gross_cents > 0
    values = _values(document, texts)
    return (filled(subject.strip() or texts.tr(SUBJECT), values),
            filled(text.strip() or texts.tr(TEXT_TO_PAY if due else TEXT), values))


def _values(document: Document, texts: Translator) -> dict[str, str]:
    # These names may stand in braces in the company's own words.
    return {
        "kind": texts.tr(KINDS[document.kind]), "number": document.number or "", "day": texts.day(document.date),
        "amount": texts.money(document.gross_cents), "due": texts.day(document.due),
        "period": f"{texts.day(document.period_from)}–{texts.day(document.period_to)}",
        "name": document.recipient.name, "company": document.sender.name,
    }


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with the values in their places; what is no place stays as it is."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), words)
