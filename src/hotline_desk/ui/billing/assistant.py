"""The billing assistant: period, customers, check, issue on one page, with the total always in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QElapsedTimer, QSize, QTimer
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.services.billing.checklist import checklist_pdf
from hotline_desk.services.billing.decisions import Decided, decisions
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.billing.handing_out import print_documents, save_into
from hotline_desk.services.billing.issue import Issued, issue_all
from hotline_desk.services.billing.leftovers import note_uncharged
from hotline_desk.services.billing.propose import Proposal, propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.papers import print_paper, printers_here, save_paper
from hotline_desk.services.views.document_list import documents_numbered
from hotline_desk.ui.billing.assistant_page import AssistantPage
from hotline_desk.ui.billing.changing import ChangePanel
from hotline_desk.ui.billing.deciding import Deciding
from hotline_desk.ui.billing.preview_rows import CUSTOMER, REFUSAL, PreviewRow, grow
from hotline_desk.ui.billing.send_panel import SendPanel
from hotline_desk.ui.billing.showing import period_text
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.longact import LongAct
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.shell import Shell

_PAUSE_MS = 350
_QUICK_MS = 1500
_CONCERNS = frozenset({"ticket", "contract", "terms", "article", "address", "settings", "document"})

Made: TypeAlias = tuple[Proposal, PreviewRow, Mapping[str, Decided]]


class AssistantFrame(Frame):
    """One page, four steps. The preview is made by itself whenever period, customers or the work change."""

    icon_name = "receipt-text"
    help_page = "billing"
    comfortable = QSize(1120, 660)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 customer: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._left_out: set[str] = set()
        self._proposal: Proposal | None = None
        self._preview: LongAct | None = None
        self._turn = 0
        self._issuing = False
        self._stopped = self._stale = False
        self._took = QElapsedTimer()
        self._took_ms = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        self._connect()
        changes.changed.connect(self._heard)
        if customer:
            self.customers.choose([customer])

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.page = AssistantPage(shell, self._ctx, self._left_out)
        self.period, self.parts, self.customers = self.page.period, self.page.parts, self.page.customers
        self.check, self.result, self.total, self.stack = (self.page.check, self.page.result, self.page.total,
                                                           self.page.stack)
        self.deciding = Deciding(shell, self._ctx, self.check)
        self.confirm = Panel(self, N_("Issue the documents"), N_("Issue now"))
        self.confirm_text = QLabel()
        self.confirm_text.setWordWrap(True)
        self.keep_actions = QCheckBox()
        shell.texts.bind(self.keep_actions.setText, N_("Note what is left uncharged as actions of the customers"))
        self.confirm.body.addWidget(self.confirm_text)
        self.confirm.body.addWidget(self.keep_actions)
        self.change_panel = ChangePanel(self, self._ctx)
        self.save_panel = SavePanel(self, folder=True)
        self.send_panel = SendPanel(self, self._ctx)
        self.file_panel = SavePanel(self)
        self.print_panel = PrintPanel(self, printers_here, str(self._ctx().settings["workplace.printer"]),
                                      with_pages=False)
        rows = QVBoxLayout(self)
        rows.addWidget(self.page, 1)
        for panel in (self.confirm, self.change_panel, self.save_panel, self.file_panel, self.print_panel,
                      self.send_panel):
            rows.addWidget(panel)
        self.check.tree.set_empty(self._empty_sentence)

    def _connect(self) -> None:
        self.period.changed.connect(self._later)
        self.customers.changed.connect(self._later)
        self.parts.changed.connect(self._later)
        self.change_panel.decided.connect(self.deciding.decided)
        self.check.opened.connect(self.deciding.open_row)
        self.deciding.changed.connect(self.refresh)
        self.check.decided.connect(self.decide)
        self.check.row_changed.connect(lambda _row: self._show_state())
        self.check.lacking.settings_wanted.connect(lambda: self.shell.commands.trigger("settings.open"))
        self.confirm.confirmed.connect(self._issue)
        self.result.opened.connect(self._open_document)
        self.result.again.connect(self.refresh)
        self.bind({
            "billing.preview": self.refresh, "desk.refresh": self.refresh, "billing.issue": self.ask_to_issue,
            "billing.skip": self._decide_current, "billing.change": self._change_current,
            "record.open": self._open_current, "document.save": self._save_all, "frame.print": self._print,
            "document.send": lambda: self.send_panel.ask(self.result.numbers),
            "frame.pdf": self._save_list, "frame.find": self._find,
        })
        self._show_state()

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Billing assistant"))
        self._show_state()
        self.total.show_words()

    def first_field(self) -> QWidget:
        return self.period

    def can_close(self) -> bool:
        if self._issuing:
            self.shell.messages.say(self.shell.texts.tr("Documents are being issued. Stop the run first, or wait."),
                                    key="billing.running")
        return not self._issuing

    def reopen(self, customer: str = "") -> None:  # type: ignore[override]  # the arguments of this frame
        if customer:
            self.customers.choose([customer])

    def closed(self) -> None:
        self._pause.stop()
        if self._preview is not None:
            self._preview.stop()

    def refresh(self) -> None:
        """Makes the preview anew."""
        period = self.period.period()
        if period is None or self._issuing:
            return
        self._pause.stop()
        self.customers.refresh()
        self.page.unfinished.refresh()
        self.stack.setCurrentWidget(self.check)
        if self._preview is not None:
            self._preview.stop()
        self._turn += 1
        self._stopped = self._stale = False
        self._took.start()
        request = BillingRequest(*period, self.customers.numbers(), self.parts.open_too.isChecked(),
                                 contracts=self.customers.contracts(), parts=self.parts.parts(),
                                 early=self.parts.early.isChecked())
        ctx, turn = self._ctx(), self._turn

        def make(progress: Callable[..., None], cancelled: Callable[[], bool]) -> Made:
            proposal = propose(ctx.watched(progress, cancelled), request)
            return proposal, grow(proposal, ctx.zone), decisions(ctx)

        self._preview = self.shell.background.run_long(
            self, make, title=self.shell.texts.tr("Working out the preview"), done=partial(self._show_preview, turn),
            failed=partial(self._no_preview, turn))
        self._show_state()

    # --- preview --------------------------------------------------------------------------------------

    def _later(self, *_changed: object) -> None:
        self._pause.start()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind not in _CONCERNS or self._issuing or self.stack.currentWidget() is not self.check:
            return
        if self._took_ms < _QUICK_MS:
            self._pause.start()
        else:  # a preview that takes long is not made anew for every call that comes in meanwhile
            self._stale = True
            self._show_state()

    def _show_preview(self, turn: int, made: Made) -> None:
        if turn != self._turn:
            return
        self._preview = None
        self._took_ms = self._took.elapsed()
        self._proposal, root, decided = made
        self._left_out &= {d.address_uid for d in self._proposal.drafts}
        self.check.show_proposal(self._proposal, root, decided)
        self._show_total()

    def _no_preview(self, turn: int, _problem: BaseException) -> bool:
        if turn == self._turn:
            self._preview = None
            self._stopped = True
            self._show_state()
        return False

    def _wanted(self) -> Proposal | None:
        """The preview without the customers that are left out."""
        if self._proposal is None:
            return None
        drafts = tuple(d for d in self._proposal.drafts if d.address_uid not in self._left_out)
        return replace(self._proposal, drafts=drafts)

    def _show_total(self) -> None:
        wanted = self._wanted()
        self.total.show_drafts(wanted.due if wanted else ())
        self._show_state()

    def _show_state(self) -> None:
        texts, proposal = self.shell.texts, self._proposal
        on_check = self.stack.currentWidget() is self.check
        if self._issuing:
            text = texts.tr("Issuing …")
        elif self._preview is not None:
            text = texts.tr("Working out the preview …")
        elif self._stopped:
            text = texts.tr("Stopped. What is shown may be older.")
        elif on_check and self._stale:
            text = texts.tr("Something changed since this preview.")
        elif on_check and proposal is not None and proposal.refusals:
            text = texts.trn("{n} customer cannot be billed yet", "{n} customers cannot be billed yet",
                             len(proposal.refusals))
        elif on_check and proposal is not None and proposal.waiting:
            text = texts.trn("{n} customer waits for the end of the quarter",
                             "{n} customers wait for the end of the quarter", len(proposal.waiting))
        else:
            text = ""
        self.page.state.setText(text)
        wanted = self._wanted()
        ready = bool(wanted and wanted.due) and self._preview is None and not self._issuing and on_check
        self.enable("billing.issue", ready)
        self.enable("billing.preview", not self._issuing)
        row = self.check.tree.current_row() if on_check else None
        self.enable("billing.skip", row is not None and row.kind != REFUSAL and not self._issuing)
        self.enable("record.open", row is not None or not on_check)
        self.enable("document.save", not on_check)
        self.enable("document.send", not on_check)
        self.enable("billing.change", row is not None and row.item is not None and not self._issuing)
        listed = on_check and proposal is not None and bool(proposal.drafts or proposal.refusals)
        self.enable("frame.print", not on_check or listed)
        self.enable("frame.pdf", listed)

    def _empty_sentence(self) -> str:
        texts, period = self.shell.texts, self._proposal.request if self._proposal else None
        if self._preview is not None or period is None:
            return texts.tr("Working out the preview …")
        if () in (period.customers, period.contracts):
            return texts.tr("Tick the customers who shall be billed.")
        if self.parts.open_too.isChecked():
            return texts.tr("Nothing is left to bill for {period}: everything is on a document already. "
                            "Choose another period.", period=period_text(texts, period.first, period.last))
        return texts.tr("Nothing is left to bill for {period}: everything is on a document already, or its ticket "
                        "is still open. Choose another period or take in open tickets.",
                        period=period_text(texts, period.first, period.last))

    # --- rows -----------------------------------------------------------------------------------------

    def _decide_current(self) -> None:
        row = self.check.tree.current_row()
        if row is not None:
            self.decide(row)

    def decide(self, row: PreviewRow) -> None:
        """A customer is left out of the run or taken in; a measure is charged or not."""
        if row.kind == CUSTOMER:
            self._left_out ^= {row.address_uid}
            self.check.model.shown_again(row)
            self._show_total()
        else:
            self.deciding.decide(row)

    def _change_current(self) -> None:
        row = self.check.tree.current_row()
        if row is not None and row.item is not None:
            self.change_panel.ask(row.item, self.check.model.decided.get(row.item.worklog_uid))

    def _open_current(self) -> None:
        if self.stack.currentWidget() is self.result:
            document = self.result.list.current()
            if document is not None:
                self._open_document(document)
            return
        row = self.check.tree.current_row()
        if row is not None:
            self.deciding.open_row(row)

    def _open_document(self, document: DocumentLine) -> None:
        self.shell.windows.open("document", document.uid)

    def _find(self) -> None:
        self.customers.some.setChecked(True)
        self.customers.search.setFocus()

    # --- issuing --------------------------------------------------------------------------------------

    def ask_to_issue(self) -> None:
        """Says what will happen and waits for Ctrl+Enter."""
        wanted = self._wanted()
        if wanted is None or not wanted.due:
            return
        texts = self.shell.texts
        self.confirm_text.setText(
            texts.trn("{n} document over {net} net is issued and numbered.",
                      "{n} documents over {net} net are issued and numbered.", len(wanted.due),
                      net=texts.money(wanted.net_cents)) + " " +
            texts.tr("What is issued does not change any more; it can only be cancelled."))
        self.confirm.open(self.confirm.confirm_button)

    def _issue(self) -> None:
        wanted = self._wanted()
        if wanted is None:
            return
        self.confirm.leave()
        self._issuing = True
        self._show_state()
        ctx, keep = self._ctx(), self.keep_actions.isChecked()

        def issue(progress: Callable[..., None], cancelled: Callable[[], bool]) -> tuple[Issued, list[DocumentLine]]:
            issued = issue_all(ctx.watched(progress, cancelled), wanted)
            if keep:
                note_uncharged(ctx, issued.numbers)
            return issued, documents_numbered(ctx, issued.numbers)

        self.shell.background.run_long(self, issue, title=self.shell.texts.tr("Issuing documents"),
                                       done=self._issued, failed=self._not_issued)

    def _issued(self, made: tuple[Issued, list[DocumentLine]]) -> None:
        issued, documents = made
        self._issuing = False
        self._pause.stop()
        self.result.show_result(issued, documents)
        self.stack.setCurrentWidget(self.result)
        self.total.show_documents(documents)
        self._show_state()
        self.result.list.setFocus()

    def _not_issued(self, _problem: BaseException) -> bool:
        self._issuing = False
        self._show_state()
        self._later()
        return False

    def _save_all(self) -> None:
        ctx, numbers = self._ctx(), self.result.numbers
        self.save_panel.ask("", partial(save_into, ctx, numbers))

    def _check_list(self) -> bytes:
        assert self._proposal is not None
        return checklist_pdf(self._ctx(), self._proposal, self._left_out, self.shell.texts.translator)

    def _save_list(self) -> None:
        if self._proposal is not None:
            paper = self._check_list
            name = f"{self.shell.texts.tr('Check list of billing')} {self._proposal.request.last}.pdf"
            self.file_panel.ask(name, lambda place, **more: save_paper(paper(), place, **more))

    def _print(self) -> None:
        if self.stack.currentWidget() is self.check:
            paper, title = self._check_list, self.shell.texts.tr("Check list of billing")
            self.print_panel.ask(lambda printer, copies, _pages: print_paper(paper(), printer or None, title, copies))
            return
        ctx, numbers = self._ctx(), self.result.numbers
        self.print_panel.ask(lambda printer, copies, _pages: print_documents(ctx, numbers, printer or None, copies))
