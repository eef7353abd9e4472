"""Keys that come between F2 and its ticket belong to the ticket, however long the store takes."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from hotline_desk.ui.shell.commands import Commands

_AT_MOST_MS, _LOOK_MS = 5000, 10
_BARE = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta})


class TypedAhead(QObject):
    """Holds back keys until the frame they are meant for has the cursor.

    It filters the whole application, and therefore only while something is under way. What takes a call goes through:
    F2 twice means two calls. So does Escape.
    """

    def __init__(self, commands: Commands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._keys: list[QKeyEvent] = []
        self._holds = False
        self._frame: QWidget | None = None
        self._limit = QTimer(self, singleShot=True, interval=_AT_MOST_MS)
        self._limit.timeout.connect(self.release)
        self._soon = QTimer(self, interval=_LOOK_MS)
        self._soon.timeout.connect(self._look)

    def hold(self) -> None:
        """From now on keys wait, five seconds at most."""
        self._limit.start()
        if not self._holds:
            self._holds = True
            _application().installEventFilter(self)

    def release_into(self, frame: QWidget) -> None:
        """The frame is open: the keys go to its window once it has put the cursor where it belongs."""
        if self._holds:
            self._frame = frame
            self._soon.start()

    def _look(self) -> None:
        frame = self._frame
        if frame is None or not shiboken6.isValid(frame) or _within(frame) is not None:
            self.release()

    def release(self) -> None:
        """The keys go where the cursor is in the frame, else where it is now, in the order in which they came."""
        self._limit.stop()
        self._soon.stop()
        if self._holds:
            self._holds = False
            _application().removeEventFilter(self)
        keys, self._keys = self._keys, []
        frame, self._frame = self._frame, None
        for key in keys:
            self._pass_on(key, frame)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() not in (
                QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            return False
        if event.key() == Qt.Key.Key_Escape or self._act(event, ("call.take",)) is not None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # else the shortcut would act on the frame that is in front still
        elif event.type() == QEvent.Type.KeyPress and event.key() not in _BARE:
            self._keys.append(QKeyEvent(event))
        return True

    def _pass_on(self, key: QKeyEvent, frame: QWidget | None) -> None:
        act = self._act(key)
        if act is not None:
            act()
            return
        target = QApplication.focusWidget()
        if frame is not None and shiboken6.isValid(frame):
            target = _within(frame) or target
        if target is not None:
            QApplication.sendEvent(target, key)

    def _act(self, key: QKeyEvent, ids: tuple[str, ...] = ()) -> Callable[[], object] | None:
        """What the key does by the catalogue, of these actions only if some are given."""
        pressed = key.keyCombination().toCombined()
        actions = [self._commands.qaction(id) for id in ids] or self._commands.all_qactions()
        for action in actions:
            if action.isEnabled() and any(
                    sequence.count() == 1 and sequence[0].toCombined() == pressed  # type: ignore[index]
                    for sequence in action.shortcuts()):
                return action.trigger
        return None


def _within(frame: QWidget) -> QWidget | None:
    """What has the cursor in a frame, or would have it if its window were in front."""
    found = frame.window().focusWidget()
    return found if found is not None and frame.isAncestorOf(found) else None


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
