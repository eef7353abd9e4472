"""A list whose records have few fields: the form slides in below it, for new ones and for changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_PAUSE_MS = 150


class RecordsFrame(Frame):
    """Enter changes a record, Ctrl+Shift+N makes one, Ctrl+Shift+Del puts one away (with Undo).

    Records have `uid` and `archived`. Subclasses give the words below and the methods up to `put_away`;
    `read`, `store` and `put_away` run in the background. `further` are actions that have a button of their own.
    """

    heading = ""
    form_title = ""
    empty = ""
    changed_kinds: frozenset[str] = frozenset()
    further: tuple[str, ...] = ()

    def __init__(self, shell: Shell, changes: Changes, uid: str | None, *, writable: bool) -> None:
        super().__init__(shell, uid)
        self.writable = writable
        self._record: Any = None
        self._wanted: str | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        self._bind()
        changes.changed.connect(self._heard)

    # --- for subclasses -------------------------------------------------------------------------------

    def columns(self) -> tuple[Column, ...]:
        """The columns of the list."""
        raise LookupError("columns")

    def build_form(self, form: Form) -> QWidget:
        """Adds the rows of the form and returns the first field."""
        raise LookupError("form")

    def read(self, archived: bool) -> Sequence[Any]:
        """The records, those put away too if asked."""
        raise LookupError("read")

    def fill(self, record: Any) -> None:
        """Shows a record in the form, None for a new one."""
        raise LookupError("fill")

    def taken(self, record: Any) -> Any:
        """The record as the form says it; raises UserError for what cannot be read."""
        raise LookupError("taken")

    def store(self, record: Any) -> str:
        """Saves a record and returns its uid."""
        raise LookupError("store")

    def put_away(self, record: Any, archived: bool) -> None:
        """Puts a record away or takes it out again."""
        raise LookupError("put_away")

    def name_of(self, record: Any) -> str:
        """What a message calls the record."""
        return str(record.name)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.list = RowList(shell, self.heading, self.columns(), empty=self.empty, accessible=self.heading)
        self.archived = QCheckBox()
        shell.texts.bind(self.archived.setText, N_("Show what was put away"))
        self.panel = Panel(self, self.form_title, N_("Save"))
        self.form = Form(shell)
        self.panel.body.addWidget(self.form)
        self.first = self.build_form(self.form)
        self.form.setEnabled(self.writable)
        rows = QVBoxLayout(self)
        rows.addWidget(self.list, 1)
        self.foot = self._buttons()
        rows.addWidget(self.foot)
        rows.addWidget(self.panel)
        self.panel.installEventFilter(self)
        self.list.activated.connect(self.edit)
        self.list.current_changed.connect(lambda _row: self._enable())
        self.archived.toggled.connect(lambda _on: self.refresh())
        self.panel.confirmed.connect(self.save)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.panel and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.foot.setVisible(event.type() == QEvent.Type.Hide)
        return super().eventFilter(watched, event)

    def _buttons(self) -> QWidget:
        foot = QWidget()
        row = FlowRow(foot)
        row.addWidget(self.archived)
        for id in self.further:
            row.addWidget(tool_button(self.shell, id))
        row.turn()
        if not self.writable:
            note = QLabel()
            note.setProperty("role", "muted")
            self.shell.texts.bind(note.setText, N_("Your role may look, not change."))
            row.addWidget(note)
        row.addWidget(tool_button(self.shell, "record.archive"))
        row.addWidget(self.shell.commands.button("record.open"))
        row.addWidget(self.shell.commands.button("record.new", primary=True))
        return foot

    def _bind(self) -> None:
        self.bind({
            "record.new": lambda: self.edit(None), "record.open": self._edit_current, "record.archive": self._archive,
            "frame.save": self._confirm, "frame.find": self.list.focus_filter,
        })
        self._enable()

    def _enable(self) -> None:
        row = self.list.current()
        self.enable("record.new", self.writable)
        self.enable("record.archive", self.writable and row is not None)
        self.enable("record.open", row is not None)
        self.enable("frame.save", self.writable)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr(self.heading))

    def refresh(self) -> None:
        self._pause.stop()
        self.shell.background.read(self, self.read, self.archived.isChecked(), done=self._show, newest="records")

    def first_field(self) -> QWidget:
        return self.list

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in self.changed_kinds:
            self._pause.start()

    def _show(self, records: Sequence[Any]) -> None:
        self.list.set_rows(records)
        if self._wanted is not None and self.list.select(self._wanted):
            self._wanted = None
        self._enable()

    # --- acting ---------------------------------------------------------------------------------------

    def edit(self, record: Any) -> None:
        """Opens the form with a record, or empty for a new one (None)."""
        self._record = record
        self.form.clear_errors()
        self.fill(record)
        self.panel.open(self.first)
        self.panel.set_busy(not self.writable)

    def _edit_current(self) -> None:
        row = self.list.current()
        if row is not None:
            self.edit(row)

    def _confirm(self) -> None:
        if self.panel.is_open:
            self.panel.confirm()

    def save(self) -> None:
        """Stores what the form says; what is wrong stands below its field."""
        try:
            record = self.taken(self._record)
        except UserError as problem:
            self._wrong(problem)
            return
        self.form.clear_errors()
        self.panel.set_busy(True)
        self.shell.background.write(self, self.store, record, done=self._saved, failed=self._wrong)

    def _saved(self, uid: str) -> None:
        self._wanted = uid
        self.panel.leave()
        self.list.setFocus()
        self.refresh()

    def _wrong(self, problem: BaseException) -> bool:
        self.panel.set_busy(False)
        if self.form.show_problem(problem):
            return True
        if isinstance(problem, UserError):
            self.shell.messages.trouble(problem)
            return True
        return False

    def _archive(self) -> None:
        row = self.list.current()
        if row is not None:
            self._put(row, not row.archived)

    def _put(self, row: Any, archived: bool) -> None:
        self.shell.background.write(self, self.put_away, row, archived, done=lambda _none: self._was_put(row, archived))

    def _was_put(self, row: Any, archived: bool) -> None:
        texts, name = self.shell.texts, self.name_of(row)
        said = texts.tr("{name} was put away.", name=name) if archived else texts.tr("{name} is back.", name=name)
        undo: Callable[[], None] = lambda: self._undo(row.uid, not archived)  # noqa: E731
        self.shell.messages.say(said, "success", key="records.put", action_text=texts.tr("Undo"), action=undo)
        self.refresh()

    def _undo(self, uid: str, archived: bool) -> None:
        """Puts back by the state of now: the version has moved on."""

        def back() -> None:
            now = next((r for r in self.read(True) if r.uid == uid), None)
            if now is not None:
                self.put_away(now, archived)

        self.shell.background.write(self, back, done=lambda _none: self.refresh())
