"""Which tickets of a list are meant: those selected, however long the list is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hotline_desk.services.context import Context
from hotline_desk.services.tickets.bulk import MOST
from hotline_desk.services.views.archive import Order, archive_ids, archive_uids
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.pages import PagedList

_ARRIVED = 200
"""So many tickets may come or go above the selection until it is looked up."""

Uids = Callable[[], list[str]]
"""Runs in the background."""


def selected_uids(rows: RowList | PagedList, ctx: Callable[[], Context]) -> Uids:
    """The uids of the selected tickets, from the top; of a paged list those not yet read are looked up once.

    What is selected is told by the uids at both ends of each stretch: tickets that arrive meanwhile shift nothing.
    """
    if isinstance(rows, RowList):
        found = [row.uid for row in rows.selected() if getattr(row, "uid", "")]
        return lambda: found
    model = rows.model
    stretches = []
    for first, last in rows.table.selected_spans():
        last = min(last, first + MOST)
        shown = [model.peek(number) for number in range(first, last + 1)]
        stretches.append(_Stretch(first, [row.uid if row is not None else None for row in shown]))
    return _LookUp(ctx, model.query, model.order, stretches)


@dataclass(frozen=True)
class _Stretch:
    """Rows that stand together: where the first one stands, and their uids, None for one that was not read."""

    first: int
    uids: list[str | None]


class _LookUp:
    def __init__(self, ctx: Callable[[], Context], wanted: Any, order: tuple[str, bool],
                 stretches: list[_Stretch]) -> None:
        self._ctx, self._wanted, self._order, self._stretches = ctx, wanted, Order(*order), stretches
        self._found: list[str] | None = None

    def __call__(self) -> list[str]:
        if self._found is None:
            uids: list[str] = []
            for stretch in self._stretches:
                if len(uids) <= MOST:
                    uids += self._whole(stretch)
            self._found = list(dict.fromkeys(uids))
        return self._found

    def _whole(self, stretch: _Stretch) -> list[str]:
        known = [uid for uid in stretch.uids if uid is not None]
        width = len(stretch.uids)
        if len(known) == width:
            return known
        begin = max(0, stretch.first - _ARRIVED)
        ctx = self._ctx()
        keys = archive_ids(ctx, self._wanted, width + 2 * _ARRIVED, begin, self._order)
        uids = archive_uids(ctx, keys)
        key_of = dict(zip(uids, keys, strict=True))
        first, last = stretch.uids[0], stretch.uids[-1]
        if first in key_of:
            at = uids.index(str(first))
        elif last in key_of:
            at = max(0, uids.index(str(last)) + 1 - width)
        else:
            at = stretch.first - begin
        meant = uids[at:uids.index(str(last)) + 1] if first in key_of and last in key_of else uids[at:at + width]
        # What came in between since then has the highest keys.
        arrived = sorted((uid for uid in meant if uid not in known), key=lambda uid: -key_of[uid])
        too_many = set(arrived[:max(0, len(meant) - width)])
        return [uid for uid in meant if uid not in too_many]
