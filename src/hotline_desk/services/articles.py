"""Articles: kept, listed, put away."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import UNIT_NAMES, Article
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.articles import ArticleRow, article_by_number
from hotline_desk.store.engine import Tx


def article_value(row: ArticleRow) -> Article:
    """The frozen value of an article's row."""
    return Article(row.uid, row.number, row.name, row.unit, row.price_e4, row.tax_rate_bp, row.gross_price,
                   row.archived_at is not None, row.version)


@act("article.save", permission="master.edit")
def save_article(ctx: Context, tx: Tx, article: Article) -> str:
    """Makes an article (empty uid) or changes one; returns the uid."""
    return keep_article(ctx, tx, article).uid


def keep_article(ctx: Context, tx: Tx, article: Article) -> ArticleRow:
    """A shared step: stores the article. Raises UserError for what is missing, taken or no unit or rate."""
    number, name = article.number.strip(), article.name.strip()
    if not number:
        raise UserError("value.missing", field=N_("Number"))
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    if article.unit not in UNIT_NAMES:
        raise UserError("value.invalid", field=N_("Unit"), value=article.unit, hint="")
    if not 0 <= article.tax_rate_bp <= 10_000:
        raise UserError("value.invalid", field=N_("Tax rate"), value=str(article.tax_rate_bp), hint="")
    other = article_by_number(tx.session, number)
    if other is not None and other.uid != article.uid:
        raise UserError("value.taken", field=N_("Number"), value=number)
    values = {"number": number, "name": name, "unit": article.unit, "price_e4": article.price_e4,
              "tax_rate_bp": article.tax_rate_bp, "gross_price": article.gross_price,
              "archived_at": tx.now if article.archived else None}
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


@reading("master.read")
def list_articles(ctx: Context, session: Session, archived: bool = False) -> list[Article]:
    """Articles by number; those put away too if asked."""
    rows = session.scalars(select(ArticleRow).order_by(ArticleRow.number))
    return [article_value(row) for row in rows if archived or row.archived_at is None]
