"""The start page: good morning, one's own work, some numbers, and under them what needs this user."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.openlist import OpenTicketRow
from hotline_desk.services.calls.handling import hide_caller, take_call
from hotline_desk.services.context import Context
from hotline_desk.services.views.missed import MissedRow
from hotline_desk.services.views.start import CALLBACK, DayRow, OwnWork, StartView, start_view
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.frame import Dialled, Frame
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.start.columns import late_columns, message_columns, missed_columns, team_columns, today_columns
from hotline_desk.ui.start.figures import Figure, Figures
from hotline_desk.ui.start.notices import NoticesLine

_GATHER_MS = 300
_NOON, _EVENING = 11, 18
_TITLES = {"late": N_("Late"), "today": N_("To do today"), "missed": N_("Missed calls"),
           "messages": N_("New messages"), "teams": N_("Teams")}
_KINDS = ("call", "ticket", "address", "user", "team", "callback", "message", "appointment",
          "contract")


class StartFrame(Frame):
    """Enter in a list opens the ticket; a number opens the list behind it."""

    icon_name = "house"
    help_page = "start"
    comfortable = QSize(940, 600)
    fills = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx, self._changes = ctx, changes
        self.greeting = QLabel()
        self.day = QLabel()
        self.day.setProperty("role", "muted")
        self.figures = {
            "open": Figure(shell, N_("open"), "list-todo"), "mine": Figure(shell, N_("mine"), "user-check"),
            "overdue": Figure(shell, N_("late"), "clock-alert", alarming="danger"),
            "missed_count": Figure(shell, N_("missed calls"), "phone-missed", alarming="danger"),
            "callbacks": Figure(shell, N_("callbacks today"), "phone-forwarded", alarming="warning"),
            "unread": Figure(shell, N_("new messages"), "mail", alarming="accent"),
            "calls_today": Figure(shell, N_("calls today"), "phone-incoming"),
        }
        self.work = QLabel()
        self.work.setWordWrap(True)
        self._work = OwnWork()
        self.notices = NoticesLine(shell, ctx)
        self.late = RowList(shell, "start.late", late_columns(shell), filterable=False,
                            row_color=lambda _row: "danger_row", accessible=N_("Late"), empty=N_("Nothing is late."))
        self.today = RowList(shell, "start.day", today_columns(shell, self._today), filterable=False,
                             accessible=N_("To do today"), empty=N_("Nothing more for today."))
        self.missed = RowList(shell, "start.missed", missed_columns(shell, self._today), filterable=False,
                              accessible=N_("Missed calls"), empty=N_("No missed calls."))
        self.messages = RowList(shell, "start.messages", message_columns(shell), filterable=False,
                                accessible=N_("New messages"), empty=N_("No new messages."))
        self.teams = RowList(shell, "start.teams", team_columns(shell), filterable=False, accessible=N_("Teams"))
        self._titles = {name: QLabel() for name in _TITLES}
        self._arrange()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self.refresh)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.refresh)
        self._clock.start(int(ctx().settings["ui.refresh_seconds"]) * 1000)
        self._connect()

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Start page"))
        self._greet()

    def refresh(self) -> None:
        self.shell.background.read(self, start_view, self._ctx(), done=self._show, newest="start",
                                   calm=True)
        self.notices.refresh()
        self._greet()

    def first_field(self) -> QWidget:
        return next((each for each in (self.late, self.today, self.missed) if each.rows()), self.today)

    def to_dial(self) -> Dialled | None:
        row: MissedRow | None = self.missed.current()
        return Dialled(row.number or "", call_uid=row.uid) if row is not None else None

    def closed(self) -> None:
        self._clock.stop()
        self._gather.stop()
        self._changes.changed.disconnect(self._on_change)

    # --- inside ---------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.greeting)
        head.addWidget(self.day)
        head.addWidget(self.work)
        head.addWidget(self.notices, 0, Qt.AlignmentFlag.AlignLeft)
        across = QSplitter(Qt.Orientation.Horizontal)
        left = QSplitter(Qt.Orientation.Vertical)
        for name, each in (("late", self.late), ("today", self.today)):
            left.addWidget(self._titled(name, each))
        across.addWidget(left)
        right = QSplitter(Qt.Orientation.Vertical)
        self._teams_box = self._titled("teams", self.teams)
        for box in (self._titled("missed", self.missed), self._titled("messages", self.messages), self._teams_box):
            right.addWidget(box)
        self._teams_box.hide()  # until there is one
        across.addWidget(right)
        for splitter in (across, left, right):
            splitter.setChildrenCollapsible(False)
        across.setStretchFactor(0, 3)
        across.setStretchFactor(1, 2)
        left.setSizes([100, 200])
        right.setSizes([200, 110, 130])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 12, 14, 12)
        rows.setSpacing(10)
        rows.addLayout(head)
        rows.addWidget(Figures(self.shell, list(self.figures.values())))
        rows.addWidget(across, 1)
        self.shell.theme.changed.connect(self._dress)
        self._dress()

    def _titled(self, name: str, each: RowList) -> QWidget:
        label = self._titles[name]
        label.setProperty("role", "strong")
        self.shell.texts.bind(label.setText, _TITLES[name])
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addWidget(label)
        rows.addWidget(each, 1)
        return box

    def _dress(self) -> None:
        self.greeting.setFont(self.shell.theme.font(bold=True, scale=1.5))

    def _connect(self) -> None:
        self.late.activated.connect(self._open_ticket)
        self.today.activated.connect(self._open_row)
        self.messages.activated.connect(lambda line: self.shell.windows.open("inbox", message_uid=line.uid))
        self.teams.activated.connect(lambda team: self.shell.windows.open("wall", team=team.uid))
        self.missed.activated.connect(lambda _row: self.open_ticket())
        self.missed.current_changed.connect(lambda _row: self._enable())
        open_ = self.shell.windows.open
        for name in ("open", "overdue"):
            self.figures[name].clicked.connect(lambda _on=False: open_("tasks", mine=False))
        self.figures["mine"].clicked.connect(lambda _on=False: open_("tasks", mine=True))
        self.figures["unread"].clicked.connect(lambda _on=False: open_("inbox"))
        self.figures["missed_count"].clicked.connect(lambda _on=False: open_("journal", which="missed", period="31"))
        self.figures["callbacks"].clicked.connect(lambda _on=False: open_("callbacks"))
        self.figures["calls_today"].clicked.connect(lambda _on=False: open_("journal", which="in", period="1"))
        self._changes.changed.connect(self._on_change)
        self.bind({"journal.ticket": self.open_ticket, "journal.seen": self.mark_seen, "record.open": self.open_current,
                   "ticket.customer": self.open_customer, "callback.new": self.promise_callback})
        self._enable()

    def _on_change(self, kind: str, _uid: str) -> None:
        if kind in _KINDS and not self._gather.isActive():
            self._gather.start()

    def _show(self, view: StartView) -> None:
        for name, figure in self.figures.items():
            figure.show_number(getattr(view, name))
        self.late.set_rows(view.late)
        self.today.set_rows(view.today)
        self.missed.set_rows(view.missed)
        self.messages.set_rows(view.messages)
        self.teams.set_rows(view.teams)
        self._teams_box.setHidden(not view.teams)
        self._work = view.work
        self._tell_work()
        self._enable()

    def _greet(self) -> None:
        texts, ctx = self.shell.texts, self._ctx()
        hour = ctx.clock.now().astimezone(ZoneInfo(ctx.zone)).hour
        sentence = (N_("Good morning, {name}") if hour < _NOON else N_("Good day, {name}") if hour < _EVENING
                    else N_("Good evening, {name}"))
        self.greeting.setText(texts.tr(sentence, name=ctx.user.name))
        self.day.setText(texts.day(local_day(ctx.clock.now(), ctx.zone)))
        self._tell_work()

    def _tell_work(self) -> None:
        """One's own tickets by their state, in a sentence."""
        texts, work = self.shell.texts, self._work
        parts = [texts.tr(N_("{n} in progress"), n=work.open) if work.open else "",
                 texts.tr(N_("{n} new"), n=work.new) if work.new else "",
                 texts.tr(N_("{n} on resubmission"), n=work.resubmitted) if work.resubmitted else "",
                 texts.trn("{n} comes back today", "{n} come back today", work.back_today) if work.back_today else ""]
        told = " · ".join(part for part in parts if part)
        self.work.setText(texts.tr(N_("Your tickets: {told}"), told=told) if told
                          else texts.tr(N_("You have no open tickets.")))

    def _today(self) -> date:
        return local_day(self._ctx().clock.now(), self.shell.texts.zone)

    def _enable(self) -> None:
        row: MissedRow | None = self.missed.current()
        self.enable("journal.ticket", row is not None)
        self.enable("journal.seen", row is not None)
        self.enable("callback.new", row is not None)
        self.enable("ticket.customer", row is not None and row.address_uid is not None)

    def _open_ticket(self, row: OpenTicketRow) -> None:
        self.shell.windows.open("ticket", row.uid)

    def _open_row(self, row: DayRow) -> None:
        self.shell.windows.open(row.kind, None if row.kind == CALLBACK else row.uid)

    # --- what a person does ---------------------------------------------------------------------------

    def open_current(self) -> None:
        """What is selected in the list with the cursor."""
        for each in (self.late, self.today, self.messages, self.teams):
            row: Any = each.current()
            if each.table.hasFocus() and row is not None:
                each.activated.emit(row)
                return
        self.open_ticket()

    def open_ticket(self) -> None:
        """The ticket of the selected missed call, to call back."""
        row: MissedRow | None = self.missed.current()
        if row is not None:
            self.shell.background.write(self, take_call, self._ctx(), row.uid,
                                        done=lambda ticket: self.shell.windows.open("ticket", ticket))

    def mark_seen(self) -> None:
        """The selected caller no longer asks for attention; with Undo."""
        row: MissedRow | None = self.missed.current()
        if row is None:
            return
        background, ctx, uid, texts = self.shell.background, self._ctx, row.uid, self.shell.texts
        background.write(self, hide_caller, ctx(), uid, done=lambda count: self.shell.messages.say(
            texts.trn("{n} missed call marked as seen.", "{n} missed calls marked as seen.", count),
            key="journal.seen", action_text=texts.tr("Undo"),
            action=lambda: background.write(None, hide_caller, ctx(), uid, False)))

    def promise_callback(self) -> None:
        """The selected caller is to be called back at a certain time."""
        row: MissedRow | None = self.missed.current()
        if row is not None:
            self.shell.windows.open("callbacks", call_uid=row.uid)

    def open_customer(self) -> None:
        """The address of the selected missed call."""
        row: MissedRow | None = self.missed.current()
        if row is not None and row.address_uid:
            self.shell.windows.open("address", row.address_uid)
