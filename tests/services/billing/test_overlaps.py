"""Time that an agent spent once is charged once, to whomever and in whichever run."""

from __future__ import annotations

import pytest

from hotline_desk.domain.access import AGENT
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.tickets.worklogs import WorklogEntry, edit_worklog
from hotline_desk.services.views.ticket import ticket_view
from tests import builders
from tests.services.billing.office import EXACT, Did, only, sums

NINE, TEN_PAST, HALF_PAST, TEN = (f"2026-10-05T{clock}" for clock in ("09:00", "09:10", "09:30", "10:00"))


@pytest.fixture
def two(office):
    """Two customers who pay to the second."""
    return office.customer("10001", "Erste GmbH", **EXACT), office.customer("10002", "Zweite GmbH", **EXACT)


def seconds(drafts) -> dict[str, int]:
    return {draft.address_name: sum(line.billed_seconds for line in draft.lines) for draft in drafts}


def test_two_customers_at_once_are_charged_once(office, two):
    office.ticket(two[0], Did(30, start=NINE))
    office.ticket(two[1], Did(30, start=TEN_PAST))
    assert seconds(office.drafts()) == {"Erste GmbH": 1800, "Zweite GmbH": 600}


def test_two_agents_at_once_each_count_for_their_customers(office, two):
    bert = builders.user(office.ctx, "bert", AGENT)
    office.ticket(two[0], Did(30, start=NINE))
    office.ticket(two[1], Did(30, start=TEN_PAST, agent=bert))
    assert seconds(office.drafts()) == {"Erste GmbH": 1800, "Zweite GmbH": 1800}


@pytest.mark.parametrize(("per_agent", "charged"), [(False, 2400), (True, 3600)])
def test_two_agents_on_one_ticket_count_twice_only_if_the_terms_say_so(office, per_agent, charged):
    bert = builders.user(office.ctx, "bert", AGENT)
    customer = office.customer(**EXACT, per_agent=per_agent)
    office.ticket(customer, Did(30, start=NINE), Did(30, start=TEN_PAST, agent=bert))
    assert seconds(office.drafts()) == {"Muster GmbH": charged}


def test_time_charged_in_an_earlier_run_is_not_charged_to_another_customer(office, two):
    office.ticket(two[0], Did(30, start=NINE))
    issue_all(office.ctx, office.propose())
    office.ticket(two[1], Did(30, start=TEN_PAST))
    assert seconds(office.drafts()) == {"Zweite GmbH": 600}


def test_time_corrected_before_it_was_charged_counts_where_it_was_corrected_to(office, two):
    first = office.ticket(two[0], Did(30, start="2026-10-20T09:00"))
    worklog, = ticket_view(office.ctx, first).worklogs
    shifted = WorklogEntry("Arbeit", worklog.start.replace(day=5), worklog.end.replace(day=5))
    edit_worklog(office.ctx, worklog.uid, None, shifted, "falscher Tag")
    issue_all(office.ctx, office.propose())
    office.ticket(two[1], Did(30, start=TEN_PAST))
    office.ticket(two[1], Did(30, start="2026-10-20T09:00"))
    assert seconds(office.drafts()) == {"Zweite GmbH": 600 + 1800}


def test_a_flat_charge_takes_no_time_from_other_work(office, two):
    office.ticket(two[0], Did(30, "FLAT", start=NINE))
    assert sums(issued(office))[0] == 25_00
    office.ticket(two[1], Did(30, start=TEN_PAST))
    assert seconds(office.drafts()) == {"Zweite GmbH": 1800}


def issued(office):
    """The drafts of October, after they were issued."""
    proposal = office.propose()
    issue_all(office.ctx, proposal)
    return proposal.drafts


def test_two_previews_made_apart_do_not_charge_the_same_time_twice(office, two):
    office.ticket(two[0], Did(30, start=NINE))
    office.ticket(two[1], Did(30, start=TEN_PAST))
    first, second = propose(office.ctx, only("10001")), propose(office.ctx, only("10002"))
    assert len(issue_all(office.ctx, first).numbers) == 1
    assert issue_all(office.ctx, second).skipped == ("Zweite GmbH",)
    assert seconds(office.drafts()) == {"Zweite GmbH": 600}


def test_a_run_over_customers_with_common_time_issues_them_all(office, two):
    office.ticket(two[1], Did(30, start=NINE))
    office.ticket(two[0], Did(30, start=TEN_PAST))
    assert seconds(office.drafts()) == {"Erste GmbH": 600, "Zweite GmbH": 1800}
    assert len(issue_all(office.ctx, office.propose()).numbers) == 2


def test_a_second_preview_is_not_disturbed_by_runs_that_have_nothing_to_do_with_it(office, two):
    office.ticket(two[0], Did(30, start=NINE))
    office.ticket(two[1], Did(30, start=TEN))
    first, second = propose(office.ctx, only("10001")), propose(office.ctx, only("10002"))
    issue_all(office.ctx, first)
    assert issue_all(office.ctx, second).skipped == ()


def test_what_is_given_away_eats_up_nothing_that_is_paid(office, two):
    office.ticket(two[0], Did(30, start=NINE), outcome="goodwill")
    office.ticket(two[1], Did(30, start=TEN_PAST))
    assert seconds(office.drafts()) == {"Zweite GmbH": 1800}


def test_a_cancelled_invoice_frees_its_time_for_others(office, two):
    office.ticket(two[0], Did(30, start=NINE))
    number, = issue_all(office.ctx, office.propose()).numbers
    office.ticket(two[1], Did(30, start=TEN_PAST))
    cancel_document(office.ctx, number)
    assert seconds(office.drafts()) == {"Erste GmbH": 1800, "Zweite GmbH": 600}
    assert seconds(propose(office.ctx, only("10002")).drafts) == {"Zweite GmbH": 1800}


def test_a_customer_billed_again_is_charged_what_he_was_charged_before(office, two):
    office.ticket(two[0], Did(30, start=NINE))
    office.ticket(two[1], Did(30, start=TEN_PAST))
    first, second = issue_all(office.ctx, office.propose()).numbers
    cancel_document(office.ctx, first)
    assert seconds(office.drafts()) == {"Erste GmbH": 1800}
    issue_all(office.ctx, office.propose())
    cancel_document(office.ctx, second)
    assert seconds(office.drafts()) == {"Zweite GmbH": 600}
