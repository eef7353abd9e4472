"""What the start page shows: five numbers and what needs this user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds, local_day
from hotline_desk.domain.calls import IN
from hotline_desk.domain.openlist import OpenTicketRow
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.views.callbacks import callback_counts
from hotline_desk.services.views.missed import MissedRow, missed_calls
from hotline_desk.services.views.open_list import OpenFilter, open_counts, open_tickets
from hotline_desk.store.calls.journal import CallRow

_MOST = 50


@dataclass(frozen=True)
class StartView:
    """The day at a glance.

    `late` is everybody's, as `overdue` and the status bar count it, this user's own first; `today` are tickets of
    this user and of nobody. `callbacks` are those of this user and of nobody that are due until midnight.
    """

    open: int
    mine: int
    overdue: int
    calls_today: int
    missed_count: int
    callbacks: int
    late: tuple[OpenTicketRow, ...]
    today: tuple[OpenTicketRow, ...]
    missed: tuple[MissedRow, ...]


def start_view(ctx: Context) -> StartView:
    """Everything for the start page."""
    counts = open_counts(ctx)
    mine = {row.uid for row in open_tickets(ctx, OpenFilter(mine=True))}
    everything = open_tickets(ctx)
    needing = {row.uid for row in everything if row.uid in mine or not (row.agent or row.team)}
    end = _today(ctx)[1]
    late = [row for row in everything if row.overdue]
    late.sort(key=lambda row: row.uid not in needing)
    today = [row for row in everything if row.uid in needing and not row.overdue and row.number
             and (row.resubmit_at is None or row.resubmit_at < end)]
    missed = missed_calls(ctx)
    return StartView(counts.open, counts.mine, len(late), _calls_today(ctx), len(missed), callback_counts(ctx).today,
                     tuple(late[:_MOST]), tuple(today[:_MOST]), tuple(missed[:_MOST]))


@reading("call.read")
def _calls_today(ctx: Context, session: Session) -> int:
    """Incoming calls since midnight of the company's zone."""
    start, end = _today(ctx)
    return session.scalar(select(func.count()).select_from(CallRow).where(
        CallRow.direction == IN, CallRow.rang_at >= start, CallRow.rang_at < end)) or 0


def _today(ctx: Context) -> tuple[datetime, datetime]:
    day = local_day(ctx.clock.now(), ctx.zone)
    return day_bounds(day, day, ctx.zone)
