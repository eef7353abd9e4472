"""What belongs to a ticket goes along when it becomes part of another: time, calls, files, links, and what was agreed.

That is callbacks, messages and appointments.
"""

from __future__ import annotations

from sqlalchemy import select

from hotline_desk.domain.attachments import free_name
from hotline_desk.services.tickets.links import move_links
from hotline_desk.store.calls.callbacks import CallbackRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.notices import MessageRow
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.tickets import AttachmentRow, TicketRow, WorklogRow


def move_belongings(tx: Tx, source: TicketRow, target: TicketRow) -> None:
    """A shared step: all that points at one ticket points at the other; removed work and files too."""
    for worklog in tx.session.scalars(select(WorklogRow).where(WorklogRow.ticket_id == source.id)):
        worklog.ticket_id = target.id
    for call in tx.session.scalars(select(CallRow).where(CallRow.ticket_id == source.id)):
        call.ticket_id = target.id
        tx.changed("call", call.uid)
    for callback in tx.session.scalars(select(CallbackRow).where(CallbackRow.ticket_id == source.id)):
        callback.ticket_id = target.id
        tx.changed("callback", callback.uid)
    for message in tx.session.scalars(select(MessageRow).where(MessageRow.ticket_id == source.id)):
        message.ticket_id = target.id
        tx.changed("message", message.uid)
    for appointment in tx.session.scalars(select(AppointmentRow).where(AppointmentRow.ticket_id == source.id)):
        appointment.ticket_id = target.id
        tx.changed("appointment", appointment.uid)
    _move_files(tx, source, target)
    move_links(tx, source, target)


def _move_files(tx: Tx, source: TicketRow, target: TicketRow) -> None:
    names = set(tx.session.scalars(select(AttachmentRow.name).where(
        AttachmentRow.ticket_id == target.id, AttachmentRow.removed_at.is_(None))))
    for file in tx.session.scalars(select(AttachmentRow).where(AttachmentRow.ticket_id == source.id)
                                   .order_by(AttachmentRow.id)).all():
        if file.removed_at is None:
            file.name = free_name(file.name, names)
            names.add(file.name)
        file.ticket_id = target.id
