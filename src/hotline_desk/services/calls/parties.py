"""Who is at the other end of a call."""

from __future__ import annotations

from hotline_desk.domain.calls import OUT
from hotline_desk.store.calls.journal import CallRow


def other_party(call: CallRow) -> str | None:
    """The number of the one outside."""
    return call.called_number if call.direction == OUT else call.caller_number
