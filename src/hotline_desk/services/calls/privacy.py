"""What agents see of numbers in lists, and what is forgotten of calls after a while."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hotline_desk.core.phone import display
from hotline_desk.domain.access import ADMINISTRATOR, LEAD
from hotline_desk.services.act import reading
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.calls.journal import CallRow

FULL, CUT, NONE = "full", "cut", "none"
_HIDDEN_DIGITS = 3
_INTERNAL_DIGITS = 4


def visible(ctx: Context) -> str:
    """How this user sees the numbers of callers in lists: full, cut or none. Who leads sees them in full."""
    return FULL if ctx.user.role in (ADMINISTRATOR, LEAD) else str(ctx.settings["calls.journal_numbers"])


def cut(text: str) -> str:
    """A number for people without its last three digits; one of the house is short and stays."""
    return text if len(text) <= _INTERNAL_DIGITS else text[:-_HIDDEN_DIGITS].rstrip() + "…"


def shown(how: str, number: str | None, raw: str) -> tuple[str | None, str]:
    """A number and how it was told, as far as it may be seen: what is cut is no number any more, only a text."""
    if how == FULL:
        return number, raw
    text = display(number) if number else raw
    if how == NONE:
        return None, text if len(text) <= _INTERNAL_DIGITS else ""
    return None, cut(text)


@reading("ticket.edit")
def number_to_call(ctx: Context, session: Session, call_uid: str) -> str | None:
    """The number of the one outside, to be called by somebody who may not see it in lists; None if it is not known."""
    return other_party(row_of(session, CallRow, call_uid))
