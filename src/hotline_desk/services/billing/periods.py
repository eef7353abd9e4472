"""Periods that are closed: at zero, or with what was left open and a reason."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.services.act import act, reading
from hotline_desk.services.billing.radar import Radar, radar_of
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.billing_runs import BillingPeriodRow
from hotline_desk.store.engine import Tx


@dataclass(frozen=True)
class ClosedPeriod:
    """A period of inclusive days that somebody closed. `left_open` counts what the radar found then, by kind."""

    uid: str
    first: date
    last: date
    closed_at: datetime
    closed_by: str
    left_open: dict[str, int]
    reason: str
    reopened_at: datetime | None = None


@act("period.close", permission="billing.issue")
def close_period(ctx: Context, tx: Tx, first: date, last: date, reason: str = "") -> str:
    """Closes a period and returns its uid.

    Raises UserError if the period is not over, overlaps a closed one, or has open findings and no reason was given.
    """
    if last >= local_day(tx.now, ctx.zone):
        raise UserError("period.not_over", day=ctx.texts.day(last))
    other = tx.session.scalar(_closed().where(BillingPeriodRow.first <= last, BillingPeriodRow.last >= first))
    if other is not None:
        raise UserError("period.closed", first=ctx.texts.day(other.first), last=ctx.texts.day(other.last))
    found: Radar = radar_of(ctx, tx.session, first, last)
    if found.total and not reason.strip():
        raise UserError("period.open", n=found.total)
    row = BillingPeriodRow(first=first, last=last, closed_at=tx.now, closed_by_id=ctx.user.id, reason=reason.strip(),
                           left_open=json.dumps({kind: n for kind, n in found.counts.items() if n}))
    tx.session.add(row)
    tx.session.flush()
    tx.changed("period", row.uid)
    return row.uid


@act("period.reopen", permission="billing.issue")
def reopen_period(ctx: Context, tx: Tx, uid: str) -> None:
    """Opens a closed period again; that it was closed stays on record."""
    row = row_of(tx.session, BillingPeriodRow, uid)
    row.reopened_at, row.reopened_by_id = tx.now, ctx.user.id
    tx.changed("period", uid)


@reading("billing.read")
def list_periods(ctx: Context, session: Session) -> list[ClosedPeriod]:
    """Periods that are or were closed, the latest first."""
    rows = session.execute(select(BillingPeriodRow, UserRow.name)
                           .outerjoin(UserRow, UserRow.id == BillingPeriodRow.closed_by_id)
                           .order_by(BillingPeriodRow.first.desc(), BillingPeriodRow.id.desc()))
    return [ClosedPeriod(row.uid, row.first, row.last, row.closed_at, by or "", json.loads(row.left_open), row.reason,
                         row.reopened_at) for row, by in rows]


def _closed() -> Select[BillingPeriodRow]:
    return select(BillingPeriodRow).where(BillingPeriodRow.reopened_at.is_(None))
