"""Panels that hand a ticket on: to somebody else, or to a later day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.dates import read_moment
from hotline_desk.domain.tickets import missing_sections
from hotline_desk.domain.workdays import work_calendar
from hotline_desk.services.tickets.endings import forward_ticket, resubmit_ticket
from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.moments import here_now, spoken
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.targets import TEAM, USER, TargetField
from hotline_desk.ui.tickets.record import People, TicketRecord


class ForwardPanel(Panel):
    """Team or person, and a note. `finished(text)` says to whom it went, `lacking(sections)` why it did not."""

    finished = Signal(str)
    lacking = Signal(object)

    def __init__(self, frame: Frame, record: TicketRecord) -> None:
        super().__init__(frame, N_("Forward ticket"), N_("Forward"))
        self._shell, self._record = frame.shell, record
        self.target, self.note, self.deputy = TargetField(frame.shell), QLineEdit(), Elided()
        self.form = Form(frame.shell)
        self.form.row("target", N_("Forward to"), self.target)
        self.form.row("deputy", N_("Goes to"), self.deputy)
        self.form.row("note", N_("Note"), self.note)
        self.body.addWidget(self.form)
        self.target.textChanged.connect(self._say_who_gets_it)
        self.target.picked.connect(self.note.setFocus)
        self.note.textEdited.connect(lambda text: record.write_panel("forward", text))
        self.note.returnPressed.connect(self.confirm)
        self.confirmed.connect(self._forward)
        record.people_came.connect(self.offer)
        self.offer(record.people)

    def offer(self, people: People) -> None:
        """Teams first, then people."""
        self.target.offer_all(people.teams, people.users, people.away)
        self._say_who_gets_it()

    def _say_who_gets_it(self) -> None:
        warning = self.target.warning()
        self.form.show_row("deputy", bool(warning))
        self.deputy.setText(warning)

    def begin(self) -> None:
        """Opens with the cursor in the target."""
        self.form.clear_errors()
        self.note.setText(self._record.edits.panels.get("forward", self.note.text()))
        self.open(self.target)

    def _forward(self) -> None:
        target, uid, note, name = self.target, self._record.uid, self.note.text(), self.target.told()
        if target.value() is None:
            self.form.show_problem(UserError("ticket.target_missing"), "target")
            return
        team, agent = target.uid_of(TEAM), target.uid_of(USER)
        self.set_busy(True)
        self._record.act(
            lambda ctx, _v: forward_ticket(ctx, uid, note, team_uid=team, agent_uid=agent),
            done=lambda _v: self.finished.emit(name), failed=self._failed,
            without=("agent_uid", "team_uid"))

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        if not isinstance(problem, UserError) or problem.id != "ticket.sections_missing":
            return False
        self.form.show_problem(problem, "note")
        now = self._record.edits.current()
        self.lacking.emit(missing_sections(now["kind"], now))
        return True


class ResubmitPanel(Panel):
    """A day as people think it, and why. `finished(text)` says when it comes back."""

    finished = Signal(str)

    def __init__(self, frame: Frame, record: TicketRecord, zone: Callable[[], str]) -> None:
        super().__init__(frame, N_("Put on resubmission"), N_("Resubmit"))
        self._shell, self._record, self._zone = frame.shell, record, zone
        self.when, self.reason, self.meant = QLineEdit(), QLineEdit(), QLabel()
        self.meant.setProperty("role", "strong")
        frame.shell.texts.bind(self.when.setPlaceholderText, N_("tomorrow 9, fri 14:30, +3d, +2w, 2812 …"))
        frame.shell.texts.bind(self.meant.setAccessibleName, N_("Understood as"))
        self.form = Form(frame.shell)
        self.form.row("when", N_("When"), self.when)
        self.form.row("meant", N_("Understood as"), self.meant)
        self.form.row("reason", N_("Reason"), self.reason)
        self.body.addWidget(self.form)
        self.when.textChanged.connect(self._read)
        self.when.returnPressed.connect(self.reason.setFocus)
        self.reason.textEdited.connect(lambda text: record.write_panel("resubmit", text))
        self.reason.returnPressed.connect(self.confirm)
        self.confirmed.connect(self._resubmit)
        frame.shell.texts.changed.connect(self._read)

    def begin(self) -> None:
        """Opens with the cursor in the day."""
        self.form.clear_errors()
        self.reason.setText(self._record.edits.panels.get("resubmit", self.reason.text()))
        self._read()
        self.open(self.when)

    def _read(self) -> None:
        try:
            self.meant.setText(spoken(self._shell.texts, self._moment()))
        except UserError:
            self.meant.setText("…")

    def _moment(self) -> datetime:
        ctx = self._record.ctx()
        return read_moment(self.when.text(), here_now(ctx.clock.now(), self._zone()), work_calendar(ctx.settings))

    def _resubmit(self) -> None:
        try:
            local = self._moment()
        except UserError as problem:
            self.form.show_problem(problem, "when")
            return
        uid, reason, told = self._record.uid, self.reason.text(), spoken(self._shell.texts, local)
        self.set_busy(True)
        self._record.act(lambda ctx, _v: resubmit_ticket(ctx, uid, local, reason),
                         done=lambda _v: self.finished.emit(told), failed=self._failed)

    def _failed(self, _problem: BaseException) -> bool:
        self.set_busy(False)
        return False


