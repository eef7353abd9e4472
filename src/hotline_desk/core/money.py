"""Money and rates as integers, calculated with Decimal, rounded half up and symmetric for negatives.

Amounts are integer cents, unit prices and quantities 1/10,000, rates basis points (19 % = 1900).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

E4 = Decimal(10_000)


def to_int(value: Decimal) -> int:
    """The nearest integer, half away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def cents(amount: Decimal) -> int:
    """An amount in the currency's units as integer cents, rounded half up."""
    return to_int(amount * 100)


def amount(value_cents: int) -> Decimal:
    """Integer cents as a Decimal with two places."""
    return (Decimal(value_cents) / 100).quantize(Decimal("0.01"))


def exact(text: str, factor: int, what: str = "number") -> int:
    """`text` times `factor` as an integer. Raises ValueError if it is no number or has too many places."""
    try:
        value = Decimal(text) * factor
    except (InvalidOperation, TypeError) as problem:
        raise ValueError(f"{what}: {text!r} is not a number") from problem
    if not value.is_finite() or value != value.to_integral_value():
        raise ValueError(f"{what}: {text!r} has too many decimal places")
    return int(value)


def plain(value: Decimal) -> str:
    """A Decimal without exponent and without needless zeros: 1.5, 20, 0.3333."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount_text(value_cents: int) -> str:
    """Cents for programs: "-12.30"."""
    return format(amount(value_cents), "f")


def price_text(price_e4: int) -> str:
    """A unit price for programs, at least two places: "95.00", "0.1234"."""
    value = Decimal(price_e4) / E4
    short = plain(value)
    places = len(short.partition(".")[2])
    return format(value.quantize(Decimal("0.01")), "f") if places <= 2 else short


def rate_text(rate_bp: int) -> str:
    """A rate in per cent for programs: "19", "5.5"."""
    return plain(Decimal(rate_bp) / 100)
