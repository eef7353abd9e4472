"""Kinds and states of documents in words."""

from __future__ import annotations

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import CANCELLATION, CANCELLED, CORRECTION, INVOICE, OFFER
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.ui.shell.texts import Texts

KINDS = {INVOICE: N_("Invoice"), CANCELLATION: N_("Cancellation invoice"), CORRECTION: N_("Invoice correction"),
         OFFER: N_("Offer")}


def kind_text(texts: Texts, kind: str) -> str:
    """"Rechnung", "Stornorechnung", ..."""
    return texts.tr(KINDS[kind])


def state_text(texts: Texts, line: DocumentLine) -> str:
    """What became of a document: cancelled by which, cancels which, or open."""
    if line.state == CANCELLED:
        return texts.tr("cancelled by {number}", number=line.cancelled_by or "")
    if line.cancels:
        return texts.tr("cancels {number}", number=line.cancels)
    return texts.tr("final")
