"""Tray, small window and reminders, put together for `app`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from hotline_desk.services.context import Context
from hotline_desk.ui.notifier.clock import ReminderClock
from hotline_desk.ui.notifier.notifier import Notifier
from hotline_desk.ui.notifier.reading import standing_of
from hotline_desk.ui.notifier.reminding import Reminding
from hotline_desk.ui.notifier.rows import Standing
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.window import MainWindow


class NotifierDesk(QObject):
    """`use` follows the settings; `end` takes everything away. Reminders come also where the module is off."""

    def __init__(self, shell: Shell, window: MainWindow, ctx: Callable[[], Context], changes: Changes,
                 come_forward: Callable[[], object]) -> None:
        super().__init__(window)
        self._shell, self._come_forward = shell, come_forward
        self.notifier = Notifier(shell, lambda: standing_of(ctx(), shell.texts), changes.changed, parent=window)
        self.reminding = Reminding(shell, ctx, changes, window, window.palette_box.offer)
        self.clock = ReminderClock(shell, ctx, changes, self)
        self.clock.fired.connect(self.reminding.tell)
        self.reminding.open_wanted.connect(self._open)
        self.notifier.item_chosen.connect(self._open)
        self.notifier.all_wanted.connect(lambda: self._open("tasks"))
        self.notifier.desk_wanted.connect(come_forward)

    @property
    def standing(self) -> Standing:
        """What the tray tells now."""
        return self.notifier.standing

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the desk's actions on it do."""
        return {"notifier.toggle": self.notifier.toggle, "notifier.window": self.notifier.toggle_small,
                "reminder.snooze": self.reminding.ask}

    def use(self, on: bool) -> None:
        """Takes whether the company uses the notifier. Call it when settings changed."""
        self.reminding.cards = on
        if on and not self.notifier.running:
            self.notifier.start()
        elif not on:
            self.notifier.stop()
        self.clock.start()

    def end(self) -> None:
        """The desk closes."""
        self.clock.stop()
        self.notifier.stop()
        self.reminding.end()

    def _open(self, kind: str, uid: str = "") -> None:
        """Brings a frame to the front, and the desk before all other programs: somebody asked by a click."""
        self._come_forward()
        single = kind in ("ticket", "appointment")
        self._shell.windows.open(kind, uid if single else None)
