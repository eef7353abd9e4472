"""Lists as files for other programs, and on paper as they stand on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hotline_desk.adapters.documents.table import PaperColumn, render_table
from hotline_desk.adapters.exchange.writing import CSV, FORMS, WORKBOOK, Cell, Form, write_table
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator
from hotline_desk.services.context import Context

__all__ = ["CSV", "FORMS", "MOST_ON_PAPER", "WORKBOOK", "Cell", "PaperColumn", "export_table", "table_pdf"]

MOST_ON_PAPER = 3000
_STEP = 200


def export_table(ctx: Context, place: Path, kind: str, title: str, titles: Sequence[str],
                 rows: Iterable[Sequence[Cell]], total: int, texts: Translator) -> int:
    """Writes a table (`kind` is a key of `FORMS`) and returns how many rows; `ctx` tells how far it is and may stop it.

    Spreadsheets expect semicolons where the comma is a decimal sign. Raises UserError if there is such a file already,
    or if it cannot be written.
    """
    if place.suffix.lower() != f".{kind}":
        place = place.with_name(f"{place.name}.{kind}")
    if place.exists():
        raise UserError("file.exists", place=str(place))
    separator = ";" if texts.language == "de" else ","
    return write_table(place, Form(kind, ctx.zone, separator, title), titles, _told(ctx, rows, total))


def _told(ctx: Context, rows: Iterable[Sequence[Cell]], total: int) -> Iterator[Sequence[Cell]]:
    for number, row in enumerate(rows):
        if number % _STEP == 0:
            ctx.step(number, total)
        yield row


def table_pdf(ctx: Context, title: str, about: str, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]],
              texts: Translator, total: int | None = None) -> bytes:
    """The rows as a paper, A4 landscape. Raises UserError if there are too many (`total` where not all are given)."""
    count = len(rows) if total is None else total
    if count > MOST_ON_PAPER:
        raise UserError("print.long", count=count, most=MOST_ON_PAPER)
    return render_table(columns, rows, title=title, about=about, texts=texts, printed_at=ctx.clock.now(),
                        zone=ctx.zone, company=ctx.settings["company.name"])
