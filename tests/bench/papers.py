"""The papers against a bare canvas that draws the same words at the same places."""

from __future__ import annotations

import io
from collections.abc import Iterator

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from hotline_desk.adapters.documents import fonts
from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.pdf_pages import PdfPages
from hotline_desk.adapters.documents.statement import render_statement
from tests.adapters.documents.samples import invoice, mixed
from tests.bench.measure import Figure, paired


def figures() -> Iterator[Figure]:
    """Statements of 500 and 5,000 rows and a one-page letter."""
    longest, long, short = invoice(mixed(5000)), invoice(mixed(500)), invoice(mixed(3))
    for name, render, document in (("statement of 5,000 rows", render_statement, longest),
                                   ("statement of 500 rows", render_statement, long),
                                   ("letter of one page", render_letter, short)):
        drawn = render(document)
        pages = PdfPages(drawn)
        count = pages.count()
        texts = [[(box.left, box.bottom, box.text) for box in pages.text_boxes(i)] for i in range(count)]
        ours, floor = paired(lambda r=render, d=document: r(d), lambda t=texts: bare(t), 5)
        yield Figure(name, "", ours, floor, f"{count} pages, {count * 1000 / ours:.0f} pages/s")


def bare(pages: list[list[tuple[float, float, str]]]) -> bytes:
    """The same words at the same places, and nothing else."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=landscape(A4), initialFontName=fonts.REGULAR)
    for page in pages:
        canvas.setFont(fonts.REGULAR, 8)
        for x, y, text in page:
            canvas.drawString(x * mm, canvas._pagesize[1] - y * mm, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
