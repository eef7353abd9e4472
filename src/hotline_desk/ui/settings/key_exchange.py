"""Keys on paper, to a file and from a file: the panels of the key editor that do it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.key_profiles import KeyProfile
from hotline_desk.services.context import Context
from hotline_desk.services.key_profiles import key_card_pdf, load_profile, save_profile
from hotline_desk.services.papers import print_paper, printers_here, save_paper
from hotline_desk.ui.settings.key_sections import sections_of
from hotline_desk.ui.settings.keys import KeysFrame
from hotline_desk.ui.settings.taking_keys import KeyChange, Taking, take_profile
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.keys import shown
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.paper_panels import PlaceField, PrintPanel, SavePanel
from hotline_desk.ui.shell.tools import tool_button

_FILTER = "*.json"
_LIST_LINES = 9


class TakePanel(Panel):
    """Chooses a file and shows what its keys would change, clashes too; confirmed, they are used."""

    def __init__(self, frame: KeysFrame) -> None:
        super().__init__(frame, N_("Take keys from a file"), N_("Take these keys"))
        self._keys, self._shell = frame, frame.shell
        self.taking: Taking | None = None
        self._grown_by = 0
        self.place = PlaceField(frame.shell, self.look)
        self.form = Form(frame.shell)
        self.form.row("place", N_("F&ile"), self.place)
        self.sum = QLabel()
        self.sum.setWordWrap(True)
        self.list = RowList(self._shell, "keys.taken", self._columns(), filterable=False,
                            accessible=N_("What would change"), empty=N_("Nothing would change."),
                            row_color=lambda row: "warning_row" if row.refused or row.loses else "")
        self.body.addWidget(self.form)
        self.body.addWidget(self.sum)
        self.body.addWidget(self.list)
        self.list.hide()
        self.sum.hide()
        frame.shell.theme.follow(self.list, lambda listed: listed.setFixedHeight(
            frame.shell.theme.line_height() * _LIST_LINES))
        self.backed_out.connect(self._forget)
        self.place.line.returnPressed.connect(self._read)
        self.place.line.textEdited.connect(lambda _text: self._forget())
        self.confirmed.connect(self._confirm)

    def _columns(self) -> tuple[Column, ...]:
        def keys(found: tuple[str, ...]) -> str:
            return "  ".join(map(shown, found)) or "–"

        commands = self._shell.commands
        return (
            Column("action", N_("Command"), lambda r: commands.text(r.action.id), width=22, stretch=True,
                   icon=lambda r: r.action.icon),
            Column("now", N_("Now"), lambda r: keys(r.now), width=14),
            Column("then", N_("Then"), lambda r: keys(r.then), width=14, bold=True),
            Column("remark", N_("Remark"), self._remark, width=30, rank=1,
                   icon=lambda r: "triangle-alert" if r.refused or r.loses else ""),
        )

    def _remark(self, change: KeyChange) -> str:
        texts, commands = self._shell.texts, self._shell.commands
        parts = [texts.tr("{key} is not taken: {reason}", key=shown(each.key) or each.key,
                          reason=texts.tr(each.reason)) for each in change.refused]
        if change.loses:
            parts.append(texts.tr("{key} goes to: {actions}", key="  ".join(map(shown, change.loses)),
                                  actions=", ".join(commands.text(id) for id in change.winners)))
        return " ".join(parts)

    def begin(self) -> None:
        """Opens and asks for the file."""
        self.form.clear_errors()
        if not self.place.line.text():
            self.place.line.setText(f"{_folder(self._keys)}{os.sep}")
        self._forget()
        self.open(self.place.line)

    def look(self) -> None:
        """Opens the platform's dialogue beside the frame; nothing waits for it."""
        dialogue = QFileDialog(self, self._shell.texts.tr("Take keys from a file"), str(_folder(self._keys)), _FILTER)
        dialogue.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialogue.fileSelected.connect(self._chosen)
        dialogue.finished.connect(dialogue.deleteLater)
        dialogue.open()

    def _chosen(self, place: str) -> None:
        self.place.line.setText(place)
        self._read()

    def _forget(self) -> None:
        self.taking = None
        if self._grown_by:
            self._keys.room_wanted.emit(-self._grown_by)
            self._grown_by = 0
        self.list.hide()
        self.sum.hide()

    def _read(self) -> None:
        text = self.place.line.text().strip()
        if not text:
            self.form.show_problem(UserError("value.missing", field=N_("File")), "place")
            return
        self.form.clear_errors()
        self._shell.background.read(self, load_profile, Path(text).expanduser(), done=self._show, failed=self._wrong,
                                    newest="profile")

    def _show(self, profile: KeyProfile) -> None:
        texts = self._shell.texts
        self.taking = taking = take_profile(list(self._shell.commands.catalogue.values()), self._keys.own(),
                                            profile.keys)
        parts = [texts.tr("Keys of {name}.", name=profile.name) if profile.name else "",
                 texts.trn("{n} command changes.", "{n} commands change.", len(taking.changes)),
                 texts.trn("{n} command of the file is not known here.", "{n} commands of the file are not known here.",
                           len(taking.unknown)) if taking.unknown else ""]
        self.sum.setText(" ".join(part for part in parts if part))
        self.list.set_rows(taking.changes)
        self.sum.show()
        self.list.show()
        self.list.table.setFocus()
        if not self._grown_by:
            self._grown_by = self.list.height()
            self._keys.room_wanted.emit(self._grown_by)

    def _confirm(self) -> None:
        """The first time it shows what would change, then it does it."""
        if self.taking is None:
            self._read()
            return
        self._shell.memory.put("keys.folder", str(Path(self.place.line.text()).expanduser().parent))
        self._keys.use(self.taking.own)
        self.leave()
        self._forget()

    def _wrong(self, problem: BaseException) -> bool:
        self._forget()
        return self.form.show_problem(problem, "place")


