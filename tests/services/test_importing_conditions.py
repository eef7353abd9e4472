"""A file that says all of tax, prices, calendars, terms, contracts and billing."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.articles import ArticlePrice, PriceListEntry, TaxRate
from hotline_desk.domain.contracts import BillingProfile, ContractScope
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.articles import list_articles, list_price_lists, list_tax_rates, prices_of
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import all_calendars, billing_profile, list_contracts, list_terms
from hotline_desk.services.importing import import_company
from hotline_desk.services.importing.masters import Tally

COMPANY: dict[str, Any] = {
    "tax_rates": [{"code": "standard", "from": "2027-01-01", "percent": "20"},
                  {"code": "luxury", "from": "2026-01-01", "percent": "30"}],
    "articles": [{"number": "SUP", "name": "Support", "unit": "hour", "price": "95.00", "tax_code": "standard",
                  "prices": [{"from": "2027-01-01", "price": "99.50"}]},
                 {"number": "FEE", "name": "Pauschale", "unit": "flat", "price": "50.00"}],
    "price_lists": [{"name": "Partner", "entries": [{"article": "SUP", "price": "80.00"},
                                                    {"article": "SUP", "price": "85.00", "from": "2027-01-01"}]}],
    "calendars": [{"name": "Buero", "zone": "Europe/Berlin", "hours": {"mon": ["08:00-18:00"]}, "holidays": "customer",
                   "surcharges": {"outside": "50"}, "closed": ["12-27", {"date": "2026-05-15", "name": "Ausflug"}],
                   "bands": [{"name": "Feste", "days": ["12-24", "12-31"], "from": "12:00", "to": "24:00",
                              "percent": "100"},
                             {"name": "Nacht", "days": ["mon"], "from": "20:00", "to": "06:00", "percent": "75"}]}],
    "terms": [{"name": "Premium", "article": "SUP", "calendar": "Buero", "quota_minutes": 60, "monthly_fee": "49.00",
               "fee_article": "FEE", "callout_article": "FEE", "callout_fee": "80.00", "callout_minimum": 3600},
              {"name": "Premium", "from": "2027-01-01", "monthly_fee": "59.00"}],
    "addresses": [
        {"number": "10001", "name": "Muster GmbH",
         "contracts": [{"terms": "Premium", "from": "2026-01-01", "number": "V-1", "name": "Alles",
                        "price_list": "Partner", "cycle": "quarterly", "notice_months": 3, "renewal_months": 12,
                        "to": "2026-12-31", "order_reference": "B7", "cost_centre": "IT", "note": "Von Hand"},
                       {"terms": "Premium", "from": "2026-01-01", "number": "V-2",
                        "scopes": [{"kind": "product", "value": "ERP"}, {"kind": "category", "value": "Netz"}]}],
         "billing": {"recipient": "10002", "price_list": "Partner", "region": "DE-BY", "invoice_format": "xrechnung",
                     "buyer_reference": "991-1", "invoice_email": "r@muster.example", "statement_numbers": "cut",
                     "cycle": "monthly", "days_to_pay": 30, "skonto_days": 10, "skonto": "2", "discount": "5",
                     "reverse_charge": True}},
        {"number": "10002", "name": "Zahler AG"}],
    "tickets": [{"ref": "A", "address": "10002", "client": "10001", "product": "ERP", "category": "Netz"}],
}


@pytest.fixture
def company() -> dict[str, Any]:
    return deepcopy(COMPANY)


def take(ctx: Context, company: dict[str, Any]) -> Tally:
    return import_company(ctx, json.dumps(company).encode())


def test_everything_that_billing_goes_by_is_taken_over(ctx: Context, company: dict[str, Any]) -> None:
    take(ctx, company)
    rates = list_tax_rates(ctx)
    assert {TaxRate("standard", date(2027, 1, 1), 2000), TaxRate("standard", date(2021, 1, 1), 1900),
            TaxRate("luxury", date(2026, 1, 1), 3000)} <= set(rates)
    assert {a.number: a.tax_code for a in list_articles(ctx)} == {"SUP": "standard", "FEE": ""}
    assert prices_of(ctx) == {"SUP": (ArticlePrice(date(2027, 1, 1), 995_000),)}
    assert list_price_lists(ctx)[0].entries == (
        PriceListEntry("SUP", 800_000), PriceListEntry("SUP", 850_000, date(2027, 1, 1)))
    calendar = all_calendars(ctx)[0]
    assert calendar.closed == ({"date": "12-27", "name": ""}, {"date": "2026-05-15", "name": "Ausflug"})
    assert calendar.bands[0]["dates"] == ["12-24", "12-31"] and calendar.bands[1]["days"] == ["mon"]
    first, later = list_terms(ctx)
    assert (first.fee_article, first.callout_article, first.callout_cents, first.callout_minimum) == (
        "FEE", "FEE", 8000, 3600)
    assert later == replace(first, valid_from=date(2027, 1, 1), monthly_fee_cents=5900)


def test_contracts_and_billing_of_addresses_are_taken_over(ctx: Context, company: dict[str, Any]) -> None:
    take(ctx, company)
    customer, payer = (search_addresses(ctx, number, 1)[0].uid for number in ("10001", "10002"))
    whole, scoped = sorted(list_contracts(ctx), key=lambda c: c.number)
    assert (whole.name, whole.price_list, whole.cycle, whole.notice_months, whole.renewal_months, whole.valid_to) == (
        "Alles", "Partner", "quarterly", 3, 12, date(2026, 12, 31))
    assert scoped.scopes == (ContractScope("category", "Netz"), ContractScope("product", "ERP"))
    assert replace(billing_profile(ctx, customer), version=0) == BillingProfile(
        customer, payer, "Partner", "DE-BY", "xrechnung", "991-1", "r@muster.example", "cut", "monthly", 30, 10, 200,
        500, True)


def test_taking_it_over_again_changes_nothing(ctx: Context, company: dict[str, Any]) -> None:
    take(ctx, company)
    before = (list_articles(ctx), list_price_lists(ctx), all_calendars(ctx), list_terms(ctx), list_contracts(ctx))
    tally = take(ctx, company)
    assert (tally.made, tally.changed) == (0, 0)
    assert before == (list_articles(ctx), list_price_lists(ctx), all_calendars(ctx), list_terms(ctx),
                      list_contracts(ctx))


def at(company: dict[str, Any], *path: Any) -> Any:
    for step in path:
        company = company[step]
    return company


@pytest.mark.parametrize(("path", "key", "value", "place"), [
    (("articles", 0), "tax_code", "none", "articles[0].tax_code"),
    (("price_lists", 0, "entries", 0), "article", "NONE", "price_lists[0].entries[0].article"),
    (("price_lists", 0, "entries", 0), "team", "Nobody", "price_lists[0].entries[0].team"),
    (("price_lists", 0, "entries", 1), "from", None, "price_lists[0].entries[1]"),
    (("calendars", 0), "holidays", "DE-XX", "calendars[0].holidays"),
    (("calendars", 0), "closed", ["13-45"], "calendars[0].closed[0]"),
    (("calendars", 0, "bands", 0), "days", [], "calendars[0].bands[0].days"),
    (("terms", 0), "fee_article", "NONE", "terms[0].fee_article"),
    (("addresses", 0, "contracts", 0), "price_list", "NONE", "addresses[0].contracts[0].price_list"),
    (("addresses", 0, "contracts", 1), "scopes", [{"kind": "contact", "value": "Nobody"}],
     "addresses[0].contracts[1].scopes[0].value"),
    (("addresses", 0, "billing"), "recipient", "99999", "addresses[0].billing.recipient"),
    (("addresses", 0, "billing"), "recipient", "10001", "addresses[0].billing.recipient"),
    (("addresses", 0, "billing"), "skonto_days", None, "addresses[0].billing.skonto_days"),
    (("tickets", 0), "client", "99999", "tickets[0].client")])
def test_what_cannot_be_is_named_with_its_place(ctx: Context, company: dict[str, Any], path: tuple[Any, ...], key: str,
                                                value: Any, place: str) -> None:
    at(company, *path)[key] = value
    with pytest.raises(UserError) as wrong:
        take(ctx, company)
    told = str(wrong.value.values["mistakes"]).splitlines()
    assert [line.partition(": ")[0] for line in told] == [place]
    assert not list_articles(ctx)


def refused(ctx: Context, company: dict[str, Any]) -> list[str]:
    with pytest.raises(UserError) as wrong:
        take(ctx, company)
    return str(wrong.value.values["mistakes"]).splitlines()


@pytest.mark.parametrize(("contracts", "place", "words"), [
    ([{"terms": "Premium", "from": "2026-06-01", "number": "V-3"}], "addresses[0].contracts[0].from", "V-1"),
    ([{"terms": "Premium", "from": "2028-01-01"}, {"terms": "Premium", "from": "2028-06-01"}],
     "addresses[0].contracts[0].from", "Premium"),
    ([{"terms": "Premium", "from": "2026-01-01", "number": "V-2", "scopes": []}], "addresses[0].contracts[0].from",
     "V-1"),
    ([{"terms": "Premium", "from": "2028-01-01", "number": "V-1", "to": None},
      {"terms": "Premium", "from": "2029-01-01", "number": "V-1"}], "addresses[0].contracts[1].number", "V-1")])
def test_contracts_that_overlap_are_refused_where_they_stand(ctx: Context, company: dict[str, Any],
                                                             contracts: list[dict[str, Any]], place: str,
                                                             words: str) -> None:
    take(ctx, company)
    before = (list_contracts(ctx), list_articles(ctx))
    again = {"articles": [{**COMPANY["articles"][0], "price": "1.00"}],
             "addresses": [{"number": "10001", "name": "Muster GmbH", "contracts": contracts}]}
    told = refused(ctx, again)
    assert any(line.startswith(f"{place}: ") and words in line for line in told), told
    assert before == (list_contracts(ctx), list_articles(ctx))


def test_a_number_of_a_contract_that_another_customer_has_is_refused(ctx: Context, company: dict[str, Any]) -> None:
    company["addresses"][1]["contracts"] = [{"terms": "Premium", "from": "2026-01-01", "number": "V-1"}]
    line, = refused(ctx, company)
    assert line.startswith("addresses[1].contracts[0].number: ") and "V-1" in line
    assert list_contracts(ctx) == []


def test_a_contract_that_the_file_ends_makes_room_for_the_next(ctx: Context, company: dict[str, Any]) -> None:
    take(ctx, company)
    company["addresses"][0]["contracts"][1]["to"] = "2026-12-31"
    company["addresses"][0]["contracts"].append({**company["addresses"][0]["contracts"][1], "number": "V-4",
                                                 "from": "2027-01-01", "to": None})
    take(ctx, company)
    assert [(c.number, c.valid_to) for c in list_contracts(ctx)][1:] == [("V-2", date(2026, 12, 31)), ("V-4", None)]
