"""Runs of billing as things of their own: begun before their first document, looked at, ended."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.runs import DONE, RUNNING, STOPPED, TAKEN_BACK
from hotline_desk.domain.billing.values import INVOICE
from hotline_desk.services.act import reading
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import BillingRunRow, DocumentOriginRow
from hotline_desk.store.engine import Tx

UNFINISHED = (RUNNING, STOPPED)
_ONLY = "only"


@dataclass(frozen=True)
class RunLine:
    """A run in a list. Counts and cents are those of its invoices; `standing` are not cancelled.

    `only` are uids of the addresses that were left in after a preview, None if nobody was left out. `last_at` is when
    its newest document was issued.
    """

    uid: str
    state: str
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    request: BillingRequest
    only: tuple[str, ...] | None
    reason: str
    documents: int
    standing: int
    net_cents: int
    gross_cents: int
    standing_gross_cents: int
    last_at: datetime | None

    @property
    def unfinished(self) -> bool:
        """Whether it can be continued: it was stopped or killed, or is still at work somewhere."""
        return self.state in UNFINISHED

    @property
    def half_taken_back(self) -> bool:
        """Whether taking it back did not come to its end."""
        return self.state == TAKEN_BACK and self.standing > 0


def begin_run(ctx: Context, wanted: BillingRequest, only: Collection[str] | None = None) -> tuple[str, int]:
    """A shared step of long acts: the run stands in the store before its first document. Returns uid and key.

    `only` are uids of the addresses to be billed, if some were left out after the preview.
    """
    ctx.require("billing.issue")
    with ctx.store.write(ctx.stamp("billing.begin")) as tx:
        row = BillingRunRow(state=RUNNING, begun_at=tx.now, begun_by_id=ctx.user.id, first=wanted.first,
                            last=wanted.last, request=write_request(wanted, only), reason="")
        tx.session.add(row)
        tx.session.flush()
        tx.changed("run", row.uid)
        return row.uid, row.id


def locked_run(tx: Tx, uid: str) -> BillingRunRow:
    """A shared step: the run's row, which others who want to change it wait for."""
    row = row_of(tx.session, BillingRunRow, uid)
    tx.session.refresh(row, with_for_update=True)
    return row


def end_run(ctx: Context, uid: str, *, stopped: bool) -> None:
    """A shared step of long acts: the run came to its end, or somebody stopped it. One taken back stays so."""
    ctx.require("billing.issue")
    with ctx.store.write(ctx.stamp("billing.end")) as tx:
        row = locked_run(tx, uid)
        if row.state in UNFINISHED:
            row.state = STOPPED if stopped else DONE
            row.ended_at = tx.now
            tx.changed("run", uid)


def resume_run(ctx: Context, uid: str) -> tuple[int, BillingRequest, tuple[str, ...] | None]:
    """A shared step of long acts: an unfinished run goes on. Returns its key, what was asked for, and for whom only.

    Raises UserError if it is done or was taken back.
    """
    ctx.require("billing.issue")
    with ctx.store.write(ctx.stamp("billing.continue")) as tx:
        row = locked_run(tx, uid)
        if row.state not in UNFINISHED:
            raise UserError("run.over")
        row.state, row.ended_at = RUNNING, None
        tx.changed("run", uid)
        return row.id, *read_request(row.request)


def write_request(wanted: BillingRequest, only: Collection[str] | None = None) -> str:
    """What was asked for and for whom only, as a run keeps it."""
    asked = {f.name: _plain(getattr(wanted, f.name)) for f in fields(wanted)}
    return json.dumps({**asked, _ONLY: None if only is None else list(only)}, sort_keys=True)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def read_request(kept: str) -> tuple[BillingRequest, tuple[str, ...] | None]:
    """What `write_request` wrote."""
    values: dict[str, Any] = json.loads(kept)
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    first, last = (date.fromisoformat(values.pop(name)) for name in ("first", "last"))
    only = values.pop(_ONLY)
    return BillingRequest(first, last, **values), only


@reading("billing.read")
def list_runs(ctx: Context, session: Session) -> list[RunLine]:
    """All runs, newest first."""
    return _lines(session)


@reading("billing.read")
def get_run(ctx: Context, session: Session, uid: str) -> RunLine:
    """One run. Raises UserError if there is none of this uid."""
    return _lines(session, BillingRunRow.id == row_of(session, BillingRunRow, uid).id)[0]


@reading("billing.read")
def unfinished_runs(ctx: Context, session: Session) -> list[RunLine]:
    """Runs that were stopped or killed and can be continued, newest first."""
    return _lines(session, BillingRunRow.state.in_(UNFINISHED))


@reading("billing.read")
def run_numbers(ctx: Context, session: Session, uid: str) -> tuple[str, ...]:
    """Numbers of the invoices of a run, in their order."""
    run = row_of(session, BillingRunRow, uid)
    return tuple(number or "" for number in session.scalars(
        select(DocumentRow.number).join(DocumentOriginRow, DocumentOriginRow.document_id == DocumentRow.id)
        .where(DocumentOriginRow.run_id == run.id, DocumentRow.kind == INVOICE).order_by(DocumentRow.id)))


def _lines(session: Session, which: ColumnElement[bool] | None = None) -> list[RunLine]:
    sums = _sums(session)
    query = select(BillingRunRow, UserRow.name).outerjoin(UserRow, UserRow.id == BillingRunRow.begun_by_id)
    rows = session.execute((query if which is None else query.where(which)).order_by(BillingRunRow.id.desc()))
    return [RunLine(row.uid, row.state, row.begun_at, name or "", row.ended_at, *read_request(row.request), row.reason,
                    *sums.get(row.id, (0, 0, 0, 0, 0, None))) for row, name in rows]


def _sums(session: Session) -> dict[int, tuple[Any, ...]]:
    """By key of the run: documents, of these standing, net, gross, gross of what stands, when the last was issued."""
    by = aliased(DocumentRow)
    stands = by.id.is_(None)
    rows = session.execute(
        select(DocumentOriginRow.run_id, stands, func.count(), func.sum(DocumentRow.net_cents),
               func.sum(DocumentRow.gross_cents), func.max(DocumentRow.issued_at))
        .join(DocumentRow, DocumentRow.id == DocumentOriginRow.document_id)
        .outerjoin(by, by.cancels_id == DocumentRow.id)
        .where(DocumentOriginRow.run_id.is_not(None), DocumentRow.kind == INVOICE)
        .group_by(DocumentOriginRow.run_id, stands))
    found: dict[int, tuple[Any, ...]] = {}
    for run, standing, count, net, gross, at in rows:
        key = run or 0
        documents, still, nets, grosses, left, last = found.get(key, (0, 0, 0, 0, 0, at))
        found[key] = (documents + count, still + (count if standing else 0), nets + int(net), grosses + int(gross),
                      left + (int(gross) if standing else 0), max(last, at))
    return found
