"""One document as it is printed: letter and statement, looked at, printed, saved, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QToolButton, QVBoxLayout, QWidget

from hotline_desk.adapters.desktop.copies import PrivateCopies
from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import CANCELLED, CORRECTION, INVOICE, OFFER
from hotline_desk.services.addresses import get_address
from hotline_desk.services.billing.documents import (
    LETTER,
    STATEMENT,
    DocumentLine,
    document_file,
    document_line,
    statement_copy,
    statement_pdf,
)
from hotline_desk.services.billing.einvoice import EInvoice
from hotline_desk.services.billing.handing_out import einvoice_format, einvoice_of, papers_of, save_into
from hotline_desk.services.billing.standing import INVOICED
from hotline_desk.services.billing.statement_files import StatementOf, export_statement
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.exporting import FORMS
from hotline_desk.services.papers import Paper, print_paper, printers_here, save_paper
from hotline_desk.ui.billing.cancelling import CancelPanel
from hotline_desk.ui.billing.einvoice_page import EInvoicePage
from hotline_desk.ui.billing.offer_panels import AnswerPanel, InvoicePanel
from hotline_desk.ui.billing.send_panel import SendPanel
from hotline_desk.ui.billing.showing import period_text
from hotline_desk.ui.billing.words import kind_text, state_text
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.export_panel import ExportPanel
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.paper_view import PaperView
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import more_button, tool_button


@dataclass(frozen=True)
class FreeStatement:
    """A statement that belongs to no document: of a customer and a period."""

    address: str
    first: date
    last: date
    sums: str = ""


class DocumentFrame(Frame):
    """A stored document (`uid`), or the statement of a customer and a period (`address`, `first`, `last`)."""

    icon_name = "file-text"
    help_page = "documents"
    comfortable = QSize(820, 640)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 address: str = "", first: str = "", last: str = "", sums: str = "", *,
                 copies: PrivateCopies | None = None) -> None:
        super().__init__(shell, uid)
        self._copies = copies or PrivateCopies()
        self._ctx = ctx
        self._line: DocumentLine | None = None
        self._name = ""
        self._free = FreeStatement(address, date.fromisoformat(first), date.fromisoformat(last),
                                   sums) if address else None
        self._asked: set[str] = set()
        self._build()
        self._bind()
        changes.changed.connect(self._heard)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.state = Elided()
        self.place = QLabel()
        self.place.setProperty("role", "muted")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.views = {kind: PaperView(shell) for kind in ((STATEMENT,) if self._free else (LETTER, STATEMENT))}
        for kind, view in self.views.items():
            self.tabs.addTab(view, "")
            view.page_changed.connect(self._show_place)
            text = N_("Letter") if kind == LETTER else N_("Statement")
            shell.texts.bind(view.setAccessibleName, text)
        self.einvoice = EInvoicePage(self, self._ctx, self._copies)
        self.einvoice.hide()
        self.tabs.tabBar().setVisible(len(self.views) > 1)
        self.tabs.currentChanged.connect(lambda _n: self._read_current())
        self.save_panel = SavePanel(self)
        self.folder_panel = SavePanel(self, folder=True)
        self.print_panel = PrintPanel(self, printers_here, str(self._ctx().settings["workplace.printer"]))
        self.export_panel = ExportPanel(self, FORMS, with_columns=False)
        self.cancel_panel = CancelPanel(self, self._ctx)
        self.answer_panel = AnswerPanel(self, self._ctx)
        self.invoice_panel = InvoicePanel(self, self._ctx)
        self.send_panel = SendPanel(self, self._ctx)
        self.xml_panel = SavePanel(self, title=N_("Save the e-invoice"), suffix="xml")
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addSpacing(12)
        head.addWidget(self.state, 1)
        head.addWidget(self.place)
        for id in ("page.smaller", "page.width", "page.larger"):
            head.addWidget(tool_button(shell, id, words=False))
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self._subtotals())
        rows.addWidget(self.tabs, 1)
        rows.addLayout(self._buttons())
        for panel in (self.save_panel, self.folder_panel, self.export_panel, self.print_panel, self.cancel_panel,
                      self.answer_panel, self.invoice_panel, self.send_panel, self.xml_panel):
            rows.addWidget(panel)

    def _subtotals(self) -> QWidget:
        """A row of its own: the heading has no room for it in a narrow frame."""
        self.sums = ChoiceBox(self.shell, (("", N_("as issued")), *SETTINGS["billing.statement_sums"].choices))
        self.sums.code_changed.connect(self._draw_again)
        self.sums_row, name = QWidget(), QLabel()
        name.setBuddy(self.sums)
        self.shell.texts.bind(name.setText, N_("Subtotals"))
        self.shell.texts.bind(self.sums.setAccessibleName, N_("Subtotals"))
        row = QHBoxLayout(self.sums_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(name)
        row.addWidget(self.sums)
        row.addStretch(1)
        self.sums_row.hide()
        return self.sums_row

    def _buttons(self) -> FlowRow:
        row = FlowRow()
        self.buttons: dict[str, QToolButton] = {}
        if self._free is None:
            for id in ("offer.answer", "offer.invoice", "document.lines", "document.send"):
                self.buttons[id] = tool_button(self.shell, id)
                row.addWidget(self.buttons[id])
            row.addWidget(more_button(self.shell, ("document.lines", "document.save", "list.export",
                                                   "document.cancel")))
        else:
            row.addWidget(tool_button(self.shell, "list.export"))
        row.turn()
        row.addWidget(tool_button(self.shell, "frame.pdf"))
        row.addWidget(self.shell.commands.button("frame.print", primary=True))
        return row

    def _bind(self) -> None:
        handlers: dict[str, Callable[[], object]] = {
            "frame.pdf": self._save, "frame.print": self._print,
            "page.larger": lambda: self._sized(PaperView.larger),
            "page.smaller": lambda: self._sized(PaperView.smaller),
            "page.width": lambda: self._sized(PaperView.fit_width), "ticket.customer": self._open_customer,
            "list.export": self._export,
        }
        if self._free is None:
            handlers |= {"document.save": self._save_all, "document.cancel": self._ask_to_cancel,
                         "page.other": self._other,
                         "document.send": lambda: self._with_line(lambda line: self.send_panel.ask([line.number])),
                         "einvoice.open": self.einvoice.open, "einvoice.save": self._save_einvoice,
                         "document.lines": lambda: self.shell.windows.open("document_lines", self.uid),
                         "offer.answer": lambda: self._with_line(self.answer_panel.ask),
                         "offer.invoice": lambda: self._with_line(self.invoice_panel.ask)}
        self.bind(handlers)
        for id in ("document.cancel", "offer.answer", "offer.invoice", "einvoice.open", "einvoice.save"):
            self.enable(id, False)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        texts = self.shell.texts
        for number, kind in enumerate(self.views):
            self.tabs.setTabText(number, texts.tr("Letter") if kind == LETTER else texts.tr("Statement"))
        self.tabs.setTabText(len(self.views), texts.tr("E-invoice"))
        self._show_words()
        self._show_place()

    def refresh(self) -> None:
        if self._free is not None:
            self.shell.background.read(self, get_address, self._ctx(), self._free.address, newest="document",
                                       done=lambda address: self._named(address.name))
        else:
            self.shell.background.read(self, document_line, self._ctx(), self.uid, done=self._show, newest="document")

    def first_field(self) -> QWidget:
        return self.einvoice if self._at_einvoice else self.view

    def open_args(self) -> dict[str, Any] | None:
        if self._free is None:
            return {}
        return {"address": self._free.address, "first": self._free.first.isoformat(),
                "last": self._free.last.isoformat(), "sums": self._free.sums}

    @property
    def view(self) -> PaperView:
        """The paper in front; the letter while its electronic invoice is."""
        return self.views[self._kind]

    @property
    def _kind(self) -> str:
        kinds = list(self.views)
        return kinds[0] if self._at_einvoice else kinds[self.tabs.currentIndex()]

    @property
    def _at_einvoice(self) -> bool:
        return self.tabs.currentWidget() is self.einvoice

    def _heard(self, kind: str, uid: str) -> None:
        if kind == "document" and uid == self.uid:
            self.refresh()

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, line: DocumentLine) -> None:
        self._line, self._name = line, line.address_name
        for id in ("offer.answer", "offer.invoice"):
            self.enable(id, line.offer_state not in ("", INVOICED))
            self.buttons[id].setHidden(line.kind != OFFER)
        self.buttons["document.lines"].setHidden(line.kind == OFFER)  # there it stands under More, for want of room
        self.enable("document.cancel", line.kind in (INVOICE, CORRECTION) and line.state != CANCELLED)
        self._show_words()
        self._read_current()
        ctx, number = self._ctx(), line.number
        self.shell.background.read(
            self, lambda: (einvoice_format(ctx, number), [kind for kind, _name in papers_of(ctx, number)]),
            done=self._offer_pages, newest="pages")

    def _offer_pages(self, found: tuple[str, list[str]]) -> None:
        """The pages of statement and electronic invoice are there only where there are such papers."""
        form, kinds = found
        self.tabs.setTabVisible(list(self.views).index(STATEMENT), STATEMENT in kinds)
        self.enable("list.export", STATEMENT in kinds)
        there = self.tabs.indexOf(self.einvoice) >= 0
        if form and not there:
            self.tabs.addTab(self.einvoice, self.shell.texts.tr("E-invoice"))
        for id in ("einvoice.open", "einvoice.save"):
            self.enable(id, bool(form))

    def _named(self, name: str) -> None:
        self._name = name
        self._show_words()
        self._read_current()

    def _show_words(self) -> None:
        texts, line = self.shell.texts, self._line
        if self._free is not None:
            self.set_title(texts.tr("Statement {name}", name=self._name).strip())
            self.heading.setText(self._name)
            self.state.setText(period_text(texts, self._free.first, self._free.last))
            return
        if line is None:
            self.set_title(texts.tr("Document"))
            return
        self.set_title(f"{line.number} · {line.address_name}")
        self.heading.setText(f"{kind_text(texts, line.kind)} {line.number}")
        cancelled = line.state == CANCELLED
        self.state.setProperty("role", "danger" if cancelled else "muted")
        self.state.style().polish(self.state)
        self.state.setText(f"{line.address_name} · {texts.money(line.gross_cents)} · {state_text(texts, line)}")

    def _show_place(self, _page: int = 0) -> None:
        view = self.view
        self.place.setText(self.shell.texts.tr("Page {n} of {count}", n=view.page(), count=view.pages)
                           + f" · {view.zoom_percent()} %" if view.pages and not self._at_einvoice else "")

    def _read_current(self) -> None:
        """Gets the paper in front, once; drawing one that was never drawn may take a while."""
        kind, view = self._kind, self.view
        self._show_place()
        self.sums_row.setVisible(self._free is None and kind == STATEMENT and not self._at_einvoice)
        if self._at_einvoice:
            self.einvoice.show_document(self._line.number if self._line else "")
            return
        if kind in self._asked or (self._line is None and self._free is None):
            return
        self._asked.add(kind)
        view.show_message(self.shell.texts.tr("The paper is being drawn …"))
        self.shell.background.read(self, partial(self._paper, kind), done=partial(self._came, view),
                                   failed=partial(self._not_come, kind, view), newest=f"paper.{kind}")

    def _paper(self, kind: str) -> Paper:
        ctx = self._ctx()
        if self._free is not None:
            period = BillingRequest(self._free.first, self._free.last)
            return Paper(statement_pdf(ctx, self._free.address, period, self._free.sums))
        number, sums = self._line.number if self._line else "", self.sums.code()
        if kind == STATEMENT and sums:
            return Paper(statement_copy(ctx, number, sums))
        return Paper(document_file(ctx, number, kind))

    def _draw_again(self, _sums: str) -> None:
        """The statement with other subtotals, as a copy beside the one that is stored."""
        self._asked.discard(STATEMENT)
        self._read_current()

    def _came(self, view: PaperView, paper: Paper) -> None:
        view.show_paper(paper)
        self._show_place()

    def _not_come(self, kind: str, view: PaperView, problem: BaseException) -> bool:
        self._asked.discard(kind)
        view.show_message(self.shell.messages.sentence(problem))
        return isinstance(problem, UserError)

    # --- acting ---------------------------------------------------------------------------------------

    def _sized(self, change: Callable[[PaperView], None]) -> None:
        change(self.view)
        self._show_place()

    def _other(self) -> None:
        pages = [number for number in range(self.tabs.count()) if self.tabs.isTabVisible(number)]
        self.tabs.setCurrentIndex(pages[(pages.index(self.tabs.currentIndex()) + 1) % len(pages)])
        self.first_field().setFocus()

    def _file_name(self) -> str:
        if self._line is not None:
            sums = f"-{self.sums.code()}" if self.sums.code() else ""
            return f"{self._line.number}{'' if self._kind == LETTER else f'-statement{sums}'}.pdf"
        return f"{self._name}.pdf".replace("/", "-")

    def _save(self) -> None:
        paper = self.view.paper
        if paper is not None:
            self.save_panel.ask(self._file_name(), partial(save_paper, paper.pdf))

    def _export(self) -> None:
        """The statement as a table."""
        ctx, free = self._ctx(), self._free
        which = StatementOf(address=free.address, first=free.first, last=free.last) if free else \
            StatementOf(self._line.number if self._line else "")
        self.export_panel.begin(
            self._statement_name(), lambda place, kind, _all, progress, cancelled: export_statement(
                ctx.watched(progress, cancelled), which, place, kind))

    def _statement_name(self) -> str:
        return f"{self._line.number}-statement" if self._line is not None else self._name.replace("/", "-")

    def _save_all(self) -> None:
        if self._line is not None:
            ctx, number = self._ctx(), self._line.number
            self.folder_panel.ask("", partial(save_into, ctx, [number]))

    def _print(self) -> None:
        paper = self.view.paper
        if paper is not None:
            title = self._file_name().removesuffix(".pdf")
            self.print_panel.ask(lambda printer, copies, pages: print_paper(paper.pdf, printer or None, title, copies,
                                                                            pages))

    def _with_line(self, act: Callable[[DocumentLine], object]) -> None:
        if self._line is not None:
            act(self._line)

    def _save_einvoice(self) -> None:
        """Reads it first, if its page was never looked at."""
        if self._line is not None:
            ctx, number = self._ctx(), self._line.number
            self.shell.background.read(self, einvoice_of, ctx, number, done=self._ask_where)

    def _ask_where(self, found: EInvoice) -> None:
        self.xml_panel.ask(found.name, partial(save_paper, found.xml))

    def _ask_to_cancel(self) -> None:
        if self._line is not None:
            self.cancel_panel.ask(self._line)

    def _open_customer(self) -> None:
        uid = self._free.address if self._free else self._line.address_uid if self._line else ""
        if uid:
            self.shell.windows.open("address", uid)
