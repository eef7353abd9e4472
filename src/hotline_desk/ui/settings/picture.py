"""A small picture of what the company's letters bear as logo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.shell import Shell

_LINES = 2.4
_WIDEST = 4
"""At most so many times as wide as it is high."""


class Picture(QLabel):
    """`logo()` gives the file's bytes, b"" for none; it runs in the background."""

    def __init__(self, shell: Shell, logo: Callable[[], bytes]) -> None:
        super().__init__()
        self._shell, self._logo = shell, logo
        self._image = QImage()
        self.setProperty("role", "muted")
        shell.texts.bind(self.setAccessibleName, N_("Logo"))
        shell.texts.follow(self, Picture._show)
        shell.theme.follow(self, Picture._show)

    def read(self) -> None:
        """Reads it anew."""
        self._shell.background.read(self, self._logo, done=self.show_file, newest="logo", calm=True)

    def show_file(self, file: bytes) -> None:
        """Shows the picture in this file, or that there is none."""
        self._image = QImage.fromData(file) if file else QImage()
        self._show()

    def _show(self) -> None:
        if self._image.isNull():
            self.setText(self._shell.texts.tr("no logo"))
            return
        high = round(self._shell.theme.line_height() * _LINES)
        small = self._image.scaled(QSize(high * _WIDEST, high), Qt.AspectRatioMode.KeepAspectRatio,
                                   Qt.TransformationMode.SmoothTransformation)
        paper = QPixmap(small.size() + QSize(8, 8))  # logos are made for white paper
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(4, 4, small)
        painter.end()
        self.setPixmap(paper)
