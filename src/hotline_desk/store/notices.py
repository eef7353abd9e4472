"""Who is away, what colleagues write to each other, and who was reminded of what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.domain.notices import REMINDER_KINDS
from hotline_desk.store.schema import Business, Instant, Key, Row, codes


class AbsenceRow(Business):
    """Days (ISO, inclusive, of the company's zone) on which a user is away, and who stands in for him."""

    __tablename__ = "absence"
    __table_args__ = (Index(None, "user_id", "last"),)

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user_account.id"))
    first: Mapped[str] = mapped_column(String(10))
    last: Mapped[str] = mapped_column(String(10))
    deputy_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(String(200), default="")
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class MessageRow(Business):
    """A short message to a colleague or a team, on a ticket or alone."""

    __tablename__ = "message"
    __table_args__ = (Index(None, "to_user_id", "sent_at"), Index(None, "to_team_id", "sent_at"))

    from_id: Mapped[int] = mapped_column(Key, ForeignKey("user_account.id"), index=True)
    to_user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    to_team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class MessageReadRow(Row):
    """That somebody has read a message."""

    __tablename__ = "message_read"
    __table_args__ = (UniqueConstraint("message_id", "user_id"),)

    message_id: Mapped[int] = mapped_column(Key, ForeignKey("message.id"))
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user_account.id"), index=True)
    read_at: Mapped[datetime] = mapped_column(Instant)
    put_away_at: Mapped[datetime | None] = mapped_column(Instant)


class ReminderRow(Row):
    """That somebody was told of something that came due. One row per person and due time, whichever desk told it.

    `again_at` is set while the person wants to hear of it later.
    """

    __tablename__ = "reminder"
    __table_args__ = (codes("kind", REMINDER_KINDS), UniqueConstraint("kind", "subject_uid", "user_id", "due_at"),
                      Index(None, "user_id", "again_at"))
    audit = None
    audit_reason = "It says what a desk showed, not what anybody did."

    kind: Mapped[str] = mapped_column(String(20))
    subject_uid: Mapped[str] = mapped_column(String(36))
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user_account.id"))
    due_at: Mapped[datetime] = mapped_column(Instant)
    fired_at: Mapped[datetime] = mapped_column(Instant)
    desk: Mapped[str] = mapped_column(String(80))
    again_at: Mapped[datetime | None] = mapped_column(Instant)


def claim_reminder(session: Session, kind: str, subject_uid: str, user_id: int, due_at: datetime, fired_at: datetime,
                   desk: str, again_at: datetime | None = None) -> bool:
    """Says that this desk tells this person of it; False if some desk did so before.

    On PostgreSQL a second desk waits here for the first and then finds its row.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    done = session.execute(insert(ReminderRow).values(
        kind=kind, subject_uid=subject_uid, user_id=user_id, due_at=due_at, fired_at=fired_at, desk=desk,
        again_at=again_at).on_conflict_do_nothing().returning(ReminderRow.id))
    return done.first() is not None
