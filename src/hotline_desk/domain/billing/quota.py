"""Quotas: what a contract grants by month, what is drawn first, and the account that a document shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hotline_desk.domain.billing.amounts import ratio
from hotline_desk.domain.billing.months import days_within, later, months_between, share
from hotline_desk.domain.billing.values import QuotaAccount
from hotline_desk.domain.contracts import Contract, Terms

_WHOLE_E4 = 10_000


@dataclass(frozen=True)
class Grant:
    """Seconds granted for a month (its first day); they can be used until the end of the month `until`."""

    month: date
    seconds: int
    until: date


@dataclass(frozen=True)
class Quota:
    """A contract's grants, and what earlier documents drew from each of them, in seconds by month."""

    contract_uid: str
    contract: str
    grants: tuple[Grant, ...]
    used: Mapping[date, int] = field(default_factory=dict)


def grants_of(contract: Contract, terms_on: Callable[[date], Terms | None], last: date) -> tuple[Grant, ...]:
    """What the contract grants for every month up to that of `last`, by the terms of its first day in the month.

    A month in which it begins or ends has its part by days, rounded to whole minutes half up.
    """
    found = []
    for month in months_between(contract.valid_from, last):
        part = days_within(month, contract.valid_from, contract.valid_to)
        terms = terms_on(part[0]) if part else None
        if part is not None and terms is not None and terms.quota_minutes > 0:
            found.append(Grant(month, share(terms.quota_minutes, month, part) * 60,
                               later(month, terms.carry_over_months)))
    return tuple(found)


class Ledger:
    """What is left of a quota while a document draws on it."""

    def __init__(self, quota: Quota) -> None:
        self.quota = quota
        self._drawn: dict[date, dict[date, int]] = {}
        self._left = {grant.month: max(0, grant.seconds - quota.used.get(grant.month, 0)) for grant in quota.grants}
        # What would expire first is used first.
        self._order = sorted(quota.grants, key=lambda grant: (grant.until, grant.month))

    def draw(self, month: date, wanted: int) -> list[tuple[date, int]]:
        """Up to so many seconds for work of a month: how many from the grant of which month."""
        taken = []
        for grant in self._order:
            if wanted > 0 and grant.month <= month <= grant.until and self._left[grant.month] > 0:
                seconds = min(wanted, self._left[grant.month])
                self._left[grant.month] -= seconds
                wanted -= seconds
                drawn = self._drawn.setdefault(month, {})
                drawn[grant.month] = drawn.get(grant.month, 0) + seconds
                taken.append((grant.month, seconds))
        return taken

    def account(self, month: date) -> QuotaAccount | None:
        """The account of a month: what was carried into it and granted is used, expired or left. None if it has none.

        Use by earlier documents counts to the month whose grant it drew on.
        """
        grants = {g.month: g for g in self.quota.grants if g.month <= month <= g.until}
        if not grants:
            return None
        opening = {m: max(0, g.seconds - self.quota.used.get(m, 0)) for m, g in grants.items()}
        for at, drawn in self._drawn.items():
            if at < month:
                for m, seconds in drawn.items():
                    if m in opening:
                        opening[m] -= seconds
        here = self._drawn.get(month, {})
        closing = {m: seconds - here.get(m, 0) for m, seconds in opening.items()}
        granted = grants[month].seconds if month in grants else 0
        before = granted - opening.get(month, 0)
        expired = sum(seconds for m, seconds in closing.items() if grants[m].until == month)
        return QuotaAccount(
            self.quota.contract, month, carried=sum(s for m, s in opening.items() if m != month), granted=granted,
            used=before + sum(here.values()), expired=expired, left=sum(closing.values()) - expired)


def drawn_for(seconds: int, factor_e4: int) -> int:
    """What so many seconds of work draw from a quota."""
    return ratio(seconds * factor_e4, _WHOLE_E4)


def covered_by(drawn: int, seconds: int, factor_e4: int) -> int:
    """How many of the seconds of work are paid for by what could be drawn for them; parts of seconds are not."""
    return seconds if drawn >= drawn_for(seconds, factor_e4) else drawn * _WHOLE_E4 // factor_e4


def months_shown(period_from: date, period_to: date, works: Iterable[date]) -> list[date]:
    """Months whose account a document shows: those of its period, and those of older work on it."""
    return sorted({*months_between(period_from, period_to), *works})
