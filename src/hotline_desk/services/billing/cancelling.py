"""Documents are cancelled: the same amounts negated, and what they charged is free again."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, select

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.documents import cancel
from hotline_desk.domain.billing.values import FINAL, INVOICE
from hotline_desk.services.act import act
from hotline_desk.services.billing.documents import document_value
from hotline_desk.services.billing.storing import store_document, take_number
from hotline_desk.services.context import Context
from hotline_desk.store.billing import BillingReleaseRow, DocumentRow, cancellation_of, document_by_number
from hotline_desk.store.changes import bulk
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import new_uid
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow


@act("billing.cancel", permission="billing.issue")
def cancel_document(ctx: Context, tx: Tx, number: str, reason: str = "") -> str:
    """Cancels an invoice: a document with the same amounts negated; its work can be billed again.

    The reason stands on the letter. Returns the number of the cancellation. Raises UserError if it is no invoice
    or is cancelled already.
    """
    numbered = take_number(ctx, tx, "billing.cancellation_series")
    row = document_by_number(tx.session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    if row.kind != INVOICE or row.state != FINAL:
        raise UserError("document.not_cancellable", number=number)
    by = cancellation_of(tx.session, row.id)
    if by is not None:
        raise UserError("document.cancelled", number=number, by=by.number or "")
    cancellation = cancel(document_value(tx.session, row), uid=new_uid(), number=numbered.number, day=numbered.day)
    cancellation = replace(cancellation, text_above=reason.strip())
    made = store_document(ctx, tx, cancellation, numbered, row.address_id, cancels_id=row.id)
    _release(tx, row, made)
    tx.changed("document", row.uid)
    return made.number or ""


def _release(tx: Tx, row: DocumentRow, cancellation: DocumentRow) -> None:
    claims = tx.session.scalars(select(BillingClaimRow).where(BillingClaimRow.document_id == row.id)).all()
    tx.session.add_all([
        BillingReleaseRow(worklog_id=c.worklog_id, document_id=c.document_id, line_id=c.line_id,
                          cancellation_id=cancellation.id) for c in claims])
    tx.session.flush()
    with bulk(tx.session, "billing_claim", "delete", {"document": row.number, "claims": len(claims)}) as connection:
        connection.execute(delete(BillingClaimRow).where(BillingClaimRow.document_id == row.id))
    tickets = tx.session.scalars(
        select(TicketRow.uid).join(WorklogRow, WorklogRow.ticket_id == TicketRow.id)
        .join(BillingReleaseRow, BillingReleaseRow.worklog_id == WorklogRow.id)
        .where(BillingReleaseRow.cancellation_id == cancellation.id).distinct())
    for uid in tickets:
        tx.changed("ticket", uid)
