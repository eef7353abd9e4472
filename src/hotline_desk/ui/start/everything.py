"""Documents, tickets and customers for the palette: found by anything that is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.domain.access import permitted
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.billing.corrections import find_documents
from hotline_desk.services.context import Context
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids, archive_rows
from hotline_desk.ui.shell.palette import Hit
from hotline_desk.ui.shell.shell import Opener

_OF_EACH = 6


def found(ctx: Callable[[], Context], windows: Opener, query: str) -> list[Hit]:
    """Documents and their lines by number, then customers, then tickets, a few of each, that this user may see.

    Runs in the background.
    """
    now = ctx()
    hits: list[Hit] = []
    if permitted(now.user.role, "billing.read") and now.settings["module.billing"]:
        for one in find_documents(now, query, _OF_EACH):
            detail = f"{one.name} · {now.texts.money(one.gross_cents)}"
            lines = Hit(f"{one.number}/{one.position or '…'}", partial(
                windows.open, "document_lines", one.uid, position=one.position or 0), detail, "list")
            paper = Hit(one.number, partial(windows.open, "document", one.uid), detail, "file-text")
            hits += [lines, paper] if one.position else [paper, lines]
    if permitted(now.user.role, "address.read"):
        hits += [Hit(line.name, partial(windows.open, "address", line.uid), " · ".join(
            part for part in (line.city, line.phone) if part), "contact")
            for line in search_addresses(now, query, _OF_EACH)]
    if permitted(now.user.role, "ticket.read"):
        rows = archive_rows(now, archive_ids(now, ArchiveFilter(words=query), _OF_EACH))
        hits += [Hit(f"{row.number} {row.subject}".strip(), partial(windows.open, "ticket", row.uid),
                     row.customer or row.contact, "ticket") for row in rows if row.number]
    return hits
