"""The head data of an address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import ROLES, Address
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.shell import Shell


class RolesField(QWidget):
    """A tick for each role. `edited` comes when a person changes one."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.ticks = {role: QCheckBox() for role in ROLES}
        for role, tick in self.ticks.items():
            shell.texts.bind(tick.setText, ROLES[role])
            tick.clicked.connect(self.edited)
            row.addWidget(tick)
        row.addStretch(1)
        self.setFocusProxy(next(iter(self.ticks.values())))

    def roles(self) -> tuple[str, ...]:
        """The ticked ones."""
        return tuple(role for role, tick in self.ticks.items() if tick.isChecked())

    def set_roles(self, roles: tuple[str, ...]) -> None:
        """Ticks exactly these."""
        for role, tick in self.ticks.items():
            tick.setChecked(role in roles)


class _Town(QWidget):
    """Postcode and town in one line."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.postcode, self.city = QLineEdit(), QLineEdit()
        self.postcode.setMaximumWidth(shell.theme.line_height() * 5)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.postcode)
        row.addWidget(self.city, 1)
        shell.texts.bind(self.postcode.setAccessibleName, N_("Postcode"))
        shell.texts.bind(self.city.setAccessibleName, N_("City"))
        self.setFocusProxy(self.postcode)


class GeneralPage(QScrollArea):
    """`edited` comes with each change by a person."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.form = Form(shell)
        self.person = ChoiceBox(shell, (("company", N_("Company")), ("person", N_("Person"))))
        self.roles = RolesField(shell)
        town = _Town(shell)
        self.lines = {name: QLineEdit() for name in ("name", "number", "street", "country", "warning")}
        self.lines |= {"postcode": town.postcode, "city": town.city}
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(shell.theme.line_height() * 4 + 10)
        form = self.form
        form.row("person", N_("&Kind"), self.person)
        form.row("name", N_("&Name"), self.lines["name"])
        form.row("number", N_("N&umber"), self.lines["number"])
        form.row("roles", N_("&Roles"), self.roles)
        form.row("street", N_("&Street"), self.lines["street"])
        form.row("town", N_("Post&code, city"), town)
        form.row("country", N_("Countr&y"), self.lines["country"])
        form.row("warning", N_("Warnin&g"), self.lines["warning"])
        form.row("note", N_("N&ote"), self.note)
        shell.texts.bind(self.lines["number"].setPlaceholderText, N_("given by itself"))
        shell.texts.bind(self.lines["warning"].setPlaceholderText, N_("is shown when this customer calls"))
        _scrolled(self, form)
        for line in self.lines.values():
            line.textEdited.connect(self.edited)
        self.person.activated.connect(self.edited)
        self.roles.edited.connect(self.edited)
        self.note.textChanged.connect(self._note_changed)
        self._filling = False

    def _note_changed(self) -> None:
        if not self._filling:
            self.edited.emit()

    def show_address(self, address: Address) -> None:
        """Shows an address."""
        self._filling = True
        self.person.set_code("person" if address.person else "company")
        for name, line in self.lines.items():
            line.setText(getattr(address, name))
            line.setCursorPosition(0)
        self.roles.set_roles(address.roles)
        self.note.setPlainText(address.note)
        self._filling = False

    def taken(self, address: Address) -> Address:
        """The address with what was typed here."""
        typed: dict[str, Any] = {name: line.text().strip() for name, line in self.lines.items()}
        return replace(address, person=self.person.code() == "person", roles=self.roles.roles(),
                       note=self.note.toPlainText().strip(), **typed)


def _scrolled(area: QScrollArea, inner: QWidget) -> None:
    page = QWidget()
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 6, 6, 0)
    rows.addWidget(inner)
    rows.addStretch(1)
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(area.focusPolicy().NoFocus)
