"""The frames of users and teams by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.access.teams import TeamsFrame
from hotline_desk.ui.access.users import UsersFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known."""
    windows.register("users", partial(UsersFrame, shell, ctx, changes))
    windows.register("teams", partial(TeamsFrame, shell, ctx, changes))
