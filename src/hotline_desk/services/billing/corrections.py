"""Single lines of an issued invoice put right by a correction, also after it was paid; what it claims stays claimed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, defer

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator, duration
from hotline_desk.domain.billing.corrections import (
    LineChange,
    can_draw,
    correct,
    covered_seconds,
    drawn_together,
    returnable,
    standing_lines,
)
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.months import month_of
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
def correct_lines(ctx: Context, tx: Tx, number: str, changes: Sequence[LineChange], reason: str,
                  returned: Collection[str] = ()) -> str:
    """Issues a correction of these lines and returns its number; quota that a line taken back drew is given back.

    `returned` are uids of works without a line, which only the quota paid for: what they drew is given back, and pays
    for what `from_quota` says. Raises UserError if there is no such invoice, it is cancelled, nothing changes, quota
    cannot pay for a line, or the reason is missing.
    """
    numbered = take_number(ctx, tx, "billing.correction_series")
    lock_chain(tx)  # who corrects or cancels the same invoice waits here, and then sees what was done
    row = _invoice(tx.session, number)
    making = _Making(ctx, tx.session, row)
    made = making.corrected(changes, reason, returned, numbered.number)
    uses = making.uses(made, changes)
    stored = store_document(ctx, tx, made, numbered, row.address_id, origin=Origin(corrects_id=row.id))
    tx.session.add_all([QuotaUseRow(document_id=stored.id, contract_id=use.contract_id, month=use.month,
                                    worklog_id=use.worklog_id, seconds=use.seconds) for use in uses])
    tx.session.flush()
    tx.changed("document", row.uid)
    return stored.number or ""


@reading("billing.read")
def preview_correction(ctx: Context, session: Session, number: str, changes: Sequence[LineChange], reason: str = "-",
                       returned: Collection[str] = ()) -> Document:
    """The correction as it would be issued, without a number. Raises UserError like `correct_lines`."""
    making = _Making(ctx, session, _invoice(session, number))
    made = making.corrected(changes, reason, returned, None)
    making.uses(made, changes)
    return made


@dataclass(frozen=True)
class BilledRow:
    """One call or measure of a document with the line that charges it; a line without any (a fee) stands alone.

    `line` is as corrections left it, None for what is listed without being charged. `returnable` are seconds that only
    the quota pays for and that can be given back.
    """

    line: Line | None
    item: Item | None
    returnable: int = 0

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
    made = [from_canonical(c.content.encode()) for c in corrections]
    lines, free = standing_lines(document, made), returnable(document, made)
    charged = {item.position for item in document.items}
    rows = [BilledRow(lines.get(item.position or 0), item, free.get(item.worklog_uid, 0)) for item in document.items]
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


@dataclass(frozen=True)
class _Use:
    """Seconds of a month's quota for a worklog, by keys; negative ones are given back."""

    contract_id: int
    month: date
    worklog_id: int | None
    seconds: int


class _Making:
    """A correction while it is made: the invoice, what corrected it before, and the quota behind both."""

    def __init__(self, ctx: Context, session: Session, row: DocumentRow) -> None:
        self._ctx, self._session = ctx, session
        before = corrections_of(session, row.id)
        self._keys = [row.id, *(c.id for c in before)]
        self._invoice = from_canonical(row.content.encode())
        self._before = [from_canonical(c.content.encode()) for c in before]

    def corrected(self, changes: Sequence[LineChange], reason: str, returned: Collection[str],
                  number: str | None) -> Document:
        """The correction. Raises UserError if nothing changes or the reason is missing."""
        if not reason.strip():
            raise UserError("reason.missing")
        ctx, invoice = self._ctx, self._invoice
        try:
            return correct(invoice, self._before, changes, uid=new_uid(), number=number,
                           day=local_day(ctx.clock.now(), ctx.zone), reason=reason, returned=self._words(returned))
        except ValueError as nothing:
            raise UserError("correction.nothing", number=invoice.number or "") from nothing

    def _words(self, returned: Collection[str]) -> dict[str, str]:
        """What stands on the correction for each work that gives its quota back, and for those that drew with it."""
        invoice, free = self._invoice, returnable(self._invoice, self._before)
        texts = Translator(invoice.language, invoice.sender.country)
        wanted = {uid for one in returned for uid in (drawn_together(invoice, one) if one in free else (one,))
                  if uid in free or uid == one}
        items = {item.worklog_uid: item for item in invoice.items}
        return {uid: texts.tr(
            "{time} of {day} go back to the quota: {ticket} {subject}", time=duration(free.get(uid, 0)),
            day=texts.day(local_day(items[uid].start, invoice.zone)), ticket=items[uid].ticket_number,
            subject=items[uid].subject).strip() if uid in items else "" for uid in wanted}

    def uses(self, made: Document, changes: Sequence[LineChange]) -> list[_Use]:
        """What of the quota is given back by this, and what of that pays for lines instead.

        Raises UserError if a line is to be paid for that cannot be.
        """
        less = {uid for uid, seconds in covered_seconds(made, ()).items() if seconds < 0}
        back = {uid for one in less for uid in drawn_together(self._invoice, one)}
        given = self._drawn(back)
        pool = [_Use(use.contract_id, use.month, None, -use.seconds) for use in given]
        months = {month_of(local_day(item.start, made.zone)) for item in made.items if item.worklog_uid in less}
        taken: list[_Use] = []
        for change in changes:
            if change.from_quota:
                taken += self._pay(change, months, pool)
        return given + taken

    def _drawn(self, worklogs: Collection[str]) -> list[_Use]:
        rows = self._session.execute(
            select(QuotaUseRow.contract_id, QuotaUseRow.month, QuotaUseRow.worklog_id, func.sum(QuotaUseRow.seconds))
            .join(WorklogRow, WorklogRow.id == QuotaUseRow.worklog_id)
            .where(QuotaUseRow.document_id.in_(self._keys), WorklogRow.uid.in_(worklogs))
            .group_by(QuotaUseRow.contract_id, QuotaUseRow.month, QuotaUseRow.worklog_id)
            .order_by(QuotaUseRow.month, QuotaUseRow.contract_id, QuotaUseRow.worklog_id)) if worklogs else ()
        return [_Use(contract, month, worklog, -int(seconds)) for contract, month, worklog, seconds in rows if seconds]

    def _pay(self, change: LineChange, months: Collection[date], pool: list[_Use]) -> list[_Use]:
        """Takes what a line is shortened by from the pool."""
        wrong = UserError("correction.quota", position=change.position)
        line = standing_lines(self._invoice, self._before).get(change.position)
        if line is None or change.seconds is None or not can_draw(line) or {
                month_of(line.service_from), month_of(line.service_to)} != set(months):
            raise wrong
        worklog = self._session.scalar(select(WorklogRow.id).where(WorklogRow.uid == line.worklogs[0]))
        wanted, taken = line.billed_seconds - change.seconds, []
        for place, use in enumerate(pool):
            part = min(wanted, use.seconds)
            if part > 0:
                taken.append(replace(use, worklog_id=worklog, seconds=part))
                pool[place], wanted = replace(use, seconds=use.seconds - part), wanted - part
        if wanted or not taken:
            raise wrong
        return taken
