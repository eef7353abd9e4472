"""A desk in a process of its own on a real X screen, for tests that press real keys.

    python -m tests.ui.desk_on_x11 FOLDER FEED

It opens a new ticket and says "ready"; after a line on stdin it tells as JSON what the field holds, which
tickets there are, and how long the UI thread was away at the longest, and ends.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from hotline_desk.app import Desktop, application
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.ui.shell.heartbeat import Heartbeat
from hotline_desk.ui.tickets.spare import Spare

_SETTLE_MS, _LOOK_MS, _MOST_TURNS = 700, 50, 800


class Observer(QObject):
    """Waits for the ticket's first field, then for the word to tell."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self._field: QLineEdit | None = None
        self._turns = 0
        self.beat = Heartbeat(parent=self)
        self._look = QTimer(self)
        self._look.timeout.connect(self._wait_for_desk)
        self._look.start(_LOOK_MS)
        self._asked = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._asked.activated.connect(self._tell)

    def _wait_for_desk(self) -> None:
        calls, windows = self._desktop.calls, self._desktop.desk.windows
        if calls is None or not all(state.connected for _, state in calls.lines.states()):
            return
        self._turns += 1
        if self._turns > _MOST_TURNS:
            self._look.stop()
            print(f"no cursor in the ticket but in {QApplication.focusWidget()!r}", flush=True)
        elif not self._desktop.desk.window.isActiveWindow():
            self._desktop.desk.window.activateWindow()  # again and again: the window manager may just be starting
        elif windows.active() is None or windows.active().kind != "ticket":
            self._desktop.desk.shell.commands.trigger("ticket.new")
        elif isinstance(QApplication.focusWidget(), QLineEdit):
            self._look.stop()
            self._field = QApplication.focusWidget()
            QTimer.singleShot(_SETTLE_MS, self, self._begin)

    def _begin(self) -> None:
        spare = self._desktop.desk.windows.findChild(Spare)
        if spare is not None and spare.pause.isActive():  # it builds the next frame in a pause, not while one types
            QTimer.singleShot(_LOOK_MS, self, self._begin)
            return
        self.beat.start()
        print("ready", flush=True)

    def _tell(self) -> None:
        self._asked.setEnabled(False)
        gap = self.beat.stop()
        ctx = self._desktop.ctx
        rows = journal(ctx(), JournalFilter())
        stack = self._desktop.calls.stack
        print(json.dumps({
            "text": self._field.text(), "gap_ms": gap, "has_focus": self._field.hasFocus(),
            "popups": sum(popup.isVisible() for popup in stack.popups), "rest": stack.rest.isVisible(),
            "tickets": [row.ticket_uid for row in rows], "states": sorted({row.ticket_state for row in rows}),
        }), flush=True)
        self._desktop.desk.window.close()


def main() -> int:
    app = application()
    desktop = Desktop(app, Path(sys.argv[1]), feeds=[sys.argv[2]])
    desktop.begin()
    observer = Observer(desktop)
    code = app.exec()
    observer.deleteLater()
    desktop.end()
    return code


if __name__ == "__main__":
    sys.exit(main())
