"""Files that come to a ticket: dropped anywhere on its frame, pasted, chosen; they are read in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.text import N_
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.attachments import remove_attachment
from hotline_desk.services.tickets.handing_in import Added, hand_in, hand_in_file, hand_in_waiting, waiting_files
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.moments import local_now
from hotline_desk.ui.tickets.following import Following
from hotline_desk.ui.tickets.panels import Holder

_RETRY_MS = 20_000
_TOLD = 3
_WATCHED = "lets files through"


@dataclass(frozen=True)
class Picture:
    """A picture that is no file yet."""

    image: QImage
    name: str


Source = Path | Picture


@dataclass(frozen=True)
class Handed:
    """What became of some files."""

    added: tuple[Added, ...]
    problems: tuple[UserError, ...]


def files_in(mime: QMimeData) -> list[Path]:
    """The files of this computer that are dragged or copied."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _copied() -> QMimeData:
    # An empty clipboard has no data at all, which the stubs do not know.
    return QGuiApplication.clipboard().mimeData() or QMimeData()


class Receiving(QObject):
    """`received` comes when files were attached or wait; a ticket without a number yet gets them once it has one."""

    received = Signal()

    def __init__(self, frame: Holder, changes: Changes) -> None:
        super().__init__(frame)
        self._frame, self._shell = frame, frame.shell
        self._queue: list[Source] = []
        self._pasting: QWidget | None = None
        self._gone = False
        self.overlay = QLabel(frame)
        self.overlay.setObjectName("drop")
        self.overlay.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.overlay.setWordWrap(True)
        self.overlay.setAutoFillBackground(True)
        self.overlay.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.overlay.hide()
        self._shell.texts.bind(self.overlay.setText, N_("Drop files here: they become attachments of this ticket."))
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(_RETRY_MS)
        self._retry.timeout.connect(self.hand_in_waiting)
        self._drops = _Drops(self)
        frame.setAcceptDrops(True)
        frame.installEventFilter(self._drops)
        frame.record.made.connect(self._made)
        Following(self, changes, lambda kind, _uid: kind == "store", self.hand_in_waiting)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        QTimer.singleShot(0, self, self.watch)

    # --- what comes -----------------------------------------------------------------------------------

    def take_mime(self, mime: QMimeData) -> bool:
        """Attaches the files or the picture in what was dropped or copied; False if there is none."""
        files = files_in(mime)
        if files:
            self.take(files)
            return True
        image = mime.imageData() if mime.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            return False
        self.take([Picture(image, self._picture_name())])
        return True

    def wants(self, mime: QMimeData) -> bool:
        """Whether there are files or a picture in it, and this user may attach them."""
        return (mime.hasImage() or bool(files_in(mime))) and self.may

    @property
    def may(self) -> bool:
        """Whether this user may attach files."""
        return self._shell.commands.allowed("attachment.add")

    def paste(self) -> None:
        """As Ctrl+Shift+V: the clipboard's files or picture, whatever else is in it."""
        if not self.take_mime(_copied()):
            self._shell.messages.say(self._shell.texts.tr(
                "There is neither a file nor a picture in the clipboard."), key="attachment.paste")

    def choose(self) -> None:
        """Opens the platform's dialogue beside the frame; nothing waits for it."""
        dialogue = QFileDialog(self._frame, self._shell.texts.tr("Attach files"), str(self._folder()))
        dialogue.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialogue.filesSelected.connect(self._chosen)
        dialogue.finished.connect(dialogue.deleteLater)
        dialogue.open()

    def _folder(self) -> Path:
        kept = self._shell.memory.get("attachment.folder")
        return Path(kept) if kept else Path.home()

    def _chosen(self, names: list[str]) -> None:
        self._shell.memory.put("attachment.folder", str(Path(names[0]).parent))
        self.take([Path(name) for name in names])

    def _picture_name(self) -> str:
        ctx = self._frame.ctx()
        return f"{self._shell.texts.tr('Picture')} {local_now(ctx.clock.now(), ctx.zone):%Y-%m-%d %H.%M.%S}.png"

    # --- handing in -----------------------------------------------------------------------------------

    def take(self, sources: Sequence[Source]) -> None:
        """Attaches these in the background, one after the other; what cannot be attached is told, the rest is."""
        uid, ctx = self._frame.record.uid, self._frame.ctx
        if not uid:
            self._queue += sources
            return
        title = self._shell.texts.trn("Attaching {n} file", "Attaching {n} files", len(sources))
        self._shell.background.run_long(None, partial(_hand_in_all, ctx, uid, list(sources)), title=title,
                                        done=self._handed)

    def _made(self, _uid: str) -> None:
        if self._queue:
            queue, self._queue = self._queue, []
            self.take(queue)

    def hand_in_waiting(self) -> None:
        """Tries again with the files that wait at this workplace, of other tickets too."""
        ctx = self._frame.ctx
        if not self._gone:
            self._shell.background.write(self, lambda: (hand_in_waiting(ctx()), waiting_files(ctx())),
                                         done=lambda answer: self._retried(*answer))

    def look_for_waiting(self) -> None:
        """At the beginning: files may wait from an earlier day."""
        ctx = self._frame.ctx
        self._shell.background.read(self, lambda: waiting_files(ctx()),
                                    done=lambda files: self.hand_in_waiting() if files else None)

    def _retried(self, added: list[Added], waiting: list[object]) -> None:
        if waiting:
            self._retry.start()
        if added:
            self._tell(tuple(added))
            self.received.emit()

    def _handed(self, handed: Handed) -> None:
        """Also once the frame has gone: what became of the files is told in any case."""
        self._tell(handed.added)
        for problem in handed.problems[:_TOLD]:
            self._shell.messages.trouble(problem)
        if not self._gone:
            if any(each.waits for each in handed.added):
                self._retry.start()
            self.received.emit()

    def _tell(self, added: tuple[Added, ...]) -> None:
        texts, say = self._shell.texts, self._shell.messages.say
        kept, waiting = [a for a in added if not a.waits], [a for a in added if a.waits]
        if kept:
            told = (texts.tr("{name} is attached.", name=kept[0].name) if len(kept) == 1
                    else texts.tr("{n} files are attached.", n=len(kept)))
            say(told, "success", key="attachment.added", action_text=texts.tr("Undo"),
                action=partial(_take_back, self._shell.background.write, self._frame.ctx, kept))
        if waiting:
            names = ", ".join(each.name for each in waiting)
            say(texts.tr("The database is away. {names}: kept at this workplace and attached as soon as it is back.",
                         names=names), "warning", key="attachment.waits")

    def leave(self) -> None:
        """The frame closes."""
        self._gone = True
        self._retry.stop()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._focus_moved)

    # --- dragging and pasting -------------------------------------------------------------------------

    def watch(self) -> None:
        """Fields that would take a dropped file as text let it through to the frame; text stays theirs."""
        for child in self._frame.findChildren(QWidget):
            if child.acceptDrops() and not child.property(_WATCHED):
                child.setProperty(_WATCHED, True)
                child.installEventFilter(self._drops)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._pasting is not None and shiboken6.isValid(self._pasting):
            self._pasting.removeEventFilter(self)
        self._pasting = None
        if new is not None and self._frame.isAncestorOf(new):
            self._pasting = new
            new.installEventFilter(self)
            self.watch()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Ctrl+V in a field: a picture or files are attached, text is the field's."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not event.matches(QKeySequence.StandardKey.Paste) or not self.may:
            return False
        mime = _copied()
        if not files_in(mime) and mime.hasText():
            return False
        return self.take_mime(mime)

    def show_overlay(self, shown: bool) -> None:
        """While files hang over the frame it says what will become of them."""
        if shown and self.overlay.isHidden():
            palette = self.overlay.palette()
            palette.setColor(self.overlay.backgroundRole(), self._shell.theme.color("note_row"))
            self.overlay.setPalette(palette)
            self.overlay.setFont(self._shell.theme.font(bold=True))
            tall = self._shell.theme.line_height() * 4
            self.overlay.setGeometry(self._frame.rect().adjusted(0, self._frame.height() - tall, 0, 0))
            self.overlay.raise_()
        self.overlay.setVisible(shown)


