"""By which rules work is billed: those of its day; and what cannot be billed yet says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hotline_desk.domain.contracts import Contract, Terms
from hotline_desk.services.articles import list_articles, save_article
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.contracts import (
    Calendar,
    archive_contract,
    keep_calendar,
    list_contracts,
    list_terms,
    save_contract,
    save_terms,
)
from tests.services.billing.office import EXACT, NOVEMBER, QUARTERS, Did, sums


def test_an_older_month_is_billed_by_the_rules_of_its_days(office):
    customer = office.customer(**QUARTERS)
    known, = list_terms(office.ctx)
    save_terms(office.ctx, replace(known, first=60, next=60, prices={"SUP": 600_000}, valid_from=date(2026, 11, 1)))
    office.ticket(customer, Did(16, start="2026-10-05T09:00"))
    office.ticket(customer, Did(16, start="2026-11-05T09:00"))
    draft, = office.drafts(NOVEMBER)
    assert [(line.service_month, line.net_cents) for line in draft.lines] == [(date(2026, 10, 1), 47_50), (None, 16_00)]


def test_a_contract_that_changes_in_mid_month_divides_the_month(office):
    customer = office.customer()
    save_terms(office.ctx, Terms("", "Alt", article_number="SUP", **QUARTERS))
    save_terms(office.ctx, Terms("", "Neu", article_number="MIN"))
    save_contract(office.ctx, Contract("", customer, "Alt", date(2026, 1, 1), date(2026, 10, 14)))
    save_contract(office.ctx, Contract("", customer, "Neu", date(2026, 10, 15)))
    office.ticket(customer, Did(16, start="2026-10-14T21:30"))  # half past eleven in the evening
    office.ticket(customer, Did(16, start="2026-10-14T22:30"))  # half past midnight
    draft, = office.drafts()
    assert [(line.article, line.net_cents) for line in draft.lines] == [("SUP", 47_50), ("MIN", 30_24)]


def test_a_contract_taken_away_no_longer_counts(office):
    customer = office.customer(**QUARTERS)
    office.ticket(customer, Did(61 / 60, "MIN"))
    assert sums(office.drafts())[0] == 28_35
    archive_contract(office.ctx, list_contracts(office.ctx, customer)[0].uid)
    assert sums(office.drafts())[0] == 3_78


def test_a_ticket_is_rounded_anew_in_each_period(office):
    customer = office.customer(**QUARTERS, scope="ticket")
    ticket = office.ticket(customer, Did(4, start="2026-10-05T09:00"), Did(4, start="2026-10-06T09:00"))
    issue_all(office.ctx, office.propose())
    office.do(ticket, Did(4, start="2026-11-05T09:00"))
    assert sums(office.drafts(NOVEMBER))[0] == 23_75


def test_an_empty_calendar_asks_for_nothing(office):
    with office.ctx.store.write(office.ctx.stamp("calendar.save")) as tx:
        keep_calendar(office.ctx, tx, Calendar("Immer", "Europe/Berlin"))
    office.ticket(office.customer(calendar="Immer", **EXACT), Did(20))
    assert sums(office.drafts())[0] == 31_67


def test_work_without_an_article_is_refused_with_its_ticket(office):
    office.set("billing.article", "")
    office.ticket(office.customer(), Did(20))
    refusal, = office.propose().refusals
    assert (refusal.error, dict(refusal.values)) == ("billing.no_article", {"number": "2026-00001"})


def test_the_only_article_for_time_needs_no_setting(office):
    office.set("billing.article", "")
    for article in list_articles(office.ctx):
        if article.unit in ("hour", "minute") and article.number != "SUP":
            save_article(office.ctx, replace(article, archived=True))
    office.ticket(office.customer(**EXACT), Did(20))
    assert sums(office.drafts())[0] == 31_67


def test_what_the_own_company_lacks_for_an_invoice_is_named(office):
    office.set("company.tax_number", "")
    office.set("company.street", "")
    assert office.propose().company_lacks == ("Street", "Tax number")
