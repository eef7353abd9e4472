"""The live trace: what goes over a line and what it makes of it, line by line, for looking on and for support."""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from hotline_desk import __version__
from hotline_desk.adapters.telephony.trace import EVENT, IN, OUT, STATE, Traced
from hotline_desk.core.errors import UserError
from hotline_desk.core.log import mask
from hotline_desk.core.text import N_
from hotline_desk.services.context import Context
from hotline_desk.ui.setup.verdict import Verdict
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.telephones import LineTrace, standing

PULL_MS = 300
MOST = 2000
_SIGNS = {IN: "←", OUT: "→", EVENT: "●", STATE: "◆"}
_TOKENS = {IN: "text", OUT: "muted", EVENT: "accent", STATE: "warning"}
_WORDS = {IN: N_("received"), OUT: N_("sent"), EVENT: N_("event"), STATE: N_("state")}
_STATES = {"connected": N_("connected"), "away": N_("not connected")}


class TraceFrame(Frame):
    """One line at a time, chosen by its name. What is shown never grows beyond `MOST` lines."""

    icon_name = "activity"
    help_page = "telephony"
    comfortable = QSize(900, 520)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._entries: deque[Traced] = deque(maxlen=MOST)
        self._trace: LineTrace | None = None
        self._next = 0
        self._paused = False
        self.line, self.words, self.masked = QComboBox(), QLineEdit(), QCheckBox()
        self.verdict, self.note = Verdict(shell), QLabel()
        self.lines = QPlainTextEdit()
        self._arrange()
        self._pull = QTimer(self)
        self._pull.setInterval(PULL_MS)
        self._pull.timeout.connect(self.pull)
        self._connect()
        self._offer_lines()
        self._pull.start()

    # --- what the shell asks for ----------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Live trace"))
        self._show_standing()

    def refresh(self) -> None:
        self._offer_lines()
        self.pull()

    def reopen(self, **_args: Any) -> None:
        self._offer_lines()

    def first_field(self) -> QWidget:
        return self.words

    def closed(self) -> None:
        self._pull.stop()
        self.shell.telephones.changed.disconnect(self._offer_lines)

    # --- what a person does ---------------------------------------------------------------------------

    def pause(self) -> None:
        """Stops showing what comes, and goes on with all of it."""
        self._paused = not self._paused
        self._show_standing()
        self.pull()

    def clear(self) -> None:
        """Begins anew with what comes from now on."""
        if self._trace is not None:
            _entries, self._next = self._trace.since(self._next)
        self._entries.clear()
        self._write_all()

    def copy(self) -> None:
        """The marked lines, or all that are shown."""
        marked = self.lines.textCursor().selectedText().replace("\u2029", "\n")
        QGuiApplication.clipboard().setText(marked or self.lines.toPlainText())
        self.shell.messages.say(self.shell.texts.tr("The lines are in the clipboard."), "success", key="copied")

    def save(self) -> None:
        """Asks for a file, beside the frame; nothing waits for it."""
        texts = self.shell.texts
        name = f"hotline-desk-{self._ctx().clock.now():%Y-%m-%d-%H%M}.txt"
        dialogue = QFileDialog(self, texts.tr("Save for support"), str(Path.home() / name))
        dialogue.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialogue.setDefaultSuffix("txt")
        told = N_("File (numbers are cut):") if self.masked.isChecked() else N_("File (with telephone numbers):")
        dialogue.setLabelText(QFileDialog.DialogLabel.FileName, texts.tr(told))
        dialogue.fileSelected.connect(lambda place: self.save_as(Path(place)))
        dialogue.finished.connect(dialogue.deleteLater)
        dialogue.open()

    def save_as(self, place: Path) -> None:
        """Writes all that the line still knows, as shown: with numbers or without their ends."""
        self.shell.background.read(self, _write, place, self._for_support(), done=self._saved)

    # --- inside ---------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        texts, commands = self.shell.texts, self.shell.commands
        texts.bind(self.line.setAccessibleName, N_("Telephone line"))
        texts.bind(self.words.setPlaceholderText, N_("Show only lines with these words"))
        texts.bind(self.words.setAccessibleName, N_("Show only lines with these words"))
        texts.bind(self.masked.setText, N_("Hide the last digits of numbers"))
        texts.bind(self.lines.setAccessibleName, N_("Lines of the trace"))
        texts.bind(self.lines.setPlaceholderText, N_("Nothing has come yet. Call this line with a mobile telephone."))
        texts.bind(self.note.setText, N_("The trace holds the telephone numbers of callers. Secrets are never in it."))
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.words.setClearButtonEnabled(True)
        self.line.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.shell.theme.follow(self.words, lambda field: field.setMinimumWidth(14 * self.shell.theme.line_height()))
        self.lines.setReadOnly(True)
        self.lines.setMaximumBlockCount(MOST)
        self.lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        bar, foot = FlowRow(), FlowRow()
        for widget in (self.line, self.words, self.masked):
            bar.addWidget(widget)
        for id, text in (("trace.pause", ""), ("trace.clear", N_("Clear")), ("trace.copy", N_("Copy"))):
            foot.addWidget(commands.button(id, self, text=text))
        foot.turn()
        foot.addWidget(commands.button("frame.save", self, primary=True, text=N_("Save for support …")))
        rows = QVBoxLayout(self)
        rows.addLayout(bar)
        rows.addWidget(self.verdict)
        rows.addWidget(self.lines, 1)
        rows.addWidget(self.note)
        rows.addLayout(foot)

    def _connect(self) -> None:
        self.line.activated.connect(lambda _number: self._choose())
        self.words.textChanged.connect(lambda _text: self._write_all())
        self.masked.toggled.connect(lambda _on: self._write_all())
        self.shell.telephones.changed.connect(self._offer_lines)
        self.shell.theme.changed.connect(self._write_all)
        self.bind({"trace.pause": self.pause, "trace.clear": self.clear, "trace.copy": self.copy,
                   "frame.save": self.save, "frame.find": self.words.setFocus})

    def _offer_lines(self) -> None:
        names = self.shell.telephones.names()
        chosen = self.line.currentText() or self.uid or ""
        if names != [self.line.itemText(number) for number in range(self.line.count())]:
            self.line.clear()
            self.line.addItems(names)
            self.line.setCurrentIndex(max(0, names.index(chosen) if chosen in names else 0) if names else -1)
        self._choose()

    def _choose(self) -> None:
        """Follows the line that is chosen; one that connects anew has a trace of its own."""
        trace = self.shell.telephones.trace_of(self.line.currentText())
        if trace is not self._trace:
            self._trace, self._next = trace, 0
            self._entries.clear()
            self._write_all()
        self._show_standing()

    def pull(self) -> None:
        """Takes what came since the last time."""
        if self._trace is None or self._paused:
            return
        entries, self._next = self._trace.since(self._next)
        self._entries.extend(entries)
        self._write([entry for entry in entries if self._fits(entry)])

    def _write_all(self) -> None:
        self.lines.clear()
        self._write([entry for entry in self._entries if self._fits(entry)])

    def _write(self, entries: list[Traced]) -> None:
        if not entries:
            return
        bar = self.lines.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 1
        cursor = QTextCursor(self.lines.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for entry in entries:
            form = QTextCharFormat()
            form.setForeground(self.shell.theme.color(_TOKENS[entry.kind]))
            if not self.lines.document().isEmpty():
                cursor.insertBlock()
            cursor.insertText(self._text(entry), form)
        if follows:
            bar.setValue(bar.maximum())

    def _text(self, entry: Traced) -> str:
        at = entry.at.astimezone(ZoneInfo(self.shell.texts.zone))
        text = "".join(sign if sign.isprintable() else "·" for sign in entry.text)
        texts = self.shell.texts
        word = texts.tr(_WORDS[entry.kind])
        if entry.kind == STATE and text in _STATES:
            text = texts.tr(_STATES[text])
        return f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}  {_SIGNS[entry.kind]} {word}  " \
               f"{mask(text) if self.masked.isChecked() else text}"

    def _fits(self, entry: Traced) -> bool:
        text = self._text(entry).casefold()
        return all(word in text for word in self.words.text().casefold().split())

    def _show_standing(self) -> None:
        texts = self.shell.texts
        if self._paused:
            self.verdict.say("pause", "warning", texts.tr("Paused: what comes meanwhile is shown afterwards."))
            return
        now = standing(texts, self.shell.telephones.state_of(self.line.currentText()), self._ctx().clock.now())
        self.verdict.say(now.icon, now.token, now.text if self.line.count() else texts.tr("No telephone line"))

    def _for_support(self) -> str:
        name = self.line.currentText()
        head = (f"Hotline Desk {__version__}, Python {platform.python_version()}, {platform.system()}\n"
                f"{self.shell.telephones.kind_of(name)} {name}: {self.verdict.text()}\n\n")
        whole = head + (self._trace.text() if self._trace is not None else "")
        return mask(whole) if self.masked.isChecked() else whole

    def _saved(self, place: Path) -> None:
        self.shell.messages.say(self.shell.texts.tr("Saved as {place}", place=str(place)), "success", key="trace.saved")


def _write(place: Path, text: str) -> Path:
    """Raises UserError if the file cannot be written."""
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(place), reason=trouble.strerror or str(trouble)) from trouble
    return place
