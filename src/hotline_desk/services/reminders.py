"""What came due is told to whom it concerns: once per person, however many desks are open, and never not at all.

A desk that tells somebody writes a row first; the database lets only one desk have it. What came due while no desk
was open, or while the computer slept, is told as soon as one asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline_desk.core.clock import local_day
from hotline_desk.domain import notices
from hotline_desk.domain.access import ADMINISTRATOR, LEAD
from hotline_desk.domain.notices import APPOINTMENT, CALLBACK, LATE_AFTER, TICKET, Presence, Reminder
from hotline_desk.domain.tickets import RESUBMITTED
from hotline_desk.services.act import act, long_act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.notices.presence import presence_today
from hotline_desk.services.rows import row_of
from hotline_desk.store.access import TeamMemberRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.calls.callbacks import CallbackRow, still_open
from hotline_desk.store.engine import Tx
from hotline_desk.store.notices import ReminderRow, claim_reminder
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.tickets import TicketRow

_MOST = 200
_OVER_SINCE, _BEGAN_SINCE = timedelta(days=7), timedelta(days=60)
"""An appointment that was over, or had begun, for so long is told to nobody any more."""
_ROWS: dict[str, type[TicketRow | CallbackRow | AppointmentRow]] = {
    TICKET: TicketRow, CALLBACK: CallbackRow, APPOINTMENT: AppointmentRow}
_DUE: dict[str, InstrumentedAttribute[Any]] = {
    TICKET: TicketRow.resubmit_at, CALLBACK: CallbackRow.due_at, APPOINTMENT: AppointmentRow.begin_at}


@dataclass(frozen=True)
class _Source:
    """One kind of thing that comes due: all that is open of it, and how long before it is told."""

    kind: str
    uid: InstrumentedAttribute[str]
    due: InstrumentedAttribute[Any]
    open: ColumnElement[bool]
    query: Select[Any]
    ahead: timedelta = timedelta()
    all_day: bool = False

    def told(self, user_id: int) -> ColumnElement[bool]:
        """The condition that a reminder's row belongs to it, at its present time."""
        return and_(ReminderRow.kind == self.kind, ReminderRow.subject_uid == self.uid,
                    ReminderRow.user_id == user_id, ReminderRow.due_at == self.due)


# --- asking -------------------------------------------------------------------------------------------

@long_act("reminder.fire", permission="ticket.read")
def due(ctx: Context) -> list[Reminder]:
    """What this user must be told now, in the order it came due; no desk is told the same for him again.

    At most 200 at once; the rest comes when asked again. An empty answer wrote nothing.
    """
    with ctx.store.read() as session:
        if next(_coming(ctx, session), None) is None:
            return []
    with ctx.store.write(ctx.stamp("reminder.fire")) as tx:
        found = [reminder for reminder, again in _coming(ctx, tx.session) if _claimed(ctx, tx, reminder, again)]
        for reminder in found:
            tx.changed("reminder", reminder.uid)
    return sorted(found, key=lambda reminder: reminder.due_at)


@reading("ticket.read")
def next_due(ctx: Context, session: Session) -> datetime | None:
    """The next moment to come at which this user is told of something, None if nothing waits; see `due` for now."""
    whose = _Whose(ctx, presence_today(ctx, session))
    now, moments = ctx.clock.now(), list[datetime]()
    for source in _sources(ctx):
        mine, told = and_(source.open, whose.concerns(source)), source.told(ctx.user.id)
        first = session.scalar(select(source.due).where(mine, source.due > now + source.ahead, ~exists().where(told))
                               .order_by(source.due).limit(1))
        again = session.scalar(select(func.min(ReminderRow.again_at)).join(_ROWS[source.kind], told)
                               .where(mine, ReminderRow.again_at > now))
        moments += [first - source.ahead] if first is not None else []
        moments += [again] if again is not None else []
    return min(moments, default=None)


@act("reminder.snooze", permission="ticket.read")
def snooze(ctx: Context, tx: Tx, kind: str, uid: str, until: datetime) -> None:
    """This user hears of it again at an instant (UTC), unless it is done by then.

    Raises UserError if there is no such record, KeyError for a kind that does not exist.
    """
    due_at = getattr(row_of(tx.session, _ROWS[kind], uid), _DUE[kind].key)
    if due_at is None:  # it was taken off resubmission meanwhile: nothing is left to be heard of
        return
    if not claim_reminder(tx.session, kind, uid, ctx.user.id, due_at, tx.now, ctx.desk, until):
        tx.session.execute(update(ReminderRow).where(
            ReminderRow.kind == kind, ReminderRow.subject_uid == uid, ReminderRow.user_id == ctx.user.id,
            ReminderRow.due_at == due_at).values(again_at=until))
    tx.changed("reminder", uid)


# --- inside -------------------------------------------------------------------------------------------

def _coming(ctx: Context, session: Session) -> Iterator[tuple[Reminder, datetime | None]]:
    """What has come due for this user and was not told, or is to be told again since the instant beside it."""
    whose = _Whose(ctx, presence_today(ctx, session))
    now, me = ctx.clock.now(), ctx.user.id
    for source in _sources(ctx):
        mine = source.query.where(source.open, whose.concerns(source)).order_by(source.due).limit(_MOST)
        for row in session.execute(mine.where(source.due <= now + source.ahead,
                                              ~exists().where(source.told(me)))):
            yield _reminder(ctx, source, row), None
        again = mine.add_columns(ReminderRow.again_at).join(ReminderRow, source.told(me))
        for row in session.execute(again.where(ReminderRow.again_at <= now)):
            yield _reminder(ctx, source, row), row.again_at


