"""A job done on call, written down the next morning in half a minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.projects import is_length, read_end
from hotline_desk.domain.tickets import OUTCOMES
from hotline_desk.services.access import list_users
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.on_call import OnCallJob, record_job
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.unsaved import may_close
from hotline_desk.ui.tickets.inputs import Chooser, TextArea
from hotline_desk.ui.tickets.moments import read_instant, typed_instant

_HITS = 12
_OPEN = ""
_DAY = timedelta(days=1)
_OUTCOMES = (*((code, outcome.text) for code, outcome in OUTCOMES.items() if outcome.needs_solution),
             (_OPEN, N_("leave it open")))
_FIELDS = {"time.order": "end", "on_call.ahead": "end", "ticket.solution_missing": "solution",
           "ticket.sections_missing": "subject", "ticket.quota_missing": "outcome"}


class OnCallFrame(Frame):
    """Who, from when to when, what: one save makes the ticket, its measure and the end of it."""

    icon_name = "siren"
    help_page = "oncall"
    comfortable = QSize(640, 480)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 customer: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._customer = customer
        self.customer = SearchField(shell, self._search)
        self.alarmed: TypedField[datetime] = TypedField(self._read_begin, self._show_time)
        self.begin: TypedField[datetime] = TypedField(self._read_begin, self._show_time)
        self.end: TypedField[datetime] = TypedField(self._read_end, self._show_time)
        self.subject, self.solution = QLineEdit(), TextArea(shell, lines=4)
        self.subject.setMaxLength(300)
        self.outcome = ChoiceBox(shell, _OUTCOMES)
        self.agent = Chooser(shell)
        self.meant = QLabel()
        self.meant.setProperty("role", "muted")
        self.meant.hide()
        self.form = Form(shell, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        texts, form = self.shell.texts, self.form
        form.row("customer", N_("&Customer"), self.customer)
        form.row("begin", N_("F&rom"), self.begin)
        form.row("end", N_("&Until"), self.end)
        form.wide(self.meant)
        form.row("alarmed", N_("Alarmed at"), self.alarmed)
        form.row("subject", N_("Sub&ject"), self.subject)
        form.row("solution", N_("What was done"), self.solution)
        form.row("outcome", N_("&Outcome"), self.outcome)
        form.row("agent", N_("A&gent"), self.agent)
        texts.bind(self.begin.setPlaceholderText, N_("2310, yesterday 23:10 …"))
        texts.bind(self.end.setPlaceholderText, N_("45m, 1h, 00:20 …"))
        foot = FlowRow()
        foot.turn()
        foot.addWidget(self.shell.commands.button("frame.save", self, primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(form, 1)
        rows.addLayout(foot)

    def _connect(self) -> None:
        for line in (self.alarmed, self.begin, self.end, self.subject):
            line.textEdited.connect(lambda _text: self.set_dirty(True))
        self.solution.textChanged.connect(lambda: self.set_dirty(True))
        self.customer.chosen.connect(lambda _uid: self.set_dirty(True))
        for name, field in (("alarmed", self.alarmed), ("begin", self.begin), ("end", self.end)):
            field.misread.connect(lambda problem, name=name: self.form.show_problem(problem, name))
            field.value_changed.connect(lambda _value: self._say())
        self.bind({"frame.save": self.save})

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("On-call job"))
        self._say()

    def refresh(self) -> None:
        if not self.dirty:
            self.shell.background.read(self, self._read, done=self._show, newest="oncall")

    def first_field(self) -> QWidget:
        return self.begin if self.customer.value() else self.customer

    def reopen(self, customer: str = "") -> None:  # type: ignore[override]  # the arguments of this frame
        self._customer = customer
        self.refresh()

    def can_close(self) -> bool:
        return may_close(self)

    def open_args(self) -> dict[str, Any] | None:
        return None

    # --- reading --------------------------------------------------------------------------------------

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    def _read(self) -> tuple[list[tuple[str, str]], tuple[str, str] | None]:
        ctx = self._ctx()
        known = get_address(ctx, self._customer) if self._customer else None
        return ([(user.uid, user.name) for user in list_users(ctx)],
                (f"{known.number}  {known.name}", known.uid) if known is not None else None)

    def _show(self, read: tuple[list[tuple[str, str]], tuple[str, str] | None]) -> None:
        people, customer = read
        self.agent.offer(people)
        self.agent.set_uid(self._ctx().user.uid, self._ctx().user.name)
        if customer is not None and not self.dirty:
            self.customer.set_value(*customer)

    # --- times ----------------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return self._ctx().clock.now()

    def _read_begin(self, text: str) -> datetime:
        """A time alone that is still to come today was meant for yesterday."""
        zone, now = self._ctx().zone, self._now()
        moment = read_instant(text, local_day(now, zone), now, zone)
        before = read_instant(text, local_day(now, zone) - _DAY, now, zone)
        return before if moment > now else moment

    def _read_end(self, text: str) -> datetime:
        """A length, or a time after the begin."""
        begin = self.begin.value() or self._now()
        here = ZoneInfo(self._ctx().zone)
        begun = begin.astimezone(here).replace(tzinfo=None)
        local = read_end(text, begun)
        # A length counts true hours, also in a night in which the clocks are changed.
        return begin + (local - begun) if is_length(text) else local.replace(tzinfo=here).astimezone(UTC)

    def _show_time(self, moment: datetime) -> str:
        return typed_instant(self.shell.texts, moment, self._now())

    def _say(self) -> None:
        begin, end, texts = self.begin.value(), self.end.value(), self.shell.texts
        if begin is None or end is None or end <= begin:
            self.meant.hide()
            return
        length = texts.duration(int((end - begin).total_seconds()))
        self.meant.setText(f"{texts.moment(begin)} – {texts.moment(end)} · {length}")
        self.meant.show()

    # --- saving ---------------------------------------------------------------------------------------

    def save(self) -> None:
        """Stores the job; the frame goes, and a message leads to the ticket."""
        self.form.clear_errors()
        if not all(field.take() for field in (self.alarmed, self.begin, self.end)):
            return
        customer, begin, end = self.customer.value(), self.begin.value(), self.end.value()
        for name, label, value in (("customer", N_("Customer"), customer), ("begin", N_("From"), begin),
                                   ("end", N_("Until"), end)):
            if value is None:
                self.form.show_problem(UserError("value.missing", field=label), name)
                self.form.field(name).setFocus()
                return
        assert customer is not None and begin is not None and end is not None
        job = OnCallJob(customer, begin, end, self.subject.text(), self.solution.toPlainText(),
                        self.outcome.code() or None, self.agent.uid(), self.alarmed.value())
        self.enable("frame.save", False)
        self.shell.background.write(self, _recorded, self._ctx(), job, done=self._saved, failed=self._failed)

    def _saved(self, ticket: tuple[str, str]) -> None:
        uid, number = ticket
        texts, windows = self.shell.texts, self.shell.windows
        self.set_dirty(False)
        self.shell.messages.say(texts.tr("The on-call job is ticket {number}.", number=number), "success",
                                action_text=texts.tr("Open"), action=lambda: windows.open("ticket", uid))
        self.close_wanted.emit()

    def _failed(self, problem: BaseException) -> bool:
        self.enable("frame.save", True)
        name = _FIELDS.get(problem.id, "subject") if isinstance(problem, UserError) else None
        return name is not None and self.form.show_problem(problem, name)


def _recorded(ctx: Context, job: OnCallJob) -> tuple[str, str]:
    """Uid and number of the ticket that was made."""
    uid = record_job(ctx, job)
    return uid, ticket_view(ctx, uid).number or ""
