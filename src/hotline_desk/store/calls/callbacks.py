"""Callbacks that were promised, and calls that were ordered from the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline_desk.store.schema import Business, Instant, Key

OPEN_SQL = "done_at IS NULL AND removed_at IS NULL"
"""Written out, because a partial index serves only queries that repeat its condition to the letter."""


def still_open() -> TextClause:
    """The condition that a callback is neither done nor taken away, served by an index of these alone."""
    return text(" AND ".join(f"callback.{part}" for part in OPEN_SQL.split(" AND ")))


class CallbackRow(Business):
    """`due_local` and `due_zone` are what was promised, `due_at` the instant that follows."""

    __tablename__ = "callback"
    audit_hides = frozenset({"number", "contact_name"})
    __table_args__ = (Index("ix_callback_open", "due_at", sqlite_where=text(OPEN_SQL),
                            postgresql_where=text(OPEN_SQL)),)

    number: Mapped[str] = mapped_column(String(60), index=True)
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    address_id: Mapped[int | None] = mapped_column(Key, ForeignKey("address.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contact.id"))
    ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(Key, ForeignKey("call.id"))
    due_local: Mapped[str] = mapped_column(String(20))
    due_zone: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime] = mapped_column(Instant)
    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    done_call_id: Mapped[int | None] = mapped_column(Key, ForeignKey("call.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class DialOrderRow(Business):
    """A call that somebody asked the desk to make; `call_id` is the call that came of it."""

    __tablename__ = "dial_order"
    audit_hides = frozenset({"number"})

    number: Mapped[str] = mapped_column(String(60))
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user_account.id"))
    ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"))
    callback_id: Mapped[int | None] = mapped_column(Key, ForeignKey("callback.id"))
    ordered_at: Mapped[datetime] = mapped_column(Instant, index=True)
    call_id: Mapped[int | None] = mapped_column(Key, ForeignKey("call.id"))
    desk: Mapped[str] = mapped_column(String(36))
