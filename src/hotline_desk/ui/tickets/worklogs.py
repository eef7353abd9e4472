"""The measures of a ticket as a list, with what can be done to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import WORKLOG_KINDS, Worklog
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.moments import span
from hotline_desk.ui.tickets.signs import WORK_ICONS

ACTIONS = ("worklog.toggle", "worklog.add", "worklog.edit", "worklog.remove")


class Worklogs(QWidget):
    """List and buttons. `wanted(worklog)` comes with Enter: it shall be edited."""

    wanted = Signal(object)
    selected = Signal(object)

    def __init__(self, shell: Shell, now: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._now = shell, now
        self.list = RowList(
            shell, "ticket.worklogs", self._columns(), filterable=False, accessible=N_("Measures"),
            empty=N_("Nothing done yet. F8 starts the clock."), parent=self)
        self.list.table.horizontalHeader().hide()
        self.list.table.setMinimumHeight(0)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.list.activated.connect(self.wanted)
        self.list.current_changed.connect(self.selected)
        self.buttons = ButtonRow(shell, ACTIONS, parent=self)
        for button in self.buttons.buttons.values():
            button.setFlat(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.buttons)
        self.entry = self.list.table
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The cursor goes into the table."""
        self.entry.setFocus(reason)

    def sizeHint(self) -> QSize:
        return QSize(300, self._tall(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._tall(2))

    def _tall(self, rows: int) -> int:
        return self._shell.theme.row_height() * rows + 6 + self.buttons.sizeHint().height()

    def stops(self) -> list[QWidget]:
        """What Tab stops at, in its order."""
        return [self.list.table, *self.buttons.buttons.values()]

    def show_view(self, view: TicketView) -> None:
        """Shows the ticket's measures; the selection stays."""
        self.list.set_rows(view.worklogs)

    def current(self) -> Worklog | None:
        """The selected measure."""
        row = self.list.current()
        return row if isinstance(row, Worklog) else None

    def _columns(self) -> list[Column]:
        texts = self._shell.texts
        return [
            Column("time", N_("Time"), self._span, width=17, icon=lambda w: WORK_ICONS[w.kind],
                   color=lambda w: "accent" if w.running else "warning" if w.end_unknown else "", sortable=False),
            Column("duration", N_("Duration"), lambda w: texts.duration(w.seconds) if w.end else "", width=7,
                   align="right", sortable=False),
            Column("agent", N_("Agent"), lambda w: w.agent_name, width=10, rank=1, sortable=False),
            Column("text", N_("Text"), lambda w: self._text(w), width=20, stretch=True, sortable=False),
        ]

    def _span(self, worklog: Worklog) -> str:
        texts = self._shell.texts
        open_end = texts.tr("end unknown") if worklog.end_unknown else texts.tr("runs")
        return span(texts, worklog.start, worklog.end, self._now(), open_end)

    def _text(self, worklog: Worklog) -> str:
        tr = self._shell.texts.tr
        parts = [worklog.text or tr(WORKLOG_KINDS[worklog.kind])]
        parked = worklog.parked_seconds_until(self._now()) if worklog.pauses else 0
        if parked:
            parts.append(tr("parked for {time}", time=self._shell.texts.duration(parked)))
        if worklog.correction_reason:
            parts.append(tr("corrected: {reason}", reason=worklog.correction_reason))
        if worklog.document_number:
            parts.append(tr("on {number}", number=worklog.document_number))
        elif not worklog.billable:
            parts.append(tr("not charged"))
        return " · ".join(parts)
