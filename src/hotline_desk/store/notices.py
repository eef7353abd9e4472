"""Who is away, and what colleagues write to each other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_desk.store.schema import Business, Instant, Key, Row


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
