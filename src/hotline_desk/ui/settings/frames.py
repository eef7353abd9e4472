"""The frames of settings and keys by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from hotline_desk.core.settings import COMPANY, Settings
from hotline_desk.domain.access import permitted
from hotline_desk.services.access import write_setting
from hotline_desk.services.billing.template import letter_template
from hotline_desk.services.context import Context
from hotline_desk.ui.settings.buttons import ButtonsFrame
from hotline_desk.ui.settings.frame import SettingsFrame
from hotline_desk.ui.settings.key_exchange import KeyExchange
from hotline_desk.ui.settings.keys import KeysFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known. What is written comes back to the desk as a change."""

    def read() -> Settings:
        return ctx().settings

    def write(key: str, value: Any) -> None:
        write_setting(ctx(), key, value)

    def may_change(scope: str) -> bool:
        return permitted(ctx().user.role, "settings.edit" if scope == COMPANY else "own.edit")

    def logo() -> bytes:
        return letter_template(ctx()).logo if permitted(ctx().user.role, "billing.read") else b""

    def settings(_uid: str | None, search: str = "") -> SettingsFrame:
        frame = SettingsFrame(shell, read, write, may_change=may_change, search=search, logo=logo)
        changes.changed.connect(frame.on_change)
        return frame

    def keys(_uid: str | None) -> KeysFrame:
        frame = KeysFrame(shell, read, write)
        KeyExchange(frame, ctx)
        changes.changed.connect(frame.on_change)
        return frame

    def exchange(id: str) -> None:
        frame = windows.open("keys")
        # A frame that opens puts the cursor into its first field; the panel's field comes after that.
        QTimer.singleShot(0, frame, frame.handlers()[id])

    windows.bind_global({id: partial(exchange, id) for id in ("keys.print", "keys.export", "keys.import")})
    windows.register("settings", settings)
    windows.register("keys", keys)
    windows.register("buttons", partial(ButtonsFrame, shell, ctx, changes))
