"""Keys of the catalogue go before what text fields would do with them (on X11 Ctrl+E and Ctrl+U, say)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QKeySequenceEdit, QWidget

from hotline_desk.ui.shell.commands import Commands

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class KeysFirst(QObject):
    """Watches the widget with the cursor only: a filter on the whole application would slow every event.

    `refused(id)` comes when somebody pressed the key of an action that cannot be done right now: what is typed next
    would go where nobody expects it.
    """

    refused = Signal(str)

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
        function = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
        if not event.modifiers() & _HELD and not function:
            return False
        meant = self._by_key.get(event.keyCombination().toCombined(), ())
        if any(action.isEnabled() for action in meant):
            if function and not event.modifiers() & _HELD:
                return False
            event.ignore()
            return True
        if not event.isAutoRepeat():
            self._refuse([action.objectName() for action in meant], function)
        return False

    def _refuse(self, ids: list[str], function: bool) -> None:
        refused = [id for id in ids if self._commands.refuses(id)]
        if not refused and function and len(ids) == 1 and self._commands.refuses(ids[0], anywhere=True):
            refused = ids
        if refused:
            self.refused.emit(refused[0])
