"""The list of open tasks on paper."""

from __future__ import annotations

from collections.abc import Collection

from hotline_desk.adapters.documents.open_form import render_open_form
from hotline_desk.adapters.documents.open_list import render_open_list
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.openlist import FORM, LIST, NONE
from hotline_desk.services.context import Context
from hotline_desk.services.views.open_list import OpenFilter, open_tickets


def open_list_pdf(ctx: Context, wanted: OpenFilter | None = None, grouping: str = NONE, texts: Translator | None = None,
                  only: Collection[str] | None = None, form: str = LIST) -> bytes:
    """The open tasks as PDF in the language of `texts` (default: the company's); `only` these uids if given.

    `form` is a key of `domain.openlist.PAPERS`.
    """
    rows = [row for row in open_tickets(ctx, wanted) if only is None or row.uid in only]
    texts = texts or ctx.texts
    render = render_open_form if form == FORM else render_open_list
    return render(
        rows, title=texts.tr(N_("Open tasks")), texts=texts, printed_at=ctx.clock.now(), zone=ctx.zone,
        grouping=grouping, company=ctx.settings["company.name"])
