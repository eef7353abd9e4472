"""Documents that are not dunned for a while, each until a day and with its reason; a hold ends by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.values import INVOICE
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.store.access import UserRow
from hotline_desk.store.billing import DocumentRow, document_by_number
from hotline_desk.store.billing_runs import DocumentHoldRow
from hotline_desk.store.engine import Tx

_PART = 500


@dataclass(frozen=True)
class Hold:
    """Until and with this day a document is not dunned."""

    until: date
    reason: str
    at: datetime
    by: str


@act("document.hold", permission="billing.issue")
def hold_document(ctx: Context, tx: Tx, number: str, until: date | None, reason: str) -> None:
    """The invoice is not dunned up to this day; without a day it may be dunned again.

    Raises UserError if there is no such invoice, the day has passed, or the reason for a hold is missing.
    """
    row = document_by_number(tx.session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    if row.kind != INVOICE:
        raise UserError("hold.invoice", number=number)
    if until is not None and not reason.strip():
        raise UserError("reason.missing")
    if until is not None and until < local_day(tx.now, ctx.zone):
        raise UserError("hold.past", day=ctx.texts.day(until))
    tx.session.add(DocumentHoldRow(document_id=row.id, at=tx.now, by_id=ctx.user.id, until=until,
                                   reason=reason.strip()))
    tx.changed("document", row.uid)


@reading("billing.read")
def hold_of(ctx: Context, session: Session, uid: str) -> Hold | None:
    """The hold that stands today on the document of this uid."""
    key = session.scalar(select(DocumentRow.id).where(DocumentRow.uid == uid))
    return holds_of(session, [key], local_day(ctx.clock.now(), ctx.zone)).get(key) if key is not None else None


def holds_of(session: Session, keys: Collection[int] | None, today: date) -> dict[int, Hold]:
    """A shared step: the holds that stand on this day, by key of the document; of all documents without keys."""
    newest = select(func.max(DocumentHoldRow.id)).group_by(DocumentHoldRow.document_id)
    query = (select(DocumentHoldRow, UserRow.name).outerjoin(UserRow, UserRow.id == DocumentHoldRow.by_id)
             .where(DocumentHoldRow.until >= today))
    asked = [None] if keys is None else [list(keys)[n:n + _PART] for n in range(0, len(keys), _PART)]
    found: dict[int, Hold] = {}
    for part in asked:
        only = newest if part is None else newest.where(DocumentHoldRow.document_id.in_(part))
        for row, name in session.execute(query.where(DocumentHoldRow.id.in_(only))):
            if row.until is not None:
                found[row.document_id] = Hold(row.until, row.reason, row.at, name or "")
    return found
