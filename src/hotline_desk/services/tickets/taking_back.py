"""A hand-over or a resubmission taken back, as long as nobody has touched the ticket since."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import add_note, saved, ticket_row
from hotline_desk.store.changes import ActRow, ChangeRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import Instant
from hotline_desk.store.tickets import TicketRow

TAKEN_BACK = "taken_back"
_ACTS = ("ticket.forward", "ticket.resubmit")
_BACK = ("state", "agent_id", "team_id", "resubmit_at", "resubmit_local", "resubmit_zone", "resubmit_reason")


@act("ticket.take_back", permission="ticket.edit")
def take_back(ctx: Context, tx: Tx, uid: str) -> int:
    """The ticket is where it was before this user handed it over or put it on resubmission. Returns the new version.

    Clocks that were stopped stay so, and what was noted stays in the history. Raises UserError if somebody has taken,
    handed over or finished it since.
    """
    ticket = ticket_row(tx.session, uid)
    before = _before(ctx, tx, uid)
    if not before:
        raise UserError("record.changed", who=N_("Somebody"))
    for name, value in before.items():
        instant = isinstance(TicketRow.__table__.c[name].type, Instant)
        setattr(ticket, name, datetime.fromisoformat(value) if instant and value else value)
    add_note(tx, ticket, ctx.user.id, TAKEN_BACK, "")
    return saved(tx, ticket)


def _before(ctx: Context, tx: Tx, uid: str) -> dict[str, Any]:
    """What the last act that moved the ticket on found; empty if that was none of this user's that can be undone."""
    changes = tx.session.execute(
        select(ActRow.id, ActRow.name, ActRow.user_id, ChangeRow.before).join(ActRow, ActRow.id == ChangeRow.act_id)
        .where(ChangeRow.table_name == TicketRow.__tablename__, ChangeRow.row_key == uid,
               ChangeRow.operation == "update").order_by(ChangeRow.id.desc()))
    found: dict[str, Any] = {}
    last: int | None = None
    for act_id, name, user_id, told in changes:
        moved = {key: value for key, value in json.loads(told or "{}").items() if key in _BACK}
        if last is not None and act_id != last:
            break
        if moved and (name not in _ACTS or user_id != ctx.user.id):
            return {}
        if moved:
            found, last = found | moved, act_id
    return found
