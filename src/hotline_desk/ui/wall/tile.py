"""One number of the wall with its word, as large as its place allows."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.theme import FAMILY

_NUMBER, _WORD = 0.50, 0.17
"""Shares of the height; a letter of 20 mm can be read from five metres, one of 7 mm from two."""
_GROUNDS = {"danger": "danger_row", "warning": "warning_row", "success": "success_row"}


def sized(pixels: float, bold: bool = False) -> QFont:
    """The desk's font in pixels."""
    font = QFont(FAMILY)
    font.setPixelSize(max(9, round(pixels)))
    font.setBold(bold)
    return font


def fitting(text: str, width: int, pixels: float, bold: bool = False) -> QFont:
    """The font of so many pixels, or the largest in which the text is no wider than this."""
    font = sized(pixels, bold)
    wide = QFontMetrics(font).horizontalAdvance(text)
    return font if wide <= width else sized(floor(pixels * width / wide), bold)


class Tile(QWidget):
    """`show_value` sets what it says; alarming ones have a sign and a ground besides the colour."""

    def __init__(self, shell: Shell, icon: str) -> None:
        super().__init__()
        self._shell, self._icon = shell, icon
        self._value, self._word, self._token = "–", "", "text"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(70, 56))

    def show_value(self, value: str, word: str, token: str = "text") -> None:
        """Shows a value and its translated word in the colour of a token (text, warning, danger, success)."""
        if (value, word, token) == (self._value, self._word, self._token):
            return
        self._value, self._word, self._token = value, word, token
        self.setAccessibleName(f"{value} {word}")
        self.update()

    def value(self) -> str:
        """What it shows."""
        return self._value

    def token(self) -> str:
        """The colour it is shown in."""
        return self._token

    def number_pixels(self) -> int:
        """How tall its number is written now."""
        return self._number_font().pixelSize()

    def _inner(self) -> QRect:
        edge = max(6, self.height() // 14)
        return self.rect().adjusted(edge, edge // 2, -edge, -edge)

    def _number_font(self) -> QFont:
        room = self._inner()
        return fitting(self._value, round(room.width() * 0.76), self.height() * _NUMBER, bold=True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, room = self._shell.theme, self._inner()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color(_GROUNDS.get(self._token, "field")))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(theme.color(self._token))
        painter.setFont(self._number_font())
        upper = QRect(room.left(), room.top(), room.width(), round(room.height() * 0.68))
        painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._value)
        sign = max(14, round(self.height() * 0.2))
        ratio = self.devicePixelRatioF()
        picture = self._shell.icons.pixmap(self._icon, "muted" if self._token == "text" else self._token, sign, ratio)
        painter.drawPixmap(room.right() - sign, room.top() + sign // 3, picture)
        lower = QRect(room.left(), upper.bottom(), room.width(), room.bottom() - upper.bottom())
        font = fitting(self._word, room.width(), max(self.height() * _WORD, theme.line_height() * 0.75))
        painter.setFont(font)
        painter.setPen(theme.color("text" if self._token != "text" else "muted"))
        painter.drawText(lower, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self._word)
        painter.end()
