"""Contracts: who has which terms from when to when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hotline_desk.domain.articles import PriceList
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.domain.contracts import ContractScope
from hotline_desk.services.articles import save_price_list
from hotline_desk.services.calls.called import save_called_number
from hotline_desk.services.contracts import list_contracts, save_contract
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


def test_all_of_a_contract_is_kept(office, ctx, muster):
    save_price_list(ctx, PriceList("Partner"))
    frame = office.open("contract", list_contracts(ctx)[0].uid)
    for field, text in ((frame.number, "V-1"), (frame.name, "Hotline"), (frame.last, "31.12.2026"),
                        (frame.extras.order_reference, "B7"), (frame.extras.cost_centre, "IT")):
        field.setText(text)
    frame.extras.notice.setValue(1)
    frame.extras.renewal.setValue(12)
    frame.extras.note.setPlainText("By hand")
    frame.price_list.setCurrentText("Partner")
    frame.cycle.setCurrentIndex(frame.cycle.findData("quarterly"))
    frame.scopes.setData(frame.scopes.index(0, 0), "product", 2)
    frame.scopes.setData(frame.scopes.index(0, 1), "ERP", 2)
    frame.last.take()
    frame._say()
    assert "Renewed it runs until" in frame.words.text()
    office.do("frame.save")
    [kept] = list_contracts(ctx)
    assert (kept.number, kept.name, kept.price_list, kept.cycle) == ("V-1", "Hotline", "Partner", "quarterly")
    assert (kept.notice_months, kept.renewal_months, kept.note) == (1, 12, "By hand")
    assert kept.scopes == (ContractScope("product", "ERP"),)


def test_what_falls_under_a_contract_is_chosen_from_what_there_is(office, ctx, muster):
    uid = save_called_number(ctx, CalledNumber("Hotline", code="+49301234500"))
    frame = office.open("contract", list_contracts(ctx)[0].uid)
    frame.scopes.setData(frame.scopes.index(0, 0), "called_number", 2)
    assert frame.scopes.choices(0, 1) == [(uid, "Hotline · +49301234500")]
    frame.scopes.setData(frame.scopes.index(0, 1), uid, 2)
    office.do("frame.save")
    assert list_contracts(ctx)[0].scopes == (ContractScope("called_number", uid),)


def test_a_second_contract_for_the_same_things_is_refused_below_the_first_day(office, ctx, muster):
    frame = office.open("contract", None, address=muster)
    office.do("frame.save")
    assert "holds on the same days" in frame.form.errors()["first"]


def test_chosen_contracts_are_renewed_after_a_look_with_undo(office, ctx, muster):
    [contract] = list_contracts(ctx)
    save_contract(ctx, replace(contract, valid_to=date(2026, 12, 31), renewal_months=12))
    frame = office.open("contracts")
    office.do("contract.renew")
    assert "becomes" in frame.acts.preview.text()
    office.do("panel.confirm")
    assert list_contracts(ctx)[0].valid_to == date(2027, 12, 31)
    office.undo()
    assert list_contracts(ctx)[0].valid_to == date(2026, 12, 31)


def test_a_contract_that_cannot_be_renewed_says_why(office, ctx, muster):
    frame = office.open("contracts")
    office.do("contract.renew")
    assert "stays as it is, has no end" in frame.acts.preview.text()


def test_notice_is_noted_with_the_last_day_and_undone(office, ctx, muster):
    frame = office.open("contract", list_contracts(ctx)[0].uid)
    office.do("contract.notice")
    office.do("panel.confirm")
    assert "last day" in frame.acts.form.errors()["ends"]
    frame.acts.ends.setText("31.1.2027")
    office.do("panel.confirm")
    [kept] = list_contracts(ctx)
    assert (kept.noticed_on, kept.valid_to) == (date(2026, 11, 2), date(2027, 1, 31))
    office.undo()
    assert list_contracts(ctx)[0].noticed_on is None


def test_the_list_is_exported_as_it_stands(office, ctx, muster, tmp_path):
    frame = office.open("contracts")
    office.do("list.export")
    frame.paper.exporting.kind.setCurrentIndex(frame.paper.exporting.kind.findData("csv"))
    frame.paper.exporting.place.line.setText(str(tmp_path / "contracts.csv"))
    office.do("panel.confirm")
    office.until((tmp_path / "contracts.csv").exists)
    assert "Muster GmbH" in (tmp_path / "contracts.csv").read_text(encoding="utf-8-sig")


def test_the_list_opens_with_what_was_asked_for(office, ctx, muster):
    frame = office.open("contracts", which="notice")
    assert frame.which.code() == "notice" and not frame.list.rows()
