"""The foot of the assistant: what the run comes to, always in sight, and the button that issues it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import InvoiceDraft
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.shell import Shell


class TotalBar(QWidget):
    """Number of documents, net, tax and gross."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._sums = (0, 0, 0)
        self._count = 0
        self._done = False
        heading = QLabel()
        heading.setProperty("role", "strong")
        shell.texts.bind(heading.setText, N_("4  Issue"))
        self.count = QLabel()
        self.net = QLabel()
        self.gross = QLabel()
        self.gross.setProperty("role", "heading")
        self.button = shell.commands.button("billing.issue", primary=True)
        row = FlowRow(self, spacing=16)
        for widget in (heading, self.count):
            row.addWidget(widget)
        row.turn()
        row.addWidget(self.net)
        row.addWidget(self.gross)
        row.addWidget(self.button)
        self.show_words()

    def show_drafts(self, drafts: Sequence[InvoiceDraft]) -> None:
        """Shows what the drafts come to."""
        self._done, self._count = False, len(drafts)
        self._sums = (sum(d.net_cents for d in drafts), sum(d.tax_cents for d in drafts),
                      sum(d.gross_cents for d in drafts))
        self.show_words()

    def show_documents(self, documents: Sequence[DocumentLine]) -> None:
        """Shows what the issued documents come to."""
        self._done, self._count = True, len(documents)
        self._sums = (sum(d.net_cents for d in documents), sum(d.tax_cents for d in documents),
                      sum(d.gross_cents for d in documents))
        self.show_words()

    def show_words(self) -> None:
        """All of it in the present language."""
        texts = self._shell.texts
        net, tax, gross = (texts.money(value) for value in self._sums)
        self.count.setText(texts.trn("{n} document issued", "{n} documents issued", self._count) if self._done
                           else texts.trn("{n} invoice", "{n} invoices", self._count))
        self.net.setText(texts.tr("Net {net} · VAT {tax}", net=net, tax=tax))
        self.gross.setText(texts.tr("Total {gross}", gross=gross))
