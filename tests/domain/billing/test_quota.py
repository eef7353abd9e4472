"""Quotas, fees, segments and call-outs in a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.documents import cancel
from hotline_desk.domain.billing.quota import Grant, Ledger, Quota, grants_of
from hotline_desk.domain.billing.rules_text import rule_sentence
from hotline_desk.domain.billing.service_calendar import calendar_of
from hotline_desk.domain.billing.values import SCOPES, Callout, Fee, PricedArticle, QuotaAccount, QuotaUse
from hotline_desk.domain.contracts import Contract, Terms
from tests.domain.billing.works import EXACT, MINUTES, QUARTERS, drafted, issued, pieces, work

ENGLISH, GERMAN = Translator("en"), Translator("de")
AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (8, 9, 10, 11))
EVENINGS = calendar_of({"hours": {day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
                        "surcharges": {"outside": "50"}}, "Europe/Berlin")
DRAWS = replace(EXACT, contract_uid="c", quota=True)


def quota(minutes: int, *, used: int = 0, carried: int = 0, months: int = 1) -> Quota:
    """October's grant, with one of September before it that can still be used."""
    grants = (Grant(SEPTEMBER, carried * 60, OCTOBER), Grant(OCTOBER, minutes * 60, date(2026, 9 + months, 1)))
    return Quota("c", "Wartung", grants if carried else grants[1:], {OCTOBER: used * 60} if used else {})


def one_after_another(*minutes: float, rules=DRAWS, article=MINUTES, **values):
    return [work(m, at=f"2026-10-05T{8 + n:02}:00", rules=rules, article=article, **values)
            for n, m in enumerate(minutes)]


