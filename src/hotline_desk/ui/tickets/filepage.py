"""The page with a ticket's attachments: a list with a look into the selected one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSplitter, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.attachments import PDF, PICTURE, TEXT, is_dangerous, media_type, shown_as
from hotline_desk.services.tickets.attachments import Attachment, remove_attachment, rename_attachment
from hotline_desk.services.tickets.handing_in import Waiting, forget_waiting, waiting_files
from hotline_desk.services.tickets.handing_out import PrivateCopies, copy_to_open, save_copy
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.paper_panels import SavePanel
from hotline_desk.ui.shell.texts import Texts
from hotline_desk.ui.tickets.buttonflow import button_flow
from hotline_desk.ui.tickets.filepreview import FilePreview
from hotline_desk.ui.tickets.panels import Holder

_BUTTONS = (("attachment.add", N_("Attach")), ("attachment.paste", N_("Paste")), ("attachment.save", N_("Save …")),
            ("attachment.rename", N_("Rename …")), ("belonging.remove", N_("Take away")))
_NARROW = 620
_ICONS = {PICTURE: "image", PDF: "file-text", TEXT: "file-text"}
_KILO = 1024


def size_text(texts: Texts, size: int) -> str:
    """A size as people read it: 812 B, 14 KB, 3.2 MB."""
    if size < _KILO:
        return texts.tr("{n} B", n=size)
    if size < _KILO * _KILO:
        return texts.tr("{n} KB", n=texts.number(round(size / _KILO)))
    return texts.tr("{n} MB", n=texts.number(Decimal(size) / _KILO / _KILO, 1))


def icon_of(file: Attachment) -> str:
    """The icon of a file's kind."""
    if file.dangerous:
        return "octagon-alert"
    return _ICONS.get(shown_as(file.name, file.media_type), "paperclip")


class RenamePanel(Panel):
    """Another name for a file."""

    def __init__(self, frame: Holder) -> None:
        super().__init__(frame, N_("Rename attachment"), N_("Rename"))
        self._holder, self._file = frame, ""
        self.name = QLineEdit()
        self.form = Form(frame.shell)
        self.form.row("name", N_("File name"), self.name)
        self.body.addWidget(self.form)
        self.name.returnPressed.connect(self.confirm)
        self.confirmed.connect(self._rename)

    def begin(self, file: Attachment) -> None:
        """Opens with the present name, the part before the extension selected."""
        self._file = file.uid
        self.form.clear_errors()
        self.name.setText(file.name)
        self.open(self.name)
        stem = file.name.rpartition(".")[0]
        self.name.setSelection(0, len(stem or file.name))

    def _rename(self) -> None:
        ctx, uid, name = self._holder.ctx, self._file, self.name.text()
        self.set_busy(True)
        self._holder.shell.background.write(self, lambda: rename_attachment(ctx(), uid, name),
                                            done=lambda _name: self.leave(), failed=self._failed)

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self.form.show_problem(problem, "name")


