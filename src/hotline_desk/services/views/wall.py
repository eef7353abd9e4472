"""What the team's screen on the wall shows: how much is open, what waits too long, and who talks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds, local_day
from hotline_desk.domain.access import AGENT, LEAD
from hotline_desk.domain.calls import ANSWERED, IN, LONGEST_CALL, RINGING
from hotline_desk.domain.concerns import MINE
from hotline_desk.domain.tickets import RESUBMITTED
from hotline_desk.services.act import reading
from hotline_desk.services.calls.whose import Whose, whose
from hotline_desk.services.context import Context
from hotline_desk.services.notices.presence import presence_today
from hotline_desk.services.rows import row_of
from hotline_desk.services.views.call_parts import parts_of
from hotline_desk.services.views.missed import missed_rows
from hotline_desk.store.access import TeamMemberRow, TeamRow, UserRow, active_users
from hotline_desk.store.calls.callbacks import CallbackRow, still_open
from hotline_desk.store.calls.journal import CallRow, still_running
from hotline_desk.store.tickets import TicketRow, unsolved

TALKING, PARKED, FREE, AWAY = "talking", "parked", "free", "away"
_ORDER = (TALKING, PARKED, FREE, AWAY)


@dataclass(frozen=True)
class AtWork:
    """Somebody of the team: a code of what he does, since when (UTC; None where nobody knows)."""

    name: str
    does: str
    since: datetime | None = None


@dataclass(frozen=True)
class WallView:
    """Numbers of one team, or of everybody where `team` is "". Instants UTC.

    `oldest_at` is when the ticket came in that waits longest and is not put off, `ringing_since` when the caller
    began to wait who waits longest now. `callbacks` are due until midnight, `callbacks_late` of these by now.
    """

    team: str
    open: int
    late: int
    nobodys: int
    oldest_number: str
    oldest_at: datetime | None
    missed: int
    callbacks: int
    callbacks_late: int
    ringing: int
    ringing_since: datetime | None
    calls_today: int
    people: tuple[AtWork, ...]


@reading("ticket.read")
def wall_view(ctx: Context, session: Session, team_uid: str = "") -> WallView:
    """Everything for the wall; of one team what is its own or its members'. Raises UserError for an unknown team."""
    team = row_of(session, TeamRow, team_uid) if team_uid else None
    people = _people(session, team)
    rules = whose(ctx, session, MINE)
    open_, late, nobodys = _tickets(ctx, session, team, people)
    oldest = _oldest(session, team, people)
    calls = [call for call in _running(ctx, session) if team is None or _concerns(rules, session, call, people)]
    ringing = [call.rang_at for call in calls if call.state == RINGING and call.direction == IN]
    due, due_late = _callbacks(ctx, session, team, people)
    missed = missed_rows(ctx, session, people=None if team is None else [user.uid for user in people])
    return WallView(
        team.name if team else "", open_, late, nobodys, oldest[0], oldest[1], len(missed), due, due_late,
        len(ringing), min(ringing, default=None), _calls_today(ctx, session, rules, None if team is None else people),
        _at_work(ctx, session, people, team))


def _people(session: Session, team: TeamRow | None) -> list[UserRow]:
    """The members of the team; without one everybody who answers calls."""
    users = active_users(session)
    if team is not None:
        members = set(session.scalars(select(TeamMemberRow.user_id).where(TeamMemberRow.team_id == team.id)))
        return [user for user in users if user.id in members]
    return [user for user in users if user.role in (AGENT, LEAD)] or users


def _ours(kind: type[TicketRow | CallbackRow], team: TeamRow | None,
          people: Collection[UserRow]) -> ColumnElement[bool]:
    if team is None:
        return true()
    owner = TicketRow.agent_id if kind is TicketRow else CallbackRow.user_id
    return or_(kind.team_id == team.id, and_(kind.team_id.is_(None), owner.in_([user.id for user in people])))


