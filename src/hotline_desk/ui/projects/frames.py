"""The frames of projects by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.projects.appointment import AppointmentFrame
from hotline_desk.ui.projects.calendar import CalendarFrame
from hotline_desk.ui.projects.project import ProjectFrame
from hotline_desk.ui.projects.projects import ProjectsFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known; "project" and "appointment" without uid are new ones."""
    windows.register("projects", partial(ProjectsFrame, shell, ctx, changes))
    windows.register("project", partial(ProjectFrame, shell, ctx, changes))
    windows.register("calendar", partial(CalendarFrame, shell, ctx, changes))
    windows.register("appointment", partial(AppointmentFrame, shell, ctx, changes))
