"""The page of the assistant: the four steps below each other, the total at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLayout, QStackedWidget, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import AddressLine
from hotline_desk.ui.billing.check import CheckView
from hotline_desk.ui.billing.customers import CustomerBar
from hotline_desk.ui.billing.periods import PeriodBar
from hotline_desk.ui.billing.result import ResultView
from hotline_desk.ui.billing.total import TotalBar
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button


class AssistantPage(QWidget):
    """Widgets only. `stack` shows the check or the result, `state` what is being done."""

    def __init__(self, shell: Shell, today: Callable[[], date], customers: Callable[[], Sequence[AddressLine]],
                 left_out: set[str]) -> None:
        super().__init__()
        self._shell = shell
        self.period = PeriodBar(shell, today)
        self.open_too = QCheckBox()
        self.customers = CustomerBar(shell, customers)
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
        rows.addLayout(self._steps())
        rows.addWidget(self.stack, 1)
        rows.addWidget(self.total)
        shell.texts.bind(self.open_too.setText, N_("&Open tickets too"))

    def _steps(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        period = FlowRow(spacing=16)
        period.addWidget(self.period)
        period.addWidget(self.open_too)
        steps: tuple[tuple[str, QWidget | QLayout], ...] = (
            (N_("1  Per&iod"), period), (N_("2  Customers"), self.customers), (N_("3  Chec&k"), self._check_head()))
        buddies = (self.period.quick, self.customers.all, self.check.tree)
        for number, (text, content) in enumerate(steps):
            label = QLabel()
            label.setBuddy(buddies[number])
            label.setProperty("role", "strong")
            self._shell.texts.bind(label.setText, text)
            high = Qt.AlignmentFlag.AlignTop if content is self.customers else Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(label, number, 0, high)
            if isinstance(content, QWidget):
                grid.addWidget(content, number, 1)
            else:
                grid.addLayout(content, number, 1)
        return grid

    def _check_head(self) -> FlowRow:
        row = FlowRow()
        row.addWidget(self._shell.commands.button("billing.preview"))
        for id in ("billing.skip", "record.open"):
            row.addWidget(tool_button(self._shell, id))
        row.addWidget(self.state)
        return row
