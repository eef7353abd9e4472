"""Single lines of an issued invoice put right by a correction, also after it was paid; what it claims stays claimed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, defer

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.corrections import LineChange, correct, is_taken_back, standing_lines
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.values import CORRECTION, FINAL, INVOICE, Document, Item, Line
from hotline_desk.services.act import act, reading
from hotline_desk.services.billing.holds import Hold, holds_of
from hotline_desk.services.billing.storing import Origin, lock_chain, store_document, take_number
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow, cancellation_of, document_by_number
from hotline_desk.store.billing_runs import DocumentOriginRow, QuotaUseRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import new_uid
from hotline_desk.store.tickets import WorklogRow

_LEAST = 3


@act("billing.correct", permission="billing.issue")
def correct_lines(ctx: Context, tx: Tx, number: str, changes: Sequence[LineChange], reason: str) -> str:
    """Issues a correction of these lines and returns its number; quota that a line taken back drew is given back.

    Raises UserError if there is no such invoice, it is cancelled, nothing changes, or the reason is missing.
    """
    numbered = take_number(ctx, tx, "billing.correction_series")
    lock_chain(tx)  # who corrects or cancels the same invoice waits here, and then sees what was done
    row = _invoice(tx.session, number)
    earlier = corrections_of(tx.session, row.id)
    invoice = from_canonical(row.content.encode())
    before = [from_canonical(c.content.encode()) for c in earlier]
    made = _corrected(ctx, invoice, before, changes, reason, numbered.number)
    stored = store_document(ctx, tx, made, numbered, row.address_id, origin=Origin(corrects_id=row.id))
    _give_quota_back(tx, row, earlier, stored, _taken_back(invoice, before, made))
    tx.changed("document", row.uid)
    return stored.number or ""


@reading("billing.read")
def preview_correction(ctx: Context, session: Session, number: str, changes: Sequence[LineChange], reason: str = "-"
                       ) -> Document:
    """The correction as it would be issued, without a number. Raises UserError like `correct_lines`."""
    row = _invoice(session, number)
    before = [from_canonical(c.content.encode()) for c in corrections_of(session, row.id)]
    return _corrected(ctx, from_canonical(row.content.encode()), before, changes, reason, None)


@dataclass(frozen=True)
class BilledRow:
    """One call or measure of a document with the line that charges it; a line without any (a fee) stands alone.

    `line` is as corrections left it, None for what is listed without being charged.
    """

    line: Line | None
    item: Item | None

    @property
    def key(self) -> tuple[int, str]:
        """Tells the rows of a document apart."""
        return (self.line.position if self.line else 0, self.item.worklog_uid if self.item else "")


@dataclass(frozen=True)
class Billed:
    """A document opened up: what stands behind its lines, and what became of it."""

    document: Document
    rows: tuple[BilledRow, ...]
    corrections: tuple[str, ...]
    cancelled_by: str | None
    hold: Hold | None

    @property
    def can_be_corrected(self) -> bool:
        """Whether it is a valid invoice."""
        return self.document.kind == INVOICE and self.cancelled_by is None


@reading("billing.read")
def billed(ctx: Context, session: Session, uid: str) -> Billed:
    """The document of this uid with all that stands behind its lines. Raises UserError if there is none."""
    row = row_of(session, DocumentRow, uid)
    document, by = from_canonical(row.content.encode()), cancellation_of(session, row.id)
    corrections = corrections_of(session, row.id)
    hold = holds_of(session, [row.id], local_day(ctx.clock.now(), ctx.zone)).get(row.id)
    lines = standing_lines(document, [from_canonical(c.content.encode()) for c in corrections])
    charged = {item.position for item in document.items}
    rows = [BilledRow(lines.get(item.position or 0), item) for item in document.items]
    rows += [BilledRow(line, None) for position, line in lines.items() if position not in charged]
    return Billed(document, tuple(rows), tuple(c.number or "" for c in corrections), by.number if by else None, hold)


@dataclass(frozen=True)
class FoundDocument:
    """A document found by its number; `position` is the line that was asked for."""

    uid: str
    number: str
    kind: str
    name: str
    gross_cents: int
    position: int | None


@reading("billing.read")
def find_documents(ctx: Context, session: Session, query: str, limit: int) -> list[FoundDocument]:
    """Documents whose number ends with or contains what was typed, newest first; "RE-2026-00123/7" means line 7.

    Nothing is found by fewer than three signs, or by words without a digit.
    """
    typed, _, line = query.strip().upper().partition("/")
    if len(typed) < _LEAST or not any(sign.isdigit() for sign in typed):
        return []
    rows = session.execute(
        select(DocumentRow, AddressRow.name).join(AddressRow, AddressRow.id == DocumentRow.address_id)
        .where(func.upper(DocumentRow.number).contains(typed, autoescape=True))
        .options(defer(DocumentRow.content)).order_by(DocumentRow.id.desc()).limit(limit))
    return [FoundDocument(row.uid, row.number or "", row.kind, name, row.gross_cents,
                          int(line) if line.isdigit() else None) for row, name in rows]


def corrections_of(session: Session, key: int) -> list[DocumentRow]:
    """A shared step: the valid corrections of a document, in their order."""
    by = aliased(DocumentRow)
    return list(session.scalars(
        select(DocumentRow).join(DocumentOriginRow, DocumentOriginRow.document_id == DocumentRow.id)
        .outerjoin(by, by.cancels_id == DocumentRow.id)
        .where(DocumentOriginRow.corrects_id == key, DocumentRow.kind == CORRECTION, by.id.is_(None))
        .order_by(DocumentRow.id)))


def _invoice(session: Session, number: str) -> DocumentRow:
    row = document_by_number(session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    if row.kind != INVOICE or row.state != FINAL:
        raise UserError("correction.invoice", number=number)
    by = cancellation_of(session, row.id)
    if by is not None:
        raise UserError("document.cancelled", number=number, by=by.number or "")
    return row


def _corrected(ctx: Context, invoice: Document, before: Sequence[Document], changes: Sequence[LineChange],
               reason: str, number: str | None) -> Document:
    if not reason.strip():
        raise UserError("reason.missing")
    try:
        return correct(invoice, before, changes, uid=new_uid(), number=number,
                       day=local_day(ctx.clock.now(), ctx.zone), reason=reason)
    except ValueError as nothing:
        raise UserError("correction.nothing", number=invoice.number or "") from nothing


def _taken_back(invoice: Document, before: Sequence[Document], made: Document) -> list[str]:
    """Uids of the worklogs whose lines this correction takes back whole."""
    return [uid for line in standing_lines(invoice, [*before, made]).values() if is_taken_back(line)
            and any(change.corrects == line.position for change in made.lines) for uid in line.worklogs]


def _give_quota_back(tx: Tx, row: DocumentRow, earlier: Collection[DocumentRow], made: DocumentRow,
                     worklogs: Collection[str]) -> None:
    if not worklogs:
        return
    keys = [row.id, *(c.id for c in earlier)]
    drawn = tx.session.execute(
        select(QuotaUseRow.contract_id, QuotaUseRow.month, QuotaUseRow.worklog_id, func.sum(QuotaUseRow.seconds))
        .join(WorklogRow, WorklogRow.id == QuotaUseRow.worklog_id)
        .where(QuotaUseRow.document_id.in_(keys), WorklogRow.uid.in_(worklogs))
        .group_by(QuotaUseRow.contract_id, QuotaUseRow.month, QuotaUseRow.worklog_id)).all()
    tx.session.add_all([QuotaUseRow(document_id=made.id, contract_id=contract, month=month, worklog_id=worklog,
                                    seconds=-int(seconds)) for contract, month, worklog, seconds in drawn if seconds])
    tx.session.flush()
