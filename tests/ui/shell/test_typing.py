"""The hands stay on the keys: every key of the catalogue works while the cursor stands in a text."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QTableWidget

from hotline_desk.ui.actions import ACTIONS

KEYS = [(id, key) for id, action in ACTIONS.items() for key in action.keys]


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QTableWidget])
def test_every_key_does_its_action_and_writes_nothing(desk, kind, qtbot):
    frame = desk.windows.open("plain", "1")
    field = kind()
    frame.layout().addWidget(field)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    done = []
    missed = {}
    for id, key in KEYS:
        done.clear()
        frame.handlers().clear()
        frame.bind({id: lambda id=id: done.append(id)})
        QTest.keySequence(field, QKeySequence(key))
        if done != [id]:
            missed[key] = (id, list(done))
    assert missed == {}
    if isinstance(field, QLineEdit):
        assert field.text() == ""
