"""Days beside each other with their hours: what the calendar shows of a day or a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip, QWidget

from hotline_desk.core.text import N_
from hotline_desk.services.views.calendar import CalendarEntry
from hotline_desk.ui.projects.placing import Lane, lanes
from hotline_desk.ui.projects.signs import edge_of, ground_of, icon_of, spoken, times_of, title_of, weekday
from hotline_desk.ui.shell.shell import Shell

SLOT = timedelta(minutes=30)
STEP = timedelta(minutes=15)
_SLOTS = 48
_MORNING = time(8)
_MOST_BANDS = 4
_DAY = timedelta(days=1)
_MOVES = {Qt.Key.Key_Up: -SLOT, Qt.Key.Key_Down: SLOT, Qt.Key.Key_Left: -_DAY, Qt.Key.Key_Right: _DAY}
_SHIFTS = {Qt.Key.Key_Up: -STEP, Qt.Key.Key_Down: STEP, Qt.Key.Key_Left: -_DAY, Qt.Key.Key_Right: _DAY}
_MOVABLE = ("appointment", "action")


class Grid(QAbstractScrollArea):
    """Arrows move the cursor, Ctrl with up and down goes from entry to entry, Enter opens or begins one.

    With Shift the arrows move the entry at the cursor (15 minutes, a day), with Ctrl and Shift they make it shorter or
    longer. `opened(entry)`, `begun(when)`, `moved(entry, step, longer)`, `page_wanted(days)` tell what was done,
    `current_changed()` that another entry is at the cursor.
    """

    opened = Signal(object)
    begun = Signal(object)
    moved = Signal(object, object, object)
    page_wanted = Signal(int)
    current_changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._first, self._days = date(2000, 1, 3), 7
        self._entries: list[CalendarEntry] = []
        self._cursor = datetime.combine(self._first, _MORNING)
        self._key: tuple[str, str] | None = None
        self._now: datetime | None = None
        self._boxes: list[tuple[QRect, CalendarEntry]] = []
        self._pressed: tuple[QPoint, CalendarEntry] | None = None
        self._scrolled = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(False)
        shell.texts.bind(self.setAccessibleName, N_("Calendar"))
        shell.texts.follow(self, Grid._arrange)
        shell.theme.follow(self, Grid._arrange)

    # --- what is shown --------------------------------------------------------------------------------

    def show_days(self, first: date, days: int, entries: Sequence[CalendarEntry], now: datetime) -> None:
        """Shows these days; `now` is the wall clock. The cursor stays at its day of the week if it would be outside."""
        moved = (first, days) != (self._first, self._days)
        self._first, self._days, self._entries, self._now = first, days, list(entries), now
        if moved and not first <= self._cursor.date() < first + timedelta(days=days):
            weekday_of = self._cursor.weekday() if days == 7 else 0
            self._cursor = datetime.combine(first + timedelta(days=weekday_of), self._cursor.time())
        if self.current() is None:
            self._key = self._key_at_cursor()
        self._arrange()
        self.current_changed.emit()

    def go_to(self, when: datetime) -> None:
        """The cursor stands at this half hour, as far as its day is shown."""
        self._cursor = when.replace(minute=when.minute // 30 * 30, second=0, microsecond=0)
        self._key = self._key_at_cursor()
        self._after_move()

    def cursor_time(self) -> datetime:
        """The half hour of the cursor."""
        return self._cursor

    def current(self) -> CalendarEntry | None:
        """The entry at the cursor."""
        return next((e for e in self._entries if (e.kind, e.uid) == self._key), None)

    def _key_at_cursor(self) -> tuple[str, str] | None:
        until = self._cursor + SLOT
        there = [e for e in self._entries if not e.all_day and e.begin < until
                 and max(e.end, e.begin + STEP) > self._cursor]
        return (there[0].kind, there[0].uid) if there else None

    # --- measures -------------------------------------------------------------------------------------

    def _slot(self) -> int:
        return round(self._shell.theme.line_height() * 1.3)

    def _gutter(self) -> int:
        return QFontMetrics(self._shell.theme.font()).horizontalAdvance("00:00") + 14

    def _band(self) -> int:
        return round(self._shell.theme.line_height() * 1.35)

    def _head(self) -> int:
        return round(self._shell.theme.line_height() * 1.7)

    def _bands(self) -> list[CalendarEntry]:
        return [e for e in self._entries if e.all_day]

    def _top(self) -> int:
        """The height of names of days and of what lasts all day."""
        rows = max((lane.of for lane in self._band_lanes()), default=0)
        return self._head() + min(rows, _MOST_BANDS) * self._band() + 3

    def _band_lanes(self) -> list[Lane]:
        return lanes([(e.begin.toordinal(), e.end.toordinal()) for e in self._bands()])

    def _column(self, number: int) -> tuple[int, int]:
        """Left and right edge of a day."""
        gutter, width = self._gutter(), self.viewport().width()
        room = max(1, width - gutter)
        return gutter + room * number // self._days, gutter + room * (number + 1) // self._days

    def _y(self, at: datetime) -> int:
        minutes = at.hour * 60 + at.minute
        return self._top() + minutes * self._slot() // 30 - self.verticalScrollBar().value()

    def _arrange(self) -> None:
        """Measures anew and draws."""
        bar = self.verticalScrollBar()
        room = self.viewport().height() - self._top()
        bar.setRange(0, max(0, _SLOTS * self._slot() - room))
        bar.setPageStep(max(1, room))
        bar.setSingleStep(self._slot())
        if not self._scrolled and room > 0 and self.isVisible():
            self._scrolled = True
            bar.setValue(self._slot() * 15)
        self._place()
        self.viewport().update()

    def _place(self) -> None:
        """Finds a box for each entry."""
        boxes: list[tuple[QRect, CalendarEntry]] = []
        for entry, lane in zip(self._bands(), self._band_lanes(), strict=True):
            begin = max(0, (entry.begin.date() - self._first).days)
            end = min(self._days, (entry.end.date() - self._first).days)
            if begin < end and lane.at < _MOST_BANDS:
                top = self._head() + lane.at * self._band()
                left, right = self._column(begin)[0], self._column(end - 1)[1]
                boxes.append((QRect(left + 2, top, right - left - 4, self._band() - 2), entry))
        for number in range(self._days):
            boxes += self._boxes_of(number)
        self._boxes = boxes

    def _boxes_of(self, number: int) -> list[tuple[QRect, CalendarEntry]]:
        day = datetime.combine(self._first + timedelta(days=number), time())
        here = [e for e in self._entries if not e.all_day and e.begin < day + _DAY
                and (e.end > day or e.begin >= day)]
        spans = []
        for entry in here:
            begin, end = max(entry.begin, day), min(entry.end, day + _DAY)
            minutes = (begin - day) // timedelta(minutes=1)
            # Something short is drawn as tall as its line, and keeps others beside it away.
            spans.append((minutes, min(24 * 60, max((end - day) // timedelta(minutes=1), minutes + 30))))
        left, right = self._column(number)
        width, offset = right - left - 4, self._top() - self.verticalScrollBar().value()
        return [(QRect(left + 2 + width * lane.at // lane.of, offset + begin * self._slot() // 30 + 1,
                       max(8, width // lane.of - 1), max(6, (end - begin) * self._slot() // 30 - 2)), entry)
                for entry, (begin, end), lane in zip(here, spans, lanes(spans), strict=True)]

    # --- drawing --------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self._shell.theme.font())
        theme, area = self._shell.theme, self.viewport().rect()
        painter.fillRect(area, theme.color("field"))
        painter.save()
        painter.setClipRect(area.adjusted(0, self._top(), 0, 0))
        self._paint_hours(painter, area)
        for box, entry in self._boxes:
            if not entry.all_day:
                self._paint_entry(painter, box, entry)
        self._paint_cursor(painter)
        self._paint_now(painter, area)
        painter.restore()
        self._paint_head(painter, area)
        painter.end()

    def _paint_hours(self, painter: QPainter, area: QRect) -> None:
        theme, slot, gutter = self._shell.theme, self._slot(), self._gutter()
        offset = self._top() - self.verticalScrollBar().value()
        for number in range(self._days):
            if (self._first + timedelta(days=number)).isoweekday() > 5:
                left, right = self._column(number)
                painter.fillRect(QRect(left, self._top(), right - left, area.height()), theme.color("alternate"))
        for number in range(_SLOTS + 1):
            y = offset + number * slot
            painter.setPen(QPen(theme.color("border" if number % 2 == 0 else "hover"), 1))
            painter.drawLine(gutter, y, area.right(), y)
            if number % 2 == 0 and number < _SLOTS:
                painter.setPen(theme.color("muted"))
                painter.drawText(QRect(0, y + 1, gutter - 6, slot), Qt.AlignmentFlag.AlignRight, f"{number // 2:02}:00")
        painter.setPen(QPen(theme.color("border"), 1))
        for number in range(self._days):
            painter.drawLine(self._column(number)[0], self._top(), self._column(number)[0], area.bottom())

    def _paint_head(self, painter: QPainter, area: QRect) -> None:
        theme, texts = self._shell.theme, self._shell.texts
        painter.fillRect(QRect(0, 0, area.width(), self._top()), theme.color("window"))
        today = self._now.date() if self._now else None
        for number in range(self._days):
            day = self._first + timedelta(days=number)
            left, right = self._column(number)
            name = weekday(texts, day.isoweekday())
            metrics = QFontMetrics(theme.font(bold=True))
            words = next((text for text in (f"{name} {texts.day(day)}", f"{name} {day.day}.", f"{day.day}")
                          if metrics.horizontalAdvance(text) < right - left - 8), "")
            painter.setFont(theme.font(bold=day == today))
            painter.setPen(theme.color("accent" if day == today else "text"))
            painter.drawText(QRect(left, 0, right - left, self._head()), Qt.AlignmentFlag.AlignCenter, words)
            if day == today:
                painter.fillRect(QRect(left + 4, self._head() - 4, right - left - 8, 2), theme.color("accent"))
        painter.setFont(theme.font())
        for box, entry in self._boxes:
            if entry.all_day:
                self._paint_entry(painter, box, entry)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(0, self._top() - 1, area.right(), self._top() - 1)

    def _paint_entry(self, painter: QPainter, box: QRect, entry: CalendarEntry) -> None:
        theme = self._shell.theme
        chosen = (entry.kind, entry.uid) == self._key
        edge = theme.color(edge_of(entry))
        painter.save()
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        painter.fillRect(box, theme.color(ground_of(entry)))
        painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), edge)
        self._paint_words(painter, box.adjusted(7, 1, -3, -1), entry)
        painter.setPen(QPen(theme.color("text" if chosen else "border"), 2 if chosen else 1))
        painter.drawRect(box.adjusted(1, 1, -1, -1) if chosen else box.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_words(self, painter: QPainter, inner: QRect, entry: CalendarEntry) -> None:
        """Symbol, time and title; in a narrow box the title alone, broken below its symbol."""
        theme, texts = self._shell.theme, self._shell.texts
        size, line, metrics = theme.icon_size(), theme.line_height(), QFontMetrics(theme.font())
        painter.drawPixmap(inner.left(), inner.top() + (min(line, inner.height()) - size) // 2, size, size,
                           self._shell.icons.pixmap(icon_of(entry), edge_of(entry), size))
        painter.setPen(theme.color("muted" if entry.done or self._is_over(entry) else "text"))
        title, tall, flat = title_of(entry), inner.height() >= 2 * line, Qt.AlignmentFlag.AlignLeft
        beside = inner.adjusted(size + 4, 0, 0, 0)
        narrow = beside.width() < metrics.horizontalAdvance("00:00–00:00")
        if narrow and tall:
            whole = QRect(inner.left(), inner.top() + line, inner.width(), (inner.height() // line - 1) * line)
            painter.setClipRect(whole, Qt.ClipOperation.IntersectClip)
            painter.drawText(whole, flat | Qt.TextFlag.TextWrapAnywhere, title)
            return
        words = [times_of(entry, texts), title] if tall and not entry.all_day else [
            title if entry.all_day or narrow else f"{entry.begin:%H:%M} {title}"]
        if inner.height() >= 3 * line and (entry.place or entry.who) and not entry.all_day:
            words.append(" · ".join(part for part in (entry.place, entry.who) if part))
        for number, text in enumerate(words):
            painter.drawText(QRect(beside.left(), beside.top() + number * line, beside.width(), line),
                             Qt.AlignmentFlag.AlignVCenter | flat,
                             metrics.elidedText(text, Qt.TextElideMode.ElideRight, beside.width()))

    def _is_over(self, entry: CalendarEntry) -> bool:
        return self._now is not None and entry.kind == "appointment" and entry.end <= self._now

    def _paint_cursor(self, painter: QPainter) -> None:
        number = (self._cursor.date() - self._first).days
        if not 0 <= number < self._days:
            return
        left, right = self._column(number)
        token = "accent" if self.hasFocus() else "strong_border"
        painter.setPen(QPen(self._shell.theme.color(token), 2, Qt.PenStyle.DashLine))
        painter.drawRect(QRect(left + 1, self._y(self._cursor) + 1, right - left - 2, self._slot() - 2))

    def _paint_now(self, painter: QPainter, area: QRect) -> None:
        if self._now is None or not 0 <= (number := (self._now.date() - self._first).days) < self._days:
            return
        y, (left, right) = self._y(self._now), self._column(number)
        painter.setPen(QPen(self._shell.theme.color("danger"), 2))
        painter.drawLine(left, y, right, y)

    # --- Qt -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self._place()
        self.viewport().update()

    def focusInEvent(self, event: QEvent) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            entry = self._entry_at(event.pos())
            QToolTip.showText(event.globalPos(), spoken(entry, self._shell.texts) if entry else "", self)
            return True
        return super().viewportEvent(event)

    # --- keys -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self._enter()
        elif key in _MOVES and not held:
            self._move_cursor(_MOVES[key])
        elif key in _SHIFTS and held == shift:
            self._move_entry(_SHIFTS[key], timedelta())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held == ctrl | shift:
            self._move_entry(timedelta(), _SHIFTS[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held == ctrl:
            self._go_on(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not held:
            self.page_wanted.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home and not held:
            self.go_to(datetime.combine(self._cursor.date(), _MORNING))
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        entry = self.current()
        if entry is not None:
            self.opened.emit(entry)
        else:
            self.begun.emit(self._cursor)

    def _move_cursor(self, step: timedelta) -> None:
        there = self._cursor + step
        outside = not self._first <= there.date() < self._first + timedelta(days=self._days)
        if outside and abs(step) < _DAY:
            return
        self._cursor = there
        self._key = self._key_at_cursor()
        if outside:
            self.page_wanted.emit(1 if step > timedelta() else -1)
        self._after_move()

    def _go_on(self, step: int) -> None:
        """To the next or the previous entry; what lasts all day comes first on its day."""
        keys = [(e.kind, e.uid) for e in self._entries]
        if not keys:
            return
        if self._key in keys:
            number = keys.index(self._key) + step
        else:
            later = [n for n, e in enumerate(self._entries) if e.begin >= self._cursor]
            number = (later[0] if later else len(keys)) + (0 if step > 0 else -1)
        if 0 <= number < len(keys):
            entry = self._entries[number]
            self._key = keys[number]
            begin = max(entry.begin, datetime.combine(self._first, time()))
            self._cursor = datetime.combine(begin.date(), _MORNING) if entry.all_day else begin.replace(
                minute=begin.minute // 30 * 30)
            self._after_move()

    def _move_entry(self, step: timedelta, longer: timedelta) -> None:
        entry = self.current()
        if entry is None or entry.kind not in _MOVABLE or (entry.all_day and abs(step or longer) < _DAY):
            return
        if step and self._first <= (self._cursor + step).date() < self._first + timedelta(days=self._days):
            begin = entry.begin + step
            self._cursor = begin.replace(minute=begin.minute // 30 * 30) if not entry.all_day else self._cursor + step
        self.moved.emit(entry, step, longer)

    def _after_move(self) -> None:
        bar, top = self.verticalScrollBar(), self._top()
        y = self._y(self._cursor)
        if y < top:
            bar.setValue(bar.value() + y - top)
        elif y + self._slot() > self.viewport().height():
            bar.setValue(bar.value() + y + self._slot() - self.viewport().height())
        self._place()
        self.viewport().update()
        entry, texts = self.current(), self._shell.texts
        here = f"{weekday(texts, self._cursor.isoweekday())} {texts.day(self._cursor.date())} {self._cursor:%H:%M}"
        self.setAccessibleDescription(f"{here}: {spoken(entry, texts)}" if entry else here)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.current_changed.emit()

    # --- mouse ----------------------------------------------------------------------------------------

    def _entry_at(self, at: QPoint) -> CalendarEntry | None:
        return next((entry for box, entry in reversed(self._boxes) if box.contains(at)
                     and (entry.all_day or at.y() >= self._top())), None)

    def _time_at(self, at: QPoint) -> datetime:
        number = next((n for n in range(self._days) if at.x() < self._column(n)[1]), self._days - 1)
        slot = max(0, min(_SLOTS - 1, (at.y() - self._top() + self.verticalScrollBar().value()) // self._slot()))
        return datetime.combine(self._first + timedelta(days=number), time()) + slot * SLOT

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        entry = self._entry_at(at)
        self._pressed = (at, entry) if entry is not None and event.button() == Qt.MouseButton.LeftButton else None
        if entry is None or not entry.all_day:
            self._cursor = self._time_at(at)
        self._key = (entry.kind, entry.uid) if entry is not None else None
        self._after_move()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        at = event.position().toPoint()
        if pressed is None or (at - pressed[0]).manhattanLength() < QApplication.startDragDistance():
            return
        entry = pressed[1]
        step = self._time_at(at) - self._time_at(pressed[0])
        if entry.all_day:
            step = timedelta(days=step.days)
        if entry.kind in _MOVABLE and step:
            self.moved.emit(entry, step, timedelta())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        self._enter()
