"""The ticket of the call this user talks on comes to the front by itself, as soon as nobody types."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from hotline_desk.domain.calls import ANSWERED
from hotline_desk.services.views.popup import PopupView
from hotline_desk.ui.shell.shell import Opener

_LOOK_AGAIN_MS = 400


class FollowCall(QObject):
    """Goes to a ticket once for each time its call begins to run here, also when it is resumed.

    Whoever has gone elsewhere since then is left there. `free()` tells whether a frame may come by itself now.
    """

    def __init__(self, windows: Opener, wanted: Callable[[], bool], free: Callable[[], bool],
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows, self._on, self._free = windows, wanted, free
        self._running: tuple[str, str] | None = None
        self._due = ""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._go)

    def saw(self, views: Iterable[PopupView], mine: Callable[[PopupView], bool]) -> None:
        """Told whenever the calls that run have changed."""
        own = [view for view in views if view.state == ANSWERED and mine(view) and view.parked_at is None
               and view.ticket_uid]
        now = max(own, key=lambda view: view.rang_at, default=None)
        running = (now.call_uid, now.ticket_uid) if now is not None and now.ticket_uid else None
        if running == self._running:
            return
        self._running = running
        self._due = running[1] if running is not None and self._on() else ""
        self._go()

    def switched(self) -> None:
        """The user has just begun to follow, or no longer does."""
        self._due = self._running[1] if self._running is not None and self._on() else ""
        self._go()

    def there(self, ticket_uid: str) -> None:
        """Somebody opened the ticket by hand meanwhile."""
        if ticket_uid == self._due:
            self._due = ""

    def _go(self) -> None:
        if not self._due or not self._on():
            self._again.stop()
        elif self._free():
            uid, self._due = self._due, ""
            self._windows.open("ticket", uid)
        else:
            self._again.start()
