"""Panels for a paper in front: where it is saved, on which printer it comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell

Save = Callable[[Path], Any]
Print = Callable[[str, int, str], Any]


class PrinterName(Protocol):
    """A printer as far as the panel cares."""

    @property
    def name(self) -> str: ...


class PlaceField(QWidget):
    """A path to type, and a button that looks for one by `look`."""

    def __init__(self, shell: Shell, look: Callable[[], object], named: str = N_("File")) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.search = QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.search)
        self.setFocusProxy(self.line)
        self.search.clicked.connect(lambda _checked: look())
        shell.texts.bind(self.search.setText, N_("Browse"))
        shell.texts.bind(self.line.setAccessibleName, named)


class SavePanel(Panel):
    """Asks for a file (or a folder) and saves there in the background; what is wrong stands below the field.

    `title` is a message id; `suffix` what a name without an extension gets.
    """

    def __init__(self, frame: Frame, *, folder: bool = False, title: str = N_("Save as PDF"),
                 suffix: str = "pdf") -> None:
        super().__init__(frame, title, N_("Save"))
        self._folder, self._title, self._suffix = folder, title, suffix
        self._save: Save | None = None
        self._form = Form(frame.shell)
        self.place = PlaceField(frame.shell, self.look, N_("Folder") if folder else N_("File"))
        self._form.row("place", N_("F&older") if folder else N_("F&ile"), self.place)
        self.body.addWidget(self._form)
        self.confirmed.connect(self._confirmed)

    def ask(self, name: str, save: Save) -> None:
        """Opens with `name` in the folder used last; `save(place)` then runs in the background."""
        self._save = save
        kept = self._frame.shell.memory.get("paper.folder")
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        base = Path(kept or documents or Path.home())
        self._form.clear_errors()
        self.place.line.setText(str(base if self._folder else base / name))
        self.open(self.place.line)

    def look(self) -> None:
        """Opens the platform's dialogue beside the frame; nothing waits for it."""
        dialogue = QFileDialog(self, self._frame.shell.texts.tr(self._title), self.place.line.text())
        if self._folder:
            dialogue.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialogue.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialogue.setDefaultSuffix(self._suffix)
        dialogue.fileSelected.connect(self.place.line.setText)
        dialogue.finished.connect(dialogue.deleteLater)
        dialogue.open()

    def _confirmed(self) -> None:
        shell, text = self._frame.shell, self.place.line.text().strip()
        if not text:
            self._wrong(UserError("value.missing", field=N_("Folder") if self._folder else N_("File")))
            return
        if self._save is not None:
            self.set_busy(True)
            shell.background.read(self, self._save, Path(text).expanduser(), done=self._saved, failed=self._wrong)

    def _saved(self, made: Any) -> None:
        text = self.place.line.text().strip()
        place = made if isinstance(made, Path) else Path(text)
        shell = self._frame.shell
        shell.memory.put("paper.folder", str(place if self._folder else place.parent))
        self.leave()
        shell.messages.say(shell.texts.tr(N_("Saved as {place}"), place=str(place)), "success", key="paper.saved")

    def _wrong(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self._form.show_problem(problem, "place")


class PrintPanel(Panel):
    """Asks for printer, copies and pages; the print service takes the job in the background."""

    def __init__(self, frame: Frame, printers: Callable[[], Sequence[PrinterName]], chosen: str = "", *,
                 with_pages: bool = True) -> None:
        super().__init__(frame, N_("Print"), N_("Print"))
        self._printers, self._chosen = printers, chosen
        self._print: Print | None = None
        self._form = Form(frame.shell)
        self.printer = QComboBox()
        self.copies = QSpinBox()
        self.copies.setRange(1, 99)
        self.pages = QLineEdit()
        self._form.row("printer", N_("&Printer"), self.printer)
        self._form.row("copies", N_("&Copies"), self.copies)
        self._form.row("pages", N_("P&ages"), self.pages)
        self._form.show_row("pages", with_pages)
        frame.shell.texts.bind(self.pages.setPlaceholderText, N_("all, or like 1-3,7"))
        self._trouble = QLabel()
        self._trouble.setProperty("role", "danger")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self.body.addWidget(self._form)
        self.body.addWidget(self._trouble)
        self.confirmed.connect(self._confirmed)

    def ask(self, print_: Print) -> None:
        """Opens; `print_(printer, copies, pages)` runs in the background ("" is the default printer)."""
        self._print = print_
        self._trouble.hide()
        self._form.clear_errors()
        self.open(self.printer)
        self.set_busy(True)
        self._frame.shell.background.read(self, self._printers, done=self._show, failed=self._no_printer,
                                          newest="printers")

    def _show(self, printers: Sequence[PrinterName]) -> None:
        if not printers:
            self._no_printer(UserError("printer.none", reason=N_("no printer is set up on this computer.")))
            return
        self.printer.clear()
        self.printer.addItems([p.name for p in printers])
        self.printer.setCurrentIndex(max(0, self.printer.findText(self._chosen)))
        self.set_busy(False)

    def _no_printer(self, problem: BaseException) -> bool:
        self.printer.clear()
        if isinstance(problem, UserError) and problem.id == "printer.failed":
            problem = UserError("printer.none", **problem.values)
        return self._wrong(problem)

    def _confirmed(self) -> None:
        if self._print is not None:
            self.set_busy(True)
            self._trouble.hide()
            self._frame.shell.background.read(
                self, self._print, self.printer.currentText(), self.copies.value(), self.pages.text().strip(),
                done=self._printed, failed=self._wrong)

    def _printed(self, _done: Any) -> None:
        self._chosen = self.printer.currentText()
        self.leave()
        shell = self._frame.shell
        shell.messages.say(shell.texts.tr(N_("Printed on {printer}."), printer=self._chosen), "success",
                           key="paper.printed")

    def _wrong(self, problem: BaseException) -> bool:
        self.set_busy(self.printer.count() == 0)
        if not isinstance(problem, UserError):
            return False
        self._trouble.setText(self._frame.shell.messages.sentence(problem))
        self._trouble.show()
        return True
