"""The flat title bar of a frame: symbol, title, three quiet buttons; the active one has an accent line."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionComplex, QStyleOptionTitleBar

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
    marks = {_SC.SC_TitleBarCloseButton: "close", _SC.SC_TitleBarMinButton: "least", _SC.SC_TitleBarMaxButton: "most"}
    _draw_mark(theme, painter, box, marks.get(part, "normal"), under, active)


def draw_mdi_controls(theme: Theme, option: QStyleOptionComplex, painter: QPainter, boxes: dict[Any, QRect]) -> None:
    """Draws the buttons of a maximised frame at the end of the menu bar."""
    marks = {_SC.SC_MdiCloseButton: "close", _SC.SC_MdiMinButton: "least", _SC.SC_MdiNormalButton: "normal"}
    for part, mark in marks.items():
        if option.subControls & part:
            under = bool(option.activeSubControls & part) and bool(option.state & _S.State_MouseOver)
            _draw_mark(theme, painter, boxes[part], mark, under, True)


def _draw_mark(theme: Theme, painter: QPainter, box: QRect, mark: str, under: bool, active: bool) -> None:
    closing = mark == "close"
    if under:
        painter.fillRect(box, theme.color("danger" if closing else "hover"))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tone = theme.color("field" if under and closing else "text" if active else "muted")
    painter.setPen(QPen(tone, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    half = theme.line_height() * 0.23
    middle = QRectF(box).center()
    sign = QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)
    if closing:
        painter.drawLines([QLineF(sign.topLeft(), sign.bottomRight()), QLineF(sign.topRight(), sign.bottomLeft())])
    elif mark == "least":
        painter.drawLine(QPointF(sign.left(), sign.bottom()), QPointF(sign.right(), sign.bottom()))
    elif mark == "most":
        painter.drawRect(sign)
    else:
        small = sign.adjusted(0, 2.5, -2.5, 0)
        painter.drawRect(small)
        painter.drawPolyline([QPointF(small.left() + 2.5, small.top()), QPointF(small.left() + 2.5, sign.top()),
                              sign.topRight(), QPointF(sign.right(), small.bottom() - 2.5),
                              QPointF(small.right(), small.bottom() - 2.5)])
    painter.restore()
