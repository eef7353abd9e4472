"""One-key stamps: the moment, written where the cursor is."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from hotline_desk.ui.shell.picker import Picker
from hotline_desk.ui.shell.texts import Texts


def stamp_text(frame: QWidget, texts: Texts, now: datetime) -> bool:
    """Writes day and time into the text field with the cursor; False if the cursor is in none."""
    field = frame.window().focusWidget()
    if field is None or not frame.isAncestorOf(field) or isinstance(field, Picker):
        return False
    text = texts.moment(now)
    if isinstance(field, QPlainTextEdit) and not field.isReadOnly():
        cursor = field.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText(("" if not before or before.endswith(" ") else " ") + text + " ")
        return True
    if isinstance(field, QLineEdit) and not field.isReadOnly():
        field.insert(text + " ")
        field.textEdited.emit(field.text())
        return True
    return False
