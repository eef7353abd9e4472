"""Short messages between colleagues: to a person or a team, on a ticket or alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.errors import UserError
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of, row_of, uid_of
from hotline_desk.store.access import TeamMemberRow, TeamRow, UserRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.notices import MessageReadRow, MessageRow
from hotline_desk.store.tickets import TicketRow

RECEIVED, SENT, PUT_AWAY = "received", "sent", "put_away"
_MOST = 500
_NEWS = timedelta(days=31)
"""What a team was written before that is no news to anybody who joins it."""
_author, _receiver = aliased(UserRow), aliased(UserRow)


@dataclass(frozen=True)
class Message:
    """What is to be sent: to a person or a team, on a ticket or alone."""

    text: str
    user_uid: str | None = None
    team_uid: str | None = None
    ticket_uid: str | None = None


@dataclass(frozen=True)
class MessageLine:
    """A message in a list. `read`: by this user; `readers`: of those it went to, who has read it by now."""

    uid: str
    sent_at: datetime
    author_uid: str
    author: str
    receiver: str
    to_team: bool
    text: str
    ticket_uid: str | None
    ticket_number: str
    ticket_subject: str
    read: bool
    readers: tuple[str, ...] = ()


@act("message.send", permission="access.read")
def send_message(ctx: Context, tx: Tx, message: Message) -> str:
    """Sends a message and returns its uid. Raises UserError if it is empty or for nobody."""
    if not message.text.strip():
        raise UserError("message.empty")
    user_id = id_of(tx.session, UserRow, message.user_uid)
    team_id = id_of(tx.session, TeamRow, message.team_uid)
    if user_id is None and team_id is None:
        raise UserError("message.target_missing")
    if user_id is None and tx.session.scalar(select(TeamMemberRow.id).where(
            TeamMemberRow.team_id == team_id, TeamMemberRow.user_id != ctx.user.id).limit(1)) is None:
        raise UserError("message.nobody", team=row_of(tx.session, TeamRow, message.team_uid or "").name)
    row = MessageRow(from_id=ctx.user.id, to_user_id=user_id, to_team_id=None if user_id else team_id,
                     ticket_id=id_of(tx.session, TicketRow, message.ticket_uid), text=message.text.strip(),
                     sent_at=tx.now)
    tx.session.add(row)
    tx.session.flush()
    _tell(tx, row)
    return row.uid


def _tell(tx: Tx, row: MessageRow) -> None:
    tx.changed("message", row.uid)
    ticket = uid_of(tx.session, TicketRow, row.ticket_id)
    if ticket is not None:  # its history shows the message
        tx.changed("ticket", ticket)


@act("message.read", permission="access.read")
def mark_read(ctx: Context, tx: Tx, uids: Sequence[str], read: bool = True) -> None:
    """This user has read these messages, or wants them to count as new again."""
    for uid in uids:
        row = row_of(tx.session, MessageRow, uid)
        mark = tx.session.scalar(select(MessageReadRow).where(
            MessageReadRow.message_id == row.id, MessageReadRow.user_id == ctx.user.id))
        if read and mark is None:
            tx.session.add(MessageReadRow(message_id=row.id, user_id=ctx.user.id, read_at=tx.now))
        elif not read and mark is not None:
            tx.session.delete(mark)
        else:
            continue
        tx.changed("message", uid)


@act("message.put_away", permission="access.read")
def put_away(ctx: Context, tx: Tx, uid: str, away: bool = True) -> None:
    """This user is done with a message that he received, or wants it back; one that is put away counts as read.

    Each member of a team does so for himself. Raises UserError if the message is not for him.
    """
    row = row_of(tx.session, MessageRow, uid)
    if tx.session.scalar(select(MessageRow.id).where(MessageRow.id == row.id, _for(ctx))) is None:
        raise UserError("message.not_received")
    mark = tx.session.scalar(select(MessageReadRow).where(
        MessageReadRow.message_id == row.id, MessageReadRow.user_id == ctx.user.id))
    if mark is None:
        mark = MessageReadRow(message_id=row.id, user_id=ctx.user.id, read_at=tx.now)
        tx.session.add(mark)
    mark.put_away_at = tx.now if away else None
    tx.changed("message", uid)


@act("message.take_back", permission="access.read")
def take_back(ctx: Context, tx: Tx, uid: str, taken: bool = True) -> None:
    """Whoever sent a message takes it back (or sends it after all): nobody sees it any more, it stays in the audit."""
    row = row_of(tx.session, MessageRow, uid)
    if row.from_id != ctx.user.id:
        raise UserError("message.not_yours")
    row.removed_at = tx.now if taken else None
    _tell(tx, row)


@reading("access.read")
def messages(ctx: Context, session: Session, which: str = RECEIVED) -> list[MessageLine]:
    """What this user was written and did not put away (or did, or wrote himself), the newest first; at most 500."""
    if which == SENT:
        return _lines(ctx, session, MessageRow.from_id == ctx.user.id)
    away = exists().where(MessageReadRow.message_id == MessageRow.id, MessageReadRow.user_id == ctx.user.id,
                          MessageReadRow.put_away_at.is_not(None))
    return _lines(ctx, session, _for(ctx), away if which == PUT_AWAY else ~away)


def messages_on(ctx: Context, session: Session, ticket_id: int) -> list[MessageLine]:
    """A shared step: the messages on a ticket, the newest first: those to teams, and this user's own."""
    return _lines(ctx, session, MessageRow.ticket_id == ticket_id, or_(
        MessageRow.to_team_id.is_not(None), MessageRow.to_user_id == ctx.user.id, MessageRow.from_id == ctx.user.id))


