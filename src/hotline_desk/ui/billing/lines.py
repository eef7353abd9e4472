"""What stands behind a document: every call and measure with caller, seconds and rule, and lines put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hotline_desk.core.phone import display
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.corrections import is_taken_back
from hotline_desk.domain.billing.rules_text import rule_sentence
from hotline_desk.services.billing.corrections import Billed, BilledRow, billed
from hotline_desk.services.context import Context
from hotline_desk.services.views.ticket import ticket_by_number
from hotline_desk.ui.billing.check import item_detail
from hotline_desk.ui.billing.correcting import CorrectPanel, HoldPanel
from hotline_desk.ui.billing.words import kind_text
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.elided import Elided, ElidedLines
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button


class LinesFrame(Frame):
    """The lines of one document (`uid`), opened at `position` if one is given."""

    icon_name = "list"
    help_page = "documents"
    comfortable = QSize(1080, 600)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 position: int = 0) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._found: Billed | None = None
        self._wanted = position
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.state = Elided()
        self.state.setProperty("role", "muted")
        self.list = RowList(shell, "document.lines", self._columns(), key=lambda row: row.key,
                            empty=N_("This document has no lines."), accessible=N_("Lines of the document"))
        self.detail = ElidedLines(3)
        self.detail.setProperty("role", "muted")
        self.correct_panel = CorrectPanel(self, ctx)
        self.hold_panel = HoldPanel(self, ctx)
        self._build()
        self.list.activated.connect(self._open_ticket)
        self.list.selection_changed.connect(self._enable)
        self.list.current_changed.connect(self._show_detail)
        self.bind({
            "record.open": lambda: self._open_ticket(self.list.current()), "frame.find": self.list.focus_filter,
            "document.correct": self._ask_to_correct, "document.hold": self._ask_to_hold,
            "document.paper": self._open_paper, "ticket.customer": self._open_customer,
        })
        self._enable()
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        buttons = FlowRow()
        for id in ("document.hold", "document.paper"):
            buttons.addWidget(tool_button(self.shell, id))
        buttons.turn()
        buttons.addWidget(self.shell.commands.button("record.open", self))
        buttons.addWidget(self.shell.commands.button("document.correct", self, primary=True))
        self.list.table.select_many()
        rows = QVBoxLayout(self)
        for widget in (self.heading, self.state):
            rows.addWidget(widget)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.detail)
        rows.addLayout(buttons)
        rows.addWidget(self.correct_panel)
        rows.addWidget(self.hold_panel)

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts

        def item(show: Callable[[Any], str]) -> Callable[[BilledRow], str]:
            return lambda row: show(row.item) if row.item is not None else ""

        def line(show: Callable[[Any], str]) -> Callable[[BilledRow], str]:
            return lambda row: show(row.line) if row.line is not None else ""

        return (
            Column("position", N_("Pos."), line(lambda ln: str(ln.position)), width=5, align="right",
                   sort=lambda row: row.line.position if row.line else 0, bold=True),
            Column("at", N_("When"), item(lambda i: texts.moment(i.start)), width=15,
                   sort=lambda row: row.item.start if row.item else None),
            Column("caller", N_("Caller"), item(lambda i: display(i.caller_number) or i.contact), width=17),
            Column("who", N_("Contact"), item(lambda i: i.contact), width=14, rank=3),
            Column("agent", N_("Agent"), item(lambda i: i.agent), width=10, rank=5),
            Column("about", N_("About"), self._about, width=20, stretch=True, rank=4),
            Column("raw", N_("Raw"), item(lambda i: texts.duration(i.raw_seconds)), width=9, align="right",
                   sort=lambda row: row.item.raw_seconds if row.item else 0),
            Column("billed", N_("Billed"), item(lambda i: texts.duration(i.billed_seconds)), width=9, align="right",
                   sort=lambda row: row.item.billed_seconds if row.item else 0),
            Column("rule", N_("Rule"), item(lambda i: rule_sentence(i, texts.translator)), width=22, rank=2),
            Column("amount", N_("Amount"), self._amount, width=11, align="right",
                   sort=lambda row: row.line.net_cents if row.line else 0),
            Column("state", N_("State"), self._line_state, width=11, rank=1),
        )

    def _about(self, row: BilledRow) -> str:
        if row.item is None:
            return row.line.text if row.line else ""
        return " · ".join(part for part in (row.item.ticket_number, row.item.text or row.item.subject) if part)

    def _amount(self, row: BilledRow) -> str:
        texts = self.shell.texts
        if row.item is None:
            return texts.money(row.line.net_cents) if row.line else ""
        return texts.money(row.item.amount_cents)

    def _line_state(self, row: BilledRow) -> str:
        texts, found = self.shell.texts, self._found
        if row.returnable:
            return texts.tr("from quota")
        if row.line is None or found is None:
            return texts.tr("quota given back") if row.item is not None and row.item.quota_seconds and found else ""
        issued = next((ln for ln in found.document.lines if ln.position == row.line.position), None)
        if issued is None or row.line == issued:
            return ""
        if is_taken_back(row.line):
            return texts.tr("taken back")
        return texts.tr("now {amount}", amount=texts.money(row.line.net_cents))

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self._show_words()

    def refresh(self) -> None:
        self.shell.background.read(self, billed, self._ctx(), self.uid, done=self._show, newest="lines")

    def first_field(self) -> QWidget:
        return self.list

    def reopen(self, position: int = 0) -> None:  # type: ignore[override]  # the arguments of this frame
        self._wanted = position
        self._go_to_wanted()

    def _heard(self, kind: str, uid: str) -> None:
        if kind == "document" and uid == self.uid:
            self.refresh()

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, found: Billed) -> None:
        self._found = found
        self.list.set_rows(found.rows)
        self._go_to_wanted()
        self._show_words()
        self._enable()

    def _go_to_wanted(self) -> None:
        if self._wanted and self._found is not None:
            row = next((r for r in self._found.rows if r.line and r.line.position == self._wanted), None)
            if row is not None:
                self.list.select(row.key)
            self._wanted = 0

    def _show_words(self) -> None:
        texts, found = self.shell.texts, self._found
        if found is None:
            self.set_title(texts.tr("Lines"))
            return
        document = found.document
        self.set_title(texts.tr("Lines of {number}", number=document.number or ""))
        self.heading.setText(f"{kind_text(texts, document.kind)} {document.number}")
        parts = [document.recipient.name, texts.day(document.date), texts.money(document.gross_cents)]
        if found.corrections:
            parts.append(texts.tr("corrected by {numbers}", numbers=", ".join(found.corrections)))
        if document.corrects:
            parts.append(texts.tr("corrects {number}", number=document.corrects))
        if found.cancelled_by:
            parts.append(texts.tr("cancelled by {number}", number=found.cancelled_by))
        if found.hold is not None:
            parts.append(texts.tr("not dunned up to {day}: {reason}", day=texts.day(found.hold.until),
                                  reason=found.hold.reason))
        self.state.setText(" · ".join(parts))
        self._show_detail(self.list.current())

    def _show_detail(self, row: BilledRow | None) -> None:
        self.detail.setText(item_detail(row.item, self.shell.texts) if row is not None and row.item is not None else
                            row.line.text if row is not None and row.line is not None else "")

    def _enable(self) -> None:
        chosen: list[BilledRow] = self.list.selected()
        can = self._found is not None and self._found.can_be_corrected
        stands = bool(chosen) and all(
            row.returnable or (row.line is not None and not is_taken_back(row.line)) for row in chosen)
        self.enable("document.correct", can and stands)
        self.enable("document.hold", can)
        self.enable("record.open", len(chosen) == 1 and chosen[0].item is not None)

    # --- acting ---------------------------------------------------------------------------------------

    def _open_ticket(self, row: BilledRow | None) -> None:
        if row is not None and row.item is not None:
            self.shell.background.read(self, ticket_by_number, self._ctx(), row.item.ticket_number,
                                       done=lambda uid: self.shell.windows.open("ticket", uid) if uid else None)

    def _ask_to_correct(self) -> None:
        chosen: list[BilledRow] = self.list.selected()
        free = {row.item.worklog_uid: row.returnable for row in chosen if row.item is not None and row.returnable}
        lines = {row.line.position: row.line for row in chosen if row.line is not None and not row.returnable}
        if self._found is not None and (lines or free):
            self.correct_panel.ask(self._found.document.number or "", list(lines.values()), free)

    def _ask_to_hold(self) -> None:
        if self._found is not None:
            self.hold_panel.ask(self._found)

    def _open_paper(self) -> None:
        self.shell.windows.open("document", self.uid)

    def _open_customer(self) -> None:
        if self._found is not None:
            self.shell.windows.open("address", self._found.document.address_uid)
