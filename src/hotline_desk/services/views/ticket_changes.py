"""Who changed what at a ticket since somebody read it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import ticket_row
from hotline_desk.store.access import UserRow
from hotline_desk.store.changes import ActRow, ChangeRow


@dataclass(frozen=True)
class Since:
    """The last other person who changed something ("" if nobody else did), and the names of the fields."""

    who: str
    fields: tuple[str, ...]


@reading("ticket.read")
def changed_since(ctx: Context, session: Session, uid: str, version: int) -> Since:
    """What others changed at the ticket's fields after this version of it."""
    ticket = ticket_row(session, uid)
    rows = session.execute(
        select(ChangeRow.before, ActRow.user_id, UserRow.name)
        .join(ActRow, ActRow.id == ChangeRow.act_id).outerjoin(UserRow, UserRow.id == ActRow.user_id)
        .where(ChangeRow.table_name == "ticket", ChangeRow.row_key == uid, ChangeRow.operation == "update")
        .order_by(ChangeRow.id.desc()).limit(max(0, ticket.version - version))).all()
    others = [(json.loads(before or "{}"), name or "") for before, user_id, name in rows if user_id != ctx.user.id]
    names = sorted({_field(name) for before, _who in others for name in before})
    return Since(next((who for _before, who in others if who), ""), tuple(names))


def _field(column: str) -> str:
    return column[:-3] + "_uid" if column.endswith("_id") else column
