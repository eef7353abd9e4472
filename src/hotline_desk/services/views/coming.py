"""What comes next for one person: appointments of today, and of what was told what still waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds, local_day
from hotline_desk.domain.notices import CALLBACK, TICKET, Reminder
from hotline_desk.domain.projects import APPOINTMENT
from hotline_desk.domain.tickets import RESUBMITTED
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.views.appointments import AppointmentLine, appointment_lines
from hotline_desk.store.calls.callbacks import CallbackRow
from hotline_desk.store.notices import ReminderRow
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.tickets import TicketRow

_SHORTLY_OVER = timedelta(minutes=30)


@reading("ticket.read")
def still_due(ctx: Context, session: Session, told: Sequence[Reminder]) -> list[Reminder]:
    """Of these reminders those that nobody did, moved, or put off (at another desk of this user) meanwhile."""
    return [each for each in told if _waits(session, each) and not _put_off(ctx, session, each)]


def _waits(session: Session, reminder: Reminder) -> bool:
    if reminder.kind == TICKET:
        query = select(TicketRow.id).where(TicketRow.uid == reminder.uid, TicketRow.state == RESUBMITTED,
                                           TicketRow.resubmit_at == reminder.due_at)
    elif reminder.kind == CALLBACK:
        query = select(CallbackRow.id).where(
            CallbackRow.uid == reminder.uid, CallbackRow.due_at == reminder.due_at, CallbackRow.done_at.is_(None),
            CallbackRow.removed_at.is_(None))
    else:
        query = select(AppointmentRow.id).where(
            AppointmentRow.uid == reminder.uid, AppointmentRow.begin_at == reminder.due_at,
            AppointmentRow.done_at.is_(None), AppointmentRow.removed_at.is_(None))
    return session.scalar(query) is not None


def _put_off(ctx: Context, session: Session, reminder: Reminder) -> bool:
    return session.scalar(select(ReminderRow.id).where(
        ReminderRow.kind == reminder.kind, ReminderRow.subject_uid == reminder.uid,
        ReminderRow.user_id == ctx.user.id, ReminderRow.due_at == reminder.due_at,
        ReminderRow.again_at.is_not(None))) is not None


@reading("ticket.read")
def next_appointments(ctx: Context, session: Session) -> list[AppointmentLine]:
    """This user's appointments of today that are not done and not long over, in their order."""
    now = ctx.clock.now()
    day = local_day(now, ctx.zone)
    start, end = day_bounds(day, day, ctx.zone)
    return appointment_lines(
        ctx, session, AppointmentRow.kind == APPOINTMENT, AppointmentRow.user_id == ctx.user.id,
        AppointmentRow.done_at.is_(None), AppointmentRow.begin_at >= start, AppointmentRow.begin_at < end,
        AppointmentRow.end_at > now - _SHORTLY_OVER)
