"""Categories of tickets, and texts that are written again and again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline_desk.store.schema import Business, Instant, Key, Whole


class CategoryRow(Business):
    """One level of the tree; `hint` is what helps to solve what falls under it."""

    __tablename__ = "category"

    parent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(Whole, default=0)
    hint: Mapped[str] = mapped_column(Text, default="")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class TextBlockRow(Business):
    """A text with an abbreviation; without an owner it is everybody's. `category` is the path it is meant for."""

    __tablename__ = "text_block"
    __table_args__ = (Index(None, "abbreviation"),)

    owner_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    abbreviation: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(120), default="")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
