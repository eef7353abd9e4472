"""What a list of tickets can do besides showing them: columns, export, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from hotline_desk.services.context import Context
from hotline_desk.services.exporting import FORMS, Cell, PaperColumn, export_table
from hotline_desk.ui.shell.column_panel import ColumnsPanel
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.shell.export_panel import ExportPanel
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.moments import local_now
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.table import Table
from hotline_desk.ui.tickets.archive_columns import Speaks

Rows = Callable[[Context], tuple[int, Iterable[Any]]]
"""How many rows, and the rows; runs in a thread of its own and may be asked for many of them."""


class Listing(QObject):
    """Binds list.columns and list.export. `columns(texts)` are those of the list; `rows()` says now what to read."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context], table: Table,
                 columns: Callable[[Speaks], Sequence[Column]], rows: Callable[[], Rows]) -> None:
        super().__init__(frame)
        self._frame, self._ctx, self._table, self._columns, self._rows = frame, ctx, table, columns, rows
        self.choosing: ColumnsPanel | None = None
        self.exporting: ExportPanel | None = None
        frame.bind({"list.columns": self.choose, "list.export": self.export})

    def _add(self, panel: Panel) -> None:
        layout = self._frame.layout()
        if layout is not None:
            layout.addWidget(panel)

    def choose(self) -> None:
        """Opens the panel of the columns."""
        if self.choosing is None:
            self.choosing = ColumnsPanel(self._frame, self._table)
            self._add(self.choosing)
        self.choosing.begin()

    def keys(self, everything: bool = False) -> list[str]:
        """The columns as they stand: those shown, or all."""
        return [column.key for column, shown in self._table.columns_in_order() if shown or everything]

    def paper_columns(self) -> list[PaperColumn]:
        """The columns that are shown, as they stand on paper."""
        shown = {column.key: column for column, on in self._table.columns_in_order() if on}
        tr = self._frame.shell.texts.tr
        return [PaperColumn(tr(column.title), column.width * (1.5 if column.stretch else 1), column.bold)
                for column in shown.values()]

    def export(self) -> None:
        """Opens the panel of the export."""
        if self.exporting is None:
            self.exporting = ExportPanel(self._frame, FORMS)
            self._add(self.exporting)
        held, rows, title = self._frame.shell.texts.held(), self._rows(), self._frame.title()
        shown, everything = self.keys(), self.keys(True)

        def write(place: Path, kind: str, all_columns: bool, progress: Callable[..., None],
                  cancelled: Callable[[], bool]) -> int:
            ctx = self._ctx().watched(progress, cancelled)
            by_key = {column.key: column for column in self._columns(held)}
            chosen = [by_key[key] for key in (everything if all_columns else shown)]
            total, found = rows(ctx)
            return export_table(ctx, place, kind, title, [held.tr(column.title) for column in chosen],
                                (_cells(chosen, row) for row in found), total, held.translator)

        ctx = self._ctx()
        self.exporting.begin(f"{title} {local_now(ctx.clock.now(), ctx.zone):%Y-%m-%d %H%M}", write)


def _cells(columns: Sequence[Column], row: Any) -> list[Cell]:
    return [column.value(row) if column.value is not None else column.show(row) for column in columns]
