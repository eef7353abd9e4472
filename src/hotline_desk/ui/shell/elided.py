"""Texts that give way: shortened with dots where the room is narrow, whole in the tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QSizePolicy


class Elided(QLabel):
    """A label of one line without a least width."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


class ElidedLines(Elided):
    """A label of so many lines: of several paragraphs each has one, the last those that are left."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().lineSpacing() * self._most + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def lines(self) -> list[str]:
        """What is painted, from the top."""
        *first, last = self.text().split("\n", self._most - 1)
        wrapped = self._wrapped(" ".join(last.split()))
        room = self._most - len(first)
        if len(wrapped) > room:
            wrapped[room - 1:] = ["".join(wrapped[room - 1:])]
        metrics, width = self.fontMetrics(), self.width()
        return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in (*first, *wrapped)]

    def _wrapped(self, text: str) -> list[str]:
        layout, found = QTextLayout(text, self.font()), []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width())
            found.append(text[line.textStart():line.textStart() + line.textLength()])
        layout.endLayout()
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, step = QPainter(self), self.fontMetrics().lineSpacing()
        painter.setPen(self.palette().color(self.foregroundRole()))
        for number, line in enumerate(self.lines()):
            painter.drawText(0, number * step + self.fontMetrics().ascent() + 1, line)
        painter.end()
