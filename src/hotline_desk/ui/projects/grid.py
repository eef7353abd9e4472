"""Days beside each other with their hours: what the calendar shows of a day or a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip, QWidget

from hotline_desk.core.text import N_
from hotline_desk.services.views.calendar import CalendarEntry
from hotline_desk.ui.projects.cells import Cells, Told
from hotline_desk.ui.projects.painting import Look, paint_days
from hotline_desk.ui.projects.plan import DAY, SLOT, Plan, measures_of
from hotline_desk.ui.projects.signs import spoken, weekday
from hotline_desk.ui.shell.shell import Shell

STEP = timedelta(minutes=15)
_MORNING = time(8)
_FREE = ("free", "")
"""The key of the cell for a half hour at which nothing was agreed."""
_MOVES = {Qt.Key.Key_Up: -SLOT, Qt.Key.Key_Down: SLOT, Qt.Key.Key_Left: -DAY, Qt.Key.Key_Right: DAY}
_SHIFTS = {Qt.Key.Key_Up: -STEP, Qt.Key.Key_Down: STEP, Qt.Key.Key_Left: -DAY, Qt.Key.Key_Right: DAY}
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
        self.plan = Plan(self._first, self._days, (), measures_of(shell.theme))
        self._pressed: tuple[QPoint, CalendarEntry] | None = None
        self._scrolled = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(False)
        self.cells = Cells(self, self.viewport(), self._press)
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

    # --- where and how it is drawn --------------------------------------------------------------------

    def _planned(self, width: int) -> Plan:
        return Plan(self._first, self._days, self._entries, measures_of(self._shell.theme), width,
                    self.verticalScrollBar().value())

    def _arrange(self) -> None:
        """Measures anew and draws."""
        bar, plan = self.verticalScrollBar(), self._planned(0)
        room = self.viewport().height() - plan.top
        bar.setRange(0, max(0, plan.tall - room))
        bar.setPageStep(max(1, room))
        bar.setSingleStep(plan.measures.slot)
        if not self._scrolled and room > 0 and self.isVisible():
            self._scrolled = True
            bar.setValue(plan.measures.slot * 15)
        self._place()

    def _place(self) -> None:
        """Finds a place for each entry, and draws."""
        self.plan = self._planned(self.viewport().width())
        self._tell_cells()
        self.viewport().update()

    def _tell_cells(self) -> None:
        """What is drawn is there for those who hear it, too: each entry, and the half hour of the cursor."""
        texts = self._shell.texts
        boxes: dict[tuple[str, str], QRect] = {}
        for box, entry in self.plan.boxes:
            boxes.setdefault((entry.kind, entry.uid), box)
        told = [Told(key, boxes.get(key, QRect(0, 0, 1, 1)), f"{self._day_of(entry)}: {spoken(entry, texts)}")
                for entry in self._entries for key in [(entry.kind, entry.uid)]]
        if self.current() is None:
            told.append(Told(_FREE, self.plan.slot_box(self._cursor),
                             f"{self._here()}: {texts.tr('nothing agreed')}"))
        self.cells.show(told)
        self.cells.stand_at(self._key or _FREE)

    def _day_of(self, entry: CalendarEntry) -> str:
        texts, day = self._shell.texts, max(entry.begin.date(), self._first)
        return f"{weekday(texts, day.isoweekday())} {texts.day(day)}"

    def _here(self) -> str:
        texts = self._shell.texts
        return f"{weekday(texts, self._cursor.isoweekday())} {texts.day(self._cursor.date())} {self._cursor:%H:%M}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        paint_days(painter, self._shell, self.plan, Look(self._cursor, self._key, self._now, self.hasFocus()),
                   self.viewport().rect())
        painter.end()

    # --- Qt -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self._place()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        self._say_here()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            entry = self.plan.entry_at(event.pos())
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
        if outside and abs(step) < DAY:
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
        if entry is None or entry.kind not in _MOVABLE or (entry.all_day and abs(step or longer) < DAY):
            return
        if step and self._first <= (self._cursor + step).date() < self._first + timedelta(days=self._days):
            begin = entry.begin + step
            self._cursor = begin.replace(minute=begin.minute // 30 * 30) if not entry.all_day else self._cursor + step
        self.moved.emit(entry, step, longer)

    def _after_move(self) -> None:
        bar, plan = self.verticalScrollBar(), self.plan
        y, slot = plan.y(self._cursor), plan.measures.slot
        if y < plan.top:
            bar.setValue(bar.value() + y - plan.top)
        elif y + slot > self.viewport().height():
            bar.setValue(bar.value() + y + slot - self.viewport().height())
        self._place()
        self._say_here()
        self.current_changed.emit()

    def _say_here(self) -> None:
        """Where the cursor is, for those who hear it."""
        entry = self.current()
        self.setAccessibleDescription(f"{self._here()}: {spoken(entry, self._shell.texts)}" if entry else self._here())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        if self.hasFocus():
            self.cells.tell()

    def _press(self, key: tuple[str, str]) -> None:
        """Somebody presses a cell without the mouse: as Enter at it."""
        entry = next((e for e in self._entries if (e.kind, e.uid) == key), None)
        if entry is not None:
            self.opened.emit(entry)
        elif key == _FREE:
            self.begun.emit(self._cursor)

    # --- mouse ----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        entry = self.plan.entry_at(at)
        self._pressed = (at, entry) if entry is not None and event.button() == Qt.MouseButton.LeftButton else None
        if entry is None or not entry.all_day:
            self._cursor = self.plan.time_at(at)
        self._key = (entry.kind, entry.uid) if entry is not None else None
        self._after_move()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        at = event.position().toPoint()
        if pressed is None or (at - pressed[0]).manhattanLength() < QApplication.startDragDistance():
            return
        entry = pressed[1]
        step = self.plan.time_at(at) - self.plan.time_at(pressed[0])
        if entry.all_day:
            step = timedelta(days=step.days)
        if entry.kind in _MOVABLE and step:
            self.moved.emit(entry, step, timedelta())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        self._enter()
