"""The frames of terms and contracts by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.contracts.calendar import CalendarFrame
from hotline_desk.ui.contracts.calendars import CalendarsFrame
from hotline_desk.ui.contracts.contract import ContractFrame
from hotline_desk.ui.contracts.contracts import ContractsFrame
from hotline_desk.ui.contracts.term import TermFrame
from hotline_desk.ui.contracts.terms import TermsFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known; `terms` and `contracts` are lists, `term` and `contract` one of them."""
    windows.register("terms", partial(TermsFrame, shell, ctx, changes))
    windows.register("term", partial(TermFrame, shell, ctx, changes))
    windows.register("contracts", partial(ContractsFrame, shell, ctx, changes))
    windows.register("contract", partial(ContractFrame, shell, ctx, changes))
    windows.register("service_calendars", partial(CalendarsFrame, shell, ctx, changes))
    windows.register("service_calendar", partial(CalendarFrame, shell, ctx, changes))
