"""The fourth step done: what was issued, and what can be done with it now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.billing.issue import Issued
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button


class ResultView(QWidget):
    """The documents of a run. `opened` comes with a document, `again` when another run is wanted."""

    opened = Signal(object)
    again = Signal()

    def __init__(self, shell: Shell, commands: Callable[[str], QPushButton]) -> None:
        super().__init__()
        self._shell = shell
        self._issued = Issued((), ())
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.skipped = QLabel()
        self.skipped.setProperty("role", "danger")
        self.skipped.setWordWrap(True)
        self.list = RowList(shell, "billing.result", self._columns(), filterable=False,
                            empty=N_("No document was issued."), accessible=N_("Issued documents"))
        self.list.activated.connect(self.opened)
        self.again_button = QPushButton()
        shell.texts.bind(self.again_button.setText, N_("Ne&xt run"))
        self.again_button.clicked.connect(self.again)
        row = FlowRow()
        row.addWidget(commands("record.open"))
        for id in ("frame.print", "document.save", "document.send"):
            row.addWidget(tool_button(shell, id))
        row.turn()
        row.addWidget(self.again_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.heading)
        rows.addWidget(self.skipped)
        rows.addWidget(self.list, 1)
        rows.addLayout(row)
        self.setFocusProxy(self.list)
        shell.texts.follow(self, lambda living: living.show_words())

    def _columns(self) -> tuple[Column, ...]:
        texts = self._shell.texts
        return (
            Column("number", N_("Number"), lambda d: d.number, width=16, bold=True),
            Column("customer", N_("Customer"), lambda d: f"{d.address_number}  {d.address_name}", width=24,
                   stretch=True, sort=lambda d: d.address_number),
            Column("net", N_("Net"), lambda d: texts.money(d.net_cents), width=12, align="right",
                   sort=lambda d: d.net_cents, rank=1),
            Column("gross", N_("Gross"), lambda d: texts.money(d.gross_cents), width=12, align="right",
                   sort=lambda d: d.gross_cents),
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of the issued documents."""
        return self._issued.numbers

    def show_result(self, issued: Issued, documents: Sequence[DocumentLine]) -> None:
        """Shows what a run brought."""
        self._issued = issued
        self.list.set_rows(sorted(documents, key=lambda d: d.number))
        self.show_words()

    def show_words(self) -> None:
        """The heading, and whom the run passed over."""
        texts, issued = self._shell.texts, self._issued
        self.heading.setText(texts.trn("{n} document issued", "{n} documents issued", len(issued.numbers)))
        sentences = []
        if issued.skipped:
            sentences.append(texts.tr(
                "Passed over, because the work changed since the preview: {names}. Run the period again.",
                names=", ".join(issued.skipped)))
        if issued.left:
            sentences.append(texts.trn("Stopped: {n} draft was not issued.", "Stopped: {n} drafts were not issued.",
                                       issued.left))
        self.skipped.setText(" ".join(sentences))
        self.skipped.setVisible(bool(sentences))
