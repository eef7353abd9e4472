"""Amounts and tax in whole cents: every division is exact and rounded once, half up, symmetric for negatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hotline_desk.domain.billing.values import TIME_UNITS, Discount, Line, Tax

_WHOLE_BP = 10_000


def ratio(numerator: int, denominator: int) -> int:
    """`numerator / denominator` as the nearest integer, half away from zero; the denominator is positive."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def time_cents(seconds: int, price_e4: int, unit: str) -> int:
    """Price of billed seconds in cents; `unit` is hour or minute."""
    return ratio(seconds * price_e4, TIME_UNITS[unit] * 100)


def quantity_cents(quantity_e4: int, price_e4: int) -> int:
    """Price of a quantity in cents."""
    return ratio(quantity_e4 * price_e4, 1_000_000)


def time_quantity_e4(seconds: int, unit: str) -> int:
    """Billed seconds in the unit, in 1/10,000; for the eye only, amounts come from the seconds."""
    return ratio(seconds * 10_000, TIME_UNITS[unit])


def line_cents(line: Line) -> int:
    """Quantity x price of a line in cents: with tax for a gross price, else the line's net."""
    timed = line.unit in TIME_UNITS and line.billed_seconds != 0
    return (time_cents(line.billed_seconds, line.price_e4, line.unit) if timed
            else quantity_cents(line.quantity_e4, line.price_e4))


def tax_on(net_cents: int, rate_bp: int) -> int:
    """Tax on top of a net sum."""
    return ratio(net_cents * rate_bp, _WHOLE_BP)


def tax_within(gross_cents: int, rate_bp: int) -> int:
    """Tax contained in a gross sum."""
    return ratio(gross_cents * rate_bp, _WHOLE_BP + rate_bp)


def nets_of_gross(gross: Sequence[int], rate_bp: int) -> list[int]:
    """Net amounts of gross ones of one rate that add up to the net of their sum.

    Each is the growth of the running sum's net, so no line is off by more than a cent and none gathers
    the remainder of all.
    """
    nets, total, before = [], 0, 0
    for value in gross:
        total += value
        net = total - tax_within(total, rate_bp)
        nets.append(net - before)
        before = net
    return nets


def surcharged(price_e4: int, surcharge_bp: int) -> int:
    """A price with its surcharge."""
    return ratio(price_e4 * (_WHOLE_BP + surcharge_bp), _WHOLE_BP)


def net_price(price_e4: int, rate_bp: int) -> int:
    """A price with tax without it, for a buyer who is charged none."""
    return ratio(price_e4 * _WHOLE_BP, _WHOLE_BP + rate_bp)


def reduction(cents: int, percent_bp: int) -> int:
    """What a discount takes off an amount."""
    return ratio(cents * percent_bp, _WHOLE_BP)


def tax_rows(charges: Iterable[tuple[int, int, int, bool]]) -> tuple[Tax, ...]:
    """One row per rate, highest first, from (rate, net, amount by price, whether that price is gross).

    Tax is calculated once per rate on the sum; for gross prices it is what their sum contains.
    """
    return discounted(charges, 0)[0]


def discounted(charges: Iterable[tuple[int, int, int, bool]],
               percent_bp: int) -> tuple[tuple[Tax, ...], tuple[Discount, ...]]:
    """Tax rows as `tax_rows` makes them after a discount of the whole document, and the discount of each rate.

    The discount is rounded once per rate; of gross prices it is taken before their tax is taken out.
    """
    by_rate: dict[int, list[int]] = {}
    for rate, net, value, is_gross in charges:
        sums = by_rate.setdefault(rate, [0, 0, 0])
        sums[0] += net
        sums[2 if is_gross else 1] += value
    taxes, discounts = [], []
    for rate, (net, on_net, in_gross) in sorted(by_rate.items(), reverse=True):
        on_net -= reduction(on_net, percent_bp)
        in_gross -= reduction(in_gross, percent_bp)
        tax = tax_within(in_gross, rate)
        left = on_net + in_gross - tax if percent_bp else net
        taxes.append(Tax(rate, left, tax_on(on_net, rate) + tax))
        if net != left:
            discounts.append(Discount(rate, net, percent_bp, net - left))
    return tuple(taxes), tuple(discounts)
