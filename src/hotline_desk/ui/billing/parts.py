"""What a run takes in: calls, services, remote maintenance, fees; open tickets; quarters that are not over."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.runs import CALLS, FEES, PARTS, REMOTE, SERVICES
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.shell import Shell

_WORDS = {CALLS: N_("Calls"), SERVICES: N_("Services"), REMOTE: N_("Remote maintenance"), FEES: N_("Monthly fees")}


class PartsBar(QWidget):
    """Ticks. `changed` comes when the choice is another."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.ticks = {part: QCheckBox() for part in PARTS}
        self.open_too = QCheckBox()
        self.early = QCheckBox()
        row = FlowRow(self, spacing=16)
        for part, tick in self.ticks.items():
            shell.texts.bind(tick.setText, _WORDS[part])
            tick.setChecked(True)
        shell.texts.bind(self.open_too.setText, N_("&Open tickets too"))
        shell.texts.bind(self.early.setText, N_("Quarters that are not over too"))
        for tick in (*self.ticks.values(), self.open_too, self.early):
            row.addWidget(tick)
            tick.toggled.connect(self.changed)
        self.setFocusProxy(self.ticks[CALLS])

    def parts(self) -> tuple[str, ...]:
        """Codes of what is ticked; all if nothing is."""
        return tuple(part for part in PARTS if self.ticks[part].isChecked()) or PARTS
