"""What leads from a ticket to something else: its customer, documents, callbacks, appointments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hotline_desk.services.billing.documents import document_uid
from hotline_desk.services.billing.price_told import tell_price
from hotline_desk.ui.tickets.header import cost_text
from hotline_desk.ui.tickets.panels import Holder
from hotline_desk.ui.tickets.tabs import Billing


class Ways(QObject):
    """The ways out of one frame."""

    def __init__(self, frame: Holder) -> None:
        super().__init__(frame)
        self._frame = frame

    def actions(self) -> Mapping[str, Callable[[], object]]:
        """What they do."""
        return {"ticket.customer": self._customer, "callback.new": self._callback, "price.told": self._price_told,
                "appointment.new": partial(self._agree, "appointment"), "action.new": partial(self._agree, "action")}

    def billing(self, parent: QWidget) -> Billing:
        """The page that says what is billed where."""
        made = Billing(self._frame.shell, parent)
        made.document_wanted.connect(self._document)
        return made

    def _document(self, number: str) -> None:
        frame = self._frame
        if frame.shell.commands.allowed("documents.open"):
            frame.shell.background.read(frame, lambda: document_uid(frame.ctx(), number),
                                        done=lambda uid: frame.shell.windows.open("document", uid))

    def _price_told(self) -> None:
        frame, view = self._frame, self._frame.record.view
        if view is not None:
            sentence = cost_text(view.conditions, frame.shell)
            frame.shell.background.write(frame, tell_price, frame.ctx(), view.uid, sentence)

    def _customer(self) -> None:
        view = self._frame.record.view
        if view is not None and view.fields.address_uid:
            self._frame.shell.windows.open("address", view.fields.address_uid)

    def _callback(self) -> None:
        if self._frame.record.uid:
            self._frame.shell.windows.open("callbacks", ticket_uid=self._frame.record.uid)

    def _agree(self, what: str) -> None:
        if self._frame.record.uid:
            self._frame.shell.windows.open("appointment", None, what=what, ticket=self._frame.record.uid)
