"""Files at tickets: their bytes are kept once, by SHA-256; a file that is taken away can come back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hotline_desk.adapters.mail.reading import read_mail
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.attachments import free_name, is_dangerous, media_type, safe_name
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.services.tickets.steps import main_ticket, saved, ticket_row, touch
from hotline_desk.store.access import UserRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import new_uid
from hotline_desk.store.tickets import AttachmentRow, ContentRow, TicketRow

MEGABYTE = 1024 * 1024


_HEAD = {"from": N_("Sent by"), "to": N_("Sent to"), "cc": N_("Copy to"), "date": N_("Sent on"),
         "subject": N_("Subject")}


@dataclass(frozen=True)
class Attachment:
    """A file at a ticket; `dangerous` ones are saved, never opened. Size in bytes, instants UTC."""

    uid: str
    ticket_uid: str
    name: str
    media_type: str
    size: int
    added_at: datetime
    added_by: str
    dangerous: bool


@act("attachment.add", permission="ticket.edit")
def add_attachment(ctx: Context, tx: Tx, ticket_uid: str, name: str, body: bytes, uid: str | None = None) -> str:
    """Keeps a file at a ticket and returns its uid; the same file under the same name is kept once.

    A file for a merged ticket goes to the main one. `uid` is given by who may have to try again. Raises UserError
    for an empty or too large file.
    """
    refuse_unfit(ctx, name, body)
    ticket = main_ticket(tx.session, ticket_row(tx.session, ticket_uid))
    known = tx.session.scalar(select(AttachmentRow).where(AttachmentRow.uid == uid)) if uid else None
    if known is not None:
        return known.uid
    name, digest = safe_name(name), hashlib.sha256(body).hexdigest()
    files = _live(tx.session, ticket.id)
    same = next((f for f in files if f.hash == digest and f.name == name), None)
    if same is not None:
        return same.uid
    _keep(tx, digest, body)
    row = AttachmentRow(uid=uid or new_uid(), ticket_id=ticket.id, hash=digest, size=len(body),
                        name=free_name(name, {f.name for f in files}), media_type=media_type(name, body[:16]),
                        added_at=tx.now, added_by_id=ctx.user.id)
    tx.session.add(row)
    touch(ctx, tx, ticket)
    saved(tx, ticket)
    return row.uid


def refuse_unfit(ctx: Context, name: str, body: bytes) -> None:
    """Raises UserError for a file that is empty or larger than the company allows."""
    most = most_bytes(ctx)
    if not body:
        raise UserError("attachment.empty", name=safe_name(name))
    if len(body) > most:
        raise UserError("attachment.large", name=safe_name(name), most=most // MEGABYTE)


def _keep(tx: Tx, digest: str, body: bytes) -> None:
    # Two desks may bring the same file at the same moment; the second one finds it there.
    tx.session.execute(text("INSERT INTO content (hash, size, body) VALUES (:hash, :size, :body)"
                            " ON CONFLICT (hash) DO NOTHING"), {"hash": digest, "size": len(body), "body": body})


def _live(session: Session, ticket_id: int) -> list[AttachmentRow]:
    return list(session.scalars(
        select(AttachmentRow).where(AttachmentRow.ticket_id == ticket_id, AttachmentRow.removed_at.is_(None))
        .order_by(AttachmentRow.added_at, AttachmentRow.id)))


def most_bytes(ctx: Context) -> int:
    """How large a file may be."""
    return int(ctx.settings["tickets.attachment_mb"]) * MEGABYTE


@act("attachment.remove", permission="ticket.edit")
def remove_attachment(ctx: Context, tx: Tx, uid: str, removed: bool = True) -> None:
    """Takes a file away from its ticket, or brings it back; its bytes stay."""
    row = row_of(tx.session, AttachmentRow, uid)
    if removed == (row.removed_at is not None):
        return
    ticket = tx.session.get_one(TicketRow, row.ticket_id)
    if not removed:
        row.name = free_name(row.name, {f.name for f in _live(tx.session, ticket.id)})
    row.removed_at, row.removed_by_id = (tx.now, ctx.user.id) if removed else (None, None)
    touch(ctx, tx, ticket)
    saved(tx, ticket)


@act("attachment.rename", permission="ticket.edit")
def rename_attachment(ctx: Context, tx: Tx, uid: str, name: str) -> str:
    """Gives a file another name and returns it as it is kept. Raises UserError for an empty one or one that is taken.

    A name without extension keeps the one it had.
    """
    row = row_of(tx.session, AttachmentRow, uid)
    if not name.strip():
        raise UserError("attachment.name")
    wanted = safe_name(name if "." in name.strip(". ") else f"{name.rstrip('. ')}{PurePath(row.name).suffix}")
    ticket = tx.session.get_one(TicketRow, row.ticket_id)
    if any(f.name.casefold() == wanted.casefold() for f in _live(tx.session, ticket.id) if f is not row):
        raise UserError("attachment.taken", name=wanted)
    row.name = wanted
    touch(ctx, tx, ticket)
    saved(tx, ticket)
    return wanted


@reading("ticket.read")
def attachments_of(ctx: Context, session: Session, ticket_uid: str) -> list[Attachment]:
    """The files of a ticket, oldest first; their bytes are read one by one when they are wanted."""
    return files_at(session, ticket_row(session, ticket_uid))


def files_at(session: Session, ticket: TicketRow) -> list[Attachment]:
    """A shared step: the files of a ticket, oldest first."""
    rows = session.execute(
        select(AttachmentRow, UserRow.name).outerjoin(UserRow, UserRow.id == AttachmentRow.added_by_id)
        .where(AttachmentRow.ticket_id == ticket.id, AttachmentRow.removed_at.is_(None))
        .order_by(AttachmentRow.added_at, AttachmentRow.id))
    return [Attachment(f.uid, ticket.uid, f.name, f.media_type, f.size, f.added_at, who or "",
                       is_dangerous(f.name, f.media_type)) for f, who in rows]


def mail_text(body: bytes, texts: Translator) -> str:
    """An e-mail as people read it: who, to whom, when, what; "" if it is none."""
    head, text, names = read_mail(body)
    lines = [f"{texts.tr(_HEAD[name])}: {value}" for name, value in head.items()]
    lines += [f"{texts.tr(N_('Attached'))}: {', '.join(names)}"] if names else []
    return "\n".join([*lines, "", text]).rstrip() if head else ""


@reading("ticket.read")
def attachment_bytes(ctx: Context, session: Session, uid: str) -> bytes:
    """What is in a file. Raises UserError if it is no longer what was kept."""
    row = row_of(session, AttachmentRow, uid)
    body = session.scalar(select(ContentRow.body).where(ContentRow.hash == row.hash)) or b""
    if hashlib.sha256(body).hexdigest() != row.hash:
        raise UserError("attachment.damaged", name=row.name)
    return body