def _claimed(ctx: Context, tx: Tx, reminder: Reminder, again: datetime | None) -> bool:
    if again is None:
        return claim_reminder(tx.session, reminder.kind, reminder.uid, ctx.user.id, reminder.due_at, tx.now, ctx.desk)
    done = tx.session.execute(update(ReminderRow).where(
        ReminderRow.kind == reminder.kind, ReminderRow.subject_uid == reminder.uid,
        ReminderRow.user_id == ctx.user.id, ReminderRow.due_at == reminder.due_at, ReminderRow.again_at == again,
    ).values(again_at=None, fired_at=tx.now, desk=ctx.desk).returning(ReminderRow.id))
    return done.first() is not None


def _reminder(ctx: Context, source: _Source, row: Any) -> Reminder:
    others, now = row.owner_id is not None and row.owner_id != ctx.user.id, ctx.clock.now()
    late = local_day(now, ctx.zone) > local_day(row.due, ctx.zone) if source.all_day else now > row.due + LATE_AFTER
    return Reminder(source.kind, row.uid, row.title, row.who, row.due, late, row.owner if others else "",
                    row.number or "", row.note, source.all_day)


def _sources(ctx: Context) -> tuple[_Source, ...]:
    ahead, now = timedelta(minutes=ctx.settings["notices.ahead"]), ctx.clock.now()
    timed = and_(AppointmentRow.kind == APPOINTMENT, AppointmentRow.done_at.is_(None),
                 AppointmentRow.removed_at.is_(None), AppointmentRow.begin_at > now - _BEGAN_SINCE,
                 AppointmentRow.end_at > now - _OVER_SINCE)
    appointments = _query(AppointmentRow, AppointmentRow.begin_at, AppointmentRow.user_id, AppointmentRow.title,
                          literal(""), AppointmentRow.place, literal(""))
    return (
        _Source(TICKET, TicketRow.uid, TicketRow.resubmit_at,
                # The empty text keeps the database from the index of states: by the time it finds far fewer.
                and_(TicketRow.state.concat("") == RESUBMITTED, TicketRow.resubmit_at.is_not(None)),
                _query(TicketRow, TicketRow.resubmit_at, TicketRow.agent_id, TicketRow.subject, TicketRow.contact_name,
                       TicketRow.resubmit_reason, TicketRow.number)),
        _Source(CALLBACK, CallbackRow.uid, CallbackRow.due_at, and_(still_open(), true()),
                _query(CallbackRow, CallbackRow.due_at, CallbackRow.user_id, literal(""), CallbackRow.contact_name,
                       CallbackRow.note, CallbackRow.number)),
        *(_Source(APPOINTMENT, AppointmentRow.uid, AppointmentRow.begin_at,
                  and_(timed, AppointmentRow.all_day.is_(day)), appointments, timedelta() if day else ahead, day)
          for day in (False, True)),
    )


def _query(kind: Any, due_at: Any, owner: Any, title: Any, who: Any, note: Any, number: Any) -> Select[Any]:
    return (select(kind.uid.label("uid"), due_at.label("due"), owner.label("owner_id"), title.label("title"),
                   func.coalesce(AddressRow.name, who).label("who"), note.label("note"), number.label("number"),
                   UserRow.name.label("owner"))
            .select_from(kind)
            .outerjoin(AddressRow, AddressRow.id == kind.address_id).outerjoin(UserRow, UserRow.id == owner))


class _Whose:
    """What concerns this user today: his own, that of those he stands in for, his teams', and nobody's."""

    def __init__(self, ctx: Context, presence: Presence) -> None:
        self._me = ctx.user.id
        self._leads = ctx.user.role in (LEAD, ADMINISTRATOR)
        people = {self._me, *presence.away}
        self._answering = [person for person in sorted(people) if presence.answers_for(person) == self._me]
        self._alone = [person for person in sorted(presence.away) if presence.answers_for(person) is None]

    def concerns(self, source: _Source) -> ColumnElement[bool]:
        """The condition that this user is told.

        Of somebody who is away without a deputy his team is told, without one he himself. Of somebody who left the
        company the team, without one the team leads. Of what is nobody's everybody.
        """
        kind: Any = _ROWS[source.kind]
        owner, team = (kind.agent_id if source.kind == notices.TICKET else kind.user_id), kind.team_id
        active = select(UserRow.id).where(UserRow.archived_at.is_(None))
        manned = select(TeamMemberRow.team_id).where(TeamMemberRow.user_id.in_(active))
        mine = select(TeamMemberRow.team_id).where(TeamMemberRow.user_id == self._me)
        left = and_(owner.is_not(None), owner.not_in(active))
        unattended = or_(owner.is_(None), owner.in_(self._alone), left)
        no_team = or_(team.is_(None), team.not_in(manned))
        return or_(
            owner.in_(self._answering), and_(unattended, team.in_(mine)), and_(owner.is_(None), no_team),
            and_(owner == self._me, no_team) if self._me in self._alone else false(),
            and_(left, no_team) if self._leads else false())
