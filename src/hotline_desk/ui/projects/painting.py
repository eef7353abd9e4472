"""How the calendar's days look: hours, names, entries, the cursor and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from hotline_desk.services.views.calendar import CalendarEntry
from hotline_desk.ui.projects.plan import SLOTS, Plan
from hotline_desk.ui.projects.signs import edge_of, ground_of, icon_of, times_of, title_of, weekday
from hotline_desk.ui.shell.shell import Shell

_FLAT = Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True)
class Look:
    """What changes without the days: cursor, entry at it (kind and uid), the wall clock, whether the keys lead here."""

    cursor: datetime
    key: tuple[str, str] | None
    now: datetime | None
    focused: bool


def paint_days(painter: QPainter, shell: Shell, plan: Plan, look: Look, area: QRect) -> None:
    """Draws all of it."""
    brush = _Brush(painter, shell, plan, look, area)
    painter.setFont(shell.theme.font())
    painter.fillRect(area, shell.theme.color("field"))
    painter.save()
    painter.setClipRect(area.adjusted(0, plan.top, 0, 0))
    brush.hours()
    brush.entries(all_day=False)
    brush.cursor()
    brush.now()
    painter.restore()
    brush.head()


class _Brush:
    def __init__(self, painter: QPainter, shell: Shell, plan: Plan, look: Look, area: QRect) -> None:
        self._painter, self._shell, self._plan, self._look, self._area = painter, shell, plan, look, area
        self._theme, self._texts = shell.theme, shell.texts

    def hours(self) -> None:
        """Lines, hours at the left, and a ground of their own for days without work."""
        painter, theme, plan, area = self._painter, self._theme, self._plan, self._area
        slot, gutter = plan.measures.slot, plan.measures.gutter
        for number in range(plan.days):
            if plan.day(number).isoweekday() > 5:
                left, right = plan.column(number)
                painter.fillRect(QRect(left, plan.top, right - left, area.height()), theme.color("alternate"))
        offset = plan.midnight
        for number in range(SLOTS + 1):
            y = offset + number * slot
            painter.setPen(QPen(theme.color("border" if number % 2 == 0 else "hover"), 1))
            painter.drawLine(gutter, y, area.right(), y)
            if number % 2 == 0 and number < SLOTS:
                painter.setPen(theme.color("muted"))
                painter.drawText(QRect(0, y + 1, gutter - 6, slot), Qt.AlignmentFlag.AlignRight, f"{number // 2:02}:00")
        painter.setPen(QPen(theme.color("border"), 1))
        for number in range(plan.days):
            painter.drawLine(plan.column(number)[0], plan.top, plan.column(number)[0], area.bottom())

    def head(self) -> None:
        """Names of days, and what lasts all day."""
        painter, theme, plan, area = self._painter, self._theme, self._plan, self._area
        painter.fillRect(QRect(0, 0, area.width(), plan.top), theme.color("window"))
        for number in range(plan.days):
            self._name(number)
        painter.setFont(theme.font())
        self.entries(all_day=True)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(0, plan.top - 1, area.right(), plan.top - 1)

    def _name(self, number: int) -> None:
        """As much of a day's name as there is room for; today's is marked."""
        painter, theme, plan, day = self._painter, self._theme, self._plan, self._plan.day(number)
        (left, right), high = plan.column(number), plan.measures.head
        today = self._look.now is not None and day == self._look.now.date()
        metrics, name = QFontMetrics(theme.font(bold=True)), weekday(self._texts, day.isoweekday())
        words = next((text for text in (f"{name} {self._texts.day(day)}", f"{name} {day.day}.", f"{day.day}")
                      if metrics.horizontalAdvance(text) < right - left - 8), "")
        painter.setFont(theme.font(bold=today))
        painter.setPen(theme.color("accent" if today else "text"))
        painter.drawText(QRect(left, 0, right - left, high), Qt.AlignmentFlag.AlignCenter, words)
        if today:
            painter.fillRect(QRect(left + 4, high - 4, right - left - 8, 2), theme.color("accent"))

    def entries(self, *, all_day: bool) -> None:
        """Those that last all day, or the others."""
        for box, entry in self._plan.boxes:
            if entry.all_day == all_day:
                self._entry(box, entry)

    def _entry(self, box: QRect, entry: CalendarEntry) -> None:
        painter, theme = self._painter, self._theme
        chosen = (entry.kind, entry.uid) == self._look.key
        painter.save()
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        painter.fillRect(box, theme.color(ground_of(entry)))
        painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.color(edge_of(entry)))
        self._words(box.adjusted(7, 1, -3, -1), entry)
        painter.setPen(QPen(theme.color("text" if chosen else "border"), 2 if chosen else 1))
        painter.drawRect(box.adjusted(1, 1, -1, -1) if chosen else box.adjusted(0, 0, -1, -1))
        painter.restore()

    def _words(self, inner: QRect, entry: CalendarEntry) -> None:
        """Symbol, time and title; in a narrow box the title alone, broken below its symbol."""
        painter, theme = self._painter, self._theme
        size, line, metrics = theme.icon_size(), theme.line_height(), QFontMetrics(theme.font())
        painter.drawPixmap(inner.left(), inner.top() + (min(line, inner.height()) - size) // 2, size, size,
                           self._shell.icons.pixmap(icon_of(entry), edge_of(entry), size))
        painter.setPen(theme.color("muted" if entry.done or self._is_over(entry) else "text"))
        beside, tall = inner.adjusted(size + 4, 0, 0, 0), inner.height() >= 2 * line
        narrow = beside.width() < metrics.horizontalAdvance("00:00–00:00")
        if narrow and tall:
            whole = QRect(inner.left(), inner.top() + line, inner.width(), (inner.height() // line - 1) * line)
            painter.setClipRect(whole, Qt.ClipOperation.IntersectClip)
            painter.drawText(whole, _FLAT | Qt.TextFlag.TextWrapAnywhere, title_of(entry))
            return
        for number, text in enumerate(self._lines(entry, narrow, inner.height() // line)):
            painter.drawText(QRect(beside.left(), beside.top() + number * line, beside.width(), line),
                             Qt.AlignmentFlag.AlignVCenter | _FLAT,
                             metrics.elidedText(text, Qt.TextElideMode.ElideRight, beside.width()))

    def _lines(self, entry: CalendarEntry, narrow: bool, room: int) -> list[str]:
        """What is written into so many lines."""
        title = title_of(entry)
        if entry.all_day or room < 2:
            return [title if entry.all_day or narrow else f"{entry.begin:%H:%M} {title}"]
        where = " · ".join(part for part in (entry.place, entry.who) if part)
        return [times_of(entry, self._texts), title, *([where] if where and room >= 3 else [])]

    def _is_over(self, entry: CalendarEntry) -> bool:
        now = self._look.now
        return now is not None and entry.kind == "appointment" and entry.end <= now

    def cursor(self) -> None:
        """The half hour at which the keys do something."""
        box = self._plan.slot_box(self._look.cursor)
        if not box.isEmpty():
            token = "accent" if self._look.focused else "strong_border"
            self._painter.setPen(QPen(self._theme.color(token), 2, Qt.PenStyle.DashLine))
            self._painter.drawRect(box)

    def now(self) -> None:
        """A line through the present time."""
        now, plan = self._look.now, self._plan
        if now is not None and plan.shows(now.date()):
            left, right = plan.column((now.date() - plan.first).days)
            self._painter.setPen(QPen(self._theme.color("danger"), 2))
            self._painter.drawLine(left, plan.y(now), right, plan.y(now))
