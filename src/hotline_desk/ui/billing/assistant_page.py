"""The page of the assistant: the four steps below each other, the total at the foot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QStackedWidget, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.contracts.keeping import list_contracts
from hotline_desk.ui.billing.check import CheckView
from hotline_desk.ui.billing.customers import Choice, CustomerBar
from hotline_desk.ui.billing.parts import PartsBar
from hotline_desk.ui.billing.periods import PeriodBar
from hotline_desk.ui.billing.result import ResultView
from hotline_desk.ui.billing.total import TotalBar
from hotline_desk.ui.billing.unfinished import UnfinishedBar
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_EVERYBODY = 100_000


class AssistantPage(QWidget):
    """Widgets only. `stack` shows the check or the result, `state` what is being done."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context], left_out: set[str]) -> None:
        super().__init__()
        self._shell = shell
        self.unfinished = UnfinishedBar(shell, ctx)
        self.period = PeriodBar(shell, lambda: _today(ctx()))
        self.parts = PartsBar(shell)
        self.customers = CustomerBar(shell, lambda: _customers(ctx()), lambda: _contracts(ctx()))
        self.state = QLabel()
        self.state.setProperty("role", "muted")
        self.check = CheckView(shell, left_out)
        self.result = ResultView(shell, shell.commands.button)
        self.total = TotalBar(shell)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.check)
        self.stack.addWidget(self.result)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.unfinished)
        rows.addLayout(self._steps())
        rows.addWidget(self.stack, 1)
        rows.addWidget(self.total)

    def _steps(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        period = FlowRow(spacing=16)
        period.addWidget(self.period)
        period.addWidget(self.parts)
        head = self._check_head()
        steps: tuple[tuple[str, QWidget | QLayout], ...] = (
            (N_("1  Per&iod"), period), (N_("2  Customers"), self.customers), (N_("3  Chec&k"), head))
        buddies = (self.period.quick, self.customers.all, self.check.tree)
        self._level: list[tuple[QLabel, QWidget]] = []
        beside = (self.period.quick, self.customers.all, self.preview)
        for number, (text, content) in enumerate(steps):
            label = QLabel()
            self._level.append((label, beside[number]))
            label.setBuddy(buddies[number])
            label.setProperty("role", "strong")
            self._shell.texts.bind(label.setText, text)
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(content, QWidget):
                grid.addWidget(content, number, 1)
            else:
                grid.addLayout(content, number, 1)
        self._shell.theme.follow(self, lambda living: living.level())
        return grid

    def level(self) -> None:
        """Each step is named at the height of its first row, however many it breaks into."""
        for label, beside in self._level:
            beside.ensurePolished()
            label.setMinimumHeight(beside.sizeHint().height())

    def _check_head(self) -> FlowRow:
        row = FlowRow()
        self.preview = self._shell.commands.button("billing.preview")
        row.addWidget(self.preview)
        for id in ("billing.skip", "billing.change", "record.open", "frame.print"):
            row.addWidget(tool_button(self._shell, id))
        row.addWidget(self.state)
        return row


def _today(ctx: Context) -> date:
    return local_day(ctx.clock.now(), ctx.zone)


def _customers(ctx: Context) -> list[Choice]:
    return [Choice(a.number, "  ".join(part for part in (a.number, a.name, a.city) if part))
            for a in search_addresses(ctx, "", _EVERYBODY)]


def _contracts(ctx: Context) -> list[Choice]:
    names = {a.uid: f"{a.number}  {a.name}" for a in search_addresses(ctx, "", _EVERYBODY)}
    told = ((c.uid, (names.get(c.address_uid, ""), c.number, c.name or c.terms)) for c in list_contracts(ctx))
    return [Choice(uid, " · ".join(part for part in parts if part)) for uid, parts in told]
