"""Keys of the catalogue go before what text fields would do with them (on X11 Ctrl+E and Ctrl+U, say)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QKeySequenceEdit, QWidget

from hotline_desk.ui.shell.commands import Commands

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class KeysFirst(QObject):
    """Watches the widget with the cursor only: a filter on the whole application would slow every event."""

    def __init__(self, app: QApplication, commands: Commands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._by_key: dict[int, list[QAction]] = {}
        commands.keys_changed.connect(self._learn)
        app.focusChanged.connect(self._moved)
        self._learn()

    def _learn(self) -> None:
        self._by_key.clear()
        for action in self._commands.all_qactions():
            for sequence in action.shortcuts():
                if sequence.count() == 1:
                    first: QKeyCombination = sequence[0]  # type: ignore[index]  # missing in the stubs
                    self._by_key.setdefault(first.toCombined(), []).append(action)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and not isinstance(new, QKeySequenceEdit):
            new.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not event.modifiers() & _HELD:
            return False
        if any(a.isEnabled() for a in self._by_key.get(event.keyCombination().toCombined(), ())):
            event.ignore()
            return True
        return False
