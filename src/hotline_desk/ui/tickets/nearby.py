"""What stands beside a ticket: read again when it or its subject changes, and where each of it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer

from hotline_desk.services.views.beside import beside
from hotline_desk.services.views.similar import similar_tickets
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.tickets.body import Body
from hotline_desk.ui.tickets.following import Following
from hotline_desk.ui.tickets.moving import follow, movable
from hotline_desk.ui.tickets.panels import Holder
from hotline_desk.ui.tickets.side_rows import TITLES

_SIMILAR_MS = 350


class Nearby(QObject):
    """The side of one frame, kept true."""

    def __init__(self, frame: Holder, body: Body, changes: Changes) -> None:
        super().__init__(frame)
        self._frame, self._body, self._side = frame, body, body.side
        self._similar = QTimer(self)
        self._similar.setSingleShot(True)
        self._similar.setInterval(_SIMILAR_MS)
        self._similar.timeout.connect(self._look_for_similar)
        self._side.wanted.connect(self._open)
        self._side.filled.connect(self.allow)
        self._side.left.connect(self._back)
        Following(self, changes, lambda kind, _uid: kind == "document", self._look_beside)

    def actions(self) -> Mapping[str, Callable[[], object]]:
        """One for each section of the side."""
        return {id: partial(self._go, id) for id in TITLES}

    def show_view(self, view: TicketView) -> None:
        """Shows the ticket's neighbours, and looks for what the ticket itself does not know of its customer."""
        self._side.show_view(view, movable(view))

    def came(self, view: TicketView, before: TicketView | None) -> None:
        """The ticket was read."""
        self._look_beside()
        if before is None or before.fields.subject != view.fields.subject:
            self.subject_typed()

    def subject_typed(self) -> None:
        """Looks for similar tickets after a moment without another letter."""
        self._similar.start()

    def stop(self) -> None:
        """The frame goes."""
        self._similar.stop()

    def allow(self) -> None:
        """A section that is not there cannot be gone to."""
        there = self._side.ways()
        self._frame.enable_all({id: id in there for id in TITLES})

    # --- inside ---------------------------------------------------------------------------------------

    def _look_beside(self) -> None:
        uid, ctx = self._frame.record.uid, self._frame.ctx
        if uid:
            self._frame.shell.background.read(self, lambda: beside(ctx(), uid), done=self._side.show_beside,
                                              newest="beside")

    def _look_for_similar(self) -> None:
        uid, ctx, subject = self._frame.record.uid, self._frame.ctx, self._frame.fields.subject.text()
        if uid:
            self._frame.shell.background.read(self, lambda: similar_tickets(ctx(), uid, subject),
                                              done=self._side.show_similar, newest="similar")

    def _go(self, id: str) -> None:
        if not self._side.go_at_once(id):
            self._body.show_side()
            self._side.go(id)

    def _back(self) -> None:
        self._frame.show_page_of_fields()
        self._side.back()

    def _open(self, kind: str, uid: str) -> None:
        windows = self._frame.shell.windows
        if kind == "ticket":
            follow(self._frame, uid)
        elif kind == "call":
            # To look at what was said, not to say that this call belongs there.
            windows.open("ticket", uid)
        elif kind == "callback":
            windows.open("callbacks", callback_uid=uid)
        elif kind == "contact":
            self._take_contact(uid)
        elif uid:
            windows.open(kind, uid)
        else:
            windows.open(kind)

    def _take_contact(self, uid: str) -> None:
        """Whoever is on the line is this person."""
        view, field = self._frame.record.view, self._frame.fields.contact
        name = next((c.full_name for c in view.contacts if c.uid == uid), "") if view is not None else ""
        self._frame.show_page_of_fields()
        field.setFocus()
        if name and field.isEnabled():
            field.setEditText(name)
