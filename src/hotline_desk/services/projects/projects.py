"""Projects: kept, listed, put away."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.projects import Project
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of, put, row_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.numbers import next_number
from hotline_desk.store.projects import ProjectRow

SERIES = "project"


@act("project.save", permission="ticket.edit")
def save_project(ctx: Context, tx: Tx, project: Project) -> str:
    """Makes a project (empty uid), numbered by itself unless it has a number, or changes one; returns the uid."""
    name, number = project.name.strip(), project.number.strip()
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    if project.first and project.last and project.last < project.first:
        raise UserError("time.order")
    number = number or _free_number(tx.session)
    taken = tx.session.scalar(select(ProjectRow.uid).where(ProjectRow.number == number))
    if taken is not None and taken != project.uid:
        raise UserError("value.taken", field=N_("Number"), value=number)
    values = {
        "number": number, "name": name, "address_id": id_of(tx.session, AddressRow, project.address_uid),
        "manager_id": id_of(tx.session, UserRow, project.manager_uid), "budget_seconds": project.budget_seconds or None,
        "first": _iso(project.first), "last": _iso(project.last), "note": project.note.strip()}
    if project.uid:
        row = row_of(tx.session, ProjectRow, project.uid)
        put(tx.session, row, project.version, values)
    else:
        row = ProjectRow(**values)
        tx.session.add(row)
    tx.session.flush()
    tx.changed("project", row.uid)
    return row.uid


def _free_number(session: Session) -> str:
    """The next number of the counter that nobody gave by hand."""
    while True:
        number = f"P{next_number(session, SERIES, 0):04}"
        if session.scalar(select(ProjectRow.id).where(ProjectRow.number == number)) is None:
            return number


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


@act("project.archive", permission="ticket.edit")
def archive_project(ctx: Context, tx: Tx, uid: str, archived: bool = True) -> None:
    """Puts a project away, or takes it out again; its tickets stay what they are."""
    row = row_of(tx.session, ProjectRow, uid)
    row.archived_at = tx.now if archived else None
    tx.changed("project", uid)


@reading("ticket.read")
def get_project(ctx: Context, session: Session, uid: str) -> Project:
    """One project. Raises UserError if there is none of this uid."""
    return project_values(session, [row_of(session, ProjectRow, uid)])[0]


@reading("ticket.read")
def list_projects(ctx: Context, session: Session, archived: bool = False) -> list[Project]:
    """Projects by number; those put away too if asked."""
    rows = session.scalars(select(ProjectRow).order_by(ProjectRow.number)).all()
    return project_values(session, [row for row in rows if archived or row.archived_at is None])


def project_values(session: Session, rows: list[ProjectRow]) -> list[Project]:
    """A shared step: the frozen values of projects."""
    addresses = _uids(session, AddressRow, {row.address_id for row in rows})
    managers = _uids(session, UserRow, {row.manager_id for row in rows})
    return [Project(
        row.uid, row.number, row.name, addresses.get(row.address_id), managers.get(row.manager_id), row.budget_seconds,
        _day(row.first), _day(row.last), row.note, row.archived_at is not None, row.version) for row in rows]


def _uids(session: Session, kind: type[AddressRow] | type[UserRow], ids: set[int | None]) -> dict[int | None, str]:
    found: dict[int | None, str] = {}
    keys = sorted(key for key in ids if key is not None)
    for part in range(0, len(keys), 500):
        rows = session.execute(select(kind.id, kind.uid).where(kind.id.in_(keys[part:part + 500])))
        found |= {key: uid for key, uid in rows}
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
