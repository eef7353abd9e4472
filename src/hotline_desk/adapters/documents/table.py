"""Any list on paper: its columns as wide as they are on the screen, as many pages as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline_desk.adapters.documents.feet import finish_numbered
from hotline_desk.adapters.documents.flow import Cell, Flow
from hotline_desk.adapters.documents.sheet import CAPTION, HAIR, LEFT, QUIET, RIGHT, SMALL, TITLE, Imprint, Sheet, Style
from hotline_desk.core.clock import local_day
from hotline_desk.core.text import Translator

_LEFT, _RIGHT, _BOTTOM, _PAGE_NUMBER = 18.0, 279.0, 193.0, 201.0
_HEADLINE = Style(8, bold=True)
_GAP = 3.0
_MOST_LINES = 2


@dataclass(frozen=True)
class PaperColumn:
    """A column: its translated title, and how wide it is compared with the others. Numbers stand at the `right`."""

    title: str
    width: float
    bold: bool = False
    right: bool = False


def render_table(columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]], *, title: str, about: str,
                 texts: Translator, printed_at: datetime, zone: str, company: str = "") -> bytes:
    """The list as PDF, A4 landscape. `title` and `about` are translated already; `printed_at` is shown in `zone`."""
    told = Imprint(title, company, title, texts.language, local_day(printed_at, zone))
    about = " · ".join(part for part in (
        about, texts.tr("as of {moment}", moment=texts.moment(printed_at, zone))) if part)
    return _TablePaper(Sheet(told, 297, 210), columns, title, about, texts, company).render(rows)


class _TablePaper:
    def __init__(self, sheet: Sheet, columns: Sequence[PaperColumn], title: str, about: str, texts: Translator,
                 company: str) -> None:
        self.sheet, self.columns, self.title, self.about = sheet, columns, title, about
        self.texts, self.company = texts, company
        share = (_RIGHT - _LEFT) / sum(column.width for column in columns)
        self.widths = [column.width * share for column in columns]
        self.places = [_LEFT + sum(self.widths[:number]) for number in range(len(columns))]

    def render(self, rows: Sequence[Sequence[str]]) -> bytes:
        flow = Flow(self.sheet, _BOTTOM, self._head)
        for row in rows:
            flow.row([self._cell(number, text) for number, text in enumerate(row)], keep=60)
            self.sheet.rule(_LEFT, flow.y + 0.4, _RIGHT, flow.y + 0.4, HAIR)
            flow.y += 1.2
        return finish_numbered(self.sheet, self.texts, self.company, _LEFT, _RIGHT, _PAGE_NUMBER)

    def _head(self, index: int) -> float:
        self.sheet.text(_LEFT, 18, self.title, TITLE if index == 0 else _HEADLINE, fit=100)
        self.sheet.text(_RIGHT, 18, self.about, QUIET, RIGHT, fit=155)
        y = 23.0
        self.sheet.box(_LEFT, y, _RIGHT - _LEFT, 6)
        for number, column in enumerate(self.columns):
            self.sheet.text(self._place(number), y + 4.1, column.title, CAPTION, RIGHT if column.right else LEFT,
                            fit=self.widths[number] - _GAP)
        return y + 7.5

    def _place(self, number: int) -> float:
        """Where a column's text begins, or where it ends if it stands at the right."""
        at = self.places[number]
        return at + self.widths[number] - _GAP + 1 if self.columns[number].right else at + 1

    def _cell(self, number: int, text: str) -> Cell:
        style, room = _HEADLINE if self.columns[number].bold else SMALL, self.widths[number] - _GAP
        lines = self.sheet.lines(" ".join(text.split()), room, style, _MOST_LINES)
        return Cell(self._place(number), [(line, style) for line in lines],
                    RIGHT if self.columns[number].right else LEFT, fit=room)
