"""Callbacks that were promised: who, when, and who calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from hotline_desk.core import phone
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team, User, permitted
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.dates import read_moment
from hotline_desk.domain.workdays import work_calendar
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.calls.callbacks import (
    callback_for,
    finish_callback,
    get_callback,
    remove_callback,
    save_callback,
)
from hotline_desk.services.context import Context
from hotline_desk.services.views.callbacks import ALL, MINE, TEAM, CallbackFilter, CallbackLine, callbacks
from hotline_desk.ui.calls.chips import Chips
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Dialled
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.moments import here_now, spoken
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell

DONE = "done"
_WHICH = ((MINE, N_("Mine"), "user"), (TEAM, N_("My teams"), "users"), (ALL, N_("All"), "phone-forwarded"),
          (DONE, N_("Done"), "check"))
_USER, _TEAM = "user", "team"
_FIELD_OF = {"time.unreadable": "when", "number.invalid": "number"}
People = tuple[tuple[User, ...], tuple[Team, ...]]


def _people(ctx: Context) -> People:
    return tuple(list_users(ctx)), tuple(list_teams(ctx))


@dataclass(frozen=True)
class CallbackRecord:
    """A callback of the list, as the form shows it; `archived` is one that was taken away."""

    line: CallbackLine
    archived: bool = False

    @property
    def uid(self) -> str:
        return self.line.uid

    @property
    def name(self) -> str:
        """What a message calls it."""
        return self.line.contact_name or self.line.company or phone.display(self.line.number)


class CallbacksFrame(RecordsFrame):
    """The list of callbacks with its form. Opened with a call or a ticket it begins a new one for it."""

    icon_name = "phone-forwarded"
    help_page = "callbacks"
    comfortable = QSize(900, 560)
    is_list = True
    heading = N_("Callbacks")
    form_title = N_("Promise a callback")
    empty = N_("Nobody waits for a callback here. “New entry” promises one.")
    changed_kinds = frozenset({"callback", "address", "user", "team"})
    further = ("callback.done", "call.dial")

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 call_uid: str = "", ticket_uid: str = "", callback_uid: str = "") -> None:
        self._ctx = ctx
        self._people: People = ((), ())
        self._draft = Callback()
        self._which = shell.memory.get_json("callbacks.which", MINE)
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "ticket.edit"))
        self.archived.hide()
        self.chips = Chips(shell, _WHICH, self._which)
        self.chips.code_changed.connect(self._choose)
        bar = FlowRow()
        bar.addWidget(self.chips)
        rows = self.layout()
        if isinstance(rows, QVBoxLayout):
            rows.insertLayout(0, bar)
        # What becomes late is seen, though nobody changes anything.
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.refresh)
        self._clock.start(int(ctx().settings["ui.refresh_seconds"]) * 1000)
        self.reopen(call_uid, ticket_uid, callback_uid)

    # --- the list -------------------------------------------------------------------------------------

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts

        def when(row: CallbackRecord) -> str:
            if row.line.done_at is not None:
                return texts.moment(row.line.done_at)
            return spoken(texts, row.line.due_local)

        return (
            Column("when", N_("When"), when, width=20, sort=lambda r: r.line.done_at or r.line.due_at,
                   icon=lambda r: "check" if r.line.done_at else "clock-alert" if r.line.overdue else "clock",
                   color=lambda r: "danger" if r.line.overdue else "muted" if r.line.done_at else ""),
            Column("who", N_("Who"), self._who, width=20, bold=True, stretch=True),
            Column("number", N_("Number"), lambda r: phone.display(r.line.number), width=18),
            Column("note", N_("Note"), lambda r: r.line.note, width=20, rank=2),
            Column("ticket", N_("Ticket"), lambda r: r.line.ticket_number or "", width=12, rank=3),
            Column("by", N_("Who calls"), lambda r: r.line.user or r.line.team, width=14, rank=1),
        )

    @staticmethod
    def _who(row: CallbackRecord) -> str:
        return " · ".join(part for part in (row.line.contact_name, row.line.company) if part)

    def read(self, archived: bool) -> Sequence[CallbackRecord]:
        ctx, which = self._ctx(), self._which
        wanted = CallbackFilter(ALL, done=True) if which == DONE else CallbackFilter(which)
        return [CallbackRecord(line) for line in callbacks(ctx, wanted)]

    def _choose(self, which: str) -> None:
        self._which = which
        self.shell.memory.put_json("callbacks.which", which)
        self.refresh()

    def _bind(self) -> None:
        super()._bind()
        self.list.current_changed.connect(self.pointed)
        self.bind({"callback.new": lambda: self.edit(None), "callback.done": self.finish,
                   "ticket.customer": self.open_customer, "journal.ticket": self.open_ticket})

    def _enable(self) -> None:
        super()._enable()
        row: CallbackRecord | None = self.list.current()
        self.enable("callback.new", self.writable)
        self.enable("callback.done", self.writable and row is not None)
        self.enable("journal.ticket", row is not None and row.line.ticket_uid is not None)
        self.enable("ticket.customer", row is not None and row.line.address_uid is not None)

    def to_dial(self) -> Dialled | None:
        row: CallbackRecord | None = self.list.current()
        return None if row is None else Dialled(row.line.number, row.line.ticket_uid, row.uid)

    # --- the form -------------------------------------------------------------------------------------

    def build_form(self, form: Form) -> QWidget:
        texts = self.shell.texts
        self.number, self.contact, self.when, self.note = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.meant, self.by = QLabel(), QComboBox()
        self.meant.setProperty("role", "strong")
        form.row("when", N_("Whe&n"), self.when)
        form.row("meant", N_("Understood as"), self.meant)
        form.row("number", N_("N&umber"), self.number)
        form.row("contact", N_("&Person"), self.contact)
        form.row("by", N_("Who &calls"), self.by)
        form.row("note", N_("N&ote"), self.note)
        texts.bind(self.when.setPlaceholderText, N_("tomorrow 9, fri 14:30, +3d, +2w, 2812 …"))
        self.when.textChanged.connect(self._read_when)
        for line in (self.when, self.number, self.contact, self.note):
            line.returnPressed.connect(self._confirm)
        texts.changed.connect(self._read_when)
        return self.when

    def _moment(self) -> datetime:
        ctx = self._ctx()
        return read_moment(self.when.text(), here_now(ctx.clock.now(), ctx.zone), work_calendar(ctx.settings))

    def _read_when(self) -> None:
        try:
            self.meant.setText(spoken(self.shell.texts, self._moment()))
        except UserError:
            self.meant.setText("…")

    def edit(self, record: CallbackRecord | None) -> None:
        """Opens the form: with a callback as it is now stored, or for a new one (None)."""
        ctx = self._ctx()
        if record is None:
            self._begin(lambda: Callback(user_uid=ctx.user.uid), None)
        else:
            self._begin(lambda: get_callback(ctx, record.uid), record)

    def _begin(self, draft: Callable[[], Callback], record: CallbackRecord | None) -> None:
        self.shell.background.read(self, lambda: (draft(), _people(self._ctx())), newest="callback",
                                   done=lambda found: self._show_draft(found[0], found[1], record))

    def _show_draft(self, draft: Callback, people: People, record: CallbackRecord | None) -> None:
        self._draft, self._people = draft, people
        super().edit(record)

    def fill(self, record: CallbackRecord | None) -> None:
        shown = self._draft
        self.number.setText(phone.display(shown.number))
        self.contact.setText(shown.contact_name)
        self.note.setText(shown.note)
        self.when.setText(f"{shown.due_local:%d.%m.%Y %H:%M}" if shown.due_local else "")
        self._read_when()
        self._offer_people(shown)

    def _offer_people(self, shown: Callback) -> None:
        users, teams = self._people
        tr = self.shell.texts.tr
        self.by.clear()
        self.by.addItem(tr("whoever has time"), None)
        for team in teams:
            self.by.addItem(f"{team.name} ({tr('Team')})", (_TEAM, team.uid))
        for user in users:
            self.by.addItem(user.name, (_USER, user.uid))
        wanted = (_USER, shown.user_uid) if shown.user_uid else (_TEAM, shown.team_uid)
        places = [n for n in range(self.by.count()) if self.by.itemData(n) == wanted]
        self.by.setCurrentIndex(places[0] if places else 0)

    def taken(self, record: CallbackRecord | None) -> Callback:
        chosen = self.by.currentData()
        kind, uid = chosen if chosen else ("", None)
        due = self._moment() if self.when.text().strip() else None
        return replace(self._draft, number=self.number.text(), contact_name=self.contact.text(), due_local=due,
                       note=self.note.text(), user_uid=uid if kind == _USER else None,
                       team_uid=uid if kind == _TEAM else None)

    def store(self, record: Callback) -> str:
        return save_callback(self._ctx(), record)

    def put_away(self, record: CallbackRecord, archived: bool) -> None:
        remove_callback(self._ctx(), record.uid, archived)

    def _undo(self, uid: str, archived: bool) -> None:
        self.shell.background.write(None, remove_callback, self._ctx(), uid, archived)

    def _wrong(self, problem: BaseException) -> bool:
        if isinstance(problem, UserError) and problem.id in _FIELD_OF:
            self.panel.set_busy(False)
            return self.form.show_problem(problem, _FIELD_OF[problem.id])
        return super()._wrong(problem)

    # --- what a person does ---------------------------------------------------------------------------

    def reopen(self, call_uid: str = "", ticket_uid: str = "", callback_uid: str = "", **_args: Any) -> None:
        """Begins a callback to the caller of a call or ticket, or goes to one of the list."""
        if callback_uid:
            self._wanted = callback_uid
            self._choose(ALL)
            self.chips.set_code(ALL)
        elif call_uid or ticket_uid:
            self._begin(lambda: callback_for(self._ctx(), call_uid or None, ticket_uid or None), None)

    def closed(self) -> None:
        self._clock.stop()
        super().closed()

    def finish(self) -> None:
        """The selected callback is done (or, in the list of done ones, is not); with Undo."""
        row: CallbackRecord | None = self.list.current()
        if row is None:
            return
        done, uid, background, ctx = row.line.done_at is None, row.uid, self.shell.background, self._ctx
        tr = self.shell.texts.tr
        said = tr("The callback to {name} is done.", name=row.name) if done else tr(
            "The callback to {name} is open again.", name=row.name)
        background.write(self, finish_callback, ctx(), uid, done, done=lambda _none: self.shell.messages.say(
            said, "success", key="callback.done", action_text=tr("Undo"),
            action=lambda: background.write(None, finish_callback, ctx(), uid, not done)))

    def points_at(self) -> tuple[str, str] | None:
        row: CallbackRecord | None = self.list.current()
        if row is None or not (row.line.ticket_uid or row.line.address_uid):
            return None
        return ("ticket", row.line.ticket_uid) if row.line.ticket_uid else ("address", str(row.line.address_uid))

    def open_ticket(self) -> None:
        """The ticket the callback belongs to."""
        row: CallbackRecord | None = self.list.current()
        if row is not None and row.line.ticket_uid:
            self.shell.windows.open("ticket", row.line.ticket_uid)

    def open_customer(self) -> None:
        """The customer who is to be called."""
        row: CallbackRecord | None = self.list.current()
        if row is not None and row.line.address_uid:
            self.shell.windows.open("address", row.line.address_uid)
