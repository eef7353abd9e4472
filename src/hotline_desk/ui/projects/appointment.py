"""One appointment, or one action at a customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team, User, permitted
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.projects import ACTION, APPOINTMENT, APPOINTMENT_KINDS, USUAL, Appointment, Project, read_end
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.projects.appointments import appointment_for, get_appointment, save_appointment
from hotline_desk.services.projects.projects import list_projects
from hotline_desk.services.views.calendar import CalendarEntry
from hotline_desk.services.views.calendar_file import calendar_ics, save_calendar
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.ui.projects.calendar import take_away
from hotline_desk.ui.projects.days import MomentField, days_of, now_of, shown
from hotline_desk.ui.projects.projects import chosen_address, hours
from hotline_desk.ui.projects.signs import weekday
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.paper_panels import SavePanel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button
from hotline_desk.ui.shell.unsaved import may_close

_HITS, _LINES = 12, 4
_USER, _TEAM = "user", "team"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Shown:
    appointment: Appointment
    address: Address | None
    ticket: str
    users: tuple[User, ...]
    teams: tuple[Team, ...]
    projects: tuple[Project, ...]


class AppointmentFrame(Frame):
    """`uid` names one; without it a new one with `what` (a kind), `begin` (ISO), and uids of `user`, `team`, `ticket`,
    `address` and `project`."""

    icon_name = "calendar"
    help_page = "calendar"
    comfortable = QSize(640, 560)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 **wanted: str) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._wanted = wanted
        self._appointment = Appointment(kind=wanted.get("what", "") or APPOINTMENT)
        self._ticket_name = ""
        self.writable = permitted(ctx().user.role, "ticket.edit")
        self._build()
        self._connect()
        changes.changed.connect(self._heard)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.form = Form(shell, self)
        self.which = ChoiceBox(shell, APPOINTMENT_KINDS.items())
        self.subject, self.place = QLineEdit(), QLineEdit()
        self.subject.setMaxLength(300)
        self.place.setMaxLength(200)
        self.begin = MomentField(shell, self._ctx)
        self.end: TypedField[datetime] = TypedField(self._read_end, self._show_end)
        self.all_day, self.done = QCheckBox(), QCheckBox()
        self.meant = QLabel()
        self.meant.setProperty("role", "muted")
        self.meant.setWordWrap(True)
        self.who, self.project = QComboBox(), QComboBox()
        for box in (self.who, self.project):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.customer = SearchField(shell, self._search)
        self.ticket = QLabel()
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(shell.theme.line_height() * _LINES)
        self._lay_out()

    def _lay_out(self) -> None:
        shell, form = self.shell, self.form
        form.row("kind", N_("&Kind"), self.which)
        form.row("title", N_("S&ubject"), self.subject)
        form.row("begin", N_("F&rom"), self.begin)
        form.row("end", N_("E&nds"), self.end)
        form.wide(self.meant)
        form.wide(self.all_day)
        form.row("who", N_("In char&ge"), self.who)
        form.row("place", N_("&Place"), self.place)
        form.row("customer", N_("&Customer"), self.customer)
        form.row("project", N_("Pro&ject"), self.project)
        form.row("ticket", N_("Ticket"), self.ticket)
        form.row("note", N_("N&ote"), self.note)
        form.wide(self.done)
        shell.texts.bind(self.all_day.setText, N_("All da&y"))
        shell.texts.bind(self.done.setText, N_("&Done"))
        shell.texts.bind(self.begin.setPlaceholderText, N_("tomorrow 9, fri 14:30, +3d, +2w, 2812 …"))
        shell.texts.bind(self.end.setPlaceholderText, N_("1h, 15:30 …"))
        form.setEnabled(self.writable)
        foot = FlowRow()
        for id in ("record.archive", "calendar.export", "ticket.customer"):
            foot.addWidget(tool_button(shell, id, parent=self))
        foot.turn()
        foot.addWidget(shell.commands.button("frame.save", self, primary=True))
        self.save_panel = SavePanel(self, title=N_("Export as iCalendar"), suffix="ics")
        rows = QVBoxLayout(self)
        rows.addWidget(form, 1)
        rows.addLayout(foot)
        rows.addWidget(self.save_panel)

    def _connect(self) -> None:
        for line in (self.subject, self.place, self.begin, self.end):
            line.textEdited.connect(self._edited)
        for box in (self.which, self.who, self.project):
            box.activated.connect(self._edited)
        self.note.textChanged.connect(self._edited)
        self.customer.chosen.connect(self._edited)
        self.which.code_changed.connect(lambda _code: self.retranslate())
        for check in (self.all_day, self.done):
            check.clicked.connect(self._edited)
        self.begin.value_changed.connect(self._begin_changed)
        self.begin.textChanged.connect(self._say)
        self.end.textChanged.connect(self._say)
        self.all_day.toggled.connect(self._say)
        for name, field in (("begin", self.begin), ("end", self.end)):
            field.misread.connect(lambda problem, name=name: self.form.show_problem(problem, name))
        self.bind({
            "frame.save": self.save, "ticket.customer": self._open_customer, "record.archive": self._remove,
            "calendar.export": self._export, "appointment.done": self._toggle_done, "record.open": self._open_ticket})
        self._enable()

    def _enable(self) -> None:
        self.enable_all({
            "frame.save": self.writable, "record.archive": self.writable and bool(self.uid),
            "calendar.export": bool(self.uid), "appointment.done": self.writable,
            "ticket.customer": bool(self.customer.value()), "record.open": self._appointment.ticket_uid is not None})

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        texts, action = self.shell.texts, self.which.code() == ACTION
        if self.uid:
            named = N_("Customer action {name}") if action else N_("Appointment {name}")
            self.set_title(texts.tr(named, name=self.subject.text()))
        else:
            self.set_title(texts.tr("New customer action") if action else texts.tr("New appointment"))
        self._say()

    def refresh(self) -> None:
        if not self.dirty:
            self.shell.background.read(self, self._read, done=self._show, newest="appointment")

    def reopen(self, **wanted: str) -> None:
        if not self.uid and not self.dirty:
            self._wanted = wanted
            self.refresh()
        elif not self.uid:
            self.shell.messages.say(self.shell.texts.tr("Save this appointment first, or close it."), "warning",
                                    key="appointment.unsaved")

    def first_field(self) -> QWidget:
        return self.subject

    def can_close(self) -> bool:
        return may_close(self)

    def open_args(self) -> dict[str, Any] | None:
        return {} if self.uid else None

    def _heard(self, kind: str, uid: str) -> None:
        if (kind == "appointment" and uid == self.uid) or kind in ("user", "team", "project"):
            self.refresh()

    # --- showing --------------------------------------------------------------------------------------

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    def _read(self) -> _Shown:
        ctx, wanted = self._ctx(), self._wanted
        if self.uid:
            of = get_appointment(ctx, self.uid)
        else:
            of = appointment_for(ctx, Appointment(
                kind=wanted.get("what") or APPOINTMENT, user_uid=wanted.get("user") or None,
                begin=datetime.fromisoformat(wanted["begin"]) if wanted.get("begin") else None,
                team_uid=wanted.get("team") or None, ticket_uid=wanted.get("ticket") or None,
                address_uid=wanted.get("address") or None, project_uid=wanted.get("project") or None))
        view = ticket_view(ctx, of.ticket_uid) if of.ticket_uid else None
        return _Shown(of, get_address(ctx, of.address_uid) if of.address_uid and ctx.may("address.read") else None,
                      " ".join(part for part in (view.number, view.fields.subject) if part) if view else "",
                      tuple(list_users(ctx)), tuple(list_teams(ctx)),
                      tuple(p for p in list_projects(ctx, archived=True)
                            if not p.archived or p.uid == of.project_uid))

    def _show(self, read: _Shown) -> None:
        if self.dirty:
            return
        of = self._appointment = read.appointment
        self.which.set_code(of.kind)
        self.subject.setText(of.title)
        self.place.setText(of.place)
        self.note.setPlainText(of.note)
        self.all_day.setChecked(of.all_day)
        self.done.setChecked(of.done)
        self.begin.set_value(of.begin)
        self.end.set_value(of.end - _DAY if of.all_day and of.end else of.end)
        self._offer_people(read)
        self._offer(self.project, [(f"{p.number} {p.name}", p.uid) for p in read.projects], of.project_uid,
                    N_("no project"))
        if read.address is not None:
            self.customer.set_value(f"{read.address.number}  {read.address.name}", read.address.uid)
        else:
            self.customer.set_value("", None)
        self.ticket.setText(read.ticket)
        self.form.show_row("ticket", bool(read.ticket))
        self.set_dirty(False)
        self._enable()
        self.retranslate()

    def _offer_people(self, read: _Shown) -> None:
        people = [(f"{t.name} ({self.shell.texts.tr('Team')})", (_TEAM, t.uid)) for t in read.teams]
        people += [(user.name, (_USER, user.uid)) for user in read.users]
        of = read.appointment
        chosen = (_USER, of.user_uid) if of.user_uid else (_TEAM, of.team_uid) if of.team_uid else None
        self._offer(self.who, people, chosen, N_("nobody in particular"))

    def _offer(self, box: QComboBox, choices: list[tuple[str, Any]], chosen: Any, nothing: str) -> None:
        box.clear()
        box.addItem(self.shell.texts.tr(nothing), None)
        for text, value in choices:
            box.addItem(text, value)
        box.setCurrentIndex(next((n for n in range(box.count()) if box.itemData(n) == chosen), 0))

    def _edited(self, *_what: object) -> None:
        self.set_dirty(True)

    # --- times ----------------------------------------------------------------------------------------

    def _read_end(self, text: str) -> datetime:
        return read_end(text, self.begin.value() or now_of(self._ctx()), days_of(self._ctx()))

    def _show_end(self, end: datetime) -> str:
        begin = self.begin.value()
        return f"{end:%H:%M}" if begin is not None and begin.date() == end.date() else shown(self.shell, end)

    def _begin_changed(self, begin: datetime | None) -> None:
        """The length stays when the begin moves."""
        before, end = self._appointment.begin, self.end.value()
        if begin is not None and end is not None and before is not None:
            self.end.set_value(end + (begin - before))
        self._appointment = replace(self._appointment, begin=begin)

    def _say(self) -> None:
        """How the times are understood."""
        texts = self.shell.texts
        try:
            begin = self.begin.value() if not self.begin.isModified() else self._typed_begin()
            end = self.end.value() if not self.end.isModified() else self._read_end(self.end.text())
        except UserError:
            self.meant.setText("…")
            return
        if begin is None:
            self.meant.setText("")
            return
        end = max(begin, end or begin)
        days = begin.date() == end.date()

        def day(of: date) -> str:
            return f"{weekday(texts, of.isoweekday())} {texts.day(of)}"

        if self.all_day.isChecked():
            self.meant.setText(day(begin.date()) if days else f"{day(begin.date())} – {day(end.date())}")
        else:
            until = f"{end:%H:%M}" if days else f"{day(end.date())} {end:%H:%M}"
            length = texts.tr("{used} h", used=hours(texts, int((end - begin).total_seconds())))
            self.meant.setText(f"{day(begin.date())} {begin:%H:%M} – {until} ({length})")

    def _typed_begin(self) -> datetime | None:
        self.begin.take()
        return self.begin.value()

    # --- saving ---------------------------------------------------------------------------------------

    def taken(self) -> Appointment:
        """The appointment as typed. Raises UserError for a time that is not understood."""
        for field in (self.begin, self.end):
            if not field.take() and field.problem is not None:
                raise field.problem
        begin, end = self.begin.value(), self.end.value()
        if begin is not None and end is None:
            end = begin + USUAL
        if self.all_day.isChecked() and end is not None:
            end = datetime.combine(end.date(), datetime.min.time()) + _DAY
        kind, uid = self.who.currentData() or ("", None)
        return replace(
            self._appointment, kind=self.which.code(), title=self.subject.text(), begin=begin, end=end,
            all_day=self.all_day.isChecked(), place=self.place.text(), note=self.note.toPlainText(),
            user_uid=uid if kind == _USER else None, team_uid=uid if kind == _TEAM else None,
            address_uid=chosen_address(self.customer), project_uid=self.project.currentData(),
            done=self.done.isChecked())

    def save(self) -> None:
        """Stores it and closes the frame; what is wrong stands below its field."""
        self.form.clear_errors()
        try:
            appointment = self.taken()
        except UserError as problem:
            self._wrong(problem)
            return
        self.enable("frame.save", False)
        self.shell.background.write(self, lambda: save_appointment(self._ctx(), appointment), done=self._saved,
                                    failed=self._wrong)

    def _saved(self, uid: str) -> None:
        self.set_dirty(False)
        self.enable("frame.save", True)
        self.shell.windows.became(self, uid)
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)
        self.close_wanted.emit()

    def _wrong(self, problem: BaseException) -> bool:
        self.enable("frame.save", True)
        if not isinstance(problem, UserError):
            return False
        names = {"time.order": "end", "time.unreadable": "end", "duration.unreadable": "end", "value.long": "title",
                 "address.not_found": "customer"}
        name = "begin" if problem is self.begin.problem else names.get(problem.id)
        if name is None and problem.id == "value.missing":
            name = "begin" if problem.values["field"] == "From" else "title"
        if not self.form.show_problem(problem, name):
            self.shell.messages.trouble(problem)
        return True

    # --- the rest -------------------------------------------------------------------------------------

    def _toggle_done(self) -> None:
        self.done.setChecked(not self.done.isChecked())
        self._edited()

    def _remove(self) -> None:
        if self.uid:
            self.set_dirty(False)
            take_away(self.shell, self._ctx, self.uid, self.subject.text())
            self.close_wanted.emit()

    def _open_customer(self) -> None:
        if self.customer.value():
            self.shell.windows.open("address", self.customer.value())

    def _open_ticket(self) -> None:
        if self._appointment.ticket_uid:
            self.shell.windows.open("ticket", self._appointment.ticket_uid)

    def _export(self) -> None:
        of, ctx, texts = self._appointment, self._ctx(), self.shell.texts.translator
        if of.begin is None or of.end is None:
            return
        entry = CalendarEntry(of.kind, of.uid, of.title, of.begin, of.end, of.all_day, self.who.currentText(),
                              self.customer.text().partition("  ")[2], of.place, of.note,
                              self.ticket.text().partition(" ")[0], of.done, False, of.version)
        name = str(ctx.settings["company.name"])
        self.save_panel.ask(f"{of.title or of.kind}.ics".replace("/", "-"),
                            lambda place: save_calendar(calendar_ics(ctx, name, [entry], texts), place))
