"""The journal: calls as a time line with the state of their tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.calls import IN, OUT
from hotline_desk.services.calls.handling import hide_caller, take_call
from hotline_desk.services.context import Context
from hotline_desk.services.views.journal import JournalFilter, JournalRow, journal, missed_count
from hotline_desk.ui.calls.aside import AsidePanel
from hotline_desk.ui.calls.attaching import AttachPanel
from hotline_desk.ui.calls.chips import Chips
from hotline_desk.ui.calls.ending import EndPanel
from hotline_desk.ui.calls.journal_columns import columns, row_color
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Dialled, Frame
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.shell import Shell

LIMIT = 500
_GATHER_MS = 200
ALL, CALLED_IN, CALLED_OUT, MISSED, UNACCOUNTED = "all", "in", "out", "missed", "unaccounted"
_WHICH = ((ALL, N_("All"), "phone"), (CALLED_IN, N_("Incoming"), "phone-incoming"),
          (CALLED_OUT, N_("Outgoing"), "phone-outgoing"), (MISSED, N_("Missed"), "phone-missed"),
          (UNACCOUNTED, N_("Unaccounted"), "circle-help"))
_PERIODS = (("1", N_("today")), ("7", N_("7 days")), ("31", N_("31 days")), ("", N_("all time")))


class JournalFrame(Frame):
    """Enter opens the ticket of a call, or makes one."""

    icon_name = "phone"
    help_page = "journal"
    comfortable = QSize(940, 560)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 which: str = "", period: str = "", aside: bool = False) -> None:
        super().__init__(shell, uid)
        self._ctx, self._changes = ctx, changes
        kept = shell.memory.get_json("journal.filter", {})
        self.chips = Chips(shell, _WHICH, which or kept.get("which", ALL))
        self.period = ChoiceBox(shell, _PERIODS)
        self.period.set_code(period or kept.get("period", "7"))
        self.mine = QCheckBox()
        self.mine.setChecked(bool(kept.get("mine")))
        self.words = QLineEdit()
        self.words.setClearButtonEnabled(True)
        shell.theme.follow(self.words, lambda field: field.setMinimumWidth(11 * shell.theme.line_height()))
        self.list = RowList(shell, "journal", columns(shell, lambda: local_day(ctx().clock.now(), ctx().zone)),
                            row_color=row_color, filterable=False, accessible=N_("Calls"),
                            empty=N_("No calls here. Choose another period, or connect a telephone line."))
        self.more = QLabel()
        self.more.setProperty("role", "muted")
        self.end_panel = EndPanel(self, ctx)
        self.attach_panel = AttachPanel(self, ctx)
        self.aside_panel = AsidePanel(self, ctx)
        self.aside_button = shell.commands.button("journal.aside", self)
        self._arrange()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self.refresh)
        self._connect()
        if aside:
            QTimer.singleShot(0, self, self.aside_panel.ask)

    # --- what the shell asks for ----------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Call journal"))

    def refresh(self) -> None:
        ctx, wanted = self._ctx(), self._wanted()
        self.shell.background.read(self, lambda: (journal(ctx, wanted, LIMIT), missed_count(ctx)),
                                   done=self._show, newest="journal", calm=True)
        self.aside_panel.look()

    def reopen(self, which: str = "", period: str = "", aside: bool = False, **_args: Any) -> None:
        if aside:
            self.aside_panel.ask()
        if which:
            self.chips.set_code(which)
        if period:
            self.period.set_code(period)
        self._filter()

    def first_field(self) -> QWidget:
        return self.list

    def points_at(self) -> tuple[str, str] | None:
        row: JournalRow | None = self.list.current()
        has_one = row is not None and row.ticket_uid is not None and row.ticket_state not in ("new", "withdrawn")
        return ("ticket", row.ticket_uid) if row is not None and row.ticket_uid and has_one else None

    def to_dial(self) -> Dialled | None:
        row: JournalRow | None = self.list.current()
        return Dialled(row.number or "", row.ticket_uid, call_uid=row.uid) if row is not None else None

    def closed(self) -> None:
        self._gather.stop()
        self._changes.changed.disconnect(self._on_change)

    # --- inside ---------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        texts = self.shell.texts
        texts.bind(self.words.setPlaceholderText, N_("Name or number"))
        texts.bind(self.words.setAccessibleName, N_("Name or number"))
        texts.bind(self.period.setAccessibleName, N_("Period"))
        texts.bind(self.mine.setText, N_("Only mine"))
        bar = FlowRow()
        bar.addWidget(self.chips)
        bar.turn()
        bar.addWidget(self.period)
        bar.addWidget(self.mine)
        bar.addWidget(self.words)
        foot = FlowRow()
        commands = self.shell.commands
        foot.addWidget(commands.button("ticket.customer", self))
        foot.addWidget(commands.button("call.dial", self, text=N_("Call back")))
        foot.addWidget(commands.button("callback.new", self, text=N_("Promise a callback")))
        foot.addWidget(commands.button("journal.attach", self, text=N_("Attach")))
        foot.addWidget(commands.button("journal.seen", self, text=N_("Seen")))
        foot.addWidget(commands.button("journal.end", self, text=N_("Correct the end")))
        foot.turn()
        foot.addWidget(self.more)
        foot.addWidget(commands.button("journal.ticket", self, primary=True, text=N_("Open the ticket")))
        rows = QVBoxLayout(self)
        rows.addLayout(bar)
        rows.addWidget(self.aside_button)
        self.aside_button.hide()
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)
        rows.addWidget(self.end_panel)
        rows.addWidget(self.attach_panel)
        rows.addWidget(self.aside_panel)

    def _connect(self) -> None:
        self.chips.code_changed.connect(lambda _code: self._filter())
        self.period.code_changed.connect(lambda _code: self._filter())
        self.mine.toggled.connect(lambda _on: self._filter())
        self.words.textChanged.connect(lambda _text: self._gather.start())
        self.words.returnPressed.connect(self.list.setFocus)
        self.list.activated.connect(lambda _row: self.open_ticket())
        self.list.current_changed.connect(lambda _row: self._enable())
        self.list.current_changed.connect(self.pointed)
        self._changes.changed.connect(self._on_change)
        self.bind({
            "journal.ticket": self.open_ticket, "record.open": self.open_ticket, "ticket.customer": self.open_customer,
            "journal.seen": self.mark_seen, "frame.find": self._find, "journal.end": self.correct_end,
            "journal.attach": self.attach, "callback.new": self.promise_callback,
            "journal.aside": self.aside_panel.ask, "record.archive": self.aside_panel.forget,
        })
        self.aside_panel.counted.connect(self._tell_aside)
        self.enable_all({"journal.aside": False, "record.archive": False})
        self._enable()

    def _on_change(self, kind: str, _uid: str) -> None:
        if kind in ("call", "ticket", "address", "user") and not self._gather.isActive():
            self._gather.start()

    def _wanted(self) -> JournalFilter:
        which, days = self.chips.code(), self.period.code()
        first: date | None = None
        if days:
            first = local_day(self._ctx().clock.now(), self._ctx().zone) - timedelta(days=int(days) - 1)
        return JournalFilter(
            first=first, direction={CALLED_IN: IN, CALLED_OUT: OUT}.get(which), missed_open=which == MISSED,
            unaccounted=which == UNACCOUNTED, words=self.words.text().strip(), mine=self.mine.isChecked())

    def _filter(self) -> None:
        self.shell.memory.put_json("journal.filter", {"which": self.chips.code(), "period": self.period.code(),
                                                      "mine": self.mine.isChecked()})
        self.refresh()

    def _show(self, found: tuple[list[JournalRow], int]) -> None:
        rows, missed = found
        self.list.set_rows(sorted(rows, key=lambda row: not row.unaccounted))
        self.chips.count(MISSED, missed)
        full = len(rows) == LIMIT
        self.more.setText(self.shell.texts.tr("The newest {n} are shown.", n=LIMIT) if full else "")
        self._enable()

    def _tell_aside(self, count: int) -> None:
        self.enable("journal.aside", bool(count))
        self.aside_button.setHidden(not count)

    def _enable(self) -> None:
        row: JournalRow | None = self.list.current()
        self.enable("journal.ticket", row is not None)
        self.enable("record.open", row is not None)
        self.enable("ticket.customer", row is not None and row.address_uid is not None)
        self.enable("journal.seen", row is not None and row.needs_callback)
        self.enable("journal.attach", row is not None and row.needs_callback)
        self.enable("callback.new", row is not None)
        self.enable("journal.end", row is not None and row.unaccounted and row.outcome == "unknown_end")

    def _find(self) -> None:
        self.words.setFocus()
        self.words.selectAll()

    # --- what a person does ---------------------------------------------------------------------------

    def open_ticket(self) -> None:
        """The ticket of the call; made if nobody has one."""
        row: JournalRow | None = self.list.current()
        if row is None:
            return
        if row.ticket_uid is not None and row.ticket_state not in ("new", "withdrawn"):
            self.shell.windows.open("ticket", row.ticket_uid)
            return
        self.shell.background.write(self, take_call, self._ctx(), row.uid,
                                    done=lambda ticket: self.shell.windows.open("ticket", ticket))

    def open_customer(self) -> None:
        """The address of the caller."""
        row: JournalRow | None = self.list.current()
        if row is not None and row.address_uid:
            self.shell.windows.open("address", row.address_uid)

    def mark_seen(self) -> None:
        """The caller's missed calls no longer ask for attention; with Undo."""
        row: JournalRow | None = self.list.current()
        if row is None or not row.needs_callback:
            return
        background, ctx, uid = self.shell.background, self._ctx, row.uid
        background.write(self, hide_caller, ctx(), uid, done=lambda count: self._seen(
            count, lambda: background.write(None, hide_caller, ctx(), uid, False)))

    def _seen(self, count: int, undo: Callable[[], object]) -> None:
        texts = self.shell.texts
        self.shell.messages.say(
            texts.trn("{n} missed call marked as seen.", "{n} missed calls marked as seen.", count),
            key="journal.seen", action_text=texts.tr("Undo"), action=undo)

    def attach(self) -> None:
        """The missed call belongs to a ticket that is there."""
        row: JournalRow | None = self.list.current()
        if row is not None and row.needs_callback:
            self.attach_panel.ask(row)

    def promise_callback(self) -> None:
        """Somebody will call this number back."""
        row: JournalRow | None = self.list.current()
        if row is not None:
            self.shell.windows.open("callbacks", call_uid=row.uid)

    def correct_end(self) -> None:
        """When a call whose end was not signalled was really over."""
        row: JournalRow | None = self.list.current()
        if row is not None and row.answered_at is not None:
            self.end_panel.ask(row)