class _Drops(QObject):
    """Sees what is dragged over the frame and its fields."""

    def __init__(self, receiving: Receiving) -> None:
        super().__init__(receiving)
        self._receiving = receiving

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self._receiving.show_overlay(False)
            return False
        if kind not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        if not isinstance(event, QDropEvent) or not self._receiving.wants(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._receiving.show_overlay(kind != QEvent.Type.Drop)
        if kind == QEvent.Type.Drop:
            self._receiving.take_mime(event.mimeData())
        return True


def _hand_in_all(present: Callable[[], Context], uid: str, sources: list[Source], progress: Callable[..., None],
                 cancelled: Callable[[], bool]) -> Handed:
    ctx = present().watched(progress, cancelled)
    added, problems = [], []
    for source in sources:
        try:
            if isinstance(source, Picture):
                added.append(hand_in(ctx, uid, source.name, _png(source.image)))
            else:
                added.append(hand_in_file(ctx, uid, source))
        except UserError as problem:
            problems.append(problem)
    return Handed(tuple(added), tuple(problems))


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs know no device
        raise EnvironmentTrouble(N_("The picture"), "PNG")
    return bytes(buffer.data().data())


def _take_back(write: Callable[..., object], ctx: Callable[[], Context], added: list[Added]) -> None:
    def work() -> None:
        for each in added:
            remove_attachment(ctx(), each.uid)

    write(None, work)