def _tickets(ctx: Context, session: Session, team: TeamRow | None, people: Collection[UserRow]) -> tuple[int, int, int]:
    """How many are open, late, and open without anybody who has them."""
    late = and_(TicketRow.state == RESUBMITTED, TicketRow.resubmit_at <= ctx.clock.now())
    row = session.execute(
        select(func.count(), func.count().filter(late), func.count().filter(TicketRow.agent_id.is_(None)))
        .select_from(TicketRow)
        .where(unsolved(), TicketRow.touched_at.is_not(None), _ours(TicketRow, team, people))).one()
    return row[0], row[1], row[2]


def _oldest(session: Session, team: TeamRow | None, people: Collection[UserRow]) -> tuple[str, datetime | None]:
    """What waits longest: tickets that are put off to a day do not wait."""
    row = session.execute(
        select(TicketRow.number, TicketRow.created_at)
        .where(unsolved(), TicketRow.touched_at.is_not(None), TicketRow.state != RESUBMITTED,
               _ours(TicketRow, team, people))
        .order_by(TicketRow.created_at, TicketRow.id).limit(1)).first()
    return (row.number or "", row.created_at) if row is not None else ("", None)


def _callbacks(ctx: Context, session: Session, team: TeamRow | None, people: Collection[UserRow]) -> tuple[int, int]:
    now = ctx.clock.now()
    day = local_day(now, ctx.zone)
    row = session.execute(
        select(func.count(), func.count().filter(CallbackRow.due_at <= now)).select_from(CallbackRow)
        .where(still_open(), CallbackRow.due_at < day_bounds(day, day, ctx.zone)[1],
               _ours(CallbackRow, team, people))).one()
    return row[0], row[1]


def _running(ctx: Context, session: Session) -> list[CallRow]:
    """Calls that ring or are talked on; what began longer ago than a call can last is left out."""
    since = ctx.clock.now() - LONGEST_CALL
    return list(session.scalars(select(CallRow).where(still_running(), CallRow.rang_at >= since)
                                .order_by(CallRow.rang_at)))


def _concerns(rules: Whose, session: Session, call: CallRow, people: Collection[UserRow]) -> bool:
    return rules.concerns_one_of(session, call, [user.uid for user in people])


def _calls_today(ctx: Context, session: Session, rules: Whose, people: Collection[UserRow] | None) -> int:
    """Incoming calls since midnight of the company's zone: those of the whole house, or of these people."""
    day = local_day(ctx.clock.now(), ctx.zone)
    start, end = day_bounds(day, day, ctx.zone)
    today = and_(CallRow.direction == IN, CallRow.rang_at >= start, CallRow.rang_at < end)
    if people is None:
        return session.scalar(select(func.count()).select_from(CallRow).where(today)) or 0
    calls = session.scalars(select(CallRow).where(today)).all()
    return len(rules.concerning(session, calls, [user.uid for user in people]))


def _at_work(ctx: Context, session: Session, people: Collection[UserRow], team: TeamRow | None) -> tuple[AtWork, ...]:
    """Who talks, longest first, then who is free, then who is away; whoever else talks too, if it is no team's wall."""
    talks = _talks(ctx, session)
    presence = presence_today(ctx, session)
    known = {user.uid: user for user in (people if team is not None else active_users(session))}
    shown = [user for user in known.values() if user in people or user.uid in talks]
    found = [AtWork(user.name, *talks[user.uid]) if user.uid in talks
             else AtWork(user.name, FREE if presence.there(user.id) else AWAY) for user in shown]
    first = ctx.clock.now()
    return tuple(sorted(found, key=lambda who: (_ORDER.index(who.does), who.since or first, who.name.casefold())))


def _talks(ctx: Context, session: Session) -> Mapping[str, tuple[str, datetime]]:
    """What each person who has a call does in it, since when, by uid."""
    calls = [call for call in _running(ctx, session) if call.state == ANSWERED]
    talks: dict[str, tuple[str, datetime]] = {}
    for parts in parts_of(session, calls).values():
        for leg in parts.legs:
            if leg.agent_uid is None or leg.ended_at is not None:
                continue
            if parts.parked_at is None:
                talks[leg.agent_uid] = (TALKING, leg.answered_at)
            else:
                talks.setdefault(leg.agent_uid, (PARKED, parts.parked_at))
    return talks
