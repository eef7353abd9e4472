"""The frames of the set-up by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.setup.connect import ConnectFrame
from hotline_desk.ui.setup.feeds import FeedsFrame
from hotline_desk.ui.setup.frame import SetupFrame
from hotline_desk.ui.setup.sample import SampleFrame
from hotline_desk.ui.setup.trace import TraceFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known."""
    windows.register("feeds", partial(FeedsFrame, shell, ctx, changes))
    windows.register("connect", partial(ConnectFrame, shell, ctx, changes))
    windows.register("trace", partial(TraceFrame, shell, ctx, changes))
    windows.register("sample", partial(SampleFrame, shell, ctx, changes))
    windows.register("setup", partial(SetupFrame, shell, ctx, changes))
