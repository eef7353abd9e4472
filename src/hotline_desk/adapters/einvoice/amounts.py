"""Quantities and prices as an electronic invoice writes them: quantity x price gives the amount to the cent.

A price of an hour is billed in minutes (or seconds) with a base quantity, because a rounded quantity would not give
the amount. Prices are never negative; what is taken back has a negative quantity.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hotline_desk.domain.billing.values import TIME_UNITS, Line

MINUTE, SECOND, ONE = "MIN", "SEC", "C62"
UNIT_CODES = {"hour": "HUR", "minute": MINUTE, "piece": "H87", "flat": "LS", "kilometre": "KMT"}
"""Units of UN/ECE recommendation 20."""
_CENT = Decimal("0.01")
_E4 = Decimal(10_000)
_MOST_PLACES = 12


@dataclass(frozen=True)
class Priced:
    """A line as quantity and price: `amount_cents` = quantity x price / base, rounded to cents half up."""

    quantity: Decimal
    unit: str
    price: Decimal
    base: Decimal
    amount_cents: int


def euros(cents: int) -> str:
    """Cents as a plain decimal: "-12.30"."""
    return str((Decimal(cents) / 100).quantize(_CENT))


def percent(rate_bp: int) -> str:
    """Basis points as per cent: "19.00"."""
    return str((Decimal(rate_bp) / 100).quantize(_CENT))


def plain(value: Decimal) -> str:
    """A decimal with the places it has and no exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price_text(value: Decimal) -> str:
    """A price with two places at least."""
    text = plain(value)
    return str(value.quantize(_CENT)) if len(text.partition(".")[2]) < 2 else text


def priced(line: Line, sign: int) -> Priced:
    """The line before its discount; `sign` -1 turns it round. A gross price becomes the net price behind it."""
    amount = sign * (line.net_cents + (0 if line.gross_price else line.discount_cents))
    quantity, unit, base = _quantity(line)
    if not quantity:
        quantity, unit, base = Decimal(1), ONE, Decimal(1)
    quantity = abs(quantity).copy_sign(amount if amount else sign * line.quantity_e4)
    price = abs(Decimal(line.price_e4) / _E4)
    if line.gross_price or cents_of(quantity, price, base) != amount:
        price = _price_for(amount, quantity, base)
    return Priced(quantity, unit, price, base, amount)


def _quantity(line: Line) -> tuple[Decimal, str, Decimal]:
    if line.unit not in TIME_UNITS or not line.billed_seconds:
        return Decimal(line.quantity_e4) / _E4, UNIT_CODES[line.unit], Decimal(1)
    whole = TIME_UNITS[line.unit]
    if line.billed_seconds % 60:
        return Decimal(line.billed_seconds), SECOND, Decimal(whole)
    return Decimal(line.billed_seconds // 60), MINUTE, Decimal(whole // 60)


def cents_of(quantity: Decimal, price: Decimal, base: Decimal) -> int:
    """Quantity x price / base in cents, half up, symmetric for negatives."""
    return int((quantity * price / base * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _price_for(amount: int, quantity: Decimal, base: Decimal) -> Decimal:
    """The shortest price that gives this amount."""
    exact = abs(Decimal(amount) / 100 * base / quantity)
    for places in range(2, _MOST_PLACES):
        price = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if cents_of(quantity, price, base) == amount:
            return price
    return exact.quantize(Decimal(1).scaleb(-_MOST_PLACES), ROUND_HALF_UP)
