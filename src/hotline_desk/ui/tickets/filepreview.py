"""A look at a file inside the frame: pictures, PDFs and texts, read and decoded in the background."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QStackedWidget, QWidget

from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.attachments import PDF, PICTURE, TEXT, as_text, extension, shown_as
from hotline_desk.services.context import Context
from hotline_desk.services.papers import Paper
from hotline_desk.services.tickets.attachments import Attachment, attachment_bytes, mail_text
from hotline_desk.ui.shell.paper_view import PaperView
from hotline_desk.ui.shell.shell import Shell

_LARGEST = 2400
"""Pixels of the longer side a picture is decoded to: photographs have several times as many as a preview."""


@dataclass(frozen=True)
class Look:
    """What can be shown of a file: one of the three, or none."""

    image: QImage | None = None
    paper: Paper | None = None
    text: str | None = None


def look_into(ctx: Context, file: Attachment, texts: Translator) -> Look:
    """Reads and decodes a file; in the background. Raises UserError if it is damaged."""
    kind = shown_as(file.name, file.media_type)
    if not kind:
        return Look()
    body = attachment_bytes(ctx, file.uid)
    if kind == PICTURE:
        image = decoded(body)
        return Look(image=None if image.isNull() else image)
    if kind == PDF:
        return Look(paper=Paper(body))
    mail = mail_text(body, texts) if extension(file.name) == "eml" else ""
    return Look(text=mail or as_text(body)) if kind == TEXT else Look()


def decoded(body: bytes) -> QImage:
    """The picture, upright and no larger than needed; null if it is none."""
    buffer = QBuffer()
    buffer.setData(QByteArray(body))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LARGEST:
        reader.setScaledSize(size.scaled(_LARGEST, _LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


class PictureView(QWidget):
    """A picture as large as there is room, never larger than it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage) -> None:
        """Shows this one."""
        self.image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ratio = self.devicePixelRatioF()
        own = QSize(round(self.image.width() / ratio), round(self.image.height() / ratio))
        room = own.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        size = room if room.width() < own.width() else own
        corner = QRect(0, 0, size.width(), size.height())
        corner.moveCenter(self.rect().center())
        painter.drawImage(corner, self.image)
        painter.end()


class FilePreview(QStackedWidget):
    """Shows one file; the newest wished for wins."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._file: Attachment | None = None
        self.message = QLabel(self)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setProperty("role", "muted")
        self.picture, self.paper, self.text = PictureView(self), PaperView(shell), QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        for widget in (self.message, self.picture, self.paper, self.text):
            self.addWidget(widget)
        self.setMinimumSize(120, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for widget in (self.picture, self.paper, self.text):
            shell.texts.bind(widget.setAccessibleName, N_("Preview of the file"))
        shell.texts.changed.connect(self._say)

    @property
    def file(self) -> Attachment | None:
        """The file that is shown."""
        return self._file

    def show_file(self, ctx: Context | None, file: Attachment | None) -> None:
        """Shows this file; without a context one that is not kept yet."""
        if file == self._file:
            return
        self._file = file
        self._say()
        if ctx is not None and file is not None:
            texts = self._shell.texts.translator
            self._shell.background.read(self, look_into, ctx, file, texts, done=lambda look: self._show(file, look),
                                        failed=self._failed, newest="file-preview")

    def _say(self) -> None:
        if self._file is None:
            self._tell(N_("Drop files anywhere on the ticket, or paste a picture."))
        elif self.currentWidget() is self.message:
            self._tell(N_("This file cannot be shown here. Enter opens it.") if not self._file.dangerous else
                       N_("This file could act as a program. It is only saved, never opened here."))

    def _tell(self, text: str) -> None:
        self.message.setText(self._shell.texts.tr(text))
        self.setCurrentWidget(self.message)

    def _show(self, file: Attachment, look: Look) -> None:
        if file != self._file:
            return
        if look.image is not None:
            self.picture.show_image(look.image)
            self.setCurrentWidget(self.picture)
        elif look.paper is not None:
            self.setCurrentWidget(self.paper)
            self.paper.show_paper(look.paper)
        elif look.text is not None:
            self.text.setPlainText(look.text)
            self.setCurrentWidget(self.text)
        else:
            self.setCurrentWidget(self.message)
            self._say()

    def _failed(self, problem: BaseException) -> bool:
        self.message.setText(self._shell.messages.sentence(problem))
        self.setCurrentWidget(self.message)
        return True
