"""The price of an article for a customer on a day, as a line to begin with."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.by_hand import HandLine
from hotline_desk.domain.billing.pricing import priced
from hotline_desk.services.articles import article_value
from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.context import Context
from hotline_desk.store.articles import article_by_number


def list_price(ctx: Context, session: Session, address_id: int | None, number: str, day: date) -> HandLine:
    """A shared step: one unit of the article at the price that holds. Raises UserError for an unknown article."""
    row = article_by_number(session, number.strip())
    if row is None:
        raise UserError("article.not_found", number=number)
    if address_id is None:
        article = priced(article_value(row))
    else:
        known = Conditions(ctx, session, [address_id])
        article = known.priced(article_value(row), address_id, known.of(address_id, day), day)
    return HandLine(article.number, article.name, article.unit, price_e4=article.price_e4,
                    tax_rate_bp=article.tax_rate_bp, gross_price=article.gross_price)
