"""Months of a contract: which there are, which part of one it holds in, and that part of an amount."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from hotline_desk.domain.billing.amounts import ratio


def month_of(day: date) -> date:
    """The first of its month."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    """The last day of its month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def later(month: date, months: int) -> date:
    """The first of the month that is so many months later, or earlier for a negative number."""
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


def months_between(first: date, last: date) -> Iterator[date]:
    """The first of every month from that of `first` to that of `last`."""
    month = month_of(first)
    while month <= last:
        yield month
        month = later(month, 1)


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of its quarter."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, last_of(later(first, 2))


def days_within(month: date, first: date, last: date | None) -> tuple[date, date] | None:
    """The part of the month from `first` to `last`, both included; None if there is none."""
    begin, end = max(month, first), min(last_of(month), last or date.max)
    return (begin, end) if begin <= end else None


def share(value: int, month: date, part: tuple[date, date]) -> int:
    """A month's value for some of its days, rounded half up."""
    begin, end = part
    return ratio(value * ((end - begin).days + 1), last_of(month).day)
