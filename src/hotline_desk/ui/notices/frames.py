"""The frames of absences and messages by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.notices.absences import AbsencesFrame
from hotline_desk.ui.notices.inbox import InboxFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known."""
    windows.register("absences", partial(AbsencesFrame, shell, ctx, changes))
    windows.register("inbox", partial(InboxFrame, shell, ctx, changes))
