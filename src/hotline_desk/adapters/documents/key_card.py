"""The card of keys: everything that can be done by a key, in columns, to lie beside the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hotline_desk.adapters.documents.sheet import (
    ACCENT,
    HAIR,
    INK,
    QUIET,
    RIGHT,
    TINY,
    TITLE,
    Imprint,
    Sheet,
    Style,
)
from hotline_desk.core.text import Translator

_LEFT, _RIGHT, _TOP, _BOTTOM, _FOOT = 12.0, 285.0, 23.0, 197.0, 203.0
_COLUMNS, _GUTTER, _KEYS = 3, 6.0, 33.0
_WIDTH = (_RIGHT - _LEFT - _GUTTER * (_COLUMNS - 1)) / _COLUMNS
_KEY, _TEXT = Style(7.8, bold=True), Style(7.8)
_HEADING = Style(9, bold=True, colour=ACCENT)
_LINE, _GAP = 3.85, 2.4
_TOGETHER = 3
"""So many lines follow their heading at least before a column ends."""


@dataclass(frozen=True)
class KeyLine:
    """An action with its keys as this platform writes them. `own`: chosen by the user."""

    keys: tuple[str, ...]
    text: str
    own: bool = False


@dataclass(frozen=True)
class KeySection:
    """Actions of one menu, under its name."""

    title: str
    lines: tuple[KeyLine, ...]


def render_key_card(sections: Sequence[KeySection], *, owner: str, texts: Translator, day: date,
                    company: str = "") -> bytes:
    """The card as PDF, A4 landscape. Everything in `sections` is translated already."""
    return _Card(owner, texts, day, company).render(sections)


class _Card:
    def __init__(self, owner: str, texts: Translator, day: date, company: str) -> None:
        self.texts, self.owner, self.company, self.day = texts, owner, company, day
        self.title = texts.tr("Keys")
        self.sheet = Sheet(Imprint(self.title, company, self.title, texts.language, day), 297, 210)
        self.column, self.y = _COLUMNS, _TOP

    def render(self, sections: Sequence[KeySection]) -> bytes:
        for section in sections:
            if section.lines:
                self._section(section)
        own = any(line.own for section in sections for line in section.lines)
        for index in range(len(self.sheet.pages)):
            self.sheet.turn_to(index)
            self._frame(index, own)
        return self.sheet.finish()

    def _frame(self, index: int, own: bool) -> None:
        tr, sheet = self.texts.tr, self.sheet
        sheet.text(_LEFT, 16, self.title, TITLE)
        about = f"{self.owner} · {self.texts.day(self.day)}" if self.owner else self.texts.day(self.day)
        sheet.text(_RIGHT, 16, about, QUIET, RIGHT)
        if own:
            self._mark(_LEFT + 0.9, _FOOT - 0.8)
            sheet.text(_LEFT + 3, _FOOT, tr("chosen by you"), TINY)
        sheet.text((_LEFT + _RIGHT) / 2, _FOOT, self.company, TINY, "centre", fit=120)
        if len(sheet.pages) > 1:
            sheet.text(_RIGHT, _FOOT, tr("Page {n} of {count}", n=index + 1, count=len(sheet.pages)), TINY, RIGHT)
        for number in range(1, _COLUMNS):
            x = _LEFT + number * (_WIDTH + _GUTTER) - _GUTTER / 2
            sheet.rule(x, _TOP, x, _BOTTOM, HAIR)

    def _need(self, height: float, again: str = "") -> None:
        """Goes to the next column, or the next page, if this one has less room; `again` stands above what goes on."""
        if self.column < _COLUMNS and self.y + height <= _BOTTOM:
            return
        self.column, self.y = self.column + 1, _TOP
        if self.column >= _COLUMNS:
            self.column = 0
            self.sheet.page()
        if again:
            self.sheet.text(self._x, self.y + QUIET.ascent, self.texts.tr("{group} (continued)", group=again), QUIET,
                            fit=_WIDTH)
            self.y += QUIET.leading + 0.8

    @property
    def _x(self) -> float:
        return _LEFT + self.column * (_WIDTH + _GUTTER)

    def _section(self, section: KeySection) -> None:
        self._need(_HEADING.leading + _LINE * min(_TOGETHER, len(section.lines)) + _GAP)
        if self.y > _TOP:
            self.y += _GAP
        for part in self.sheet.lines(section.title, _WIDTH, _HEADING):
            self.sheet.text(self._x, self.y + _HEADING.ascent, part, _HEADING)
            self.y += _HEADING.leading
        self.y += 0.8
        for line in section.lines:
            self._line(line, section.title)

    def _line(self, line: KeyLine, title: str) -> None:
        texts = self.sheet.lines(line.text, _WIDTH - _KEYS - 1, _TEXT, 3)
        keys = [part for key in line.keys for part in self.sheet.lines(key, _KEYS - 4, _KEY)]
        self._need(_LINE * max(len(texts), len(keys)), title)
        if line.own:
            self._mark(self._x + 0.9, self.y + 1.9)
        for number, key in enumerate(keys):
            self.sheet.text(self._x + 2.6, self.y + number * _LINE + _KEY.ascent, key, _KEY, fit=_KEYS - 3)
        for number, text in enumerate(texts):
            self.sheet.text(self._x + _KEYS, self.y + number * _LINE + _TEXT.ascent, text,
                            replace(_TEXT, bold=line.own))
        self.y += _LINE * max(len(texts), len(keys))

    def _mark(self, x: float, y: float) -> None:
        """A small diamond: the sign of an own key."""
        self.sheet.polygon([(x - 0.9, y), (x, y - 0.9), (x + 0.9, y), (x, y + 0.9)], INK)
