"""All that has to do with calls at this desk, put together for `app.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from hotline_desk.core.text import N_
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.context import Context
from hotline_desk.ui.calls.controller import CallController
from hotline_desk.ui.calls.lines import Lines
from hotline_desk.ui.calls.stack import Stack
from hotline_desk.ui.calls.testcall import FEED, TestCall
from hotline_desk.ui.calls.typing import Typing
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.window import MainWindow


class CallDesk(QObject):
    """Lines, popups and journal. `begin` starts to listen, `end` stops and waits.

    `kept` carries events that wait for the database, from the lines' threads to the desk's.
    """

    kept = Signal(object)

    def __init__(self, app: QApplication, shell: Shell, window: MainWindow, ctx: Callable[[], Context],
                 changes: Changes, come_forward: Callable[[], object]) -> None:
        super().__init__(window)
        self._shell, self._window, self._ctx, self._changes = shell, window, ctx, changes
        self.listening = False
        self.intake = Intake(ctx, kept=self.kept.emit)
        self.lines = Lines(shell, ctx, self.intake, self)
        self.stack = Stack(shell, window, lambda: ctx().clock.now())
        self.typing = Typing(app, self)
        self.controller = CallController(shell, self.stack, self.typing, ctx, changes, come_forward, self)
        self.test = TestCall(shell, ctx, self.intake, self)
        self.kept.connect(self.controller.keep)
        self.controller.taken.connect(lambda call, _ticket: self.test.taken(call))
        self.lines.changed.connect(self._show_lines)
        shell.texts.changed.connect(self._show_lines)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the desk's actions on calls do."""
        return {
            "call.take": self.controller.take, "call.hide": self.controller.hide, "call.test": self.test.ring,
            "ticket.customer": self.controller.customer,
        }

    def begin(self, urls: Sequence[str]) -> None:
        """Listens to these lines."""
        self.listening = True
        # A test call that a crash left ringing ends, before another one can begin.
        self._shell.background.write(None, self.intake.line_is_back, FEED, urgent=True)
        self.lines.use(urls)
        self.controller.look()

    def end(self) -> None:
        """Stops listening and waits for the threads."""
        self.listening = False
        self.lines.stop()
        self.test.stop()
        self.stack.close()

    def _show_lines(self) -> None:
        texts, states = self._shell.texts, self.lines.states()
        down = [(kind, state) for kind, state in states if not state.connected or state.trouble]
        show = self._window.status.show_cell
        if not states:
            show("feed", texts.tr(N_("No telephone line")), "phone-off", "muted")
        elif down:
            kind, state = down[0]
            show("feed", texts.tr(N_("{kind}: no connection since {time}"), kind=texts.tr(kind),
                                  time=texts.clock(state.since)), "unplug", "warning")
        elif len(states) > 1:
            show("feed", texts.trn("{n} line connected", "{n} lines connected", len(states)), "phone", "success")
        else:
            kind, state = states[0]
            show("feed", texts.tr(N_("{kind} connected since {time}"), kind=texts.tr(kind),
                                  time=texts.clock(state.since)), "phone", "success")
