"""Contracts: who has which terms from when to when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hotline_desk.services.contracts import list_contracts
from tests import builders


@pytest.fixture
def muster(ctx):
    """The uid of a customer with a contract since the beginning of the year."""
    uid = builders.address(ctx)
    builders.contract(ctx, uid, datetime(2026, 1, 1, tzinfo=UTC))
    return uid


def test_a_contract_is_made_for_a_customer(office, ctx, muster):
    other = builders.address(ctx, "Zweite AG")
    frame = office.open("contract", None, address=other)
    frame.first.setText("1.12.2026")
    office.do("frame.save")
    [made] = list_contracts(ctx, other)
    assert (made.terms, made.valid_from, made.valid_to) == ("Standard", date(2026, 12, 1), None)
    assert office.windows.find("contract", made.uid) is None


def test_a_contract_is_ended_by_a_last_day(office, ctx, muster):
    [contract] = list_contracts(ctx)
    frame = office.open("contract", contract.uid)
    frame.last.setText("31.12.2026")
    office.do("frame.save")
    assert list_contracts(ctx)[0].valid_to == date(2026, 12, 31)


def test_an_end_before_the_begin_is_said_below_the_end(office, ctx, muster):
    frame = office.open("contract", list_contracts(ctx)[0].uid)
    frame.last.setText("31.12.2025")
    office.do("frame.save")
    assert "The end lies before the begin" in frame.form.errors()["last"]


def test_a_contract_needs_a_customer(office, muster):
    frame = office.open("contract")
    office.do("frame.save")
    assert frame.form.errors() == {"customer": "Customer is missing. Fill it in."}


def test_the_list_shows_what_runs_and_on_wish_the_rest(office, ctx, muster):
    other = builders.address(ctx, "Zweite AG")
    frame = office.open("contract", None, address=other)
    frame.first.setText("1.1.2027")
    office.do("frame.save")
    contracts = office.open("contracts")
    assert [row.name for row in contracts.list.rows()] == ["Muster GmbH"]
    contracts.which.setCurrentIndex(contracts.which.findData("later"))
    assert [row.name for row in contracts.list.rows()] == ["Zweite AG"]
    contracts.which.setCurrentIndex(contracts.which.findData("all"))
    assert len(contracts.list.rows()) == 2


def test_a_contract_entered_by_mistake_is_put_away_with_undo(office, ctx, muster):
    office.open("contracts")
    office.do("record.archive")
    assert list_contracts(ctx) == []
    office.undo()
    assert len(list_contracts(ctx)) == 1


def test_the_terms_are_said_in_words(office, ctx, muster):
    frame = office.open("contract", list_contracts(ctx)[0].uid)
    assert frame.words.text().startswith("Charged per started 1 min")
