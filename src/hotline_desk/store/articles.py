"""Articles: the services that are charged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.domain.billing.values import UNITS
from hotline_desk.store.schema import Business, Instant, Whole, codes


class ArticleRow(Business):
    __tablename__ = "article"
    __table_args__ = (codes("unit", UNITS),)

    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(20))
    price_e4: Mapped[int] = mapped_column(Whole)
    tax_rate_bp: Mapped[int] = mapped_column(Whole, default=1900)
    gross_price: Mapped[bool] = mapped_column(Boolean, default=False)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


def article_by_number(session: Session, number: str) -> ArticleRow | None:
    """The article of this number, put away or not."""
    return session.scalar(select(ArticleRow).where(ArticleRow.number == number))
