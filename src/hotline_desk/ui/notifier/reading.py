"""Where the notifier's numbers come from."""

from __future__ import annotations

from datetime import datetime

from hotline_desk.core import phone
from hotline_desk.core.clock import local_day
from hotline_desk.domain.quiet_hours import is_quiet
from hotline_desk.services.context import Context
from hotline_desk.services.notices.messages import unread_count
from hotline_desk.services.views.callbacks import MINE, CallbackFilter, callbacks
from hotline_desk.services.views.coming import next_appointments
from hotline_desk.services.views.journal import missed_count
from hotline_desk.services.views.open_list import OpenFilter, open_counts, open_tickets
from hotline_desk.ui.notifier.rows import Standing, Waiting
from hotline_desk.ui.shell.texts import Texts

_NEXT_ONES = 8


def standing_of(ctx: Context, texts: Texts) -> Standing:
    """What the notifier shows to this user: everybody's numbers, his own next items. Runs in the background."""
    counts, now = open_counts(ctx), ctx.clock.now()
    due = [line for line in callbacks(ctx, CallbackFilter(MINE)) if line.overdue]
    late = [Waiting(
        line.uid, phone.display(line.number), line.note or texts.tr("Callback"), line.contact_name or line.company,
        _when(texts, line.due_at, now), late=True, kind="callbacks") for line in due[:_NEXT_ONES]]
    today = [Waiting(line.uid, "", line.title, line.customer or line.place,
                     texts.tr("all day") if line.all_day else texts.clock(line.begin_at), line.late, "appointment")
             for line in next_appointments(ctx)]
    mine = [row for row in open_tickets(ctx, OpenFilter(mine=True)) if row.number]
    tickets = [Waiting(row.uid, row.number, row.subject, row.customer or row.contact,
                       _when(texts, row.resubmit_at or row.created_at, now), row.overdue) for row in mine]
    rows = [*late, *(row for row in tickets if row.late), *today, *(row for row in tickets if not row.late)]
    return Standing(counts.open, counts.overdue, missed_count(ctx), tuple(rows[:_NEXT_ONES]), len(due),
                    unread_count(ctx), is_quiet(ctx.settings, now, ctx.zone))


def _when(texts: Texts, instant: datetime, now: datetime) -> str:
    """The time of today, else the day."""
    day = local_day(instant, texts.zone)
    return texts.clock(instant) if day == local_day(now, texts.zone) else texts.day(day)