def minutes_paid(proposal) -> list[int]:
    return [(item.billed_seconds - item.quota_seconds) // 60 for item in proposal.items]


def test_the_quota_is_used_up_in_the_order_of_time():
    proposal = drafted(reversed(one_after_another(50, 45, 40, 20)), quotas=[quota(120)])
    assert minutes_paid(proposal) == [0, 0, 15, 20]
    assert proposal.net_cents == 66_15
    assert [line.billed_seconds // 60 for line in proposal.lines] == [15, 20]
    assert sum(use.seconds for use in proposal.quota_uses) == 120 * 60


def test_what_expires_first_is_used_first():
    proposal = drafted(one_after_another(30), quotas=[quota(60, carried=20, months=2)])
    assert [(use.month, use.seconds // 60) for use in proposal.quota_uses] == [(SEPTEMBER, 20), (OCTOBER, 10)]
    account, = proposal.quotas
    assert account == QuotaAccount("Wartung", OCTOBER, 20 * 60, 60 * 60, 30 * 60, 0, 50 * 60)


def test_what_was_carried_and_not_used_expires():
    proposal = drafted(one_after_another(5), quotas=[quota(60, carried=20, months=2)])
    account, = proposal.quotas
    assert (account.used // 60, account.expired // 60, account.left // 60) == (5, 15, 60)


def test_earlier_documents_leave_less():
    proposal = drafted(one_after_another(30), quotas=[quota(60, used=50)])
    assert minutes_paid(proposal) == [20]
    account, = proposal.quotas
    assert (account.granted // 60, account.used // 60, account.left) == (60, 60, 0)


def test_older_work_draws_on_the_quota_of_its_month():
    late = work(30, at="2026-09-10T08:00", rules=DRAWS, article=MINUTES, late=True)
    own = Quota("c", "Wartung", (Grant(SEPTEMBER, 1200, SEPTEMBER), Grant(OCTOBER, 3600, OCTOBER)), {SEPTEMBER: 600})
    proposal = drafted([late, *one_after_another(30)], quotas=[own])
    assert minutes_paid(proposal) == [20, 0]
    assert [(a.month, a.left // 60) for a in proposal.quotas] == [(SEPTEMBER, 0), (OCTOBER, 0)]
    assert [a.expired // 60 for a in proposal.quotas] == [0, 30]


def test_out_of_hours_the_quota_is_drawn_at_a_factor():
    rules = replace(DRAWS, calendar=replace(EVENINGS, outside_bp=0), quota_factor_outside_e4=15_000)
    works = [work(40, rules=rules, at="2026-10-05T08:00"), work(30, rules=rules, at="2026-10-05T17:00"),
             work(50, rules=rules, at="2026-10-06T08:00")]
    proposal = drafted(works, quotas=[quota(100)])
    assert minutes_paid(proposal) == [0, 0, 35]
    assert [use.seconds // 60 for use in proposal.quota_uses] == [40, 45, 15]


def test_at_a_factor_of_nothing_work_out_of_hours_is_paid():
    rules = replace(DRAWS, calendar=EVENINGS, quota_factor_outside_e4=0)
    proposal = drafted([work(30, rules=rules, at="2026-10-05T17:00")], quotas=[quota(100)])
    assert (minutes_paid(proposal), proposal.net_cents, proposal.quota_uses) == ([30], 71_25, ())


def test_before_the_increment_only_what_is_left_over_is_rounded():
    rules = replace(DRAWS, first=900, next=900, quota_basis="raw")
    proposal = drafted(one_after_another(20, 20, rules=rules), quotas=[quota(30)])
    assert [(i.billed_seconds // 60, i.quota_seconds // 60) for i in proposal.items] == [(20, 20), (25, 10)]
    assert [line.billed_seconds // 60 for line in proposal.lines] == [15]


def test_what_is_given_away_draws_nothing():
    proposal = drafted(one_after_another(30, outcome="goodwill"), quotas=[quota(60)])
    assert proposal.quota_uses == ()
    assert proposal.items[0].value_cents == 56_70


def test_a_quota_is_told_in_both_languages():
    item = drafted(one_after_another(10, rules=replace(DRAWS, first=900, next=900)), quotas=[quota(3)]).items[0]
    assert item.rule == "900/900;quota=180"
    assert rule_sentence(item, ENGLISH) == "increment 15/15, 3 min from quota"


def test_a_contract_that_begins_within_a_month_gets_its_part_by_days():
    terms = Terms("t", "T", quota_minutes=120, carry_over_months=1)
    grants = grants_of(Contract("c", "a", "T", date(2026, 10, 16), date(2026, 12, 15)), lambda day: terms, NOVEMBER)
    assert grants == (Grant(OCTOBER, 62 * 60, NOVEMBER), Grant(NOVEMBER, 120 * 60, date(2026, 12, 1)))
    begun = grants_of(Contract("c", "a", "T", date(2026, 10, 16), date(2026, 10, 16)), lambda day: terms, NOVEMBER)
    assert [grant.seconds // 60 for grant in begun] == [4]


def test_a_work_across_the_end_of_service_is_two_lines_and_one_item():
    rules = replace(EXACT, first=1800, next=1800, calendar=EVENINGS)
    article = replace(MINUTES, price_e4=12_000)
    proposal = drafted([work(23, at="2026-10-05T15:50", rules=rules, article=article)])
    assert [(ln.billed_seconds // 60, ln.price_e4, ln.net_cents, ln.segment, ln.surcharge_bp)
            for ln in proposal.lines] == [(10, 12_000, 12_00, "", 0), (20, 18_000, 36_00, "outside", 5000)]
    item, = proposal.items
    assert (item.amount_cents, item.billed_seconds, item.position) == (48_00, 1800, 1)
    assert rule_sentence(item, ENGLISH).replace("\N{NO-BREAK SPACE}", " ") == (
        "increment 30/30, +50 % outside service hours")
    assert rule_sentence(item, GERMAN)


def test_an_on_call_job_has_its_minimum_and_is_charged_once():
    callout = Callout("job", PricedArticle("BER", "Bereitschaft", "flat", 800_000, 1900), "Einsatz")
    rules = replace(EXACT, minimum=3600, on_call=True)
    proposal = drafted([work(10, rules=rules, callout=callout, ticket_uid="t"),
                        work(5, at="2026-10-05T11:00", rules=rules, callout=callout, ticket_uid="t")])
    assert [(ln.kind, ln.text, ln.net_cents) for ln in proposal.lines] == [
        ("work", "Telefonsupport", 95_00), ("callout", "Einsatz", 80_00), ("work", "Telefonsupport", 95_00)]
    assert rule_sentence(proposal.items[0], ENGLISH) == "to the second, at least 60 min on call"


def test_a_job_that_is_not_charged_costs_no_call_out():
    callout = Callout("job", PricedArticle("BER", "Bereitschaft", "flat", 800_000, 1900), "Einsatz")
    assert drafted([work(10, callout=callout, outcome="goodwill")]).lines == ()


def fee(month: date, cents: int = 49_00, contract: str = "c") -> Fee:
    return Fee(contract, month, PricedArticle("FEE", "Pauschale", "flat", cents * 100, 1900), f"Pauschale {month}",
               month, month.replace(day=28))


def test_fees_come_first_and_older_ones_under_their_month():
    proposal = drafted([work(60)], fees=[fee(OCTOBER), fee(SEPTEMBER)])
    assert [(ln.kind, ln.service_month, ln.net_cents) for ln in proposal.lines] == [
        ("fee", SEPTEMBER, 49_00), ("fee", None, 49_00), ("work", None, 95_00)]
    assert [(claim.month, claim.position) for claim in proposal.fees] == [(SEPTEMBER, 1), (OCTOBER, 2)]
    assert proposal.items[0].position == 3


def test_a_discount_of_the_document_is_taken_per_rate_and_rounded_there():
    proposal = drafted([pieces(1, 2_605_500), pieces(1, 348_500, 700)], discount_bp=500)
    assert [(d.rate_bp, d.base_cents, d.amount_cents) for d in proposal.discounts] == [
        (1900, 260_55, 13_03), (700, 34_85, 1_74)]
    assert (proposal.net_cents, proposal.tax_cents, proposal.gross_cents) == (280_63, 49_35, 329_98)


def test_a_discount_on_gross_prices_is_taken_before_the_tax():
    gross = PricedArticle("G", "Hilfe", "piece", 1_190_000, 1900, gross_price=True)
    proposal = drafted([work(0, article=gross, quantity_e4=10_000)], discount_bp=1000)
    assert (proposal.gross_cents, proposal.net_cents, proposal.discounts[0].amount_cents) == (107_10, 90_00, 10_00)


def test_a_reverse_charge_has_net_prices_and_no_tax():
    gross = PricedArticle("G", "Hilfe", "piece", 1_190_000, 1900, gross_price=True)
    proposal = drafted([work(0, article=gross, quantity_e4=10_000), work(60)], reverse_charge=True)
    assert (proposal.net_cents, proposal.tax_cents, proposal.reverse_charge) == (195_00, 0, True)
    assert [line.gross_price for line in proposal.lines] == [False, False]


@pytest.mark.parametrize(("charged", "net"), [(True, 95_00), (False, 0), (None, 0)])
def test_what_somebody_decided_goes_before_the_outcome(charged, net):
    assert drafted([work(60, outcome="goodwill", charged=charged)]).net_cents == net


rules_with_quota = st.builds(
    lambda first, scope, basis, factor, contract, calendar: replace(
        QUARTERS, first=first, next=first, scope=scope, quota=True, quota_basis=basis,
        quota_factor_outside_e4=factor, contract_uid=contract, calendar=calendar),
    st.sampled_from([1, 60, 900]), st.sampled_from(SCOPES), st.sampled_from(["billed", "raw"]),
    st.sampled_from([0, 5_000, 10_000, 15_000]), st.sampled_from(["c", "d"]), st.sampled_from([None, EVENINGS]))
some_works = st.lists(st.builds(
    lambda begin, seconds, agent, ticket, **values: work(
        seconds / 60, at=datetime(2026, 9, 20, tzinfo=UTC) + timedelta(seconds=begin), agent_uid=f"a{agent}",
        ticket_uid=f"t{ticket}", ticket_number=f"2026-{ticket:05}", **values),
    st.integers(0, 30 * 86_400), st.integers(0, 20_000), st.integers(0, 2), st.integers(0, 3),
    rules=rules_with_quota, outcome=st.sampled_from(["charge", "quota", "goodwill"])), max_size=8)
some_quotas = st.lists(st.integers(0, 300), min_size=6, max_size=6).map(lambda minutes: [
    Quota(contract, contract, tuple(
        Grant(month, minutes[3 * n + m] * 60, OCTOBER if m else SEPTEMBER)
        for m, month in enumerate((AUGUST, SEPTEMBER, OCTOBER))), {SEPTEMBER: 600})
    for n, contract in enumerate("cd")])


@settings(deadline=None)
@given(some_works, some_quotas)
def test_no_more_is_drawn_than_was_granted_and_the_accounts_are_even(works, quotas):
    proposal = drafted(works, quotas=quotas)
    for one in quotas:
        for grant in one.grants:
            drawn = sum(use.seconds for use in proposal.quota_uses
                        if (use.contract_uid, use.month) == (one.contract_uid, grant.month))
            assert drawn <= max(0, grant.seconds - one.used.get(grant.month, 0))
    for account in proposal.quotas:
        if account.granted >= 600 or account.month != SEPTEMBER:
            assert account.carried + account.granted == account.used + account.expired + account.left
            assert min(account.carried, account.used, account.expired, account.left) >= 0
    assert all(use.seconds > 0 for use in proposal.quota_uses)


@settings(deadline=None)
@given(some_works, some_quotas, st.integers(0, 3000))
def test_lines_sum_up_with_discounts_and_a_cancellation_takes_all_back(works, quotas, discount):
    proposal = drafted(works, quotas=quotas, fees=[fee(OCTOBER)], discount_bp=discount)
    taken_off = sum(d.amount_cents for d in proposal.discounts)
    assert sum(line.net_cents for line in proposal.lines) == proposal.net_cents + taken_off
    assert proposal.gross_cents == proposal.net_cents + proposal.tax_cents
    assert sum(i.amount_cents for i in proposal.items) == sum(
        line.net_cents for line in proposal.lines if line.kind == "work")
    assert sum(i.billed_seconds - i.quota_seconds for i in proposal.items) == sum(
        line.billed_seconds for line in proposal.lines)
    back = cancel(issued(proposal), uid="s", number="ST-1", day=date(2026, 11, 3))
    for tax, negative in zip(proposal.taxes, back.taxes, strict=True):
        assert (tax.net_cents + negative.net_cents, tax.tax_cents + negative.tax_cents) == (0, 0)


@settings(deadline=None)
@given(some_works.flatmap(lambda works: st.tuples(st.just(works), st.permutations(works))), some_quotas)
def test_the_order_in_which_works_come_does_not_matter(orders, quotas):
    first, second = orders
    assert drafted(first, quotas=quotas) == drafted(second, quotas=reversed(quotas))


@settings(deadline=None)
@given(some_works, some_quotas)
def test_every_item_has_a_sentence_in_both_languages(works, quotas):
    for item in drafted(works, quotas=quotas).items:
        assert rule_sentence(item, ENGLISH) and rule_sentence(item, GERMAN)


def test_a_ledger_gives_no_more_than_it_has():
    ledger = Ledger(quota(10))
    assert ledger.draw(OCTOBER, 400) == [(OCTOBER, 400)]
    assert ledger.draw(OCTOBER, 400) == [(OCTOBER, 200)]
    assert ledger.draw(NOVEMBER, 400) == []
    assert ledger.account(date(2026, 12, 1)) is None


def test_a_use_names_contract_month_and_work():
    first, = one_after_another(5)
    assert drafted([first], quotas=[quota(10)]).quota_uses == (QuotaUse("c", OCTOBER, first.uid, 300),)
