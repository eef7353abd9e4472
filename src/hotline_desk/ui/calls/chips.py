"""A row of buttons of which one is on: what a list shows, with counts on them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from hotline_desk.ui.shell.shell import Shell


class Chips(QWidget):
    """`choices` are codes with their message id and icon. `code_changed` comes when a person chooses."""

    code_changed = Signal(str)

    def __init__(self, shell: Shell, choices: Sequence[tuple[str, str, str]], code: str) -> None:
        super().__init__()
        self._shell = shell
        self._texts = {each: text for each, text, _icon in choices}
        self._counts: dict[str, int] = {}
        self._buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for each, _text, _icon in choices:
            button = QToolButton()
            button.setCheckable(True)
            button.setChecked(each == code)
            button.clicked.connect(lambda _on=False, each=each: self.code_changed.emit(each))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[each] = button
        shell.texts.follow(self, Chips._translate)

    def code(self) -> str:
        """The code chosen."""
        return next((code for code, button in self._buttons.items() if button.isChecked()), "")

    def set_code(self, code: str) -> None:
        """Chooses without telling anybody."""
        if code in self._buttons:
            self._buttons[code].setChecked(True)

    def count(self, code: str, count: int) -> None:
        """Shows a number on a button; 0 shows none."""
        self._counts[code] = count
        self._translate()

    def _translate(self) -> None:
        for code, button in self._buttons.items():
            text = self._shell.texts.tr(self._texts[code])
            count = self._counts.get(code)
            button.setText(f"{text} ({count})" if count else text)
