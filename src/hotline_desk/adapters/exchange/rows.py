"""Tables with separators: rows with the lines they begin at. A broken row costs no other one."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hotline_desk.core.text import N_
from hotline_desk.domain.takeover.values import Flaw

SEPARATORS = (";", ",", "\t", "|")
_MOST_LINES = 300
"""No field has more line breaks; beyond, a quotation mark was forgotten."""


@dataclass(frozen=True)
class Row:
    """One row of a table, the line it begins at (from 1), and what is wrong with it."""

    line: int
    cells: tuple[str, ...]
    flaw: Flaw | None = None


def separator_of(line: str) -> str:
    """What stands between the columns of a head; "" if nothing does."""
    best = max(SEPARATORS, key=lambda sign: len(_split(line, sign) or ()))
    return best if len(_split(line, best) or ()) > 1 else ""


def rows_of(text: str, separator: str, first: int = 1) -> Iterator[Row]:
    """The rows of a text that has something in them; `first` is the number of its first line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    width, at = 0, 0
    while at < len(lines):
        if not lines[at].strip(f" {separator}"):
            at += 1
            continue
        row, used = _row(lines, at, separator, first + at, width)
        width = width or len(row.cells)
        yield row
        at += used


def _row(lines: Sequence[str], at: int, separator: str, line: int, width: int) -> tuple[Row, int]:
    """The row that begins here, and how many lines it has."""
    joined = lines[at]
    quotes = joined.count('"')
    for used in range(1, min(_MOST_LINES, len(lines) - at) + 1):
        if used > 1:
            joined = f"{joined}\n{lines[at + used - 1]}"
            quotes += lines[at + used - 1].count('"')
        if quotes % 2 == 0:
            cells = _split(joined, separator)
            if cells is not None and (not width or used == 1 or len(cells) <= width):
                return _measured(Row(line, cells), width), used
            break
    flaw = Flaw(line, N_("A quotation mark is missing or too many; the row was read without them."))
    cells = tuple(cell.strip('" ') for cell in lines[at].split(separator))
    return Row(line, cells, flaw), 1


def _measured(row: Row, width: int) -> Row:
    """A row with more cells than the head has columns: what stands beyond belongs to nothing."""
    if not width or len(row.cells) <= width or not any(cell.strip() for cell in row.cells[width:]):
        return row
    return Row(row.line, row.cells, Flaw(
        row.line, N_("The row has {n} columns, the head {width}. What is beyond was left out."),
        (("n", len(row.cells)), ("width", width))))


def _split(text: str, separator: str) -> tuple[str, ...] | None:
    """The cells of one row; None if its quotation marks are wrong."""
    try:
        rows = list(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        return None
    return tuple(rows[0]) if rows else ()
