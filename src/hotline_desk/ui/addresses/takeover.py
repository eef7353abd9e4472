"""Taking addresses over: a file, what becomes of each line, the run that can be stopped, and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, QStandardPaths
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from hotline_desk.adapters.exchange.decoding import ENCODINGS
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.takeover.values import FORMS, Sheet, Wish
from hotline_desk.services.context import Context
from hotline_desk.services.importing.preview import (
    COMPLETED,
    JOINED,
    LEFT_OUT,
    NEW,
    WRONG,
    PreviewRow,
    propose,
    read_file,
)
from hotline_desk.services.importing.taking_over import TakenOver, Undone, take_over, undo
from hotline_desk.ui.addresses.takeover_columns import ColumnsPage
from hotline_desk.ui.addresses.takeover_preview import PreviewPage
from hotline_desk.ui.addresses.takeover_start import StartPage
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell

_FOLDER = "takeover.folder"
_SEPARATORS = ((";", N_("Semicolon")), (",", N_("Comma")), ("\t", N_("Tab")), ("|", N_("Bar |")))
_WORK = frozenset({NEW, COMPLETED, JOINED})


class TakeoverFrame(Frame):
    """Ctrl+O chooses a file, Ctrl+B leaves a line out, Ctrl+R makes it stand apart, Ctrl+Enter takes over."""

    icon_name = "inbox"
    help_page = "takeover"
    comfortable = QSize(1000, 620)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 file: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._file: Path | None = None
        self._sheet: Sheet | None = None
        self._wish = Wish()
        self._left_out: set[int] = set()
        self._apart: set[int] = set()
        self._running, self._said = False, ""
        self._taken: list[TakenOver] = []
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self._show_state()
        if file:
            self.take_file(Path(file))

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.start, self.preview, self.columns = StartPage(shell), PreviewPage(shell), ColumnsPage(shell)
        self.about, self.said = QLabel(), QLabel()
        for label in (self.about, self.said):
            label.setWordWrap(True)
        self.about.setProperty("role", "strong")
        self.encoding = ChoiceBox(shell, ENCODINGS.items())
        self.separator = ChoiceBox(shell, _SEPARATORS)
        shell.texts.bind(self.encoding.setAccessibleName, N_("Encoding"))
        shell.texts.bind(self.encoding.setToolTip, N_("Encoding: change it if umlauts look wrong"))
        shell.texts.bind(self.separator.setAccessibleName, N_("Separator of the columns"))
        shell.texts.bind(self.separator.setToolTip, N_("Separator of the columns"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.preview, "")
        self.tabs.addTab(self.columns, "")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start)
        self.pages.addWidget(self._work())
        rows = QVBoxLayout(self)
        rows.addWidget(self.pages)

    def _work(self) -> QWidget:
        commands = self.shell.commands
        self.go = QPushButton()
        self.go.setProperty("primary", True)
        self.go.setAutoDefault(True)
        self.go.clicked.connect(self.take_over)
        head, foot = FlowRow(), FlowRow()
        for widget in (self.encoding, self.separator):
            head.addWidget(widget)
        head.addWidget(commands.button("record.open", self, text=N_("Another file …")))
        for id in ("takeover.skip", "takeover.apart"):
            foot.addWidget(commands.button(id, self))
        foot.turn()
        self.back = commands.button("takeover.undo", self)
        foot.addWidget(self.back)
        self.back.hide()
        foot.addWidget(self.go)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.about)
        rows.addLayout(head)
        rows.addWidget(self.said)
        self.said.hide()
        rows.addWidget(self.tabs, 1)
        rows.addLayout(foot)
        return page

    def _connect(self) -> None:
        self.encoding.code_changed.connect(lambda code: self._read(replace(self._wish, encoding=code)))
        # Other columns come of another separator: what the old ones stood for is forgotten.
        self.separator.code_changed.connect(
            lambda code: self._read(replace(self._wish, separator=code, fields=None)))
        self.columns.fields_changed.connect(lambda fields: self._read(replace(self._wish, fields=fields)))
        self.preview.toggled.connect(self.toggle)
        self.preview.row_changed.connect(lambda _row: self._show_state())
        self.bind({
            "record.open": self.choose, "takeover.skip": lambda: self._with(self.toggle),
            "takeover.apart": lambda: self._with(self.set_apart), "takeover.undo": self.undo,
            "panel.confirm": self.take_over, "frame.find": self.preview.list.focus_filter,
        })

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        texts = self.shell.texts
        self.set_title(texts.tr("Take over addresses"))
        self.tabs.setTabText(0, texts.tr("Addresses"))
        self.tabs.setTabText(1, texts.tr("Columns"))
        self.preview.show_words()
        self._show_about()
        self._show_state()

    def first_field(self) -> QWidget:
        return self.start.choose if self._sheet is None else self.preview.list

    def refresh(self) -> None:
        if self._sheet is not None and not self._running:
            self._propose(self._sheet)

    def reopen(self, file: str = "", **_args: Any) -> None:
        if file:
            self.take_file(Path(file))

    def can_close(self) -> bool:
        if self._running:
            self.shell.messages.say(self.shell.texts.tr("Addresses are being taken over. Stop it first, or wait."),
                                    key="takeover.running")
        return not self._running

    def open_args(self) -> dict[str, Any] | None:
        return {}

    # --- the file -------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Opens the platform's dialogue beside the frame; nothing waits for it."""
        if self._running:
            return
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = self.shell.memory.get(_FOLDER) or documents or str(Path.home())
        dialogue = QFileDialog(self, self.shell.texts.tr("Take over addresses"), folder)
        dialogue.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialogue.setNameFilters([f"{self.shell.texts.tr('Addresses')} (*.csv *.txt *.vcf *.xml)", "* (*)"])
        dialogue.fileSelected.connect(lambda place: self.take_file(Path(place)))
        dialogue.finished.connect(dialogue.deleteLater)
        dialogue.open()

    def take_file(self, file: Path) -> None:
        """Reads a file and shows what would become of it."""
        if self._running:
            return
        self._left_out.clear()
        self._apart.clear()
        self._say("")
        self.shell.memory.put(_FOLDER, str(file.parent))
        self._read(Wish(), file)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None and not self._running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _dropped(event)
        if file is not None:
            event.acceptProposedAction()
            self.take_file(file)

    def _read(self, wish: Wish, file: Path | None = None) -> None:
        place, ctx = file or self._file, self._ctx()
        if place is None or self._running:
            return
        self.shell.background.read(self, read_file, ctx, place, wish, newest="takeover.file",
                                   done=lambda sheet: self._has_read(sheet, wish, place), failed=self._not_read)

    def _not_read(self, problem: BaseException) -> bool:
        self._said = problem.id if isinstance(problem, UserError) else ""
        return False

    def _has_read(self, sheet: Sheet, wish: Wish, file: Path) -> None:
        if self._said:  # what was wrong with the file before
            self.shell.messages.withdraw(self._said)
            self._said = ""
        if self._sheet is not None and len(self._sheet.cards) != len(sheet.cards):
            self._left_out.clear()  # the lines that were meant are others now
            self._apart.clear()
        self._sheet, self._wish, self._file = sheet, wish, file
        self.encoding.set_code(sheet.encoding)
        self.separator.set_code(sheet.separator)
        table = bool(sheet.header)
        self.separator.setHidden(not table)
        self.tabs.setTabVisible(1, table)
        self.columns.show_sheet(sheet)
        self._show_about()
        self.pages.setCurrentIndex(1)
        self._propose(sheet)

    def _propose(self, sheet: Sheet) -> None:
        ctx, left_out, apart = self._ctx(), frozenset(self._left_out), frozenset(self._apart)
        self.shell.background.read(self, lambda: propose(ctx, sheet, left_out=left_out, apart=apart),
                                   newest="takeover.rows", done=self._show_rows)

    def _show_rows(self, rows: list[PreviewRow]) -> None:
        first = not self.preview.rows()
        self.preview.show_rows(rows)
        self._show_state()
        if first and self.isVisible():
            self.preview.list.setFocus()

    # --- rows -----------------------------------------------------------------------------------------

    def _with(self, act: Callable[[PreviewRow], object]) -> None:
        row = self.preview.current()
        if row is not None:
            act(row)

    def toggle(self, row: PreviewRow) -> None:
        """Leaves a line out, or takes it in again."""
        if row.place < 0 or self._running or self._sheet is None:
            return
        self._left_out ^= {row.place}
        self._propose(self._sheet)

    def set_apart(self, row: PreviewRow) -> None:
        """Makes a line an address of its own, or lets it belong again to whom it seems to mean."""
        if row.place < 0 or self._running or self._sheet is None:
            return
        self._apart ^= {row.place}
        self._left_out.discard(row.place)
        self._propose(self._sheet)

    # --- taking over and back -------------------------------------------------------------------------

    def take_over(self) -> None:
        """Stores what the preview shows; the strip at the foot tells how far it is and can stop it."""
        sheet, ctx = self._sheet, self._ctx()
        if sheet is None or self._running or not self._worth():
            return
        self._run(True)
        left_out, apart = frozenset(self._left_out), frozenset(self._apart)

        def run(progress: Callable[..., None], cancelled: Callable[[], bool]) -> TakenOver:
            return take_over(ctx.watched(progress, cancelled), sheet, left_out=left_out, apart=apart)

        self.shell.background.run_long(self, run, title=self.shell.texts.tr("Taking over addresses"),
                                       done=self._has_taken, failed=self._failed)

    def _has_taken(self, taken: TakenOver) -> None:
        self._apart.clear()  # what stands apart is there now, and would be made again
        self._run(False)
        texts = self.shell.texts
        if taken.made or taken.added:
            self._taken.append(taken)
        words = [texts.trn("{n} address made", "{n} addresses made", len(taken.made)),
                 texts.trn("{n} completed", "{n} completed", len(taken.added)),
                 texts.trn("{n} as it was", "{n} as they were", taken.same)]
        told = ", ".join(words) + "."
        if taken.stopped:
            told += " " + texts.tr("Stopped before the end. Taking over again goes on.")
        self._say(told)
        if taken.trouble is not None:
            self.shell.messages.trouble(taken.trouble)
        self.refresh()

    def undo(self) -> None:
        """Takes the last run back."""
        if not self._taken or self._running:
            return
        taken, ctx = self._taken[-1], self._ctx()
        self._run(True)

        def run(progress: Callable[..., None], cancelled: Callable[[], bool]) -> Undone:
            return undo(ctx.watched(progress, cancelled), taken)

        self.shell.background.run_long(self, run, title=self.shell.texts.tr("Taking back"),
                                       done=self._has_undone, failed=self._failed)

    def _has_undone(self, undone: Undone) -> None:
        self._taken.pop()
        self._run(False)
        texts = self.shell.texts
        told = texts.trn("{n} address put away", "{n} addresses put away", undone.put_away) + ", " + texts.trn(
            "{n} as it was before", "{n} as they were before", undone.given_back) + "."
        if undone.left:
            told += " " + texts.trn("{n} stays, because somebody changed or uses it.",
                                    "{n} stay, because somebody changed or uses them.", undone.left)
        self._say(told)
        self.refresh()

    def _failed(self, _problem: BaseException) -> bool:
        self._run(False)
        self.refresh()
        return False

    # --- state ----------------------------------------------------------------------------------------

    def _say(self, told: str) -> None:
        """What was done stands in the frame; over the desk only while something else is in front."""
        self.said.setText(told)
        self.said.setHidden(not told)
        if told and self.shell.windows.active() is not self:
            self.shell.messages.say(told, "success", key="takeover")

    def _run(self, on: bool) -> None:
        self._running = on
        for widget in (self.encoding, self.separator, self.tabs):
            widget.setEnabled(not on)
        self._show_state()

    def _worth(self) -> int:
        """How many lines bring something."""
        return sum(row.fate in _WORK for row in self.preview.rows())

    def _show_about(self) -> None:
        sheet, texts = self._sheet, self.shell.texts
        if sheet is None or self._file is None:
            return
        entries = texts.trn("{n} entry", "{n} entries", len(sheet.cards))
        self.about.setText(f"{texts.tr(FORMS[sheet.form])} · {self._file.name} · {entries}")

    def _show_state(self) -> None:
        row, worth, free = self.preview.current(), self._worth(), not self._running
        on_row = free and row is not None and row.fate != WRONG
        self.enable_all({
            "record.open": free, "takeover.skip": on_row, "takeover.undo": free and bool(self._taken),
            "takeover.apart": on_row and row is not None and (
                row.place in self._apart or row.fate not in (NEW, LEFT_OUT)),
            "panel.confirm": free and bool(worth), "frame.find": True})
        self.back.setVisible(bool(self._taken))
        texts, commands = self.shell.texts, self.shell.commands
        word = texts.trn("Take {n} line over", "Take {n} lines over", worth) if worth else texts.tr("Take over")
        self.go.setText(f"{commands.key('panel.confirm')}  {word}")
        self.go.setEnabled(free and bool(worth))


def _dropped(event: QDropEvent) -> Path | None:
    """The one file that lies on the pointer."""
    urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(urls[0].toLocalFile()) if len(urls) == 1 else None
