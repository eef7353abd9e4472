"""Where the notifier's numbers come from."""

from __future__ import annotations

from hotline_desk.core import phone
from hotline_desk.services.context import Context
from hotline_desk.services.views.callbacks import MINE, CallbackFilter, callbacks
from hotline_desk.services.views.journal import missed_count
from hotline_desk.services.views.open_list import OpenFilter, open_counts, open_tickets
from hotline_desk.ui.notifier.rows import Standing, Waiting
from hotline_desk.ui.shell.texts import Texts

_NEXT_ONES = 8


def standing_of(ctx: Context, texts: Texts) -> Standing:
    """What the notifier shows to this user: everybody's numbers, his own next tickets. Runs in the background."""
    counts = open_counts(ctx)
    rows = [row for row in open_tickets(ctx, OpenFilter(mine=True)) if row.number][:_NEXT_ONES]
    due = [line for line in callbacks(ctx, CallbackFilter(MINE)) if line.overdue]
    late = tuple(Waiting(
        line.uid, phone.display(line.number), line.note or texts.tr("Callback"), line.contact_name or line.company,
        texts.moment(line.due_at), late=True, callback=True) for line in due[:_NEXT_ONES])
    return Standing(counts.open, counts.overdue, missed_count(ctx), late + tuple(
        Waiting(row.uid, row.number, row.subject, row.customer or row.contact,
                texts.moment(row.resubmit_at or row.created_at), row.overdue) for row in rows), len(due))
