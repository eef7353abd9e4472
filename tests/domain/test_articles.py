"""Which price and rate of tax holds on a day."""

from __future__ import annotations

from datetime import date

import pytest

from hotline_desk.domain.articles import (
    REDUCED,
    STANDARD,
    Article,
    ArticlePrice,
    PriceListEntry,
    TaxRate,
    listed_price,
    price_on,
    rate_on,
    usual_rates,
)

SUPPORT = Article("a", "SUP", "Support", "hour", 900_000, 1900, tax_code=STANDARD)
LATER = (ArticlePrice(date(2026, 7, 1), 1_000_000), ArticlePrice(date(2027, 1, 1), 1_190_000, True))


@pytest.mark.parametrize(("day", "price"), [
    (date(2026, 6, 30), (900_000, False)), (date(2026, 7, 1), (1_000_000, False)),
    (date(2026, 12, 31), (1_000_000, False)), (date(2027, 1, 1), (1_190_000, True))])
def test_the_list_price_is_the_one_begun_last(day: date, price: tuple[int, bool]) -> None:
    assert price_on(SUPPORT, day, LATER) == price


@pytest.mark.parametrize(("country", "code", "day", "rate"), [
    ("DE", STANDARD, date(2020, 6, 30), 1900), ("DE", STANDARD, date(2020, 7, 1), 1600),
    ("DE", STANDARD, date(2020, 12, 31), 1600), ("DE", STANDARD, date(2021, 1, 1), 1900),
    ("DE", REDUCED, date(2020, 8, 1), 500), ("DE", REDUCED, date(2026, 1, 1), 700),
    ("AT", STANDARD, date(2026, 1, 1), 2000),
    ("AT", REDUCED, date(2026, 1, 1), 1000), ("CH", STANDARD, date(2023, 12, 31), 770),
    ("CH", STANDARD, date(2024, 1, 1), 810), ("FR", "zero", date(2026, 1, 1), 0)])
def test_a_code_of_tax_means_the_rate_of_the_day_of_service(country: str, code: str, day: date, rate: int) -> None:
    assert rate_on(Article("a", "X", "X", "hour", 1, 4200, tax_code=code), day, usual_rates(country)) == rate


def test_without_a_code_or_before_its_first_day_the_own_rate_of_the_article_holds() -> None:
    rates = (TaxRate("late", date(2027, 1, 1), 2000),)
    assert rate_on(Article("a", "X", "X", "hour", 1, 1234), date(2028, 1, 1), rates) == 1234
    assert rate_on(Article("a", "X", "X", "hour", 1, 1234, tax_code="late"), date(2026, 1, 1), rates) == 1234


def test_a_price_list_knows_first_days_and_teams() -> None:
    entries = (PriceListEntry("SUP", 800_000), PriceListEntry("SUP", 850_000, date(2026, 7, 1)),
               PriceListEntry("SUP", 1_200_000, None, "experts"), PriceListEntry("SUP", 1_100_000, None, "second"))
    assert listed_price(entries, "SUP", date(2026, 6, 30)) == 800_000
    assert listed_price(entries, "SUP", date(2026, 7, 1), ["nobody"]) == 850_000
    assert listed_price(entries, "SUP", date(2026, 7, 1), ["second", "experts"]) == 1_200_000
    assert listed_price(entries, "KM", date(2026, 7, 1)) is None
    assert listed_price(entries[2:], "SUP", date(2026, 7, 1)) is None
