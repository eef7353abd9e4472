"""Examples calculated by hand, from captured work to the preview."""

from __future__ import annotations

import pytest

from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import get_document
from hotline_desk.services.billing.issue import issue_all
from tests.services.billing.office import EXACT, QUARTERS, Did, only, sums

ROUTINE = (Did(4), Did(16), Did(31))


def tickets(*done: Did):
    """A ticket for each."""
    return tuple((did,) for did in done)


@pytest.mark.parametrize(("rules", "work", "net"), [
    pytest.param(QUARTERS, [ROUTINE], 142_50, id="quarters per worklog"),
    pytest.param({**QUARTERS, "scope": "ticket"}, [ROUTINE], 95_00, id="quarters per ticket"),
    pytest.param({**QUARTERS, "scope": "period"}, tickets(*ROUTINE), 95_00, id="quarters per period"),
    pytest.param({**EXACT, "scope": "ticket"}, [ROUTINE], 80_75, id="to the second"),
    pytest.param({"article_number": "MIN"}, tickets(Did(0)), 0, id="no second"),
    pytest.param({"article_number": "MIN"}, tickets(Did(1 / 60)), 1_89, id="one second by started minutes"),
    pytest.param({"article_number": "MIN"}, tickets(Did(1)), 1_89, id="one minute by started minutes"),
    pytest.param({"article_number": "MIN"}, tickets(Did(61 / 60)), 3_78, id="61 seconds by started minutes"),
    pytest.param({"article_number": "MIN", "first": 60, "next": 1}, tickets(Did(61 / 60)), 1_92, id="60/1"),
    pytest.param(EXACT, tickets(Did(20)), 31_67, id="twenty minutes"),
    pytest.param(EXACT, tickets(Did(20), Did(20), Did(20)), 95_01, id="three lines of twenty minutes"),
    pytest.param({**EXACT, "scope": "period"}, tickets(Did(20), Did(20), Did(20)), 95_00, id="one line of them"),
    pytest.param({**EXACT, "article_number": "H100"}, tickets(Did(50)), 83_33, id="not 0.83 hours"),
    pytest.param({**QUARTERS, "grace": 300}, tickets(Did(5)), 0, id="within the grace"),
    pytest.param({**EXACT, "grace": 300}, tickets(Did(6)), 9_50, id="beyond the grace it counts whole"),
    pytest.param({**EXACT, "grace": 300, "scope": "ticket"}, [(Did(3), Did(3))], 9_50, id="the grace of a ticket"),
    pytest.param({**EXACT, "minimum": 1200}, tickets(Did(4)), 31_67, id="at least twenty minutes"),
    pytest.param({**EXACT, "minimum": 1200}, tickets(Did(0)), 0, id="no minimum for nothing"),
    pytest.param({**EXACT, "prices": {"SUP": 600_000}}, tickets(Did(20)), 20_00, id="the contract's price"),
    pytest.param({**EXACT, "prices": {"SUP": 600_000}}, tickets(Did(20, "H85")), 28_33, id="another article's price"),
    pytest.param(EXACT, [(Did(20, kind="after_call"),)], 0, id="after-call time is not charged"),
    pytest.param({**EXACT, "charge_after_call": True}, [(Did(20, kind="after_call"),)], 31_67,
                 id="after-call time is charged if the terms say so"),
    pytest.param(EXACT, [(Did(20), Did(40, billable=False))], 31_67, id="what is marked as not billable"),
    pytest.param({}, tickets(Did(61 / 60, "MIN")), 3_78, id="without a contract the company's increments hold"),
])
def test_net(shared_office, customer_numbers, rules, work, net):
    number = next(customer_numbers)
    customer = shared_office.customer(number, **rules)
    for done in work:
        shared_office.ticket(customer, *done)
    assert sums(shared_office.drafts(only(number)))[0] == net


@pytest.mark.parametrize(("work", "net", "tax", "gross"), [
    pytest.param([Did(article="P", quantity="1")] * 5, 5_15, 98, 6_13, id="tax once on the sum"),
    pytest.param([Did(article="R19", quantity="1"), Did(article="R7", quantity="1"), Did(article="R0", quantity="1")],
                 310_40, 51_94, 362_34, id="three rates"),
    pytest.param([Did(35, "H85"), Did(25, "H120"), Did(article="KM", quantity="37"), Did(article="FLAT")],
                 146_78, 27_89, 174_67, id="hours, kilometres and a flat charge"),
    pytest.param([Did(20, "GROSS")], 33_34, 6_33, 39_67, id="a gross price by the hour"),
    pytest.param([Did(article="GP", quantity="1")] * 3, 2_50, 47, 2_97, id="gross prices: tax out of their sum"),
    pytest.param([Did(article="GP", quantity="1"), Did(article="P", quantity="1")], 1_86, 36, 2_22,
                 id="gross and net prices of one rate"),
])
def test_net_tax_and_gross(shared_office, customer_numbers, work, net, tax, gross):
    number = next(customer_numbers)
    shared_office.ticket(shared_office.customer(number, **EXACT), *work)
    drafts = shared_office.drafts(only(number))
    assert sums(drafts) == (net, tax, gross)
    assert sum(line.net_cents for line in drafts[0].lines) == net


def test_a_cancellation_takes_back_every_cent(office):
    office.ticket(office.customer(**EXACT), *[Did(article="P", quantity="1")] * 5)
    number, = issue_all(office.ctx, office.propose()).numbers
    cancellation = get_document(office.ctx, cancel_document(office.ctx, number))
    assert (cancellation.net_cents, cancellation.tax_cents, cancellation.gross_cents) == (-5_15, -98, -6_13)


@pytest.mark.parametrize(("article", "net"), [("SUP", 31_67), ("GROSS", 39_67)])
def test_a_small_business_charges_no_tax(office, article, net):
    office.set("billing.small_business", True)
    office.ticket(office.customer(**EXACT), Did(20, article))
    draft, = office.drafts()
    assert (draft.small_business, draft.net_cents, draft.tax_cents, draft.gross_cents) == (True, net, 0, net)


def test_every_line_says_how_it_came_to_its_amount(office):
    office.ticket(office.customer(**QUARTERS), Did(16))
    draft, = office.drafts()
    line, = draft.lines
    item, = draft.items
    assert (line.raw_seconds, line.billed_seconds, line.unit, line.price_e4, line.tax_rate_bp) == (
        960, 1800, "hour", 950_000, 1900)
    assert (item.raw_seconds, item.billed_seconds, item.rule) == (960, 1800, "900/900")
