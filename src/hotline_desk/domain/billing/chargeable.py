"""Whether a piece of work is charged, and if not, why."""

from __future__ import annotations

from hotline_desk.domain.billing.values import TIME_UNITS, Work
from hotline_desk.domain.tickets import AFTER_CALL, OUTCOMES

UNBILLABLE = "unbillable"


def why_free(work: Work) -> str | None:
    """None for charged work, else the code of the reason: unbillable, after_call or the ticket's outcome.

    A ticket without outcome is charged: whoever bills decides whether open tickets are taken. What somebody decided
    for this work alone goes before all else.
    """
    if work.charged is not None:
        return None if work.charged else UNBILLABLE
    if not work.billable:
        return UNBILLABLE
    if work.kind == AFTER_CALL and not work.rules.charge_after_call:
        return AFTER_CALL
    if work.outcome is not None and not OUTCOMES[work.outcome].charged:
        return work.outcome
    return None


def is_timed(work: Work) -> bool:
    """Whether time is charged. A quantity that somebody wrote down counts instead of the time."""
    return work.article.unit in TIME_UNITS and work.quantity_e4 is None


def is_given_away(rule: str) -> bool:
    """Whether the rule of an item says that the ticket's outcome gave it away, or that it is after-call work."""
    head = rule.partition(";")[0]
    return head in OUTCOMES or head == AFTER_CALL
