"""Drafts become documents: one transaction each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.documents import due_date
from hotline_desk.domain.billing.values import FINAL, InvoiceDraft, Refusal
from hotline_desk.services.act import act, long_act
from hotline_desk.services.billing.addressed import document_of, recipient_of
from hotline_desk.services.billing.propose import Proposal, Proposed
from hotline_desk.services.billing.runs import begin_run, end_run
from hotline_desk.services.billing.storing import Numbered, Origin, store_document, take_number
from hotline_desk.services.billing.unchanged import Run, counted_of
from hotline_desk.services.context import Context
from hotline_desk.store.billing import DocumentLineRow, DocumentRow
from hotline_desk.store.billing_runs import FeeClaimRow, QuotaUseRow
from hotline_desk.store.changes import insert_all
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import new_uid
from hotline_desk.store.tickets import BillingClaimRow


@dataclass(frozen=True)
class Issued:
    """What a run brought: numbers in their order, and customers whose work changed or was billed meanwhile.

    `left` drafts were not reached because somebody stopped the run. `run` is its uid.
    """

    numbers: tuple[str, ...]
    skipped: tuple[str, ...]
    left: int = 0
    run: str | None = None


@long_act("billing.run", permission="billing.issue")
def issue_all(ctx: Context, proposal: Proposal) -> Issued:
    """Issues every draft of a proposal as a run, one transaction each; may be stopped in between, and continued."""
    numbers: list[str] = []
    skipped: list[str] = []
    due = proposal.due
    if not due:
        return Issued((), ())
    uid, key = begin_run(ctx, proposal.request, [one.address_uid for one in due])
    run = Run(proposal.survey, key)
    for done, one in enumerate(due):
        if ctx.cancelled():
            end_run(ctx, uid, stopped=True)
            return Issued(tuple(numbers), tuple(skipped), len(due) - done, uid)
        ctx.progress(done, len(due), one.address_name)
        try:
            numbers.append(issue(ctx, run, one))
        except UserError as problem:
            if problem.id != "billing.changed":
                raise
            skipped.append(one.address_name)
    end_run(ctx, uid, stopped=False)
    return Issued(tuple(numbers), tuple(skipped), run=uid)


def issue(ctx: Context, run: Run, one: InvoiceDraft, run_id: int | None = None) -> str:
    """Issues one draft of a run and returns its number. Raises UserError if it would no longer come out."""
    try:
        number = issue_draft(ctx, run, one, run_id)
    except IntegrityError as lost:
        # Another run claimed the same work in the same moment; its number went back with the transaction.
        raise UserError("billing.changed", name=one.address_name) from lost
    run.issued(number)
    return number


def issue_next(ctx: Context, run: Run, address_uid: str, run_id: int | None = None) -> str | Refusal | None:
    """Proposes and issues for one customer of a run at once, without a preview to agree with.

    Returns the number; why it cannot be; or None where there is nothing to bill (any more), or too little. Raises
    UserError billing.changed if somebody else billed the same in the same moment.
    """
    try:
        found = _propose_and_issue(ctx, run, address_uid, run_id)
    except _NothingTaken as nothing:
        return nothing.refusal
    except IntegrityError as lost:
        raise UserError("billing.changed", name=run.survey.names.get(address_uid, "")) from lost
    run.issued(found)
    return found


class _NothingTaken(Exception):
    """There is nothing to issue; the number that was taken goes back with the transaction."""

    def __init__(self, refusal: Refusal | None) -> None:
        super().__init__()
        self.refusal = refusal


@act("billing.issue", permission="billing.issue")
def issue_draft(ctx: Context, tx: Tx, run: Run, one: InvoiceDraft, run_id: int | None = None) -> str:
    """Checks again, takes the number, writes document, lines, tax, claims and chain; returns the number."""
    numbered = take_number(ctx, tx, "billing.invoice_series")
    now = run.proposed(ctx, tx.session, one.address_uid)
    if now is None or now.draft != one:
        raise UserError("billing.changed", name=one.address_name)
    return _write(ctx, tx, run, now, one, numbered, run_id)


@act("billing.issue_next", permission="billing.issue")
def _propose_and_issue(ctx: Context, tx: Tx, run: Run, address_uid: str, run_id: int | None) -> str:
    numbered = take_number(ctx, tx, "billing.invoice_series")
    now = run.proposed(ctx, tx.session, address_uid)
    if now is None or now.draft is None or now.draft.carried:
        raise _NothingTaken(now.refusal if now else None)
    return _write(ctx, tx, run, now, now.draft, numbered, run_id)


def _write(ctx: Context, tx: Tx, run: Run, now: Proposed, one: InvoiceDraft, numbered: Numbered,
           run_id: int | None) -> str:
    to = now.to or recipient_of(tx.session, now.customer.address)
    made = document_of(ctx, tx.session, now.customer.address, one, new_uid(), now.contract, to)
    days = (made.due - made.date).days if made.due else 0
    document = replace(made, number=numbered.number, state=FINAL, date=numbered.day,
                       due=due_date(numbered.day, days))
    row = store_document(ctx, tx, document, numbered, to.address.id,
                         origin=Origin(run_id=run.key if run_id is None else run_id))
    keys = now.customer.keys
    _claim(tx, row, now, one)
    ids = now.contract_ids
    insert_all(tx.session, FeeClaimRow, [
        {"contract_id": ids[fee.contract_uid], "month": fee.month, "document_id": row.id} for fee in one.fees])
    insert_all(tx.session, QuotaUseRow, [
        {"document_id": row.id, "contract_id": ids[use.contract_uid], "month": use.month,
         "worklog_id": keys[use.worklog_uid], "seconds": use.seconds} for use in one.quota_uses])
    return row.number or ""


def _claim(tx: Tx, row: DocumentRow, now: Proposed, one: InvoiceDraft) -> None:
    """Every work on the statement is claimed, also what is listed without being charged: it is settled."""
    lines = dict(tx.session.execute(select(DocumentLineRow.position, DocumentLineRow.id).where(
        DocumentLineRow.document_id == row.id)).all())
    keys, counted = now.customer.keys, counted_of(now)
    insert_all(tx.session, BillingClaimRow, [
        {"worklog_id": keys[item.worklog_uid], "document_id": row.id, "document_number": row.number,
         "line_id": lines[item.position] if item.position is not None else None,
         "counted": counted[item.worklog_uid]} for item in one.items])
    for work in now.customer.works:
        tx.changed("ticket", work.ticket_uid)
