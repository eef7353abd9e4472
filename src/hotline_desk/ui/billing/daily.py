"""Recurring invoices are made when a desk stands on the day they are due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer

from hotline_desk.core.clock import local_day
from hotline_desk.services.billing.recurring import Made, make_due
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.recurring import tell
from hotline_desk.ui.shell.shell import Shell

_FIRST_MS, _AGAIN_MS = 20_000, 600_000


class DayStart(QObject):
    """Looks once a day, a little after the desk was opened, if its user may bill."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context], parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._ctx = shell, ctx
        self._seen: date | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_FIRST_MS)

    def look(self) -> None:
        """Makes what is due if this day was not looked at yet."""
        self._timer.setInterval(_AGAIN_MS)
        ctx = self._ctx()
        today = local_day(ctx.clock.now(), ctx.zone)
        if today == self._seen or not ctx.may("billing.issue") or not ctx.settings["module.billing"]:
            return
        self._seen = today
        self._shell.background.write(self, make_due, ctx, done=self._made)

    def _made(self, made: Made) -> None:
        tell(self._shell, made, quiet=True)
