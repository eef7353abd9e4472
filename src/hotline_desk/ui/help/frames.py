"""The frame of the manual, and F1, which opens it where it is needed."""

from __future__ import annotations

from collections.abc import Callable

from hotline_desk.ui.help.frame import HelpFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], object], changes: Changes) -> None:
    """Makes the frame known and binds the action that opens it."""
    windows.register("help", lambda uid, **args: HelpFrame(shell, uid, **args))
    windows.bind_global({"help.open": lambda: open_help(windows)})


def open_help(windows: Windows) -> None:
    """Opens the manual on the page of the frame in front; the manual itself begins at its index."""
    active = windows.active()
    windows.open("help", page=active.help_page if active is not None else HelpFrame.help_page)
