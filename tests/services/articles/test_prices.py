"""Prices from days on, rates of tax, price lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.domain.articles import STANDARD, Article, ArticlePrice, PriceList, PriceListEntry, TaxRate, rate_on
from hotline_desk.services.access import save_team
from hotline_desk.services.articles import (
    list_articles,
    list_price_lists,
    list_tax_rates,
    price_list_entries,
    prices_of,
    save_article,
    save_price_list,
    save_tax_rates,
)
from hotline_desk.services.context import Context
from hotline_desk.store.articles import TaxRateRow

SUPPORT = Article("", "SUP", "Support", "hour", 900_000, 1900)


def test_prices_from_days_on_are_kept_beside_the_article(ctx: Context) -> None:
    prices = (ArticlePrice(date(2027, 1, 1), 1_000_000), ArticlePrice(date(2028, 1, 1), 1_190_000, True))
    uid = save_article(ctx, SUPPORT, prices)
    assert prices_of(ctx) == {"SUP": prices}
    article = list_articles(ctx)[0]
    save_article(ctx, replace(article, name="Hotline"))
    assert prices_of(ctx) == {"SUP": prices}
    save_article(ctx, list_articles(ctx)[0], prices[1:])
    assert prices_of(ctx) == {"SUP": prices[1:]} and article.uid == uid


def test_a_day_has_one_price(ctx: Context) -> None:
    with pytest.raises(UserError) as wrong:
        save_article(ctx, SUPPORT, [ArticlePrice(date(2027, 1, 1), 1), ArticlePrice(date(2027, 1, 1), 2)])
    assert wrong.value.id == "price.twice" and not list_articles(ctx)


def test_until_rates_are_kept_those_of_the_country_hold(ctx: Context) -> None:
    with ctx.store.read() as session:
        assert not session.scalars(select(TaxRateRow)).all()
    article = replace(SUPPORT, tax_code=STANDARD)
    assert rate_on(article, date(2026, 10, 1), list_tax_rates(ctx)) == 1900


def test_a_changed_rate_holds_from_its_day_of_service(ctx: Context) -> None:
    save_tax_rates(ctx, [*list_tax_rates(ctx), TaxRate(STANDARD, date(2027, 1, 1), 2000)])
    save_article(ctx, replace(SUPPORT, tax_code=STANDARD))
    article, rates = list_articles(ctx)[0], list_tax_rates(ctx)
    assert rate_on(article, date(2026, 12, 31), rates) == 1900
    assert rate_on(article, date(2027, 1, 1), rates) == 2000


def test_a_code_that_stands_at_an_article_stays(ctx: Context) -> None:
    save_article(ctx, replace(SUPPORT, tax_code=STANDARD))
    with pytest.raises(UserError) as wrong:
        save_tax_rates(ctx, [rate for rate in list_tax_rates(ctx) if rate.code != STANDARD])
    assert wrong.value.id == "tax.used"


def test_an_article_needs_a_code_that_exists(ctx: Context) -> None:
    with pytest.raises(UserError) as wrong:
        save_article(ctx, replace(SUPPORT, tax_code="luxury"))
    assert wrong.value.id == "tax.unknown"


@pytest.mark.parametrize(("rates", "error"), [
    ([TaxRate("a", date(2026, 1, 1), 1), TaxRate("a", date(2026, 1, 1), 2)], "tax.twice"),
    ([TaxRate("a", date(2026, 1, 1), 10_001)], "value.invalid"), ([TaxRate(" ", date(2026, 1, 1), 1)], "value.missing"),
    ([TaxRate("a" * 21, date(2026, 1, 1), 1)], "value.long")])
def test_rates_that_cannot_be_are_refused(ctx: Context, rates: list[TaxRate], error: str) -> None:
    with pytest.raises(UserError) as wrong:
        save_tax_rates(ctx, rates)
    assert wrong.value.id == error


def test_a_price_list_keeps_prices_by_team_and_day(ctx: Context) -> None:
    save_article(ctx, SUPPORT)
    team = save_team(ctx, Team("", "Experts"))
    entries = (PriceListEntry("SUP", 800_000), PriceListEntry("SUP", 820_000, date(2027, 1, 1)),
               PriceListEntry("SUP", 1_200_000, None, team))
    uid = save_price_list(ctx, PriceList("Partner", entries))
    with ctx.store.read() as session:
        assert set(price_list_entries(session)["Partner"]) == set(entries)
    kept = list_price_lists(ctx)[0]
    save_price_list(ctx, replace(kept, entries=entries[:1], archived=True))
    assert not list_price_lists(ctx)
    assert list_price_lists(ctx, True)[0].entries == entries[:1] and kept.uid == uid


@pytest.mark.parametrize(("wanted", "error"), [
    (PriceList(" "), "value.missing"), (PriceList("Partner"), "value.taken"),
    (PriceList("B", (PriceListEntry("NONE", 1),)), "article.not_found"),
    (PriceList("B", (PriceListEntry("SUP", 1), PriceListEntry("SUP", 2))), "price.twice"),
    (PriceList("B", (PriceListEntry("SUP", -1),)), "value.invalid")])
def test_a_price_list_that_cannot_be_is_refused(ctx: Context, wanted: PriceList, error: str) -> None:
    save_article(ctx, SUPPORT)
    save_price_list(ctx, PriceList("Partner"))
    with pytest.raises(UserError) as wrong:
        save_price_list(ctx, wanted)
    assert wrong.value.id == error
