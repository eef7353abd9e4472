"""What becomes of offers: an answer, and the invoice over what was offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.by_hand import HandMade, invoice_of, lines_again
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.runs import ACCEPTED, OFFER_ANSWERS
from hotline_desk.domain.billing.values import FINAL, OFFER, Document
from hotline_desk.services.act import act
from hotline_desk.services.billing.hand_made import finished, keep_draft
from hotline_desk.services.billing.standing import answers_of, invoices_of
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import OfferAnswerRow
from hotline_desk.store.contracts import BillingProfileRow
from hotline_desk.store.engine import Tx


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
    served = _served(tx.session, offered) if offered.service else None
    typed = HandMade(OFFER, served or offered.address_uid, lines_again(offered.lines), discount_bp=percent,
                     contact=to.contact, order_reference=to.order_reference, cost_centre=to.cost_centre,
                     service="" if served else offered.service)
    draft = keep_draft(ctx, tx, invoice_of(typed, row.uid, first, last), trusted=True)
    if answers_of(tx.session, [row.id]).get(row.id) != ACCEPTED:
        _answer(ctx, tx, row, ACCEPTED, "")
    made = draft.uid
    return MadeOf(made, finished(ctx, tx, draft) if final else None)


def _served(session: Session, offered: Document) -> str | None:
    """The uid of the address whose work was offered to somebody who pays for it; None if he no longer does."""
    payer = aliased(AddressRow)
    found = session.scalars(
        select(AddressRow.uid).join(BillingProfileRow, BillingProfileRow.address_id == AddressRow.id)
        .join(payer, payer.id == BillingProfileRow.recipient_id)
        .where(payer.uid == offered.address_uid, AddressRow.name == offered.service).limit(2)).all()
    return found[0] if len(found) == 1 else None
