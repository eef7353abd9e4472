"""hotline-desk list: what is there, for people or for programs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hotline_desk.cli.shapes import line
from hotline_desk.cli.tables import COLUMNS, rendered
from hotline_desk.cli.workplace import Workplace
from hotline_desk.services.views.listings import ListFilter, entries


def show(work: Workplace) -> int:
    """Prints the entries that fit, as a table or as JSON lines, in the order they were made."""
    ctx, args = work.open(), work.args
    wanted = ListFilter(**{name: getattr(args, name, None)
                           for name in ("first", "last", "customer", "state", "agent", "team")})
    found = entries(ctx, args.subject, wanted, args.limit)
    if args.json:
        zone = ZoneInfo(ctx.zone)
        for entry in found:
            print(line(entry, zone))
        return 0
    empty = True
    for text in rendered(found, COLUMNS[args.subject], work.texts, ctx.zone):
        empty = False
        print(text)
    if empty:
        print(work.texts.tr("Nothing found."))
    return 0
