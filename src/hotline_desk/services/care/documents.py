"""Checks of documents: their chain, numbers, contents, files and claims."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.domain.billing.documents import chain_hash, document_number, file_link, from_canonical
from hotline_desk.domain.billing.values import Document
from hotline_desk.services.care.findings import CHAIN, CLAIMS, DOCUMENTS, NUMBERS, Finding
from hotline_desk.services.context import Context
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentFileRow, DocumentLineRow, DocumentRow, DocumentTaxRow
from hotline_desk.store.changes import ChangeRow
from hotline_desk.store.numbers import NumberSeriesRow
from hotline_desk.store.tickets import BillingClaimRow

_PAGE = 200
_SHOWN = 5


def chain(ctx: Context, session: Session) -> Iterator[Finding]:
    """Every final document follows from the one before it."""
    previous = "0" * 64
    rows = session.execute(
        select(DocumentRow.number, DocumentRow.previous_hash, DocumentRow.hash, DocumentRow.content)
        .where(DocumentRow.state == "final").order_by(DocumentRow.id).execution_options(yield_per=_PAGE))
    for number, before, own, content in rows:
        if before != previous or own != chain_hash(before, content.encode()):
            yield Finding(CHAIN, str(number))
        previous = own


def numbers(ctx: Context, session: Session) -> Iterator[Finding]:
    """Each series of a year runs from 1 to what its counter says."""
    taken = {(series, year): (first or 0, last or 0, count) for series, year, first, last, count in session.execute(
        select(DocumentRow.series, DocumentRow.year, func.min(DocumentRow.sequence), func.max(DocumentRow.sequence),
               func.count(DocumentRow.sequence)).where(DocumentRow.sequence.is_not(None))
        .group_by(DocumentRow.series, DocumentRow.year))}
    of_documents = {series for series, _ in taken} | {
        ctx.settings["billing.invoice_series"], ctx.settings["billing.cancellation_series"],
        ctx.settings["billing.correction_series"]}
    counters = {(row.series, row.year): row.last for row in session.scalars(
        select(NumberSeriesRow).where(NumberSeriesRow.series.in_(of_documents)))}
    for key in sorted(taken.keys() | counters.keys()):
        first, last, count = taken.get(key, (1, 0, 0))
        counter = counters.get(key, 0)
        if (first, last, count) != (1, counter, counter) and not (counter == count == 0):
            yield Finding(NUMBERS, _missing(session, *key, max(last, counter)))


def removed(ctx: Context, session: Session) -> Iterator[Finding]:
    """What the audit saw becoming final is there: the newest document is missed though no number follows it."""
    noted = session.execute(
        select(ChangeRow.row_key, ChangeRow.after)
        .outerjoin(DocumentRow, DocumentRow.uid == ChangeRow.row_key)
        .where(ChangeRow.table_name == DocumentRow.__tablename__, ChangeRow.operation == "insert",
               or_(DocumentRow.id.is_(None), DocumentRow.state != "final")).order_by(ChangeRow.id))
    for _uid, after in noted:
        row = json.loads(after or "{}")
        if row.get("state") == "final":
            yield Finding(NUMBERS, str(row.get("number")))


def _missing(session: Session, series: str, year: int, last: int) -> str:
    present = set(session.scalars(select(DocumentRow.sequence).where(
        DocumentRow.series == series, DocumentRow.year == year)))
    gaps = [n for n in range(1, last + 1) if n not in present]
    shown = ", ".join(str(n) for n in gaps[:_SHOWN]) or "?"
    return f"{series}-{year}: {shown}{' …' if len(gaps) > _SHOWN else ''}"


def contents(ctx: Context, session: Session) -> Iterator[Finding]:
    """What stands in the columns, lines and taxes is what was issued, and it adds up."""
    after = 0
    while True:
        cancelled = aliased(DocumentRow)
        rows = session.execute(
            select(DocumentRow, AddressRow.uid, cancelled.number)
            .outerjoin(AddressRow, AddressRow.id == DocumentRow.address_id)
            .outerjoin(cancelled, cancelled.id == DocumentRow.cancels_id)
            .where(DocumentRow.id > after, DocumentRow.state == "final").order_by(DocumentRow.id).limit(_PAGE)).all()
        if not rows:
            return
        keys = [row.id for row, _, _ in rows]
        after = keys[-1]
        lines, taxes = _lines(session, keys), _taxes(session, keys)
        for row, address, cancels in rows:
            if not _is_whole(row, (address, cancels), lines.get(row.id, []), taxes.get(row.id, [])):
                yield Finding(DOCUMENTS, str(row.number))
        session.expunge_all()


def _is_whole(row: DocumentRow, bound_to: tuple[str | None, str | None], lines: list[tuple[object, ...]],
              taxes: list[tuple[int, ...]]) -> bool:
    """Whether the rows say what was issued; `bound_to` are uid of the address and number of what it cancels."""
    try:
        issued = from_canonical(row.content.encode())
    except ValueError:
        return False
    head = (row.uid, row.number, row.kind, row.date, row.due, row.period_from, row.period_to, row.net_cents,
            row.tax_cents, row.gross_cents, *bound_to)
    if head != (issued.uid, issued.number, issued.kind, issued.date, issued.due, issued.period_from, issued.period_to,
                issued.net_cents, issued.tax_cents, issued.gross_cents, issued.address_uid, issued.cancels):
        return False
    if issued.number != document_number(row.series, row.year, row.sequence or 0):
        return False
    if taxes != sorted((t.rate_bp, t.net_cents, t.tax_cents) for t in issued.taxes):
        return False
    return lines == _issued_lines(issued) and _adds_up(issued)


def _issued_lines(issued: Document) -> list[tuple[object, ...]]:
    return sorted((line.position, line.article, line.text, line.unit, line.quantity_e4, line.price_e4, line.net_cents,
                   line.tax_rate_bp, line.raw_seconds, line.billed_seconds) for line in issued.lines)


def _adds_up(issued: Document) -> bool:
    if issued.gross_cents != issued.net_cents + issued.tax_cents:
        return False
    if issued.net_cents != sum(t.net_cents for t in issued.taxes):
        return False
    return issued.tax_cents == sum(t.tax_cents for t in issued.taxes)


def _lines(session: Session, keys: list[int]) -> dict[int, list[tuple[object, ...]]]:
    found: dict[int, list[tuple[object, ...]]] = {}
    row = DocumentLineRow
    for key, *rest in session.execute(
            select(row.document_id, row.position, row.article, row.text, row.unit, row.quantity_e4, row.price_e4,
                   row.net_cents, row.tax_rate_bp, row.raw_seconds, row.billed_seconds)
            .where(row.document_id.in_(keys)).order_by(row.document_id, row.position)):
        found.setdefault(key, []).append(tuple(rest))
    return found


def _taxes(session: Session, keys: list[int]) -> dict[int, list[tuple[int, ...]]]:
    found: dict[int, list[tuple[int, ...]]] = {}
    row = DocumentTaxRow
    for key, *rest in session.execute(select(row.document_id, row.rate_bp, row.net_cents, row.tax_cents)
                                      .where(row.document_id.in_(keys)).order_by(row.document_id, row.rate_bp)):
        found.setdefault(key, []).append(tuple(rest))
    return found


def files(ctx: Context, session: Session) -> Iterator[Finding]:
    """The papers are the bytes that were given out, each follows from the one before it, and none is missing."""
    rows = session.execute(
        select(DocumentRow.number, DocumentRow.hash, DocumentFileRow.kind, DocumentFileRow.sha256,
               DocumentFileRow.previous_hash, DocumentFileRow.hash, DocumentFileRow.content)
        .join(DocumentRow, DocumentRow.id == DocumentFileRow.document_id)
        .order_by(DocumentFileRow.id).execution_options(yield_per=10))
    last = ""
    for number, of_document, kind, noted, before, own, content in rows:
        if hashlib.sha256(content).hexdigest() != noted:
            yield Finding(DOCUMENTS, f"{number} ({kind})")
        if not (own == before == last == ""):  # papers from before there was a chain stand before its first link
            if before != (last or "0" * 64) or own != file_link(before, of_document, kind, noted):
                yield Finding(CHAIN, f"{number} ({kind})")
            last = own


def claims(ctx: Context, session: Session) -> Iterator[Finding]:
    """Work stands on valid documents only, on lines of these, and nothing issued is free to be billed again."""
    cancelling = aliased(DocumentRow)
    for number, by in session.execute(
            select(BillingClaimRow.document_number, cancelling.number)
            .join(cancelling, cancelling.cancels_id == BillingClaimRow.document_id).distinct()):
        yield Finding(CLAIMS, f"{number} / {by}")
    for (worklog_id,) in session.execute(
            select(BillingClaimRow.worklog_id)
            .join(DocumentLineRow, DocumentLineRow.id == BillingClaimRow.line_id)
            .where(DocumentLineRow.document_id != BillingClaimRow.document_id)):
        yield Finding(CLAIMS, f"worklog {worklog_id}")
    yield from _unclaimed(session)


def _unclaimed(session: Session) -> Iterator[Finding]:
    counted = dict(session.execute(select(BillingClaimRow.document_id, func.count())
                                   .group_by(BillingClaimRow.document_id)).all())
    cancelling = aliased(DocumentRow)
    rows = session.execute(
        select(DocumentRow.id, DocumentRow.number, DocumentRow.content)
        .outerjoin(cancelling, cancelling.cancels_id == DocumentRow.id)
        .where(DocumentRow.kind == "invoice", DocumentRow.state == "final", cancelling.id.is_(None))
        .order_by(DocumentRow.id).execution_options(yield_per=_PAGE))
    for key, number, content in rows:
        try:
            issued = len(from_canonical(content.encode()).items)
        except ValueError:
            continue  # `contents` reports it
        if counted.get(key, 0) != issued:
            yield Finding(CLAIMS, str(number))
