"""What contracts, profiles and decisions make of the same work, over several documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hotline_desk.domain.access import AGENT, Team
from hotline_desk.domain.articles import Article, PriceList, PriceListEntry, TaxRate
from hotline_desk.domain.billing.values import OF_CALLOUT, OF_FEE, OF_WORK, Refusal
from hotline_desk.domain.contracts import BillingProfile, Contract, ContractScope, Terms
from hotline_desk.services.access import save_team
from hotline_desk.services.articles import list_articles, save_article, save_price_list, save_tax_rates
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.decisions import Decision, decide
from hotline_desk.services.billing.documents import get_document
from hotline_desk.services.billing.issue import issue_all, issue_next
from hotline_desk.services.billing.price_now import price_now
from hotline_desk.services.billing.propose import propose_one, statement_of, stream, survey
from hotline_desk.services.billing.unchanged import Run
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.contracts import (
    Calendar,
    keep_calendar,
    list_contracts,
    list_terms,
    save_billing_profile,
    save_contract,
    save_terms,
)
from hotline_desk.services.rows import row_of
from hotline_desk.services.tickets.on_call import OnCallJob, record_job
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.tickets import TicketRow
from tests import builders
from tests.services.billing.office import EXACT, NOVEMBER, OCTOBER, Did, only, sums

DECEMBER = BillingRequest(date(2026, 12, 1), date(2026, 12, 31))
NINE = "2026-10-05T09:00"


def in_month(month: int, minutes: float = 20, **values: Any) -> Did:
    return Did(minutes, start=f"2026-{month:02}-05T09:00", **values)


def on_ticket(office, uid: str, **columns: Any) -> None:
    """Columns of a ticket that calls would fill."""
    with office.ctx.store.write(office.ctx.stamp("ticket.save")) as tx:
        for name, value in columns.items():
            setattr(row_of(tx.session, TicketRow, uid), name, value)


def key_of(office, address: str) -> int:
    with office.ctx.store.read() as session:
        return row_of(session, AddressRow, address).id


def profile(office, customer: str, **values: Any) -> None:
    save_billing_profile(office.ctx, BillingProfile(customer, **values))


def bill(office, request: BillingRequest = OCTOBER) -> tuple[str, ...]:
    return issue_all(office.ctx, office.propose(request)).numbers


def quotas(draft) -> list[tuple[int, int, int, int, int]]:
    """Minutes carried, granted, used, expired, left of each account."""
    return [tuple(s // 60 for s in (a.carried, a.granted, a.used, a.expired, a.left)) for a in draft.quotas]


# --- quota over documents

def test_what_a_document_drew_is_gone_for_the_next(office):
    customer = office.customer(**EXACT, quota_minutes=30, monthly_fee_cents=10_00)
    office.ticket(customer, in_month(10))
    assert quotas(office.drafts()[0]) == [(0, 30, 20, 10, 0)]
    bill(office)
    office.ticket(customer, Did(20, start="2026-10-06T09:00"))
    draft, = office.drafts()
    assert (draft.net_cents, draft.items[0].quota_seconds) == (15_83, 600)


def test_unused_minutes_are_carried_and_expire(office):
    customer = office.customer(**EXACT, quota_minutes=60, carry_over_months=1, monthly_fee_cents=10_00)
    save_contract(office.ctx, replace(list_contracts(office.ctx, customer)[0], valid_from=date(2026, 10, 1)))
    office.ticket(customer, in_month(10))
    assert quotas(office.drafts()[0]) == [(0, 60, 20, 0, 40)]
    bill(office)
    office.ticket(customer, in_month(11, 30))
    assert quotas(office.drafts(NOVEMBER)[0]) == [(40, 60, 30, 10, 60)]
    bill(office, NOVEMBER)
    assert quotas(office.drafts(DECEMBER)[0]) == [(60, 60, 0, 60, 60)]


def test_a_cancelled_document_gives_the_quota_back(office):
    customer = office.customer(**EXACT, quota_minutes=30, monthly_fee_cents=10_00)
    office.ticket(customer, in_month(10))
    number, = bill(office)
    cancel_document(office.ctx, number)
    draft, = office.drafts()
    assert (draft.net_cents, draft.items[0].quota_seconds) == (10_00, 1200)


def test_time_that_the_quota_paid_for_is_charged_to_nobody_else(office):
    office.ticket(office.customer(**EXACT, quota_minutes=60, monthly_fee_cents=10_00), Did(30, start=NINE))
    bill(office)
    office.ticket(office.customer("10002", "Zweite GmbH", **EXACT), Did(30, start="2026-10-05T09:10"))
    assert office.drafts()[0].lines[0].billed_seconds == 600


def test_older_work_draws_on_what_is_left_of_its_month(office):
    customer = office.customer(**EXACT, quota_minutes=30, monthly_fee_cents=10_00)
    office.ticket(customer, in_month(10))
    bill(office)
    office.ticket(customer, Did(20, start="2026-10-06T09:00"), in_month(11))
    draft, = office.drafts(NOVEMBER)
    assert [(i.late, i.quota_seconds // 60) for i in draft.items] == [(True, 10), (False, 20)]
    assert [line.service_month for line in draft.lines if line.kind == OF_WORK] == [date(2026, 10, 1)]


# --- fees

def test_a_fee_is_charged_once_a_month_and_again_after_a_cancellation(office):
    office.customer(monthly_fee_cents=49_00)
    number, = bill(office)
    document = get_document(office.ctx, number)
    assert [(line.kind, line.net_cents) for line in document.lines] == [(OF_FEE, 49_00)]
    assert office.drafts() == ()
    cancel_document(office.ctx, number)
    assert sums(office.drafts())[0] == 49_00


def test_a_gap_of_fees_is_filled_but_nothing_before_the_first(office):
    office.customer(monthly_fee_cents=49_00)
    bill(office)
    draft, = office.drafts(DECEMBER)
    assert [(line.service_from.month, line.service_month and line.service_month.month) for line in draft.lines] == [
        (11, 11), (12, None)]


def test_half_a_month_owes_no_fee_yet(office):
    office.customer(monthly_fee_cents=49_00)
    assert office.drafts(BillingRequest(date(2026, 10, 1), date(2026, 10, 15))) == ()


def test_a_contract_that_ends_owes_its_days(office):
    customer = office.customer(monthly_fee_cents=31_00)
    save_contract(office.ctx, replace(list_contracts(office.ctx, customer)[0], valid_to=date(2026, 10, 10)))
    assert sums(office.drafts())[0] == 10_00
    assert office.drafts(NOVEMBER) == ()


def test_the_fee_stands_as_its_article(office):
    save_article(office.ctx, Article("", "FEE", "Wartungspauschale", "flat", 0, 700))
    office.customer(monthly_fee_cents=49_00, fee_article="FEE")
    line, = office.drafts()[0].lines
    assert (line.article, line.tax_rate_bp, line.text.startswith("Wartungspauschale, ")) == ("FEE", 700, True)


def test_fees_can_be_left_out(office):
    office.ticket(office.customer(**EXACT, monthly_fee_cents=49_00), in_month(10))
    draft, = office.drafts(replace(OCTOBER, parts=("calls", "services", "remote")))
    assert [line.kind for line in draft.lines] == [OF_WORK]


# --- who pays

def test_the_client_behind_the_called_line_pays_for_its_caller(office):
    client = office.customer("10001", "Klient AG", **EXACT)
    caller = office.customer("10002", "Anrufer GmbH")
    on_ticket(office, office.ticket(caller, in_month(10)), client_id=key_of(office, client))
    draft, = office.drafts()
    assert (draft.address_name, draft.net_cents, draft.items[0].contact) == ("Klient AG", 31_67, "Anrufer GmbH")
    assert office.drafts(only("10002")) == ()
    assert [d.address_name for d in office.drafts(only("10001"))] == ["Klient AG"]


def test_the_invoice_goes_to_another_recipient_who_owes_it(office):
    branch = office.customer("10001", "Filiale", **EXACT)
    head = office.customer("10002", "Zentrale AG")
    profile(office, head, buyer_reference="991-1", days_to_pay=30)
    profile(office, branch, recipient_uid=head)
    office.ticket(branch, in_month(10))
    number, = bill(office)
    document = get_document(office.ctx, number)
    assert (document.recipient.name, document.service, document.recipient.buyer_reference) == (
        "Zentrale AG", "Filiale", "991-1")
    assert document.address_uid == head
    assert document.due - document.date == timedelta(days=30)


def test_a_profile_decides_on_skonto_numbers_and_discount(office):
    customer = office.customer(**EXACT)
    profile(office, customer, skonto_days=14, skonto_bp=200, statement_numbers="cut", discount_bp=1000)
    office.ticket(customer, Did(60, start=NINE))
    number, = bill(office)
    document = get_document(office.ctx, number)
    assert (document.skonto_days, document.skonto_bp, document.statement_numbers, document.net_cents) == (
        14, 200, "cut", 85_50)
    assert sum(d.amount_cents for d in document.discounts) == 9_50


def test_a_business_elsewhere_in_the_union_owes_its_tax_himself(office):
    customer = builders.address(office.ctx, "Wien GmbH", number="10001", country="AT", vat_id="ATU12345675")
    office.ticket(customer, Did(60, start=NINE))
    draft, = office.drafts()
    assert (draft.reverse_charge, draft.tax_cents, draft.gross_cents) == (True, 0, 95_00)


# --- several contracts, price lists, tax

def test_the_contract_that_names_the_most_holds(office):
    customer = office.customer(**EXACT)
    save_terms(office.ctx, Terms("", "ERP", prices={"SUP": 1_200_000}, **EXACT))
    save_terms(office.ctx, Terms("", "ERP network", prices={"SUP": 1_500_000}, **EXACT))
    product, category = ContractScope("product", "ERP"), ContractScope("category", "Netz")
    save_contract(office.ctx, Contract("", customer, "ERP", date(2026, 5, 1), scopes=(product,)))
    save_contract(office.ctx, Contract("", customer, "ERP network", date(2026, 2, 1), scopes=(product, category)))
    _plain, erp, both = (office.ticket(customer, Did(60, start=f"2026-10-0{n}T09:00")) for n in (5, 6, 7))
    on_ticket(office, erp, product="ERP")
    on_ticket(office, both, product="ERP", category="Netz › WLAN")
    assert [line.net_cents for line in office.drafts()[0].lines] == [95_00, 120_00, 150_00]
    chosen = next(c.uid for c in list_contracts(office.ctx, customer) if c.terms == "ERP")
    assert sums(office.drafts(replace(OCTOBER, contracts=(chosen,))))[0] == 120_00


@pytest.mark.parametrize(("contract_list", "terms", "customer_list", "net"), [
    (True, True, True, 10_00), (False, True, True, 20_00), (False, False, True, 30_00), (False, False, False, 95_00)])
def test_the_contracts_list_goes_before_terms_and_those_before_the_customers_list(office, contract_list, terms,
                                                                                  customer_list, net):
    for name, price in (("Vertrag", 100_000), ("Kunde", 300_000)):
        save_price_list(office.ctx, PriceList(name, (PriceListEntry("SUP", price),)))
    customer = office.customer(**EXACT, prices={"SUP": 200_000} if terms else {})
    if contract_list:
        save_contract(office.ctx, replace(list_contracts(office.ctx, customer)[0], price_list="Vertrag"))
    if customer_list:
        profile(office, customer, price_list="Kunde")
    office.ticket(customer, Did(60, start=NINE))
    assert sums(office.drafts())[0] == net


def test_a_price_of_the_agents_team_goes_before_the_general_one(office):
    bert = builders.user(office.ctx, "bert", AGENT)
    team = save_team(office.ctx, Team("", "Technik", members=(bert,)))
    save_price_list(office.ctx, PriceList("Kunde", (PriceListEntry("SUP", 500_000),
                                                    PriceListEntry("SUP", 800_000, team_uid=team))))
    customer = office.customer(**EXACT)
    profile(office, customer, price_list="Kunde")
    office.ticket(customer, Did(60, start=NINE), Did(60, start="2026-10-06T09:00", agent=bert))
    assert [line.net_cents for line in office.drafts()[0].lines] == [50_00, 80_00]


def test_the_rate_of_tax_is_that_of_the_day_of_service(office):
    save_tax_rates(office.ctx, [TaxRate("standard", date(2020, 1, 1), 1900),
                                TaxRate("standard", date(2026, 10, 6), 2000)])
    article = next(a for a in list_articles(office.ctx) if a.number == "SUP")
    save_article(office.ctx, replace(article, tax_code="standard"))
    office.ticket(office.customer(**EXACT), Did(60, start=NINE), Did(60, start="2026-10-06T09:00"))
    assert [(t.rate_bp, t.tax_cents) for t in office.drafts()[0].taxes] == [(2000, 19_00), (1900, 18_05)]


# --- decisions, on call, small sums, quarters

def test_the_newest_decision_on_a_measure_counts(office):
    ticket = office.ticket(office.customer(**EXACT), in_month(10, 60), outcome="goodwill")
    worklog = office.do(ticket, Did(60, start="2026-10-06T09:00"))
    decide(office.ctx, worklog, Decision(charged=True, article="H100", text="Sonderarbeit"), "vereinbart")
    draft, = office.drafts()
    assert (draft.net_cents, [i.text for i in draft.items][1]) == (100_00, "Sonderarbeit")
    decide(office.ctx, worklog, Decision(charged=False), "doch nicht")
    assert [each.lines for each in office.drafts()] == [()]


def test_a_job_on_call_costs_its_fee_and_minimum(office):
    customer = office.customer(**EXACT, callout_cents=80_00, callout_minimum=3600)
    record_job(office.ctx, OnCallJob(customer, datetime(2026, 10, 5, 2, tzinfo=UTC),
                                     datetime(2026, 10, 5, 2, 10, tzinfo=UTC), "Server steht", "Neu gestartet"))
    draft, = office.drafts()
    assert [(line.kind, line.net_cents) for line in draft.lines] == [(OF_WORK, 95_00), (OF_CALLOUT, 80_00)]
    assert draft.items[0].rule == "1/1;callout=3600"


def test_a_small_sum_is_shown_as_carried_and_waits(office):
    office.set("billing.carry_below", 50_00)
    customer = office.customer(**EXACT)
    office.ticket(customer, in_month(10))
    proposal = office.propose()
    assert [draft.carried for draft in proposal.drafts] == [True]
    assert issue_all(office.ctx, proposal).numbers == ()
    office.ticket(customer, in_month(11))
    draft, = office.drafts(NOVEMBER)
    assert (draft.carried, draft.net_cents, [i.late for i in draft.items]) == (False, 63_34, [True, False])
    assert [d.carried for d in office.drafts(only("10001"))] == [False]


def test_who_pays_by_the_quarter_waits_until_it_is_over(office):
    customer = office.customer(**EXACT, monthly_fee_cents=10_00)
    profile(office, customer, cycle="quarterly")
    office.ticket(customer, in_month(10))
    office.ticket(customer, in_month(12))
    proposal = office.propose()
    assert (proposal.drafts, proposal.waiting) == ((), ("Muster GmbH",))
    assert sums(office.drafts(only("10001")))[0] == 41_67
    draft, = office.drafts(DECEMBER)
    assert (draft.period_from, draft.net_cents, [i.late for i in draft.items]) == (
        date(2026, 10, 1), 30_00 + 2 * 31_67, [False, False])


# --- runs

def test_a_run_takes_one_customer_after_the_other(office):
    for n in (1, 2, 3):
        office.ticket(office.customer(f"1000{n}", f"Kunde {n}", **EXACT), Did(20, start=f"2026-10-05T{8 + n:02}:00"))
    with office.ctx.store.read() as session:
        known = survey(office.ctx, session, OCTOBER)
        one = propose_one(office.ctx, session, OCTOBER, known.addresses[1], known)
    assert one == office.drafts()[1] == list(stream(office.ctx, OCTOBER))[1]
    run = Run(known)
    assert [issue_next(office.ctx, run, uid) for uid in known.addresses] == [
        f"RE-2026-0000{n}" for n in (1, 2, 3)]
    assert [issue_next(office.ctx, run, uid) for uid in known.addresses] == [None] * 3


def test_a_run_tells_who_cannot_be_billed_and_takes_no_number(office):
    office.set("billing.article", "")
    office.ticket(office.customer(), in_month(10))
    with office.ctx.store.read() as session:
        known = survey(office.ctx, session, OCTOBER)
    assert isinstance(issue_next(office.ctx, Run(known), known.addresses[0]), Refusal)
    office.set("billing.article", "SUP")
    assert issue_next(office.ctx, Run(known), known.addresses[0]) == "RE-2026-00001"


def test_a_change_of_terms_since_the_preview_is_noticed(office):
    customer = office.customer(**EXACT, prices={"SUP": 500_000})
    office.ticket(customer, in_month(10))
    proposal = office.propose()
    terms, = list_terms(office.ctx)
    save_terms(office.ctx, replace(terms, prices={"SUP": 600_000}))
    assert issue_all(office.ctx, proposal).skipped == ("Muster GmbH",)


def test_crossing_time_is_settled_for_the_run_whoever_is_taken_first(office):
    first, second = (office.customer(f"1000{n}", f"Kunde {n}", **EXACT) for n in (1, 2))
    office.ticket(first, Did(30, start="2026-10-05T09:10"))
    office.ticket(second, Did(30, start=NINE))
    with office.ctx.store.read() as session:
        known = survey(office.ctx, session, OCTOBER)
    run = Run(known)
    numbers = [issue_next(office.ctx, run, uid) for uid in reversed(known.addresses)]
    assert [get_document(office.ctx, n).lines[0].billed_seconds for n in numbers] == [1800, 600]


def test_two_surveys_at_once_charge_no_second_twice(office):
    first, second = (office.customer(f"1000{n}", f"Kunde {n}", **EXACT) for n in (1, 2))
    office.ticket(first, Did(30, start="2026-10-05T09:10"))
    office.ticket(second, Did(30, start=NINE))
    with office.ctx.store.read() as session:
        one, other = survey(office.ctx, session, only("10001")), survey(office.ctx, session, only("10002"))
    numbers = [issue_next(office.ctx, Run(known), known.addresses[0]) for known in (one, other)]
    assert [get_document(office.ctx, n).lines[0].billed_seconds for n in numbers] == [1800, 600]


def test_the_statement_of_a_month_knows_contract_and_quota(office):
    customer = office.customer(**EXACT, quota_minutes=30)
    office.ticket(customer, in_month(10), in_month(10, article="P", quantity="1"))
    before = statement_of(office.ctx, customer, OCTOBER)
    bill(office)
    assert statement_of(office.ctx, customer, OCTOBER).quotas == before.quotas
    assert (before.net_cents, sum(item.quota_seconds for item in before.items), before.quotas[0].used) == (
        1_03, 1200, 1200)


# --- right now

def test_how_a_customer_stands_is_what_an_invoice_would_say(office):
    customer = office.customer(**EXACT, quota_minutes=60, monthly_fee_cents=10_00, prices={"SUP": 1_000_000})
    office.ticket(customer, in_month(10, 20))
    bill(office)
    office.ticket(customer, Did(10, start="2026-10-20T09:00"), outcome=None)
    with office.ctx.store.read() as session:
        now = price_now(office.ctx, session, key_of(office, customer), datetime(2026, 10, 21, 9, tzinfo=UTC))
        nobody = price_now(office.ctx, session, None, datetime(2026, 10, 21, 9, tzinfo=UTC))
    assert (now.price_e4, now.unit, now.quota_left, now.quota_total) == (1_000_000, "hour", 30 * 60, 60 * 60)
    assert (nobody.terms, nobody.price_e4, nobody.quota_left) == (None, 950_000, None)


def test_the_price_now_has_the_surcharge_of_the_hour(office):
    with office.ctx.store.write(office.ctx.stamp("calendar.save")) as tx:
        keep_calendar(office.ctx, tx, Calendar("Büro", "Europe/Berlin", {"mon": ["08:00-18:00"]},
                                               surcharges={"outside": "50"}))
    customer = office.customer(**EXACT, calendar="Büro")
    with office.ctx.store.read() as session:
        evening = price_now(office.ctx, session, key_of(office, customer), datetime(2026, 10, 5, 17, tzinfo=UTC))
    assert (evening.segment, evening.surcharge_bp, evening.price_e4) == ("outside", 5000, 1_425_000)
