"""From a document to the business terms of EN 16931, keyed by their numbers. Pure: the same document, the same terms.

Every sum is the document's own, never calculated anew. A cancellation is a credit note (type 381), whose amounts are
positive; a correction (384) keeps its signs, with negative quantities for what is taken back.
"""

from __future__ import annotations

from typing import Any

from hotline_desk.adapters.einvoice import wording
from hotline_desk.adapters.einvoice.amounts import euros, percent, plain, price_text, priced
from hotline_desk.adapters.einvoice.parties import buyer, payment, seller
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.by_hand import is_text
from hotline_desk.domain.billing.values import CANCELLATION, CORRECTION, INVOICE, Document, Line

TYPE_CODES = {INVOICE: "380", CANCELLATION: "381", CORRECTION: "384"}
CURRENCY = "EUR"
STANDARD, ZERO, EXEMPT, REVERSE_CHARGE = "S", "Z", "E", "AE"
REVERSE_CHARGE_CODE = "VATEX-EU-AE"
_DISCOUNT_CODE = "95"
_DISCOUNT = N_("Discount")

Terms = dict[str, Any]


def business_terms(document: Document) -> Terms:
    """All terms of a final document. Amounts are decimals as text, days are dates."""
    texts = wording.of(document)
    first = min([document.period_from, *(line.service_from for line in document.lines)])
    last = max([document.period_to, *(line.service_to for line in document.lines)])
    terms: Terms = {
        "BT-1": document.number, "BT-2": document.date, "BT-3": TYPE_CODES[document.kind], "BT-5": CURRENCY,
        "BT-72": document.period_to, "BT-73": first, "BT-74": last,
        "BG-1": [{"BT-22": note} for note in wording.notes(document, texts)],
        "BG-4": seller(document), "BG-7": buyer(document), **payment(document), **_references(document),
        "BG-20": _discounts(document), "BG-23": _taxes(document, texts), **_totals(document),
        "BG-25": [_line(document, line, texts) for line in document.lines if not is_text(line)],
    }
    if document.due is not None and document.kind == INVOICE:
        terms["BT-9"] = document.due
    terms["BT-20"] = wording.payment_terms(document, texts)
    return {term: value for term, value in terms.items() if value not in ("", None, [])}


def _sign(document: Document) -> int:
    return -1 if document.kind == CANCELLATION else 1


def _references(document: Document) -> Terms:
    buyer_side = document.recipient
    before = document.cancels or document.corrects
    return {
        "BT-10": wording.clean(buyer_side.buyer_reference), "BT-13": wording.clean(buyer_side.order_reference),
        "BT-19": wording.clean(buyer_side.cost_centre), "BG-3": [{"BT-25": before}] if before else [],
    }


def category(document: Document, rate_bp: int) -> str:
    """The category of VAT of a rate within this document."""
    if document.small_business:
        return EXEMPT
    if document.reverse_charge:
        return REVERSE_CHARGE
    return STANDARD if rate_bp else ZERO


def _rate(document: Document, rate_bp: int) -> str:
    return percent(rate_bp if category(document, rate_bp) == STANDARD else 0)


def _taxes(document: Document, texts: Translator) -> list[Terms]:
    """BG-23: one row for each category and rate."""
    sums: dict[tuple[str, str], list[int]] = {}
    for tax in document.taxes:
        row = sums.setdefault((category(document, tax.rate_bp), _rate(document, tax.rate_bp)), [0, 0])
        row[0] += tax.net_cents
        row[1] += tax.tax_cents
    sign, reason = _sign(document), wording.exemption(document, texts)
    rows = []
    for (code, rate), (net, tax_cents) in sums.items():
        row_terms = {"BT-116": euros(sign * net), "BT-117": euros(sign * tax_cents), "BT-118": code, "BT-119": rate}
        if code in (EXEMPT, REVERSE_CHARGE):
            row_terms["BT-120"] = reason
        if code == REVERSE_CHARGE:
            row_terms["BT-121"] = REVERSE_CHARGE_CODE
        rows.append(row_terms)
    return rows


def _discounts(document: Document) -> list[Terms]:
    """BG-20: what is taken off the document, per rate."""
    sign = _sign(document)
    return [_reduction(sign * one.amount_cents, sign * one.base_cents, one.percent_bp, wording.of(document)) | {
        "vat_category_code": category(document, one.rate_bp), "vat_rate": _rate(document, one.rate_bp)}
        for one in document.discounts if one.amount_cents]


def _reduction(amount: int, base: int, percent_bp: int, texts: Translator) -> Terms:
    terms = {"amount": euros(amount), "reason_code": _DISCOUNT_CODE, "reason": texts.tr(_DISCOUNT)}
    # Base and percentage are left out where they would not give the amount.
    if percent_bp and abs(base * percent_bp - amount * 10_000) <= 10_000:
        terms |= {"base_amount": euros(base), "rate": percent(percent_bp)}
    return terms


def _totals(document: Document) -> Terms:
    sign = _sign(document)
    reduced = sum(one.amount_cents for one in document.discounts)
    terms = {
        "BT-106": euros(sign * sum(line.net_cents for line in document.lines)),
        "BT-109": euros(sign * document.net_cents), "BT-110": euros(sign * document.tax_cents),
        "BT-112": euros(sign * document.gross_cents), "BT-115": euros(sign * document.gross_cents),
    }
    return terms | ({"BT-107": euros(sign * reduced)} if reduced else {})


def _line(document: Document, line: Line, texts: Translator) -> Terms:
    sign = _sign(document)
    value = priced(line, sign)
    terms: Terms = {
        "BT-126": str(line.position), "BT-129": plain(value.quantity), "BT-130": value.unit,
        "BT-131": euros(sign * line.net_cents), "BT-134": line.service_from, "BT-135": line.service_to,
        "BT-146": price_text(value.price), "BT-151": category(document, line.tax_rate_bp),
        "BT-152": _rate(document, line.tax_rate_bp), "BT-153": wording.clean(line.text or line.article) or "-",
    }
    if value.base != 1:
        terms["BT-149"] = plain(value.base)
    if wording.clean(line.article):
        terms["BT-155"] = wording.clean(line.article)
    note = wording.clean(wording.line_notes(document, line, texts))
    if note:
        terms["BT-154"] = note
    if line.discount_cents and not line.gross_price:
        terms["BG-27"] = [_reduction(sign * line.discount_cents, value.amount_cents, line.discount_bp, texts)]
    return terms
