"""Terms with their versions."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.contracts import Terms
from hotline_desk.services.contracts import list_terms, save_terms
from tests import builders


@pytest.fixture
def standard(ctx):
    """The uid of terms with increments of 15 minutes."""
    builders.article(ctx)
    return save_terms(ctx, Terms("", "Standard", "SUP", first=900, next=900))


def test_a_later_day_begins_a_new_version(office, ctx, standard):
    frame = office.open("term", standard, begins="")
    frame.rules.begins.setText("1.1.2027")
    frame.rules.next.setText("1")
    office.do("frame.save")
    first, second = list_terms(ctx)
    assert (first.valid_from, first.next) == (None, 900)
    assert (second.valid_from, second.first, second.next) == (date(2027, 1, 1), 900, 60)
    assert first.uid == second.uid


def test_a_version_is_changed_in_place(office, ctx, standard):
    frame = office.open("term", standard, begins="")
    frame.rules.grace.setText("90s")
    frame.rules.scope.setCurrentIndex(frame.rules.scope.findData("ticket"))
    office.do("frame.save")
    [terms] = list_terms(ctx)
    assert (terms.grace, terms.scope, terms.first) == (90, "ticket", 900)


def test_new_terms_are_made_with_an_agreed_price(office, ctx, standard):
    frame = office.open("term")
    frame.rules.name.setText("Günstig")
    model = frame.prices
    model.setData(model.index(0, 3), "80,50", Qt.ItemDataRole.EditRole)
    office.do("frame.save")
    made = next(t for t in list_terms(ctx) if t.name == "Günstig")
    assert (made.prices, frame.uid) == ({"SUP": 805_000}, made.uid)


def test_a_price_that_is_none_changes_nothing(office, standard):
    frame = office.open("term", standard)
    assert not frame.prices.setData(frame.prices.index(0, 3), "cheap", Qt.ItemDataRole.EditRole)
    assert frame.prices.prices() == {}
    assert any("Agreed price" in text for text in office.said)


def test_the_rules_are_said_in_words_with_an_example(office, standard):
    frame = office.open("term", standard)
    assert "Charged per started 15 min" in frame.words.text()
    assert "a call of 4:10 is charged as 15:00, that is €23.75" in frame.words.text()
    frame.rules.first.setText("60s")
    frame.rules.first.take()
    frame.rules.next.setText("1s")
    frame.rules.next.take()
    assert "the first 1 min whole, then per started 1 s" in frame.words.text()
    assert "charged as 4:10, that is €6.60" in frame.words.text()


def test_a_missing_name_is_said_below_its_field(office, standard):
    frame = office.open("term")
    office.do("frame.save")
    assert frame.rules.errors()["name"] == "Name is missing. Fill it in."


def test_a_duration_that_is_none_is_said_below_its_field(office, ctx, standard):
    frame = office.open("term", standard)
    frame.rules.minimum.setText("long")
    office.do("frame.save")
    assert "is not understood as a duration" in frame.rules.errors()["minimum"]
    assert list_terms(ctx)[0].minimum == 0


def test_the_list_tells_which_version_is_in_force(office, ctx, standard):
    save_terms(ctx, Terms(standard, "Standard", "SUP", first=60, next=60, valid_from=date(2027, 1, 1)))
    frame = office.open("terms")
    assert [row.state for row in frame.list.rows()] == ["current", "later"]
    frame.list.select(frame.list.rows()[1].key)
    office.do("record.open")
    assert office.windows.active().rules.begins.value() == date(2027, 1, 1)


def test_what_is_typed_is_not_overwritten_by_what_others_save(office, ctx, standard):
    frame = office.open("term", standard)
    frame.rules.name.setText("Anders")
    frame.set_dirty(True)
    save_terms(ctx, Terms(standard, "Standard", "SUP", first=60, next=60))
    office.idle()
    assert frame.rules.name.text() == "Anders"


def test_an_agent_sees_terms_and_cannot_change_them(office, standard):
    office.use_role("agent")
    frame = office.open("term", standard)
    assert not frame.rules.isEnabled()
    assert not office.shell.commands.possible("frame.save")
