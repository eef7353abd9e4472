"""The panel that asks when a call was over whose end nobody signalled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QLabel

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.dates import read_moment
from hotline_desk.services.calls.handling import correct_end
from hotline_desk.services.context import Context
from hotline_desk.services.views.journal import JournalRow
from hotline_desk.ui.shell.forms import Form, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel


class EndPanel(Panel):
    """A time alone is taken as the next one after the answer."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("When was the call over?"), N_("Correct the end"))
        self._ctx = ctx
        self._row: JournalRow | None = None
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.ended: TypedField[datetime] = TypedField(self._read, lambda at: frame.shell.texts.moment(at))
        self.form = Form(frame.shell)
        self.form.row("ended", N_("&End"), self.ended)
        self.body.addWidget(self.told)
        self.body.addWidget(self.form)
        self.ended.misread.connect(lambda problem: self.form.show_problem(problem, "ended"))
        self.confirmed.connect(self._save)

    def ask(self, row: JournalRow) -> None:
        """Opens for this call."""
        self._row = row
        texts = self._frame.shell.texts
        self.told.setText(texts.tr("The line was away when this call ended. It was answered on {moment}.",
                                   moment=texts.moment(row.answered_at)))
        self.ended.set_value(None)
        self.form.clear_errors()
        self.open(self.ended)

    def _read(self, text: str) -> datetime:
        zone = ZoneInfo(self._ctx().zone)
        assert self._row is not None and self._row.answered_at is not None
        since = self._row.answered_at.astimezone(zone).replace(tzinfo=None)
        return read_moment(text, since).replace(tzinfo=zone).astimezone(UTC)

    def _save(self) -> None:
        if not self.ended.take():
            return
        end = self.ended.value()
        if end is None or self._row is None:
            self.form.show_problem(UserError("value.missing", field=N_("&End")), "ended")
            return
        self.set_busy(True)
        self._frame.shell.background.write(self, correct_end, self._ctx(), self._row.uid, end,
                                           done=lambda _nothing: self.leave(), failed=self._failed)

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self.form.show_problem(problem, "ended")
