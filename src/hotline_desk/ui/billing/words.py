"""Kinds and states of documents in words."""

from __future__ import annotations

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.runs import ACCEPTED, DECLINED
from hotline_desk.domain.billing.values import CANCELLATION, CANCELLED, CORRECTION, DRAFT, INVOICE, OFFER
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.billing.standing import EXPIRED, INVOICED, WAITING
from hotline_desk.ui.shell.texts import Texts

KINDS = {INVOICE: N_("Invoice"), CANCELLATION: N_("Cancellation invoice"), CORRECTION: N_("Invoice correction"),
         OFFER: N_("Offer")}


def kind_text(texts: Texts, kind: str) -> str:
    """"Rechnung", "Stornorechnung", ..."""
    return texts.tr(KINDS[kind])


OFFER_STATES = {
    WAITING: N_("waits for an answer"), ACCEPTED: N_("accepted"), DECLINED: N_("declined"), EXPIRED: N_("expired"),
    INVOICED: N_("invoiced"),
}


def state_text(texts: Texts, line: DocumentLine) -> str:
    """What became of a document: a draft, cancelled by which, what it cancels or corrects, an offer's answer."""
    if line.state == DRAFT:
        return texts.tr("draft")
    if line.state == CANCELLED:
        return texts.tr("cancelled by {number}", number=line.cancelled_by or "")
    if line.cancels:
        return texts.tr("cancels {number}", number=line.cancels)
    if line.corrects:
        return texts.tr("corrects {number}", number=line.corrects)
    if line.offer_state:
        return texts.tr(OFFER_STATES[line.offer_state])
    if line.hold is not None:
        return texts.tr("dunning hold until {day}", day=texts.day(line.hold.until))
    return texts.tr("final")
