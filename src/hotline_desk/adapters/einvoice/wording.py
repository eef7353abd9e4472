"""The sentences of an electronic invoice, in the language of its letter."""

from __future__ import annotations

import re

from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.by_hand import is_text
from hotline_desk.domain.billing.values import CANCELLATION, CORRECTION, Document, Line

# What XML 1.0 cannot hold: control characters, halves of surrogate pairs, two that are none.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SMALL_BUSINESS = N_("Exempt from VAT under section 19 UStG")
_REVERSE_CHARGE = N_("Reverse charge: the recipient owes the VAT")


def clean(text: str) -> str:
    """The text as XML can hold it, without space around it."""
    return _UNWRITABLE.sub("", text).strip()


def of(document: Document) -> Translator:
    """Texts in the language of the document."""
    return Translator(document.language, document.sender.country or "DE")


def exemption(document: Document, texts: Translator) -> str:
    """Why no VAT is charged, "" where it is."""
    if document.small_business:
        return texts.tr(_SMALL_BUSINESS)
    return texts.tr(_REVERSE_CHARGE) if document.reverse_charge else ""


def payment_terms(document: Document, texts: Translator) -> str:
    """The terms of payment for people, and Skonto as programs read it, each in a line of its own."""
    if document.kind in (CANCELLATION, CORRECTION) and (document.cancels or document.corrects):
        return texts.tr("Set off against invoice {number}.", number=document.cancels or document.corrects)
    if document.due is None:
        return ""
    sentence = texts.tr("Payable by {day} without deduction", day=texts.day(document.due))
    if not document.skonto_days or not document.skonto_bp:
        return sentence
    rate = f"{document.skonto_bp // 100}.{document.skonto_bp % 100:02}"
    return f"{sentence}\n#SKONTO#TAGE={document.skonto_days}#PROZENT={rate}#\n"


def notes(document: Document, texts: Translator) -> list[str]:
    """What stands above, among and below the lines of the letter, and whose work was done if somebody else's."""
    among = [line.text for line in document.lines if is_text(line)]
    service = texts.tr("Service for {name}", name=document.service) if document.service.strip() else ""
    return [text for text in map(clean, (document.text_above, service, *among, document.text_below)) if text]


def line_notes(document: Document, line: Line, texts: Translator) -> str:
    """What explains a line: that it is billed late, the surcharge in its price, what it corrects."""
    parts = []
    if line.service_month:
        parts.append(texts.tr("Billed late: {month}", month=texts.month(line.service_month)))
    if line.surcharge_bp:
        parts.append(texts.tr("The price contains a surcharge of {percent}.", percent=texts.percent(line.surcharge_bp)))
    if line.gross_price:
        parts.append(texts.tr("Agreed as a price with VAT: {amount}",
                              amount=texts.money(round(line.price_e4 / 100))))
    if line.gross_price and line.discount_bp:
        parts.append(texts.tr("The amount is reduced by {percent}.", percent=texts.percent(line.discount_bp)))
    if line.corrects is not None:
        parts.append(texts.tr("Corrects item {position}.", position=line.corrects))
    return " ".join(parts)
