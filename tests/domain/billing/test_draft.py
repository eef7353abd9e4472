from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.domain.billing.amounts import line_cents
from hotline_desk.domain.billing.documents import cancel
from hotline_desk.domain.billing.overlap import counted_spans
from hotline_desk.domain.billing.values import PERIOD, SCOPES, TICKET, PricedArticle, Rules
from hotline_desk.domain.tickets import OUTCOMES
from tests.domain.billing.works import EXACT, MINUTES, QUARTERS, SUPPORT, drafted, issued, pieces, work

PER_TICKET = replace(QUARTERS, scope=TICKET)
PER_PERIOD = replace(QUARTERS, scope=PERIOD)
GROSS = PricedArticle("P", "Beratung", "hour", 1_190_000, 1900, gross_price=True)


def amounts(proposal):
    return [(i.billed_seconds // 60, i.amount_cents, i.rule, i.position) for i in proposal.items]


def test_each_worklog_is_a_line_in_the_order_of_time():
    late, early = work(16, at="2026-10-06T09:00", rules=QUARTERS), work(4, rules=QUARTERS)
    proposal = drafted([late, early])
    assert [(ln.position, ln.worklogs, ln.raw_seconds, ln.billed_seconds, ln.net_cents) for ln in proposal.lines] == [
        (1, (early.uid,), 240, 900, 23_75), (2, (late.uid,), 960, 1800, 47_50)]
    assert [(i.worklog_uid, i.position) for i in proposal.items] == [(early.uid, 1), (late.uid, 2)]


def test_a_line_shows_the_quantity_in_the_unit_of_the_article():
    proposal = drafted([work(20), work(20, article=MINUTES), pieces(2.5, 10_000)])
    assert [(ln.unit, ln.quantity_e4) for ln in proposal.lines] == [
        ("hour", 3_333), ("minute", 200_000), ("piece", 25_000)]
    assert [line_cents(ln) for ln in proposal.lines] == [ln.net_cents for ln in proposal.lines]


def test_per_ticket_the_amount_stands_at_the_first_worklog_of_the_ticket():
    first = work(4, rules=PER_TICKET, ticket_uid="t")
    between = work(5, at="2026-10-05T10:00", rules=PER_TICKET, ticket_uid="u")
    last = work(16, at="2026-10-07T09:00", rules=PER_TICKET, ticket_uid="t")
    proposal = drafted([first, between, last])
    assert [(ln.worklogs, ln.service_from.day, ln.service_to.day) for ln in proposal.lines] == [
        ((first.uid, last.uid), 5, 7), ((between.uid,), 5, 5)]
    assert amounts(proposal) == [
        (30, 47_50, "900/900;ticket", 1), (15, 23_75, "900/900;ticket", 2), (0, 0, "within;ticket", 1)]


def test_per_ticket_two_articles_are_two_lines():
    proposal = drafted([work(4, rules=PER_TICKET, ticket_uid="t"),
                        work(5, at="2026-10-05T10:00", rules=PER_TICKET, ticket_uid="t", article=MINUTES)])
    assert [ln.article for ln in proposal.lines] == ["SUP", "MIN"]


def test_per_period_all_tickets_of_an_article_are_one_line():
    proposal = drafted([work(4, rules=PER_PERIOD), work(5, at="2026-10-09T10:00", rules=PER_PERIOD),
                        pieces(2, 10_000, rules=PER_PERIOD), pieces(3, 10_000, rules=PER_PERIOD)])
    assert sorted((ln.article, ln.billed_seconds, ln.quantity_e4) for ln in proposal.lines) == [
        ("SUP", 900, 2_500), ("piece-10000-1900", 0, 50_000)]


def test_a_new_price_in_the_middle_of_the_period_is_a_line_of_its_own():
    dearer = replace(SUPPORT, price_e4=1_000_000)
    proposal = drafted([work(15, rules=PER_PERIOD), work(15, at="2026-10-20T09:00", rules=PER_PERIOD, article=dearer)])
    assert [ln.net_cents for ln in proposal.lines] == [23_75, 25_00]


@pytest.mark.parametrize(("values", "rule", "value"), [
    ({"billable": False}, "unbillable", 0),
    ({"outcome": "goodwill"}, "goodwill", 23_75),
    ({"outcome": "warranty"}, "warranty", 23_75),
    ({"outcome": "flat"}, "flat", 23_75),
    ({"outcome": "internal"}, "internal", 0),
    ({"outcome": "wrong_number"}, "wrong_number", 0),
    ({"kind": "after_call"}, "after_call", 0),
    ({"kind": "after_call", "outcome": "goodwill"}, "after_call", 0),
    ({"rules": Rules("", grace=600)}, "grace=600", 0),
    ({"rules": Rules("", grace=600, scope=TICKET)}, "grace=600;ticket", 0),
    ({"end": datetime(2026, 10, 5, 9, tzinfo=UTC), "raw_seconds": 0}, "nothing", 0),
])
def test_what_is_not_charged_has_an_item_that_says_why_and_no_line(values, rule, value):
    proposal = drafted([work(10, **{"rules": QUARTERS, **values})])
    assert (proposal.lines, proposal.taxes, proposal.gross_cents) == ((), (), 0)
    assert [(i.rule, i.amount_cents, i.value_cents, i.billed_seconds, i.position) for i in proposal.items] == [
        (rule, 0, value, 0, None)]


@pytest.mark.parametrize("outcome", [None, "charge", "quota"])
def test_work_is_charged_unless_the_outcome_says_otherwise(outcome):
    assert drafted([work(60, outcome=outcome)]).net_cents == 95_00


def test_after_call_work_is_charged_where_the_terms_say_so():
    assert drafted([work(60, kind="after_call", rules=replace(EXACT, charge_after_call=True))]).net_cents == 95_00


def test_a_ticket_given_away_shows_its_value_once():
    proposal = drafted([work(4, rules=PER_TICKET, ticket_uid="t", outcome="goodwill"),
                        work(16, at="2026-10-05T10:00", rules=PER_TICKET, ticket_uid="t", outcome="goodwill")])
    assert [i.value_cents for i in proposal.items] == [47_50, 0]


def test_per_period_each_ticket_given_away_shows_its_own_value():
    proposal = drafted([work(4, rules=PER_PERIOD, outcome="goodwill"), work(4, rules=PER_PERIOD, outcome="goodwill")])
    assert [i.value_cents for i in proposal.items] == [23_75, 23_75]


def test_the_grace_holds_for_the_whole_ticket_where_the_ticket_is_rounded():
    rules = replace(EXACT, grace=120, scope=TICKET)
    both = [work(1.5, rules=rules, ticket_uid="t"), work(1.5, at="2026-10-05T10:00", rules=rules, ticket_uid="t")]
    assert drafted(both).lines[0].billed_seconds == 180
    assert drafted(both[:1]).lines == ()


def test_the_minimum_is_named_only_where_it_mattered():
    rules = replace(EXACT, minimum=600)
    assert [i.rule for i in drafted([work(5, rules=rules), work(15, rules=rules)]).items] == ["1/1;minimum=600", "1/1"]


def test_overlapping_time_is_named_and_raw_time_stays():
    proposal = drafted([work(30, agent_uid="a"), work(30, at="2026-10-05T09:20", agent_uid="a"),
                        work(5, at="2026-10-05T09:10", agent_uid="a")])
    assert [(i.raw_seconds // 60, i.billed_seconds // 60, i.rule) for i in proposal.items] == [
        (30, 30, "1/1"), (5, 0, "overlap"), (30, 20, "1/1;overlap")]


def test_seconds_counted_over_all_customers_are_taken_as_given():
    mine, other = work(30, at="2026-10-05T09:10", agent_uid="a"), work(30, agent_uid="a")
    assert drafted([mine], counted=counted_spans([mine, other])).lines[0].billed_seconds == 600


def test_older_work_is_charged_under_its_own_month_first():
    rules = replace(PER_TICKET, first=600, next=600)
    proposal = drafted([
        work(4, rules=PER_TICKET, ticket_uid="t"),
        work(4, at="2026-08-20T09:00", rules=rules, ticket_uid="t", late=True),
        work(5, at="2026-09-02T09:00", rules=PER_TICKET, ticket_uid="t", late=True),
        work(5, at="2026-09-30T09:00", rules=PER_TICKET, ticket_uid="t", late=True),
    ])
    assert [(ln.service_month, ln.billed_seconds) for ln in proposal.lines] == [
        (date(2026, 8, 1), 600), (date(2026, 9, 1), 900), (None, 900)]
    assert [i.late for i in proposal.items] == [True, True, True, False]


def test_work_from_before_the_period_is_late_even_if_nobody_said_so():
    assert drafted([work(4, at="2026-09-30T09:00")]).lines[0].service_month == date(2026, 9, 1)


def test_a_small_business_charges_no_tax():
    proposal = drafted([work(60), work(60, article=GROSS)], small_business=True)
    assert (proposal.net_cents, proposal.tax_cents, proposal.gross_cents) == (95_00 + 119_00, 0, 95_00 + 119_00)
    assert [t.rate_bp for t in proposal.taxes] == [0]


def test_tax_is_taken_out_of_gross_prices_per_rate():
    proposal = drafted([work(60, article=GROSS), work(30, article=GROSS)])
    assert (proposal.net_cents, proposal.tax_cents, proposal.gross_cents) == (150_00, 28_50, 178_50)
    assert [line_cents(ln) for ln in proposal.lines] == [119_00, 59_50]


def test_many_small_gross_prices_are_off_by_a_cent_at_most_each():
    cheap = replace(GROSS, unit="piece", price_e4=10_000)
    proposal = drafted([work(0, article=cheap, quantity_e4=10_000) for _ in range(100)])
    assert (proposal.gross_cents, proposal.net_cents) == (100_00, 84_03)
    assert {ln.net_cents for ln in proposal.lines} == {84, 85}


def test_a_quantity_of_an_hourly_article_counts_instead_of_the_time():
    proposal = drafted([work(10, quantity_e4=15_000)])
    assert (proposal.net_cents, proposal.lines[0].billed_seconds) == (142_50, 0)


def test_a_piece_without_a_quantity_is_one():
    flat = PricedArticle("F", "Anfahrt", "flat", 250_000, 1900)
    assert drafted([work(10, article=flat)]).net_cents == 25_00


def test_nothing_to_bill_is_an_empty_draft():
    proposal = drafted([])
    assert (proposal.lines, proposal.items, proposal.gross_cents) == ((), (), 0)


rates = st.sampled_from([0, 700, 1900])
articles = st.builds(
    lambda unit, price, rate, gross: PricedArticle(f"{unit}{price}{rate}{gross}", "Etwas", unit, price, rate, gross),
    st.sampled_from(["hour", "minute", "piece"]), st.sampled_from([0, 3_333, 18_900, 950_000]), rates, st.booleans())
all_rules = st.builds(
    Rules, st.just("x"), first=st.sampled_from([1, 60, 900]), next=st.sampled_from([1, 60, 900]),
    minimum=st.sampled_from([0, 600]), grace=st.sampled_from([0, 60]), scope=st.sampled_from(SCOPES),
    charge_after_call=st.booleans(), per_agent=st.booleans())
some_works = st.lists(st.builds(
    lambda begin, seconds, agent, ticket, **values: work(
        seconds / 60, at=datetime(2026, 9, 20, tzinfo=UTC) + timedelta(seconds=begin), agent_uid=f"a{agent}",
        ticket_uid=f"t{ticket}", ticket_number=f"2026-{ticket:05}", **values),
    st.integers(0, 30 * 86_400), st.integers(0, 9000), st.integers(0, 1), st.integers(0, 3), article=articles,
    rules=all_rules, billable=st.booleans(), outcome=st.sampled_from([None, *OUTCOMES]),
    kind=st.sampled_from(["call", "work", "after_call"]),
    quantity_e4=st.none() | st.integers(-20_000, 50_000)), max_size=10)


@settings(deadline=None)
@given(some_works, st.booleans())
def test_lines_sum_to_net_per_rate_and_gross_is_net_and_tax(works, small):
    proposal = drafted(works, small_business=small)
    by_rate: dict[int, int] = defaultdict(int)
    for line in proposal.lines:
        by_rate[line.tax_rate_bp] += line.net_cents
    assert by_rate == {t.rate_bp: t.net_cents for t in proposal.taxes}
    assert proposal.net_cents == sum(by_rate.values())
    assert proposal.tax_cents == sum(t.tax_cents for t in proposal.taxes)
    assert proposal.gross_cents == proposal.net_cents + proposal.tax_cents


@settings(deadline=None)
@given(some_works)
def test_what_the_customer_pays_for_gross_prices_is_the_sum_of_the_gross_lines(works):
    proposal = drafted([replace(w, article=replace(w.article, gross_price=True)) for w in works])
    assert proposal.gross_cents == sum(line_cents(line) for line in proposal.lines)


@settings(deadline=None)
@given(some_works)
def test_items_sum_to_the_lines_and_every_work_is_an_item(works):
    proposal = drafted(works)
    for line in proposal.lines:
        of_line = [i for i in proposal.items if i.position == line.position]
        assert {i.worklog_uid for i in of_line} == set(line.worklogs)
        assert sum(i.amount_cents for i in of_line) == line.net_cents
        assert sum(i.billed_seconds for i in of_line) == line.billed_seconds
    assert sorted(i.worklog_uid for i in proposal.items) == sorted(w.uid for w in works)
    assert sum(i.amount_cents for i in proposal.items) == proposal.net_cents


@settings(deadline=None)
@given(some_works.flatmap(lambda works: st.tuples(st.just(works), st.permutations(works))))
def test_the_order_of_the_worklogs_does_not_matter(both):
    assert drafted(both[0]) == drafted(both[1])


@settings(deadline=None)
@given(some_works)
def test_an_invoice_and_its_cancellation_add_up_to_nothing(works):
    invoice = issued(drafted(works))
    cancellation = cancel(invoice, uid="s", number="ST-2026-00001", day=date(2026, 11, 3))
    for name in ("net_cents", "tax_cents", "gross_cents"):
        assert getattr(invoice, name) + getattr(cancellation, name) == 0
    for row, back in zip(invoice.taxes, cancellation.taxes, strict=True):
        assert (row.rate_bp, row.net_cents + back.net_cents, row.tax_cents + back.tax_cents) == (back.rate_bp, 0, 0)
    assert [line_cents(ln) for ln in cancellation.lines] == [-line_cents(ln) for ln in invoice.lines]
    assert sum(i.amount_cents for i in cancellation.items) == cancellation.net_cents