def _lines(ctx: Context, session: Session, *which: ColumnElement[bool]) -> list[MessageLine]:
    read = _read_by(ctx.user.id).label("read")
    rows = session.execute(
        select(MessageRow, _author, _receiver.name, TeamRow.name, TicketRow, read)
        .join(_author, _author.id == MessageRow.from_id)
        .outerjoin(_receiver, _receiver.id == MessageRow.to_user_id)
        .outerjoin(TeamRow, TeamRow.id == MessageRow.to_team_id)
        .outerjoin(TicketRow, TicketRow.id == MessageRow.ticket_id)
        .where(*which, MessageRow.removed_at.is_(None))
        .order_by(MessageRow.sent_at.desc(), MessageRow.id.desc()).limit(_MOST)).all()
    readers = _readers(session, [row[0].id for row in rows])
    return [_line(row, author, receiver, team, ticket, seen, readers.get(row.id, ()))
            for row, author, receiver, team, ticket, seen in rows]


def _line(row: MessageRow, author: UserRow, receiver: str | None, team: str | None, ticket: TicketRow | None,
          read: bool, readers: tuple[str, ...]) -> MessageLine:
    return MessageLine(
        row.uid, row.sent_at, author.uid, author.name, receiver or team or "", row.to_team_id is not None, row.text,
        ticket.uid if ticket else None, (ticket.number or "") if ticket else "", ticket.subject if ticket else "",
        bool(read), readers)


def _readers(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    if not ids:
        return found
    rows = session.execute(select(MessageReadRow.message_id, UserRow.name)
                           .join(UserRow, UserRow.id == MessageReadRow.user_id)
                           .where(MessageReadRow.message_id.in_(ids)).order_by(MessageReadRow.read_at))
    for message_id, name in rows:
        found[message_id] = (*found.get(message_id, ()), name)
    return found


@dataclass(frozen=True)
class Unread:
    """How many messages this user has not read, and the newest of them."""

    count: int
    newest: MessageLine | None = None


@reading("access.read")
def unread_count(ctx: Context, session: Session) -> int:
    """How many messages this user has not read."""
    return session.scalar(select(func.count()).select_from(MessageRow).where(_new(ctx))) or 0


def unread(ctx: Context) -> Unread:
    """What is new in this user's inbox."""
    count = unread_count(ctx)
    newest = next((line for line in messages(ctx) if not line.read), None) if count else None
    return Unread(count, newest)


def _for(ctx: Context) -> ColumnElement[bool]:
    teams = select(TeamMemberRow.team_id).where(TeamMemberRow.user_id == ctx.user.id)
    return or_(MessageRow.to_user_id == ctx.user.id,
               and_(MessageRow.to_team_id.in_(teams), MessageRow.from_id != ctx.user.id))


def _read_by(user_id: int) -> Any:
    return exists().where(MessageReadRow.message_id == MessageRow.id, MessageReadRow.user_id == user_id)


def _new(ctx: Context) -> ColumnElement[bool]:
    recent = MessageRow.sent_at > ctx.clock.now() - _NEWS
    return and_(_for(ctx), MessageRow.removed_at.is_(None), ~_read_by(ctx.user.id),
                or_(MessageRow.to_user_id.is_not(None), recent))
