"""A call that waits on this workplace's spool, because the database is away: shown with what the telephone tells."""

from __future__ import annotations

from hotline_desk.domain.calls import RINGING, CallEvent
from hotline_desk.services.views.conditions import Conditions
from hotline_desk.services.views.popup import PopupView

_MARK = "kept "


def kept_uid(event: CallEvent) -> str:
    """What stands for the call until it is stored and has a uid."""
    return f"{_MARK}{event.feed} {event.call_id or event.connection}"


def is_kept(uid: str) -> bool:
    """Whether this is such a call."""
    return uid.startswith(_MARK)


def kept_view(event: CallEvent) -> PopupView:
    """The popup of an event that rings."""
    return PopupView(
        call_uid=kept_uid(event), direction=event.direction, state=RINGING, outcome=None, number=event.caller_number,
        number_raw=event.caller_raw, number_state=event.number_state, caller_name=event.caller_name,
        called_number=event.called_number, rang_at=event.at, answered_at=None, ended_at=None, agent_uid=None,
        agent_name="", ticket_uid=None, ticket_number=None, ticket_state=None, address_uid=None, company="", city="",
        contact="", warning="", conditions=Conditions(None, None, None, None, "", 0, 0), open_tickets=0, silent=False)
