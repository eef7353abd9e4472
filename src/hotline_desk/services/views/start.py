"""What the start page shows: numbers, what needs this user today, and how the teams stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds, local_day
from hotline_desk.domain.calls import IN
from hotline_desk.domain.openlist import OpenTicketRow
from hotline_desk.domain.tickets import NEW, OPEN, RESUBMITTED
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.notices.messages import MessageLine, messages, unread_count
from hotline_desk.services.views.callbacks import MINE, CallbackFilter, CallbackLine, callback_counts, callbacks
from hotline_desk.services.views.coming import next_appointments
from hotline_desk.services.views.missed import MissedRow, missed_calls
from hotline_desk.services.views.open_list import OpenFilter, open_counts, open_tickets
from hotline_desk.store.access import TeamMemberRow, TeamRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.tickets import TicketRow, unsolved

_MOST, _MOST_MESSAGES = 50, 20
TICKET, CALLBACK, APPOINTMENT = "ticket", "callbacks", "appointment"
"""What an entry of the day is, by the kind of its frame."""


@dataclass(frozen=True)
class DayRow:
    """Something for today. `at` is when (UTC), None for a ticket that is simply open, since `created_at`."""

    kind: str
    uid: str
    number: str
    subject: str
    customer: str
    at: datetime | None
    created_at: datetime
    priority: str = "normal"
    whole_day: bool = False


@dataclass(frozen=True)
class OwnWork:
    """This user's tickets by their state, and how many of those put off come back until midnight."""

    new: int = 0
    open: int = 0
    resubmitted: int = 0
    back_today: int = 0


@dataclass(frozen=True)
class TeamNumbers:
    """How one team stands; `mine`: this user is a member."""

    uid: str
    name: str
    open: int
    late: int
    nobodys: int
    mine: bool


@dataclass(frozen=True)
class StartView:
    """The day at a glance.

    `late` is everybody's, as `overdue` and the status bar count it, this user's own first; `today` is of this user
    and of nobody: what has a time in its order, then what is simply open. `callbacks` are those of this user and of
    nobody that are due until midnight. `messages` are those not read, the newest first; `teams` this user's first.
    """

    open: int
    mine: int
    overdue: int
    calls_today: int
    missed_count: int
    callbacks: int
    unread: int
    work: OwnWork
    late: tuple[OpenTicketRow, ...]
    today: tuple[DayRow, ...]
    missed: tuple[MissedRow, ...]
    messages: tuple[MessageLine, ...]
    teams: tuple[TeamNumbers, ...]


def start_view(ctx: Context) -> StartView:
    """Everything for the start page."""
    counts = open_counts(ctx)
    mine = {row.uid for row in open_tickets(ctx, OpenFilter(mine=True))}
    everything = open_tickets(ctx)
    needing = {row.uid for row in everything if row.uid in mine or not (row.agent or row.team)}
    late = [row for row in everything if row.overdue]
    late.sort(key=lambda row: row.uid not in needing)
    today = _today_rows(ctx, [row for row in everything if row.uid in needing and not row.overdue and row.number])
    missed = missed_calls(ctx)
    unread = unread_count(ctx)
    new = [line for line in messages(ctx) if not line.read] if unread else []
    return StartView(
        counts.open, counts.mine, len(late), _calls_today(ctx), len(missed), callback_counts(ctx).today, unread,
        _own_work(ctx), tuple(late[:_MOST]), tuple(today[:_MOST]), tuple(missed[:_MOST]), tuple(new[:_MOST_MESSAGES]),
        team_numbers(ctx))


def _today_rows(ctx: Context, tickets: Iterable[OpenTicketRow]) -> list[DayRow]:
    """What has its time today in its order, late callbacks first; then tickets that are simply open."""
    end = _today(ctx)[1]
    rows = [DayRow(TICKET, row.uid, row.number, row.subject, row.customer or row.contact, row.resubmit_at,
                   row.created_at, row.priority)
            for row in tickets if row.resubmit_at is None or row.resubmit_at < end]
    rows += [_callback(line) for line in callbacks(ctx, CallbackFilter(MINE)) if line.due_at < end]
    rows += [DayRow(APPOINTMENT, line.uid, "", line.title, line.customer or line.place, line.begin_at, line.begin_at,
                    whole_day=line.all_day) for line in next_appointments(ctx)]
    return (sorted((row for row in rows if row.at is not None), key=lambda row: (not row.whole_day, row.at or end))
            + [row for row in rows if row.at is None])


def _callback(line: CallbackLine) -> DayRow:
    return DayRow(CALLBACK, line.uid, line.number, line.note, line.contact_name or line.company, line.due_at,
                  line.due_at)


@reading("ticket.read")
def _own_work(ctx: Context, session: Session) -> OwnWork:
    start, end = _today(ctx)
    # The sum keeps the database from the index of agents: one may have a million tickets, few of them unsolved.
    own = (unsolved(), TicketRow.touched_at.is_not(None), TicketRow.agent_id + 0 == ctx.user.id)
    states = {state: count for state, count in session.execute(
        select(TicketRow.state, func.count()).where(*own).group_by(TicketRow.state))}
    back = session.scalar(select(func.count()).select_from(TicketRow).where(
        *own, TicketRow.state == RESUBMITTED, TicketRow.resubmit_at >= start, TicketRow.resubmit_at < end)) or 0
    return OwnWork(states.get(NEW, 0), states.get(OPEN, 0), states.get(RESUBMITTED, 0), back)


@reading("ticket.read")
def team_numbers(ctx: Context, session: Session) -> tuple[TeamNumbers, ...]:
    """Every team's unsolved tickets, those that are late, and those that nobody has yet."""
    late = (TicketRow.state == RESUBMITTED) & (TicketRow.resubmit_at <= ctx.clock.now())
    counted = {key: (open_, late_, nobodys) for key, open_, late_, nobodys in session.execute(
        select(TicketRow.team_id, func.count(), func.count().filter(late),
               func.count().filter(TicketRow.agent_id.is_(None)))
        .where(unsolved(), TicketRow.touched_at.is_not(None)).group_by(TicketRow.team_id))}
    own = set(session.scalars(select(TeamMemberRow.team_id).where(TeamMemberRow.user_id == ctx.user.id)))
    teams = session.scalars(select(TeamRow).where(TeamRow.archived_at.is_(None)).order_by(TeamRow.name))
    found = [TeamNumbers(team.uid, team.name, *counted.get(team.id, (0, 0, 0)), team.id in own)
             for team in teams]
    return tuple(sorted(found, key=lambda team: not team.mine))


@reading("call.read")
def _calls_today(ctx: Context, session: Session) -> int:
    """Incoming calls since midnight of the company's zone."""
    start, end = _today(ctx)
    return session.scalar(select(func.count()).select_from(CallRow).where(
        CallRow.direction == IN, CallRow.rang_at >= start, CallRow.rang_at < end)) or 0


def _today(ctx: Context) -> tuple[datetime, datetime]:
    day = local_day(ctx.clock.now(), ctx.zone)
    return day_bounds(day, day, ctx.zone)
