"""Documents for the command line, stored or only proposed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased, defer

from hotline_desk.core.clock import local_day
from hotline_desk.core.money import E4, amount_text, plain, price_text, rate_text
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.values import (
    CANCELLED,
    DRAFT,
    FINAL,
    INVOICE,
    Discount,
    Document,
    InvoiceDraft,
    Line,
    QuotaAccount,
)
from hotline_desk.services.billing.standing import corrected_cents, corrected_sum
from hotline_desk.services.context import Context
from hotline_desk.services.views.listings.filters import address_key
from hotline_desk.services.views.listings.values import (
    ListedDiscount,
    ListedDocument,
    ListedLine,
    ListedQuota,
    ListFilter,
)
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow

_Cancelling = aliased(DocumentRow)
_AT_ONCE = 20
_Parts = tuple[tuple[ListedLine, ...], tuple[ListedDiscount, ...], tuple[ListedQuota, ...]]
_NOTHING: _Parts = ((), (), ())


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
    """Final invoices that are not cancelled and still ask for money after their corrections."""
    cancelled = select(_Cancelling.id).where(_Cancelling.cancels_id == DocumentRow.id).exists()
    return [*document_conditions(ctx, session, wanted), DocumentRow.kind == INVOICE, DocumentRow.state == "final",
            DocumentRow.gross_cents + corrected_sum(DocumentRow.id) != 0, ~cancelled]


def documents(ctx: Context, session: Session, keys: list[int]) -> list[ListedDocument]:
    """The documents of these keys with what stands on them; a draft is not calculated yet."""
    corrected = corrected_cents(session, keys if len(keys) == 1 else None)
    content = session.execute(  # a few at a time, a statement can be long
        select(DocumentRow.id, DocumentRow.content).where(DocumentRow.id.in_(keys), DocumentRow.state == FINAL)
        .execution_options(yield_per=_AT_ONCE))
    parts = {key: _parts(from_canonical(stored.encode())) for key, stored in content}
    rows = session.execute(
        select(DocumentRow, AddressRow.number, _Cancelling.id).join(AddressRow, AddressRow.id == DocumentRow.address_id)
        .outerjoin(_Cancelling, _Cancelling.cancels_id == DocumentRow.id)
        .options(defer(DocumentRow.content)).where(DocumentRow.id.in_(keys)).order_by(DocumentRow.id))
    return [
        ListedDocument(
            d.number, d.kind, CANCELLED if cancelling else d.state, address, d.date, d.period_from, d.period_to,
            amount_text(d.net_cents), amount_text(d.tax_cents), amount_text(d.gross_cents),
            amount_text(d.gross_cents + corrected.get(d.id, 0) if d.kind == INVOICE and not cancelling else 0),
            *parts.get(d.id, _NOTHING))
        for d, address, cancelling in rows
    ]


def proposed(ctx: Context, one: InvoiceDraft) -> ListedDocument:
    """What would be issued today, in the shape of a document, without a number."""
    return ListedDocument(
        None, INVOICE, DRAFT, one.address_number, local_day(ctx.clock.now(), ctx.zone), one.period_from, one.period_to,
        amount_text(one.net_cents), amount_text(one.tax_cents), amount_text(one.gross_cents),
        amount_text(one.gross_cents), *_parts(one), carried=one.carried)


def _parts(one: Document | InvoiceDraft) -> _Parts:
    quota: dict[int | None, int] = {}
    for item in one.items:
        quota[item.position] = quota.get(item.position, 0) + item.quota_seconds
    return (tuple(_line(line, quota.get(line.position, 0)) for line in one.lines),
            tuple(_discount(discount) for discount in one.discounts), tuple(_quota(account) for account in one.quotas))


def _line(line: Line, quota_seconds: int) -> ListedLine:
    return ListedLine(
        line.position, line.article, line.text, line.raw_seconds, line.billed_seconds, plain(line.quantity_e4 / E4),
        line.unit, price_text(line.price_e4), amount_text(line.net_cents), rate_text(line.tax_rate_bp), line.kind,
        line.segment, rate_text(line.surcharge_bp), rate_text(line.discount_bp), amount_text(line.discount_cents),
        quota_seconds, line.service_from, line.service_to, line.service_month, line.corrects)


def _discount(discount: Discount) -> ListedDiscount:
    return ListedDiscount(rate_text(discount.rate_bp), amount_text(discount.base_cents),
                          rate_text(discount.percent_bp), amount_text(discount.amount_cents))


def _quota(account: QuotaAccount) -> ListedQuota:
    return ListedQuota(account.contract, account.month, account.carried, account.granted, account.used,
                       account.expired, account.left)
