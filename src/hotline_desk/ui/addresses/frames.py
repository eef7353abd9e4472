"""The frames of addresses by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.addresses.address import AddressFrame
from hotline_desk.ui.addresses.addresses import AddressesFrame
from hotline_desk.ui.addresses.takeover import TakeoverFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known; "address" without uid is a new one (`name`, `phone`)."""
    windows.register("addresses", partial(AddressesFrame, shell, ctx, changes))
    windows.register("address", partial(AddressFrame, shell, ctx, changes))
    windows.register("takeover", partial(TakeoverFrame, shell, ctx, changes))
