"""Appointments and actions: kept, moved, done, taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.projects import ACTION, APPOINTMENT_KINDS, USUAL, Appointment, whole_days
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of, put, row_of, uid_of
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.projects import AppointmentRow, ProjectRow
from hotline_desk.store.tickets import TicketRow

_QUARTER = 15
_TITLE = 300


@act("appointment.save", permission="ticket.edit")
def save_appointment(ctx: Context, tx: Tx, appointment: Appointment) -> str:
    """Makes an appointment or an action (empty uid) or changes one; returns the uid.

    One on a ticket is with the ticket's customer and in its project unless others are named.
    """
    values = _values(ctx, tx.session, appointment)
    if appointment.uid:
        row = row_of(tx.session, AppointmentRow, appointment.uid)
        values["done_at"] = (row.done_at or tx.now) if appointment.done else None
        put(tx.session, row, appointment.version, values)
    else:
        row = AppointmentRow(**values, done_at=tx.now if appointment.done else None, made_by_id=ctx.user.id)
        _take_from_ticket(tx.session, row)
        tx.session.add(row)
    tx.session.flush()
    _tell(tx, row)
    return row.uid


def _values(ctx: Context, session: Session, of: Appointment) -> dict[str, Any]:
    if of.kind not in APPOINTMENT_KINDS:
        raise KeyError(of.kind)
    title = of.title.strip()
    if not title:
        raise UserError("value.missing", field=N_("Subject"))
    if len(title) > _TITLE:
        raise UserError("value.long", value=title, most=_TITLE)
    if of.begin is None:
        raise UserError("value.missing", field=N_("From"))
    return {
        "kind": of.kind, "title": title, "all_day": of.all_day, "place": of.place.strip(), "note": of.note.strip(),
        **_times(ctx, of.begin, of.end if of.end is not None else of.begin + USUAL, of.all_day),
        "user_id": id_of(session, UserRow, of.user_uid), "team_id": id_of(session, TeamRow, of.team_uid),
        "address_id": id_of(session, AddressRow, of.address_uid),
        "project_id": id_of(session, ProjectRow, of.project_uid),
        "ticket_id": id_of(session, TicketRow, of.ticket_uid)}


def _times(ctx: Context, begin: datetime, end: datetime, all_day: bool) -> dict[str, Any]:
    """What was agreed and the instants that follow. Raises UserError if it ends before it begins."""
    if begin.tzinfo is not None or end.tzinfo is not None:
        raise ValueError(f"local times are needed: {begin!r}, {end!r}")
    if end < begin:
        raise UserError("time.order")
    if all_day:
        begin, end = whole_days(begin, end)
    zone = ZoneInfo(ctx.zone)
    begin_at, end_at = (local.replace(tzinfo=zone).astimezone(UTC) for local in (begin, end))
    return {"begin_local": begin.isoformat(timespec="minutes"), "end_local": end.isoformat(timespec="minutes"),
            "zone": ctx.zone, "begin_at": begin_at, "end_at": max(begin_at, end_at)}


def _take_from_ticket(session: Session, row: AppointmentRow) -> None:
    ticket = session.get(TicketRow, row.ticket_id) if row.ticket_id is not None else None
    if ticket is not None:
        row.address_id = row.address_id or ticket.address_id
        row.project_id = row.project_id or ticket.project_id


def _tell(tx: Tx, row: AppointmentRow) -> None:
    tx.changed("appointment", row.uid)
    if row.ticket_id is not None:
        tx.changed("ticket", tx.session.get_one(TicketRow, row.ticket_id).uid)


@act("appointment.move", permission="ticket.edit")
def move_appointment(ctx: Context, tx: Tx, uid: str, step: timedelta, longer: timedelta = timedelta()) -> None:
    """Moves one by a step of its local time, and lets it end so much later; never shorter than nothing."""
    row = row_of(tx.session, AppointmentRow, uid)
    begin, end = (local + step for local in local_times(ctx, row))
    put(tx.session, row, None, _times(ctx, begin, max(begin, end + longer), row.all_day))
    tx.session.flush()
    _tell(tx, row)


@act("appointment.done", permission="ticket.edit")
def finish_appointment(ctx: Context, tx: Tx, uid: str, done: bool = True) -> None:
    """It is done, or is not after all."""
    row = row_of(tx.session, AppointmentRow, uid)
    row.done_at = tx.now if done else None
    _tell(tx, row)


@act("appointment.remove", permission="ticket.edit")
def remove_appointment(ctx: Context, tx: Tx, uid: str, removed: bool = True) -> None:
    """Takes an appointment or an action away, or brings it back."""
    row = row_of(tx.session, AppointmentRow, uid)
    row.removed_at = tx.now if removed else None
    _tell(tx, row)


@reading("ticket.read")
def get_appointment(ctx: Context, session: Session, uid: str) -> Appointment:
    """One appointment or action. Raises UserError if there is none of this uid, or if it was taken away."""
    row = row_of(session, AppointmentRow, uid)
    if row.removed_at is not None:
        raise UserError("record.missing", kind=row.__tablename__)
    begin, end = local_times(ctx, row)
    return Appointment(
        row.kind, row.title, begin, end, row.all_day, row.place, row.note, uid_of(session, UserRow, row.user_id),
        uid_of(session, TeamRow, row.team_id), uid_of(session, AddressRow, row.address_id),
        uid_of(session, ProjectRow, row.project_id), uid_of(session, TicketRow, row.ticket_id),
        row.done_at is not None, row.uid, row.version)


def local_times(ctx: Context, row: AppointmentRow) -> tuple[datetime, datetime]:
    """A shared step: begin and end as naive local times of the company's zone of now."""
    if row.zone == ctx.zone:
        return datetime.fromisoformat(row.begin_local), datetime.fromisoformat(row.end_local)
    zone = ZoneInfo(ctx.zone)
    return row.begin_at.astimezone(zone).replace(tzinfo=None), row.end_at.astimezone(zone).replace(tzinfo=None)


