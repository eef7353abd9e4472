"""The list of addresses: found while typing, by name, number, telephone, contact, town or e-mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.addresses import ROLES, AddressLine
from hotline_desk.services.addresses import archive_address, search_addresses
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Dialled, Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_LIMIT = 500
_TYPING_MS = 90


class AddressesFrame(Frame):
    """Enter opens an address, Ctrl+Shift+N makes one, Ctrl+N begins a ticket for the one in hand."""

    icon_name = "contact"
    help_page = "addresses"
    comfortable = QSize(940, 560)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 words: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._writable = permitted(ctx().user.role, "address.edit")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        self._connect()
        self.search.setText(words)
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        shell = self.shell
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.role = ChoiceBox(shell, (("", N_("All roles")), *ROLES.items()))
        self.archived = QCheckBox()
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        shell.texts.bind(self.search.setPlaceholderText, N_("Name, number, telephone, contact, town or e-mail"))
        shell.texts.bind(self.search.setAccessibleName, N_("Search addresses"))
        shell.texts.bind(self.role.setAccessibleName, N_("Role"))
        shell.texts.bind(self.archived.setText, N_("Show what was put away"))
        self.list = RowList(
            shell, "addresses", self._columns(), filterable=False, accessible=N_("Addresses"),
            empty=N_("No address fits. “New entry” makes one."))
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self.role)
        foot = FlowRow()
        foot.addWidget(self.archived)
        foot.addWidget(self.count)
        foot.turn()
        foot.addWidget(tool_button(shell, "record.archive"))
        foot.addWidget(tool_button(shell, "ticket.new"))
        foot.addWidget(shell.commands.button("record.open"))
        foot.addWidget(shell.commands.button("record.new", primary=True))
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("number", N_("Number"), lambda a: a.number, width=9, rank=3),
            Column("name", N_("Name"), lambda a: a.name, width=26, bold=True, stretch=True,
                   icon=lambda a: "archive" if a.archived else "", color=lambda a: "muted" if a.archived else ""),
            Column("city", N_("City"), lambda a: a.city, width=14, rank=2),
            Column("roles", N_("Roles"), lambda a: ", ".join(texts.tr(ROLES[r]) for r in a.roles), width=14, rank=4),
            Column("phone", N_("Telephone"), lambda a: a.phone, width=18),
            Column("email", N_("E-mail"), lambda a: a.email, width=24, rank=5),
        )

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.role.code_changed.connect(lambda _code: self.refresh())
        self.archived.toggled.connect(lambda _on: self.refresh())
        self.list.activated.connect(self._open)
        self.list.table.typed.connect(self._typed)
        self.list.current_changed.connect(lambda _row: self._enable())
        self.list.current_changed.connect(self.pointed)
        self.bind({
            "record.new": lambda: self.shell.windows.open("address"), "record.open": lambda: self._with(self._open),
            "record.archive": lambda: self._with(lambda a: self._put(a, not a.archived)),
            "ticket.new": self._new_ticket, "frame.find": self._find,
        })
        self._enable()

    def _enable(self) -> None:
        there = self.list.current() is not None
        self.enable("record.new", self._writable)
        self.enable("record.archive", self._writable and there)
        self.enable("record.open", there)

    # --- what the shell asks --------------------------------------------------------------------------

    def to_dial(self) -> Dialled | None:
        line: AddressLine | None = self.list.current()
        return Dialled(line.phone) if line is not None and line.phone else None

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Addresses"))
        self._show_count()

    def refresh(self) -> None:
        self._pause.stop()
        ctx, words, role, archived = self._ctx(), self.search.text(), self.role.code(), self.archived.isChecked()
        self.shell.background.read(
            self, lambda: search_addresses(ctx, words, _LIMIT, role=role, archived=archived), done=self._show,
            newest="addresses")

    def first_field(self) -> QWidget:
        return self.search

    def points_at(self) -> tuple[str, str] | None:
        row: AddressLine | None = self.list.current()
        return ("address", row.uid) if row is not None else None

    def reopen(self, words: str = "") -> None:  # type: ignore[override]  # the arguments of this frame
        self.search.setText(words)

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind == "address":
            self._pause.start()

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, rows: Sequence[AddressLine]) -> None:
        self.list.set_rows(rows)
        self._show_count()
        self._enable()

    def _show_count(self) -> None:
        texts, count = self.shell.texts, len(self.list.rows())
        self.count.setText(texts.tr("the first {n}; type more to find others", n=count) if count >= _LIMIT
                           else texts.trn("{n} address", "{n} addresses", count))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.search or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._with(self._open)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.table.setFocus()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    # --- acting ---------------------------------------------------------------------------------------

    def _with(self, act: Callable[[AddressLine], object]) -> None:
        row = self.list.current()
        if row is not None:
            act(row)

    def _open(self, row: AddressLine) -> None:
        self.shell.windows.open("address", row.uid)

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _new_ticket(self) -> None:
        row = self.list.current()
        if row is None:
            self.shell.windows.open("ticket", "")
        else:
            self.shell.windows.open("ticket", "", address_uid=row.uid)

    def _put(self, row: AddressLine, archived: bool) -> None:
        self.shell.background.write(self, archive_address, self._ctx(), row.uid, archived,
                                    done=lambda _none: self._was_put(row, archived))

    def _was_put(self, row: AddressLine, archived: bool) -> None:
        texts = self.shell.texts
        said = texts.tr("{name} was put away.", name=row.name) if archived else texts.tr("{name} is back.",
                                                                                         name=row.name)
        self.shell.messages.say(said, "success", key="records.put", action_text=texts.tr("Undo"),
                                action=lambda: self._put(row, not archived))
        self.refresh()
