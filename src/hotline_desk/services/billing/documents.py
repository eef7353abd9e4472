"""Documents as stored: listed, read back, drawn once, given out."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.adapters.documents.design import Design
from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.statement import render_statement
from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.by_hand import HandMade
from hotline_desk.domain.billing.documents import file_link, from_canonical
from hotline_desk.domain.billing.values import CANCELLED, FINAL, INVOICE, OFFER, XRECHNUNG, Day, Document
from hotline_desk.services.act import long_act, reading
from hotline_desk.services.billing.einvoice import finished, xrechnung
from hotline_desk.services.billing.hand_made import document_made
from hotline_desk.services.billing.holds import Hold, holds_of
from hotline_desk.services.billing.propose import statement_of
from hotline_desk.services.billing.standing import (
    answers_of,
    corrected_cents,
    corrected_numbers,
    invoices_of,
    offer_state,
)
from hotline_desk.services.billing.storing import lock_chain
from hotline_desk.services.billing.template import design, design_of
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
    corrects: str | None = None
    offer_state: str = ""
    hold: Hold | None = None


@dataclass(frozen=True)
class _Standing:
    """What later documents and people made of the documents, by key; read once for a list."""

    today: Day
    corrected: dict[int, int]
    corrects: dict[int, str]
    answers: dict[int, str]
    invoices: dict[int, str]
    holds: dict[int, Hold]

    @classmethod
    def of(cls, ctx: Context, session: Session, keys: Sequence[int] | None = None) -> _Standing:
        today = local_day(ctx.clock.now(), ctx.zone)
        return cls(today, corrected_cents(session, keys), corrected_numbers(session, keys), answers_of(session, keys),
                   invoices_of(session, keys), holds_of(session, keys, today))


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
    """All documents and drafts, newest first."""
    return lines_of(ctx, session, documents_with_cancellation(session))


def lines_of(ctx: Context, session: Session, rows: Sequence[tuple[DocumentRow, DocumentRow | None, AddressRow]],
             keys: Sequence[int] | None = None) -> list[DocumentLine]:
    """A shared step: these documents as they stand; `keys` are theirs if they are not all there are."""
    standing, cancels = _Standing.of(ctx, session, keys), [row.cancels_id for row, _, _ in rows if row.cancels_id]
    if keys is None:
        numbers = {row.id: row.number for row, _, _ in rows}
    else:
        numbers = {key: number for key, number in session.execute(
            select(DocumentRow.id, DocumentRow.number).where(DocumentRow.id.in_(cancels)))}
    return [_line(row, by, address, numbers.get(row.cancels_id or 0), standing) for row, by, address in rows]


@reading("billing.read")
def document_line(ctx: Context, session: Session, uid: str) -> DocumentLine:
    """One document as it stands in the list. Raises UserError if there is none of this uid."""
    row = row_of(session, DocumentRow, uid)
    cancelled = session.get(DocumentRow, row.cancels_id) if row.cancels_id else None
    return _line(row, cancellation_of(session, row.id), session.get_one(AddressRow, row.address_id),
                 cancelled.number if cancelled else None, _Standing.of(ctx, session, [row.id]))


def _line(row: DocumentRow, by: DocumentRow | None, address: AddressRow, cancels: str | None,
          standing: _Standing) -> DocumentLine:
    final = row.state == FINAL
    owed = row.gross_cents + standing.corrected.get(row.id, 0) if row.kind == INVOICE and by is None and final else 0
    state = offer_state(standing.answers.get(row.id), standing.invoices.get(row.id), row.due,
                        standing.today) if row.kind == OFFER and final else ""
    return DocumentLine(
        row.uid, row.number or "", row.kind, CANCELLED if by else row.state, address.uid, address.number, address.name,
        row.date, row.due, row.period_from, row.period_to, row.net_cents, row.tax_cents, row.gross_cents, owed,
        cancels, by.number if by else None, standing.corrects.get(row.id), state, standing.holds.get(row.id))


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
        design = design_of(session, ctx.settings)
    drawn = _drawn(document, kind, design, str(ctx.settings["billing.statement_sums"]))
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
def statement_pdf(ctx: Context, address_uid: str, wanted: BillingRequest, grouping: str = "") -> bytes:
    """The PDF of everything captured for a customer in a period, billed or not; it is not stored.

    `grouping` is what is subtotalled: ticket, contact or cost_centre, "" as the company has set. Raises UserError if
    there is nothing, or if the customer's terms cannot be calculated yet.
    """
    return _drawn(replace(statement_of(ctx, address_uid, wanted), state=FINAL), STATEMENT, design(ctx.settings, None),
                  grouping or str(ctx.settings["billing.statement_sums"]))


@long_act("document.statement_copy", permission="billing.read")
def statement_copy(ctx: Context, number: str, grouping: str) -> bytes:
    """The statement of a document drawn anew with other subtotals (ticket, contact or cost_centre), as a copy.

    What was given out stays as it is stored. Raises UserError if there is no such document or it cannot be drawn.
    """
    with ctx.store.read() as session:
        row = document_by_number(session, number.strip())
        if row is None:
            raise UserError("document.not_found", number=number)
        document, design = from_canonical(row.content.encode()), design_of(session, ctx.settings)
    return _drawn(document, STATEMENT, design, grouping)


@long_act("document.preview", permission="billing.read")
def draft_pdf(ctx: Context, made: HandMade) -> bytes:
    """The letter of what was typed, as it would be today; it is not stored. Raises UserError without a customer."""
    with ctx.store.read() as session:
        document, design = document_made(ctx, session, made, ""), design_of(session, ctx.settings)
    return _drawn(document, LETTER, design)


def _stored(session: Session, key: int, kind: str) -> bytes | None:
    return session.scalar(select(DocumentFileRow.content).where(
        DocumentFileRow.document_id == key, DocumentFileRow.kind == kind))


def _drawn(document: Document, kind: str, design: Design, grouping: str = "ticket") -> bytes:
    try:
        if kind == LETTER:
            letter = render_letter(document, design)
            return finished(document, letter) if document.number else letter
        return xrechnung(document) if kind == XRECHNUNG else render_statement(document, grouping, design)
    except UserError:
        raise
    except Exception as problem:
        log.exception("%s of %s could not be drawn", kind, document.number)
        raise UserError("document.drawing", reason=f"{type(problem).__name__}: {problem}") from problem
