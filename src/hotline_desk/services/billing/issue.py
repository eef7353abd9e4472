"""Drafts become documents, documents are cancelled: one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.documents import cancel, canonical, chain_hash, document_number, due_date
from hotline_desk.domain.billing.values import FINAL, INVOICE, Document, InvoiceDraft
from hotline_desk.services.act import act, long_act
from hotline_desk.services.billing.documents import document_value
from hotline_desk.services.billing.propose import Proposal, document_of
from hotline_desk.services.billing.unchanged import Run
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import (
    BillingReleaseRow,
    DocumentLineRow,
    DocumentRow,
    DocumentTaxRow,
    cancellation_of,
    document_by_number,
    last_hash,
)
from hotline_desk.store.changes import bulk
from hotline_desk.store.engine import Tx
from hotline_desk.store.numbers import next_number
from hotline_desk.store.schema import new_uid
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow

_CHAIN_LOCK = 0x446F6373


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
    today = local_day(tx.now, ctx.zone)
    series = str(ctx.settings["billing.invoice_series"])
    # The counter first: on PostgreSQL its row lets one document through at a time, and what follows sees the others.
    sequence = next_number(tx.session, series, today.year)
    run.require_unchanged(ctx, tx.session, one)
    document = replace(
        document_of(ctx, address, one, new_uid()), number=document_number(series, today.year, sequence), state=FINAL,
        date=today, due=due_date(today, ctx.settings["billing.days_to_pay"]))
    row = _store(ctx, tx, document, address.id, series, today.year, sequence, None)
    _claim(tx, row, document, run.counted(one))
    return row.number or ""


def _store(ctx: Context, tx: Tx, document: Document, address_id: int, series: str, year: int, sequence: int,
           cancels_id: int | None) -> DocumentRow:
    if tx.session.connection().dialect.name == "postgresql":
        tx.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    previous = last_hash(tx.session)
    content = canonical(document)
    row = DocumentRow(
        uid=document.uid, number=document.number, series=series, year=year, sequence=sequence, kind=document.kind,
        state=FINAL, address_id=address_id, date=document.date, due=document.due, period_from=document.period_from,
        period_to=document.period_to, net_cents=document.net_cents, tax_cents=document.tax_cents,
        gross_cents=document.gross_cents, cancels_id=cancels_id, issued_at=tx.now, issued_by_id=ctx.user.id,
        content=content.decode(), previous_hash=previous, hash=chain_hash(previous, content))
    tx.session.add(row)
    tx.session.flush()
    tx.session.add_all([
        DocumentLineRow(
            document_id=row.id, position=line.position, article=line.article, text=line.text, unit=line.unit,
            quantity_e4=line.quantity_e4, price_e4=line.price_e4, net_cents=line.net_cents,
            tax_rate_bp=line.tax_rate_bp, raw_seconds=line.raw_seconds, billed_seconds=line.billed_seconds)
        for line in document.lines])
    tx.session.add_all([DocumentTaxRow(document_id=row.id, rate_bp=t.rate_bp, net_cents=t.net_cents,
                                       tax_cents=t.tax_cents) for t in document.taxes])
    tx.session.flush()
    tx.changed("document", row.uid)
    return row


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


@act("billing.cancel", permission="billing.issue")
def cancel_document(ctx: Context, tx: Tx, number: str, reason: str = "") -> str:
    """Cancels an invoice: a document with the same amounts negated; its work can be billed again.

    The reason stands on the letter. Returns the number of the cancellation. Raises UserError if it is no invoice
    or is cancelled already.
    """
    series = str(ctx.settings["billing.cancellation_series"])
    today = local_day(tx.now, ctx.zone)
    sequence = next_number(tx.session, series, today.year)
    row = document_by_number(tx.session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    if row.kind != INVOICE or row.state != FINAL:
        raise UserError("document.not_cancellable", number=number)
    by = cancellation_of(tx.session, row.id)
    if by is not None:
        raise UserError("document.cancelled", number=number, by=by.number or "")
    cancellation = cancel(document_value(tx.session, row), uid=new_uid(),
                          number=document_number(series, today.year, sequence), day=today)
    cancellation = replace(cancellation, text_above=reason.strip())
    made = _store(ctx, tx, cancellation, row.address_id, series, today.year, sequence, row.id)
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
