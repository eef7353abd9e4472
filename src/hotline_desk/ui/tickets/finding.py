"""A field that finds a ticket by number, subject or customer."""

from __future__ import annotations

from collections.abc import Callable, Collection

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import STATES
from hotline_desk.services.context import Context
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids, archive_rows
from hotline_desk.ui.shell.forms import SearchField
from hotline_desk.ui.shell.shell import Shell

_MOST = 12


class TicketField(SearchField):
    """`chosen(uid)` comes with the choice; tickets named by `leave_out` are not offered."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell, self._found)
        self._ctx = ctx
        self._left_out: frozenset[str] = frozenset()
        shell.texts.bind(self.setPlaceholderText, N_("Number, some words or the customer"))

    def leave_out(self, uids: Collection[str]) -> None:
        """These are not offered from now on."""
        self._left_out = frozenset(uids)

    def _found(self, text: str) -> list[tuple[str, str]]:
        ctx = self._ctx()
        rows = archive_rows(ctx, archive_ids(ctx, ArchiveFilter(text), _MOST + len(self._left_out)))
        return [(" · ".join(part for part in (row.number or "", row.subject, row.customer or row.contact,
                                              self._shell.texts.tr(STATES[row.state])) if part), row.uid)
                for row in rows if row.uid not in self._left_out][:_MOST]
