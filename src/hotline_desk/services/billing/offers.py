"""What becomes of offers: an answer, and the invoice over what was offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.by_hand import HandMade, invoice_of, lines_again
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.runs import ACCEPTED, OFFER_ANSWERS
from hotline_desk.domain.billing.values import FINAL, OFFER
from hotline_desk.services.act import act
from hotline_desk.services.billing.hand_made import finished, keep_draft
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import DocumentOriginRow, OfferAnswerRow
from hotline_desk.store.engine import Tx

WAITING, EXPIRED, INVOICED = "waiting", "expired", "invoiced"
"""What becomes of an offer besides its answers: not answered yet, too old, or an invoice was made of it."""


@dataclass(frozen=True)
class MadeOf:
    """The document that was made of an offer: its uid, and its number once it is final."""

    uid: str
    number: str | None


@act("offer.answer", permission="billing.draft")
def answer_offer(ctx: Context, tx: Tx, uid: str, answer: str, note: str = "") -> None:
    """Notes what the customer said to an offer (an answer of OFFER_ANSWERS); the newest counts.

    Raises UserError if this is no final offer.
    """
    row = _offer(tx.session, uid)
    _answer(ctx, tx, row, answer, note)


def _answer(ctx: Context, tx: Tx, row: DocumentRow, answer: str, note: str) -> None:
    if answer not in OFFER_ANSWERS:
        raise ValueError(answer)
    tx.session.add(OfferAnswerRow(document_id=row.id, at=tx.now, by_id=ctx.user.id, answer=answer, note=note.strip()))
    tx.session.flush()
    tx.changed("document", row.uid)


def _offer(session: Session, uid: str) -> DocumentRow:
    row = row_of(session, DocumentRow, uid)
    if row.kind != OFFER or row.state != FINAL:
        raise UserError("document.no_offer", number=row.number or "")
    return row


@act("offer.invoice", permission="billing.draft")
def invoice_offer(ctx: Context, tx: Tx, uid: str, first: date, last: date, *, final: bool) -> MadeOf:
    """Makes the invoice over an offer, for work done from `first` to `last`; the offer counts as accepted.

    With `final` it is issued at once, else it is a draft that can be changed. Raises UserError if there is a valid
    invoice over the offer already.
    """
    row = _offer(tx.session, uid)
    by = invoices_of(tx.session, [row.id]).get(row.id)
    if by is not None:
        raise UserError("document.offer_used", number=row.number or "", by=by)
    offered = from_canonical(row.content.encode())
    percent = offered.discounts[0].percent_bp if offered.discounts else 0
    to = offered.recipient
    typed = HandMade(OFFER, offered.address_uid, lines_again(offered.lines), discount_bp=percent, contact=to.contact,
                     order_reference=to.order_reference, cost_centre=to.cost_centre)
    draft = keep_draft(ctx, tx, invoice_of(typed, row.uid, first, last))
    if answers_of(tx.session, [row.id]).get(row.id) != ACCEPTED:
        _answer(ctx, tx, row, ACCEPTED, "")
    made = draft.uid
    return MadeOf(made, finished(ctx, tx, draft) if final else None)


def answers_of(session: Session, keys: Iterable[int]) -> dict[int, str]:
    """A shared step: the newest answer to each of these offers, by key."""
    rows = session.execute(select(OfferAnswerRow.document_id, OfferAnswerRow.answer).where(
        OfferAnswerRow.document_id.in_(list(keys))).order_by(OfferAnswerRow.id))
    return {key: answer for key, answer in rows}


def invoices_of(session: Session, keys: Iterable[int]) -> dict[int, str]:
    """A shared step: the number of the invoice over each of these offers that is not cancelled, by key of the offer."""
    cancelling = aliased(DocumentRow)
    rows = session.execute(
        select(DocumentOriginRow.offer_id, DocumentRow.number)
        .join(DocumentRow, DocumentRow.id == DocumentOriginRow.document_id)
        .outerjoin(cancelling, cancelling.cancels_id == DocumentRow.id)
        .where(DocumentOriginRow.offer_id.in_(list(keys)), cancelling.id.is_(None), DocumentRow.cancels_id.is_(None)))
    return {key: number or "" for key, number in rows if key is not None}


def offer_state(answer: str | None, invoice: str | None, valid_until: date | None, today: date) -> str:
    """What became of an offer: invoiced, an answer, expired or still waiting."""
    if invoice:
        return INVOICED
    if answer:
        return answer
    return EXPIRED if valid_until is not None and valid_until < today else WAITING
