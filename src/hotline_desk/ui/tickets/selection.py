"""Which tickets of a list are meant: those selected, however long the list is."""

from __future__ import annotations

from collections.abc import Callable

from hotline_desk.services.context import Context
from hotline_desk.services.tickets.bulk import MOST
from hotline_desk.services.views.archive import Order, archive_ids, archive_uids
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.pages import PagedList

Uids = Callable[[], list[str]]
"""Runs in the background."""


def selected_uids(rows: RowList | PagedList, ctx: Callable[[], Context]) -> Uids:
    """The uids of the selected tickets, from the top; of a paged list those not yet read are looked up."""
    if isinstance(rows, RowList):
        found = [row.uid for row in rows.selected() if getattr(row, "uid", "")]
        return lambda: found
    model, spans = rows.model, rows.table.selected_spans()
    wanted, (key, descending) = model.query, model.order
    at_hand = {number: row.uid for first, last in spans for number in range(first, min(last, first + MOST) + 1)
               if (row := model.peek(number)) is not None}

    def look_up() -> list[str]:
        uids: list[str] = []
        for first, last in spans:
            if len(uids) > MOST:
                break
            last = min(last, first + MOST)
            span = [at_hand.get(number) for number in range(first, last + 1)]
            if None in span:
                keys = archive_ids(ctx(), wanted, last - first + 1, first, Order(key, descending))
                uids += archive_uids(ctx(), keys)
            else:
                uids += [uid for uid in span if uid is not None]
        return list(dict.fromkeys(uids))

    return look_up
