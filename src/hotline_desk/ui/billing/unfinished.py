"""Says that a run was stopped or killed, and leads to where it is continued."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from hotline_desk.core.text import N_
from hotline_desk.services.billing.runs import RunLine, unfinished_runs
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.showing import period_text
from hotline_desk.ui.shell.shell import Shell


class UnfinishedBar(QFrame):
    """Hidden where no run waits to be continued."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__()
        self._shell, self._ctx = shell, ctx
        self._runs: Sequence[RunLine] = ()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.symbol = QLabel()
        self.button = QPushButton()
        shell.texts.bind(self.button.setText, N_("Go to the run"))
        self.button.clicked.connect(self._go)
        row = QHBoxLayout(self)
        row.addWidget(self.symbol)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.setAutoFillBackground(True)
        self.hide()
        shell.theme.follow(self, lambda living: living.dress())
        shell.texts.follow(self, lambda living: living.show_words())

    def refresh(self) -> None:
        """Looks whether there is one."""
        self._shell.background.read(self, unfinished_runs, self._ctx(), done=self.show_runs, newest="unfinished")

    def show_runs(self, runs: Sequence[RunLine]) -> None:
        """Shows the newest of these."""
        self._runs = runs
        self.show_words()
        self.setVisible(bool(runs))

    def show_words(self) -> None:
        """The sentence in the present language."""
        if self._runs:
            run, texts = self._runs[0], self._shell.texts
            self.text.setText(texts.trn(
                "The run for {period} of {moment} did not come to its end: {n} document so far.",
                "The run for {period} of {moment} did not come to its end: {n} documents so far.", run.documents,
                period=period_text(texts, run.request.first, run.request.last), moment=texts.moment(run.begun_at)))

    def dress(self) -> None:
        """The colours of the present look."""
        palette = self.palette()
        palette.setColor(self.backgroundRole(), self._shell.theme.color("warning_row"))
        self.setPalette(palette)
        self.symbol.setPixmap(self._shell.icons.pixmap("history", "warning"))

    def _go(self) -> None:
        if self._runs:
            self._shell.windows.open("billing_runs", run=self._runs[0].uid)
