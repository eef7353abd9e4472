"""One project: its fields, its budget, its tickets and its appointments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import User, permitted
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.dates import read_duration
from hotline_desk.domain.projects import ACTION, APPOINTMENT, Project
from hotline_desk.services.access import list_users
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.projects.appointments import finish_appointment
from hotline_desk.services.projects.projects import archive_project, save_project
from hotline_desk.services.views.appointments import AppointmentLine
from hotline_desk.services.views.calendar import entry_of
from hotline_desk.services.views.calendar_file import calendar_ics, save_calendar
from hotline_desk.services.views.projects import ProjectLine, ProjectTicket, ProjectView, project_view
from hotline_desk.ui.projects.belonging import appointments_list, tickets_list
from hotline_desk.ui.projects.budget import BudgetSign
from hotline_desk.ui.projects.days import DayField
from hotline_desk.ui.projects.projects import chosen_address, hours
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import Form, SearchField, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.paper_panels import SavePanel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button
from hotline_desk.ui.shell.unsaved import may_close

_PAUSE_MS, _HITS, _LINES, _NARROW = 250, 12, 3, 840
_CONCERNS = frozenset({"project", "ticket", "appointment", "address", "user", "store"})
_TICKETS, _APPOINTMENTS = N_("Ticket&s of it"), N_("Appointments and &actions")


@dataclass(frozen=True)
class _Shown:
    view: ProjectView | None
    address: Address | None
    users: tuple[User, ...]


class ProjectFrame(Frame):
    """`uid` names the project; without it a new one, for the customer `address` (uid) if given."""

    icon_name = "briefcase"
    help_page = "projects"
    comfortable = QSize(1060, 600)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 address: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._address = address
        self._project = Project()
        self._view: ProjectView | None = None
        self.writable = permitted(ctx().user.role, "ticket.edit")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        self._connect()
        changes.changed.connect(self._heard)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.form = Form(shell)
        self.number, self.name = QLineEdit(), QLineEdit()
        self.number.setMaxLength(20)
        self.name.setMaxLength(200)
        self.customer = SearchField(shell, self._search)
        self.manager = QComboBox()
        self.manager.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.budget: TypedField[int] = TypedField(_read_hours, partial(hours, shell.texts))
        self.first, self.last = DayField(shell, self._ctx), DayField(shell, self._ctx)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(shell.theme.line_height() * _LINES)
        form = self.form
        form.row("name", N_("Pro&ject name"), self.name)
        form.row("number", N_("N&umber"), self.number)
        form.row("customer", N_("&Customer"), self.customer)
        form.row("manager", N_("Who lea&ds"), self.manager)
        form.row("budget", N_("Bud&get in hours"), self.budget)
        form.row("first", N_("F&rom"), self.first)
        form.row("last", N_("E&nds on"), self.last)
        form.row("note", N_("Remar&ks"), self.note)
        shell.texts.bind(self.number.setPlaceholderText, N_("given by itself"))
        shell.texts.bind(self.budget.setPlaceholderText, N_("40, 12:30; empty for none"))
        form.setEnabled(self.writable)
        self._build_lists()
        self.budget_sign = BudgetSign(shell, self)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.halves.addWidget(self.form)
        right = QWidget(self.halves)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.budget_sign)
        column.addWidget(self.tabs, 1)
        self.halves.addWidget(right)
        self.halves.setStretchFactor(0, 2)
        self.halves.setStretchFactor(1, 3)
        self.halves.setChildrenCollapsible(False)
        self.halves.setHandleWidth(12)
        self._lay_out()

    def _build_lists(self) -> None:
        self.tickets, self.appointments = tickets_list(self.shell), appointments_list(self.shell)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.tickets, "")
        self.tabs.addTab(self.appointments, "")

    def _lay_out(self) -> None:
        shell, foot = self.shell, FlowRow()
        for id in ("record.archive", "calendar.export"):
            foot.addWidget(tool_button(shell, id, parent=self))
        foot.turn()
        for id in ("appointment.new", "ticket.new"):
            foot.addWidget(shell.commands.button(id, self))
        foot.addWidget(shell.commands.button("frame.save", self, primary=True))
        self.save_panel = SavePanel(self, title=N_("Export as iCalendar"), suffix="ics")
        rows = QVBoxLayout(self)
        rows.addWidget(self.halves, 1)
        rows.addLayout(foot)
        rows.addWidget(self.save_panel)

    def _connect(self) -> None:
        windows = self.shell.windows
        for line in (self.name, self.number, self.budget, self.first, self.last):
            line.textEdited.connect(self._edited)
        self.note.textChanged.connect(self._edited)
        self.manager.activated.connect(self._edited)
        self.customer.chosen.connect(self._edited)
        for name, field in (("budget", self.budget), ("first", self.first), ("last", self.last)):
            field.misread.connect(lambda problem, name=name: self.form.show_problem(problem, name))
        self.tickets.activated.connect(lambda ticket: windows.open("ticket", ticket.uid))
        self.appointments.activated.connect(lambda line: windows.open("appointment", line.uid))
        for rows in (self.tickets, self.appointments):
            rows.current_changed.connect(lambda _row: self._enable())
        self.tabs.currentChanged.connect(lambda _n: self._enable())
        self.bind({
            "frame.save": self.save, "ticket.customer": self._open_customer, "record.archive": self._archive,
            "record.open": self._open_row, "frame.find": lambda: self._front().focus_filter(),
            "ticket.new": lambda: windows.open("ticket", "", project_uid=self.uid,
                                               address_uid=self._project.address_uid),
            "appointment.new": partial(self._new, APPOINTMENT), "action.new": partial(self._new, ACTION),
            "appointment.done": self._finish, "calendar.export": self._export})
        self._enable()

    def _enable(self) -> None:
        stored, line = bool(self.uid), self.appointments.current()
        front = self._front()
        self.enable_all({
            "frame.save": self.writable, "record.archive": self.writable and stored,
            "ticket.customer": bool(self.customer.value()), "record.open": front.current() is not None,
            "appointment.done": self.writable and front is self.appointments and line is not None,
            "calendar.export": bool(self._view and self._view.appointments),
            **{id: self.writable and stored for id in ("ticket.new", "appointment.new", "action.new")}})

    def _front(self) -> RowList:
        return self.appointments if self.tabs.currentIndex() == 1 else self.tickets

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        texts, view = self.shell.texts, self._view
        self.tabs.setTabText(0, texts.tr(_TICKETS) + (f" ({len(view.tickets)})" if view and view.tickets else ""))
        self.tabs.setTabText(1, texts.tr(_APPOINTMENTS)
                             + (f" ({len(view.appointments)})" if view and view.appointments else ""))
        self.set_title(f"{self._project.number} · {self._project.name}" if self.uid and self._project.number
                       else texts.tr("New project"))
        self.budget_sign.show_view(view)

    def refresh(self) -> None:
        self._pause.stop()
        self.shell.background.read(self, self._read, done=self._show, newest="project")

    def first_field(self) -> QWidget:
        return self.tickets if self.uid else self.name

    def can_close(self) -> bool:
        return may_close(self)

    def closed(self) -> None:
        self._pause.stop()

    def open_args(self) -> dict[str, Any] | None:
        return {} if self.uid else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the lists stand below the fields."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * self.shell.theme.font_percent // 100
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.halves.orientation() != wanted:
            self.halves.setOrientation(wanted)

    def _heard(self, kind: str, uid: str) -> None:
        if kind in _CONCERNS and (kind != "project" or uid == self.uid):
            self._pause.start()

    # --- showing --------------------------------------------------------------------------------------

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    def _read(self) -> _Shown:
        ctx = self._ctx()
        view = project_view(ctx, self.uid) if self.uid else None
        address = view.line.project.address_uid if view else self._address or None
        return _Shown(view, get_address(ctx, address) if address and ctx.may("address.read") else None,
                      tuple(list_users(ctx)))

    def _show(self, shown: _Shown) -> None:
        """What belongs to it always, its fields only where nothing is being typed."""
        self._view = shown.view
        if shown.view is not None:
            self.tickets.set_rows(shown.view.tickets)
            self.appointments.set_rows(shown.view.appointments)
        if not self.dirty:
            self._fill(shown)
        self._enable()
        self.retranslate()

    def _fill(self, shown: _Shown) -> None:
        of = self._project = shown.view.line.project if shown.view else Project()
        self.name.setText(of.name)
        self.number.setText(of.number)
        self.customer.set_value(f"{shown.address.number}  {shown.address.name}" if shown.address else "",
                                shown.address.uid if shown.address else None)
        self.budget.set_value(of.budget_seconds)
        self.first.set_value(of.first)
        self.last.set_value(of.last)
        self.note.setPlainText(of.note)
        self.manager.clear()
        self.manager.addItem(self.shell.texts.tr("nobody"), None)
        for user in shown.users:
            self.manager.addItem(user.name, user.uid)
        self.manager.setCurrentIndex(max(0, self.manager.findData(of.manager_uid)) if of.manager_uid else 0)
        self.set_dirty(False)

    def _edited(self, *_what: object) -> None:
        self.set_dirty(True)

    # --- acting ---------------------------------------------------------------------------------------

    def save(self) -> None:
        """Stores the fields; what is wrong stands below its field."""
        self.form.clear_errors()
        if not all(field.take() for field in (self.budget, self.first, self.last)):
            return
        try:
            address = chosen_address(self.customer)
        except UserError as problem:
            self.form.show_problem(problem, "customer")
            return
        project = replace(
            self._project, name=self.name.text(), number=self.number.text(), note=self.note.toPlainText(),
            address_uid=address, manager_uid=self.manager.currentData(),
            budget_seconds=self.budget.value(), first=self.first.value(), last=self.last.value())
        self.enable("frame.save", False)
        self.shell.background.write(self, lambda: save_project(self._ctx(), project), done=self._saved,
                                    failed=self._wrong)

    def _saved(self, uid: str) -> None:
        self.set_dirty(False)
        if not self.uid:
            self.shell.windows.became(self, uid)
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)
        self.refresh()

    def _wrong(self, problem: BaseException) -> bool:
        self._enable()
        if isinstance(problem, UserError) and problem.id == "time.order":
            return self.form.show_problem(problem, "last")
        if isinstance(problem, UserError) and problem.id == "value.missing":
            return self.form.show_problem(problem, "name")
        return self.form.show_problem(problem)

    def _new(self, kind: str) -> None:
        self.shell.windows.open("appointment", None, what=kind, project=str(self.uid),
                                address=self._project.address_uid or "")

    def _open_row(self) -> None:
        row: ProjectTicket | AppointmentLine | None = self._front().current()
        if row is not None:
            self._front().activated.emit(row)

    def _open_customer(self) -> None:
        if self.customer.value():
            self.shell.windows.open("address", self.customer.value())

    def _finish(self) -> None:
        line: AppointmentLine | None = self.appointments.current()
        if line is not None:
            uid, done = line.uid, not line.done
            self.shell.background.write(self, lambda: finish_appointment(self._ctx(), uid, done))

    def _archive(self) -> None:
        if self._view is not None:
            self._put(not self._view.line.archived)

    def _put(self, archived: bool) -> None:
        uid, name = str(self.uid), self._project.name
        self.shell.background.write(self, lambda: archive_project(self._ctx(), uid, archived),
                                    done=lambda _none: self._was_put(name, archived))

    def _was_put(self, name: str, archived: bool) -> None:
        texts = self.shell.texts
        said = texts.tr("{name} was put away.", name=name) if archived else texts.tr("{name} is back.", name=name)
        self.shell.messages.say(said, "success", key="records.put", action_text=texts.tr("Undo"),
                                action=lambda: self._put(not archived))

    def _export(self) -> None:
        view, ctx, texts = self._view, self._ctx(), self.shell.texts.translator
        if view is not None:
            line: ProjectLine = view.line
            entries = [entry_of(each) for each in view.appointments]
            name = f"{line.project.number} {line.name}"
            self.save_panel.ask(f"{name}.ics".replace("/", "-"),
                                lambda place: save_calendar(calendar_ics(ctx, name, entries, texts), place))


def _read_hours(text: str) -> int:
    """A budget is meant in hours: 40 is forty hours, 12:30 and 90m are what they are."""
    return read_duration(f"{text}h" if text.strip().replace(",", "").replace(".", "").isdigit() else text)
