"""All documents: found, opened, printed, saved, cancelled; and the statement of any customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import CANCELLED, CORRECTION, DRAFT, FINAL, INVOICE
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.billing.handing_out import print_documents, save_into
from hotline_desk.services.billing.standing import INVOICED
from hotline_desk.services.context import Context
from hotline_desk.services.papers import printers_here
from hotline_desk.services.views.document_list import DocumentFilter, DocumentTotals, document_page, document_totals
from hotline_desk.ui.billing.cancelling import CancelPanel
from hotline_desk.ui.billing.document_filters import DocumentFilters
from hotline_desk.ui.billing.offer_panels import AnswerPanel, InvoicePanel
from hotline_desk.ui.billing.send_panel import SendPanel
from hotline_desk.ui.billing.showing import period_text
from hotline_desk.ui.billing.statements import StatementPanel
from hotline_desk.ui.billing.words import kind_text, state_text
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.pages import PagedList
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import more_button, tool_button

_PAUSE_MS = 200
_NONE = N_("There are no documents yet. The billing assistant makes them.")
_NOTHING_FITS = N_("No document fits. Fewer words or other choices show more.")


class DocumentsFrame(Frame):
    """The list of documents, newest first; read page by page, so that it may be as long as it likes."""

    icon_name = "files"
    help_page = "documents"
    comfortable = QSize(1000, 560)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 address: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._summed: tuple[DocumentFilter, DocumentTotals] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        self._bind()
        changes.changed.connect(self._heard)
        self._ask_for = address

    def _build(self) -> None:
        shell = self.shell
        self.sums = QLabel()
        self.sums.setProperty("role", "muted")
        self.filters = DocumentFilters(shell, self._today, self.sums)
        self.list = PagedList(shell, "documents", self._columns(), self._count, self._page, sort="number",
                              descending=True, empty=_NONE, accessible=N_("Documents"))
        self.list.table.select_many()
        self.cancel_panel = CancelPanel(self, self._ctx)
        self.answer_panel = AnswerPanel(self, self._ctx)
        self.invoice_panel = InvoicePanel(self, self._ctx)
        self.statement = StatementPanel(self, self._ctx)
        self.send_panel = SendPanel(self, self._ctx)
        self.save_panel = SavePanel(self, folder=True)
        self.print_panel = PrintPanel(self, printers_here, str(self._ctx().settings["workplace.printer"]),
                                      with_pages=False)
        rows = QVBoxLayout(self)
        rows.addWidget(self.filters)
        rows.addWidget(self.list, 1)
        rows.addLayout(self._buttons())
        for panel in (self.cancel_panel, self.answer_panel, self.invoice_panel, self.statement, self.save_panel,
                      self.print_panel, self.send_panel):
            rows.addWidget(panel)
        self.filters.changed.connect(self._ask)
        self.filters.words.installEventFilter(self)
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(self._chosen)
        self.list.current_changed.connect(self.pointed)
        self.list.model.shown.connect(self._first_shown)
        self.list.model.counted.connect(lambda _n: self._show_sums())

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("number", N_("Number"), lambda d: d.number or texts.tr("(draft)"), width=14, bold=True),
            Column("kind", N_("Kind"), lambda d: kind_text(texts, d.kind), width=18, rank=4),
            Column("customer", N_("Customer"), lambda d: f"{d.address_number}  {d.address_name}", width=28,
                   stretch=True),
            Column("date", N_("Date"), lambda d: texts.day(d.date), width=11),
            Column("period", N_("Period"), lambda d: period_text(texts, d.period_from, d.period_to), width=20,
                   rank=2),
            Column("net", N_("Net"), lambda d: texts.money(d.net_cents), width=12, align="right",
                   rank=3),
            Column("gross", N_("Gross"), lambda d: texts.money(d.gross_cents), width=12, align="right"),
            Column("state", N_("State"), lambda d: state_text(texts, d), width=24, rank=1,
                   color=lambda d: "danger" if d.state == CANCELLED else "muted",
                   icon=_sign),
        )

    def _buttons(self) -> FlowRow:
        row = FlowRow()
        for id in ("offer.new", "invoice.new", "document.send", "frame.print"):
            row.addWidget(tool_button(self.shell, id))
        row.addWidget(more_button(self.shell, ("document.lines", "offer.answer", "offer.invoice", "document.cancel",
                                               "document.save", "document.statement")))
        row.turn()
        row.addWidget(self.shell.commands.button("record.open", primary=True))
        return row

    def _bind(self) -> None:
        self.bind({
            "record.open": self._open_current, "document.cancel": self._ask_to_cancel,
            "document.save": self._save, "frame.print": self._print, "document.statement": self.statement.ask,
            "frame.find": self._to_words, "ticket.customer": self._open_customer,
            "offer.answer": lambda: self._with_current(self.answer_panel.ask),
            "offer.invoice": lambda: self._with_current(self.invoice_panel.ask),
            "document.lines": self._open_lines, "document.send": lambda: self.send_panel.ask(self._numbers()),
        })
        self._chosen(None)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Documents"))
        self._show_sums()

    def refresh(self) -> None:
        if self._ask_for:
            self.statement.ask(self._ask_for)
            self._ask_for = ""
        self._pause.stop()
        if self.list.model.query == self.filters.wanted():
            self.list.refresh()
        else:
            self._ask()

    def first_field(self) -> QWidget:
        return self.statement.customer if self.statement.is_open else self.list.table

    def points_at(self) -> tuple[str, str] | None:
        line: DocumentLine | None = self.list.current()
        if line is None:
            return None
        return ("draft" if line.state == DRAFT else "document", line.uid)

    def reopen(self, address: str = "") -> None:  # type: ignore[override]  # the arguments of this frame
        self.statement.ask(address)

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in ("document", "address"):
            self._pause.start()

    # --- showing --------------------------------------------------------------------------------------

    def _today(self) -> date:
        ctx = self._ctx()
        return local_day(ctx.clock.now(), ctx.zone)

    def _ask(self) -> None:
        """Another choice: a new list from its beginning."""
        self.list.table.set_empty_text(_NOTHING_FITS if self.filters.narrow() else _NONE)
        self.list.set_query(self.filters.wanted())

    def _page(self, wanted: DocumentFilter, key: str, descending: bool, offset: int, limit: int
              ) -> Sequence[DocumentLine]:
        return document_page(self._ctx(), wanted, key, descending, offset, limit)

    def _count(self, wanted: DocumentFilter) -> int:
        totals = document_totals(self._ctx(), wanted)
        self._summed = (wanted, totals)
        return totals.count

    def _first_shown(self) -> None:
        self._summed = None  # told anew by the count, which a list of one page does not need
        self._chosen(self.list.current())
        self._show_sums()

    def _totals(self) -> DocumentTotals | None:
        """What the list comes to; None while that is not known."""
        model = self.list.model
        if self._summed is not None and self._summed[0] == model.query:
            return self._summed[1]
        rows = [row for row in map(model.peek, range(model.rowCount())) if row is not None]
        if not model.whole or len(rows) < model.rowCount():
            return None
        return DocumentTotals(len(rows), sum(d.net_cents for d in rows), sum(d.gross_cents for d in rows))

    def _show_sums(self) -> None:
        texts, totals = self.shell.texts, self._totals()
        self.sums.setText("" if totals is None else texts.trn("{n} document", "{n} documents", totals.count) + " · " +
                          texts.tr("net {net}, gross {gross}", net=texts.money(totals.net_cents),
                                   gross=texts.money(totals.gross_cents)))

    def _to_words(self) -> None:
        self.filters.words.setFocus()
        self.filters.words.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search line the arrows lead into the list, Enter opens what is selected there."""
        if watched is not self.filters.words or event.type() != QEvent.Type.KeyPress \
                or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.table.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open_current()
        elif event.key() == Qt.Key.Key_Escape and self.filters.words.text():
            self.filters.words.clear()
        else:
            return False
        return True

    def _chosen(self, line: DocumentLine | None) -> None:
        final = line is not None and line.state != DRAFT
        for id in ("record.open", "ticket.customer"):
            self.enable(id, line is not None)
        for id in ("document.save", "frame.print", "document.lines", "document.send"):
            self.enable(id, final)
        answerable = line is not None and line.offer_state not in ("", INVOICED)
        for id in ("offer.answer", "offer.invoice"):
            self.enable(id, answerable)
        self.enable("document.cancel", line is not None and line.kind in (INVOICE, CORRECTION) and line.state == FINAL)

    # --- acting ---------------------------------------------------------------------------------------

    def _open(self, line: DocumentLine) -> None:
        self.shell.windows.open("draft" if line.state == DRAFT else "document", line.uid)

    def _open_lines(self) -> None:
        line = self.list.current()
        if line is not None:
            self.shell.windows.open("document_lines", line.uid)

    def _open_current(self) -> None:
        self._with_current(self._open)

    def _with_current(self, act: Callable[[DocumentLine], object]) -> None:
        line = self.list.current()
        if line is not None:
            act(line)

    def _ask_to_cancel(self) -> None:
        self._with_current(self.cancel_panel.ask)

    def _open_customer(self) -> None:
        self._with_current(lambda line: self.shell.windows.open("address", line.address_uid))

    def _numbers(self) -> list[str]:
        """Numbers of the selected documents; drafts have none."""
        return [line.number for line in self.list.selected_at_hand() if line.state != DRAFT]

    def _save(self) -> None:
        ctx, numbers = self._ctx(), self._numbers()
        if numbers:
            self.save_panel.ask("", partial(save_into, ctx, numbers))

    def _print(self) -> None:
        ctx, numbers = self._ctx(), self._numbers()
        if numbers:
            self.print_panel.ask(
                lambda printer, copies, _pages: print_documents(ctx, numbers, printer or None, copies))


def _sign(line: DocumentLine) -> str:
    """The symbol before how a document stands."""
    if line.state in (CANCELLED, DRAFT):
        return "file-x" if line.state == CANCELLED else "pencil"
    return "bell-off" if line.hold is not None else ""
