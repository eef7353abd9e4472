"""Open tasks under the headings of a grouping, the same groups as on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from hotline_desk.core.text import N_
from hotline_desk.domain.openlist import BY_PRIORITY, NONE, grouped
from hotline_desk.domain.tickets import PRIORITIES
from hotline_desk.ui.shell.columns import Column, Index, Row
from hotline_desk.ui.shell.lists import RowsModel
from hotline_desk.ui.shell.shell import Shell

_WITHOUT = {"agent": N_("Without agent"), "team": N_("Without team"), "customer": N_("Without customer")}


@dataclass(frozen=True)
class Heading:
    """A line above the tasks of a group; nothing to select."""

    title: str
    count: int
    uid: str = ""


class GroupedModel(RowsModel):
    """Rows in the order of the list, under their groups."""

    def __init__(self, shell: Shell, columns: Sequence[Column], row_color: Callable[[Row], str] | None = None) -> None:
        super().__init__(shell, columns, row_color)
        self.grouping = NONE
        self.headings: list[int] = []

    def set_grouping(self, grouping: str) -> None:
        """One of `domain.openlist.GROUPINGS`."""
        self.grouping = grouping
        self._arrange()

    def arranged(self) -> list[Row]:
        rows = super().arranged()
        self.headings = []
        if self.grouping == NONE:
            return rows
        place = {row.uid: number for number, row in enumerate(rows)}
        lines: list[Row] = []
        for name, members in grouped(rows, self.grouping):
            self.headings.append(len(lines))
            lines.append(Heading(self._title(name), len(members)))
            lines += sorted(members, key=lambda row: place[row.uid])
        return lines

    def _title(self, name: str) -> str:
        tr = self.shell.texts.tr
        if self.grouping == BY_PRIORITY:
            return tr(PRIORITIES[name])
        return name or tr(_WITHOUT[self.grouping])

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.row_at(index.row()), Heading):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = 0) -> Any:
        row = self.row_at(index.row())
        if not isinstance(row, Heading):
            return super().data(index, role)
        roles = Qt.ItemDataRole
        if role in (roles.DisplayRole, roles.AccessibleTextRole):
            return f"{row.title} ({row.count})" if index.column() == 0 else ""
        if role == roles.FontRole:
            return self.shell.theme.font(bold=True)
        if role == roles.ForegroundRole:
            return self.shell.theme.color("text")
        if role == roles.BackgroundRole:
            return self.shell.theme.color("hover")
        return None
