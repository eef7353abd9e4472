"""Documents for the command line, stored or only proposed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased, defer

from hotline_desk.core.clock import local_day
from hotline_desk.core.money import E4, amount_text, plain, price_text, rate_text
from hotline_desk.domain.billing.values import CANCELLED, DRAFT, INVOICE, InvoiceDraft, Line
from hotline_desk.services.context import Context
from hotline_desk.services.views.listings.filters import address_key
from hotline_desk.services.views.listings.values import ListedDocument, ListedLine, ListFilter
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentLineRow, DocumentRow

_Cancelling = aliased(DocumentRow)


def document_conditions(ctx: Context, session: Session, wanted: ListFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.first is not None:
        conditions.append(DocumentRow.date >= wanted.first)
    if wanted.last is not None:
        conditions.append(DocumentRow.date <= wanted.last)
    if wanted.customer is not None:
        conditions.append(DocumentRow.address_id == address_key(session, wanted.customer))
    cancelled = select(_Cancelling.id).where(_Cancelling.cancels_id == DocumentRow.id).exists()
    if wanted.state == CANCELLED:
        conditions.append(cancelled)
    elif wanted.state is not None:
        conditions += [DocumentRow.state == wanted.state, ~cancelled]
    return conditions


def open_item_conditions(ctx: Context, session: Session, wanted: ListFilter) -> list[ColumnElement[bool]]:
    """Final invoices that are not cancelled and ask for money."""
    cancelled = select(_Cancelling.id).where(_Cancelling.cancels_id == DocumentRow.id).exists()
    return [*document_conditions(ctx, session, wanted), DocumentRow.kind == INVOICE, DocumentRow.state == "final",
            DocumentRow.gross_cents != 0, ~cancelled]


def documents(ctx: Context, session: Session, keys: list[int]) -> list[ListedDocument]:
    """The documents of these keys with their lines, in two queries."""
    lines: dict[int, list[ListedLine]] = {key: [] for key in keys}
    for row in session.scalars(select(DocumentLineRow).where(DocumentLineRow.document_id.in_(keys))
                               .order_by(DocumentLineRow.document_id, DocumentLineRow.position)):
        lines[row.document_id].append(_line(row))
    rows = session.execute(
        select(DocumentRow, AddressRow.number, _Cancelling.id).join(AddressRow, AddressRow.id == DocumentRow.address_id)
        .outerjoin(_Cancelling, _Cancelling.cancels_id == DocumentRow.id)
        .options(defer(DocumentRow.content)).where(DocumentRow.id.in_(keys)).order_by(DocumentRow.id))
    return [
        ListedDocument(
            number=d.number, kind=d.kind, state=CANCELLED if cancelling else d.state, address_number=address,
            date=d.date, period_from=d.period_from, period_to=d.period_to, net=amount_text(d.net_cents),
            tax=amount_text(d.tax_cents), gross=amount_text(d.gross_cents),
            open=amount_text(d.gross_cents if d.kind == INVOICE and not cancelling else 0), lines=tuple(lines[d.id]))
        for d, address, cancelling in rows
    ]


def proposed(ctx: Context, one: InvoiceDraft) -> ListedDocument:
    """What would be issued today, in the shape of a document, without a number."""
    return ListedDocument(
        number=None, kind=INVOICE, state=DRAFT, address_number=one.address_number,
        date=local_day(ctx.clock.now(), ctx.zone),
        period_from=one.period_from, period_to=one.period_to, net=amount_text(one.net_cents),
        tax=amount_text(one.tax_cents), gross=amount_text(one.gross_cents), open=amount_text(one.gross_cents),
        lines=tuple(_line(line) for line in one.lines))


def _line(line: Line | DocumentLineRow) -> ListedLine:
    return ListedLine(
        line.position, line.article, line.text, line.raw_seconds, line.billed_seconds, plain(line.quantity_e4 / E4),
        line.unit, price_text(line.price_e4), amount_text(line.net_cents), rate_text(line.tax_rate_bp))
