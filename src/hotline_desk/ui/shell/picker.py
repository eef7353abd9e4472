"""A field that takes one of a few by some letters of the name."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

Target = tuple[str, str]
"""What kind of thing was chosen, and its uid."""


class Picker(QLineEdit):
    """One of a few by some letters of the name; Enter takes the first that fits and goes on."""

    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices: dict[str, Target] = {}
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setMaxVisibleItems(10)
        self.setCompleter(self._completer)
        self._completer.activated.connect(lambda _text: self.picked.emit())
        self.returnPressed.connect(self._take)

    def offer(self, choices: dict[str, Target]) -> None:
        """Shows these names to choose from."""
        self._choices = choices
        self._lines.setStringList(list(choices))

    def value(self) -> Target | None:
        """The chosen one: the name itself, or the only one (else the first to begin so) with these letters."""
        text = self.text().strip().casefold()
        if not text:
            return None
        exact = [name for name in self._choices if name.casefold() == text]
        begin = [name for name in self._choices if any(
            word.startswith(text) for word in (name.casefold(), *name.casefold().split()))]
        inside = [name for name in self._choices if text in name.casefold()]
        found = exact or begin or inside
        return self._choices[found[0]] if found else None

    def name(self) -> str:
        """The name of the chosen one."""
        value = self.value()
        return next((name for name, target in self._choices.items() if target == value), "")

    def _take(self) -> None:
        name = self.name()
        if name:
            self.setText(name)
            self.picked.emit()
