"""Whether a ticket is no more than the call it was made for, so that it may dissolve into an older one."""

from __future__ import annotations

from hotline_desk.domain.tickets import AFTER_CALL, CALL, NEW, OPEN
from hotline_desk.services.views.ticket import TicketView


def movable(view: TicketView) -> bool:
    """True for an unsolved ticket made by a call, nothing of which has been worked on or handed on yet."""
    return (view.state in (NEW, OPEN) and bool(view.calls) and view.created_at == view.calls[0].rang_at
            and not view.notes and all(w.kind in (CALL, AFTER_CALL) for w in view.worklogs))
