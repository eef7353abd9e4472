"""Prices from days on, price lists and rates of tax, as they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from hotline_desk.domain.access import Team
from hotline_desk.domain.articles import STANDARD, ArticlePrice, PriceListEntry, TaxRate
from hotline_desk.services.access import save_team
from hotline_desk.services.articles import list_articles, list_price_lists, list_tax_rates, prices_of
from tests import builders
from tests.ui.office import Office


def put(model, row, *values):
    """Types or chooses in the cells of a row, one after the other."""
    for column, value in enumerate(values):
        if value is not None:
            model.setData(model.index(row, column), value, 2)


def test_an_article_costs_something_else_from_a_day_on(office: Office, ctx):
    builders.article(ctx)
    frame = office.open("articles")
    office.do("record.open")
    put(frame.versions, 0, "1.1.2027", "99,50")
    office.do("panel.confirm")
    assert prices_of(ctx) == {"SUP": (ArticlePrice(date(2027, 1, 1), 995_000),)}
    assert frame._next(frame.list.current()) == date(2027, 1, 1)


def test_a_new_article_has_the_standard_rate_of_the_country(office: Office, ctx):
    frame = office.open("articles")
    office.do("record.new")
    frame.number.setText("SUP")
    frame.name.setText("Support")
    frame.price.setText("95")
    assert frame.tax.currentText() == "Standard rate, 19\xa0% today"
    assert not frame.rate.isVisible()
    office.do("panel.confirm")
    [article] = list_articles(ctx)
    assert (article.tax_code, article.tax_rate_bp) == (STANDARD, 1900)


def test_a_price_that_is_none_is_said_and_the_cell_stays(office: Office, ctx):
    builders.article(ctx)
    frame = office.open("articles")
    office.do("record.open")
    put(frame.versions, 0, "1.1.2027", "99")
    told = []
    frame.versions.misread.connect(told.append)
    put(frame.versions, 0, None, "much")
    assert [problem.id for problem in told] == ["value.invalid"]
    assert frame.versions.prices == [ArticlePrice(date(2027, 1, 1), 990_000)]


def test_a_price_list_is_typed_line_by_line(office: Office, ctx):
    builders.article(ctx)
    team = save_team(ctx, Team("", "Experts"))
    frame = office.open("price_lists")
    office.do("record.new")
    frame.name.setText("Partner")
    put(frame.entries, 0, "SUP", None, "80,00")
    put(frame.entries, 1, "SUP", None, "110", "1.7.2026", team)
    assert frame.entries.text(0, 1) == "95.00" and frame.entries.text(1, 4) == "Experts"
    office.do("panel.confirm")
    [made] = list_price_lists(ctx)
    assert made.name == "Partner"
    assert set(made.entries) == {PriceListEntry("SUP", 800_000),
                                 PriceListEntry("SUP", 1_100_000, date(2026, 7, 1), team)}


def test_a_line_without_a_price_is_not_kept(office: Office, ctx):
    builders.article(ctx)
    frame = office.open("price_lists")
    office.do("record.new")
    frame.name.setText("Partner")
    put(frame.entries, 0, "SUP")
    office.do("panel.confirm")
    assert frame.panel.is_open and not list_price_lists(ctx)


def test_a_further_rate_of_tax_is_a_further_line(office: Office, ctx):
    frame = office.open("tax_rates")
    last = frame.rates.count()
    put(frame.rates, last, STANDARD, None, "1.1.2027", "20")
    office.do("frame.save")
    assert TaxRate(STANDARD, date(2027, 1, 1), 2000) in list_tax_rates(ctx)
    assert TaxRate(STANDARD, date(2021, 1, 1), 1900) in list_tax_rates(ctx)


def test_a_rate_that_stands_at_an_article_cannot_be_taken_out(office: Office, ctx):
    frame = office.open("articles")
    office.do("record.new")
    for field, text in ((frame.number, "SUP"), (frame.name, "Support"), (frame.price, "95")):
        field.setText(text)
    office.do("panel.confirm")
    rates = office.open("tax_rates")
    for row in reversed(range(rates.rates.count())):
        if rates.rates.rates[row].code == STANDARD:
            rates.rates.remove_row(row)
    office.do("frame.save")
    assert any(rate.code == STANDARD for rate in list_tax_rates(ctx))


@pytest.mark.parametrize("kind", ["price_lists", "tax_rates"])
def test_who_may_only_look_cannot_save(office: Office, ctx, monkeypatch, kind):
    monkeypatch.setattr(f"hotline_desk.ui.articles.{kind}.permitted", lambda _role, right: right != "master.edit")
    office.open(kind)
    assert not office.shell.commands.possible("frame.save")
