"""Remote sessions at the desk: begun in a ticket, seen while they run, ended by a key or with their program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout

from hotline_desk.core.clock import seconds_between
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_, duration
from hotline_desk.domain.remote import RemoteSession
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.remote import Started, running_sessions
from hotline_desk.services.tickets.worklogs import remove_worklog, stop_worklog
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.following import Following
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows
from hotline_desk.ui.tickets.frame import TicketFrame
from hotline_desk.ui.tickets.remotebar import CLOSE, END, TAKE, SessionBar, SessionWindow
from hotline_desk.ui.tickets.remotepanel import RemotePanel

_FAILED_SECONDS, _HANDED_ON_SECONDS = 3, 20
"""A program that ends with an error so soon did not start; one that ends well before that told another of itself."""
_KINDS = frozenset({"ticket", "store", "context"})


class RemoteDesk(QObject):
    """All sessions of this user, by what the store says: a desk that was killed finds them again."""

    def __init__(self, windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
        super().__init__(windows)
        self._windows, self._shell, self._ctx = windows, shell, ctx
        self._programs: dict[str, Started] = {}
        self._sessions: Sequence[RemoteSession] = ()
        self.window: SessionWindow | None = None
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._tick)
        windows.opened.connect(self._opened)
        windows.bind_global({"remote.start": self.toggle})
        Following(self, changes, lambda kind, _uid: kind in _KINDS, self.look, 60)

    # --- what a person does ---------------------------------------------------------------------------

    def toggle(self) -> None:
        """As Alt+F10: ends the session of the ticket in front, begins one there; elsewhere ends the one that runs."""
        frame = self._windows.active()
        if isinstance(frame, TicketFrame) and frame.record.uid:
            running = self._of(frame.record.uid)
            if running is None:
                self._panel(frame).begin()
            else:
                self.end(running)
        elif self._sessions:
            self.end(self._sessions[-1])
        else:
            self._shell.messages.say(self._shell.texts.tr("Open the ticket of the caller first."), key="remote")

    def end(self, session: RemoteSession) -> None:
        """The session is over now."""
        self._programs.pop(session.uid, None)
        self._shell.background.write(self, lambda: stop_worklog(self._ctx(), session.uid),
                                     done=lambda _none: self._say_over(session))

    def _panel(self, frame: TicketFrame) -> RemotePanel:
        found = frame.findChild(RemotePanel)
        if found is None:
            found = RemotePanel(frame, self._ctx)
            found.begun.connect(self._begun)
            frame.panels.lay(found)
        return found

    def _begun(self, uid: str, program: Started) -> None:
        self._programs[uid] = program
        self.look()

    def _of(self, ticket_uid: str) -> RemoteSession | None:
        return next((each for each in self._sessions if each.ticket_uid == ticket_uid), None)

    def _wanted(self, action: str, ticket_uid: str) -> None:
        """A button of the small window."""
        session = self._of(ticket_uid)
        if action == END and session is not None:
            self.end(session)
            return
        window = self._windows.area.window()
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()
        if action == TAKE:
            self._shell.commands.trigger("call.take")
        elif action == CLOSE:
            self._windows.open("ticket", ticket_uid)
            QTimer.singleShot(0, self, partial(self._shell.commands.trigger, "ticket.close"))

    # --- what is seen ---------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads which sessions run."""
        if self._shell.commands.allowed("remote.start"):
            self._shell.background.read(self, lambda: running_sessions(self._ctx()), done=self._came, newest="remote",
                                        calm=True)

    def _came(self, found: Sequence[RemoteSession]) -> None:
        self._sessions = found
        if found:
            self._second.start()
        else:
            self._second.stop()
        self._tick()

    def _opened(self, frame: Frame) -> None:
        if isinstance(frame, TicketFrame) and self._sessions:
            self._show_bar(frame)

    def _tick(self) -> None:
        self._watch_programs()
        for frame in self._windows.frames():
            if isinstance(frame, TicketFrame):
                self._show_bar(frame)
        if self._sessions and self._ctx().settings["remote.bar"]:
            if self.window is None:
                self.window = SessionWindow(self._shell)
                self.window.wanted.connect(self._wanted)
                self.destroyed.connect(self.window.deleteLater)
            self.window.show_session(self._sessions[-1], self._seconds(self._sessions[-1]))
        elif self.window is not None:
            self.window.hide()

    def _show_bar(self, frame: TicketFrame) -> None:
        session, bar = self._of(frame.record.uid), frame.findChild(SessionBar)
        if session is None:
            if bar is not None:
                bar.hide()
            return
        layout = frame.layout()
        if bar is None and isinstance(layout, QVBoxLayout):
            bar = SessionBar(self._shell, frame)
            layout.insertWidget(1, bar)
        if bar is not None:
            bar.show_session(session, self._seconds(session))
            bar.show()

    def _seconds(self, session: RemoteSession) -> int:
        return seconds_between(session.began_at, self._ctx().clock.now())

    # --- programs -------------------------------------------------------------------------------------

    def _watch_programs(self) -> None:
        """A program that ends ends its session; some only tell one that runs already, and go at once."""
        for uid, program in list(self._programs.items()):
            session = next((each for each in self._sessions if each.uid == uid), None)
            if not program.over():
                continue
            del self._programs[uid]
            if program.code and program.seconds() < _FAILED_SECONDS:
                self._failed(uid, program)
            elif program.seconds() >= _HANDED_ON_SECONDS and session is not None:
                self.end(session)

    def _failed(self, uid: str, program: Started) -> None:
        reason = self._shell.texts.tr("it ended at once ({code}).", code=program.code)
        self._shell.messages.trouble(UserError("remote.failed", program=program.name, reason=reason))
        self._shell.background.write(None, lambda: remove_worklog(self._ctx(), uid, reason))

    def _say_over(self, session: RemoteSession) -> None:
        texts = self._shell.texts
        self._shell.messages.say(
            texts.tr(N_("The remote session lasted {time}. Its time stands in {number}."),
                     time=duration(self._seconds(session)), number=session.number), "success", key="remote",
            action_text=texts.tr("Open ticket"),
            action=partial(self._windows.open, "ticket", session.ticket_uid))
