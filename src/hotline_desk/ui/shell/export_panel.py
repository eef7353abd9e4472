"""A list written to a file: which form, which columns, where; with progress, and to be stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.paper_panels import SavePanel

Export = Callable[[Path, str, bool, Callable[..., None], Callable[[], bool]], int]
"""(place, kind, all columns, progress, cancelled) -> how many rows; runs in a thread of its own."""
_MEMORY = "export.form"


class ExportPanel(SavePanel):
    """`forms` are codes with message ids; a code is the extension of such a file too.

    Without `with_columns` the columns are always the same.
    """

    def __init__(self, frame: Frame, forms: Mapping[str, str], with_columns: bool = True) -> None:
        super().__init__(frame, title=N_("Export the list"), suffix=next(iter(forms)))
        self._export: Export | None = None
        self.kind = ChoiceBox(frame.shell, list(forms.items()))
        self.columns = ChoiceBox(frame.shell, [("shown", N_("those shown")), ("all", N_("all"))])
        self._form.row("kind", N_("Fo&rm"), self.kind)
        self._form.row("columns", N_("Col&umns"), self.columns)
        self._form.show_row("columns", with_columns)
        self.kind.set_code(frame.shell.memory.get(_MEMORY) or next(iter(forms)))
        self.kind.code_changed.connect(self._rename)

    def begin(self, name: str, export: Export) -> None:
        """Opens with `name` (without extension) in the folder used last."""
        self._export, self._suffix = export, self.kind.code()
        self.ask(f"{name}.{self.kind.code()}", lambda _place: None)

    def _rename(self, kind: str) -> None:
        text = self.place.line.text().strip()
        if text.lower().endswith(f".{self._suffix}"):
            self.place.line.setText(f"{text[:-len(self._suffix)]}{kind}")
        self._form.error("place", "")
        self._suffix = kind

    def _confirmed(self) -> None:
        shell, text, export = self._frame.shell, self.place.line.text().strip(), self._export
        if not text:
            self._wrong(UserError("value.missing", field=N_("File")))
            return
        if export is None:
            return
        place, kind, everything = Path(text).expanduser(), self.kind.code(), self.columns.code() == "all"
        if place.suffix.lower() != f".{kind}":
            place = place.with_name(f"{place.name}.{kind}")
        shell.memory.put(_MEMORY, kind)
        self.set_busy(True)

        def work(progress: Callable[..., None], cancelled: Callable[[], bool]) -> Any:
            return place, export(place, kind, everything, progress, cancelled)

        shell.background.run_long(self, work, title=shell.texts.tr("Exporting the list"), done=self._exported,
                                  failed=self._wrong)

    def _exported(self, made: tuple[Path, int]) -> None:
        place, count = made
        shell = self._frame.shell
        shell.memory.put("paper.folder", str(place.parent))
        self.leave()
        shell.messages.say(shell.texts.trn("{n} row saved as {place}", "{n} rows saved as {place}", count,
                                           place=str(place)), "success", key="paper.saved")
