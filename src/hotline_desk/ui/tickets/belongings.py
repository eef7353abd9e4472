"""What hangs on a ticket beside its fields: files, linked tickets, and its merger with another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import UNSOLVED
from hotline_desk.services.calls.merging import MergePreview, merge_tickets
from hotline_desk.services.tickets.handing_out import PrivateCopies
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.tickets.body import Body, Tab
from hotline_desk.ui.tickets.filepage import Files
from hotline_desk.ui.tickets.linkpage import LinkPanel, Links
from hotline_desk.ui.tickets.merging import MergePanel
from hotline_desk.ui.tickets.panels import Holder, Panels
from hotline_desk.ui.tickets.receiving import Receiving

FILES, LINKS = N_("Attachments"), N_("Linked")


class Belongings(QObject):
    """Pages, panels and actions of these, for one frame; `settle` once body and panels are there."""

    body: Body
    panels: Panels

    def __init__(self, frame: Holder, changes: Changes, copies: PrivateCopies) -> None:
        super().__init__(frame)
        self._frame, self._copies = frame, copies
        self.receiving = Receiving(frame, changes)
        self._files: Files | None = None
        self._links: Links | None = None
        self._linking: LinkPanel | None = None
        self._merging: MergePanel | None = None

    def settle(self, body: Body, panels: Panels) -> None:
        """Gets to know the rest of the frame."""
        self.body, self.panels = body, panels
        body.bar.currentChanged.connect(lambda _n: self._turned())
        self.receiving.received.connect(self._received)
        self.receiving.look_for_waiting()

    def tabs(self) -> list[Tab]:
        """The pages."""
        return [(FILES, "paperclip", self._make_files, lambda view: len(view.attachments)),
                (LINKS, "link", self._make_links, lambda view: len(view.links) + len(view.appointments))]

    def _make_files(self, parent: QWidget) -> Files:
        self._files = Files(self._frame, self._copies, self.panels.lay, parent)
        self._files.selected.connect(self.allow)
        return self._files

    def _make_links(self, parent: QWidget) -> Links:
        self._links = Links(self._frame, parent)
        self._links.selected.connect(self.allow)
        return self._links

    def _turned(self) -> None:
        self.receiving.watch()
        self.allow()

    def _received(self) -> None:
        if self._files is not None:
            self._files.read_waiting()

    # --- actions --------------------------------------------------------------------------------------

    def actions(self) -> Mapping[str, Callable[[], object]]:
        """What they do."""
        return {"attachment.add": self.receiving.choose, "attachment.paste": self.receiving.paste,
                "attachment.save": lambda: self._files.save() if self._files else None,
                "attachment.rename": lambda: self._files.rename() if self._files else None,
                "belonging.remove": self._remove, "record.open": self._open,
                "ticket.link": self.link, "ticket.merge": self.merge}

    def allow(self, view: TicketView | None = None) -> None:
        """Switches them on and off, after a change of the ticket, the page or the selection."""
        view = view or self._frame.record.view
        page = self.body.in_front()
        file = self._files is not None and page is self._files and self._files.current() is not None
        kept = file and self._files is not None and self._files.kept_one
        link = self._links is not None and page is self._links and self._links.current() is not None
        merged = view is not None and view.merged_into is not None
        may = self._frame.shell.commands.allowed("ticket.link") and view is not None and not merged
        self._frame.enable_all({
            "attachment.add": may, "attachment.paste": may, "attachment.save": bool(kept),
            "attachment.rename": bool(kept) and may, "belonging.remove": (file or link) and may,
            "record.open": bool(kept) or link, "ticket.link": may,
            "ticket.merge": may and view is not None and view.state in UNSOLVED})

    def _in_front(self) -> Any:
        page = self.body.in_front()
        return page if page is self._files or page is self._links else None

    def _remove(self) -> None:
        page = self._in_front()
        if page is not None:
            page.remove()

    def _open(self) -> None:
        page = self._in_front()
        if page is not None:
            page.open()

    def link(self) -> None:
        """Asks how and with what."""
        if self._linking is None:
            self._linking = LinkPanel(self._frame)
            self.panels.lay(self._linking)
        self._linking.begin()

    def merge(self) -> None:
        """Asks into which ticket; this one goes."""
        if self._merging is None:
            self._merging = MergePanel(self._frame, self._frame.ctx, self._merge)
            self._merging.merged.connect(self._merged)
            self.panels.lay(self._merging)
        view = self._frame.record.view
        self._merging.begin((self._frame.record.uid,), [view.number or view.fields.subject] if view else [])

    def _merge(self, preview: MergePreview, done: Callable[[Any], object],
               failed: Callable[[BaseException], object]) -> None:
        # What was typed is stored before it moves.
        self._frame.record.act(lambda ctx, _version: merge_tickets(ctx, preview), done=done, failed=failed)

    def _merged(self, preview: MergePreview) -> None:
        self._frame.shell.windows.open("ticket", preview.main.uid)
        self._frame.leave_desk()
