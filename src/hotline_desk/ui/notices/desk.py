"""What the desk tells of messages, and that one counts as absent: a cell in the status bar, a banner."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from hotline_desk.domain.quiet_hours import is_quiet
from hotline_desk.services.context import Context
from hotline_desk.services.notices.absences import StandIn, stand_ins
from hotline_desk.services.notices.messages import MessageLine, Unread, unread
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.following import Following
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.status import Status
from hotline_desk.ui.shell.windows import Windows

_CELL, _BANNER, _AWAY = "messages", "message.new", "absence.own"
_KINDS = ("message", "team", "store", "context")
_SHOWN, _SECONDS = 120, 20


class NoticeDesk(QObject):
    """Counts unread messages and says when one arrives; binds the actions that open the frames of notices."""

    def __init__(self, shell: Shell, windows: Windows, status: Status, ctx: Callable[[], Context], changes: Changes,
                 parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._windows, self._status, self._ctx = shell, windows, status, ctx
        self._told: MessageLine | None = None
        self._away: StandIn | None = None
        status.pressed.connect(self._pressed)
        windows.bind_global({"inbox.open": partial(windows.open, "inbox"),
                             "absences.open": partial(windows.open, "absences"), "message.new": self.write})
        Following(self, changes, lambda kind, _uid: kind in _KINDS, self.read)
        Following(self, changes, lambda kind, _uid: kind == "absence", self.read_absence)
        self.read()
        self.read_absence()

    def read_absence(self) -> None:
        """Looks whether this user counts as absent, though he is here: his reminders would go elsewhere unseen."""
        ctx = self._ctx()
        self._shell.background.read(self, lambda: stand_ins(ctx).get(ctx.user.uid), done=self._say_absence,
                                    newest="absence", calm=True)

    def _say_absence(self, found: StandIn | None) -> None:
        if found == self._away:
            return
        self._away = found
        self._shell.messages.withdraw(_AWAY)
        if found is not None:
            texts = self._shell.texts
            day = texts.day(found.last)
            said = (texts.tr("You are entered as absent until {day}: {deputy} gets your reminders.", day=day,
                             deputy=found.name) if found.uid
                    else texts.tr("You are entered as absent until {day}.", day=day))
            self._shell.messages.say(said, "warning", key=_AWAY, seconds=_SECONDS, action_text=texts.tr("Absences"),
                                     action=partial(self._windows.open, "absences"))

    def write(self) -> None:
        """A new message; from a ticket in front it is on that ticket."""
        frame = self._windows.active()
        on_ticket = frame is not None and frame.kind == "ticket" and bool(frame.uid)
        self._windows.open("inbox", None, write=True, ticket_uid=frame.uid if on_ticket and frame else "",
                           ticket_name=frame.title() if on_ticket and frame else "")

    def read(self) -> None:
        """Looks for new messages."""
        self._shell.background.read(self, unread, self._ctx(), done=self._show, newest="unread", calm=True)

    def _show(self, found: Unread) -> None:
        texts, ctx = self._shell.texts, self._ctx()
        text = texts.trn("{n} new message", "{n} new messages", found.count) if found.count else ""
        self._status.show_cell(_CELL, text, "inbox", "accent")
        newest, told = found.newest, self._told
        if told is not None and (newest is None or newest.uid != told.uid):
            self._shell.messages.withdraw(_BANNER)  # it was read, here or at another desk
        if newest is None or (told is not None and newest.sent_at <= told.sent_at):
            return
        if not is_quiet(ctx.settings, ctx.clock.now(), ctx.zone):
            self._told = newest
            self._tell(newest)

    def _tell(self, message: MessageLine) -> None:
        front = self._windows.active()
        if front is not None and front.kind == "inbox":
            return
        tr, words = self._shell.texts.tr, " ".join(message.text.split())
        if len(words) > _SHOWN:
            words = words[:_SHOWN].rsplit(" ", 1)[0] + " …"
        self._shell.messages.say(
            tr("{author}: {words}", author=message.author, words=words), "note", key=_BANNER, seconds=_SECONDS,
            action_text=tr("Read"), action=lambda: self._windows.open("inbox", None, message_uid=message.uid))

    def _pressed(self, cell: str) -> None:
        if cell == _CELL:
            self._windows.open("inbox")
