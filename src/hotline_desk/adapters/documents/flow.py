"""Rows one below the other over as many pages as they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hotline_desk.adapters.documents.sheet import BODY, LEFT, RIGHT, Sheet, Style

_TOLERANCE = 0.01


@dataclass(frozen=True)
class Cell:
    """What stands in one column of a row: lines, each with its own style, from `x` on or up to it."""

    x: float
    lines: Sequence[tuple[str, Style]]
    align: str = LEFT
    fit: float | None = None


class Flow:
    """The place where the next row goes: `y` in mm from the top of the page.

    `head` writes the top of each page and returns where rows begin; `foot` writes what ends a full page.
    """

    def __init__(
        self, sheet: Sheet, bottom: float, head: Callable[[int], float], foot: Callable[[float], None] | None = None
    ) -> None:
        self.sheet = sheet
        self.bottom = bottom
        self._head, self._foot = head, foot
        self.y = self.top = 0.0
        self.turn(first=True)

    def turn(self, first: bool = False) -> None:
        """Goes to a new page."""
        if not first and self._foot:
            self._foot(self.y)
        self.sheet.page()
        self.y = self.top = self._head(len(self.sheet.pages) - 1)

    def need(self, height: float) -> None:
        """Turns the page if less than `height` mm are left; never twice in a row."""
        if self.y + height > self.bottom and self.y > self.top:
            self.turn()

    def row(self, cells: Sequence[Cell], keep: float = 60.0) -> None:
        """Writes a row. It stays on one page if it is at most `keep` mm high, else it may go on overleaf."""
        height = max(map(_height, cells), default=0.0)
        if height <= keep or self.bottom - self.y < keep / 2:
            self.need(min(height, keep))
        while height > (room := self.bottom - self.y) + _TOLERANCE:
            now, cells = zip(*(_split(cell, room) for cell in cells), strict=True)
            self.y += max(map(self._write, now))
            height = max(map(_height, cells))
            if not height:
                return
            self.turn()
        self.y += max(map(self._write, cells), default=0.0)

    def _write(self, cell: Cell) -> float:
        y = self.y
        for text, style in cell.lines:
            self.sheet.text(cell.x, y + style.ascent, text, style, cell.align, cell.fit)
            y += style.leading
        return y - self.y

    def text(self, x: float, text: str, width: float, style: Style = BODY) -> None:
        """Writes wrapped text, over pages if need be."""
        for line in self.sheet.lines(text, width, style):
            self.row([Cell(x, [(line, style)])])


def cell(x: float, text: str, style: Style = BODY, align: str = LEFT, fit: float | None = None) -> Cell:
    """A cell of one line."""
    return Cell(x, [(text, style)], align, fit)


def figure(x: float, text: str, style: Style = BODY, fit: float | None = None) -> Cell:
    """A cell of one line that ends at `x`."""
    return Cell(x, [(text, style)], RIGHT, fit)


def _height(cell: Cell) -> float:
    return sum(style.leading for _, style in cell.lines)


def _split(cell: Cell, room: float) -> tuple[Cell, Cell]:
    """What of the cell fits into `room` mm, at least one line, and the rest."""
    used, count = 0.0, 0
    for _, style in cell.lines:
        used += style.leading
        if used > room + _TOLERANCE and count:
            break
        count += 1
    return replace(cell, lines=cell.lines[:count]), replace(cell, lines=cell.lines[count:])
