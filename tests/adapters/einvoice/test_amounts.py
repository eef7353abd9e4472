"""Quantity times price gives the amount to the cent, whatever a line is made of."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.einvoice.amounts import cents_of, priced
from hotline_desk.domain.billing.amounts import nets_of_gross, quantity_cents, ratio, time_cents
from tests.judges.cases import line, timed

SECONDS = st.integers(1, 500_000)
PRICES = st.integers(1, 50_000_000)
UNITS = st.sampled_from(["hour", "minute"])
SIGNS = st.sampled_from([1, -1])


@given(SECONDS, PRICES, UNITS, SIGNS)
def test_time_keeps_its_price(seconds, price_e4, unit, sign):
    found = priced(timed(1, seconds, price_e4, unit), sign)
    assert found.price == Decimal(price_e4) / 10_000
    assert cents_of(found.quantity, found.price, found.base) == found.amount_cents
    assert found.amount_cents == sign * time_cents(seconds, price_e4, unit)


@given(st.integers(-5_000_000, 5_000_000).filter(bool), PRICES, st.integers(0, 9_999), SIGNS)
def test_a_quantity_with_a_discount_keeps_its_price(quantity_e4, price_e4, discount_bp, sign):
    full = quantity_cents(quantity_e4, price_e4)
    taken = ratio(full * discount_bp, 10_000)
    one = line(1, full - taken, unit="piece", quantity_e4=quantity_e4, price_e4=price_e4, discount_bp=discount_bp,
               discount_cents=taken)
    found = priced(one, sign)
    assert found.amount_cents == sign * full
    assert cents_of(found.quantity, found.price, found.base) == sign * full
    assert found.price >= 0


@given(st.lists(st.tuples(st.integers(1, 500_000), st.integers(1, 5_000_000)), min_size=1, max_size=8),
       st.sampled_from([700, 1900, 2000]), SIGNS)
def test_gross_prices_become_net_ones_that_give_the_net_amounts(parts, rate_bp, sign):
    nets = nets_of_gross([quantity_cents(*part) for part in parts], rate_bp)
    for (quantity_e4, price_e4), net in zip(parts, nets, strict=True):
        found = priced(line(1, net, unit="piece", quantity_e4=quantity_e4, price_e4=price_e4, tax_rate_bp=rate_bp,
                            gross_price=True), sign)
        assert cents_of(found.quantity, found.price, found.base) == sign * net


@pytest.mark.parametrize(("seconds", "price", "unit", "written"), [
    (1200, 950_000, "hour", ("20", "MIN", "60")), (61, 18_900, "minute", ("61", "SEC", "60")),
    (180, 18_900, "minute", ("3", "MIN", "1")), (3661, 950_000, "hour", ("3661", "SEC", "3600"))])
def test_time_is_written_in_the_unit_in_which_it_is_whole(seconds, price, unit, written):
    found = priced(timed(1, seconds, price, unit), 1)
    assert (str(found.quantity), found.unit, str(found.base)) == written