class KeyExchange(QObject):
    """Card, export and import for one key editor; a child of its frame."""

    def __init__(self, frame: KeysFrame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame)
        self._frame, self._ctx = frame, ctx
        self.printing = PrintPanel(frame, printers_here, str(ctx().settings["workplace.printer"]))
        self.saving = SavePanel(frame)
        self.exporting = SavePanel(frame, title=N_("Save my keys to a file"), suffix="json")
        self.taking = TakePanel(frame)
        self._panels = (self.printing, self.saving, self.exporting, self.taking)
        self._foot = QWidget(frame)
        foot = FlowRow(self._foot)
        for id in ("keys.print", "frame.pdf", "keys.export", "keys.import"):
            foot.addWidget(tool_button(frame.shell, id, parent=self._foot))
        rows = frame.layout()
        if isinstance(rows, QVBoxLayout):
            rows.addWidget(self._foot)
            for panel in self._panels:
                rows.addWidget(panel)
                panel.installEventFilter(self)
        frame.bind({"keys.print": self.print_card, "frame.print": self.print_card, "frame.pdf": self.save_card,
                    "keys.export": self.save_keys, "keys.import": self.taking.begin})

    def eventFilter(self, _panel: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._foot.setVisible(not any(panel.is_open for panel in self._panels))
        if event.type() == QEvent.Type.HideToParent:
            QTimer.singleShot(0, self, self._left)  # once the panel has said that it is gone
        return False

    def _left(self) -> None:
        if self._frame.open_panel is None:
            self._frame.panel_left()

    def _card(self) -> Callable[[], bytes]:
        sections, texts = sections_of(self._frame.shell), self._frame.shell.texts.translator
        return lambda: key_card_pdf(self._ctx(), sections, texts)

    def print_card(self) -> None:
        """As Alt+Shift+K."""
        card, title = self._card(), self._frame.shell.texts.tr("Keys")
        self.printing.ask(lambda printer, copies, pages: print_paper(card(), printer or None, title, copies, pages))

    def save_card(self) -> None:
        """As Ctrl+Shift+P."""
        card = self._card()
        self.saving.ask(f"{self._frame.shell.texts.tr('Key card')}.pdf",
                        lambda place: save_paper(card(), place, replace=True))

    def save_keys(self) -> None:
        """As Alt+Shift+E."""
        user = self._ctx().user
        profile = KeyProfile(user.name, self._frame.own())
        self.exporting.ask(f"{self._frame.shell.texts.tr('Keys')} {user.login}.json",
                           lambda place: save_profile(place, profile))


def _folder(frame: KeysFrame) -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kept = frame.shell.memory.get("keys.folder") or frame.shell.memory.get("paper.folder")
    return Path(kept or documents or Path.home())
