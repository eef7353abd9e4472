"""Terms and contracts: which rules hold for an address on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

QUOTA_BASES = ("billed", "raw")
CALLED_NUMBER, PRODUCT, CATEGORY, CONTACT = "called_number", "product", "category", "contact"
CONTRACT_SCOPES = (CALLED_NUMBER, PRODUCT, CATEGORY, CONTACT)
INVOICE_FORMATS = ("", "pdf", "zugferd", "xrechnung")
CYCLES = ("", "monthly", "quarterly")


@dataclass(frozen=True)
class Terms:
    """Named rules, valid from a day on until terms of the same name with a later day follow.

    `first`, `next`, `minimum`, `grace` in seconds; `prices` maps article numbers to 1/10,000 per unit;
    `quota_factor_outside_e4` is 10,000 for a factor of 1. `per_agent`: two agents at once both count.
    """

    uid: str
    name: str
    article_number: str | None = None
    first: int = 60
    next: int = 60
    minimum: int = 0
    grace: int = 0
    scope: str = "worklog"
    calendar: str | None = None
    quota_minutes: int = 0
    quota_basis: str = "billed"
    quota_factor_outside_e4: int = 10_000
    carry_over_months: int = 0
    monthly_fee_cents: int = 0
    charge_after_call: bool = False
    prices: Mapping[str, int] = field(default_factory=dict)
    valid_from: date | None = None
    per_agent: bool = False
    version: int = 1


@dataclass(frozen=True)
class Contract:
    """Binds one address to the terms of a name, both days included; `valid_to` None means until further notice."""

    uid: str
    address_uid: str
    terms: str
    valid_from: date
    valid_to: date | None = None
    version: int = 1

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def contract_for(day: date, contracts: Iterable[Contract]) -> Contract | None:
    """The contract that holds on a day; of several the one that began last. None if there is none."""
    return max((c for c in contracts if c.holds_on(day)), key=lambda c: (c.valid_from, c.uid), default=None)


def terms_for(name: str, day: date, terms: Iterable[Terms]) -> Terms | None:
    """The terms of that name that hold on a day: the latest begun by then. None if there are none."""
    begun = (t for t in terms if t.name == name and (t.valid_from is None or t.valid_from <= day))
    return max(begun, key=lambda t: (t.valid_from or date.min, t.uid), default=None)


def quota_left(quota_minutes: int, billed_seconds: Iterable[int]) -> int:
    """Seconds of a month's quota that are left after the billed seconds given; never below 0."""
    return max(0, quota_minutes * 60 - sum(billed_seconds))
