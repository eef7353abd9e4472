"""The kind of frame of this subject, and what tells of hand-overs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.window import MainWindow
from hotline_desk.ui.shell.windows import Windows
from hotline_desk.ui.shifts.frame import ShiftFrame
from hotline_desk.ui.shifts.notice import ShiftNotice


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Registers "shift" (`shift_uid` shows one that was handed over)."""
    windows.register("shift", partial(ShiftFrame, shell, ctx, changes))
    window = windows.area.window()
    if isinstance(window, MainWindow):
        ShiftNotice(shell, ctx, changes, window.status, windows)
