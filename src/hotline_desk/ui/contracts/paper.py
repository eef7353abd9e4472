"""A list of this package as a file, on paper, and with the columns somebody wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hotline_desk.services.context import Context
from hotline_desk.services.exporting import FORMS, Cell, PaperColumn, export_table, table_pdf
from hotline_desk.services.papers import print_paper, printers_here, save_paper
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.shell.export_panel import ExportPanel
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.moments import local_now
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.texts import HeldTexts, Texts


class ListPaper:
    """Binds list.export, frame.print and frame.pdf of a frame to its list; the panels lie at its foot."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context], rows: RowList,
                 columns: Callable[[Texts | HeldTexts], Sequence[Column]], about: Callable[[], str]) -> None:
        self._frame, self._ctx, self._list, self._columns, self._about = frame, ctx, rows, columns, about
        self.exporting = ExportPanel(frame, FORMS)
        self.saving = SavePanel(frame)
        self.printing = PrintPanel(frame, printers_here, str(ctx().settings["workplace.printer"]))
        layout = frame.layout()
        if layout is not None:
            for panel in (self.exporting, self.saving, self.printing):
                layout.addWidget(panel)
        frame.bind({"list.export": self._export, "frame.print": self._print, "frame.pdf": self._save})

    def _shown(self, everything: bool = False) -> list[str]:
        return [column.key for column, on in self._list.table.columns_in_order() if on or everything]

    def _name(self) -> str:
        ctx = self._ctx()
        return f"{self._frame.title()} {local_now(ctx.clock.now(), ctx.zone):%Y-%m-%d %H%M}"

    def _export(self) -> None:
        held, rows, title = self._frame.shell.texts.held(), list(self._list.rows()), self._frame.title()
        shown, everything = self._shown(), self._shown(True)

        def write(place: Path, kind: str, all_columns: bool, progress: Callable[..., None],
                  cancelled: Callable[[], bool]) -> int:
            by_key = {column.key: column for column in self._columns(held)}
            chosen = [by_key[key] for key in (everything if all_columns else shown)]
            cells: list[list[Cell]] = [[c.value(row) if c.value is not None else c.show(row) for c in chosen]
                                       for row in rows]
            return export_table(self._ctx().watched(progress, cancelled), place, kind, title,
                                [held.tr(column.title) for column in chosen], cells, len(rows), held.translator)

        self.exporting.begin(self._name(), write)

    def _paper(self) -> Callable[[], bytes]:
        """Draws the list as it stands, in the columns and the language of the screen."""
        held, rows, title, about = self._frame.shell.texts.held(), list(self._list.rows()), self._frame.title(), \
            self._about()
        by_key = {column.key: column for column in self._columns(held)}
        chosen = [by_key[key] for key in self._shown()]
        paper = [PaperColumn(held.tr(c.title), c.width * (1.5 if c.stretch else 1), c.bold) for c in chosen]

        def draw() -> bytes:
            return table_pdf(self._ctx(), title, about, paper, [[c.show(row) for c in chosen] for row in rows],
                             held.translator)

        return draw

    def _print(self) -> None:
        paper, title = self._paper(), self._frame.title()
        self.printing.ask(lambda printer, copies, pages: print_paper(paper(), printer or None, title, copies, pages))

    def _save(self) -> None:
        paper = self._paper()
        self.saving.ask(f"{self._name()}.pdf", lambda place: save_paper(paper(), place, replace=True))
