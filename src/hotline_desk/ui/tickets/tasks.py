"""The open tasks: a list that reads like a printed page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.openlist import GROUPINGS, LIST, NONE, PAPERS, OpenTicketRow
from hotline_desk.domain.tickets import PRIORITIES, PRIORITY_RANK, STATES
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.context import Context
from hotline_desk.services.papers import print_paper, printers_here, save_paper
from hotline_desk.services.views.open_list import OpenFilter, open_tickets
from hotline_desk.services.views.open_list_paper import open_list_pdf
from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.panels import at_foot
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button
from hotline_desk.ui.tickets.archive_columns import Speaks
from hotline_desk.ui.tickets.bulk import ListBulk
from hotline_desk.ui.tickets.chips import Chips
from hotline_desk.ui.tickets.following import Following
from hotline_desk.ui.tickets.grouping import GroupedModel, Heading
from hotline_desk.ui.tickets.growing import GrowingFrame
from hotline_desk.ui.tickets.inputs import Chooser
from hotline_desk.ui.tickets.listing import Listing, Rows
from hotline_desk.ui.tickets.merging import ListMerging
from hotline_desk.ui.tickets.record import People
from hotline_desk.ui.tickets.signs import PRIORITY_ICONS, PRIORITY_TOKENS, STATE_ICONS, STATE_TOKENS

_MEMORY = "tasks"
_LATER_MS = 3000
"""How old what it shows may be at most while it waits to be opened."""


def columns(texts: Speaks) -> list[Column]:
    """What a task shows; sorted by priority it is the order of the paper: late first."""
    return [
        Column("number", N_("Number"), lambda t: t.number, width=11, bold=True),
        Column("priority", N_("Priority"), lambda t: texts.tr(PRIORITIES[t.priority]), width=11, sort=_rank,
               icon=lambda t: PRIORITY_ICONS[t.priority], color=lambda t: PRIORITY_TOKENS[t.priority]),
        Column("subject", N_("Subject"), lambda t: t.subject or texts.tr("no subject"), width=22, stretch=True,
               value=lambda t: t.subject),
        Column("customer", N_("Customer"), lambda t: t.customer or t.contact, width=15),
        Column("state", N_("State"), lambda t: texts.tr(STATES[t.state]), width=14, rank=2,
               icon=lambda t: STATE_ICONS[t.state], color=lambda t: STATE_TOKENS[t.state]),
        Column("due", N_("Due"), lambda t: texts.moment(t.resubmit_at), width=15, sort=lambda t: t.resubmit_at, rank=1,
               value=lambda t: t.resubmit_at,
               icon=lambda t: "clock-alert" if t.overdue else "", color=lambda t: "danger" if t.overdue else ""),
        Column("agent", N_("Agent"), lambda t: t.agent, width=14, rank=3),
        Column("team", N_("Team"), lambda t: t.team, width=12, rank=5),
        Column("created", N_("Received"), lambda t: texts.moment(t.created_at), width=15, sort=lambda t: t.created_at,
               rank=4, value=lambda t: t.created_at),
        Column("note", N_("Last note"), lambda t: t.last_note.replace("\n", " "), width=20, rank=6,
               value=lambda t: t.last_note),
        Column("contact", N_("Contact"), lambda t: t.contact, width=16, rank=7, off=True),
    ]


def _rank(task: OpenTicketRow) -> tuple[bool, int, object]:
    return not task.overdue, -PRIORITY_RANK[task.priority], task.resubmit_at or task.created_at


class TasksFrame(GrowingFrame):
    """Filters above, the list, what it amounts to and the buttons below. `begin` fills it."""

    icon_name = "list-todo"
    help_page = "tasks"
    comfortable = QSize(980, 520)
    is_list = True
    reads_ahead = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
        super().__init__(shell, "")
        self.ctx = ctx
        self._begun = self._prepared = False
        self.whose = ChoiceBox(shell, [("all", N_("All tickets")), ("mine", N_("My tickets"))])
        self.agent = Chooser(shell, N_("every agent"))
        self.team = Chooser(shell, N_("every team"))
        self.priority = ChoiceBox(shell, [("", N_("every priority")), *PRIORITIES.items()])
        self.due = ChoiceBox(shell, [("", N_("due and not due")), ("due", N_("due only"))])
        self.grouping = ChoiceBox(shell, list(GROUPINGS.items()))
        self.form = ChoiceBox(shell, list(PAPERS.items()))
        self.list = RowList(shell, "tasks", columns(shell.texts), row_color=_marked, sort="priority",
                            model=GroupedModel, accessible=N_("Open tasks"),
                            empty=N_("Nothing is open. New tickets come with a call, or by Ctrl+N."))
        self.sum = QLabel()
        self.sum.setProperty("role", "muted")
        self.list.table.select_many()
        self.merging = ListMerging(self, ctx, self.list)
        self.bulk = ListBulk(self, ctx, self.list)
        self.interval, self.later = QTimer(self), QTimer(self)
        self.later.setSingleShot(True)
        self.later.setInterval(_LATER_MS)
        self._lay_out()
        self._connect(changes)

    def _lay_out(self) -> None:
        filters = Chips(self.shell, [
            (self.whose, N_("Whose tickets")), (self.agent, N_("Agent")), (self.team, N_("Team")),
            (self.priority, N_("Priority")), (self.due, N_("Due")), (self.grouping, N_("Grouping")),
            (self.form, N_("On paper"))], self)
        rows = QVBoxLayout(self)
        rows.setSpacing(6)
        rows.addWidget(filters)
        rows.addWidget(self.list, 1)
        below = QHBoxLayout()
        below.addWidget(self.sum, 1)
        below.addWidget(tool_button(self.shell, "ticket.bulk", parent=self))
        rows.addLayout(below)
        rows.addWidget(ButtonRow(self.shell, ("frame.print", "frame.pdf"), (), primary="record.open"))

    def _connect(self, changes: Changes) -> None:
        for choice in (self.whose, self.priority, self.due):
            choice.code_changed.connect(lambda _code: self._filtered())
        for chooser in (self.agent, self.team):
            chooser.currentIndexChanged.connect(lambda _n: self._filtered())
        self.grouping.code_changed.connect(lambda _code: self._group())
        self.form.code_changed.connect(lambda _code: self._remember())
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(self._selected)
        self.list.current_changed.connect(self.pointed)
        self.list.model.modelReset.connect(self._span)
        self.list.selection_changed.connect(self._tell_sum)
        self.interval.timeout.connect(self.refresh)
        self.later.timeout.connect(self.refresh)
        Following(self, changes, lambda kind, _uid: kind in ("ticket", "address", "store"), self._changed, 150)
        Following(self, changes, lambda kind, _uid: kind in ("user", "team"), self._read_people)
        Following(self, changes, lambda kind, _uid: kind == "settings", self._set_interval)
        self.listing = Listing(self, self.ctx, self.list.table, columns, self._rows)
        self.bind({"record.open": self._open_current, "frame.find": self.list.focus_filter,
                   "frame.print": self.print_list, "frame.pdf": self.save_list,
                   "ticket.merge": self.merging.begin, "ticket.bulk": self.bulk.begin})
        self._selected(None)

    # --- the frame ------------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.list.table

    def points_at(self) -> tuple[str, str] | None:
        row = self.list.current()
        return ("ticket", row.uid) if isinstance(row, OpenTicketRow) else None

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Open tasks"))
        self._tell_sum()

    def prepare(self) -> None:
        """Reads already what it will show when it is opened, and again after changes, but seldom."""
        self._prepared = True
        self._recall(None)
        self._read_people()
        self.refresh()

    def begin(self, mine: bool | None = None) -> None:
        """From now on it shows what there is, as it was left; `mine` says whose tickets."""
        before = self.wanted()
        self._recall(mine)
        if self.wanted() != before:
            self.list.set_rows([])
        self._begun = True
        self.later.stop()
        self._set_interval()
        if not self._prepared:
            self._read_people()

    def stays(self) -> bool:
        return self.open_panel is None

    def _changed(self) -> None:
        if self._begun:
            self.refresh()
        elif self._prepared and not self.later.isActive():
            self.later.start()

    def refresh(self) -> None:
        if not (self._begun or self._prepared):
            return
        wanted = self.wanted()
        self.shell.background.read(self, lambda: open_tickets(self.ctx(), wanted), done=self._show, newest="tasks",
                                   calm=True)

    def closed(self) -> None:
        self.interval.stop()
        self._begun, self._prepared = False, True
        self.list.filter.clear()
        if self.tasks():
            self.list.table.selectRow(0)
            self._step_off_heading()
            self.list.table.scrollToTop()

    def reopen(self, **args: Any) -> None:
        if args.get("mine") is not None:
            self.whose.set_code("mine" if args["mine"] else "all")
            self._filtered()

    # --- filters --------------------------------------------------------------------------------------

    def wanted(self) -> OpenFilter:
        """What the filters say."""
        return OpenFilter(mine=self.whose.code() == "mine", agent_uid=self.agent.uid(), team_uid=self.team.uid(),
                          priority=self.priority.code() or None, due_only=self.due.code() == "due")

    def _recall(self, mine: bool | None) -> None:
        kept = self.shell.memory.get_json(_MEMORY, {})
        self.whose.set_code(kept.get("whose", "all") if mine is None else "mine" if mine else "all")
        self.agent.set_uid(kept.get("agent"))
        self.team.set_uid(kept.get("team"))
        self.priority.set_code(kept.get("priority", ""))
        self.due.set_code(kept.get("due", ""))
        self.grouping.set_code(kept.get("grouping", NONE))
        self.form.set_code(kept.get("form", LIST))
        if self._model().grouping != self.grouping.code():
            self._model().set_grouping(self.grouping.code())

    def _remember(self) -> None:
        self.shell.memory.put_json(_MEMORY, {
            "whose": self.whose.code(), "agent": self.agent.uid(), "team": self.team.uid(),
            "priority": self.priority.code(), "due": self.due.code(), "grouping": self.grouping.code(),
            "form": self.form.code()})

    def _filtered(self) -> None:
        self._remember()
        self.refresh()

    def _group(self) -> None:
        self._remember()
        self._model().set_grouping(self.grouping.code())
        self._step_off_heading()

    def _read_people(self) -> None:
        if not (self._begun or self._prepared):
            return
        self.shell.background.read(self, lambda: People(tuple(list_users(self.ctx())), tuple(list_teams(self.ctx()))),
                                   done=self._offer, newest="people")

    def _offer(self, people: People) -> None:
        self.agent.offer([(user.uid, user.name) for user in people.users])
        self.team.offer([(team.uid, team.name) for team in people.teams])

    def _set_interval(self) -> None:
        if self._begun:
            self.interval.start(1000 * int(self.ctx().settings["ui.refresh_seconds"]))

    # --- list -----------------------------------------------------------------------------------------

    def _model(self) -> GroupedModel:
        model = self.list.model
        assert isinstance(model, GroupedModel)
        return model

    def tasks(self) -> list[OpenTicketRow]:
        """The tasks as shown, without headings."""
        return [row for row in self.list.rows() if not isinstance(row, Heading)]

    def _show(self, rows: list[OpenTicketRow]) -> None:
        if rows == self.list.model.all_rows():
            return
        self.list.set_rows(rows)
        self._step_off_heading()
        self._tell_sum()

    def _span(self) -> None:
        table, model = self.list.table, self._model()
        table.clearSpans()
        for row in model.headings:
            table.setSpan(row, 0, 1, len(model.columns))
        self._tell_sum()

    def _step_off_heading(self) -> None:
        if isinstance(self.list.current(), Heading):
            self.list.table.selectRow(self.list.table.currentIndex().row() + 1)

    def _tell_sum(self) -> None:
        texts, tasks = self.shell.texts, self.tasks()
        late = sum(task.overdue for task in tasks)
        selected = len([row for row in self.list.selected() if not isinstance(row, Heading)])
        parts = [texts.trn("{n} ticket", "{n} tickets", len(tasks)),
                 texts.trn("{n} overdue", "{n} overdue", late) if late else "",
                 texts.tr("{n} selected", n=selected) if selected > 1 else ""]
        self.sum.setText(" · ".join(part for part in parts if part))
        self.enable_all({**dict.fromkeys(self.switched_off(), False),
                         **dict.fromkeys(("frame.print", "frame.pdf", "list.export"), bool(tasks))})

    def _selected(self, row: object) -> None:
        self.enable_all(dict.fromkeys(("record.open", "ticket.merge", "ticket.bulk"),
                                      isinstance(row, OpenTicketRow)))

    def _rows(self) -> Rows:
        """The tasks as shown, for the export."""
        tasks = self.tasks()
        return lambda _ctx: (len(tasks), tasks)

    def _open_current(self) -> None:
        self._open(self.list.current())

    def _open(self, row: object) -> None:
        if isinstance(row, OpenTicketRow):
            self.shell.windows.open("ticket", row.uid)

    # --- paper ----------------------------------------------------------------------------------------

    @cached_property
    def printing(self) -> PrintPanel:
        """Made when it is needed first."""
        return at_foot(self, PrintPanel(self, printers_here, str(self.ctx().settings["workplace.printer"])))

    @cached_property
    def saving(self) -> SavePanel:
        """Made when it is needed first."""
        return at_foot(self, SavePanel(self))

    def _paper(self) -> Callable[[], bytes]:
        """Draws what is seen now, in the language of the screen."""
        only, grouping, texts = {task.uid for task in self.tasks()}, self.grouping.code(), self.shell.texts.translator
        wanted, form = replace(self.wanted()), self.form.code()
        return lambda: open_list_pdf(self.ctx(), wanted, grouping, texts, only, form)

    def print_list(self) -> None:
        """As Ctrl+P."""
        paper, title = self._paper(), self.shell.texts.tr("Open tasks")
        self.printing.ask(lambda printer, copies, pages: print_paper(paper(), printer or None, title, copies, pages))

    def save_list(self) -> None:
        """As Ctrl+Shift+P."""
        paper = self._paper()
        day = self.ctx().clock.now().date().isoformat()
        self.saving.ask(f"{self.shell.texts.tr('Open tasks')} {day}.pdf",
                        lambda place: save_paper(paper(), place, replace=True))


def _marked(task: OpenTicketRow) -> str:
    return "danger_row" if task.overdue else ""
