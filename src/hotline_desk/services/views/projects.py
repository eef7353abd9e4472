"""Projects as a list and whole: what belongs to them, and how much of their budget is used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.domain.projects import ACTION, Project, budget_state, spent_seconds
from hotline_desk.domain.tickets import UNSOLVED, unparked
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.projects.projects import project_values
from hotline_desk.services.rows import row_of
from hotline_desk.services.views.appointments import AppointmentLine, appointment_lines
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.projects import AppointmentRow, ProjectRow
from hotline_desk.store.tickets import TicketRow, WorklogRow, pauses_of

_MOST = 2000
_PART = 500


@dataclass(frozen=True)
class ProjectLine:
    """A project in the list. Seconds are what was worked, running clocks up to now."""

    project: Project
    customer: str
    manager: str
    used_seconds: int
    tickets: int
    open_tickets: int

    @property
    def uid(self) -> str:
        return self.project.uid

    @property
    def name(self) -> str:
        return self.project.name

    @property
    def archived(self) -> bool:
        return self.project.archived

    @property
    def budget(self) -> str:
        """A code of `domain/projects`: whether the budget is kept."""
        return budget_state(self.used_seconds, self.project.budget_seconds)


@dataclass(frozen=True)
class ProjectTicket:
    """A ticket of a project with the seconds that were worked on it."""

    uid: str
    number: str | None
    subject: str
    state: str
    agent: str
    created_at: datetime
    seconds: int


@dataclass(frozen=True)
class ProjectView:
    """The frame's content. `action_seconds` were spent on actions without a ticket."""

    line: ProjectLine
    customer_number: str
    tickets: tuple[ProjectTicket, ...]
    appointments: tuple[AppointmentLine, ...]
    action_seconds: int


@reading("ticket.read")
def project_list(ctx: Context, session: Session, archived: bool = False) -> list[ProjectLine]:
    """Projects by number; those put away too if asked."""
    rows = [row for row in session.scalars(select(ProjectRow).order_by(ProjectRow.number))
            if archived or row.archived_at is None]
    return _lines(ctx, session, rows)


@reading("ticket.read")
def project_view(ctx: Context, session: Session, uid: str) -> ProjectView:
    """A project with its tickets, the unsolved first, and its appointments. Raises UserError if there is none."""
    row = row_of(session, ProjectRow, uid)
    address = session.get(AddressRow, row.address_id) if row.address_id else None
    spans, actions = _ticket_spans(ctx, session, [row.id]), _action_spans(session, [row.id])
    tickets = tuple(_ticket(ticket, agent, spans) for ticket, agent in session.execute(
        select(TicketRow, UserRow.name).outerjoin(UserRow, UserRow.id == TicketRow.agent_id)
        .where(TicketRow.project_id == row.id, TicketRow.state != "merged")
        .order_by(TicketRow.state.in_(UNSOLVED).desc(), TicketRow.created_at.desc()).limit(_MOST)))
    return ProjectView(
        _lines(ctx, session, [row])[0], address.number if address else "", tickets,
        tuple(appointment_lines(ctx, session, AppointmentRow.project_id == row.id)),
        spent_seconds((who, start, end) for who, _of, start, end in actions))


Span = tuple[int | None, int, datetime, datetime]


def _ticket(ticket: TicketRow, agent: str | None, spans: list[tuple[int, Span]]) -> ProjectTicket:
    seconds = spent_seconds((who, start, end) for _project, (who, of, start, end) in spans if of == ticket.id)
    return ProjectTicket(ticket.uid, ticket.number, ticket.subject, ticket.state, agent or "", ticket.created_at,
                         seconds)


def _lines(ctx: Context, session: Session, rows: list[ProjectRow]) -> list[ProjectLine]:
    ids = [row.id for row in rows]
    names = _names(session, AddressRow, {row.address_id for row in rows})
    managers = _names(session, UserRow, {row.manager_id for row in rows})
    spent: dict[int, list[tuple[int | None, datetime, datetime]]] = {key: [] for key in ids}
    for project, (who, _ticket_id, start, end) in _ticket_spans(ctx, session, ids):
        spent[project].append((who, start, end))
    for who, project, start, end in _action_spans(session, ids):
        spent[project].append((who, start, end))
    counted = _counted(session, ids)
    return [ProjectLine(value, names.get(row.address_id, ""), managers.get(row.manager_id, ""),
                        spent_seconds(spent[row.id]), *counted.get(row.id, (0, 0)))
            for row, value in zip(rows, project_values(session, rows), strict=True)]


def _names(session: Session, kind: type[AddressRow] | type[UserRow],
           ids: Collection[int | None]) -> dict[int | None, str]:
    keys = sorted(key for key in ids if key is not None)
    found: dict[int | None, str] = {}
    for part in range(0, len(keys), _PART):
        rows = session.execute(select(kind.id, kind.name).where(kind.id.in_(keys[part:part + _PART])))
        found |= {key: name for key, name in rows}
    return found


def _counted(session: Session, ids: list[int]) -> dict[int, tuple[int, int]]:
    """Tickets and unsolved ones by key of their project."""
    found: dict[int, tuple[int, int]] = {}
    for part in range(0, len(ids), _PART):
        rows = session.execute(
            select(TicketRow.project_id, TicketRow.state, func.count()).where(
                TicketRow.project_id.in_(ids[part:part + _PART]), TicketRow.state != "merged")
            .group_by(TicketRow.project_id, TicketRow.state))
        for key, state, count in rows:
            if key is not None:
                every, still_open = found.get(key, (0, 0))
                found[key] = every + count, still_open + (count if state in UNSOLVED else 0)
    return found


def _ticket_spans(ctx: Context, session: Session, ids: list[int]) -> list[tuple[int, Span]]:
    """(project, (who, ticket, start, end)) of all work, without parked time; a running clock ends now."""
    now, found = ctx.clock.now(), list[tuple[int, Span]]()
    for part in range(0, len(ids), _PART):
        rows = session.execute(
            select(TicketRow.project_id, WorklogRow).join(TicketRow, TicketRow.id == WorklogRow.ticket_id).where(
                TicketRow.project_id.in_(ids[part:part + _PART]), WorklogRow.removed_at.is_(None))).all()
        pauses = pauses_of(session, [worklog.id for _project, worklog in rows])
        for project, worklog in rows:
            if project is None or worklog.start is None:
                continue
            until = worklog.end or max(now, worklog.start)
            found += [(project, (worklog.agent_id, worklog.ticket_id, start, end))
                      for start, end in unparked(worklog.start, until, pauses.get(worklog.id, ()))]
    return found


def _action_spans(session: Session, ids: list[int]) -> list[Span]:
    """(who, project, start, end) of actions that were taken without a ticket, whose time is in no worklog."""
    found: list[Span] = []
    for part in range(0, len(ids), _PART):
        rows = session.execute(
            select(AppointmentRow.user_id, AppointmentRow.project_id, AppointmentRow.begin_at, AppointmentRow.end_at)
            .where(AppointmentRow.project_id.in_(ids[part:part + _PART]), AppointmentRow.kind == ACTION,
                   AppointmentRow.ticket_id.is_(None), AppointmentRow.done_at.is_not(None),
                   AppointmentRow.removed_at.is_(None), AppointmentRow.all_day.is_(False)))
        found += [(who, project, start, end) for who, project, start, end in rows if project is not None]
    return found
