"""Articles with their prices from days on: kept, listed, put away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import UNIT_NAMES, Article, ArticlePrice
from hotline_desk.services.act import act, reading
from hotline_desk.services.articles.rates import tax_rates
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.articles import ArticlePriceRow, ArticleRow, article_by_number
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import Row


def article_value(row: ArticleRow) -> Article:
    """The frozen value of an article's row."""
    return Article(row.uid, row.number, row.name, row.unit, row.price_e4, row.tax_rate_bp, row.gross_price,
                   row.archived_at is not None, row.version, row.tax_code)


@act("article.save", permission="master.edit")
def save_article(ctx: Context, tx: Tx, article: Article, prices: Sequence[ArticlePrice] | None = None) -> str:
    """Makes an article (empty uid) or changes one; returns the uid.

    `prices` are all its prices from days on; None leaves them as they are.
    """
    row = keep_article(ctx, tx, article)
    if prices is not None:
        keep_prices(ctx, tx, row, prices)
    return row.uid


def keep_article(ctx: Context, tx: Tx, article: Article) -> ArticleRow:
    """A shared step: stores the article. Raises UserError for what is missing, taken or no unit or rate."""
    number, name = article.number.strip(), article.name.strip()
    if not number:
        raise UserError("value.missing", field=N_("Number"))
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    if article.unit not in UNIT_NAMES:
        raise UserError("value.invalid", field=N_("Unit"), value=article.unit, hint="")
    if article.tax_code and article.tax_code not in {rate.code for rate in tax_rates(tx.session)}:
        raise UserError("tax.unknown", code=article.tax_code)
    if not 0 <= article.tax_rate_bp <= 10_000:
        raise UserError("value.invalid", field=N_("Tax rate"), value=str(article.tax_rate_bp), hint="")
    other = article_by_number(tx.session, number)
    if other is not None and other.uid != article.uid:
        raise UserError("value.taken", field=N_("Number"), value=number)
    values = {"number": number, "name": name, "unit": article.unit, "price_e4": article.price_e4,
              "tax_rate_bp": article.tax_rate_bp, "gross_price": article.gross_price,
              "archived_at": tx.now if article.archived else None, "tax_code": article.tax_code}
    if article.uid:
        row = row_of(tx.session, ArticleRow, article.uid)
        if article.archived and row.archived_at is not None:
            values["archived_at"] = row.archived_at
        put(tx.session, row, article.version, values)
    else:
        row = ArticleRow(**values)
        tx.session.add(row)
    tx.session.flush()
    tx.changed("article", row.uid)
    return row


def keep_prices(ctx: Context, tx: Tx, row: ArticleRow, prices: Iterable[ArticlePrice]) -> None:
    """A shared step: these are the article's prices from days on. Raises UserError for a day given twice."""
    present = {price.valid_from: price for price in tx.session.scalars(
        select(ArticlePriceRow).where(ArticlePriceRow.article_id == row.id))}
    kept = set()
    for price in prices:
        if price.valid_from in kept:
            raise UserError("price.twice", number=row.number, day=ctx.texts.day(price.valid_from))
        kept.add(price.valid_from)
        found = present.get(price.valid_from)
        if found is None:
            tx.session.add(ArticlePriceRow(article_id=row.id, valid_from=price.valid_from, price_e4=price.price_e4,
                                           gross_price=price.gross_price))
        else:
            put_row(found, {"price_e4": price.price_e4, "gross_price": price.gross_price})
    for day, gone in present.items():
        if day not in kept:
            tx.session.delete(gone)
    tx.session.flush()
    tx.changed("article", row.uid)


def put_row(row: Row, values: Mapping[str, Any]) -> None:
    """Sets the values that differ."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def article_prices(session: Session) -> dict[str, tuple[ArticlePrice, ...]]:
    """A shared step: the prices from days on of every article that has some, by its number."""
    found: dict[str, tuple[ArticlePrice, ...]] = {}
    rows = session.execute(select(ArticleRow.number, ArticlePriceRow).join(
        ArticleRow, ArticleRow.id == ArticlePriceRow.article_id).order_by(ArticlePriceRow.valid_from))
    for number, row in rows:
        found[number] = (*found.get(number, ()), ArticlePrice(row.valid_from, row.price_e4, row.gross_price))
    return found


@reading("master.read")
def prices_of(ctx: Context, session: Session) -> dict[str, tuple[ArticlePrice, ...]]:
    """The prices from days on of every article that has some, by its number."""
    return article_prices(session)


@reading("master.read")
def list_articles(ctx: Context, session: Session, archived: bool = False) -> list[Article]:
    """Articles by number; those put away too if asked."""
    rows = session.scalars(select(ArticleRow).order_by(ArticleRow.number))
    return [article_value(row) for row in rows if archived or row.archived_at is None]
