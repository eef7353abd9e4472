"""Articles: the services that are charged, their prices from a day on, price lists, and rates of tax."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.domain.billing.values import UNITS
from hotline_desk.store.schema import Business, Instant, Key, Row, Whole, codes


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
    tax_code: Mapped[str] = mapped_column(String(20), default="")


class ArticlePriceRow(Row):
    """The list price of an article from a day on; before the first of them that of the article holds."""

    __tablename__ = "article_price"
    __table_args__ = (UniqueConstraint("article_id", "valid_from"),)

    article_id: Mapped[int] = mapped_column(Key, ForeignKey("article.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    price_e4: Mapped[int] = mapped_column(Whole)
    gross_price: Mapped[bool] = mapped_column(Boolean, default=False)


class TaxRateRow(Row):
    """What a code of tax means from a day of service on; an article with a code takes its rate from here."""

    __tablename__ = "tax_rate"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    code: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date] = mapped_column(Date)
    rate_bp: Mapped[int] = mapped_column(Whole)


class PriceListRow(Business):
    """Prices for the customers or contracts that name this list."""

    __tablename__ = "price_list"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class PriceListEntryRow(Row):
    """A price of a list from a day on, for the agents of a team alone where one is named."""

    __tablename__ = "price_list_entry"
    __table_args__ = (UniqueConstraint("list_id", "article_id", "team_id", "valid_from"),)

    list_id: Mapped[int] = mapped_column(Key, ForeignKey("price_list.id"))
    article_id: Mapped[int] = mapped_column(Key, ForeignKey("article.id"))
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    price_e4: Mapped[int] = mapped_column(Whole)


def article_by_number(session: Session, number: str) -> ArticleRow | None:
    """The article of this number, put away or not."""
    return session.scalar(select(ArticleRow).where(ArticleRow.number == number))
