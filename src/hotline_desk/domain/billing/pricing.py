"""Which article, price and rules hold for a piece of work, from terms, price lists and articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from hotline_desk.domain.articles import Article, ArticlePrice, PriceListEntry, TaxRate, listed_price, price_on, rate_on
from hotline_desk.domain.billing.service_calendar import ServiceCalendar
from hotline_desk.domain.billing.values import PricedArticle, Rules
from hotline_desk.domain.contracts import Terms


@dataclass(frozen=True)
class Prices:
    """Where prices come from besides terms and article: two lists, and prices and rates of tax from days on."""

    of_contract: tuple[PriceListEntry, ...] = ()
    of_customer: tuple[PriceListEntry, ...] = ()
    of_article: tuple[ArticlePrice, ...] = ()
    rates: tuple[TaxRate, ...] = ()


NO_PRICES = Prices()


def rules_of(terms: Terms, contract_uid: str | None = None, calendar: ServiceCalendar | None = None) -> Rules:
    """The rules of billing that the terms say."""
    return Rules(
        terms=terms.name, first=terms.first, next=terms.next, minimum=terms.minimum, grace=terms.grace,
        scope=terms.scope, charge_after_call=terms.charge_after_call, per_agent=terms.per_agent,
        contract_uid=contract_uid, calendar=None if calendar is None or calendar.is_plain else calendar,
        quota=terms.quota_minutes > 0, quota_basis=terms.quota_basis,
        quota_factor_outside_e4=terms.quota_factor_outside_e4,
    )


def on_call(rules: Rules, terms: Terms) -> Rules:
    """The rules for work that was done on call."""
    if terms.callout_minimum <= rules.minimum:
        return rules
    return replace(rules, minimum=terms.callout_minimum, on_call=True)


def rules_without_contract(first: int, following: int) -> Rules:
    """The rules for customers without contract; increments in seconds."""
    return Rules(terms="", first=first, next=following)


def article_number(of_worklog: str | None, terms: Terms | None, standard: str) -> str | None:
    """The article of a piece of work: its own, else that of the terms, else the standard. None if all are empty."""
    return of_worklog or (terms.article_number if terms else None) or standard or None


def priced(article: Article, terms: Terms | None = None, day: date | None = None, prices: Prices = NO_PRICES,
           team_uids: Collection[str] = ()) -> PricedArticle:
    """The article with the price and the tax that hold on a day of service, for work of an agent of these teams.

    The contract's price list goes before the price of the terms, that before the customer's price list, that before
    the article's own price. Without a day the article's first price holds, and no list.
    """
    listed, gross, rate = article.price_e4, article.gross_price, article.tax_rate_bp
    if day is not None:
        listed, gross = price_on(article, day, prices.of_article)
        rate = rate_on(article, day, prices.rates)
    found = (_listed(prices.of_contract, article, day, team_uids),
             terms.prices.get(article.number) if terms else None,
             _listed(prices.of_customer, article, day, team_uids), listed)
    price = next(each for each in found if each is not None)
    return PricedArticle(article.number, article.name, article.unit, price, rate, gross)


def _listed(entries: Iterable[PriceListEntry], article: Article, day: date | None,
            team_uids: Collection[str]) -> int | None:
    return listed_price(entries, article.number, day, team_uids) if day is not None and entries else None
