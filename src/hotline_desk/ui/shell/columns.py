"""Columns of a list: what a row shows in each, and the model both kinds of lists share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from hotline_desk.ui.shell.shell import Shell

Row = Any
Index = QModelIndex | QPersistentModelIndex
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight,
          "center": Qt.AlignmentFlag.AlignHCenter}


@dataclass(frozen=True)
class Column:
    """One column.

    `title` is a message id; `show(row)` the text; `width` in characters; `sort(row)` what to order by (default:
    the text); `icon(row)` and `color(row)` name an icon and a token of the theme or ""; `stretch` takes the
    room that is left; of columns with a `rank` the highest vanish first where the room is narrow. One that is `off`
    is shown to those alone who ask for it. `value(row)` is what an exported table holds (default: the text).
    """

    key: str
    title: str
    show: Callable[[Row], str]
    width: int = 12
    align: str = "left"
    sort: Callable[[Row], Any] | None = None
    icon: Callable[[Row], str] | None = None
    color: Callable[[Row], str] | None = None
    bold: bool = False
    stretch: bool = False
    rank: int = 0
    sortable: bool = True
    off: bool = False
    value: Callable[[Row], Any] | None = None


ARROW = "\N{EM SPACE}"
"""Room for the arrow of the sorted column behind a title that ends at the right."""


class ColumnsModel(QAbstractTableModel):
    """Shows rows by columns; subclasses say how many rows there are and which row is where."""

    def __init__(self, shell: Shell, columns: Sequence[Column],
                 row_color: Callable[[Row], str] | None = None) -> None:
        super().__init__()
        self.shell = shell
        self.columns = tuple(columns)
        self._row_color = row_color
        self.sorted_by = ""
        shell.texts.changed.connect(self._all_changed)
        shell.theme.changed.connect(self._all_changed)

    def row_at(self, number: int) -> Row | None:
        """The row shown at this place; None while it is not there yet."""
        raise IndexError(number)

    def sample(self) -> Sequence[Row]:
        """Some rows that are at hand, to measure what columns need."""
        return ()

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            title = self.shell.texts.tr(column.title) if column.title else ""
            return f"{title}{ARROW}" if column.key == self.sorted_by and column.align == "right" else title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        roles = Qt.ItemDataRole
        if role not in _USED:
            return None
        column, row = self.columns[index.column()], self.row_at(index.row())
        if role == roles.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        if row is None:
            return "…" if role == roles.DisplayRole and index.column() == 0 else None
        if role in (roles.DisplayRole, roles.ToolTipRole, roles.AccessibleTextRole):
            return column.show(row)
        if role == roles.DecorationRole:
            name = column.icon(row) if column.icon else ""
            return self.shell.icons.icon(name, self._token(column, row) or "muted") if name else None
        if role == roles.FontRole:
            return self.shell.theme.font(bold=True) if column.bold else None
        if role == roles.ForegroundRole:
            token = self._token(column, row)
            return self.shell.theme.color(token) if token else None
        if role == roles.BackgroundRole:
            token = self._row_color(row) if self._row_color else ""
            return self.shell.theme.color(token) if token else None
        return None

    def _token(self, column: Column, row: Row) -> str:
        return column.color(row) if column.color else ""

    def _all_changed(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)


_USED = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
                   Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.FontRole, Qt.ItemDataRole.ForegroundRole,
                   Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.TextAlignmentRole})
