"""The desk's clock: asks what came due as soon as it does, after sleep and restart too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import EnvironmentTrouble
from hotline_desk.domain.notices import Reminder
from hotline_desk.domain.quiet_hours import is_quiet
from hotline_desk.services.context import Context
from hotline_desk.services.reminders import due, next_due
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell

_TICK_MS = 1000
_CHANGED_REST, _SURE_REST = timedelta(seconds=2), timedelta(seconds=60)
_KINDS = frozenset({"ticket", "callback", "appointment", "absence", "reminder", "user", "team", "settings", "context",
                    "store"})
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Asked = tuple[list[Reminder], datetime | None]


def _ask(ctx: Context) -> Asked:
    upcoming = next_due(ctx)  # asked first: what comes due between the two questions is told by the second
    return due(ctx), upcoming


class ReminderClock(QObject):
    """`fired(reminders)` brings what this user must be told now, each once in the whole company.

    It looks at the wall clock every second and does not count time itself: after sleep, or when somebody sets the
    clock, it is right with the next look. While the user is not to be reminded nothing is asked for.
    """

    fired = Signal(object)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, parent: QObject) -> None:
        super().__init__(parent)
        self._background, self._ctx = shell.background, ctx
        self._next: datetime | None = None
        self._asked_at = _LONG_AGO
        self._wanted, self._asking = True, False
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.look)
        changes.changed.connect(self._heard)

    def start(self) -> None:
        """From now on it tells what comes due; what came due before comes first."""
        self._wanted = True
        self._tick.start()
        self.look()

    def stop(self) -> None:
        """Tells nothing any more."""
        self._tick.stop()

    def look(self) -> None:
        """Asks if it is time to."""
        ctx = self._ctx()
        now = ctx.clock.now()
        if self._asking or not self._is_time(now, ctx.zone) or is_quiet(ctx.settings, now, ctx.zone):
            return
        self._asking, self._wanted, self._asked_at = True, False, now
        self._background.write(self, _ask, ctx, done=self._told, failed=self._failed)

    def _is_time(self, now: datetime, zone: str) -> bool:
        """Whether something is due, or may be: something changed, another day came, the clock was set."""
        passed = now - self._asked_at
        if passed < timedelta() or passed >= _SURE_REST or local_day(now, zone) != local_day(self._asked_at, zone):
            return True
        return (self._next is not None and self._next <= now) or (self._wanted and passed >= _CHANGED_REST)

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in _KINDS:
            self._wanted = True

    def _told(self, asked: Asked) -> None:
        self._asking = False
        found, self._next = asked
        if found:
            self._wanted = True  # there may be more than one answer holds
            self.fired.emit(found)

    def _failed(self, problem: BaseException) -> bool:
        """While the database is away it is asked again; the status bar says so already."""
        self._asking, self._wanted = False, True
        return isinstance(problem, EnvironmentTrouble)
