"""What is behind the numbers, queues and menu choices that callers reach us by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline_desk.domain.calls import REACHED_BY
from hotline_desk.store.schema import Business, Instant, Key, codes


class CalledNumberRow(Business):
    """`code` is the number in E.164, else what the telephone system tells: extension, queue or menu choice."""

    __tablename__ = "called_number"
    __table_args__ = (codes("kind", REACHED_BY), Index(None, "kind", "code"))

    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    greeting: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(String(120), default="")
    product: Mapped[str] = mapped_column(String(120), default="")
    client_id: Mapped[int | None] = mapped_column(Key, ForeignKey("address.id"))
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
