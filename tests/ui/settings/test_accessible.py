"""Whatever can have the cursor has a name for those who cannot see it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QScrollArea, QWidget

from hotline_desk.core.settings import Settings
from hotline_desk.ui.settings.frame import SettingsFrame
from hotline_desk.ui.settings.keys import KeysFrame


def nameless(root):
    found = []
    for widget in root.findChildren(QWidget):
        inner = isinstance(widget, QLineEdit) and isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
        focusable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QScrollArea)
        inner = inner or widget.window() is not root.window()  # the drop-down of a box speaks for itself
        if focusable and not inner and widget.focusProxy() is None and not widget.objectName().startswith("qt_"):
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name):
                found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


@pytest.mark.parametrize("kind", [SettingsFrame, KeysFrame])
def test_every_field_and_button_has_a_name(desk, kind):
    values = {"ui.language": "en"}
    desk.windows.register("x", lambda uid, **args: kind(desk.shell, lambda: Settings(values), values.__setitem__))
    frame = desk.windows.open("x")
    assert nameless(frame) == []


def test_banners_and_palette_have_names(desk):
    desk.shell.messages.say("Saved.", "success", action_text="Undo", action=lambda: None)
    desk.window.palette_box.open()
    assert nameless(desk.window.strip) == [] and nameless(desk.window.palette_box) == []
