"""Kinds of fields that tickets need beside the shell's own, and what their names are."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.shell import Shell

LABELS = {
    "subject": N_("Subject"), "address_uid": N_("Customer"), "contact_name": N_("Contact"),
    "contact_uid": N_("Contact"),
    "kind": N_("Kind"), "priority": N_("Priority"), "channel": N_("Channel"), "agent_uid": N_("Agent"),
    "team_uid": N_("Team"), "request": N_("Request"), "solution": N_("Solution"), "caller_number": N_("Telephone"),
    "category": N_("Category"), "product": N_("Product"), "maintenance": N_("Maintenance"), "tags": N_("Tags"),
    "reference": N_("External reference"), "project_uid": N_("Project"),
}


class TextArea(QPlainTextEdit):
    """Several lines; Tab goes on to the next field. It wants `lines`, and is content with `least` of them."""

    def __init__(self, shell: Shell, lines: int = 4, least: int = 2) -> None:
        super().__init__()
        self._shell, self._lines, self._least = shell, lines, least
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        shell.theme.changed.connect(self.updateGeometry)

    def _tall(self, lines: int) -> int:
        return round(self._shell.theme.line_height() * lines + 2 * self.document().documentMargin() + 4)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._tall(self._lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._tall(self._least))


def may_shrink(box: QComboBox) -> None:
    """Lets a box become narrower than its texts where the room is narrow."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(7)
    box.setMinimumWidth(64)


class Chooser(QComboBox):
    """One of a list of (uid, name), or none of them."""

    def __init__(self, shell: Shell, nobody: str = N_("nobody")) -> None:
        super().__init__()
        self._shell, self._nobody = shell, nobody
        self._choices: list[tuple[str, str]] = []
        may_shrink(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        shell.texts.follow(self, lambda box: box.setItemText(0, shell.texts.tr(nobody)) if box.count() else None)

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Shows these choices; the chosen one stays."""
        chosen = self.uid()
        self._choices = choices
        self._fill(chosen)

    def uid(self) -> str | None:
        """The chosen one."""
        return self.currentData()

    def set_uid(self, uid: str | None, name: str = "") -> None:
        """Chooses without telling anybody; one that is not offered any more is shown by its name."""
        if uid and all(uid != known for known, _name in self._choices):
            self._choices = [*self._choices, (uid, name or "…")]
        self._fill(uid)

    def _fill(self, chosen: str | None) -> None:
        self.blockSignals(True)
        self.clear()
        self.addItem(self._shell.texts.tr(self._nobody), None)
        for uid, name in self._choices:
            self.addItem(name, uid)
        self.setCurrentIndex(max(0, self.findData(chosen)) if chosen else 0)
        self.blockSignals(False)


def set_text(widget: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Sets the text if it is another; the cursor stays at its place as far as it can."""
    if isinstance(widget, QLineEdit):
        if widget.text() != text:
            place = widget.cursorPosition()
            widget.setText(text)
            widget.setCursorPosition(min(place, len(text)) if widget.hasFocus() else 0)
    elif widget.toPlainText() != text:
        cursor = widget.textCursor()
        place = cursor.position()
        widget.setPlainText(text)
        cursor.setPosition(min(place, len(text)))
        widget.setTextCursor(cursor)


def digit_of(event: QKeyEvent) -> int | None:
    """1 to 9 of a key, whichever row it is on; None for any other."""
    number = event.key() - Qt.Key.Key_0.value
    return number if 1 <= number <= 9 else None
