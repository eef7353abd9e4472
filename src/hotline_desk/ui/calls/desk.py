"""All that has to do with calls at this desk, put together for `app`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from hotline_desk.core.text import N_
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.calls.record import events_aside
from hotline_desk.services.context import Context
from hotline_desk.services.feeds import KINDS
from hotline_desk.ui.calls.choosing import Choosing
from hotline_desk.ui.calls.controller import CallController
from hotline_desk.ui.calls.dialling import Dialler
from hotline_desk.ui.calls.lines import Lines
from hotline_desk.ui.calls.stack import Stack
from hotline_desk.ui.calls.testcall import FEED, TestCall
from hotline_desk.ui.calls.typing import Typing
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.telephones import WAITS, moment, standing
from hotline_desk.ui.shell.window import MainWindow

_GATHER_MS, _TROUBLE = 60, 3


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
        self._aside = 0
        self.intake = Intake(ctx, kept=self.kept.emit)
        self.lines = Lines(shell, ctx, self.intake, self)
        self.stack = Stack(shell, window, lambda: ctx().clock.now())
        self.typing = Typing(app, self)
        choosing = Choosing(shell, ctx, window.palette_box.offer)
        self.controller = CallController(shell, self.stack, self.typing, ctx, changes, come_forward, choosing, self)
        self.dialler = Dialler(shell, ctx, self.lines, self)
        self.test = TestCall(shell, ctx, self.intake, self)
        self.kept.connect(self.controller.keep)
        self.controller.taken.connect(lambda call, _ticket: self.test.taken(call))
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self._show_lines)
        self.lines.changed.connect(self._show_lines_soon)
        self.lines.changed.connect(shell.telephones.changed)
        window.status.pressed.connect(self._open_lines)
        shell.texts.changed.connect(self._show_lines)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the desk's actions on calls do."""
        return {
            "call.take": self.controller.take, "call.hide": self.controller.hide, "call.test": self.test.ring,
            "ticket.customer": self.controller.customer, "call.swap": self.controller.swap,
            "call.end": self.controller.end, "call.caller": self.controller.who_calls, "call.dial": self.dialler.dial,
        }

    def begin(self, urls: Sequence[str]) -> None:
        """Listens to these lines."""
        self.listening = True
        # A test call that a crash left ringing ends, before another one can begin.
        self._shell.background.write(None, self.intake.line_is_back, FEED, urgent=True)
        self._shell.telephones.follow(self.lines)
        self.lines.use(urls)
        # Behind all others: digits mean a ticket or a customer before they mean a telephone number.
        self._window.palette_box.add_provider(self.dialler.hits)
        self.controller.look()

    def mend(self) -> None:
        """Upkeep, called now and then: rules that failed are tried again, what is too old is forgotten."""
        self._shell.background.write(None, self.intake.mend)
        self._shell.background.read(self, self.intake.tidy, newest="tidy")
        self._shell.background.read(self, lambda: len(events_aside(self._ctx())), done=self._tell_aside, newest="aside")

    def _tell_aside(self, count: int) -> None:
        """Events that cannot be stored are said once, and again when there are more."""
        more, self._aside = count > self._aside, count
        if more:
            texts = self._shell.texts
            self._shell.messages.say(
                texts.trn("{n} event of a telephone line could not be stored.",
                          "{n} events of telephone lines could not be stored.", count), "warning", key="calls.aside",
                action_text=texts.tr("Show"), action=lambda: self._shell.windows.open("journal", aside=True))

    def end(self) -> None:
        """Stops listening and waits for the threads."""
        self.listening = False
        self._gather.stop()
        self._shell.telephones.ending.emit()
        self.lines.stop()
        self.test.stop()
        self.stack.close()

    def _open_lines(self, cell: str) -> None:
        if cell == "feed" and self.listening:
            self._shell.windows.open("feeds")

    def _show_lines_soon(self) -> None:
        """A burst of calls tells of many states; one look at the last is enough."""
        if not self._gather.isActive():
            self._gather.start()

    def _show_lines(self) -> None:
        """The worst line in the status bar, and all of them when somebody points at it."""
        texts, now = self._shell.texts, self._ctx().clock.now()
        shown = [(name, self.lines.kind_of(name), self.lines.state_of(name)) for name in self.lines.names()]
        lines = [(standing(texts, state, now), name, texts.tr(KINDS.get(kind, kind)), state)
                 for name, kind, state in shown]
        show = self._window.status.show_cell
        if not lines:
            show("feed", texts.tr(N_("No telephone line")), "phone-off", "muted", texts.tr("Telephone lines"))
            return
        worst, _name, kind, state = max(lines, key=lambda line: line[0].rank)
        since = moment(texts, state.since, now) if state else ""
        if state is not None and state.trouble == WAITS:
            text = texts.tr(N_("{kind} has not connected yet"), kind=kind)
        elif worst.rank >= _TROUBLE and state is not None and not state.connected:
            text = texts.tr(N_("{kind}: no connection since {time}"), kind=kind, time=since)
        elif worst.rank:
            text = texts.tr(N_("{kind}: {state}"), kind=kind, state=worst.text.partition(". ")[0])
        elif len(lines) > 1:
            text = texts.trn("{n} line connected", "{n} lines connected", len(lines))
        else:
            text = texts.tr(N_("{kind} connected since {time}"), kind=kind, time=since)
        tip = "\n".join(texts.tr(N_("{name} ({kind}): {state}"), name=name, kind=kind, state=each.text)
                        for each, name, kind, _state in sorted(lines, key=lambda line: -line[0].rank))
        show("feed", text, worst.icon, worst.token, tip)
