"""The look of what a style sheet cannot draw well: title bars, fields, arrows, indicators, progress."""

from __future__ import annotations

from time import monotonic
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QPlainTextEdit,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionProgressBar,
    QStyleOptionSpinBox,
    QStyleOptionTitleBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from hotline_desk.ui.shell.theme import Theme
from hotline_desk.ui.shell.titlebar import button_at, draw_mdi_controls, draw_title_bar

_CE, _CC, _PE, _SC, _PM = (QStyle.ControlElement, QStyle.ComplexControl, QStyle.PrimitiveElement, QStyle.SubControl,
                           QStyle.PixelMetric)
_CT, _SE, _S = QStyle.ContentsType, QStyle.SubElement, QStyle.StateFlag
_RADIUS = 4.0
_FUSION_ARROW = 16
"""Pixels Fusion reckons for the arrows of a spin box, however large the text."""
_TO_AND_FRO = 1.2
"""Seconds in which the sign of work without a known end crosses its groove."""
_CELL_PAD = 6
"""Pixels beside the text in cells of lists; the sheet gives their headings the same."""


class DeskStyle(QProxyStyle):
    """Fusion with flat frames and one accent colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("Fusion")
        self._theme = theme
        self._measure()
        theme.remeasured.connect(self._measure)

    # --- measures -------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Measures are asked thousands of times while a frame opens: looked up, never calculated then."""
        line, icon = self._theme.line_height(), self._theme.icon_size()
        indicator = round(line * 0.8)
        self._metrics = {
            _PM.PM_IndicatorWidth: indicator, _PM.PM_IndicatorHeight: indicator,
            _PM.PM_ExclusiveIndicatorWidth: indicator, _PM.PM_ExclusiveIndicatorHeight: indicator,
            _PM.PM_SmallIconSize: icon, _PM.PM_ButtonIconSize: icon, _PM.PM_ToolBarIconSize: icon,
            _PM.PM_ListViewIconSize: icon, _PM.PM_TabBarIconSize: icon, _PM.PM_LineEditIconSize: icon,
            _PM.PM_TitleBarHeight: round(line * 1.6), _PM.PM_TabCloseIndicatorWidth: indicator,
            _PM.PM_TabCloseIndicatorHeight: indicator, _PM.PM_MdiSubWindowFrameWidth: 1,
            _PM.PM_MdiSubWindowMinimizedWidth: line * 12, _PM.PM_FocusFrameHMargin: _CELL_PAD - 1,
        }

    def pixelMetric(self, metric: Any, option: QStyleOption | None = None,
                    widget: QWidget | None = None) -> int:
        own = self._metrics.get(metric)
        return super().pixelMetric(metric, option, widget) if own is None else own

    def sizeFromContents(self, kind: Any, option: QStyleOption, size: QSize,
                         widget: Any = None) -> QSize:
        wanted = super().sizeFromContents(kind, option, size, widget)
        if kind == _CT.CT_MdiControls:
            line = self._theme.line_height()
            return QSize(round(line * 4.8), round(line * 1.4))
        if kind in (_CT.CT_LineEdit, _CT.CT_ComboBox, _CT.CT_SpinBox):
            wanted.setHeight(self._field_height())
            if kind == _CT.CT_ComboBox:
                wanted.setWidth(wanted.width() + self._arrow_width())
            elif kind == _CT.CT_SpinBox:
                wanted.setWidth(wanted.width() + max(0, self._arrow_width() - _FUSION_ARROW))
        return wanted

    def _field_height(self) -> int:
        line = self._theme.line_height()
        return line + 2 * max(4, round(line * 0.27)) + 2

    def subElementRect(self, element: Any, option: QStyleOption, widget: Any = None) -> QRect:
        rect = super().subElementRect(element, option, widget)
        if element == _SE.SE_LineEditContents and not _inside_another(widget):
            return rect.adjusted(5, 0, -5, 0)
        return rect

    def subControlRect(self, control: Any, option: QStyleOptionComplex, part: Any,
                       widget: Any = None) -> QRect:
        if control == _CC.CC_TitleBar and isinstance(option, QStyleOptionTitleBar):
            mine = button_at(option, part, self._theme.icon_size())
            if mine is not None:
                return mine
        if control == _CC.CC_ComboBox:
            return self._combo_part(option, part, super().subControlRect(control, option, part, widget))
        if control == _CC.CC_SpinBox:
            return self._spin_part(option, part, super().subControlRect(control, option, part, widget))
        if control == _CC.CC_MdiControls:
            places = (_SC.SC_MdiMinButton, _SC.SC_MdiNormalButton, _SC.SC_MdiCloseButton)
            if part in places:
                third = option.rect.width() // 3
                return QRect(option.rect.left() + places.index(part) * third, option.rect.top(), third,
                             option.rect.height())
        return super().subControlRect(control, option, part, widget)

    def _arrow_width(self) -> int:
        return round(self._theme.line_height() * 1.3)

    def _combo_part(self, option: QStyleOption, part: Any, usual: QRect) -> QRect:
        box, arrow = option.rect, self._arrow_width()
        if part == _SC.SC_ComboBoxArrow:
            return QRect(box.right() - arrow, box.top(), arrow, box.height())
        if part == _SC.SC_ComboBoxEditField:
            return box.adjusted(6, 1, -arrow - 2, -1)
        return usual

    def _spin_part(self, option: QStyleOption, part: Any, usual: QRect) -> QRect:
        box, arrow = option.rect, self._arrow_width()
        if part == _SC.SC_SpinBoxUp:
            return QRect(box.right() - arrow, box.top() + 1, arrow, box.height() // 2 - 1)
        if part == _SC.SC_SpinBoxDown:
            return QRect(box.right() - arrow, box.center().y(), arrow, box.height() // 2)
        if part == _SC.SC_SpinBoxEditField:
            buttons = QAbstractSpinBox.ButtonSymbols.NoButtons
            bare = isinstance(option, QStyleOptionSpinBox) and option.buttonSymbols == buttons
            return box.adjusted(5, 1, -3 if bare else -arrow - 2, -1)
        return usual

    # --- drawing --------------------------------------------------------------------------------------

    def drawComplexControl(self, control: Any, option: QStyleOptionComplex, painter: QPainter,
                           widget: QWidget | None = None) -> None:
        if control == _CC.CC_TitleBar and isinstance(option, QStyleOptionTitleBar):
            draw_title_bar(self._theme, option, painter)
        elif control == _CC.CC_MdiControls:
            parts = (_SC.SC_MdiMinButton, _SC.SC_MdiNormalButton, _SC.SC_MdiCloseButton)
            draw_mdi_controls(self._theme, option, painter,
                              {p: self.subControlRect(control, option, p, widget) for p in parts})
        elif control == _CC.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._field(option, painter, framed=option.frame)
            self._chevron(painter, self.subControlRect(control, option, _SC.SC_ComboBoxArrow, widget), option, True)
        elif control == _CC.CC_SpinBox and isinstance(option, QStyleOptionSpinBox):
            self._field(option, painter, framed=option.frame)
            if option.buttonSymbols != QAbstractSpinBox.ButtonSymbols.NoButtons:
                for part, down in ((_SC.SC_SpinBoxUp, False), (_SC.SC_SpinBoxDown, True)):
                    self._chevron(painter, self.subControlRect(control, option, part, widget), option, down, 0.8)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def drawPrimitive(self, element: Any, option: QStyleOption, painter: QPainter,
                      widget: QWidget | None = None) -> None:
        if element == _PE.PE_PanelLineEdit:
            if not _inside_another(widget):
                self._field(option, painter)
        elif element == _PE.PE_FrameLineEdit:
            return
        elif element in (_PE.PE_IndicatorCheckBox, _PE.PE_IndicatorItemViewItemCheck):
            self._check_box(option, painter)
        elif element == _PE.PE_IndicatorRadioButton:
            self._radio_button(option, painter)
        elif element == _PE.PE_FrameFocusRect:
            self._focus(option, painter, widget)
        elif element == _PE.PE_FrameWindow:
            self._frame_of_window(option, painter)
        elif element == _PE.PE_IndicatorHeaderArrow and isinstance(option, QStyleOptionHeader):
            self._sort_arrow(option, painter)
        elif element == _PE.PE_IndicatorTabClose:
            self._cross(option, painter)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(self, element: Any, option: QStyleOption, painter: QPainter,
                    widget: QWidget | None = None) -> None:
        if element == _CE.CE_ShapedFrame and isinstance(widget, (QTextEdit, QPlainTextEdit)):
            self._field(option, painter, fill=False)
        elif element == _CE.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            super().drawControl(element, self._shortened(option, widget), painter, widget)
        elif element == _CE.CE_ProgressBarGroove:
            self._rounded(painter, QRectF(option.rect), self._theme.color("hover"), None)
        elif element == _CE.CE_ProgressBarContents and isinstance(option, QStyleOptionProgressBar):
            if option.maximum > option.minimum:
                self._progress(option, painter)
            else:
                self._busy(option, painter, widget)
        elif element == _CE.CE_ProgressBarLabel and isinstance(option, QStyleOptionProgressBar):
            self._progress_text(option, painter)
        else:
            super().drawControl(element, option, painter, widget)

    def _shortened(self, option: QStyleOptionComboBox, widget: QWidget | None) -> QStyleOptionComboBox:
        """The choice with dots where it has no room, instead of half a letter."""
        shown = QStyleOptionComboBox(option)
        room = self.subControlRect(_CC.CC_ComboBox, option, _SC.SC_ComboBoxEditField, widget).width()
        air = "" if option.currentIcon.isNull() else " "
        if air:
            room -= option.iconSize.width() + 4 + option.fontMetrics.horizontalAdvance(air)
        shown.currentText = air + option.fontMetrics.elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room - 2)
        return shown

    def _rounded(self, painter: QPainter, rect: QRectF, fill: QColor | None, line: QColor | None,
                 width: float = 1.0, radius: float = _RADIUS) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(line, width) if line is not None else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        inset = width / 2
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
        painter.restore()

    def _field(self, option: QStyleOption, painter: QPainter, fill: bool = True, framed: bool = True) -> None:
        enabled, focus = bool(option.state & _S.State_Enabled), bool(option.state & _S.State_HasFocus)
        readonly = bool(option.state & _S.State_ReadOnly)
        ground = self._theme.color("field" if enabled and not readonly else "window") if fill else None
        line = self._theme.color("accent" if focus and enabled else "border") if framed else None
        self._rounded(painter, QRectF(option.rect), ground, line, 1.6 if focus and enabled and framed else 1.0)

    def _chevron(self, painter: QPainter, box: QRect, option: QStyleOption, down: bool, scale: float = 1.0) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        enabled = bool(option.state & _S.State_Enabled)
        tone = self._theme.color("text" if enabled else "border")
        half = self._theme.line_height() * 0.2 * scale
        painter.setPen(QPen(tone, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        centre = QRectF(box).center()
        tip = half / 2 if down else -half / 2
        path = QPainterPath(QPointF(centre.x() - half, centre.y() - tip))
        path.lineTo(centre.x(), centre.y() + tip)
        path.lineTo(centre.x() + half, centre.y() - tip)
        painter.drawPath(path)
        painter.restore()

    def _sort_arrow(self, option: QStyleOptionHeader, painter: QPainter) -> None:
        """Up where the small stands on top, down where the large does."""
        descends = option.sortIndicator == QStyleOptionHeader.SortIndicator.SortUp  # so Qt calls the other way round
        self._chevron(painter, option.rect, option, descends, 0.8)

    def _check_box(self, option: QStyleOption, painter: QPainter) -> None:
        on, some = bool(option.state & _S.State_On), bool(option.state & _S.State_NoChange)
        enabled = bool(option.state & _S.State_Enabled)
        fill = self._theme.color(("accent" if enabled else "strong_border") if on or some else "field")
        line = self._theme.color("accent" if enabled and (on or some or option.state & _S.State_HasFocus)
                                 else "strong_border")
        rect = QRectF(option.rect)
        self._rounded(painter, rect, fill, line, 1.2, 3.0)
        if not (on or some):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent_text"), max(1.6, rect.width() / 8), Qt.PenStyle.SolidLine,
                            Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        x, y, w = rect.x(), rect.y(), rect.width()
        points = [(0.25, 0.5), (0.75, 0.5)] if some else [(0.24, 0.53), (0.43, 0.71), (0.77, 0.31)]
        painter.drawPolyline([QPointF(x + a * w, y + b * w) for a, b in points])
        painter.restore()

    def _radio_button(self, option: QStyleOption, painter: QPainter) -> None:
        on, enabled = bool(option.state & _S.State_On), bool(option.state & _S.State_Enabled)
        tone = self._theme.color("accent" if enabled and (on or option.state & _S.State_HasFocus)
                                 else "strong_border")
        rect = QRectF(option.rect)
        self._rounded(painter, rect, tone if on else self._theme.color("field"), tone, 1.2, rect.width() / 2)
        if on:
            inner = rect.width() * 0.3
            self._rounded(painter, rect.adjusted(inner, inner, -inner, -inner), self._theme.color("accent_text"),
                          None, 0.0, rect.width() / 2)

    def _focus(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        if isinstance(widget, (QAbstractItemView, QPushButton, QToolButton)):  # their border tells it
            return
        self._rounded(painter, QRectF(option.rect), None, self._theme.color("accent"), 1.2)

    def _frame_of_window(self, option: QStyleOption, painter: QPainter) -> None:
        painter.save()
        active = bool(option.state & _S.State_Active)
        painter.setPen(self._theme.color("accent" if active else "border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _cross(self, option: QStyleOption, painter: QPainter) -> None:
        if option.state & _S.State_MouseOver:
            self._rounded(painter, QRectF(option.rect), self._theme.color("border"), None)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("muted"), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        inner = option.rect.width() * 0.28
        box = QRectF(option.rect).adjusted(inner, inner, -inner, -inner)
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())
        painter.restore()

    def _progress(self, option: QStyleOptionProgressBar, painter: QPainter) -> None:
        share = (option.progress - option.minimum) / (option.maximum - option.minimum)
        rect = QRectF(option.rect)
        rect.setWidth(rect.width() * max(0.0, min(1.0, share)))
        self._rounded(painter, rect, self._theme.color("accent"), None)

    def _busy(self, option: QStyleOptionProgressBar, painter: QPainter, widget: QWidget | None) -> None:
        """A piece that goes to and fro; Fusion's own drawing, which nobody sees, keeps it moving."""
        aside = QPixmap(1, 1)
        unseen = QPainter(aside)
        super().drawControl(_CE.CE_ProgressBarContents, option, unseen, widget)
        unseen.end()
        phase = 0.5 if self._theme.still else abs(monotonic() / _TO_AND_FRO % 2 - 1)
        rect = QRectF(option.rect)
        rect.setWidth(rect.width() / 3)
        rect.translate(rect.width() * 2 * phase, 0)
        self._rounded(painter, rect, self._theme.color("accent"), None)

    def _progress_text(self, option: QStyleOptionProgressBar, painter: QPainter) -> None:
        if not option.textVisible or not option.text:
            return
        painter.save()
        span = option.maximum - option.minimum
        share = (option.progress - option.minimum) / span if span > 0 else 0
        edge = option.rect.left() + round(option.rect.width() * share)
        for left, right, token in ((option.rect.left(), edge, "accent_text"), (edge, option.rect.right() + 1, "text")):
            painter.setClipRect(QRect(left, option.rect.top(), right - left, option.rect.height()))
            painter.setPen(self._theme.color(token))
            painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, option.text)
        painter.restore()


def _inside_another(widget: QWidget | None) -> bool:
    """True for the line edit of a combo box or a spin box, which has the frame of its owner."""
    owner = widget.parentWidget() if widget is not None else None
    return isinstance(owner, (QComboBox, QAbstractSpinBox))
