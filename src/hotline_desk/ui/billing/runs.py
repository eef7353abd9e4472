"""Runs of billing: the list at the left, the documents of the run in hand at the right; continued, taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import CANCELLED
from hotline_desk.services.billing.documents import DocumentLine
from hotline_desk.services.billing.running import Outcome, continue_run, take_back
from hotline_desk.services.billing.runs import RunLine, list_runs, run_numbers
from hotline_desk.services.context import Context
from hotline_desk.services.views.document_list import documents_numbered
from hotline_desk.ui.billing.reason_panel import ReasonPanel
from hotline_desk.ui.billing.run_words import run_state, whom
from hotline_desk.ui.billing.showing import period_text
from hotline_desk.ui.billing.words import state_text
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_PAUSE_MS = 400


class TakeBackPanel(ReasonPanel):
    """Says what taking a run back means and waits for the reason; `wanted` tells which run and why."""

    def __init__(self, frame: Frame, wanted: Callable[[RunLine, str], None]) -> None:
        super().__init__(frame, N_("Take the run back"), N_("Cancel all its documents"),
                         N_("stands on the cancellation invoice"))
        self._wanted = wanted
        self._run: RunLine | None = None
        self.confirmed.connect(self._confirmed)

    def ask(self, run: RunLine) -> None:
        """Opens for a run."""
        texts = self._frame.shell.texts
        self._run = run
        self.words.setText(texts.trn(
            "{n} document over {gross} is cancelled; all work on it can be billed again.",
            "{n} documents over {gross} are cancelled, one after the other; all work on them can be billed again.",
            run.standing, gross=texts.money(run.standing_gross_cents)))
        self.form.clear_errors()
        self.reason.setText(run.reason)
        self.open(self.reason)

    def _confirmed(self) -> None:
        reason = self.given()
        if reason and self._run is not None:
            self.leave()
            self._wanted(self._run, reason)


class RunsFrame(Frame):
    """All runs; `uid` is the one to begin with."""

    icon_name = "layers"
    help_page = "runs"
    comfortable = QSize(1080, 600)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 run: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._wanted = run
        self._shown: str | None = None
        self._busy = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.list = RowList(shell, "billing.runs", self._columns(), filterable=False, accessible=N_("Runs"),
                            row_color=lambda run: "warning_row" if run.unfinished or run.half_taken_back else "",
                            empty=N_("Nothing was billed so far. The assistant begins a run."))
        self.documents = RowList(shell, "billing.run_documents", self._document_columns(),
                                 accessible=N_("Documents of the run"), empty=N_("This run issued no document."))
        self.detail = QLabel()
        self.detail.setProperty("role", "muted")
        self.detail.setWordWrap(True)
        self.panel = TakeBackPanel(self, self._take_back)
        self._build()
        self.bind({
            "run.continue": self._continue, "run.take_back": self._ask_to_take_back, "billing.open": self._assistant,
            "record.open": self._open_document, "frame.find": self.documents.focus_filter,
        })
        self._enable()
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.list)
        halves.addWidget(self.documents)
        halves.setSizes([640, 360])
        buttons = FlowRow()
        for id in ("run.take_back", "record.open"):
            buttons.addWidget(tool_button(self.shell, id))
        buttons.turn()
        buttons.addWidget(self.shell.commands.button("run.continue", self, primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(halves, 1)
        rows.addWidget(self.detail)
        rows.addLayout(buttons)
        rows.addWidget(self.panel)
        self.list.current_changed.connect(lambda _run: self._show_run())
        self.list.activated.connect(lambda _run: self.documents.setFocus())
        self.documents.activated.connect(lambda _line: self._open_document())
        self.documents.current_changed.connect(lambda _line: self._enable())

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("begun", N_("Begun"), lambda r: texts.moment(r.begun_at), width=15, sort=lambda r: r.begun_at),
            Column("period", N_("Period"), lambda r: period_text(texts, r.request.first, r.request.last), width=24,
                   stretch=True, sort=lambda r: r.request.first),
            Column("state", N_("State"), lambda r: run_state(texts, r), width=16),
            Column("documents", N_("Documents"), lambda r: texts.number(r.documents), width=9, align="right",
                   sort=lambda r: r.documents),
            Column("gross", N_("Gross"), lambda r: texts.money(r.gross_cents), width=12, align="right",
                   sort=lambda r: r.gross_cents),
            Column("whom", N_("Customers"), lambda r: whom(texts, r), width=14, rank=1),
            Column("by", N_("By"), lambda r: r.begun_by, width=10, rank=2),
        )

    def _document_columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("number", N_("Number"), lambda d: d.number, width=14, bold=True,
                   icon=lambda d: "file-x" if d.state == CANCELLED else "",
                   color=lambda d: "danger" if d.state == CANCELLED else ""),
            Column("customer", N_("Customer"), lambda d: d.address_name, width=26, stretch=True),
            Column("gross", N_("Gross"), lambda d: texts.money(d.gross_cents), width=11, align="right",
                   sort=lambda d: d.gross_cents),
            Column("state", N_("State"), lambda d: state_text(texts, d), width=14, rank=1,
                   color=lambda d: "danger" if d.state == CANCELLED else ""),
        )

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Billing runs"))
        self._show_detail()

    def refresh(self) -> None:
        self._pause.stop()
        self.shell.background.read(self, list_runs, self._ctx(), done=self._show, newest="runs", calm=True)

    def first_field(self) -> QWidget:
        return self.list

    def reopen(self, run: str = "") -> None:  # type: ignore[override]  # the arguments of this frame
        self._wanted = run
        self._go_to_wanted()

    def open_args(self) -> dict[str, Any]:
        return {}

    def can_close(self) -> bool:
        if self._busy:
            self.shell.messages.say(self.shell.texts.tr("Documents are being issued. Stop the run first, or wait."),
                                    key="billing.running")
        return not self._busy

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in ("run", "document", "store"):
            self._pause.start()

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, runs: list[RunLine]) -> None:
        self.list.set_rows(runs)
        self._go_to_wanted()
        self._shown = None
        self._show_run()

    def _go_to_wanted(self) -> None:
        if self._wanted and self.list.select(self._wanted):
            self._wanted = ""

    def _show_run(self) -> None:
        run: RunLine | None = self.list.current()
        self._show_detail()
        self._enable()
        if run is not None and run.uid != self._shown:
            self._shown = run.uid
            self.shell.background.read(self, _documents_of, self._ctx(), run.uid, done=self.documents.set_rows,
                                       newest="run-documents", calm=True)

    def _show_detail(self) -> None:
        texts, run = self.shell.texts, self.list.current()
        if run is None:
            self.detail.setText("")
            return
        parts = [texts.trn("{n} document stands", "{n} documents stand", run.standing) + ", "
                 + texts.money(run.standing_gross_cents)]
        if run.last_at is not None:
            parts.append(texts.tr("last document at {moment}", moment=texts.moment(run.last_at)))
        if run.reason:
            parts.append(texts.tr("taken back: {reason}", reason=run.reason))
        elif run.unfinished:
            parts.append(texts.tr("What it did not reach is still unbilled. It can be continued."))
        self.detail.setText(" · ".join(parts))

    def _enable(self) -> None:
        run: RunLine | None = self.list.current()
        free = run is not None and not self._busy
        self.enable("run.continue", free and run is not None and run.unfinished)
        self.enable("run.take_back", free and run is not None and run.standing > 0)
        self.enable("record.open", self.documents.current() is not None)

    # --- acting ---------------------------------------------------------------------------------------

    def _open_document(self) -> None:
        line: DocumentLine | None = self.documents.current()
        if line is not None:
            self.shell.windows.open("document", line.uid)

    def _assistant(self) -> None:
        self.shell.windows.open("billing")

    def _ask_to_take_back(self) -> None:
        run = self.list.current()
        if run is not None:
            self.panel.ask(run)

    def _take_back(self, run: RunLine, reason: str) -> None:
        ctx = self._ctx()
        self._long(lambda progress, cancelled: take_back(ctx.watched(progress, cancelled), run.uid, reason),
                   self.shell.texts.tr("Taking the run back"), self._taken_back)

    def _taken_back(self, count: int) -> None:
        texts = self.shell.texts
        self.shell.messages.say(texts.trn("{n} document was cancelled. Its work can be billed again.",
                                          "{n} documents were cancelled. Their work can be billed again.", count),
                                "success", key="billing.taken_back")

    def _continue(self) -> None:
        run, ctx = self.list.current(), self._ctx()
        if run is not None:
            self._long(lambda progress, cancelled: continue_run(ctx.watched(progress, cancelled), run.uid, _unheard),
                       self.shell.texts.tr("Issuing documents"), self._continued)

    def _continued(self, outcome: Outcome) -> None:
        texts = self.shell.texts
        said = [texts.trn("{n} document issued", "{n} documents issued", outcome.issued)]
        if outcome.refusals:
            said.append(texts.trn("{n} customer cannot be billed yet", "{n} customers cannot be billed yet",
                                  len(outcome.refusals)))
        self.shell.messages.say(", ".join(said), "success", key="billing.continued")

    def _long(self, work: Callable[..., Any], title: str, done: Callable[[Any], None]) -> None:
        self._busy = True
        self._enable()
        self.shell.background.run_long(self, work, title=title, done=partial(self._over, done), failed=self._failed)

    def _over(self, done: Callable[[Any], None], result: Any) -> None:
        self._busy = False
        done(result)
        self.refresh()

    def _failed(self, _problem: BaseException) -> bool:
        self._busy = False
        self.refresh()
        return False


def _documents_of(ctx: Context, uid: str) -> list[DocumentLine]:
    return documents_numbered(ctx, run_numbers(ctx, uid))


def _unheard(_number: str) -> None:
    """The list hears of each document by its change."""