class Files(QWidget):
    """`selected` comes when another file is the current one."""

    selected = Signal()

    def __init__(self, frame: Holder, copies: PrivateCopies, panels: Callable[[Panel], None], parent: QWidget,
                 open_file: Callable[[QUrl], bool] = QDesktopServices.openUrl) -> None:
        super().__init__(parent)
        self._frame, self._shell, self._copies, self._open_file = frame, frame.shell, copies, open_file
        self._add_panel = panels
        self._kept: tuple[Attachment, ...] = ()
        self._waiting: tuple[Waiting, ...] = ()
        self._rename: RenamePanel | None = None
        self._save: SavePanel | None = None
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.list = self._make_list()
        self.preview = FilePreview(frame.shell, self.split)
        self.split.addWidget(self.list)
        self.split.addWidget(self.preview)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.split, 1)
        rows.addLayout(button_flow(frame.shell, self, _BUTTONS))
        self.list.activated.connect(lambda _file: self.open())
        self.list.current_changed.connect(lambda _file: self._chosen())
        self.setFocusProxy(self.list)

    def _make_list(self) -> RowList:
        texts = self._shell.texts
        return RowList(self._shell, "ticket.attachments", [
            Column("name", N_("Name"), lambda f: f.name, width=34, stretch=True, icon=icon_of,
                   color=lambda f: "warning" if f.dangerous else ""),
            Column("size", N_("Size"), lambda f: size_text(texts, f.size), width=7, align="right",
                   sort=lambda f: f.size),
            Column("added", N_("Attached"), lambda f: texts.moment(f.added_at), width=15, sort=lambda f: f.added_at,
                   rank=1),
            Column("who", N_("By"), self._who, width=12, rank=2),
        ], filterable=False, accessible=N_("Attachments"), row_color=lambda f: "warning_row" if self.waits(f) else "",
            empty=N_("No files yet. Drop some on the ticket, or paste a picture with Ctrl+V."), parent=self)

    def _who(self, file: Attachment) -> str:
        return self._shell.texts.tr("waits for the database") if self.waits(file) else file.added_by

    def waits(self, file: Attachment) -> bool:
        """Whether this file is at this workplace only so far."""
        return any(each.uid == file.uid for each in self._waiting)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * self._shell.theme.font_percent // 100
        self.split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    # --- showing --------------------------------------------------------------------------------------

    def show_view(self, view: TicketView) -> None:
        """Shows the ticket's files, and those that wait for it."""
        self._kept = view.attachments
        self._fill()
        self.read_waiting()

    def read_waiting(self) -> None:
        """Reads what waits at this workplace."""
        ctx, uid = self._frame.ctx, self._frame.record.uid
        self._shell.background.read(self, lambda: [w for w in waiting_files(ctx()) if w.ticket_uid == uid],
                                    done=self._take_waiting, newest="waiting-files")

    def _take_waiting(self, waiting: list[Waiting]) -> None:
        if tuple(waiting) != self._waiting:
            self._waiting = tuple(waiting)
            self._fill()

    def _fill(self) -> None:
        known = {file.uid for file in self._kept}
        waiting = [_shown(w) for w in self._waiting if w.uid not in known]
        self.list.set_rows([*self._kept, *waiting])
        self._chosen()

    def _chosen(self) -> None:
        file = self.current()
        self.preview.setHidden(file is None)
        self.preview.show_file(None if file is None or self.waits(file) else self._frame.ctx(), file)
        self.selected.emit()

    def current(self) -> Attachment | None:
        """The selected file."""
        file: Attachment | None = self.list.current()
        return file

    @property
    def kept_one(self) -> bool:
        """Whether the selected file is in the database."""
        file = self.current()
        return file is not None and not self.waits(file)

    # --- what can be done -----------------------------------------------------------------------------

    def open(self) -> None:
        """As Enter: the system's program opens a copy; what could do harm is offered to be saved."""
        file, ctx = self.current(), self._frame.ctx
        if file is None or self.waits(file):
            return
        chosen = file
        self._shell.background.read(self, lambda: copy_to_open(ctx(), chosen, self._copies), done=self._opened,
                                    failed=self._not_opened)

    def _opened(self, place: Path) -> None:
        if not self._open_file(QUrl.fromLocalFile(str(place))):
            self._shell.messages.say(self._shell.texts.tr(
                "No program of this computer opens {name}. Save it instead.", name=place.name), "warning",
                key="attachment.open")

    def _not_opened(self, problem: BaseException) -> bool:
        if not isinstance(problem, UserError) or problem.id != "attachment.dangerous":
            return False
        shell = self._shell
        shell.messages.say(shell.messages.sentence(problem), "warning", key=problem.id,
                           action_text=shell.texts.tr("Save"), action=self.save)
        return True

    def save(self) -> None:
        """As Ctrl+Shift+S: asks where."""
        file, ctx = self.current(), self._frame.ctx
        if file is None or self.waits(file):
            return
        if self._save is None:
            self._save = SavePanel(self._frame, title=N_("Save attachment"), suffix="")
            self._add_panel(self._save)
        uid = file.uid
        self._save.ask(file.name, lambda place: save_copy(ctx(), uid, place))

    def rename(self) -> None:
        """Asks for another name."""
        file = self.current()
        if file is None or self.waits(file):
            return
        if self._rename is None:
            self._rename = RenamePanel(self._frame)
            self._add_panel(self._rename)
        self._rename.begin(file)

    def remove(self) -> None:
        """Takes the selected file away; it can be brought back."""
        file, ctx, shell = self.current(), self._frame.ctx, self._shell
        if file is None:
            return
        uid = file.uid
        if self.waits(file):
            shell.background.write(self, lambda: forget_waiting(ctx(), uid), done=lambda _n: self.read_waiting())
            return

        def undo() -> None:
            shell.background.write(None, lambda: remove_attachment(ctx(), uid, removed=False))

        shell.background.write(self, lambda: remove_attachment(ctx(), uid), done=lambda _n: shell.messages.say(
            shell.texts.tr("{name} was taken away.", name=file.name), "success", key="attachment.removed",
            action_text=shell.texts.tr("Undo"), action=undo))


def _shown(file: Waiting) -> Attachment:
    kind = media_type(file.name, b"")
    return Attachment(file.uid, file.ticket_uid, file.name, kind, file.size, file.since, "",
                      is_dangerous(file.name, kind))
