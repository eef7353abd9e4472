"""A week of a service calendar as a picture: hours of service, times outside, and those with a surcharge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.service_calendar import HOLIDAY, OUTSIDE, Segment, calendar_of
from hotline_desk.domain.contracts import WEEK
from hotline_desk.domain.service_week import WEEK_SHORT
from hotline_desk.ui.shell.shell import Shell

_HOURS = 24
_EVERY = 6


@dataclass(frozen=True)
class Piece:
    """A stretch of a day, in hours."""

    begin: float
    end: float
    segment: Segment


def week_of(content: Mapping[str, Any], monday: date, region: str) -> list[list[Piece]]:
    """The pieces of each day of the week that begins with this Monday, from a calendar as it is kept."""
    calendar = calendar_of(content, content["zone"], region)
    zone = ZoneInfo(calendar.zone)
    days = []
    for n in range(len(WEEK)):
        start = datetime.combine(monday + timedelta(days=n), time(), zone)
        end = datetime.combine(monday + timedelta(days=n + 1), time(), zone)
        days.append([Piece(_hour(begin.astimezone(zone), start.date()), _hour(until.astimezone(zone), start.date()),
                           segment) for begin, until, segment in calendar.split(start, end)])
    return days


def _hour(local: datetime, day: date) -> float:
    return _HOURS if local.date() > day else local.hour + local.minute / 60


class WeekPicture(QWidget):
    """Seven columns of 24 hours; the name and the surcharge stand in what has one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._days: list[list[Piece]] = []
        self._monday = date.min
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(shell.theme.line_height() * 10)
        shell.texts.bind(self.setAccessibleName, N_("This week as a picture"))
        shell.texts.follow(self, lambda living: living.update())
        shell.theme.follow(self, lambda living: living.update())

    def sizeHint(self) -> QSize:
        line = self._shell.theme.line_height()
        return QSize(line * 22, line * 14)

    def show_week(self, days: list[list[Piece]], monday: date) -> None:
        """Shows the pieces that `week_of` made."""
        self._days, self._monday = days, monday
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        theme, line = self._shell.theme, self._shell.theme.line_height()
        painter.setFont(theme.font(scale=0.85))
        left, top = line * 2.4, line * 1.5
        width = (self.width() - left) / len(WEEK)
        height = self.height() - top - 2
        painter.setPen(theme.color("muted"))
        for hour in range(0, _HOURS + 1, _EVERY):
            y = top + height * hour / _HOURS
            painter.drawText(QRectF(0, min(y - line / 2, self.height() - line), left - 6, line),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{hour}")
        for n, code in enumerate(WEEK):
            x = left + width * n
            painter.setPen(theme.color("muted"))
            name = self._shell.texts.tr(WEEK_SHORT[code])
            day = f"{name} {(self._monday + timedelta(days=n)).day}." if self._days else name
            painter.drawText(QRectF(x, 0, width, top - 3), Qt.AlignmentFlag.AlignCenter, day)
            for piece in self._days[n] if self._days else ():
                self._paint(painter, QRectF(x + 1, top + height * piece.begin / _HOURS, width - 2,
                                            height * (piece.end - piece.begin) / _HOURS), piece.segment)
        painter.end()

    def _paint(self, painter: QPainter, place: QRectF, segment: Segment) -> None:
        theme = self._shell.theme
        token = ("danger_row" if segment.name == HOLIDAY else "warning_row" if segment.surcharge_bp and
                 segment.name != OUTSIDE else "hover" if segment.outside else "success_row")
        painter.fillRect(place, theme.color(token))
        painter.setPen(theme.color("border"))
        painter.drawRect(place)
        if segment.surcharge_bp and place.height() >= theme.line_height():
            painter.setPen(theme.color("text"))
            name = "" if segment.name == OUTSIDE else \
                self._shell.texts.tr("Holiday") if segment.name == HOLIDAY else segment.name
            said = f"+{self._shell.texts.percent(segment.surcharge_bp)}"
            metrics = painter.fontMetrics()
            lines = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(place.width()) - 4), said] if name and \
                place.height() >= theme.line_height() * 2 else [said]
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))
