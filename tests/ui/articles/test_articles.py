"""The list of articles and its form."""

from __future__ import annotations

import pytest

from hotline_desk.services.articles import list_articles
from tests import builders


def test_an_article_is_made_with_a_price_as_people_write_it(office, ctx):
    frame = office.open("articles")
    office.do("record.new")
    frame.number.setText("SUP")
    frame.name.setText("Support")
    frame.price.setText("95,00")
    frame.rate.setText("19")
    office.do("panel.confirm")
    [article] = list_articles(ctx)
    assert (article.number, article.price_e4, article.tax_rate_bp, article.gross_price) == ("SUP", 950_000, 1900, False)
    assert frame.list.current().number == "SUP"
    assert not frame.panel.is_open


def test_a_price_may_have_four_places(office, ctx):
    builders.article(ctx)
    frame = office.open("articles")
    office.do("record.open")
    frame.price.setText("0,1234")
    office.do("frame.save")
    assert list_articles(ctx)[0].price_e4 == 1234


@pytest.mark.parametrize(("text", "sentence"), [
    ("much", "Write an amount like 95.00."), ("-5", "It cannot be negative."), ("", "Price is missing. Fill it in."),
])
def test_a_wrong_price_is_said_below_its_field(office, ctx, text, sentence):
    builders.article(ctx)
    frame = office.open("articles")
    office.do("record.open")
    frame.price.setText(text)
    office.do("panel.confirm")
    assert sentence in frame.form.errors()["price"]
    assert list_articles(ctx)[0].price_e4 == 950_000


def test_a_number_that_is_taken_is_said_below_its_field(office, ctx):
    builders.article(ctx)
    builders.article(ctx, "KM", "kilometre")
    frame = office.open("articles")
    frame.list.select(next(a.uid for a in list_articles(ctx) if a.number == "KM"))
    office.do("record.open")
    frame.number.setText("SUP")
    office.do("panel.confirm")
    assert "exists already" in frame.form.errors()["number"]


def test_an_article_is_put_away_and_brought_back(office, ctx):
    builders.article(ctx)
    frame = office.open("articles")
    office.do("record.archive")
    assert list_articles(ctx) == []
    assert frame.list.rows() == []
    office.undo()
    assert [a.number for a in list_articles(ctx)] == ["SUP"]


def test_an_agent_may_look_but_not_change(office, ctx):
    builders.article(ctx)
    office.use_role("agent")
    frame = office.open("articles")
    assert not office.shell.commands.possible("record.new")
    office.do("record.open")
    assert not frame.form.isEnabled()
    assert not frame.panel.confirm_button.isEnabled()


def test_prices_are_shown_in_the_language_of_the_desk(office, ctx):
    builders.article(ctx)
    frame = office.open("articles")
    price = frame.list.model.columns[3]
    assert price.show(frame.list.current()) == "95.00"
    office.shell.texts.use("de")
    assert price.show(frame.list.current()) == "95,00"
    office.shell.texts.use("en")
