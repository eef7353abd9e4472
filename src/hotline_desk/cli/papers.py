"""hotline-desk open-list: the open tasks, shown or as a PDF."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hotline_desk.cli.files import write_whole
from hotline_desk.cli.shapes import line
from hotline_desk.cli.tables import OPEN_TASKS, rendered
from hotline_desk.cli.workplace import Workplace
from hotline_desk.domain.openlist import FORM, LIST
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.services.views.open_list_paper import open_list_pdf


def open_list(work: Workplace) -> int:
    """Shows the open tasks, or writes them as a PDF."""
    ctx, args = work.open(), work.args
    if args.pdf is not None:
        write_whole(args.pdf, open_list_pdf(ctx, grouping=args.group, form=FORM if args.form else LIST))
        return 0
    tickets = open_tickets(ctx)
    if args.json:
        for ticket in tickets:
            print(line(ticket, ZoneInfo(ctx.zone)))
        return 0
    for text in rendered(tickets, OPEN_TASKS, work.texts, ctx.zone):
        print(text)
    if not tickets:
        print(work.texts.tr("There are no open tickets."))
    return 0
