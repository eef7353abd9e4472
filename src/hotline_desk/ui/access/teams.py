"""Teams: to whom a ticket can be forwarded, and who belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team, User, permitted
from hotline_desk.services.access import list_teams, list_users, save_team
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell

_LINES = 5
_UID = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class TeamRow:
    """A team with the names of its members."""

    team: Team
    names: str

    @property
    def uid(self) -> str:
        return self.team.uid

    @property
    def name(self) -> str:
        return self.team.name

    @property
    def archived(self) -> bool:
        return self.team.archived


class TeamsFrame(RecordsFrame):
    """The list of teams with its form."""

    icon_name = "users"
    help_page = "users"
    comfortable = QSize(760, 520)
    heading = N_("Teams")
    form_title = N_("Team")
    empty = N_("There are no teams yet. With teams, tickets can be forwarded to a department. “New entry” makes one.")
    changed_kinds = frozenset({"team", "user"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        self._everybody: tuple[User, ...] = ()
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "access.edit"))

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("name", N_("Name"), lambda r: r.name, width=18, bold=True,
                   icon=lambda r: "archive" if r.archived else "users",
                   color=lambda r: "muted" if r.archived else ""),
            Column("count", N_("Members"), lambda r: texts.number(len(r.team.members)), width=10, align="right",
                   sort=lambda r: len(r.team.members)),
            Column("members", N_("Who"), lambda r: r.names, width=30, stretch=True),
        )

    def build_form(self, form: Form) -> QWidget:
        self.name = QLineEdit()
        self.members = QListWidget()
        self.members.setFixedHeight(self.shell.theme.line_height() * _LINES + 12)
        self.members.itemActivated.connect(self._toggle)
        form.row("name", N_("&Name"), self.name)
        form.row("members", N_("Membe&rs"), self.members)
        return self.name

    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def read(self, archived: bool) -> Sequence[TeamRow]:
        ctx = self._ctx()
        users = list_users(ctx, True)
        names = {user.uid: user.name for user in users}
        # Replaced as a whole, so that the form sees either the old or the new people.
        self._everybody = tuple(user for user in users if not user.archived)
        return [TeamRow(team, ", ".join(sorted(names.get(uid, "") for uid in team.members)))
                for team in list_teams(ctx, archived)]

    def fill(self, record: TeamRow | None) -> None:
        self.name.setText(record.name if record else "")
        chosen = set(record.team.members if record else ())
        self.members.clear()
        for user in self._everybody:
            item = QListWidgetItem(user.name)
            item.setData(_UID, user.uid)
            item.setCheckState(Qt.CheckState.Checked if user.uid in chosen else Qt.CheckState.Unchecked)
            self.members.addItem(item)
        if self.members.count():
            self.members.setCurrentRow(0)

    def taken(self, record: TeamRow | None) -> Team:
        items = [self.members.item(n) for n in range(self.members.count())]
        members = tuple(str(i.data(_UID)) for i in items if i.checkState() == Qt.CheckState.Checked)
        return replace(record.team if record else Team("", ""), name=self.name.text(), members=members)

    def store(self, record: Team) -> str:
        return save_team(self._ctx(), record)

    def put_away(self, record: TeamRow, archived: bool) -> None:
        save_team(self._ctx(), replace(record.team, archived=archived))
