"""Projects with a budget, and appointments and actions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline_desk.domain.projects import APPOINTMENT_KINDS
from hotline_desk.store.schema import Business, Instant, Key, Whole, codes


class ProjectRow(Business):
    """`first` and `last` are ISO days or empty; the budget is seconds of work, None for none."""

    __tablename__ = "project"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    address_id: Mapped[int | None] = mapped_column(Key, ForeignKey("address.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    budget_seconds: Mapped[int | None] = mapped_column(Whole)
    first: Mapped[str] = mapped_column(String(10), default="")
    last: Mapped[str] = mapped_column(String(10), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class AppointmentRow(Business):
    """An appointment, or an action that was taken; local times and zone are what was agreed, the instants follow."""

    __tablename__ = "appointment"
    __table_args__ = (codes("kind", APPOINTMENT_KINDS), Index(None, "begin_at"))

    kind: Mapped[str] = mapped_column(String(20), default="appointment")
    title: Mapped[str] = mapped_column(String(300))
    begin_local: Mapped[str] = mapped_column(String(20))
    end_local: Mapped[str] = mapped_column(String(20))
    zone: Mapped[str] = mapped_column(String(60))
    begin_at: Mapped[datetime] = mapped_column(Instant)
    end_at: Mapped[datetime] = mapped_column(Instant)
    all_day: Mapped[bool] = mapped_column(Boolean, default=False)
    place: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    address_id: Mapped[int | None] = mapped_column(Key, ForeignKey("address.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(Key, ForeignKey("project.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
