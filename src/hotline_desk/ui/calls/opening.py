"""The ticket of a call that rings, opened by itself as each user wishes, and taken away again if it was not his."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from hotline_desk.domain.calls import ENDED
from hotline_desk.domain.tickets import NEW, WITHDRAWN
from hotline_desk.services.views.popup import PopupView
from hotline_desk.ui.calls.typing import Typing
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Opener

FRONT, BACK = "front", "back"
QUIET_SECONDS = 3.0


class AtRing:
    """Opens in front or behind. While somebody types nothing opens: each new frame takes the cursor for a moment."""

    def __init__(self, windows: Opener, typing: Typing) -> None:
        self._windows, self._typing = windows, typing
        self._opened: dict[str, weakref.ref[Frame]] = {}

    def free(self) -> bool:
        """Whether a frame may open by itself: nobody types or chooses."""
        busy = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        return not busy and self._typing.idle_seconds() >= QUIET_SECONDS

    def ring(self, view: PopupView, mode: str) -> None:
        """A call begins to ring at a desk whose user wants its ticket in `FRONT` or at the `BACK`."""
        uid = view.ticket_uid
        if mode not in (FRONT, BACK) or uid is None or not self.free() or self._windows.find("ticket", uid):
            return
        before = self._windows.active()
        frame = self._windows.open("ticket", uid)
        self._opened[view.call_uid] = weakref.ref(frame)
        if mode == BACK and before is not None:
            self._windows.bring(before)

    def over(self, view: PopupView, mine: Callable[[PopupView], bool]) -> None:
        """The call was somebody else's, or nobody's: its ticket goes, unless somebody worked on it."""
        if view.call_uid not in self._opened or (view.state != ENDED and (view.agent_uid is None or mine(view))):
            return
        frame = self._opened.pop(view.call_uid)()
        untouched = (frame is not None and frame is self._windows.find("ticket", view.ticket_uid) and not frame.dirty
                     and not self._windows.is_pinned(frame))
        theirs = view.agent_uid is not None and not mine(view)
        if untouched and (theirs or view.ticket_state in (NEW, WITHDRAWN)):
            self._windows.close(frame)
