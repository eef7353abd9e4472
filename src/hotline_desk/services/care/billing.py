"""Checks around the documents: quotas, fees, corrections."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hotline_desk.domain.billing.corrections import standing_lines
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.values import CORRECTION, Document, Line
from hotline_desk.services.billing.corrections import corrections_of
from hotline_desk.services.billing.quotas import balances
from hotline_desk.services.care.findings import CORRECTIONS, FEES, QUOTAS, Finding
from hotline_desk.services.context import Context
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import DocumentOriginRow, FeeClaimRow


def quotas(ctx: Context, session: Session) -> Iterator[Finding]:
    """What valid documents drew from a month's quota is no more than was granted, and nothing was given back twice."""
    for balance in balances(ctx, session):
        if not balance.holds:
            yield Finding(QUOTAS, f"{balance.contract} {balance.month:%Y-%m}: {balance.used} / {balance.granted} s")


def fees(ctx: Context, session: Session) -> Iterator[Finding]:
    """A month's fee stands on a valid document."""
    cancelling = aliased(DocumentRow)
    for number, month in session.execute(
            select(DocumentRow.number, FeeClaimRow.month)
            .join(DocumentRow, DocumentRow.id == FeeClaimRow.document_id)
            .join(cancelling, cancelling.cancels_id == DocumentRow.id)):
        yield Finding(FEES, f"{number} {month:%Y-%m}")


def corrections(ctx: Context, session: Session) -> Iterator[Finding]:
    """A valid correction names a valid invoice, and no more was taken back than stood there."""
    by, invoice = aliased(DocumentRow), aliased(DocumentRow)
    rows = session.execute(
        select(DocumentRow.number, invoice.id).select_from(DocumentRow)
        .outerjoin(by, by.cancels_id == DocumentRow.id)
        .outerjoin(DocumentOriginRow, DocumentOriginRow.document_id == DocumentRow.id)
        .outerjoin(invoice, invoice.id == DocumentOriginRow.corrects_id)
        .where(DocumentRow.kind == CORRECTION, by.id.is_(None)).order_by(DocumentRow.id)).all()
    for number, key in rows:
        if key is None or not _holds(session, key, number or ""):
            yield Finding(CORRECTIONS, str(number))


def _holds(session: Session, key: int, number: str) -> bool:
    row = session.get_one(DocumentRow, key)
    cancelled = session.scalar(select(DocumentRow.id).where(DocumentRow.cancels_id == key))
    try:
        made = [from_canonical(c.content.encode()) for c in corrections_of(session, key)]
        lines = standing_lines(from_canonical(row.content.encode()), made)
    except (ValueError, KeyError):
        return False
    return cancelled is None and _names(made, number) == row.number and not any(map(_overdrawn, lines.values()))


def _names(made: list[Document], number: str) -> str | None:
    return next((one.corrects for one in made if one.number == number), None)


def _overdrawn(line: Line) -> bool:
    return line.billed_seconds < 0
