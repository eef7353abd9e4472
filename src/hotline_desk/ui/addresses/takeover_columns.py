"""What the columns of a table stand for, to be seen with an example and changed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.takeover.values import FIELDS, Sheet
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell


@dataclass(frozen=True)
class _Head:
    place: int
    name: str
    example: str
    field: str


class ColumnsPage(QWidget):
    """`fields_changed` carries what the columns stand for now, as in `Wish.fields`."""

    fields_changed = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._fields: tuple[str, ...] = ()
        told = QLabel()
        told.setWordWrap(True)
        told.setProperty("role", "muted")
        shell.texts.bind(told.setText, N_("Choose a column, then what it stands for. The preview follows at once."))
        self.list = RowList(
            shell, "takeover.columns", self._columns(shell), key=lambda head: head.place,
            empty=N_("This file has no columns."), accessible=N_("Columns of the file"))
        self.field = ChoiceBox(shell, FIELDS.items())
        label = QLabel()
        label.setBuddy(self.field)
        shell.texts.bind(label.setText, N_("&Stands for"))
        shell.texts.bind(self.field.setAccessibleName, N_("Stands for"))
        foot = FlowRow()
        foot.addWidget(label)
        foot.addWidget(self.field)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addWidget(told)
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)
        self.list.current_changed.connect(lambda _head: self._show_field())
        self.list.activated.connect(lambda _head: self.field.setFocus())
        self.field.code_changed.connect(self._choose)

    def _columns(self, shell: Shell) -> tuple[Column, ...]:
        return (
            Column("name", N_("Column of the file"), lambda h: h.name, width=28, stretch=True, bold=True),
            Column("example", N_("Example"), lambda h: h.example, width=26, color=lambda h: "muted"),
            Column("field", N_("Stands for"), lambda h: shell.texts.tr(FIELDS[h.field]), width=22,
                   icon=lambda h: "check" if h.field else "", color=lambda h: "" if h.field else "muted"),
        )

    def show_sheet(self, sheet: Sheet) -> None:
        """Shows the columns of a file; one that was chosen stays chosen."""
        self._fields = sheet.fields
        examples = (*sheet.example, *[""] * len(sheet.header))
        self.list.set_rows([_Head(n, name, " ".join(examples[n].split()), sheet.fields[n])
                            for n, name in enumerate(sheet.header)])
        self._show_field()

    def _show_field(self) -> None:
        head: _Head | None = self.list.current()
        self.field.setEnabled(head is not None)
        self.field.set_code(head.field if head is not None else "")

    def _choose(self, code: str) -> None:
        head: _Head | None = self.list.current()
        if head is None or head.field == code:
            return
        self._fields = (*self._fields[:head.place], code, *self._fields[head.place + 1:])
        self.fields_changed.emit(self._fields)
