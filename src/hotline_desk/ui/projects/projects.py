"""The list of projects with what is used of their budgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.projects import NEAR, OVER
from hotline_desk.services.context import Context
from hotline_desk.services.projects.projects import archive_project
from hotline_desk.services.views.projects import ProjectLine, project_list
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import SearchField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.texts import Texts
from hotline_desk.ui.shell.tools import tool_button

_PAUSE_MS = 250
_CONCERNS = frozenset({"project", "ticket", "appointment", "address", "user", "store"})
TOKENS = {NEAR: "warning", OVER: "danger"}
ICONS = {NEAR: "triangle-alert", OVER: "octagon-alert"}


def hours(texts: Texts, seconds: int) -> str:
    """Hours and minutes: 12:30."""
    return f"{texts.number(seconds // 3600)}:{seconds // 60 % 60:02}"


def used_of_budget(texts: Texts, line: ProjectLine) -> str:
    """"12:30 of 40:00 h (31 %)", or what was worked where there is no budget."""
    used, budget = hours(texts, line.used_seconds), line.project.budget_seconds
    if not budget:
        return texts.tr("{used} h", used=used)
    return texts.tr("{used} of {all} h ({percent})", used=used, all=hours(texts, budget),
                    percent=texts.percent(line.used_seconds * 100 // budget * 100))


def chosen_address(field: SearchField) -> str | None:
    """The uid of the customer that was chosen, None for an empty field. Raises UserError if it is half typed."""
    text, uid = field.text().strip(), field.value()
    if text and uid is None:
        raise UserError("address.not_found", number=text)
    return str(uid) if text else None


class ProjectsFrame(Frame):
    """Enter opens a project, Ctrl+Shift+N makes one."""

    icon_name = "briefcase"
    help_page = "projects"
    comfortable = QSize(900, 520)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._writable = permitted(ctx().user.role, "ticket.edit")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        shell = self.shell
        self.list = RowList(
            shell, "projects", self._columns(), sort="number", accessible=N_("Projects"), parent=self,
            empty=N_("There are no projects yet. A project holds tickets and appointments together and knows how much "
                     "of its budget is used. “New entry” makes one."))
        self.archived = QCheckBox(self)
        shell.texts.bind(self.archived.setText, N_("Show what was put away"))
        foot = FlowRow()
        foot.addWidget(self.archived)
        foot.turn()
        foot.addWidget(tool_button(shell, "ticket.customer", parent=self))
        foot.addWidget(tool_button(shell, "record.archive", parent=self))
        foot.addWidget(shell.commands.button("record.open", self))
        foot.addWidget(shell.commands.button("record.new", self, primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)
        self.archived.toggled.connect(lambda _on: self.refresh())
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(lambda _row: self._enable())
        self.bind({
            "record.new": lambda: shell.windows.open("project", ""), "record.open": lambda: self._with(self._open),
            "record.archive": lambda: self._with(lambda line: self._put(line, not line.archived)),
            "frame.find": self.list.focus_filter,
            "ticket.customer": lambda: self._with(
                lambda line: shell.windows.open("address", line.project.address_uid))})
        self._enable()

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("number", N_("Number"), lambda r: r.project.number, width=9, bold=True,
                   icon=lambda r: "archive" if r.archived else "briefcase",
                   color=lambda r: "muted" if r.archived else ""),
            Column("name", N_("Name"), lambda r: r.name, width=22, stretch=True),
            Column("customer", N_("Customer"), lambda r: r.customer, width=18),
            Column("budget", N_("Used"), lambda r: used_of_budget(texts, r), width=24, align="right",
                   sort=lambda r: r.used_seconds, icon=lambda r: ICONS.get(r.budget, ""),
                   color=lambda r: TOKENS.get(r.budget, "")),
            Column("open", N_("Open tickets"), lambda r: texts.number(r.open_tickets), width=12, align="right",
                   sort=lambda r: r.open_tickets, rank=1),
            Column("last", N_("To"), lambda r: texts.day(r.project.last) if r.project.last else "", width=12,
                   sort=lambda r: r.project.last, rank=2),
            Column("manager", N_("Leads it"), lambda r: r.manager, width=14, rank=3),
        )

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Projects"))

    def refresh(self) -> None:
        self._pause.stop()
        archived = self.archived.isChecked()
        self.shell.background.read(self, lambda: project_list(self._ctx(), archived), done=self._show,
                                   newest="projects")

    def first_field(self) -> QWidget:
        return self.list

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in _CONCERNS:
            self._pause.start()

    def _show(self, lines: Sequence[ProjectLine]) -> None:
        self.list.set_rows(lines)
        self._enable()

    def _enable(self) -> None:
        line: ProjectLine | None = self.list.current()
        self.enable_all({
            "record.new": self._writable, "record.archive": self._writable and line is not None,
            "record.open": line is not None,
            "ticket.customer": line is not None and line.project.address_uid is not None})

    def _with(self, act: Callable[[ProjectLine], object]) -> None:
        line = self.list.current()
        if line is not None:
            act(line)

    def _open(self, line: ProjectLine) -> None:
        self.shell.windows.open("project", line.uid)

    def _put(self, line: ProjectLine, archived: bool) -> None:
        self.shell.background.write(self, lambda: archive_project(self._ctx(), line.uid, archived),
                                    done=lambda _none: self._was_put(line, archived))

    def _was_put(self, line: ProjectLine, archived: bool) -> None:
        texts = self.shell.texts
        said = texts.tr("{name} was put away.", name=line.name) if archived else \
            texts.tr("{name} is back.", name=line.name)
        self.shell.messages.say(said, "success", key="records.put", action_text=texts.tr("Undo"),
                                action=lambda: self._put(line, not archived))
        self.refresh()
