"""The calendar: a day, a week or four weeks as a list; one's own, a team's or everybody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team, User, permitted
from hotline_desk.domain.projects import ACTION, APPOINTMENT
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.context import Context
from hotline_desk.services.papers import print_paper, printers_here, save_paper
from hotline_desk.services.projects.appointments import finish_appointment, move_appointment, remove_appointment
from hotline_desk.services.views.calendar import ABSENCE, CALLBACK, RESUBMISSION, CalendarEntry, Whose, calendar
from hotline_desk.services.views.calendar_file import KINDS, calendar_ics, save_calendar
from hotline_desk.services.views.calendar_paper import calendar_pdf
from hotline_desk.ui.projects.grid import Grid
from hotline_desk.ui.projects.signs import edge_of, icon_of, times_of, title_of, weekday
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.moments import local_now
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

DAY, WEEK, LIST = "day", "week", "list"
_VIEWS = ((DAY, N_("Day")), (WEEK, N_("Week")), (LIST, N_("List")))
_LENGTHS = {DAY: 1, WEEK: 7, LIST: 28}
_ALL, _TEAM, _USER = "all", "team", "user"
_CONCERNS = frozenset({"appointment", "ticket", "callback", "absence", "user", "team", "address", "store"})
_PAUSE_MS = 150


@dataclass(frozen=True)
class _Shown:
    entries: tuple[CalendarEntry, ...]
    users: tuple[User, ...]
    teams: tuple[Team, ...]
    now: datetime


class CalendarFrame(Frame):
    """Opened with `day` (ISO) it shows that day."""

    icon_name = "calendar"
    help_page = "calendar"
    comfortable = QSize(1040, 660)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 day: str = "") -> None:
        super().__init__(shell, uid)
        self.ctx = ctx
        self.writable = permitted(ctx().user.role, "ticket.edit")
        self._whose: tuple[str, str] = tuple(shell.memory.get_json("calendar.whose", [_USER, ctx().user.uid]))
        self._people: list[tuple[str, tuple[str, str]]] = []
        self._entries: tuple[CalendarEntry, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        # What becomes late is seen, though nobody changes anything.
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.refresh)
        self._clock.start(int(ctx().settings["ui.refresh_seconds"]) * 1000)
        self._build()
        self._connect(changes)
        self._begin_at(date.fromisoformat(day) if day else self._now().date(), first=True)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.period = QLabel(self)
        self.period.setProperty("role", "heading")
        self.view = ChoiceBox(shell, _VIEWS, self)
        self.view.set_code(str(shell.memory.get_json("calendar.view", WEEK)))
        self.whose = QComboBox(self)
        self.whose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        shell.texts.bind(self.view.setAccessibleName, N_("Day, week or list"))
        shell.texts.bind(self.whose.setAccessibleName, N_("Whose calendar"))
        self.stack = QStackedWidget(self)
        self.grid = Grid(shell, self.stack)
        self.list = RowList(
            shell, "calendar", self._columns(), key=lambda e: (e.kind, e.uid), sort="when", parent=self.stack,
            row_color=lambda e: "danger_row" if e.late else "", accessible=N_("Calendar"),
            empty=N_("Nothing stands in the calendar in these four weeks. “New appointment” writes something in."))
        for page in (self.grid, self.list):
            self.stack.addWidget(page)
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        head, foot = FlowRow(), FlowRow()
        turns = [tool_button(shell, id, words=id == "calendar.today", parent=self)
                 for id in ("calendar.earlier", "calendar.today", "calendar.later")]
        for button in turns:
            head.addWidget(button)
        head.addWidget(self.period)
        head.turn()
        head.addWidget(self.whose)
        head.addWidget(self.view)
        for id in ("record.archive", "frame.print", "calendar.export", "appointment.done", "action.new"):
            foot.addWidget(tool_button(shell, id, parent=self))
        foot.turn()
        foot.addWidget(shell.commands.button("appointment.new", self, primary=True))
        self.save_panel = SavePanel(self, title=N_("Export as iCalendar"), suffix="ics")
        self.printing = PrintPanel(self, printers_here, str(self.ctx().settings["workplace.printer"]))
        self.saving = SavePanel(self)
        for one, next_one in pairwise([*turns, self.whose, self.view, self.grid, self.list.filter, self.list.table]):
            QWidget.setTabOrder(one, next_one)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.stack, 1)
        rows.addLayout(foot)
        for panel in (self.save_panel, self.printing, self.saving):
            rows.addWidget(panel)

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts

        def when(entry: CalendarEntry) -> str:
            return f"{weekday(texts, entry.begin.isoweekday())} {texts.day(entry.begin.date())} " \
                f"{times_of(entry, texts)}"

        return (
            Column("when", N_("When"), when, width=26, sort=lambda e: e.begin, icon=icon_of, color=edge_of),
            Column("kind", N_("Kind"), lambda e: texts.tr(KINDS[e.kind]), width=14, rank=1),
            Column("what", N_("What"), title_of, width=26, bold=True, stretch=True),
            Column("who", N_("Who"), lambda e: e.who, width=14),
            Column("place", N_("Place"), lambda e: e.place, width=14, rank=2),
        )

    def _connect(self, changes: Changes) -> None:
        self.view.code_changed.connect(self._choose_view)
        self.whose.activated.connect(lambda _n: self._choose_whose())
        self.grid.opened.connect(self.open_entry)
        self.grid.begun.connect(lambda when: self._new(APPOINTMENT, when))
        self.grid.moved.connect(self._move)
        self.grid.page_wanted.connect(self._turn)
        self.grid.current_changed.connect(self._enable)
        self.list.activated.connect(self.open_entry)
        self.list.current_changed.connect(lambda _row: self._enable())
        self.bind({
            "calendar.earlier": partial(self._turn, -1), "calendar.later": partial(self._turn, 1),
            "calendar.today": self.go_today, "calendar.view": self._next_view, "calendar.export": self._export,
            "appointment.new": lambda: self._new(APPOINTMENT, self._chosen_time()),
            "record.new": lambda: self._new(APPOINTMENT, self._chosen_time()),
            "action.new": lambda: self._new(ACTION, None), "record.open": lambda: self._with(self.open_entry),
            "appointment.done": lambda: self._with(self._finish), "record.archive": lambda: self._with(self._remove),
            "frame.find": self._find, "frame.print": self.print_days, "frame.pdf": self.save_days})
        changes.changed.connect(self._heard)
        self._enable()

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Calendar"))
        self._say_period()
        self._offer_people()

    def refresh(self) -> None:
        self._pause.stop()
        first, days, whose = self._first, self._days, self._asked()
        self.shell.background.read(self, lambda: self._read(first, first + timedelta(days=days - 1), whose),
                                   done=partial(self._show, (first, days)), newest="calendar")

    def reopen(self, day: str = "", **_args: Any) -> None:
        if day:
            self._begin_at(date.fromisoformat(day))
            self.refresh()

    def first_field(self) -> QWidget:
        return self.list if self.view.code() == LIST else self.grid

    def closed(self) -> None:
        self._pause.stop()
        self._clock.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in _CONCERNS:
            self._pause.start()

    # --- which days and whose -------------------------------------------------------------------------

    def _now(self) -> datetime:
        ctx = self.ctx()
        return local_now(ctx.clock.now(), ctx.zone)

    @property
    def _days(self) -> int:
        return _LENGTHS[self.view.code()]

    def _begin_at(self, day: date, first: bool = False) -> None:
        """Shows the days of which this is one."""
        self._day = day
        self._first = day if self.view.code() == DAY else day - timedelta(days=day.weekday())
        self.stack.setCurrentWidget(self.first_field())
        if first:
            now = self._now()
            self.grid.go_to(datetime.combine(day, time(now.hour, now.minute)) if day == now.date()
                            else datetime.combine(day, time(8)))
        self._say_period()

    def _say_period(self) -> None:
        texts, first = self.shell.texts, self._first if hasattr(self, "_first") else self._now().date()
        last = first + timedelta(days=self._days - 1)
        name = f"{weekday(texts, first.isoweekday())} {texts.day(first)}" if first == last else \
            f"{texts.day(first)} – {texts.day(last)}"
        if self.view.code() == WEEK:
            name = f"{texts.tr('Week {n}', n=first.isocalendar().week)} · {name}"
        self.period.setText(name)

    def _turn(self, pages: int) -> None:
        step = timedelta(days=self._days * pages)
        cursor = self.grid.cursor_time()
        self._begin_at(self._first + step)
        if not self._first <= cursor.date() < self._first + timedelta(days=self._days):
            self.grid.go_to(cursor + step)
        self.refresh()

    def go_today(self) -> None:
        """As Ctrl+G: today, at this hour."""
        self._begin_at(self._now().date())
        self.grid.go_to(self._now())
        self.refresh()

    def _next_view(self) -> None:
        codes = [code for code, _text in _VIEWS]
        self.view.setCurrentIndex((codes.index(self.view.code()) + 1) % len(codes))

    def _choose_view(self, code: str) -> None:
        had = self.first_field().isAncestorOf(self.focusWidget() or self) or self.stack.isAncestorOf(
            self.focusWidget() or self)
        day = self.grid.cursor_time().date() if code != LIST else self._first
        self.shell.memory.put_json("calendar.view", code)
        self._begin_at(day)
        if had:
            self.first_field().setFocus()
        self.refresh()

    def _asked(self) -> Whose:
        kind, uid = self._whose
        return Whose(uid if kind == _USER else None, uid if kind == _TEAM else None)

    def _choose_whose(self) -> None:
        self._whose = self.whose.currentData()
        self.shell.memory.put_json("calendar.whose", list(self._whose))
        self.refresh()

    def _offer_people(self) -> None:
        tr = self.shell.texts.tr
        self.whose.blockSignals(True)
        self.whose.clear()
        self.whose.addItem(tr("Everybody"), (_ALL, ""))
        for name, code in self._people:
            self.whose.addItem(f"{name} ({tr('Team')})" if code[0] == _TEAM else name, code)
        codes = [self.whose.itemData(n) for n in range(self.whose.count())]
        if self._whose not in codes and self._whose[0] == _USER and self._whose[1] == self.ctx().user.uid:
            self.whose.addItem(self.ctx().user.name, self._whose)
            codes.append(self._whose)
        self.whose.setCurrentIndex(codes.index(self._whose) if self._whose in codes else 0)
        self.whose.blockSignals(False)

    # --- showing --------------------------------------------------------------------------------------

    def _read(self, first: date, last: date, whose: Whose) -> _Shown:
        ctx = self.ctx()
        return _Shown(tuple(calendar(ctx, first, last, whose)), tuple(list_users(ctx)), tuple(list_teams(ctx)),
                      self._now())

    def _show(self, asked: tuple[date, int], shown: _Shown) -> None:
        if asked != (self._first, self._days):
            return
        self._entries = shown.entries
        people = [(u.name, (_USER, u.uid)) for u in shown.users] + [(t.name, (_TEAM, t.uid)) for t in shown.teams]
        if people != self._people:
            self._people = people
            self._offer_people()
        if self.view.code() == LIST:
            self.list.set_rows(shown.entries)
        else:
            self.grid.show_days(self._first, self._days, shown.entries, shown.now)
        self._enable()

    def current(self) -> CalendarEntry | None:
        """The entry at the cursor."""
        entry: CalendarEntry | None = self.list.current() if self.view.code() == LIST else self.grid.current()
        return entry

    def _enable(self) -> None:
        entry = self.current()
        own = entry is not None and entry.kind in (APPOINTMENT, ACTION)
        self.enable_all({
            "record.open": entry is not None, "appointment.done": own and self.writable,
            "record.archive": own and self.writable, "appointment.new": self.writable, "record.new": self.writable,
            "action.new": self.writable})

    # --- acting ---------------------------------------------------------------------------------------

    def _with(self, act: Callable[[CalendarEntry], object]) -> None:
        entry = self.current()
        if entry is not None:
            act(entry)

    def open_entry(self, entry: CalendarEntry) -> None:
        """As Enter: what stands behind it."""
        windows = self.shell.windows
        if entry.kind == RESUBMISSION:
            windows.open("ticket", entry.uid)
        elif entry.kind == CALLBACK:
            windows.open("callbacks", None, callback_uid=entry.uid)
        elif entry.kind == ABSENCE:
            if "absences.open" in self.shell.commands.catalogue:
                self.shell.commands.trigger("absences.open")
        else:
            windows.open("appointment", entry.uid)

    def _chosen_time(self) -> datetime | None:
        return None if self.view.code() == LIST else self.grid.cursor_time()

    def _new(self, kind: str, begin: datetime | None) -> None:
        uid = self._whose[1]
        self.shell.windows.open(
            "appointment", None, what=kind, begin=begin.isoformat(timespec="minutes") if begin else "",
            user=uid if self._whose[0] == _USER else "", team=uid if self._whose[0] == _TEAM else "")

    def _move(self, entry: CalendarEntry, step: timedelta, longer: timedelta) -> None:
        if not self.writable:
            return
        texts, background, ctx = self.shell.texts, self.shell.background, self.ctx

        def back() -> None:
            background.write(None, lambda: move_appointment(ctx(), entry.uid, -step, -longer))

        background.write(self, lambda: move_appointment(ctx(), entry.uid, step, longer),
                         done=lambda _none: self.shell.messages.say(
                             texts.tr("{name} was moved.", name=entry.title), "success", key="appointment.moved",
                             action_text=texts.tr("Undo"), action=back))

    def _finish(self, entry: CalendarEntry) -> None:
        self.shell.background.write(self, lambda: finish_appointment(self.ctx(), entry.uid, not entry.done))

    def _remove(self, entry: CalendarEntry) -> None:
        take_away(self.shell, self.ctx, entry.uid, entry.title)

    def _find(self) -> None:
        if self.view.code() != LIST:
            self.view.setCurrentIndex([code for code, _text in _VIEWS].index(LIST))
        self.list.focus_filter()

    # --- paper ----------------------------------------------------------------------------------------

    def _paper(self) -> Callable[[], bytes]:
        """Draws the days that are shown, in the language of the screen."""
        ctx, first, days, entries, texts = self.ctx(), self._first, self._days, self._entries, self.shell.texts
        about, language = f"{self.period.text()} · {self.whose.currentText()}", texts.translator
        return lambda: calendar_pdf(ctx, first, days, entries, about, language)

    def print_days(self) -> None:
        """As Ctrl+P."""
        paper, title = self._paper(), self.shell.texts.tr("Calendar")
        self.printing.ask(lambda printer, copies, pages: print_paper(paper(), printer or None, title, copies, pages))

    def save_days(self) -> None:
        """As Ctrl+Shift+P."""
        paper = self._paper()
        self.saving.ask(f"{self.shell.texts.tr('Calendar')} {self._first.isoformat()}.pdf",
                        lambda place: save_paper(paper(), place, replace=True))

    def _export(self) -> None:
        entries, texts, ctx = self._entries, self.shell.texts, self.ctx()
        name = f"{ctx.settings['company.name']} · {self.whose.currentText()}"
        self.save_panel.ask(
            f"{texts.tr('Calendar')} {self._first.isoformat()}.ics",
            lambda place: save_calendar(calendar_ics(ctx, name, entries, texts.translator), place))


def take_away(shell: Shell, ctx: Callable[[], Context], uid: str, name: str) -> None:
    """Takes an appointment or an action away; it can be brought back, also once its frame is closed."""
    def undo() -> None:
        shell.background.write(None, lambda: remove_appointment(ctx(), uid, removed=False))

    shell.background.write(None, lambda: remove_appointment(ctx(), uid), done=lambda _none: shell.messages.say(
        shell.texts.tr("{name} was taken away.", name=name), "success", key="appointment.removed",
        action_text=shell.texts.tr("Undo"), action=undo))
