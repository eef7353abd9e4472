"""The flat title bar of a frame: symbol, title, three quiet buttons; the active one has an accent line."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionTitleBar

from hotline_desk.ui.shell.theme import Theme

_SC, _S = QStyle.SubControl, QStyle.StateFlag
_GAP = 8


def _minimised(option: QStyleOptionTitleBar) -> bool:
    return bool(option.titleBarState & Qt.WindowState.WindowMinimized.value)


def _maximised(option: QStyleOptionTitleBar) -> bool:
    return bool(option.titleBarState & Qt.WindowState.WindowMaximized.value)


def _buttons(option: QStyleOptionTitleBar) -> tuple[Any, Any, Any]:
    """The parts shown, from right to left."""
    middle = _SC.SC_TitleBarNormalButton if _maximised(option) else _SC.SC_TitleBarMaxButton
    last = _SC.SC_TitleBarNormalButton if _minimised(option) else _SC.SC_TitleBarMinButton
    return _SC.SC_TitleBarCloseButton, middle, last


def button_at(option: QStyleOptionTitleBar, part: Any, icon: int) -> QRect | None:
    """Where a part of the title bar lies; None for parts that are Qt's affair."""
    bar = option.rect
    width = round(bar.height() * 0.95)
    if part == _SC.SC_TitleBarLabel:
        return QRect(bar.left(), bar.top(), bar.width() - 3 * width - 2, bar.height())
    if part == _SC.SC_TitleBarSysMenu:
        return QRect(bar.left() + _GAP, bar.center().y() - icon // 2, icon, icon)
    for place, each in enumerate(_buttons(option)):
        if part == each:
            return QRect(bar.right() - (place + 1) * width, bar.top() + 2, width - 1, bar.height() - 3)
    hidden = (_SC.SC_TitleBarShadeButton, _SC.SC_TitleBarUnshadeButton, _SC.SC_TitleBarContextHelpButton,
              _SC.SC_TitleBarMinButton, _SC.SC_TitleBarMaxButton, _SC.SC_TitleBarNormalButton)
    return QRect() if part in hidden else None


def draw_title_bar(theme: Theme, option: QStyleOptionTitleBar, painter: QPainter) -> None:
    """Draws the whole bar."""
    active = bool(option.titleBarState & _S.State_Active.value)
    bar = option.rect
    painter.save()
    painter.fillRect(bar, theme.color("title_active" if active else "title_idle"))
    if active:
        painter.fillRect(QRect(bar.left(), bar.top(), bar.width(), 2), theme.color("accent"))
    painter.setPen(theme.color("border"))
    painter.drawLine(bar.bottomLeft(), bar.bottomRight())
    size = theme.icon_size()
    left = bar.left() + _GAP
    if not option.icon.isNull():
        option.icon.paint(painter, QRect(left, bar.center().y() - size // 2, size, size))
        left += size + _GAP
    font = theme.font(bold=active)
    painter.setFont(font)
    painter.setPen(theme.color("text" if active else "muted"))
    label = button_at(option, _SC.SC_TitleBarLabel, size) or bar
    space = QRect(left, bar.top() + 1, label.right() - left - 4, bar.height() - 1)
    text = QFontMetrics(font).elidedText(option.text, Qt.TextElideMode.ElideRight, space.width())
    painter.drawText(space, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    for part in _buttons(option):
        _draw_button(theme, option, part, painter, active)
    painter.restore()


def _draw_button(theme: Theme, option: QStyleOptionTitleBar, part: Any, painter: QPainter, active: bool) -> None:
    box = button_at(option, part, theme.icon_size())
    if box is None or not box.isValid():
        return
    under = bool(option.activeSubControls & part) and bool(option.state & _S.State_MouseOver)
    closing = part == _SC.SC_TitleBarCloseButton
    if under:
        painter.fillRect(box, theme.color("danger" if closing else "hover"))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tone = theme.color("field" if under and closing else "text" if active else "muted")
    painter.setPen(QPen(tone, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    half = theme.line_height() * 0.23
    middle = QRectF(box).center()
    mark = QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)
    if closing:
        painter.drawLines([QLineF(mark.topLeft(), mark.bottomRight()), QLineF(mark.topRight(), mark.bottomLeft())])
    elif part == _SC.SC_TitleBarMinButton:
        painter.drawLine(QPointF(mark.left(), mark.bottom()), QPointF(mark.right(), mark.bottom()))
    elif part == _SC.SC_TitleBarMaxButton:
        painter.drawRect(mark)
    else:
        small = mark.adjusted(0, 2.5, -2.5, 0)
        painter.drawRect(small)
        painter.drawPolyline([QPointF(small.left() + 2.5, small.top()), QPointF(small.left() + 2.5, mark.top()),
                              mark.topRight(), QPointF(mark.right(), small.bottom() - 2.5),
                              QPointF(small.right(), small.bottom() - 2.5)])
    painter.restore()
