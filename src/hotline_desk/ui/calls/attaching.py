"""The panel that asks which open ticket a missed call belongs to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.calls.attaching import attach_call
from hotline_desk.services.context import Context
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids, archive_rows
from hotline_desk.services.views.journal import JournalRow
from hotline_desk.ui.calls.wording import number_of, who
from hotline_desk.ui.shell.forms import Form, SearchField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel

_MOST = 12


class AttachPanel(Panel):
    """Begins with the newest open ticket of the caller's company; any other is found by typing."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Which ticket does the call belong to?"), N_("Attach"))
        self._ctx = ctx
        self._row: JournalRow | None = None
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.ticket = SearchField(frame.shell, self._search)
        self.form = Form(frame.shell)
        self.form.row("ticket", N_("&Ticket"), self.ticket)
        self.body.addWidget(self.told)
        self.body.addWidget(self.form)
        self.confirmed.connect(self._save)

    def ask(self, row: JournalRow) -> None:
        """Opens for this call."""
        self._row = row
        texts = self._frame.shell.texts
        self.told.setText(" · ".join(part for part in (who(texts, row), number_of(texts, row), texts.moment(
            row.rang_at)) if part))
        self.ticket.set_value("", None)
        self.form.clear_errors()
        self.open(self.ticket)
        if row.company:
            self._frame.shell.background.read(self, lambda: self._search(row.company), done=self._propose)

    def _search(self, words: str) -> list[tuple[str, str]]:
        """In the background: unsolved tickets with their numbers."""
        ctx = self._ctx()
        found = archive_rows(ctx, archive_ids(ctx, ArchiveFilter(words=words, state="unsolved"), _MOST))
        return [(" · ".join(part for part in (row.number, row.subject, row.customer) if part), row.uid)
                for row in found if row.number]

    def _propose(self, found: list[tuple[str, str]]) -> None:
        if found and not self.ticket.text():
            self.ticket.set_value(*found[0])
            self.ticket.selectAll()

    def _save(self) -> None:
        ticket = self.ticket.value()
        if ticket is None or self._row is None:
            self.form.show_problem(UserError("value.missing", field=N_("&Ticket")), "ticket")
            return
        self.set_busy(True)
        self._frame.shell.background.write(self, attach_call, self._ctx(), self._row.uid, ticket,
                                           done=lambda _nothing: self.leave(), failed=self._failed)

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self.form.show_problem(problem, "ticket")
