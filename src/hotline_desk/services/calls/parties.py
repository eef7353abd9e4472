"""Who is at the other end of a call, and whether anybody has seen that he called."""

from __future__ import annotations

from sqlalchemy import select

from hotline_desk.domain.calls import BUSY, IN, MISSED, OUT
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx


def other_party(call: CallRow) -> str | None:
    """The number of the one outside."""
    return call.called_number if call.direction == OUT else call.caller_number


def mark_seen(tx: Tx, call: CallRow, seen: bool = True) -> int:
    """A shared step: all missed calls of this call's caller are seen, or not after all; returns how many changed."""
    same = CallRow.caller_number == call.caller_number if call.caller_number else CallRow.id == call.id
    rows = tx.session.scalars(select(CallRow).where(
        same, CallRow.direction == IN, CallRow.outcome.in_((MISSED, BUSY)),
        CallRow.hidden_at.is_(None) if seen else CallRow.hidden_at.is_not(None))).all()
    for row in rows:
        row.hidden_at = tx.now if seen else None
        tx.changed("call", row.uid)
    return len(rows)
