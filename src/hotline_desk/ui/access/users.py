"""Users: who works with the program, in which role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import AGENT, ROLES, User, permitted
from hotline_desk.services.access import list_users, save_user
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell


class UsersFrame(RecordsFrame):
    """The list of users with its form."""

    icon_name = "user-cog"
    help_page = "users"
    comfortable = QSize(820, 520)
    heading = N_("Users")
    form_title = N_("User")
    empty = N_("There are no users to show. “New entry” makes one.")
    changed_kinds = frozenset({"user"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "access.edit"))

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("name", N_("Name"), lambda u: u.name, width=22, bold=True, stretch=True,
                   icon=lambda u: "user-x" if u.archived else "user",
                   color=lambda u: "muted" if u.archived else ""),
            Column("login", N_("Login name"), lambda u: u.login, width=14),
            Column("role", N_("Role"), lambda u: texts.tr(ROLES[u.role]), width=16),
            Column("extension", N_("Extension"), lambda u: u.extension, width=11, rank=1),
            Column("email", N_("E-mail"), lambda u: u.email, width=26, rank=2),
            Column("active", N_("State"), lambda u: texts.tr("put away") if u.archived else texts.tr("active"),
                   width=12, rank=3),
        )

    def build_form(self, form: Form) -> QWidget:
        self.name = QLineEdit()
        self.login = QLineEdit()
        self.role = ChoiceBox(self.shell, ROLES.items())
        self.extension = QLineEdit()
        self.email = QLineEdit()
        form.row("name", N_("&Name"), self.name)
        form.row("login", N_("Lo&gin name"), self.login)
        form.row("role", N_("&Role"), self.role)
        form.row("extension", N_("E&xtension"), self.extension)
        form.row("email", N_("E-ma&il"), self.email)
        self.shell.texts.bind(self.extension.setPlaceholderText, N_("of the telephone at this person's desk"))
        return self.name

    def read(self, archived: bool) -> Sequence[User]:
        return list_users(self._ctx(), archived)

    def fill(self, record: User | None) -> None:
        shown = record or User("", "", "", AGENT)
        self.name.setText(shown.name)
        self.login.setText(shown.login)
        self.role.set_code(shown.role)
        self.extension.setText(shown.extension)
        self.email.setText(shown.email)

    def taken(self, record: User | None) -> User:
        return replace(record or User("", "", "", AGENT), name=self.name.text(), login=self.login.text(),
                       role=self.role.code(), extension=self.extension.text(), email=self.email.text())

    def store(self, record: User) -> str:
        return save_user(self._ctx(), record)

    def put_away(self, record: User, archived: bool) -> None:
        save_user(self._ctx(), replace(record, archived=archived))
