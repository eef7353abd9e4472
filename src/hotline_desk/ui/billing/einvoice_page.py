"""The page of a document that shows its electronic invoice: its terms by name, to be saved and opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hotline_desk.adapters.desktop.copies import PrivateCopies
from hotline_desk.core.text import N_
from hotline_desk.services.billing.einvoice import EInvoice, Term
from hotline_desk.services.billing.handing_out import einvoice_of
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.tools import tool_button


class EInvoicePage(QWidget):
    """`show_document(number)` reads it once, made and stored if it never was."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context], copies: PrivateCopies,
                 open_file: Callable[[QUrl], bool] = QDesktopServices.openUrl) -> None:
        super().__init__(frame)
        self._frame, self._ctx, self._copies, self._open_file = frame, ctx, copies, open_file
        self._number = ""
        self.einvoice: EInvoice | None = None
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.list = RowList(frame.shell, "einvoice", self._columns(), key=lambda t: (t.code, t.number),
                            empty=N_("The e-invoice is being read …"),
                            accessible=N_("What the e-invoice says"))
        row = FlowRow()
        for id in ("einvoice.open", "einvoice.save"):
            row.addWidget(tool_button(frame.shell, id))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 6, 0, 0)
        rows.addWidget(self.words)
        rows.addWidget(self.list, 1)
        rows.addLayout(row)
        self.setFocusProxy(self.list)

    def _columns(self) -> tuple[Column, ...]:
        texts = self._frame.shell.texts
        return (
            Column("part", N_("Part"), lambda t: f"{texts.tr(t.part)} {t.number}".strip(), width=14),
            Column("name", N_("Term"), lambda t: texts.tr(t.name), width=26),
            Column("value", N_("Value"), self._value, width=34, stretch=True),
            Column("code", N_("Code"), lambda t: t.code, width=8, rank=1),
        )

    def _value(self, term: Term) -> str:
        texts, value = self._frame.shell.texts, term.value
        if isinstance(value, Decimal):
            return texts.money(int(value * 100))
        if isinstance(value, date):
            return texts.day(value)
        return f"{' '.join(value.split())} ({texts.tr(term.meaning)})" if term.meaning else " ".join(value.split())

    def show_document(self, number: str) -> None:
        """Reads the electronic invoice of this document."""
        if number != self._number:
            self._number = number
            self._frame.shell.background.read(self, lambda: einvoice_of(self._ctx(), number), done=self._came,
                                              failed=self._not_come, newest="einvoice")

    def _came(self, found: EInvoice) -> None:
        self.einvoice = found
        self.words.setText(self._frame.shell.texts.tr(
            "{name} as it was stored; this is what the customer's program reads.", name=found.name))
        self.list.set_rows(found.terms)

    def _not_come(self, problem: BaseException) -> bool:
        self._number = ""
        self.words.setText(self._frame.shell.messages.sentence(problem))
        return False

    def open(self) -> None:
        """The system's program opens a copy."""
        found = self.einvoice
        if found is not None:
            self._frame.shell.background.read(self, self._copies.make, found.name, found.xml, done=self._copied)

    def _copied(self, place: Path) -> None:
        texts = self._frame.shell.texts
        if not self._open_file(QUrl.fromLocalFile(str(place))):
            self._frame.shell.messages.say(texts.tr(
                "No program of this computer opens {name}. Save it instead.", name=place.name), "warning",
                key="einvoice.open")
