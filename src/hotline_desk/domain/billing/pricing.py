"""Which article, price and rules hold for a piece of work, from terms and articles."""

from __future__ import annotations

from hotline_desk.domain.articles import Article
from hotline_desk.domain.billing.values import PricedArticle, Rules
from hotline_desk.domain.contracts import Terms


def rules_of(terms: Terms, contract_uid: str | None = None) -> Rules:
    """The rules of billing that the terms say."""
    return Rules(
        terms=terms.name, first=terms.first, next=terms.next, minimum=terms.minimum, grace=terms.grace,
        scope=terms.scope, charge_after_call=terms.charge_after_call, per_agent=terms.per_agent,
        contract_uid=contract_uid,
    )


def rules_without_contract(first: int, following: int) -> Rules:
    """The rules for customers without contract; increments in seconds."""
    return Rules(terms="", first=first, next=following)


def article_number(of_worklog: str | None, terms: Terms | None, standard: str) -> str | None:
    """The article of a piece of work: its own, else that of the terms, else the standard. None if all are empty."""
    return of_worklog or (terms.article_number if terms else None) or standard or None


def priced(article: Article, terms: Terms | None = None) -> PricedArticle:
    """The article with the price of the terms, else its list price."""
    price = terms.prices.get(article.number, article.price_e4) if terms else article.price_e4
    return PricedArticle(article.number, article.name, article.unit, price, article.tax_rate_bp, article.gross_price)
