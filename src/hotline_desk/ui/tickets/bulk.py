"""All selected tickets changed at once: what will happen is read before, and it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.dates import read_moment
from hotline_desk.domain.knowledge import fitting_paths
from hotline_desk.domain.tickets import OUTCOMES, PRIORITIES
from hotline_desk.domain.workdays import work_calendar
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.bulk import (
    ASSIGN,
    BULK,
    CATEGORY,
    CLOSE,
    PRIORITY,
    RESUBMIT,
    Before,
    BulkChange,
    BulkDone,
    BulkPreview,
    Left,
    bulk_change,
    bulk_preview,
    bulk_undo,
)
from hotline_desk.services.tickets.endings import Closing
from hotline_desk.services.views.ticket_words import ticket_words
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.moments import here_now, spoken
from hotline_desk.ui.shell.pages import PagedList
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import SuggestLine
from hotline_desk.ui.tickets.inputs import Chooser, TextArea
from hotline_desk.ui.tickets.record import People
from hotline_desk.ui.tickets.selection import Uids, selected_uids

_PAUSE_MS = 150
_TOLD = 5
"""So many of the tickets that stay as they are are named."""
_ROWS = {ASSIGN: ("agent", "team", "note"), PRIORITY: ("priority",), CATEGORY: ("category",),
         RESUBMIT: ("when", "meant", "reason"), CLOSE: ("outcome", "solution")}
_FIELDS = {"ticket.target_missing": "agent", "ticket.outcome_missing": "outcome",
           "ticket.category_unknown": "category", "time.unreadable": "when"}


class BulkPanel(Panel):
    """What is to be done, its fields, and what would come of it."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Change the selected tickets"), N_("Change"))
        self._shell, self._ctx = frame.shell, ctx
        self._uids: Uids = list
        self._count = 0
        self._paths: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.preview: BulkPreview | None = None
        self.what = ChoiceBox(frame.shell, list(BULK.items()))
        self.agent, self.team = Chooser(frame.shell, N_("nobody")), Chooser(frame.shell, N_("as it is"))
        self.note, self.when, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.meant = QLabel()
        self.meant.setProperty("role", "strong")
        self.priority = ChoiceBox(frame.shell, list(PRIORITIES.items()))
        self.category = SuggestLine(frame.shell, lambda text: [
            (path, path) for path in fitting_paths(self._paths[0], text, self._paths[1])])
        self.outcome = ChoiceBox(frame.shell, [("", N_("please choose")), *(
            (outcome.code, outcome.text) for outcome in OUTCOMES.values())])
        self.solution = TextArea(frame.shell, lines=2, least=2)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        texts = self._shell.texts
        self.form = Form(self._shell)
        for name, label, field in (
                ("what", N_("What"), self.what), ("agent", N_("Agent"), self.agent), ("team", N_("Team"), self.team),
                ("note", N_("Note"), self.note), ("priority", N_("Priority"), self.priority),
                ("category", N_("Category"), self.category), ("when", N_("When"), self.when),
                ("meant", N_("Understood as"), self.meant), ("reason", N_("Reason"), self.reason),
                ("outcome", N_("Outcome"), self.outcome), ("solution", N_("Solution"), self.solution)):
            self.form.row(name, label, field)
        self.body.addWidget(self.form)
        self.body.addWidget(self.told)
        texts.bind(self.when.setPlaceholderText, N_("tomorrow 9, fri 14:30, +3d, +2w, 2812 …"))
        texts.bind(self.category.setPlaceholderText, N_("some letters of any level"))
        texts.bind(self.solution.setPlaceholderText, N_("for tickets that have no solution yet"))
        texts.bind(self.told.setAccessibleName, N_("What would happen"))

    def _connect(self) -> None:
        for choice in (self.what, self.priority, self.outcome):
            choice.code_changed.connect(lambda _code: self._changed())
        for chooser in (self.agent, self.team):
            chooser.currentIndexChanged.connect(lambda _n: self._changed())
        for line in (self.when, self.category):
            line.textChanged.connect(lambda _text: self._changed())
        self.solution.textChanged.connect(self._changed)
        self._pause.timeout.connect(self._look)
        self.confirmed.connect(self._confirm)
        self._shell.texts.changed.connect(self._tell)

    def begin(self, uids: Uids, count: int) -> None:
        """Opens for these tickets."""
        self._uids, self._count, self.preview = uids, count, None
        self._show_rows()
        self.form.clear_errors()
        self.open(self.what)
        self._shell.background.read(self, lambda: _choices(self._ctx()), done=self._offer, newest="people")
        self._look()

    def _offer(self, people: People) -> None:
        self.agent.offer([(user.uid, user.name) for user in people.users])
        self.team.offer([(team.uid, team.name) for team in people.teams])
        self._paths = (people.words.paths, people.words.recent)
        self.category.use_known([category.path for category in people.words.tree])

    def _show_rows(self) -> None:
        shown = _ROWS[self.what.code()]
        for name in {name for names in _ROWS.values() for name in names}:
            self.form.show_row(name, name in shown)

    def _changed(self) -> None:
        self._show_rows()
        self.form.clear_errors()
        self._read_when()
        self.preview = None
        self._pause.start()

    def _read_when(self) -> None:
        try:
            self.meant.setText(spoken(self._shell.texts, self._moment()))
        except UserError:
            self.meant.setText("…")

    def _moment(self) -> datetime:
        ctx = self._ctx()
        return read_moment(self.when.text(), here_now(ctx.clock.now(), ctx.zone), work_calendar(ctx.settings))

    def change(self) -> BulkChange:
        """What the fields say. Raises UserError for a day that is not understood."""
        what = self.what.code()
        return BulkChange(
            what, agent_uid=self.agent.uid(), team_uid=self.team.uid(), priority=self.priority.code(),
            category=self.category.value(), reason=(self.note if what == ASSIGN else self.reason).text(),
            local=self._moment() if what == RESUBMIT else None,
            closing=Closing(self.outcome.code() or None, self.solution.toPlainText()) if what == CLOSE else None)

    # --- what would happen ----------------------------------------------------------------------------

    def _look(self) -> None:
        if not self.is_open:
            return
        try:
            change = self.change()
        except UserError:
            self._took(None)
            return
        uids, ctx = self._uids, self._ctx
        self._shell.background.read(self, lambda: bulk_preview(ctx(), uids(), change), done=self._took,
                                    failed=self._cannot, newest="bulk")

    def _took(self, preview: BulkPreview | None) -> None:
        self.preview = preview
        self._tell()

    def _cannot(self, problem: BaseException) -> bool:
        self._took(None)
        if isinstance(problem, UserError) and problem.id not in _FIELDS:
            self.told.setText(escape(self._shell.messages.sentence(problem)))
        return isinstance(problem, UserError)

    def _tell(self) -> None:
        texts, preview = self._shell.texts, self.preview
        if preview is None:
            self.told.setText(escape(texts.trn("{n} ticket is selected.", "{n} tickets are selected.",
                                               self._count)))
            return
        lines = ["<b>" + escape(texts.trn("{n} ticket will be changed.", "{n} tickets will be changed.",
                                          preview.changing)) + "</b>"]
        if preview.deputy:
            lines.append(escape(texts.tr("They go to {name}, who stands in today.", name=preview.deputy)))
        if preview.same:
            lines.append(escape(texts.trn("{n} is so already.", "{n} are so already.", preview.same)))
        if preview.left:
            lines.append(escape(texts.trn("{n} stays as it is:", "{n} stay as they are:", len(preview.left))))
            lines += left_lines(self._shell, preview.left)
        self.told.setText("<br>".join(lines))

    # --- doing ----------------------------------------------------------------------------------------

    def _confirm(self) -> None:
        try:
            change = self.change()
        except UserError as problem:
            self.form.show_problem(problem, "when")
            return
        if self.preview is not None and not self.preview.changing:
            self.form.show_problem(UserError("bulk.nothing"), "what")
            return
        uids, ctx = self._uids, self._ctx
        self.set_busy(True)
        self._shell.background.run_long(
            self, lambda progress, cancelled: bulk_change(ctx().watched(progress, cancelled), uids(), change),
            title=self._shell.texts.tr("Changing tickets"), done=self._done, failed=self._failed)

    def _done(self, done: BulkDone) -> None:
        self.leave()
        tell_changed(self._shell, self._ctx, done)

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        name = _FIELDS.get(problem.id) if isinstance(problem, UserError) else None
        return self.form.show_problem(problem, name) if name else False


