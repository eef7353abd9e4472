"""Panels for one measure: written down, changed with a reason, taken off with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import WORK, Worklog
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.worklogs import (
    WorklogEntry,
    add_worklog,
    edit_worklog,
    remove_worklog,
    restore_worklog,
)
from hotline_desk.ui.shell.forms import Form, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.tickets.inputs import LABELS, Chooser
from hotline_desk.ui.tickets.moments import read_instant, span, typed_instant
from hotline_desk.ui.tickets.record import People, TicketRecord
from hotline_desk.ui.tickets.signs import Elided


class MeasurePanel(Panel):
    """Begin, end, agent and text of a measure. Changed times of a stored one need a reason."""

    def __init__(self, frame: Frame, record: TicketRecord, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Measure"), N_("Save measure"))
        self._shell, self._record, self._ctx = frame.shell, record, ctx
        self._edited: Worklog | None = None
        self.start: TypedField[datetime] = TypedField(self._read, self._show)
        self.end: TypedField[datetime] = TypedField(self._read, self._show)
        self.agent = Chooser(frame.shell)
        self.text, self.reason = QLineEdit(), QLineEdit()
        self.billable = QCheckBox()
        self.form = Form(frame.shell)
        self._lay_out()
        for field in (self.start, self.end):
            field.misread.connect(lambda problem: self.form.show_problem(problem, "start"))
            field.textEdited.connect(lambda _text: self._times_changed())
            field.value_changed.connect(lambda _value: self._times_changed())
            field.returnPressed.connect(self.text.setFocus)
        self.text.textEdited.connect(lambda text: record.write_panel("measure", text))
        for line in (self.text, self.reason):
            line.returnPressed.connect(self.confirm)
        self.confirmed.connect(self._save)
        record.people_came.connect(self.offer)
        self.offer(record.people)

    def _lay_out(self) -> None:
        texts = self._shell.texts
        line, row = QWidget(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.start, 2)
        for label, widget in ((N_("End"), self.end), (LABELS["agent_uid"], self.agent)):
            caption = QLabel()
            caption.setBuddy(widget)
            texts.bind(caption.setText, label)
            texts.bind(widget.setAccessibleName, label)
            row.addWidget(caption)
            row.addWidget(widget, 2)
        row.addWidget(self.billable)
        line.setLayout(row)
        line.setFocusProxy(self.start)
        line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        texts.bind(self.billable.setText, N_("chargeable"))
        texts.bind(self.start.setPlaceholderText, N_("930, 9:30, yesterday 16:00 …"))
        self.form.row("start", N_("Begin"), line)
        texts.bind(self.start.setAccessibleName, N_("Begin"))
        self.form.row("text", N_("Text"), self.text)
        self.form.row("reason", N_("Reason for the correction"), self.reason)
        self.body.addWidget(self.form)

    # --- opening --------------------------------------------------------------------------------------

    def offer(self, people: People) -> None:
        """The agents to choose from."""
        self.agent.offer([(user.uid, user.name) for user in people.users])

    def add(self) -> None:
        """Opens for a new measure that begins where the last of today ended, by me."""
        self._edited = None
        self.start.set_value(None)
        self.end.set_value(None)
        self.agent.set_uid(self._ctx().user.uid, self._ctx().user.name)
        self.text.setText(self._record.edits.panels.get("measure", ""))
        self.billable.setChecked(True)
        self._open(self.text)

    def edit(self, worklog: Worklog, in_text: bool = False) -> None:
        """Opens for a stored measure, the cursor in its begin or its text."""
        self._edited = worklog
        self.start.set_value(worklog.start)
        self.end.set_value(worklog.end)
        self.agent.set_uid(worklog.agent_uid, worklog.agent_name)
        self.text.setText(worklog.text)
        self.billable.setChecked(worklog.billable)
        self._open(self.text if in_text or worklog.running else self.start)

    def _open(self, cursor: QLineEdit) -> None:
        self.reason.clear()
        self.form.clear_errors()
        self._times_changed()
        self.open(cursor)
        cursor.selectAll()

    # --- stamps ---------------------------------------------------------------------------------------

    def stamp(self) -> None:
        """Now, into the time the cursor is in, else as the begin, else as the end."""
        focus = QApplication.focusWidget()
        field = focus if focus in (self.start, self.end) else self.end if self.start.value() else self.start
        if isinstance(field, TypedField):
            field.set_value(self._ctx().clock.now().replace(microsecond=0))
            self._times_changed()

    def me(self) -> None:
        """This user as the agent."""
        self.agent.set_uid(self._ctx().user.uid, self._ctx().user.name)

    # --- saving ---------------------------------------------------------------------------------------

    def _day(self) -> date:
        base = self._edited.start if self._edited and self._edited.start else self._ctx().clock.now()
        return local_day(base, self._ctx().zone)

    def _read(self, text: str) -> datetime:
        return read_instant(text, self._day(), self._ctx().clock.now(), self._ctx().zone)

    def _show(self, value: datetime) -> str:
        return typed_instant(self._shell.texts, value, self._ctx().clock.now())

    def _times_changed(self) -> None:
        self.form.error("start", "")
        old = self._edited
        self.form.show_row("reason", old is not None and (
            self._text_of(self.start) != (self._show(old.start) if old.start else "")
            or self._text_of(self.end) != (self._show(old.end) if old.end else "")))

    def _text_of(self, field: QLineEdit) -> str:
        return field.text().strip()

    def _save(self) -> None:
        if not (self.start.take() and self.end.take()):
            return
        self._times_changed()
        entry = WorklogEntry(
            self.text.text(), self.start.value(), self.end.value(), agent_uid=self.agent.uid(),
            kind=self._edited.kind if self._edited else WORK, billable=self.billable.isChecked(),
            article_number=self._edited.article_number if self._edited else None,
            quantity=self._edited.quantity if self._edited else None)
        uid, edited, reason = self._record.uid, self._edited, self.reason.text()
        self.set_busy(True)
        if edited is None:
            self._shell.background.write(self, lambda: add_worklog(self._ctx(), uid, entry),
                                         done=lambda _uid: self._saved(), failed=self._failed)
        else:
            self._shell.background.write(
                self, lambda: edit_worklog(self._ctx(), edited.uid, edited.version, entry, reason),
                done=lambda _version: self._saved(), failed=self._failed)

    def _saved(self) -> None:
        self._record.write_panel("measure", "")
        self.leave()

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        name = {"reason.missing": "reason", "time.order": "start"}.get(problem.id) if isinstance(
            problem, UserError) else None
        if name == "reason":
            self.form.show_row("reason", True)
        return name is not None and self.form.show_problem(problem, name)


class RemovalPanel(Panel):
    """Why a measure goes. The row stays with who, when and why, and can be brought back."""

    def __init__(self, frame: Frame, record: TicketRecord, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Remove measure"), N_("Remove measure"))
        self._shell, self._record, self._ctx = frame.shell, record, ctx
        self._uid = ""
        self.what, self.reason = Elided(), QLineEdit()
        self.form = Form(frame.shell)
        self.form.row("what", N_("Measure"), self.what)
        self.form.row("reason", N_("Reason"), self.reason)
        self.body.addWidget(self.form)
        self.reason.returnPressed.connect(self.confirm)
        self.confirmed.connect(self._remove)

    def begin(self, worklog: Worklog) -> None:
        """Opens for this measure with the cursor in the reason."""
        self._uid = worklog.uid
        texts = self._shell.texts
        time = span(texts, worklog.start, worklog.end, self._ctx().clock.now(), texts.tr("runs"))
        self.what.setText(" · ".join(part for part in (time, worklog.agent_name, worklog.text) if part))
        self.reason.clear()
        self.form.clear_errors()
        self.open(self.reason)

    def _remove(self) -> None:
        uid, reason = self._uid, self.reason.text()
        self.set_busy(True)
        self._shell.background.write(self, lambda: remove_worklog(self._ctx(), uid, reason),
                                     done=lambda _none: self._removed(uid), failed=self._failed)

    def _removed(self, uid: str) -> None:
        self.leave()
        texts, background = self._shell.texts, self._shell.background
        self._shell.messages.say(
            texts.tr("The measure was removed."), "success", action_text=texts.tr("Undo"),
            action=lambda: background.write(None, lambda: restore_worklog(self._ctx(), uid)))

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self.form.show_problem(problem, "reason") if isinstance(problem, UserError) and \
            problem.id == "reason.missing" else False
