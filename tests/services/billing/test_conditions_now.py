"""What a call costs now and what is left of the quota is told by the rules of the invoice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hotline_desk.domain.contracts import CATEGORY, Contract, ContractScope, Terms
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.contracts import Calendar, keep_calendar, save_contract, save_terms
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.views.customer import customer
from hotline_desk.services.views.ticket import ticket_view
from tests.services.billing.office import EXACT, OCTOBER, Did

NOON = datetime(2026, 10, 20, 10, tzinfo=UTC)


@pytest.fixture
def october(office, clock):
    """The office on a day of October."""
    clock.instant = NOON
    return office


def now(office, uid):
    return customer(office.ctx, uid).conditions


def test_what_is_not_billed_yet_has_used_the_quota(october):
    uid = october.customer(**EXACT, quota_minutes=120)
    october.ticket(uid, Did(50), Did(45))
    assert (now(october, uid).quota_left, now(october, uid).quota_total) == (25 * 60, 7200)


def test_work_of_open_tickets_has_used_it_too(october):
    uid = october.customer(**EXACT, quota_minutes=120)
    october.ticket(uid, Did(50), outcome=None)
    assert now(october, uid).quota_left == 70 * 60


def test_what_is_billed_has_used_it_once(october):
    uid = october.customer(**EXACT, quota_minutes=120)
    october.ticket(uid, Did(130))
    issue_all(october.ctx, october.propose(OCTOBER))
    assert now(october, uid).quota_left == 0


def test_a_fresh_contract_has_its_whole_quota(october):
    uid = october.customer(**EXACT, quota_minutes=120)
    assert now(october, uid).quota_left == 7200


@pytest.mark.parametrize(("minutes", "level"), [(95, 0), (96, 80), (120, 100)])
def test_at_80_and_100_per_cent_it_is_said(october, minutes, level):
    uid = october.customer(**EXACT, quota_minutes=120)
    october.ticket(uid, Did(minutes))
    assert now(october, uid).quota_used() == level


def test_a_running_call_counts_against_what_is_left(october):
    uid = october.customer(**EXACT, quota_minutes=120)
    october.ticket(uid, Did(90))
    held = now(october, uid)
    assert [held.quota_used(seconds) for seconds in (0, 6 * 60, 30 * 60)] == [0, 80, 100]


def test_with_the_quota_used_up_the_price_must_be_told(october):
    uid = october.customer(**EXACT, quota_minutes=120)
    october.ticket(uid, Did(120))
    assert now(october, uid).charged


def test_the_price_of_this_hour_contains_its_surcharge(october, clock):
    with october.ctx.store.write(october.ctx.stamp("calendar.save")) as tx:
        keep_calendar(october.ctx, tx, Calendar("Office", "Europe/Berlin", {"tue": ["08:00-18:00"]},
                                                surcharges={"outside": "50"}))
    uid = october.customer(**EXACT, calendar="Office")
    by_day = now(october, uid)
    clock.instant = datetime(2026, 10, 20, 20, tzinfo=UTC)
    by_night = now(october, uid)
    assert (by_day.price_e4, by_day.segment, by_day.charged) == (950_000, "", False)
    assert (by_night.price_e4, by_night.segment, by_night.charged) == (1_425_000, "outside", True)


def test_the_contract_is_the_one_the_ticket_falls_under(october):
    uid = october.customer(**EXACT)
    save_terms(october.ctx, Terms("", "VPN alone", article_number="H120", **EXACT))
    save_contract(october.ctx, Contract("", uid, "VPN alone", date(2026, 1, 1),
                                        scopes=(ContractScope(CATEGORY, "VPN"),)))
    ticket = october.ticket(uid, Did(5), outcome=None)
    assert ticket_view(october.ctx, ticket).conditions.terms == "Terms 10001"
    save_ticket(october.ctx, ticket, None, {"category": "VPN"})
    assert ticket_view(october.ctx, ticket).conditions.terms == "VPN alone"
