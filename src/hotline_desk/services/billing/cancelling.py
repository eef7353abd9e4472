"""Documents are cancelled: the same amounts negated, and what they charged is free again."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, func, select

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.documents import cancel
from hotline_desk.domain.billing.values import CORRECTION, FINAL, INVOICE
from hotline_desk.services.act import act
from hotline_desk.services.billing.corrections import corrections_of
from hotline_desk.services.billing.documents import document_value
from hotline_desk.services.billing.quotas import balances
from hotline_desk.services.billing.storing import Numbered, lock_chain, store_document, take_number
from hotline_desk.services.context import Context
from hotline_desk.store.billing import BillingReleaseRow, DocumentRow, cancellation_of, document_by_number
from hotline_desk.store.billing_runs import DocumentOriginRow, FeeClaimRow, QuotaUseRow
from hotline_desk.store.changes import bulk
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import new_uid
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow

_SERIES = "billing.cancellation_series"


@act("billing.cancel", permission="billing.issue")
def cancel_document(ctx: Context, tx: Tx, number: str, reason: str = "") -> str:
    """Cancels an invoice or a correction: a document with the same amounts negated; an invoice's work, fees and quota
    can be billed again.

    The reason stands on the letter. Corrections of an invoice are cancelled with it, before it, each by a document of
    its own, so that all of them come to nothing. Returns the number of the last cancellation. Raises UserError if it
    can't be cancelled or is so already.
    """
    numbered = take_number(ctx, tx, _SERIES)
    lock_chain(tx)  # who corrects or cancels the same document waits here, and then sees what was done
    row = document_by_number(tx.session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    if row.kind not in (INVOICE, CORRECTION) or row.state != FINAL:
        raise UserError("document.not_cancellable", number=number)
    by = cancellation_of(tx.session, row.id)
    if by is not None:
        raise UserError("document.cancelled", number=number, by=by.number or "")
    if row.kind == CORRECTION:
        _refuse_earlier(tx, row)
    for correction in corrections_of(tx.session, row.id):
        _cancel_one(tx, ctx, correction, numbered, reason)
        numbered = take_number(ctx, tx, _SERIES)
    made = _cancel_one(tx, ctx, row, numbered, reason)
    _release(tx, row, made)
    if row.kind == CORRECTION:
        _refuse_overdrawn(ctx, tx, row)
    return made.number or ""


def _refuse_earlier(tx: Tx, row: DocumentRow) -> None:
    """A later correction starts from what this one left."""
    invoice = tx.session.scalar(select(DocumentOriginRow.corrects_id).where(DocumentOriginRow.document_id == row.id))
    later = [other for other in corrections_of(tx.session, invoice or 0) if other.id > row.id]
    if later:
        raise UserError("correction.later", number=row.number or "", by=later[-1].number or "")


def _refuse_overdrawn(ctx: Context, tx: Tx, row: DocumentRow) -> None:
    """What a correction gave back may have been drawn again since, and cannot be taken twice."""
    contracts = set(tx.session.scalars(select(QuotaUseRow.contract_id).where(QuotaUseRow.document_id == row.id)))
    if contracts and not all(balance.holds for balance in balances(ctx, tx.session, contracts)):
        raise UserError("correction.quota_used", number=row.number or "")


def _cancel_one(tx: Tx, ctx: Context, row: DocumentRow, numbered: Numbered, reason: str) -> DocumentRow:
    cancellation = cancel(document_value(tx.session, row), uid=new_uid(), number=numbered.number, day=numbered.day)
    made = store_document(ctx, tx, replace(cancellation, text_above=reason.strip()), numbered, row.address_id,
                          cancels_id=row.id)
    tx.changed("document", row.uid)
    corrects = tx.session.scalar(
        select(DocumentRow.uid).join(DocumentOriginRow, DocumentOriginRow.corrects_id == DocumentRow.id)
        .where(DocumentOriginRow.document_id == row.id))
    if corrects is not None:
        tx.changed("document", corrects)
    return made


def _release(tx: Tx, row: DocumentRow, cancellation: DocumentRow) -> None:
    claims = tx.session.scalars(select(BillingClaimRow).where(BillingClaimRow.document_id == row.id)).all()
    tx.session.add_all([
        BillingReleaseRow(worklog_id=c.worklog_id, document_id=c.document_id, line_id=c.line_id,
                          cancellation_id=cancellation.id) for c in claims])
    tx.session.flush()
    if claims:
        with bulk(tx.session, "billing_claim", "delete", {"document": row.number, "claims": len(claims)}) as connection:
            connection.execute(delete(BillingClaimRow).where(BillingClaimRow.document_id == row.id))
    _release_fees(tx, row)
    tickets = tx.session.scalars(
        select(TicketRow.uid).join(WorklogRow, WorklogRow.ticket_id == TicketRow.id)
        .join(BillingReleaseRow, BillingReleaseRow.worklog_id == WorklogRow.id)
        .where(BillingReleaseRow.cancellation_id == cancellation.id).distinct())
    for uid in tickets:
        tx.changed("ticket", uid)


def _release_fees(tx: Tx, row: DocumentRow) -> None:
    fees = tx.session.scalar(select(func.count()).select_from(FeeClaimRow).where(FeeClaimRow.document_id == row.id))
    if fees:
        with bulk(tx.session, "fee_claim", "delete", {"document": row.number, "claims": fees}) as connection:
            connection.execute(delete(FeeClaimRow).where(FeeClaimRow.document_id == row.id))
