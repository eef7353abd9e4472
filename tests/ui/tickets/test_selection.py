"""Which tickets are meant by a selection, while others arrive."""

from __future__ import annotations

import pytest

from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.archive import ArchiveFilter, Order, archive_ids, archive_uids
from hotline_desk.ui.tickets.selection import selected_uids


class Shown:
    """A list as long as the store of which only some rows were read."""

    def __init__(self, uids, read, spans):
        self.model = self.table = self
        self.query, self.order = ArchiveFilter(), ("created", True)
        self._uids, self._read, self._spans = uids, read, spans

    def peek(self, number):
        return type("Row", (), {"uid": self._uids[number]}) if number in self._read else None

    def selected_spans(self):
        return self._spans


@pytest.fixture
def many(ctx):
    """Sixty tickets, newest first."""
    for number in range(60):
        create_ticket(ctx, {"subject": f"Nr. {number}"})
    return archive_uids(ctx, archive_ids(ctx, ArchiveFilter()))


@pytest.mark.parametrize("read", [{0, 1, 5, 40}, {0, 5}, {40}], ids=["both ends", "the first", "the last"])
def test_rows_not_read_yet_are_those_that_stood_there_though_others_arrive(ctx, many, read):
    meant = selected_uids(Shown(many, read, [(5, 40)]), lambda: ctx)
    for number in range(3):
        create_ticket(ctx, {"subject": f"Neu {number}"})
    assert meant() == many[5:41]


def test_what_is_previewed_is_what_is_changed(ctx, many):
    meant = selected_uids(Shown(many, {5}, [(5, 20)]), lambda: ctx)
    before = meant()
    create_ticket(ctx, {"subject": "Neu"})
    assert meant() == before == many[5:21]


def test_several_stretches_are_taken_each_by_its_own_ends(ctx, many):
    meant = selected_uids(Shown(many, {2, 3, 30, 31}, [(2, 3), (30, 50)]), lambda: ctx)
    create_ticket(ctx, {"subject": "Neu"})
    assert meant() == many[2:4] + many[30:51]


def test_one_that_sorts_into_the_middle_is_not_among_them(ctx, many):
    by_subject = archive_uids(ctx, archive_ids(ctx, ArchiveFilter(), order=Order("subject", descending=False)))
    shown = Shown(by_subject, {0, 59}, [(0, 59)])
    shown.order = ("subject", False)
    meant = selected_uids(shown, lambda: ctx)
    create_ticket(ctx, {"subject": "Nr. 30 neu"})
    assert meant() == by_subject

