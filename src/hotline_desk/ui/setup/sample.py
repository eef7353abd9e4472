"""Taking the sample data away: what goes, what stays and why, then one confirmation; what was done stands here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hotline_desk.core.errors import Cancelled, UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.sample import KINDS, ONE, REASONS, SampleReport, Staying
from hotline_desk.services.care.sample import remove_sample, sample_report
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell

_OPENS = frozenset({"address", "ticket"})


class SampleFrame(Frame):
    """Ctrl+Shift+Del asks, Ctrl+Enter takes the sample away; Enter opens what stays."""

    icon_name = "eraser"
    help_page = "sample"
    comfortable = QSize(880, 720)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._report = SampleReport()
        self._done: SampleReport | None = None
        self._running = False
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("role", "strong")
        self.going = RowList(
            shell, "sample.going", self._going_columns(), key=lambda fate: fate.kind, filterable=False,
            empty=N_("There is nothing of the sample."), accessible=N_("How many go and stay"))
        self.staying = RowList(
            shell, "sample.staying", self._staying_columns(), key=lambda one: (one.kind, one.uid),
            empty=N_("Nothing stays: nobody has worked on the sample."), accessible=N_("What stays, and why"))
        self.panel = _ConfirmPanel(self)
        self._build()
        self.bind({"record.archive": self.ask, "record.open": self._open_current, "settings.open": self._open_settings,
                   "frame.find": self.staying.focus_filter})
        self.staying.activated.connect(self._open)
        self.staying.current_changed.connect(lambda _row: self._show_state())
        self.panel.confirmed.connect(self.remove)

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.addWidget(self.said)
        self.heading = self._heading(N_("What goes"))
        rows.addWidget(self.heading)
        rows.addWidget(self.going, 5)
        rows.addWidget(self._heading(N_("What stays, and why")))
        rows.addWidget(self.staying, 3)
        rows.addLayout(self._foot())
        rows.addWidget(self.panel)

    def _foot(self) -> FlowRow:
        foot, commands = FlowRow(), self.shell.commands
        foot.addWidget(commands.button("record.open", self))
        foot.addWidget(commands.button("settings.open", self))
        foot.turn()
        foot.addWidget(commands.button("record.archive", self, text=N_("Remove the sample data"), primary=True))
        return foot

    def _heading(self, title: str) -> QLabel:
        label = QLabel()
        label.setProperty("role", "heading")
        self.shell.texts.bind(label.setText, title)
        return label

    def _going_columns(self) -> Sequence[Column]:
        texts = self.shell.texts
        return (
            Column("kind", N_("What"), lambda fate: texts.tr(KINDS[fate.kind]), width=26, stretch=True,
                   sort=lambda fate: list(KINDS).index(fate.kind)),
            Column("go", N_("Go"), lambda fate: texts.number(fate.go), width=10, align="right",
                   sort=lambda fate: fate.go),
            Column("stay", N_("Stay"), lambda fate: texts.number(fate.stay), width=10, align="right",
                   sort=lambda fate: fate.stay),
        )

    def _staying_columns(self) -> Sequence[Column]:
        texts = self.shell.texts
        return (
            Column("kind", N_("What"), lambda one: texts.tr(ONE[one.kind]), width=14,
                   sort=lambda one: list(ONE).index(one.kind)),
            Column("name", N_("Name"), lambda one: one.name, width=26, bold=True),
            Column("why", N_("Why it stays"), self._why, width=36, stretch=True),
        )

    def _why(self, one: Staying) -> str:
        texts = self.shell.texts
        what = f"{texts.tr(ONE[one.by])} {one.what}".strip() if one.by else ""
        return texts.tr(REASONS[one.reason], what=what)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Remove the sample data"))
        self._show()

    def first_field(self) -> QWidget:
        return self.going

    def refresh(self) -> None:
        if self._done is None and not self._running:
            self.shell.background.read(self, sample_report, self._ctx(), done=self._has_read, failed=self._unread,
                                       newest="sample")

    def can_close(self) -> bool:
        if self._running:
            self.shell.messages.say(self.shell.texts.tr("The sample data are being removed. Stop it first, or wait."),
                                    key="sample.running")
        return not self._running

    # --- what is done ---------------------------------------------------------------------------------

    def _has_read(self, report: SampleReport) -> None:
        self._report = report
        self._show()

    def _unread(self, problem: BaseException) -> bool:
        self._report = SampleReport()
        self._show()
        return isinstance(problem, UserError) and problem.id == "sample.none"

    def ask(self) -> None:
        """Says once more what happens and waits for Ctrl+Enter."""
        if not self._running and self._done is None:
            self.panel.ask(self._report)

    def remove(self) -> None:
        """Takes it away; the strip at the foot tells how far it is and can stop it."""
        ctx = self._ctx()
        self._running = True
        self.panel.leave()
        self._show_state()

        def run(progress: Callable[..., None], cancelled: Callable[[], bool]) -> SampleReport:
            return remove_sample(ctx.watched(progress, cancelled))

        self.shell.background.run_long(self, run, title=self.shell.texts.tr("Removing the sample data"),
                                       done=self._removed, failed=self._failed)

    def _removed(self, report: SampleReport) -> None:
        self._running = False
        self._done = self._report = report
        self.shell.texts.bind(self.heading.setText, N_("What went"))
        self._show()
        if self.shell.windows.active() is not self:
            self.shell.messages.say(self.said.text(), "success", key="sample")

    def _failed(self, problem: BaseException) -> bool:
        self._running = False
        if isinstance(problem, Cancelled):
            self.shell.messages.say(self.shell.texts.tr("Stopped before the end. Begun again it goes on."), "warning",
                                    key="sample")
        self.refresh()
        self._show_state()
        return False

    # --- what is shown --------------------------------------------------------------------------------

    def _show(self) -> None:
        self.said.setText(self._sentence())
        fates = [fate for fate in self._report.fates if fate.go or fate.stay]
        if self._report.cancelled:
            self.said.setText(f"{self.said.text()} {self._invoices()}")
        self.going.set_rows(fates)
        self.staying.set_rows(list(self._report.staying))
        self._show_state()

    def _sentence(self) -> str:
        texts = self.shell.texts
        if self._done is not None:
            return texts.tr("The sample data are gone. The company is called {name}: enter in the settings what is "
                            "to stand on your papers.", name=self._ctx().settings["company.name"])
        return texts.tr("What came with the sample company and nobody has worked on goes. Everything that you made "
                        "stays as it is, with the sample entries that it needs.")

    def _invoices(self) -> str:
        numbers, texts = self._report.numbers, self.shell.texts
        if self._done is not None:
            return texts.tr("Invoices that were cancelled: {numbers}.", numbers=numbers)
        return texts.tr("Invoices of the sample will be cancelled: {numbers}.", numbers=numbers)

    def _show_state(self) -> None:
        row = self.staying.current()
        self.enable_all({
            "record.archive": not self._running and self._done is None and bool(self._report.fates),
            "record.open": row is not None and row.kind in _OPENS, "settings.open": True, "frame.find": True})

    def _open_current(self) -> None:
        row = self.staying.current()
        if row is not None:
            self._open(row)

    def _open(self, row: Staying) -> None:
        if row.kind in _OPENS:
            self.shell.windows.open(row.kind, row.uid)

    def _open_settings(self) -> None:
        self.shell.windows.open("settings", search=self.shell.texts.tr("Company"))


class _ConfirmPanel(Panel):
    """The last question: this cannot be taken back."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame, N_("Remove the sample data"), N_("Remove"))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.body.addWidget(self.words)

    def ask(self, report: SampleReport) -> None:
        """Opens with the numbers of this report."""
        texts = self._frame.shell.texts
        count = report.going
        self.words.setText(texts.trn(
            "{n} entry goes. This cannot be taken back in one go; make a backup before if you are not sure.",
            "{n} entries go. This cannot be taken back in one go; make a backup before if you are not sure.", count))
        self.open(self.confirm_button)
