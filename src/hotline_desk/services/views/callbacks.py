"""Callbacks as lists and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.clock import day_bounds, local_day
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.store.access import TeamMemberRow, TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.calls.callbacks import CallbackRow, still_open
from hotline_desk.store.tickets import TicketRow

MINE, TEAM, ALL = "mine", "team", "all"
_MOST = 500
_DONE_SINCE = timedelta(days=31)
_maker = aliased(UserRow)
Query = Select[CallbackRow, AddressRow, TicketRow, str, str, str]


@dataclass(frozen=True)
class CallbackFilter:
    """`whose`: mine (and nobody's), those of my teams too, or all. `done`: those done in the last month instead."""

    whose: str = ALL
    done: bool = False


@dataclass(frozen=True)
class CallbackLine:
    """A callback in a list. Instants UTC; `due_local` is what was promised, a naive time of the company's zone."""

    uid: str
    number: str
    contact_name: str
    company: str
    address_uid: str | None
    ticket_uid: str | None
    ticket_number: str | None
    due_local: datetime
    due_at: datetime
    overdue: bool
    user: str
    team: str
    note: str
    made_by: str
    done_at: datetime | None


@reading("ticket.read")
def callbacks(ctx: Context, session: Session, wanted: CallbackFilter | None = None) -> list[CallbackLine]:
    """What was promised, in the order it is due; what is done, the last first."""
    wanted = wanted or CallbackFilter()
    query = _query().where(_whose(ctx, wanted.whose))
    if wanted.done:
        since = ctx.clock.now() - _DONE_SINCE
        query = query.where(CallbackRow.done_at >= since, CallbackRow.removed_at.is_(None))
        return _lines(ctx, session, query.order_by(CallbackRow.done_at.desc(), CallbackRow.id))
    return _lines(ctx, session, query.where(still_open()).order_by(CallbackRow.due_at, CallbackRow.id))


def callbacks_of(ctx: Context, session: Session, ticket_id: int) -> list[CallbackLine]:
    """A shared step: what was promised about a ticket and is open."""
    query = _query().where(still_open(), CallbackRow.ticket_id == ticket_id)
    return _lines(ctx, session, query.order_by(CallbackRow.due_at, CallbackRow.id))


def _query() -> Query:
    return (
        select(CallbackRow, AddressRow, TicketRow, UserRow.name, TeamRow.name, _maker.name)
        .outerjoin(AddressRow, AddressRow.id == CallbackRow.address_id)
        .outerjoin(TicketRow, TicketRow.id == CallbackRow.ticket_id)
        .outerjoin(UserRow, UserRow.id == CallbackRow.user_id)
        .outerjoin(TeamRow, TeamRow.id == CallbackRow.team_id)
        .outerjoin(_maker, _maker.id == CallbackRow.made_by_id)
    )


def _lines(ctx: Context, session: Session, query: Query) -> list[CallbackLine]:
    now = ctx.clock.now()
    return [
        CallbackLine(
            uid=c.uid, number=c.number, contact_name=c.contact_name, company=a.name if a else "",
            address_uid=a.uid if a else None, ticket_uid=t.uid if t else None, ticket_number=t.number if t else None,
            due_local=datetime.fromisoformat(c.due_local), due_at=c.due_at,
            overdue=c.done_at is None and c.due_at <= now, user=user or "", team=team or "", note=c.note,
            made_by=maker or "", done_at=c.done_at)
        for c, a, t, user, team, maker in session.execute(query.limit(_MOST))
    ]


def _whose(ctx: Context, whose: str) -> ColumnElement[bool]:
    teams = select(TeamMemberRow.team_id).where(TeamMemberRow.user_id == ctx.user.id)
    own, in_team = CallbackRow.user_id == ctx.user.id, CallbackRow.team_id.in_(teams)
    if whose == MINE:
        nobodys = CallbackRow.team_id.is_(None) | in_team
        return own | (CallbackRow.user_id.is_(None) & nobodys)
    return own | in_team if whose == TEAM else true()


@dataclass(frozen=True)
class CallbackCounts:
    """This user's and nobody's callbacks: due until the end of today, and how many of these are late."""

    today: int
    late: int


@reading("ticket.read")
def callback_counts(ctx: Context, session: Session) -> CallbackCounts:
    """The numbers for the start page and the tray."""
    now = ctx.clock.now()
    day = local_day(now, ctx.zone)
    count = select(func.count()).select_from(CallbackRow).where(still_open(), _whose(ctx, MINE))
    return CallbackCounts(
        session.scalar(count.where(CallbackRow.due_at < day_bounds(day, day, ctx.zone)[1])) or 0,
        session.scalar(count.where(CallbackRow.due_at <= now)) or 0)
