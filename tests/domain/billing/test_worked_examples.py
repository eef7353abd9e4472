"""Examples calculated by hand, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hotline_desk.domain.billing.documents import cancel
from hotline_desk.domain.billing.increments import billed_seconds
from hotline_desk.domain.billing.values import PERIOD, TICKET, PricedArticle, Rules
from tests.domain.billing.works import EXACT, MINUTES, QUARTERS, drafted, issued, pieces, work


def hourly(price_e4: int) -> PricedArticle:
    return PricedArticle(f"H{price_e4}", "Arbeit", "hour", price_e4, 1900)


def on_one_ticket(minutes: list[int], rules: Rules):
    return [work(m, at=f"2026-10-05T{9 + i:02}:00", rules=rules, ticket_uid="t", ticket_number="2026-00001")
            for i, m in enumerate(minutes)]


@pytest.mark.parametrize(("seconds", "billed"), [(0, 0), (1, 60), (60, 60), (61, 120)])
def test_every_started_minute_counts(seconds, billed):
    assert billed_seconds(seconds, Rules("", first=60, next=60)) == billed


@pytest.mark.parametrize(("works", "net"), [
    pytest.param(on_one_ticket([4, 16, 31], QUARTERS), 142_50, id="quarters per worklog"),
    pytest.param(on_one_ticket([4, 16, 31], replace(QUARTERS, scope=TICKET)), 95_00, id="quarters per ticket"),
    pytest.param(on_one_ticket([4, 16, 31], replace(EXACT, scope=TICKET)), 80_75, id="exact"),
    pytest.param([work(61 / 60, article=MINUTES, rules=Rules(""))], 3_78, id="61 seconds by started minutes"),
    pytest.param([work(20)], 31_67, id="twenty minutes"),
    pytest.param([work(20), work(20), work(20)], 95_01, id="three lines of twenty minutes"),
    pytest.param([work(20, rules=replace(EXACT, scope=PERIOD)) for _ in range(3)], 95_00, id="one line of them"),
    pytest.param([work(50, article=hourly(1_000_000))], 83_33, id="fifty minutes at 100, not 0.83 hours"),
])
def test_net_of_time(works, net):
    assert drafted(works).net_cents == net


def test_tax_is_taken_on_the_sum_of_the_lines_and_cancelled_alike():
    proposal = drafted([pieces(1, 10_300) for _ in range(5)])
    assert (proposal.net_cents, proposal.tax_cents, proposal.gross_cents) == (5_15, 98, 6_13)
    cancellation = cancel(issued(proposal), uid="s", number="ST-2026-00001", day=date(2026, 11, 3))
    assert (cancellation.net_cents, cancellation.tax_cents, cancellation.gross_cents) == (-5_15, -98, -6_13)


def test_three_rates_on_one_invoice():
    proposal = drafted([pieces(1, 2_605_500, 1900), pieces(1, 348_500, 700), pieces(1, 150_000, 0)])
    assert [(t.rate_bp, t.net_cents, t.tax_cents) for t in proposal.taxes] == [
        (1900, 260_55, 49_50), (700, 34_85, 2_44), (0, 15_00, 0)]
    assert (proposal.tax_cents, proposal.gross_cents) == (51_94, 362_34)


def test_hours_kilometres_and_a_flat_charge_together():
    proposal = drafted([
        work(35, article=hourly(850_000)), work(25, article=hourly(1_200_000)),
        pieces(37, 6_000, unit="kilometre"), pieces(1, 250_000, unit="flat"),
    ])
    assert (proposal.net_cents, proposal.tax_cents, proposal.gross_cents) == (146_78, 27_89, 174_67)
