"""A document enters the store: its number, its rows, where it comes from, its link in the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from hotline_desk.core.clock import local_day
from hotline_desk.domain.billing.documents import canonical, chain_hash, document_number
from hotline_desk.domain.billing.einvoice import require_complete
from hotline_desk.domain.billing.values import FINAL, Document
from hotline_desk.services.context import Context
from hotline_desk.store.billing import DocumentLineRow, DocumentRow, DocumentTaxRow, last_hash
from hotline_desk.store.billing_runs import DocumentOriginRow
from hotline_desk.store.changes import insert_all
from hotline_desk.store.engine import Tx
from hotline_desk.store.numbers import next_number

_CHAIN_LOCK = 0x446F6373
_OF_LINE = ("position", "article", "text", "unit", "quantity_e4", "price_e4", "net_cents", "tax_rate_bp",
            "raw_seconds", "billed_seconds")


@dataclass(frozen=True)
class Numbered:
    """A number that was taken for a document dated `day`."""

    series: str
    day: date
    sequence: int

    @property
    def number(self) -> str:
        return document_number(self.series, self.day.year, self.sequence)


@dataclass(frozen=True)
class Origin:
    """Where a document comes from, by keys of rows."""

    run_id: int | None = None
    corrects_id: int | None = None
    offer_id: int | None = None
    recurring_id: int | None = None


NOWHERE = Origin()


def take_number(ctx: Context, tx: Tx, setting: str) -> Numbered:
    """A shared step: the next number of the series that this setting names, for today.

    It comes before all else of the transaction: on PostgreSQL the counter's row lets one document through at a
    time, and what follows sees the others.
    """
    series, today = str(ctx.settings[setting]), local_day(tx.now, ctx.zone)
    return Numbered(series, today, next_number(tx.session, series, today.year))


def store_document(ctx: Context, tx: Tx, document: Document, numbered: Numbered, address_id: int, *,
                   cancels_id: int | None = None, origin: Origin = NOWHERE) -> DocumentRow:
    """A shared step: writes a numbered final document with lines, tax, origin and its link in the chain.

    Raises UserError if it is to be an electronic invoice and lacks something: later it could not be mended.
    """
    require_complete(document)
    lock_chain(tx)
    previous = last_hash(tx.session)
    content = canonical(document)
    row = DocumentRow(
        uid=document.uid, number=numbered.number, series=numbered.series, year=numbered.day.year,
        sequence=numbered.sequence, kind=document.kind, state=FINAL, address_id=address_id, date=document.date,
        due=document.due, period_from=document.period_from, period_to=document.period_to,
        net_cents=document.net_cents, tax_cents=document.tax_cents, gross_cents=document.gross_cents,
        cancels_id=cancels_id, issued_at=tx.now, issued_by_id=ctx.user.id, content=content.decode(),
        previous_hash=previous, hash=chain_hash(previous, content))
    tx.session.add(row)
    tx.session.flush()
    insert_all(tx.session, DocumentLineRow, [
        {"document_id": row.id, **{name: getattr(line, name) for name in _OF_LINE}} for line in document.lines])
    insert_all(tx.session, DocumentTaxRow, [
        {"document_id": row.id, "rate_bp": t.rate_bp, "net_cents": t.net_cents, "tax_cents": t.tax_cents}
        for t in document.taxes])
    if origin != NOWHERE:
        tx.session.add(DocumentOriginRow(document_id=row.id, **vars(origin)))
    tx.session.flush()
    tx.changed("document", row.uid)
    return row


def lock_chain(tx: Tx) -> None:
    """A shared step: until this transaction ends nobody else adds to the chains of documents and files."""
    if tx.session.connection().dialect.name == "postgresql":
        tx.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
