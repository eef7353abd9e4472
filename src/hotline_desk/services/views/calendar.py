"""The calendar: appointments and actions, resubmissions, callbacks and who is away, of one person, a team or all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline_desk.core.clock import day_bounds
from hotline_desk.domain.projects import ACTION, USUAL
from hotline_desk.domain.tickets import RESUBMITTED
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of
from hotline_desk.services.views.appointments import AppointmentLine, appointment_lines
from hotline_desk.store.access import TeamMemberRow, TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.calls.callbacks import CallbackRow, still_open
from hotline_desk.store.notices import AbsenceRow
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.tickets import TicketRow

RESUBMISSION, CALLBACK, ABSENCE = "resubmission", "callback", "absence"
_MOST = 500
_LONGEST = timedelta(days=400)
"""What began so long ago is not looked for: it keeps the search within an index."""


@dataclass(frozen=True)
class Whose:
    """Whose calendar: a person's (with what belongs to his teams or to nobody), a team's with its members', or all."""

    user_uid: str | None = None
    team_uid: str | None = None


@dataclass(frozen=True)
class CalendarEntry:
    """Something at a time. `kind` is appointment, action, resubmission, callback or absence; `uid` names it
    (a resubmission's is the ticket's). Naive local times; all day: midnight to the midnight after the last day.
    """

    kind: str
    uid: str
    title: str
    begin: datetime
    end: datetime
    all_day: bool = False
    who: str = ""
    customer: str = ""
    place: str = ""
    note: str = ""
    number: str = ""
    done: bool = False
    late: bool = False
    version: int = 1


@reading("ticket.read")
def calendar(ctx: Context, session: Session, first: date, last: date, whose: Whose) -> list[CalendarEntry]:
    """What lies in these days (inclusive, of the company's zone), by its begin."""
    start, end = day_bounds(first, last, ctx.zone)
    entries = _appointments(ctx, session, start, end, whose)
    entries += _resubmissions(ctx, session, start, end, whose)
    entries += _callbacks(ctx, session, start, end, whose)
    entries += _absences(session, first, last, _people(session, whose))
    return sorted(entries, key=lambda e: (e.begin, not e.all_day, e.end, e.title))


def _people(session: Session, whose: Whose) -> Select[int] | None:
    """The keys of the users that are meant; None for all."""
    if whose.user_uid is not None:
        return select(UserRow.id).where(UserRow.uid == whose.user_uid)
    if whose.team_uid is None:
        return None
    return select(TeamMemberRow.user_id).where(TeamMemberRow.team_id == id_of(session, TeamRow, whose.team_uid))


def _meant(session: Session, whose: Whose, user: InstrumentedAttribute[int | None],
           team: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Whether something with this user and team stands in the calendar."""
    people = _people(session, whose)
    if people is None:
        return true()
    if whose.team_uid is not None:
        return or_(user.in_(people), team == id_of(session, TeamRow, whose.team_uid))
    teams = select(TeamMemberRow.team_id).where(TeamMemberRow.user_id.in_(people))
    return or_(user.in_(people), and_(user.is_(None), or_(team.is_(None), team.in_(teams))))


def _appointments(ctx: Context, session: Session, start: datetime, end: datetime,
                  whose: Whose) -> list[CalendarEntry]:
    # What the closing of a ticket left stands at the customer; here it would hide what is still to come.
    of_tickets = and_(AppointmentRow.kind == ACTION, AppointmentRow.ticket_id.is_not(None),
                      AppointmentRow.done_at.is_not(None))
    lines = appointment_lines(
        ctx, session, AppointmentRow.begin_at < end, AppointmentRow.begin_at >= start - _LONGEST,
        or_(AppointmentRow.end_at > start, AppointmentRow.begin_at >= start), not_(of_tickets),
        _meant(session, whose, AppointmentRow.user_id, AppointmentRow.team_id))
    return [entry_of(line) for line in lines]


def entry_of(line: AppointmentLine) -> CalendarEntry:
    """An appointment or an action as it stands in the calendar."""
    return CalendarEntry(line.kind, line.uid, line.title, line.begin, line.end, line.all_day, line.user or line.team,
                         line.customer, line.place, line.note, line.ticket_number or "", line.done, line.late,
                         line.version)


def _resubmissions(ctx: Context, session: Session, start: datetime, end: datetime,
                   whose: Whose) -> list[CalendarEntry]:
    rows = session.execute(
        select(TicketRow, UserRow.name, TeamRow.name, AddressRow.name)
        .outerjoin(UserRow, UserRow.id == TicketRow.agent_id).outerjoin(TeamRow, TeamRow.id == TicketRow.team_id)
        .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
        .where(TicketRow.state == RESUBMITTED, TicketRow.resubmit_at >= start, TicketRow.resubmit_at < end,
               _meant(session, whose, TicketRow.agent_id, TicketRow.team_id))
        .order_by(TicketRow.resubmit_at).limit(_MOST))
    entries = []
    for ticket, agent, team, customer in rows:
        if ticket.resubmit_local and ticket.resubmit_at:
            begin = datetime.fromisoformat(ticket.resubmit_local)
            entries.append(CalendarEntry(
                RESUBMISSION, ticket.uid, ticket.subject, begin, begin + USUAL, who=agent or team or "",
                customer=customer or "", note=ticket.resubmit_reason, number=ticket.number or "",
                late=ticket.resubmit_at <= ctx.clock.now(), version=ticket.version))
    return entries


def _callbacks(ctx: Context, session: Session, start: datetime, end: datetime, whose: Whose) -> list[CalendarEntry]:
    rows = session.execute(
        select(CallbackRow, UserRow.name, TeamRow.name, AddressRow.name)
        .outerjoin(UserRow, UserRow.id == CallbackRow.user_id).outerjoin(TeamRow, TeamRow.id == CallbackRow.team_id)
        .outerjoin(AddressRow, AddressRow.id == CallbackRow.address_id)
        .where(still_open(), CallbackRow.due_at >= start, CallbackRow.due_at < end,
               _meant(session, whose, CallbackRow.user_id, CallbackRow.team_id))
        .order_by(CallbackRow.due_at).limit(_MOST))
    entries = []
    for row, user, team, customer in rows:
        begin = datetime.fromisoformat(row.due_local)
        entries.append(CalendarEntry(
            CALLBACK, row.uid, row.contact_name or customer or row.number, begin, begin + USUAL, who=user or team or "",
            customer=customer or "", note=row.note, late=row.due_at <= ctx.clock.now(), version=row.version))
    return entries


def _absences(session: Session, first: date, last: date, people: Select[int] | None) -> list[CalendarEntry]:
    query = (select(AbsenceRow, UserRow.name).join(UserRow, UserRow.id == AbsenceRow.user_id)
             .where(AbsenceRow.removed_at.is_(None), AbsenceRow.first <= last.isoformat(),
                    AbsenceRow.last >= first.isoformat()).order_by(AbsenceRow.first).limit(_MOST))
    rows = session.execute(query if people is None else query.where(AbsenceRow.user_id.in_(people)))
    return [CalendarEntry(ABSENCE, row.uid, row.note, _midnight(row.first),
                          _midnight(row.last) + timedelta(days=1), True, name, version=row.version)
            for row, name in rows]


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time())
