"""Documents as stored: listed, read back, drawn once, given out."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.statement import render_statement
from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.documents import file_link, from_canonical
from hotline_desk.domain.billing.values import CANCELLED, FINAL, XRECHNUNG, Day, Document
from hotline_desk.services.act import long_act, reading
from hotline_desk.services.billing.einvoice import finished, xrechnung
from hotline_desk.services.billing.propose import statement_of
from hotline_desk.services.billing.storing import lock_chain
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import (
    DocumentFileRow,
    DocumentRow,
    cancellation_of,
    document_by_number,
    documents_with_cancellation,
    last_file_hash,
)
from hotline_desk.store.engine import Tx

log = logging.getLogger(__name__)
LETTER, STATEMENT = "letter", "statement"


@dataclass(frozen=True)
class DocumentLine:
    """A document in a list. Amounts in cents; `state` cancelled is derived."""

    uid: str
    number: str
    kind: str
    state: str
    address_uid: str
    address_number: str
    address_name: str
    date: Day
    due: Day | None
    period_from: Day
    period_to: Day
    net_cents: int
    tax_cents: int
    gross_cents: int
    open_cents: int
    cancels: str | None
    cancelled_by: str | None


def document_value(session: Session, row: DocumentRow) -> Document:
    """A shared step: the document as issued, with what is derived from later ones."""
    document = from_canonical(row.content.encode())
    by = cancellation_of(session, row.id)
    if by is not None:
        return replace(document, state=CANCELLED, cancelled_by=by.number, open_cents=0)
    return document


@reading("billing.read")
def get_document(ctx: Context, session: Session, number: str) -> Document:
    """The document of this number. Raises UserError if there is none."""
    row = document_by_number(session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    return document_value(session, row)


@reading("billing.read")
def document_uid(ctx: Context, session: Session, number: str) -> str:
    """The uid of the document of this number. Raises UserError if there is none."""
    row = document_by_number(session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    return row.uid


@reading("billing.read")
def list_documents(ctx: Context, session: Session) -> list[DocumentLine]:
    """All documents, newest first."""
    rows = documents_with_cancellation(session)
    numbers = {row.id: row.number for row, _, _ in rows}
    return [_line(row, by, address, numbers.get(row.cancels_id or 0)) for row, by, address in rows]


@reading("billing.read")
def document_line(ctx: Context, session: Session, uid: str) -> DocumentLine:
    """One document as it stands in the list. Raises UserError if there is none of this uid."""
    row = row_of(session, DocumentRow, uid)
    cancelled = session.get(DocumentRow, row.cancels_id) if row.cancels_id else None
    return _line(row, cancellation_of(session, row.id), session.get_one(AddressRow, row.address_id),
                 cancelled.number if cancelled else None)


def _line(row: DocumentRow, by: DocumentRow | None, address: AddressRow, cancels: str | None) -> DocumentLine:
    opened = row.gross_cents if row.kind == "invoice" and by is None else 0
    return DocumentLine(
        row.uid, row.number or "", row.kind, CANCELLED if by else row.state, address.uid, address.number, address.name,
        row.date, row.due, row.period_from, row.period_to, row.net_cents, row.tax_cents, row.gross_cents, opened,
        cancels, by.number if by else None)


@long_act("document.draw", permission="billing.read")
def document_file(ctx: Context, number: str, kind: str) -> bytes:
    """A paper of a document, letter, statement or XRechnung: as it was first given out, drawn now if it never was.

    Raises UserError if there is no such document or it cannot be drawn.
    """
    with ctx.store.read() as session:
        row = document_by_number(session, number.strip())
        if row is None:
            raise UserError("document.not_found", number=number)
        stored = _stored(session, row.id, kind)
        if stored is not None:
            return stored
        document, key = from_canonical(row.content.encode()), row.id
    drawn = _drawn(document, kind)
    with ctx.store.write(ctx.stamp("document.draw")) as tx:
        # Somebody else may have drawn it meanwhile; the first one given out stays the document.
        stored = _stored(tx.session, key, kind)
        if stored is not None:
            return stored
        keep_file(tx, tx.session.get_one(DocumentRow, key), kind, drawn)
    return drawn


def keep_file(tx: Tx, row: DocumentRow, kind: str, content: bytes) -> None:
    """A shared step: stores a paper of a document as it is given out, with its link in the chain of files."""
    lock_chain(tx)
    digest, previous = hashlib.sha256(content).hexdigest(), last_file_hash(tx.session)
    tx.session.add(DocumentFileRow(
        document_id=row.id, kind=kind, made_at=tx.now, content=content, sha256=digest, previous_hash=previous,
        hash=file_link(previous, row.hash, kind, digest)))
    tx.session.flush()
    tx.changed("document", row.uid)


@long_act("document.statement", permission="billing.read")
def statement_pdf(ctx: Context, address_uid: str, wanted: BillingRequest) -> bytes:
    """The PDF of everything captured for a customer in a period, billed or not; it is not stored.

    Raises UserError if there is nothing, or if the customer's terms cannot be calculated yet.
    """
    return _drawn(replace(statement_of(ctx, address_uid, wanted), state=FINAL), STATEMENT)


def _stored(session: Session, key: int, kind: str) -> bytes | None:
    return session.scalar(select(DocumentFileRow.content).where(
        DocumentFileRow.document_id == key, DocumentFileRow.kind == kind))


def _drawn(document: Document, kind: str) -> bytes:
    try:
        if kind == LETTER:
            return finished(document, render_letter(document))
        return xrechnung(document) if kind == XRECHNUNG else render_statement(document)
    except UserError:
        raise
    except Exception as problem:
        log.exception("%s of %s could not be drawn", kind, document.number)
        raise UserError("document.drawing", reason=f"{type(problem).__name__}: {problem}") from problem
