"""Terms and contracts: which rules hold for an address on a day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from hotline_desk.core.text import N_

QUOTA_BASES = ("billed", "raw")
CALLED_NUMBER, PRODUCT, CATEGORY, CONTACT = "called_number", "product", "category", "contact"
CONTRACT_SCOPES = (CALLED_NUMBER, PRODUCT, CATEGORY, CONTACT)
INVOICE_FORMATS = ("", "pdf", "zugferd", "xrechnung")
CYCLES = ("", "monthly", "quarterly")
STATEMENT_NUMBERS = ("", "full", "cut", "none")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OF_CUSTOMER = "customer"
"""Instead of a region of holidays: that of the customer."""
_BELOW = " › "
"""Between a category and those below it."""


@dataclass(frozen=True)
class Terms:
    """Named rules, valid from a day on until terms of the same name with a later day follow.

    `first`, `next`, `minimum`, `grace` in seconds; `prices` maps article numbers to 1/10,000 per unit;
    `quota_factor_outside_e4` is 10,000 for a factor of 1. `per_agent`: two agents at once both count. The monthly fee
    stands on the invoice as `fee_article`. A job on call costs `callout_cents`, as `callout_article`, and counts at
    least `callout_minimum` seconds.
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
    fee_article: str | None = None
    callout_article: str | None = None
    callout_cents: int = 0
    callout_minimum: int = 0


@dataclass(frozen=True)
class ContractScope:
    """What falls under a contract: `value` is the uid of a called number or contact, else the words themselves."""

    kind: str
    value: str


@dataclass(frozen=True)
class Reach:
    """By what a piece of work came: uids of what was called and of the contact, product and category."""

    called_numbers: frozenset[str] = frozenset()
    product: str = ""
    category: str = ""
    contact_uid: str | None = None

    def has(self, scope: ContractScope) -> bool:
        """Whether the work came by this. A category holds for those below it too."""
        if scope.kind == CALLED_NUMBER:
            return scope.value in self.called_numbers
        if scope.kind == CONTACT:
            return scope.value == self.contact_uid
        if scope.kind == PRODUCT:
            return scope.value.casefold() == self.product.casefold()
        wanted, found = scope.value.casefold(), self.category.casefold()
        return found == wanted or found.startswith(wanted + _BELOW)


@dataclass(frozen=True)
class Contract:
    """Binds one address to the terms of a name, both days included; `valid_to` None means until further notice.

    With `scopes` only what they name falls under it. Notice can be given until `notice_months` before the end; a
    renewal adds `renewal_months`. `price_list` is the name of one, `cycle` one of CYCLES.
    """

    uid: str
    address_uid: str
    terms: str
    valid_from: date
    valid_to: date | None = None
    version: int = 1
    number: str = ""
    name: str = ""
    order_reference: str = ""
    cost_centre: str = ""
    price_list: str | None = None
    cycle: str = ""
    notice_months: int = 0
    renewal_months: int = 0
    noticed_on: date | None = None
    note: str = ""
    scopes: tuple[ContractScope, ...] = ()

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def covers(self, reach: Reach) -> bool:
        """Whether work of this reach falls under it: of each kind that is named one must fit."""
        kinds = {scope.kind for scope in self.scopes}
        return all(any(reach.has(s) for s in self.scopes if s.kind == kind) for kind in kinds)

    @property
    def notice_by(self) -> date | None:
        """The last day on which notice can be given; None for a contract without an end."""
        return None if self.valid_to is None else months_later(self.valid_to, -self.notice_months)

    @property
    def renewed_to(self) -> date | None:
        """The last day after a renewal; None where there is nothing to renew."""
        if self.valid_to is None or not self.renewal_months:
            return None
        return months_later(self.valid_to, self.renewal_months)


@dataclass(frozen=True)
class BillingProfile:
    """How an address is billed. "" and None mean: as the company's settings say.

    `recipient_uid` is who gets the invoice instead, `region` where the address keeps its holidays. Skonto and
    discount in basis points.
    """

    address_uid: str
    recipient_uid: str | None = None
    price_list: str | None = None
    region: str = ""
    invoice_format: str = ""
    buyer_reference: str = ""
    invoice_email: str = ""
    statement_numbers: str = ""
    cycle: str = ""
    days_to_pay: int | None = None
    skonto_days: int | None = None
    skonto_bp: int = 0
    discount_bp: int = 0
    reverse_charge: bool = False
    version: int = 0


RUNNING, LATER, ENDED = "running", "later", "ended"
EXPIRING, NOTICE, NOTICED, ARREARS = "expiring", "notice", "noticed", "arrears"
EXPIRING_DAYS, NOTICE_DAYS = 90, 60
"""So many days ahead an end counts as near, and a last day of notice."""


def standing(contract: Contract, today: date) -> frozenset[str]:
    """How a contract stands: running, later or ended; of running ones also expiring, noticed, and notice that is near.

    A contract that was noticed needs no reminder of the last day for it.
    """
    if not contract.holds_on(today):
        return frozenset({LATER if contract.valid_from > today else ENDED})
    found = {RUNNING}
    if contract.noticed_on is not None:
        found.add(NOTICED)
    if contract.valid_to is not None and contract.valid_to - today <= timedelta(EXPIRING_DAYS):
        found.add(EXPIRING)
    last = contract.notice_by
    if contract.notice_months and contract.noticed_on is None and last is not None \
            and today <= last <= today + timedelta(NOTICE_DAYS):
        found.add(NOTICE)
    return frozenset(found)


def why_not_renewed(contract: Contract) -> str | None:
    """A key of WHY_NOT for a contract that cannot be renewed; None for one that can."""
    if contract.noticed_on is not None:
        return "noticed"
    if contract.valid_to is None:
        return "endless"
    return None if contract.renewal_months else "months"


WHY_NOT = {"noticed": N_("notice was given"), "endless": N_("has no end"),
           "months": N_("names no months of renewal")}


def months_later(day: date, months: int) -> date:
    """The same day some months later or earlier; the last of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))


def overlapping(contract: Contract, others: Iterable[Contract]) -> Contract | None:
    """A contract of the same address for the same things that holds on some of the same days."""
    for other in others:
        same = (other.uid != contract.uid and other.address_uid == contract.address_uid
                and set(other.scopes) == set(contract.scopes))
        if same and other.valid_from <= (contract.valid_to or date.max) \
                and contract.valid_from <= (other.valid_to or date.max):
            return other
    return None


ANYTHING = Reach()
"""Of work that nothing is known about: only contracts for everything hold for it."""


def contract_for(day: date, contracts: Iterable[Contract], reach: Reach = ANYTHING) -> Contract | None:
    """The contract that holds on a day for work that came so. None if there is none.

    One that names what falls under it goes before one for everything, and the more it names the sooner; of several
    the one that began last.
    """
    return max((c for c in contracts if c.holds_on(day) and c.covers(reach)),
               key=lambda c: (len({scope.kind for scope in c.scopes}), c.valid_from, c.uid), default=None)


def terms_for(name: str, day: date, terms: Iterable[Terms]) -> Terms | None:
    """The terms of that name that hold on a day: the latest begun by then. None if there are none."""
    begun = (t for t in terms if t.name == name and (t.valid_from is None or t.valid_from <= day))
    return max(begun, key=lambda t: (t.valid_from or date.min, t.uid), default=None)


def quota_left(quota_minutes: int, billed_seconds: Iterable[int]) -> int:
    """Seconds of a month's quota that are left after the billed seconds given; never below 0."""
    return max(0, quota_minutes * 60 - sum(billed_seconds))
