"""A page that scrolls where there is little room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


def scrolled(widget: QWidget) -> QScrollArea:
    """The widget at the top of an area that scrolls down where it is too low; never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content = QWidget()
    rows = QVBoxLayout(content)
    rows.setContentsMargins(0, 4, 6, 4)
    rows.addWidget(widget)
    rows.addStretch(1)
    area.setWidget(content)
    return area
