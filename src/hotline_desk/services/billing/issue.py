"""Drafts become documents: one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.documents import due_date
from hotline_desk.domain.billing.values import FINAL, Document, InvoiceDraft
from hotline_desk.services.act import act, long_act
from hotline_desk.services.billing.propose import Proposal, document_of
from hotline_desk.services.billing.storing import store_document, take_number
from hotline_desk.services.billing.unchanged import Run
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentLineRow, DocumentRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import new_uid
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow


@dataclass(frozen=True)
class Issued:
    """What a run brought: numbers in their order, and customers whose work changed or was billed meanwhile.

    `left` drafts were not reached because somebody stopped the run.
    """

    numbers: tuple[str, ...]
    skipped: tuple[str, ...]
    left: int = 0


@long_act("billing.run", permission="billing.issue")
def issue_all(ctx: Context, proposal: Proposal) -> Issued:
    """Issues every draft of a proposal, one transaction each; may be stopped in between, what is issued stays."""
    numbers: list[str] = []
    skipped: list[str] = []
    run = Run(proposal)
    for done, one in enumerate(proposal.drafts):
        if ctx.cancelled():
            return Issued(tuple(numbers), tuple(skipped), len(proposal.drafts) - done)
        ctx.progress(done, len(proposal.drafts), one.address_name)
        try:
            numbers.append(issue(ctx, run, one))
        except UserError as problem:
            if problem.id != "billing.changed":
                raise
            skipped.append(one.address_name)
    return Issued(tuple(numbers), tuple(skipped))


def issue(ctx: Context, run: Run, one: InvoiceDraft) -> str:
    """Issues one draft of a run and returns its number. Raises UserError if the work changed since the preview."""
    try:
        number = issue_draft(ctx, run, one)
    except IntegrityError as lost:
        # Another run claimed the same work in the same moment; its number went back with the transaction.
        raise UserError("billing.changed", name=one.address_name) from lost
    run.issued(number)
    return number


@act("billing.issue", permission="billing.issue")
def issue_draft(ctx: Context, tx: Tx, run: Run, one: InvoiceDraft) -> str:
    """Checks again, takes the number, writes document, lines, tax, claims and chain; returns the number."""
    address = row_of(tx.session, AddressRow, one.address_uid)
    numbered = take_number(ctx, tx, "billing.invoice_series")
    run.require_unchanged(ctx, tx.session, one)
    document = replace(
        document_of(ctx, address, one, new_uid()), number=numbered.number, state=FINAL, date=numbered.day,
        due=due_date(numbered.day, ctx.settings["billing.days_to_pay"]))
    row = store_document(ctx, tx, document, numbered, address.id)
    _claim(tx, row, document, run.counted(one))
    return row.number or ""


def _claim(tx: Tx, row: DocumentRow, document: Document, counted: Mapping[str, str | None]) -> None:
    """Every work on the statement is claimed, also what is listed without being charged: it is settled."""
    lines = dict(tx.session.execute(select(DocumentLineRow.position, DocumentLineRow.id).where(
        DocumentLineRow.document_id == row.id)).all())
    uids = [item.worklog_uid for item in document.items]
    keys: dict[str, tuple[int, str]] = {}
    for part in range(0, len(uids), 500):
        for uid, key, ticket_uid in tx.session.execute(
                select(WorklogRow.uid, WorklogRow.id, TicketRow.uid)
                .join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
                .where(WorklogRow.uid.in_(uids[part:part + 500]))):
            keys[uid] = (key, ticket_uid)
    tx.session.add_all([
        BillingClaimRow(worklog_id=keys[item.worklog_uid][0], document_id=row.id, document_number=row.number,
                        line_id=lines[item.position] if item.position is not None else None,
                        counted=counted[item.worklog_uid])
        for item in document.items])
    tx.session.flush()
    for ticket_uid in dict.fromkeys(ticket_uid for _, ticket_uid in keys.values()):
        tx.changed("ticket", ticket_uid)
