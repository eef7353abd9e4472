"""Merging tickets: the main one is chosen by typing, what would happen is read, then it happens and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.calls.merging import MergePreview, MergeTicket, merge_preview, merge_tickets, take_apart
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.pages import PagedList
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.finding import TicketField

Merge = Callable[[MergePreview, Callable[[Any], object], Callable[[BaseException], object]], object]


class MergePanel(Panel):
    """`merged(preview)` comes when it is done. `merge(preview, done, failed)` says how it is done in this frame."""

    merged = Signal(object)

    def __init__(self, frame: Frame, ctx: Callable[[], Context], merge: Merge | None = None) -> None:
        super().__init__(frame, N_("Merge tickets"), N_("Merge"))
        self._shell, self._ctx, self._merge = frame.shell, ctx, merge or self._in_background
        self._sources: tuple[str, ...] = ()
        self._numbers = ""
        self._outdated: UserError | None = None
        self.preview: MergePreview | None = None
        self.main = TicketField(frame.shell, ctx)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.form = Form(frame.shell)
        self.form.row("main", N_("Main ticket"), self.main)
        self.body.addWidget(self.form)
        self.body.addWidget(self.told)
        self.main.chosen.connect(self._look)
        self.confirmed.connect(self._confirm)
        frame.shell.texts.changed.connect(self._show)
        frame.shell.texts.bind(self.told.setAccessibleName, N_("What the merger does"))

    def begin(self, sources: Sequence[str], numbers: Sequence[str], main: str | None = None) -> None:
        """Opens for these tickets; with a main one at once with its preview."""
        self._sources, self._numbers = tuple(sources), ", ".join(numbers)
        self.form.clear_errors()
        self.main.leave_out(() if len(self._sources) > 1 else self._sources)
        self.main.set_value("", None)
        self.open(self.main)
        self._look(main)

    def _look(self, main: str | None) -> None:
        self.preview = None
        self._show()
        if main is not None:
            sources, ctx = self._sources, self._ctx
            self._shell.background.read(self, lambda: merge_preview(ctx(), sources, main), done=self._took,
                                        newest="merge-preview")

    def _took(self, preview: MergePreview) -> None:
        self.preview = preview
        if self.main.value() is None:
            self.main.set_value(_named(preview.main), preview.main.uid)
        self._show()
        if self._outdated is not None:
            self.form.show_problem(self._outdated, "main")
            self._outdated = None

    def _show(self) -> None:
        preview = self.preview
        self.confirm_button.setEnabled(preview is not None and not preview.problems)
        self.form.clear_errors()
        if preview is None:
            self.told.setText(escape(self._shell.texts.tr(
                "{numbers}: choose the ticket that stays. What moves is shown here before anything happens.",
                numbers=self._numbers)))
            return
        self.told.setText("<br>".join(told_of(self._shell, preview)))
        for problem in preview.problems:
            self.form.error("main", self._shell.messages.sentence(problem))

    def _confirm(self) -> None:
        if self.preview is None:
            self.form.show_problem(UserError("value.missing", field=N_("Main ticket")), "main")
            return
        self.set_busy(True)
        self._merge(self.preview, self._done, self._failed)

    def _in_background(self, preview: MergePreview, done: Callable[[Any], object],
                       failed: Callable[[BaseException], object]) -> None:
        ctx = self._ctx
        self._shell.background.write(self, lambda: merge_tickets(ctx(), preview), done=done, failed=failed)

    def _done(self, _version: int) -> None:
        preview = self.preview
        self.leave()
        if preview is not None:
            tell_merged(self._shell, self._ctx, preview)
            self.merged.emit(preview)

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        if self.preview is not None and isinstance(problem, UserError) and problem.id == "merge.changed":
            self._outdated = problem
            self._look(self.preview.main.uid)
            return True
        return self.form.show_problem(problem, "main")


def told_of(shell: Shell, preview: MergePreview) -> list[str]:
    """What would happen, a line each, as rich text."""
    texts, danger = shell.texts, shell.theme.color("danger").name()
    lines = [f"<b>{escape(_named(source))}</b>: {escape(_counted(shell, source))}" for source in preview.sources]
    lines.append(escape(texts.tr("Its texts become a note in {number}, its number leads there from now on. "
                                 "Documents stay as they are.", number=preview.main.number or preview.main.subject)))
    if preview.reopens:
        lines.append(escape(texts.tr("{number} is in progress again.", number=preview.main.number or "")))
    if preview.customers:
        payer = preview.main.customer
        lines.append(f'<b style="color:{danger}">⚠ ' + escape(texts.tr(
            "Different customers: {names}. All work is charged to {payer}.", names=", ".join(preview.customers),
            payer=payer)) + "</b>")
    return lines


def _named(ticket: MergeTicket) -> str:
    return " · ".join(part for part in (ticket.number or "", ticket.subject, ticket.customer) if part)


def _counted(shell: Shell, ticket: MergeTicket) -> str:
    trn, t = shell.texts.trn, ticket
    counts = ((t.worklogs, trn("{n} measure", "{n} measures", t.worklogs)),
              (t.calls, trn("{n} call", "{n} calls", t.calls)),
              (t.attachments, trn("{n} file", "{n} files", t.attachments)),
              (t.links, trn("{n} link", "{n} links", t.links)),
              (t.callbacks, trn("{n} callback", "{n} callbacks", t.callbacks)),
              (t.messages, trn("{n} message", "{n} messages", t.messages)),
              (t.appointments, trn("{n} appointment or action", "{n} appointments and actions", t.appointments)))
    return ", ".join(text for count, text in counts if count) or shell.texts.tr("nothing but its texts")


def tell_merged(shell: Shell, ctx: Callable[[], Context], preview: MergePreview) -> None:
    """Says it, with a way back."""
    first = preview.sources[0].uid
    numbers = ", ".join(source.number or source.subject for source in preview.sources)

    def undo() -> None:
        shell.background.write(None, lambda: take_apart(ctx(), first),
                               done=lambda _main: shell.windows.open("ticket", first))

    shell.messages.say(shell.texts.tr("{numbers}: merged into {main}.", numbers=numbers,
                                      main=preview.main.number or preview.main.subject), "success",
                       key="ticket.merged", action_text=shell.texts.tr("Undo"), action=undo)


class ListMerging(QObject):
    """From a list: all selected tickets into the oldest or another of them, or the only one into any other."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context], rows: RowList | PagedList) -> None:
        super().__init__(frame)
        self._frame, self._ctx, self._rows = frame, ctx, rows
        self._panel: MergePanel | None = None

    def begin(self) -> None:
        """Opens the panel; nothing happens without a ticket that has a number."""
        rows, chosen = self._rows, self._rows.table.selectionModel().selectedRows()
        found: list[Any] = [rows.model.row_at(index.row()) for index in chosen]
        tickets = sorted((row for row in found if getattr(row, "number", None)), key=lambda row: str(row.number))
        if not tickets:
            return
        if self._panel is None:
            self._panel = MergePanel(self._frame, self._ctx)
            layout = self._frame.layout()
            if layout is not None:
                layout.addWidget(self._panel)
        uids = [row.uid for row in tickets]
        self._panel.begin(uids, [str(row.number) for row in tickets], uids[0] if len(uids) > 1 else None)
