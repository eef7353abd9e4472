"""All documents: found, opened, printed, saved, cancelled; and the statement of any customer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import CANCELLED, CORRECTION, DRAFT, FINAL, INVOICE
from hotline_desk.services.billing.documents import DocumentLine, list_documents
from hotline_desk.services.billing.handing_out import print_documents, save_into
from hotline_desk.services.billing.standing import INVOICED
from hotline_desk.services.context import Context
from hotline_desk.services.papers import printers_here
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
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_PAUSE_MS = 200


class DocumentsFrame(Frame):
    """The list of documents, newest first."""

    icon_name = "files"
    help_page = "documents"
    comfortable = QSize(1000, 560)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 address: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._documents: list[DocumentLine] = []
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
        self.filters = DocumentFilters(shell)
        self.sums = QLabel()
        self.sums.setProperty("role", "muted")
        self.list = RowList(
            shell, "documents", self._columns(),
            empty=N_("There are no documents yet. The billing assistant makes them."),
            accessible=N_("Documents"))
        self.list.table.select_many()
        self.cancel_panel = CancelPanel(self, self._ctx)
        self.answer_panel = AnswerPanel(self, self._ctx)
        self.invoice_panel = InvoicePanel(self, self._ctx)
        self.statement = StatementPanel(self, self._ctx)
        self.send_panel = SendPanel(self, self._ctx)
        self.save_panel = SavePanel(self, folder=True)
        self.print_panel = PrintPanel(self, printers_here, str(self._ctx().settings["workplace.printer"]),
                                      with_pages=False)
        head = QHBoxLayout()
        head.addWidget(self.filters, 1)
        head.addWidget(self.sums)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.list, 1)
        rows.addLayout(self._buttons())
        for panel in (self.cancel_panel, self.answer_panel, self.invoice_panel, self.statement, self.save_panel,
                      self.print_panel, self.send_panel):
            rows.addWidget(panel)
        self.filters.changed.connect(self._show_rows)
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(self._chosen)
        self.list.current_changed.connect(self.pointed)
        self.list.filter.textChanged.connect(lambda _text: self._show_sums())

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("number", N_("Number"), lambda d: d.number or texts.tr("(draft)"), width=15, bold=True,
                   sort=lambda d: (d.number != "", d.number)),
            Column("kind", N_("Kind"), lambda d: kind_text(texts, d.kind), width=14, rank=4),
            Column("customer", N_("Customer"), lambda d: f"{d.address_number}  {d.address_name}", width=24,
                   stretch=True, sort=lambda d: d.address_name.casefold()),
            Column("date", N_("Date"), lambda d: texts.day(d.date), width=11, sort=lambda d: d.date),
            Column("period", N_("Period"), lambda d: period_text(texts, d.period_from, d.period_to), width=16,
                   sort=lambda d: d.period_from, rank=2),
            Column("net", N_("Net"), lambda d: texts.money(d.net_cents), width=12, align="right",
                   sort=lambda d: d.net_cents, rank=3),
            Column("gross", N_("Gross"), lambda d: texts.money(d.gross_cents), width=12, align="right",
                   sort=lambda d: d.gross_cents),
            Column("state", N_("State"), lambda d: state_text(texts, d), width=24, rank=1,
                   color=lambda d: "danger" if d.state == CANCELLED else "muted",
                   icon=_sign),
        )

    def _buttons(self) -> FlowRow:
        row = FlowRow()
        for id in ("offer.new", "invoice.new", "offer.answer", "offer.invoice", "document.lines",
                   "document.statement", "document.cancel", "document.save", "document.send",
                   "frame.print"):
            row.addWidget(tool_button(self.shell, id))
        row.turn()
        row.addWidget(self.shell.commands.button("record.open", primary=True))
        return row

    def _bind(self) -> None:
        self.bind({
            "record.open": self._open_current, "document.cancel": self._ask_to_cancel,
            "document.save": self._save, "frame.print": self._print, "document.statement": self.statement.ask,
            "frame.find": self.list.focus_filter, "ticket.customer": self._open_customer,
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
        self.shell.background.read(self, list_documents, self._ctx(), done=self._show, newest="documents")

    def first_field(self) -> QWidget:
        return self.statement.customer if self.statement.is_open else self.list

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

    def _show(self, documents: list[DocumentLine]) -> None:
        self._documents = documents
        self._show_rows()

    def _show_rows(self) -> None:
        ctx = self._ctx()
        today = local_day(ctx.clock.now(), ctx.zone)
        self.list.set_rows([d for d in self._documents if self.filters.fits(d, today)])
        self._show_sums()
        self._chosen(self.list.current())

    def _show_sums(self) -> None:
        rows, texts = self.list.rows(), self.shell.texts
        self.sums.setText(texts.trn("{n} document", "{n} documents", len(rows)) + " · " +
                          texts.tr("net {net}, gross {gross}", net=texts.money(sum(d.net_cents for d in rows)),
                                   gross=texts.money(sum(d.gross_cents for d in rows))))

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
        return [line.number for line in self.list.selected() if line.state != DRAFT]

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
