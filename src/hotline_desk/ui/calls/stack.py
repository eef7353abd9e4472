"""The popups at the top right of the screen: three at the most, and one line for the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from hotline_desk.core.clock import seconds_between
from hotline_desk.services.views.popup import PopupView
from hotline_desk.ui.calls.popup import CallWindow, Popup, Rest
from hotline_desk.ui.shell.shell import Shell

MOST = 3
_GAP, _EDGE = 8, 16


@dataclass(frozen=True)
class Shown:
    """A call to show, with a translated line of its own."""

    view: PopupView
    note: str = ""


class Stack(QObject):
    """Its windows are made once and used again, so that a call appears at once."""

    take_wanted = Signal(str)
    customer_wanted = Signal(str)
    hide_wanted = Signal(str)
    caller_wanted = Signal(str)
    swap_wanted = Signal(str)

    def __init__(self, shell: Shell, window: QWidget, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window, self._now = window, now
        self.popups = [Popup(shell) for _ in range(MOST)]
        self.rest = Rest(shell)
        self._calls: tuple[Shown, ...] = ()
        self._most = MOST
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        for popup in self.popups:
            popup.take_wanted.connect(self.take_wanted)
            popup.customer_wanted.connect(self.customer_wanted)
            popup.hide_wanted.connect(self.hide_wanted)
            popup.caller_wanted.connect(self.caller_wanted)
            popup.swap_wanted.connect(self.swap_wanted)
        shell.theme.changed.connect(self._place)
        shell.texts.changed.connect(self._place)

    def show(self, calls: Sequence[Shown]) -> None:
        """Shows these calls, the first ones with a popup each."""
        if tuple(calls) == self._calls:
            return
        self._calls = tuple(calls)
        now = self._now()
        for popup, shown in zip(self.popups, self._calls, strict=False):
            popup.show_call(shown.view, now, shown.note)
        for popup in self.popups[len(self._calls):]:
            popup.hide()
            popup.view = None
        self._most = self._that_fit()
        for popup in self.popups[self._most:]:
            popup.hide()
            popup.view = None
        self._say_rest(now)
        self._place()
        (self._clock.start if self._calls else self._clock.stop)()

    def shown(self) -> list[PopupView]:
        """The calls that have a popup now."""
        return [popup.view for popup in self.popups if popup.view is not None]

    def close(self) -> None:
        """Takes everything from the screen for good."""
        self._clock.stop()
        for window in (*self.popups, self.rest):
            window.close()
            window.deleteLater()
        self.popups = []

    def _tick(self) -> None:
        now = self._now()
        for popup in self.popups:
            popup.tick(now)
        self._say_rest(now)

    def _say_rest(self, now: datetime) -> None:
        others = self._calls[self._most:]
        if others:
            self.rest.say(len(others), max(seconds_between(each.view.rang_at, now) for each in others))
        else:
            self.rest.hide()

    def _screen(self) -> QRect:
        """What can be used of the screen that shows the desk."""
        return self._window.screen().availableGeometry()

    def _that_fit(self) -> int:
        """How many popups have room on the screen, with the line for the rest below them; one at the least."""
        shown = self.popups[:len(self._calls)]
        room = self._screen().height() - 2 * _EDGE
        for most in range(len(shown), 1, -1):
            rest = self.rest.sizeHint().height() + _GAP if len(self._calls) > most else 0
            if sum(popup.height() + _GAP for popup in shown[:most]) + rest - _GAP <= room:
                return most
        return 1

    def _place(self) -> None:
        """One below the other at the top right of the screen that shows the desk, its menu and tools in sight."""
        room = self._screen()
        windows: list[CallWindow] = list(self.popups[:min(self._most, len(self._calls))])
        if len(self._calls) > self._most:
            windows.append(self.rest)
        lowest = room.bottom() - _EDGE - sum(each.height() + _GAP for each in windows)
        top = max(room.top() + _EDGE, min(self._below_tools(), lowest))
        for each in windows:
            each.move(room.right() - _EDGE - each.width(), top)
            each.show()
            top += each.height() + _GAP

    def _below_tools(self) -> int:
        """Where the frames begin on the screen; 0 while the desk is not to be seen."""
        window = self._window
        middle = window.centralWidget() if isinstance(window, QMainWindow) else None
        if middle is None or not window.isVisible() or window.isMinimized():
            return 0
        return middle.mapToGlobal(QPoint(0, _GAP)).y()