def _choices(ctx: Context) -> People:
    return People(tuple(list_users(ctx)), tuple(list_teams(ctx)), ticket_words(ctx))


def left_lines(shell: Shell, left: tuple[Left, ...]) -> list[str]:
    """The first of the tickets that stay as they are, a line each with the reason, as rich text."""
    lines = [f"<b>{escape(each.number or '–')}</b> {escape(each.subject)}: "
             f"{escape(shell.messages.sentence(each.problem))}" for each in left[:_TOLD]]
    more = len(left) - _TOLD
    return [*lines, escape(shell.texts.trn("and {n} more", "and {n} more", more))] if more > 0 else lines


def tell_changed(shell: Shell, ctx: Callable[[], Context], done: BulkDone) -> None:
    """Says how many were changed, with a way back."""
    texts, changed = shell.texts, done.done
    parts = [texts.trn("{n} ticket changed.", "{n} tickets changed.", len(changed)),
             texts.tr("Stopped before the end.") if done.stopped else "",
             texts.trn("{n} stayed as it was.", "{n} stayed as they were.", len(done.left)) if done.left else ""]
    text = " ".join(part for part in parts if part)
    if not changed:
        shell.messages.say(text, "warning", key="tickets.changed")
        return

    def undo() -> None:
        shell.background.run_long(
            None, lambda progress, cancelled: bulk_undo(ctx().watched(progress, cancelled), changed),
            title=texts.tr("Undoing"), done=lambda left: _tell_undone(shell, changed, left))

    shell.messages.say(text, "warning" if done.left or done.stopped else "success", key="tickets.changed",
                       action_text=texts.tr("Undo"), action=undo)


def _tell_undone(shell: Shell, changed: tuple[Before, ...], left: tuple[Left, ...]) -> None:
    texts = shell.texts
    count = len(changed) - len(left)
    text = texts.trn("{n} ticket is as it was.", "{n} tickets are as they were.", count)
    if left:
        text += " " + texts.trn("{n} was changed since and stays.", "{n} were changed since and stay.", len(left))
    shell.messages.say(text, "warning" if left else "success", key="tickets.changed")


class ListBulk(QObject):
    """The panel for the selected tickets of a list; made when it is needed first."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context], rows: RowList | PagedList) -> None:
        super().__init__(frame)
        self._frame, self._ctx, self._rows = frame, ctx, rows
        self.panel: BulkPanel | None = None

    def begin(self) -> None:
        """Opens the panel; without a selected ticket nothing happens."""
        rows = self._rows
        count = (sum(bool(row.uid) for row in rows.selected()) if isinstance(rows, RowList)
                 else rows.table.selected_count())
        if not count:
            return
        if self.panel is None:
            self.panel = BulkPanel(self._frame, self._ctx)
            layout = self._frame.layout()
            if layout is not None:
                layout.addWidget(self.panel)
        self.panel.begin(selected_uids(self._rows, self._ctx), count)
