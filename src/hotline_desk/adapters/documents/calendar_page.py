"""The calendar on paper: the days one below the other with what is agreed, to tick off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hotline_desk.adapters.documents.feet import finish_numbered
from hotline_desk.adapters.documents.flow import Cell, Flow, cell
from hotline_desk.adapters.documents.sheet import (
    ACCENT,
    HAIR,
    QUIET,
    QUIET_INK,
    RIGHT,
    STRONG,
    TINY,
    TITLE,
    Imprint,
    Sheet,
    Style,
)
from hotline_desk.core.clock import local_day
from hotline_desk.core.text import Translator

_LEFT, _RIGHT, _BOTTOM, _PAGE_NUMBER = 18.0, 192.0, 276.0, 287.0
_WHEN, _WHAT, _NAMES = 24.0, 56.0, 40.0
_LINE = Style(8.5)
_HEADLINE = replace(_LINE, bold=True)
_MOST_LINES = 3


@dataclass(frozen=True)
class PaperEntry:
    """One line: when (translated), what, in small letters below it what else is known, who, and how it stands."""

    when: str
    title: str
    about: str = ""
    who: str = ""
    state: str = ""
    done: bool = False


@dataclass(frozen=True)
class PaperDay:
    """A day and what stands on it, in its order."""

    day: date
    entries: Sequence[PaperEntry] = ()


def render_calendar(days: Sequence[PaperDay], *, about: str, texts: Translator, printed_at: datetime, zone: str,
                    company: str = "") -> bytes:
    """The days as PDF, A4. `about` says which days and whose they are."""
    return _CalendarPaper(days, about, texts, printed_at, zone, company).render()


class _CalendarPaper:
    def __init__(self, days: Sequence[PaperDay], about: str, texts: Translator, printed_at: datetime, zone: str,
                 company: str) -> None:
        self.days, self.about, self.texts, self.company = days, about, texts, company
        self.stand = texts.moment(printed_at, zone)
        self.title = texts.tr("Calendar")
        self.sheet = Sheet(Imprint(self.title, company, self.title, texts.language, local_day(printed_at, zone)))

    def render(self) -> bytes:
        self.flow = Flow(self.sheet, _BOTTOM, self._head)
        for day in self.days:
            self._day(day)
        return finish_numbered(self.sheet, self.texts, self.company, _LEFT, _RIGHT, _PAGE_NUMBER)

    def _head(self, index: int) -> float:
        tr = self.texts.tr
        self.sheet.text(_LEFT, 20, self.title, TITLE if index == 0 else _HEADLINE)
        self.sheet.text(_RIGHT, 20, tr("as of {moment}", moment=self.stand), QUIET, RIGHT)
        if index:
            return 26.0
        self.sheet.text(_LEFT, 27, self.sheet.short(self.about, _RIGHT - _LEFT, STRONG), STRONG)
        return 31.0

    def _day(self, day: PaperDay) -> None:
        self.flow.y += 2.5
        self.flow.need(18)
        style = replace(STRONG, size=10.5, colour=ACCENT)
        self.flow.row([cell(_LEFT, f"{self.texts.weekday(day.day)} {self.texts.day(day.day)}", style)])
        self.flow.y += 1
        self.sheet.rule(_LEFT, self.flow.y, _RIGHT, self.flow.y, HAIR, 0.3)
        self.flow.y += 1
        if not day.entries:
            self.flow.row([cell(_LEFT, self.texts.tr("nothing agreed"), QUIET)])
        for entry in day.entries:
            self._entry(entry)

    def _entry(self, entry: PaperEntry) -> None:
        width = _RIGHT - _NAMES - _WHAT - 3
        lines = [(line, style) for text, style in ((entry.title, _HEADLINE), (entry.about, TINY)) if text
                 for line in self.sheet.lines(text, width, style, _MOST_LINES)]
        cells = [Cell(_WHEN, [(entry.when, _LINE), *([(entry.state, TINY)] if entry.state else [])],
                      fit=_WHAT - _WHEN - 2), Cell(_WHAT, lines),
                 Cell(_RIGHT, [(self.sheet.short(entry.who, _NAMES - 2, TINY), TINY)] if entry.who else [], RIGHT)]
        self.flow.need(max(sum(style.leading for _text, style in item.lines) for item in cells) + 2)
        self._box(self.flow.y + 0.4, entry.done)
        self.flow.row(cells, keep=80)
        self.sheet.rule(_LEFT, self.flow.y + 0.6, _RIGHT, self.flow.y + 0.6, HAIR)
        self.flow.y += 1.6

    def _box(self, y: float, done: bool) -> None:
        """To tick off; ticked already for what is done."""
        side = 3.0
        self.sheet.polygon([(_LEFT, y), (_LEFT + side, y), (_LEFT + side, y + side), (_LEFT, y + side)], QUIET_INK,
                           filled=False)
        if done:
            for one, other in (((0.6, 1.6), (1.3, 2.4)), ((1.3, 2.4), (2.5, 0.6))):
                self.sheet.rule(_LEFT + one[0], y + one[1], _LEFT + other[0], y + other[1], QUIET_INK, 0.35)
