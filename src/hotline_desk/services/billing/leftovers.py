"""What a run left uncharged by a decision becomes an action on the address, if that is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from hotline_desk.domain.billing.chargeable import UNBILLABLE
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.values import Item
from hotline_desk.services.act import act, long_act
from hotline_desk.services.context import Context
from hotline_desk.services.projects.appointments import note_action
from hotline_desk.store.billing import document_by_number
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow, WorklogRow


@long_act("billing.leftovers", permission="billing.issue")
def note_uncharged(ctx: Context, numbers: Sequence[str]) -> int:
    """One action per ticket with work that stands uncharged on these invoices; returns how many.

    What an outcome gave away became an action when its ticket was closed.
    """
    made = 0
    for done, number in enumerate(numbers):
        ctx.step(done, len(numbers), number)
        made += _note(ctx, number)
    return made


@act("billing.leftover", permission="billing.issue")
def _note(ctx: Context, tx: Tx, number: str) -> int:
    row = document_by_number(tx.session, number)
    issued = from_canonical(row.content.encode()) if row is not None else None
    left: dict[int, list[Item]] = {}
    for item in issued.items if issued else ():
        if item.rule.partition(";")[0] == UNBILLABLE:
            ticket = tx.session.scalar(select(WorklogRow.ticket_id).where(WorklogRow.uid == item.worklog_uid))
            left.setdefault(ticket or 0, []).append(item)
    for key, items in left.items():
        note = "\n".join([ctx.texts.tr("Not charged on {number}", number=number),
                          *(item.text for item in items if item.text)])
        note_action(ctx, tx, tx.session.get_one(TicketRow, key), min(item.start for item in items),
                    max(item.end for item in items), note)
    return len(left)
