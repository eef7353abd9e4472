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


def field_with_cursor(frame, qtbot):
    field = QLineEdit()
    frame.layout().addWidget(field)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


@pytest.mark.parametrize(("id", "key", "said"), [
    ("ticket.resubmit", "F6", "Resubmit (F6) is not possible here right now."),
    ("ticket.link", "Ctrl+B", "Link with another ticket (Ctrl+B) is not possible here right now."),
    ("frame.save", "Ctrl+S", "There is nothing to save right now."),
])
def test_a_key_that_does_nothing_now_says_so(desk, id, key, said, qtbot):
    frame, heard = desk.windows.open("plain", "1"), []
    desk.shell.messages.said.connect(lambda notice: heard.append(notice.text))
    field = field_with_cursor(frame, qtbot)
    frame.bind({id: heard.clear})
    frame.enable(id, False)
    QTest.keySequence(field, QKeySequence(key))
    assert heard == [said]


def test_a_function_key_of_other_frames_says_so_and_other_keys_stay_silent(desk, qtbot):
    frame, heard = desk.windows.open("plain", "1"), []
    desk.shell.messages.said.connect(lambda notice: heard.append(notice.text))
    field = field_with_cursor(frame, qtbot)
    QTest.keySequence(field, QKeySequence("Ctrl+B"))
    assert heard == []
    QTest.keySequence(field, QKeySequence("F9"))
    assert heard == ["Close ticket (F9) is not possible here right now."]
