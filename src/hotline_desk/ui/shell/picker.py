"""A field that takes one of a few by some letters of the name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import Suggestions

Target = tuple[str, str]
"""What kind of thing was chosen, and its uid."""


class Picker(QLineEdit):
    """One of a few by some letters of the name; Enter takes the first that fits and goes on.

    The list below it is no window of its own: one that closes at the same moment would bring the cursor back here.
    """

    picked = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._choices: dict[str, Target] = {}
        self._eager = False
        self.list = Suggestions(shell, self)
        self.list.picked.connect(self._choose)
        self.textEdited.connect(self._show_what_fits)
        self.returnPressed.connect(self._take)
        self.installEventFilter(self)

    def offer(self, choices: dict[str, Target]) -> None:
        """Shows these names to choose from."""
        self._choices = choices
        if self._eager and choices and self.hasFocus():  # Enter was faster than the reading of the names
            self._take()

    def value(self) -> Target | None:
        """The chosen one: the name itself, or the only one (else the first to begin so) with these letters."""
        found = self._fitting(self.text())
        return self._choices[found[0]] if found else None

    def name(self) -> str:
        """The name of the chosen one."""
        value = self.value()
        return next((name for name, target in self._choices.items() if target == value), "")

    def _fitting(self, text: str) -> list[str]:
        """The names with these letters: the name itself, then those with a word that begins so, then the rest."""
        letters = text.strip().casefold()
        if not letters:
            return []
        exact = [name for name in self._choices if name.casefold() == letters]
        begin = [name for name in self._choices if any(
            word.startswith(letters) for word in (name.casefold(), *name.casefold().split()))]
        inside = [name for name in self._choices if letters in name.casefold()]
        return list(dict.fromkeys([*exact, *begin, *inside]))

    def _show_what_fits(self, text: str) -> None:
        self._eager = False
        self._show(self._fitting(text))

    def _show(self, names: list[str]) -> None:
        self.list.offer([] if self.isReadOnly() else [(name, name) for name in names], self.rect())

    def _take(self) -> None:
        name = self.name()
        self._eager = not self._choices
        if name:
            self._choose(name)

    def _choose(self, name: str) -> None:
        self._eager = False
        self.list.hide()
        self.setText(name)
        self.picked.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            return self._handles(event)
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.list.hide()
        return False

    def _handles(self, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            if self.list.wants(event):
                event.accept()
                return True
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        if self.list.isHidden():
            if event.key() == Qt.Key.Key_Down and not event.modifiers():
                self._show(self._fitting(self.text()) or list(self._choices))
                return True
            return False
        if event.key() == Qt.Key.Key_Tab:  # takes what is marked, and leads on by itself
            item = self.list.currentItem()
            self.setText(item.text() if item is not None else self.text())
            self.list.hide()
            return False
        return self.list.takes(event)
