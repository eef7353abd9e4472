"""The frames of calls by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.calls import desk as desk
from hotline_desk.ui.calls.callbacks import CallbacksFrame
from hotline_desk.ui.calls.called_numbers import CalledNumbersFrame
from hotline_desk.ui.calls.journal import JournalFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known."""
    windows.register("journal", partial(JournalFrame, shell, ctx, changes))
    windows.register("callbacks", partial(CallbacksFrame, shell, ctx, changes))
    windows.register("numbers", partial(CalledNumbersFrame, shell, ctx, changes))
