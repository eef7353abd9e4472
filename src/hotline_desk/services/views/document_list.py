"""The list of documents, page by page: which of them, in which order, and what they come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased, defer

from hotline_desk.core.clock import local_day
from hotline_desk.core.folding import fold
from hotline_desk.domain.billing.runs import ACCEPTED, DECLINED
from hotline_desk.domain.billing.values import CANCELLED, DRAFT, FINAL, INVOICE, OFFER
from hotline_desk.services.act import reading
from hotline_desk.services.billing.documents import DocumentLine, lines_of
from hotline_desk.services.billing.standing import EXPIRED, INVOICED, corrected_sum
from hotline_desk.services.context import Context
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import DocumentHoldRow, DocumentOriginRow, OfferAnswerRow

OPEN, OVERDUE, HELD = "open", "overdue", "held"
"""How documents stand, besides their own states and those of offers."""
_PART = 500
_Cancelling = aliased(DocumentRow)
_SORTS: dict[str, Any] = {
    "kind": DocumentRow.kind, "customer": func.lower(AddressRow.name, type_=String), "date": DocumentRow.date,
    "period": DocumentRow.period_from, "net": DocumentRow.net_cents, "gross": DocumentRow.gross_cents,
    "state": case((_Cancelling.id.is_not(None), 2), (DocumentRow.state == FINAL, 1), else_=0),
}


@dataclass(frozen=True)
class DocumentFilter:
    """Which documents: "" and None leave a thing open. `words` must all occur in the number or the customer's name,
    number or people."""

    kind: str = ""
    state: str = ""
    first: date | None = None
    last: date | None = None
    words: str = ""
    address_uid: str = ""


@dataclass(frozen=True)
class DocumentTotals:
    """How many documents fit, and what they come to in cents."""

    count: int
    net_cents: int
    gross_cents: int


@reading("billing.read")
def document_totals(ctx: Context, session: Session, wanted: DocumentFilter) -> DocumentTotals:
    """Number and sums of what fits."""
    sums: Any = select(func.count(DocumentRow.id), func.sum(DocumentRow.net_cents),
                       func.sum(DocumentRow.gross_cents))
    count, net, gross = session.execute(_fitting(sums, wanted, _today(ctx))).one()
    return DocumentTotals(count, int(net or 0), int(gross or 0))


@reading("billing.read")
def document_page(ctx: Context, session: Session, wanted: DocumentFilter, order: str = "", descending: bool = True,
                  offset: int = 0, limit: int = 100) -> list[DocumentLine]:
    """A page of what fits. Without an order, or by number, as they were made; drafts have no number and come so too."""
    today = _today(ctx)
    by = [column.desc() if descending else column.asc() for column in (_SORTS.get(order), DocumentRow.id)
          if column is not None]
    keys = list(session.scalars(
        _fitting(select(DocumentRow.id), wanted, today).order_by(*by).limit(limit).offset(offset)))
    found = {line.uid: line for line in _lines(ctx, session, keys)}
    uids = {key: uid for key, uid in session.execute(
        select(DocumentRow.id, DocumentRow.uid).where(DocumentRow.id.in_(keys)))}
    return [found[uids[key]] for key in keys]


@reading("billing.read")
def documents_numbered(ctx: Context, session: Session, numbers: Collection[str]) -> list[DocumentLine]:
    """The documents of these numbers, newest first."""
    asked, found = list(numbers), []
    for start in range(0, len(asked), _PART):
        keys = list(session.scalars(select(DocumentRow.id).where(DocumentRow.number.in_(asked[start:start + _PART]))))
        found += _lines(ctx, session, keys)
    return sorted(found, key=lambda line: line.number, reverse=True)


def _today(ctx: Context) -> date:
    return local_day(ctx.clock.now(), ctx.zone)


def _lines(ctx: Context, session: Session, keys: Sequence[int]) -> list[DocumentLine]:
    rows = session.execute(
        select(DocumentRow, _Cancelling, AddressRow).outerjoin(_Cancelling, _Cancelling.cancels_id == DocumentRow.id)
        .join(AddressRow, AddressRow.id == DocumentRow.address_id).where(DocumentRow.id.in_(keys))
        .options(defer(DocumentRow.content), defer(_Cancelling.content)))
    return lines_of(ctx, session, [(row[0], row[1], row[2]) for row in rows], keys)


def _fitting(query: Select[Any], wanted: DocumentFilter, today: date) -> Select[Any]:
    query = (query.select_from(DocumentRow).join(AddressRow, AddressRow.id == DocumentRow.address_id)
             .outerjoin(_Cancelling, _Cancelling.cancels_id == DocumentRow.id))
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind:
        conditions.append(DocumentRow.kind == wanted.kind)
    if wanted.state:
        conditions.append(_stands(wanted.state, today))
    if wanted.first is not None:
        conditions.append(DocumentRow.date >= wanted.first)
    if wanted.last is not None:
        conditions.append(DocumentRow.date <= wanted.last)
    if wanted.address_uid:
        conditions.append(AddressRow.uid == wanted.address_uid)
    conditions += [_has(word) for word in wanted.words.split()]
    return query.where(*conditions)


def _has(word: str) -> ColumnElement[bool]:
    return or_(func.upper(DocumentRow.number).contains(word.upper(), autoescape=True),
               AddressRow.number.startswith(word, autoescape=True),
               AddressRow.folded.contains(fold(word), autoescape=True))


def _stands(state: str, today: date) -> ColumnElement[bool]:
    valid = _Cancelling.id.is_(None)
    if state == CANCELLED:
        return ~valid
    if state in (DRAFT, FINAL):
        return and_(DocumentRow.state == state, valid)
    if state == HELD:
        return _newest(DocumentHoldRow.until, DocumentHoldRow) >= today
    if state in (OPEN, OVERDUE):
        owed = and_(DocumentRow.kind == INVOICE, DocumentRow.state == FINAL, valid,
                    DocumentRow.gross_cents + corrected_sum(DocumentRow.id) > 0)
        return owed if state == OPEN else and_(owed, DocumentRow.due < today)
    return _offer(state, today)


def _offer(state: str, today: date) -> ColumnElement[bool]:
    """As `standing.offer_state` tells it: an invoice goes before an answer, an answer before its last day."""
    made, undone = aliased(DocumentRow), aliased(DocumentRow)
    # The invoices are few and found once; looked for by each offer they cost seconds in a large store.
    invoiced = DocumentRow.id.in_(
        select(DocumentOriginRow.offer_id).join(made, made.id == DocumentOriginRow.document_id)
        .outerjoin(undone, undone.cancels_id == made.id)
        .where(DocumentOriginRow.offer_id.is_not(None), undone.id.is_(None), made.cancels_id.is_(None),
               made.number.is_not(None)))
    offer = and_(DocumentRow.kind == OFFER, DocumentRow.state == FINAL)
    if state == INVOICED:
        return and_(offer, invoiced)
    answer = _newest(OfferAnswerRow.answer, OfferAnswerRow)
    if state in (ACCEPTED, DECLINED):
        return and_(offer, ~invoiced, answer == state)
    late = and_(DocumentRow.due.is_not(None), DocumentRow.due < today)
    return and_(offer, ~invoiced, answer.is_(None), late if state == EXPIRED else ~late)


def _newest(column: Any, table: type[DocumentHoldRow] | type[OfferAnswerRow]) -> Any:
    """The newest that was said of a document, as an expression."""
    return (select(column).where(table.document_id == DocumentRow.id).order_by(table.id.desc()).limit(1)
            .scalar_subquery())