@reading("ticket.read")
def appointment_for(ctx: Context, session: Session, wanted: Appointment) -> Appointment:
    """A new one, filled in as far as it can be known: this user, the next quarter of an hour, the ticket's customer.

    An action was just taken: it ends now, and is done.
    """
    now = ctx.clock.now().astimezone(ZoneInfo(ctx.zone)).replace(tzinfo=None, second=0, microsecond=0)
    quarter = now - timedelta(minutes=now.minute % _QUARTER)
    action = wanted.kind == ACTION
    begin = wanted.begin or (quarter if action else quarter + timedelta(minutes=_QUARTER))
    end = wanted.end or (max(now, begin) if action and wanted.begin is None else begin + USUAL)
    filled = replace(wanted, begin=begin, end=end, done=wanted.done or (action and wanted.begin is None))
    if wanted.user_uid is None and wanted.team_uid is None:
        filled = replace(filled, user_uid=ctx.user.uid)
    ticket = row_of(session, TicketRow, wanted.ticket_uid) if wanted.ticket_uid else None
    if ticket is None:
        return filled
    return replace(filled, title=wanted.title or ticket.subject,
                   address_uid=wanted.address_uid or uid_of(session, AddressRow, ticket.address_id),
                   project_uid=wanted.project_uid or uid_of(session, ProjectRow, ticket.project_id))


# --- actions that follow from a ticket ----------------------------------------------------------------


def note_action(ctx: Context, tx: Tx, ticket: TicketRow, begin_at: datetime, end_at: datetime, note: str) -> None:
    """A shared step: what was done in a ticket and is not charged stands at the customer as an action.

    It is done at the moment the ticket was closed; by that `drop_actions` knows it again.
    """
    zone = ZoneInfo(ctx.zone)
    begin, end = (at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) for at in (begin_at, end_at))
    row = AppointmentRow(
        kind=ACTION, title=ticket.subject or ticket.number or "", note=note, user_id=ticket.agent_id,
        address_id=ticket.address_id, project_id=ticket.project_id, ticket_id=ticket.id, made_by_id=ctx.user.id,
        done_at=ticket.closed_at, place="",
        **{**_times(ctx, begin, max(begin, end), False), "begin_at": begin_at, "end_at": end_at})
    tx.session.add(row)
    tx.session.flush()
    tx.changed("appointment", row.uid)


def drop_actions(tx: Tx, ticket: TicketRow) -> None:
    """A shared step: the ticket is open again, so what its closing noted at the customer goes."""
    rows = tx.session.scalars(select(AppointmentRow).where(
        AppointmentRow.ticket_id == ticket.id, AppointmentRow.kind == ACTION, AppointmentRow.removed_at.is_(None),
        AppointmentRow.done_at == ticket.closed_at)) if ticket.closed_at is not None else ()
    for row in rows:
        row.removed_at = tx.now
        tx.changed("appointment", row.uid)
