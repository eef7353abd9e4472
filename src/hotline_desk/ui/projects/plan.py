"""Where days, hours and entries of the calendar lie on the screen: measured, not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics

from hotline_desk.services.views.calendar import CalendarEntry
from hotline_desk.ui.projects.placing import Lane, lanes
from hotline_desk.ui.shell.theme import Theme

SLOT, SLOTS = timedelta(minutes=30), 48
DAY = timedelta(days=1)
_MOST_BANDS = 4
_SHORTEST = 30
"""Minutes: something shorter is drawn as tall as its line, and keeps others beside it away."""


@dataclass(frozen=True)
class Measures:
    """Heights of half an hour, of what lasts all day and of the names of days, and the width of the hours."""

    slot: int
    band: int
    head: int
    gutter: int


def measures_of(theme: Theme) -> Measures:
    """They follow the size of the text."""
    line = theme.line_height()
    return Measures(round(line * 1.3), round(line * 1.35), round(line * 1.7),
                    QFontMetrics(theme.font()).horizontalAdvance("00:00") + 14)


class Plan:
    """Days beside each other in a room `width` pixels wide, scrolled down by `scrolled` pixels.

    `boxes` are the entries that are drawn, each with its rectangle, those that last all day first.
    """

    def __init__(self, first: date, days: int, entries: Sequence[CalendarEntry], measures: Measures,
                 width: int = 0, scrolled: int = 0) -> None:
        self.first, self.days, self.measures = first, days, measures
        self._width, self._scrolled = width, scrolled
        self._bands = [e for e in entries if e.all_day]
        self._others = [e for e in entries if not e.all_day]
        self._band_lanes = lanes([(e.begin.toordinal(), e.end.toordinal()) for e in self._bands])
        rows = max((lane.of for lane in self._band_lanes), default=0)
        self.top = measures.head + min(rows, _MOST_BANDS) * measures.band + 3
        self.boxes = self._placed() if width else []

    @property
    def tall(self) -> int:
        """The height of all hours."""
        return SLOTS * self.measures.slot

    def day(self, number: int) -> date:
        """The day in a column."""
        return self.first + timedelta(days=number)

    def shows(self, day: date) -> bool:
        """Whether it is one of the days."""
        return self.first <= day < self.first + timedelta(days=self.days)

    def column(self, number: int) -> tuple[int, int]:
        """Left and right edge of a day."""
        gutter = self.measures.gutter
        room = max(1, self._width - gutter)
        return gutter + room * number // self.days, gutter + room * (number + 1) // self.days

    @property
    def midnight(self) -> int:
        """The height at which the days begin."""
        return self.top - self._scrolled

    def y(self, at: datetime) -> int:
        """The height of a time."""
        return self.midnight + (at.hour * 60 + at.minute) * self.measures.slot // 30

    def slot_box(self, at: datetime) -> QRect:
        """The rectangle of a half hour; empty if its day is not shown."""
        if not self.shows(at.date()):
            return QRect()
        left, right = self.column((at.date() - self.first).days)
        return QRect(left + 1, self.y(at) + 1, right - left - 2, self.measures.slot - 2)

    def entry_at(self, at: QPoint) -> CalendarEntry | None:
        """What lies uppermost there."""
        return next((entry for box, entry in reversed(self.boxes) if box.contains(at)
                     and (entry.all_day or at.y() >= self.top)), None)

    def time_at(self, at: QPoint) -> datetime:
        """The half hour there."""
        number = next((n for n in range(self.days) if at.x() < self.column(n)[1]), self.days - 1)
        slot = max(0, min(SLOTS - 1, (at.y() - self.midnight) // self.measures.slot))
        return datetime.combine(self.day(number), time()) + slot * SLOT

    # --- entries --------------------------------------------------------------------------------------

    def _placed(self) -> list[tuple[QRect, CalendarEntry]]:
        boxes = [(box, entry) for entry, lane in zip(self._bands, self._band_lanes, strict=True)
                 if not (box := self._band(entry, lane)).isEmpty()]
        for number in range(self.days):
            boxes += self._boxes_of(number)
        return boxes

    def _band(self, entry: CalendarEntry, lane: Lane) -> QRect:
        begin = max(0, (entry.begin.date() - self.first).days)
        end = min(self.days, (entry.end.date() - self.first).days)
        if begin >= end or lane.at >= _MOST_BANDS:
            return QRect()
        left, right = self.column(begin)[0], self.column(end - 1)[1]
        return QRect(left + 2, self.measures.head + lane.at * self.measures.band, right - left - 4,
                     self.measures.band - 2)

    def _boxes_of(self, number: int) -> list[tuple[QRect, CalendarEntry]]:
        day = datetime.combine(self.day(number), time())
        here = [e for e in self._others if e.begin < day + DAY and (e.end > day or e.begin >= day)]
        spans = [_minutes(entry, day) for entry in here]
        left, right = self.column(number)
        width, slot, offset = right - left - 4, self.measures.slot, self.midnight
        return [(QRect(left + 2 + width * lane.at // lane.of, offset + begin * slot // 30 + 1,
                       max(8, width // lane.of - 1), max(6, (end - begin) * slot // 30 - 2)), entry)
                for entry, (begin, end), lane in zip(here, spans, lanes(spans), strict=True)]


def _minutes(entry: CalendarEntry, day: datetime) -> tuple[int, int]:
    """From which to which minute of a day it is drawn."""
    begin = (max(entry.begin, day) - day) // timedelta(minutes=1)
    end = (min(entry.end, day + DAY) - day) // timedelta(minutes=1)
    return begin, min(24 * 60, max(end, begin + _SHORTEST))
