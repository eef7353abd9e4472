"""What a typical month would cost, by the rules of an invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.articles import Article, PriceList, PriceListEntry
from hotline_desk.domain.billing.typical import DAY, EVENING, SATURDAY, SUNDAY, Typical, kinds_of
from hotline_desk.domain.billing.values import OFFER
from hotline_desk.domain.contracts import BillingProfile, Terms
from hotline_desk.services.articles import save_article, save_price_list
from hotline_desk.services.billing.documents import get_document
from hotline_desk.services.billing.hand_made import get_draft, make_final, shown_document
from hotline_desk.services.billing.indication import indicate, offer_indication
from hotline_desk.services.contracts import Calendar, keep_calendar, save_billing_profile, save_terms
from tests import builders

MONTH = Typical(90, 360)


@pytest.fixture
def desk(ctx):
    """Hours of 95.00, minutes of 1.89 in English; terms with a fee and a quota, terms with dear nights."""
    builders.article(ctx)
    save_article(ctx, Article("", "EN", "English support", "minute", 18_900, 1900))
    calendar = Calendar("Office", ctx.zone, {day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
                        surcharges={"outside": 50})
    with ctx.store.write(ctx.stamp("calendar.save")) as tx:
        keep_calendar(ctx, tx, calendar)
    save_terms(ctx, Terms("", "Exact", article_number="SUP", first=1, next=1))
    save_terms(ctx, Terms("", "Flat", article_number="SUP", first=60, next=60, quota_minutes=120,
                          monthly_fee_cents=19_900))
    save_terms(ctx, Terms("", "Nights", article_number="SUP", first=1, next=1, calendar="Office"))
    return replace(ctx, settings=ctx.settings.with_values({"billing.article": "SUP"}))


def one(ctx, wanted, terms):
    return indicate(ctx, wanted, [terms])[0]


def test_to_the_second_the_month_costs_its_minutes(desk) -> None:
    found = one(desk, MONTH, "Exact")

    assert (found.calls, found.raw_seconds, found.billed_seconds) == (90, 32_400, 32_400)
    assert (found.net_cents, found.gross_cents) == (85_500, 101_745)
    assert found.per_call_cents == 950


def test_fee_and_quota_of_the_terms_count(desk) -> None:
    found = one(desk, MONTH, "Flat")

    assert (found.fee_cents, found.quota_seconds) == (19_900, 7_200)
    assert found.net_cents == 19_900 + (32_400 - 7_200) * 9_500 // 3_600


def test_the_price_list_of_the_customer_holds_and_the_offer_is_in_his_language(desk) -> None:
    save_price_list(desk, PriceList("Partner", (PriceListEntry("SUP", 600_000),)))
    uid = builders.address(desk, "English Ltd", language="en")
    save_billing_profile(desk, BillingProfile(uid, price_list="Partner"))
    made = get_draft(desk, offer_indication(desk, MONTH, "Exact", uid)).made
    assert [each.net_cents for each in indicate(desk, MONTH, ["Exact"], uid)] == [54_000]
    assert (made.lines[0].text[:8], made.lines[1].price_e4) == ("Assumed:", 5_400_000)


def test_where_no_article_is_the_standard_terms_with_one_are_priced_all_the_same(desk) -> None:
    save_article(desk, Article("", "CON", "Consulting", "hour", 1_200_000, 1900))
    bare = replace(desk, settings=desk.settings.with_values({"billing.article": ""}))
    assert [each.terms for each in indicate(bare, MONTH, ["Exact", ""])] == ["Exact"]
    with pytest.raises(UserError, match="No article is known"):
        indicate(bare, MONTH, [""])


def test_what_comes_in_the_evening_has_its_surcharge(desk) -> None:
    day, night = one(desk, MONTH, "Nights"), one(desk, replace(MONTH, evening_bp=5000), "Nights")

    assert day.surcharged_cents == 0
    assert night.surcharged_cents > 0 and day.net_cents < night.net_cents <= day.net_cents * 3 // 2


def test_calls_in_the_other_language_are_charged_by_their_article(desk) -> None:
    found = one(desk, replace(MONTH, other_language_bp=3000, other_article="EN"), "Exact")

    assert {line.article for line in found.draft.lines} == {"SUP", "EN"}
    assert sum(1 for line in found.draft.lines if line.article == "EN") == 27


def test_without_contract_the_rules_of_the_company_hold(desk) -> None:
    assert (one(desk, MONTH, "").terms, one(desk, MONTH, "").rules.first) == ("", 60)


def test_two_terms_are_compared_over_the_same_month(desk) -> None:
    first, second = indicate(desk, MONTH, ["Exact", "Flat"])

    assert first.month == second.month == date(2026, 12, 1)
    assert (first.calls, first.raw_seconds) == (second.calls, second.raw_seconds)


@pytest.mark.parametrize(("changes", "field"), [
    ({"calls": 0}, "Calls a month"), ({"calls": 20_001}, "Calls a month"), ({"seconds": 0}, "Minutes per call"),
    ({"evening_bp": 6000, "sunday_bp": 5000}, "Shares of the calls")])
def test_impossible_figures_are_named(desk, changes, field) -> None:
    with pytest.raises(UserError) as caught:
        indicate(desk, replace(MONTH, **changes), ["Exact"])

    assert caught.value.values["field"] == field


def test_unknown_terms_are_told(desk) -> None:
    with pytest.raises(UserError) as caught:
        indicate(desk, MONTH, ["Gone"])

    assert caught.value.id == "terms.not_found"


def test_the_offer_says_the_same_to_the_cent(desk) -> None:
    wanted = replace(MONTH, evening_bp=2500, other_language_bp=2000, other_article="EN")
    uid = offer_indication(desk, wanted, "Nights", builders.address(desk, "Muster GmbH", number="10001"))

    made = get_draft(desk, uid).made
    shown = shown_document(desk, made)

    assert made.kind == OFFER and made.lines[0].text_only
    assert shown.net_cents == one(desk, wanted, "Nights").net_cents
    assert get_document(desk, make_final(desk, uid)).net_cents == shown.net_cents


def test_the_shares_of_the_hours_add_up_to_all_calls() -> None:
    counts = kinds_of(Typical(7, 60, evening_bp=3333, saturday_bp=3333, sunday_bp=3334))

    assert sum(counts.values()) == 7 and set(counts) == {DAY, EVENING, SATURDAY, SUNDAY}
