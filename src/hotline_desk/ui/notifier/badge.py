"""The sign with the number of open tickets, for the tray and the small window."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from hotline_desk.ui.shell.theme import FAMILY, Theme


def badge_text(count: int) -> str:
    """The number, "99+" from a hundred on."""
    return str(count) if count < 100 else "99+"


def draw_badge(theme: Theme, count: int, late: bool, size: int = 64) -> QPixmap:
    """A rounded square with the number; late ones show a bar on top besides the colour."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = theme.color("danger" if late else "accent")
    ink = QColor("#0a1222") if theme.dark else QColor("#ffffff")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(1, 1, size - 2, size - 2), size / 6, size / 6)
    text = badge_text(count)
    font = QFont(FAMILY)
    font.setBold(True)
    font.setPixelSize(round(size * (0.68 if len(text) == 1 else 0.56 if len(text) == 2 else 0.40)))
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(QRectF(0, size * 0.05 if late else 0, size, size), Qt.AlignmentFlag.AlignCenter, text)
    if late:
        painter.fillRect(QRectF(size * 0.2, size * 0.1, size * 0.6, size * 0.07), ink)
    painter.end()
    return picture
