"""From counted seconds to billed seconds of one unit of the scope: grace, then increment, then minimum."""

from __future__ import annotations

from hotline_desk.domain.billing.values import Rules


def incremented(seconds: int, first: int, following: int) -> int:
    """`seconds` rounded up to the first increment, beyond it to started further ones; 0 stays 0."""
    if seconds <= 0:
        return 0
    first, following = max(1, first), max(1, following)
    if seconds <= first:
        return first
    return first - (first - seconds) // following * following


def within_grace(seconds: int, rules: Rules) -> bool:
    """Whether so little was worked that it is not charged at all."""
    return 0 < seconds <= rules.grace


def billed_seconds(seconds: int, rules: Rules) -> int:
    """Seconds to charge for one unit (worklog, ticket or period) of `seconds` counted ones.

    Work within the grace is free, longer work counts whole. The minimum is not rounded to an increment.
    """
    if seconds <= 0 or within_grace(seconds, rules):
        return 0
    return max(incremented(seconds, rules.first, rules.next), rules.minimum)
