"""The kinds of frames of this subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication

from hotline_desk.services.context import Context
from hotline_desk.services.tickets.handing_out import PrivateCopies
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows
from hotline_desk.ui.tickets.archive import ArchiveFrame
from hotline_desk.ui.tickets.clocks import IdleWatch
from hotline_desk.ui.tickets.frame import TicketFrame
from hotline_desk.ui.tickets.oncall import OnCallFrame
from hotline_desk.ui.tickets.remote import RemoteDesk
from hotline_desk.ui.tickets.spare import Spare
from hotline_desk.ui.tickets.tasks import TasksFrame


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Registers "ticket" (uid "" makes a new one; further arguments are its fields), "tasks" and "archive"."""
    watch, copies = IdleWatch(windows), PrivateCopies()
    app = QCoreApplication.instance()
    if app is not None:
        app.aboutToQuit.connect(copies.clear)

    spare = Spare("ticket", lambda: TicketFrame(shell, ctx, changes, watch, copies, at_once=False), watch, windows,
                  changes)
    # A list remembers how it was left, and so the next one is made when it has been left.
    spare_list = Spare("tasks", lambda: TasksFrame(shell, ctx, changes), watch, windows, changes,
                       lambda: all(frame.kind != "tasks" for frame in windows.frames()))
    windows.closed.connect(lambda _kind, _uid: spare_list.wait())
    windows.keep("tasks", lambda frame: spare_list.take_back(frame) if isinstance(frame, TasksFrame) else None)

    def ticket(uid: str | None, **fields: Any) -> TicketFrame:
        frame = spare.take()
        frame.begin(uid or "", fields)
        return frame

    def tasks(_uid: str | None, mine: bool | None = None) -> TasksFrame:
        frame = spare_list.take()
        frame.begin(mine)
        return frame

    windows.register("ticket", ticket)
    windows.register("tasks", tasks)
    windows.register("archive", lambda uid, **args: ArchiveFrame(shell, ctx, changes, uid, **args))
    windows.register("oncall", lambda uid, **args: OnCallFrame(shell, ctx, changes, uid, **args))
    RemoteDesk(windows, shell, ctx, changes)
