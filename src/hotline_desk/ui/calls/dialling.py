"""Calls made from the desk: the number in front of the user goes to the telephone system, else to a tel: program."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit

from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import display
from hotline_desk.core.text import N_
from hotline_desk.services.calls.dialling import Dialling, dial
from hotline_desk.services.calls.privacy import number_to_call
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.frame import Dialled
from hotline_desk.ui.shell.palette import Hit
from hotline_desk.ui.shell.shell import Shell

_LEAST_DIGITS = 3
_TICKET_NUMBER = re.compile(r"\d{4}-\d*")
_SIGNS = frozenset("0123456789+-/() .")


class Telephones(Protocol):
    """The lines of this desk."""

    def can_dial(self) -> bool:
        """Whether one of them can make calls at this moment."""
        ...

    def dial(self, order: DialOrder) -> bool:
        """Asks for a call; False if no line can. Raises UserError if the line refuses."""
        ...


class Dialler(QObject):
    """`open_link` opens a `tel:` address and returns whether some program took it."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context], lines: Telephones, parent: QObject | None = None,
                 open_link: Callable[[QUrl], bool] = QDesktopServices.openUrl) -> None:
        super().__init__(parent)
        self._shell, self._ctx, self._lines, self._open_link = shell, ctx, lines, open_link

    def dial(self) -> None:
        """Calls the number in front of the user: the one in the field, else the one of the frame."""
        wanted = self._in_field() or self._of_frame()
        if wanted is None:
            self._shell.messages.say(self._shell.texts.tr(
                N_("There is no number here. Select one, or type it after {key}."),
                key=self._shell.commands.key("desk.palette")), key="call.dial")
            return
        self.call(wanted)

    def call(self, wanted: Dialled) -> None:
        """Calls this number for this ticket or callback."""
        self._shell.background.write(self, lambda: self._order(wanted), urgent=True, done=self._ordered)

    def hits(self, query: str) -> list[Hit]:
        """For the palette: a number that was typed can be called."""
        digits = [sign for sign in query if sign.isdigit()]
        if len(digits) < _LEAST_DIGITS or not set(query) <= _SIGNS or _TICKET_NUMBER.fullmatch(query.strip()):
            return []
        read = self._ctx().plan.read(query)
        text = self._shell.texts.tr(N_("Call {number}"), number=display(read.e164) or query)
        return [Hit(text, lambda: self.call(Dialled(query)), "", "phone-outgoing")]

    def _order(self, wanted: Dialled) -> Dialling:
        """In the writer: the number of a call is looked up, for who may not see it."""
        ctx, number = self._ctx(), wanted.number
        if not number and wanted.call_uid is not None:
            number = number_to_call(ctx, wanted.call_uid) or ""
        return dial(ctx, number, wanted.ticket_uid, wanted.callback_uid)

    def _in_field(self) -> Dialled | None:
        """The selected text of a field that looks like a number, else the whole of it; with the frame's ticket."""
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit):
            return None
        text = (field.selectedText() or field.text()).strip()
        if sum(sign.isdigit() for sign in text) < _LEAST_DIGITS or not set(text) <= _SIGNS:
            return None
        frame = self._of_frame()
        return Dialled(text, frame.ticket_uid if frame else None)

    def _of_frame(self) -> Dialled | None:
        frame = self._shell.windows.active()
        return frame.to_dial() if frame is not None else None

    def _ordered(self, order: Dialling) -> None:
        how = self._ctx().settings["dial.how"]
        try:
            if how != "link" and self._lines.dial(DialOrder(order.ref, order.digits, order.extension)):
                self._say(order)
                return
            if how == "feed":
                raise UserError("dial.no_line")
        except UserError as problem:
            self._shell.messages.trouble(problem)
            return
        if self._open_link(QUrl(f"tel:{order.number}")):
            self._say(order)
        else:
            self._shell.messages.trouble(UserError("dial.no_program", number=display(order.number)))

    def _say(self, order: Dialling) -> None:
        text = N_("Calling {number}. Lift the receiver of telephone {extension}.") if order.extension else N_(
            "Calling {number}.")
        self._shell.messages.say(self._shell.texts.tr(text, number=display(order.number), extension=order.extension),
                                 key="call.dial", seconds=5)
