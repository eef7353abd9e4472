"""Tables as other programs read them: CSV and Excel workbooks, written row by row, whole or not at all."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_

Cell = str | int | Decimal | date | datetime | None
CSV, WORKBOOK = "csv", "xlsx"
FORMS = {CSV: N_("CSV"), WORKBOOK: N_("Excel workbook (xlsx)")}
MOST_ROWS = 1_048_575
"""So many rows a workbook has below its heading; a CSV has no end."""
_LONGEST_CELL = 32_767
_WIDEST, _MEASURED = 60, 200
# What a spreadsheet would run as a formula. A telephone number may begin with a plus, an amount with a minus.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s()/.,-]*$)")


@dataclass(frozen=True)
class Form:
    """How a table is written. Instants are shown in `zone`; `separator` stands between the cells of a CSV."""

    kind: str
    zone: str
    separator: str = ";"
    title: str = ""


def write_table(place: Path, form: Form, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Writes all rows and returns how many. What stood at `place` is replaced once everything is written.

    What `rows` raises ends it, and nothing is left behind. Raises UserError if the file cannot be written.
    """
    half = place.with_name(f".{place.name}.part")
    try:
        count = _write(half, form, titles, rows)
        half.replace(place)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as trouble:
        reason = getattr(trouble, "strerror", None) or str(trouble)
        raise UserError("file.unwritable", place=str(place), reason=reason) from trouble
    finally:
        half.unlink(missing_ok=True)
    return count


def _write(place: Path, form: Form, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    return _write_csv(place, form, titles, rows) if form.kind == CSV else _write_workbook(place, form, titles, rows)


def _write_csv(place: Path, form: Form, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    count, zone = 0, ZoneInfo(form.zone)
    # The mark at the begin tells spreadsheets that umlauts are UTF-8.
    with place.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, delimiter=form.separator, lineterminator="\r\n")
        lines.writerow(titles)
        for count, row in enumerate(rows, 1):  # noqa: B007
            lines.writerow([_plain(cell, zone, form.separator) for cell in row])
    return count


def _plain(cell: Cell, zone: ZoneInfo, separator: str) -> str | int:
    if isinstance(cell, Decimal):
        return str(cell).replace(".", "," if separator == ";" else ".")
    if isinstance(cell, datetime):
        return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return "'" + cell if _FORMULA.match(cell) else cell
    return "" if cell is None else cell


def _write_workbook(place: Path, form: Form, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    with _workbook(place, form) as (book, sheet):
        heading = book.add_format({"bold": True, "bottom": 1})
        looks: dict[type, Any] = {datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
            date: book.add_format({"num_format": "dd.mm.yyyy"}),
            Decimal: book.add_format({"num_format": "#,##0.00"})}
        first, rest = _sample(rows)
        zone = ZoneInfo(form.zone)
        for column, title in enumerate(titles):
            longest = max([len(title) + 3, *(len(_told(row[column])) for row in first)])
            sheet.set_column(column, column, min(longest, _WIDEST) + 1)
        sheet.write_row(0, 0, titles, heading)
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(rest, 1):
            if count > MOST_ROWS:
                raise UserError("export.long", most=MOST_ROWS)
            for column, cell in enumerate(row):
                _write_cell(sheet, count, column, cell, zone, looks)
        sheet.autofilter(0, 0, count, max(0, len(titles) - 1))
    return count


@contextmanager
def _workbook(place: Path, form: Form) -> Iterator[tuple[Any, Any]]:
    """Rows go to the disk as they come; texts stay texts, whatever they look like."""
    with place.open("wb") as file:
        book = xlsxwriter.Workbook(file, {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False})
        try:
            book.set_properties({"title": form.title})
            yield book, book.add_worksheet()
        finally:
            book.close()  # its rows wait in a file of their own until then


def _sample(rows: Iterable[Sequence[Cell]]) -> tuple[list[Sequence[Cell]], Iterator[Sequence[Cell]]]:
    """The first rows, by which columns are measured, and all of them."""
    source = iter(rows)
    first = list(islice(source, _MEASURED))

    def everything() -> Iterator[Sequence[Cell]]:
        yield from first
        yield from source

    return first, everything()


def _told(cell: Cell) -> str:
    return " " * 16 if isinstance(cell, datetime) else str(cell or "").partition("\n")[0]


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, zone: ZoneInfo, looks: dict[type, Any]) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.astimezone(zone).replace(tzinfo=None), looks[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, looks[date])
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), looks[Decimal])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, cell[:_LONGEST_CELL])
