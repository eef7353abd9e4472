"""Service calendars, and how an address is billed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.articles import PriceList
from hotline_desk.domain.contracts import BillingProfile, Terms
from hotline_desk.services.articles import save_price_list
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import (
    Calendar,
    all_calendars,
    billing_profile,
    billing_profiles,
    calendar_contents,
    list_terms,
    save_billing_profile,
    save_calendar,
    save_terms,
)
from tests import builders

NIGHT = {"name": "Night", "days": ["mon"], "dates": ["12-24"], "from": "20:00", "to": "06:00", "percent": "50"}
OFFICE = Calendar("Office", "Europe/Berlin", {"mon": ["08:00-12:00", "13:00-18:00"]}, "DE-BY", {"outside": "50"},
                  (NIGHT,), ({"date": "12-27", "name": "Bridge"}, {"date": "2026-05-15", "name": ""}))


def test_a_calendar_keeps_all_that_it_says(ctx: Context) -> None:
    uid = save_calendar(ctx, OFFICE)
    kept = all_calendars(ctx)[0]
    assert replace(kept, uid="", version=0) == OFFICE
    save_calendar(ctx, replace(kept, name="Büro", holidays="customer"))
    with ctx.store.read() as session:
        contents = calendar_contents(session)["Büro"]
    assert (contents["holidays"], contents["zone"], contents["closed"]) == ("customer", "Europe/Berlin",
                                                                            list(OFFICE.closed))
    assert all_calendars(ctx)[0].uid == uid


@pytest.mark.parametrize(("change", "error"), [
    ({"name": " "}, "value.missing"), ({"zone": "Mars"}, "value.invalid"), ({"holidays": "DE-XX"}, "service.region"),
    ({"hours": {"someday": ["08:00-18:00"]}}, "service.day"), ({"hours": {"mon": ["8-18"]}}, "service.hours"),
    ({"hours": {"mon": ["18:00-08:00"]}}, "service.hours"),
    ({"hours": {"mon": ["08:00-12:00", "11:00-18:00"]}}, "service.overlap"),
    ({"surcharges": {"outside": "much"}}, "value.invalid"), ({"bands": ({**NIGHT, "name": ""},)}, "value.missing"),
    ({"bands": ({**NIGHT, "days": [], "dates": []},)}, "service.band_days"),
    ({"bands": ({**NIGHT, "from": "25:00"},)}, "service.hours"), ({"bands": ({**NIGHT, "dates": ["02-30"]},)},
                                                                   "service.day"),
    ({"bands": ({**NIGHT, "percent": "-1"},)}, "value.invalid"),
    ({"closed": ({"date": "31.12.", "name": ""},)}, "service.day")])
def test_a_calendar_that_cannot_be_is_refused(ctx: Context, change: dict[str, Any], error: str) -> None:
    with pytest.raises(UserError) as wrong:
        save_calendar(ctx, replace(OFFICE, **change))
    assert wrong.value.id == error and not all_calendars(ctx)


def test_a_name_of_a_calendar_is_given_once(ctx: Context) -> None:
    save_calendar(ctx, OFFICE)
    with pytest.raises(UserError) as wrong:
        save_calendar(ctx, OFFICE)
    assert wrong.value.id == "value.taken"


def test_terms_name_the_articles_of_fee_and_call_out(ctx: Context) -> None:
    builders.article(ctx, "FEE", "flat")
    save_calendar(ctx, OFFICE)
    wanted = Terms("", "Premium", calendar="Office", fee_article="FEE", monthly_fee_cents=9900, callout_article="FEE",
                   callout_cents=8000, callout_minimum=3600)
    uid = save_terms(ctx, wanted)
    assert list_terms(ctx) == [replace(wanted, uid=uid)]


@pytest.mark.parametrize(("change", "error"), [
    ({"fee_article": "NONE"}, "article.not_found"), ({"callout_article": "NONE"}, "article.not_found"),
    ({"calendar": "NONE"}, "service.not_found"), ({"callout_cents": -1}, "value.invalid"),
    ({"callout_minimum": -1}, "value.invalid"), ({"carry_over_months": -1}, "value.invalid")])
def test_terms_that_cannot_be_are_refused(ctx: Context, change: dict[str, Any], error: str) -> None:
    with pytest.raises(UserError) as wrong:
        save_terms(ctx, replace(Terms("", "Premium"), **change))
    assert wrong.value.id == error


def test_an_address_is_billed_as_its_profile_says(ctx: Context) -> None:
    customer, payer = builders.address(ctx), builders.address(ctx, "Payer")
    save_price_list(ctx, PriceList("Partner"))
    assert billing_profile(ctx, customer) == BillingProfile(customer)
    wanted = BillingProfile(customer, payer, "Partner", "DE-BY", "xrechnung", "04011000-1234512345-06", "bill@x.de",
                            "cut", "quarterly", 30, 10, 200, 500, True)
    save_billing_profile(ctx, wanted)
    kept = billing_profile(ctx, customer)
    assert replace(kept, version=0) == wanted
    save_billing_profile(ctx, replace(kept, recipient_uid=None, price_list=None))
    with ctx.store.read() as session:
        profiles = billing_profiles(session)
    assert [(p.recipient_uid, p.price_list, p.region) for p in profiles.values()] == [(None, None, "DE-BY")]


def test_a_profile_that_says_nothing_is_not_kept(ctx: Context) -> None:
    save_billing_profile(ctx, BillingProfile(builders.address(ctx)))
    with ctx.store.read() as session:
        assert billing_profiles(session) == {}


@pytest.mark.parametrize(("change", "error"), [
    ({"invoice_format": "fax"}, "value.invalid"), ({"cycle": "weekly"}, "value.invalid"),
    ({"statement_numbers": "half"}, "value.invalid"), ({"region": "XX"}, "service.region"),
    ({"invoice_email": "nobody"}, "value.invalid"), ({"days_to_pay": -1}, "value.invalid"),
    ({"skonto_bp": 200}, "value.missing"), ({"discount_bp": 10_001}, "value.invalid")])
def test_a_profile_that_cannot_be_is_refused(ctx: Context, change: dict[str, Any], error: str) -> None:
    customer = builders.address(ctx)
    with pytest.raises(UserError) as wrong:
        save_billing_profile(ctx, replace(BillingProfile(customer), **change))
    assert wrong.value.id == error


def test_nobody_gets_the_own_invoices_instead_of_himself(ctx: Context) -> None:
    customer = builders.address(ctx)
    with pytest.raises(UserError) as wrong:
        save_billing_profile(ctx, BillingProfile(customer, customer))
    assert wrong.value.id == "profile.itself"
