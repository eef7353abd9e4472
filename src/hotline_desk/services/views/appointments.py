"""Appointments and actions in lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hotline_desk.domain.projects import ACTION
from hotline_desk.services.context import Context
from hotline_desk.services.projects.appointments import local_times
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.projects import AppointmentRow, ProjectRow
from hotline_desk.store.tickets import TicketRow

_MOST = 2000


@dataclass(frozen=True)
class AppointmentLine:
    """One appointment or action. `begin` and `end` are naive local times, `begin_at` and `end_at` the instants.

    `late`: an action that was to be done and was not; an appointment is just over. `version` counts its saves.
    """

    uid: str
    kind: str
    title: str
    begin: datetime
    end: datetime
    begin_at: datetime
    end_at: datetime
    all_day: bool
    place: str
    note: str
    user_uid: str | None
    user: str
    team: str
    customer: str
    address_uid: str | None
    project: str
    ticket_uid: str | None
    ticket_number: str | None
    done: bool
    late: bool
    version: int


def appointment_lines(ctx: Context, session: Session, *conditions: ColumnElement[bool]) -> list[AppointmentLine]:
    """A shared step: those that were not taken away and meet the conditions, by their begin."""
    now = ctx.clock.now()
    rows = session.execute(
        select(AppointmentRow, UserRow, TeamRow.name, AddressRow, ProjectRow, TicketRow.uid, TicketRow.number)
        .outerjoin(UserRow, UserRow.id == AppointmentRow.user_id)
        .outerjoin(TeamRow, TeamRow.id == AppointmentRow.team_id)
        .outerjoin(AddressRow, AddressRow.id == AppointmentRow.address_id)
        .outerjoin(ProjectRow, ProjectRow.id == AppointmentRow.project_id)
        .outerjoin(TicketRow, TicketRow.id == AppointmentRow.ticket_id)
        .where(AppointmentRow.removed_at.is_(None), *conditions)
        .order_by(AppointmentRow.begin_at, AppointmentRow.id).limit(_MOST))
    lines = []
    for row, user, team, address, project, ticket_uid, ticket_number in rows:
        begin, end = local_times(ctx, row)
        lines.append(AppointmentLine(
            row.uid, row.kind, row.title, begin, end, row.begin_at, row.end_at, row.all_day, row.place, row.note,
            user.uid if user else None, user.name if user else "", team or "", address.name if address else "",
            address.uid if address else None, f"{project.number} {project.name}" if project else "", ticket_uid,
            ticket_number, row.done_at is not None,
            row.kind == ACTION and row.done_at is None and row.end_at <= now, row.version))
    return lines


def appointments_of(ctx: Context, session: Session, ticket_id: int) -> list[AppointmentLine]:
    """A shared step: what was agreed and done about a ticket."""
    return appointment_lines(ctx, session, AppointmentRow.ticket_id == ticket_id)
