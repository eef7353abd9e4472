"""Tickets and customers for the palette: found by anything that is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.domain.access import permitted
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids, archive_rows
from hotline_desk.ui.shell.palette import Hit
from hotline_desk.ui.shell.shell import Opener

_OF_EACH = 6


def found(ctx: Callable[[], Context], windows: Opener, query: str) -> list[Hit]:
    """Customers, then tickets, a few of each; those that this user may see. Runs in the background."""
    now = ctx()
    hits: list[Hit] = []
    if permitted(now.user.role, "address.read"):
        hits += [Hit(line.name, partial(windows.open, "address", line.uid), " · ".join(
            part for part in (line.city, line.phone) if part), "contact")
            for line in search_addresses(now, query, _OF_EACH)]
    if permitted(now.user.role, "ticket.read"):
        rows = archive_rows(now, archive_ids(now, ArchiveFilter(words=query), _OF_EACH))
        hits += [Hit(f"{row.number} {row.subject}".strip(), partial(windows.open, "ticket", row.uid),
                     row.customer or row.contact, "ticket") for row in rows if row.number]
    return hits
