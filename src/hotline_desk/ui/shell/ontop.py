"""A small window above everything that never takes the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hotline_desk.ui.shell.shell import Shell

BAR = 4
_FLAGS = (Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
          | Qt.WindowType.WindowDoesNotAcceptFocus)


class OnTop(QWidget):
    """`stripe` is the token of its left edge."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(None, _FLAGS)
        self.shell = shell
        self.stripe = "accent"
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_X11NetWmWindowTypeNotification)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.shell.theme
        painter.fillRect(self.rect(), theme.color("field"))
        painter.fillRect(0, 0, BAR, self.height(), theme.color(self.stripe))
        painter.setPen(QPen(theme.color("strong_border")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
