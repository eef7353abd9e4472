"""Who talks, who is free, who is away: a line each, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hotline_desk.core.clock import seconds_between
from hotline_desk.core.text import N_
from hotline_desk.services.views.wall import AWAY, FREE, PARKED, TALKING, AtWork
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.wall.tile import sized

_LOOK = {
    TALKING: ("phone-call", "accent", N_("on a call")), PARKED: ("pause", "warning", N_("call parked")),
    FREE: ("user-check", "success", N_("can be called")), AWAY: ("user-x", "muted", N_("away")),
}
_LINES = 4
"""So many lines fill its height."""


class People(QWidget):
    """`show_people` sets who is shown; `tick` moves the clocks."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._people: tuple[AtWork, ...] = ()
        self._now: datetime | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(120, 60))

    def show_people(self, people: Sequence[AtWork], now: datetime) -> None:
        """Shows these people as they are at this instant."""
        self._people = tuple(people)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Moves the clocks of those who talk."""
        self._now = now
        self.setAccessibleName("; ".join(self.lines()))
        self.update()

    def lines(self) -> list[str]:
        """What is written, a line for each person."""
        return [" ".join(part for part in (who.name, self._does(who), self._since(who)) if part)
                for who in self._people]

    def _does(self, who: AtWork) -> str:
        return self._shell.texts.tr(_LOOK[who.does][2])

    def _since(self, who: AtWork) -> str:
        if who.since is None or self._now is None:
            return ""
        return self._shell.texts.duration(seconds_between(who.since, self._now))

    def line_pixels(self) -> int:
        """How tall the names are written now."""
        return max(round(self._shell.theme.line_height() * 0.8), round(self.height() / _LINES * 0.55))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pixels = self.line_pixels()
        tall = round(pixels / 0.55)
        rows = max(1, self.height() // tall)
        most = max(1, self.width() // max(1, pixels * 13))
        columns = min(most, max(1, len(self._people)))
        wide = self.width() // columns
        shown = self._people[:rows * columns]
        hidden = len(self._people) - len(shown)
        if hidden:
            shown = shown[:-1]
        for place, who in enumerate(shown):
            row, column = divmod(place, columns)
            self._draw(painter, QRect(column * wide, row * tall, wide, tall), who, pixels)
        if hidden:
            painter.setPen(self._shell.theme.color("muted"))
            painter.setFont(sized(pixels * 0.8))
            room = QRect((columns - 1) * wide, (rows - 1) * tall, wide, tall)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self._shell.texts.trn(
                "and {n} more person", "and {n} more persons", hidden + 1))
        painter.end()

    def _draw(self, painter: QPainter, room: QRect, who: AtWork, pixels: int) -> None:
        theme, icons = self._shell.theme, self._shell.icons
        icon, token, _word = _LOOK[who.does]
        inner = room.adjusted(0, 2, -pixels // 2, -2)
        if who.does == TALKING:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("note_row"))
            painter.drawRoundedRect(QRectF(inner), 6, 6)
        picture = icons.pixmap(icon, token, pixels, self.devicePixelRatioF())
        painter.drawPixmap(inner.left() + pixels // 3, inner.top() + (inner.height() - pixels) // 2, picture)
        text = inner.adjusted(round(pixels * 1.7), 0, -pixels // 3, 0)
        said = self._since(who) or self._does(who)
        small = sized(pixels * 0.85)
        taken = QFontMetrics(small).horizontalAdvance(said) + pixels // 2
        bold = sized(pixels, who.does == TALKING)
        name = QFontMetrics(bold).elidedText(who.name, Qt.TextElideMode.ElideRight, max(10, text.width() - taken))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(theme.color("text" if who.does != AWAY else "muted"))
        painter.setFont(bold)
        painter.drawText(text, middle | int(Qt.AlignmentFlag.AlignLeft), name)
        painter.setPen(theme.color(token if who.does == TALKING else "muted"))
        painter.setFont(small)
        painter.drawText(text, middle | int(Qt.AlignmentFlag.AlignRight), said)
