"""How documents stand because of later ones: offers that were answered or invoiced, invoices that were corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from hotline_desk.domain.billing.values import CORRECTION
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import DocumentOriginRow, OfferAnswerRow

WAITING, EXPIRED, INVOICED = "waiting", "expired", "invoiced"
"""What becomes of an offer besides its answers: not answered yet, too old, or an invoice was made of it."""


def answers_of(session: Session, keys: Iterable[int] | None = None) -> dict[int, str]:
    """A shared step: the newest answer to each of these offers (None: of all), by key."""
    query = select(OfferAnswerRow.document_id, OfferAnswerRow.answer).order_by(OfferAnswerRow.id)
    if keys is not None:
        query = query.where(OfferAnswerRow.document_id.in_(list(keys)))
    return {key: answer for key, answer in session.execute(query)}


def invoices_of(session: Session, keys: Iterable[int] | None = None) -> dict[int, str]:
    """A shared step: the number of the invoice over each of these offers that is not cancelled, by key of the offer.

    Without keys of all offers.
    """
    cancelling = aliased(DocumentRow)
    query = (
        select(DocumentOriginRow.offer_id, DocumentRow.number)
        .join(DocumentRow, DocumentRow.id == DocumentOriginRow.document_id)
        .outerjoin(cancelling, cancelling.cancels_id == DocumentRow.id)
        .where(DocumentOriginRow.offer_id.is_not(None), cancelling.id.is_(None), DocumentRow.cancels_id.is_(None)))
    if keys is not None:
        query = query.where(DocumentOriginRow.offer_id.in_(list(keys)))
    return {key: number or "" for key, number in session.execute(query) if key is not None}


def offer_state(answer: str | None, invoice: str | None, valid_until: date | None, today: date) -> str:
    """What became of an offer: invoiced, an answer, expired or still waiting."""
    if invoice:
        return INVOICED
    if answer:
        return answer
    return EXPIRED if valid_until is not None and valid_until < today else WAITING


def corrected_cents(session: Session, keys: Sequence[int] | None = None) -> dict[int, int]:
    """A shared step: the gross of the valid corrections of each invoice (or of these), by its key."""
    cancelling = aliased(DocumentRow)
    query = (
        select(DocumentOriginRow.corrects_id, func.sum(DocumentRow.gross_cents))
        .join(DocumentRow, DocumentRow.id == DocumentOriginRow.document_id)
        .outerjoin(cancelling, cancelling.cancels_id == DocumentRow.id)
        .where(DocumentOriginRow.corrects_id.is_not(None), DocumentRow.kind == CORRECTION, cancelling.id.is_(None))
        .group_by(DocumentOriginRow.corrects_id))
    if keys is not None:
        query = query.where(DocumentOriginRow.corrects_id.in_(keys))
    return {corrected: int(cents) for corrected, cents in session.execute(query) if corrected is not None}


def corrected_sum(invoice: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """An expression: the gross of the valid corrections of the invoice of this key, 0 if it has none."""
    made, cancelling = aliased(DocumentRow), aliased(DocumentRow)
    return func.coalesce(
        select(func.sum(made.gross_cents)).join(DocumentOriginRow, DocumentOriginRow.document_id == made.id)
        .outerjoin(cancelling, cancelling.cancels_id == made.id)
        .where(DocumentOriginRow.corrects_id == invoice, made.kind == CORRECTION, cancelling.id.is_(None))
        .scalar_subquery(), 0)


def corrected_numbers(session: Session, keys: Sequence[int] | None = None) -> dict[int, str]:
    """A shared step: the number of the invoice that each correction (or these) corrects, by the key of that."""
    query = (select(DocumentOriginRow.document_id, DocumentRow.number)
             .join(DocumentRow, DocumentRow.id == DocumentOriginRow.corrects_id))
    if keys is not None:
        query = query.where(DocumentOriginRow.document_id.in_(keys))
    return {corrected: number or "" for corrected, number in session.execute(query)}
