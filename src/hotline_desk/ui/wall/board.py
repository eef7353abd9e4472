"""All that the wall shows: eight numbers, and who of the team does what."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hotline_desk.core.clock import seconds_between
from hotline_desk.core.text import N_
from hotline_desk.services.views.wall import WallView
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.wall.people import People
from hotline_desk.ui.wall.tile import Tile, sized

_ICONS = {"open": "list-todo", "late": "clock-alert", "oldest": "history", "nobodys": "user-x",
          "missed": "phone-missed", "callbacks": "phone-forwarded", "ringing": "phone-incoming",
          "calls_today": "phone"}
_NARROW = 44
"""Below so many lines of text in width the numbers stand in two columns."""
_DAY, _LONG_RING = 86_400, 20


class Heading(QWidget):
    """Whose wall it is at the left, the time of day at the right."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._name, self._clock = "", ""

    def say(self, name: str, clock: str) -> None:
        """Shows a name and a time."""
        if (name, clock) != (self._name, self._clock):
            self._name, self._clock = name, clock
            self.setAccessibleName(f"{name} {clock}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._shell.theme.color("text"))
        painter.setFont(sized(self.height() * 0.62, bold=True))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        clock = painter.fontMetrics().horizontalAdvance(self._clock)
        name = painter.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideRight, max(10, self.width() - clock - self.height() // 2))
        painter.drawText(self.rect(), middle | int(Qt.AlignmentFlag.AlignLeft), name)
        painter.drawText(self.rect(), middle | int(Qt.AlignmentFlag.AlignRight), self._clock)
        painter.end()


class Board(QWidget):
    """`show_view` sets what is known, `tick` moves the clocks."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._view: WallView | None = None
        self._now: datetime | None = None
        self._company = ""
        self.heading = Heading(shell)
        self.tiles = {name: Tile(shell, icon) for name, icon in _ICONS.items()}
        self.people = People(shell)
        self._grid = QGridLayout()
        self._columns = 0
        rows = QVBoxLayout(self)
        rows.setSpacing(8)
        rows.addWidget(self.heading)
        rows.addLayout(self._grid, 5)
        rows.addWidget(self.people, 3)
        self._place(4)
        shell.theme.changed.connect(self.update)
        shell.texts.changed.connect(self._say)

    def show_view(self, view: WallView, company: str, now: datetime) -> None:
        """Shows these numbers; a wall of everybody is named after the company."""
        self._view, self._company = view, company
        self.people.show_people(view.people, now)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Moves all clocks to this instant."""
        self._now = now
        self._say()
        self.people.tick(now)

    def _say(self) -> None:
        view, now, texts = self._view, self._now, self._shell.texts
        if view is None or now is None:
            return
        self.heading.say(view.team or self._company, texts.clock(now))
        tiles = self.tiles
        tiles["open"].show_value(texts.number(view.open), texts.tr(N_("open")))
        tiles["late"].show_value(texts.number(view.late), texts.tr(N_("late")), "danger" if view.late else "text")
        age = self._age(seconds_between(view.oldest_at, now)) if view.oldest_at is not None else "–"
        named = texts.tr(N_("oldest: {number}"), number=view.oldest_number)
        tiles["oldest"].show_value(age, named if view.oldest_number else texts.tr(N_("nothing waits")))
        tiles["nobodys"].show_value(texts.number(view.nobodys), texts.tr(N_("without agent")),
                                    "warning" if view.nobodys else "text")
        tiles["missed"].show_value(texts.number(view.missed), texts.tr(N_("missed calls")),
                                   "danger" if view.missed else "text")
        tiles["callbacks"].show_value(
            texts.number(view.callbacks), texts.tr(N_("callbacks today")),
            "danger" if view.callbacks_late else "warning" if view.callbacks else "text")
        self._say_ringing(view, now)
        tiles["calls_today"].show_value(texts.number(view.calls_today), texts.tr(N_("calls today")))

    def _say_ringing(self, view: WallView, now: datetime) -> None:
        texts = self._shell.texts
        waits = seconds_between(view.ringing_since, now) if view.ringing_since is not None else 0
        word = texts.tr(N_("waiting, {time}"), time=texts.duration(waits)) if view.ringing else texts.tr(N_("waiting"))
        token = "text" if not view.ringing else "danger" if waits >= _LONG_RING else "warning"
        self.tiles["ringing"].show_value(texts.number(view.ringing), word, token)

    def _age(self, seconds: int) -> str:
        """Hours and minutes, from a day on whole days."""
        if seconds >= _DAY:
            return self._shell.texts.trn("{n} day", "{n} days", seconds // _DAY)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}"

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, tile in enumerate(self.tiles.values()):
            self._grid.removeWidget(tile)
            self._grid.addWidget(tile, number // columns, number % columns)
        for row in range(4):
            self._grid.setRowStretch(row, 1 if row < len(self.tiles) // columns else 0)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        line = self._shell.theme.line_height()
        self._place(2 if self.width() < _NARROW * line else 4)
        self.heading.setFixedHeight(max(round(line * 1.6), self.height() // 12))
        self._grid.setSpacing(max(6, self.height() // 70))
