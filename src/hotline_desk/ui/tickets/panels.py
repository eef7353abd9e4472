"""The panels of a ticket: made when they are needed first, one open at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hotline_desk.domain.tickets import Worklog
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import reopen_ticket
from hotline_desk.services.tickets.taking_back import take_back
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.tickets.clocks import Running
from hotline_desk.ui.tickets.closing import ClosingPanel
from hotline_desk.ui.tickets.fields import TicketFields
from hotline_desk.ui.tickets.growing import GrowingFrame
from hotline_desk.ui.tickets.handing import ForwardPanel, ResubmitPanel
from hotline_desk.ui.tickets.measuring import MeasurePanel, RemovalPanel
from hotline_desk.ui.tickets.record import TicketRecord
from hotline_desk.ui.tickets.worklogs import Worklogs


class Holder(GrowingFrame):
    """A frame the panels of a ticket lie in: what they need of it, and how it goes."""

    ctx: Callable[[], Context]
    record: TicketRecord
    fields: TicketFields
    worklogs: Worklogs
    running: Running | None = None
    going = False

    def watch_texts(self, line: QWidget) -> None:
        """Text blocks work in this field."""
        raise LookupError("texts")

    def show_page_of_fields(self) -> None:
        """The fields of the ticket are in sight."""
        raise LookupError("fields")

    def leave_desk(self) -> None:
        """The ticket is done here: the frame goes, the one before comes back."""
        self.going = True
        self.record.forget()
        self.close_wanted.emit()


class Panels(QObject):
    """What F6, F7, F9 and the measures open; while one is open, its button is the one highlighted."""

    def __init__(self, frame: Holder, foot: QWidget) -> None:
        super().__init__(frame)
        self._frame, self._foot = frame, foot
        self._closing: ClosingPanel | None = None
        self._forward: ForwardPanel | None = None
        self._resubmit: ResubmitPanel | None = None
        self._measure: MeasurePanel | None = None
        self._removal: RemovalPanel | None = None
        self._about = ""
        self._made: list[Panel] = []

    def lay(self, panel: Panel) -> None:
        """Puts a panel at the foot of the frame; while it is open the buttons there are hidden."""
        layout = self._frame.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(panel)
        self._made.append(panel)
        panel.installEventFilter(self)

    def eventFilter(self, _panel: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._foot.setVisible(not any(panel.is_open for panel in self._made))
        return False

    # --- the ticket leaves ----------------------------------------------------------------------------

    def close_ticket(self) -> None:
        """F9; once more while it is open it goes back to the solution."""
        frame = self._frame
        if frame.record.view is None:
            return
        if self._closing is None:
            self._closing = ClosingPanel(frame, frame.record)
            self._closing.finished.connect(self._closed)
            self._closing.backed_out.connect(self._show_solution)
            self._closing.lacking.connect(self._lacking)
            frame.watch_texts(self._closing.solution)
            self.lay(self._closing)
        self._closing.begin(frame.record.view, frame.running)

    def close_with(self, outcome: str) -> bool:
        """The closing panel with this outcome chosen; False if this customer cannot have it."""
        self.close_ticket()
        return self._closing is not None and self._closing.outcomes.choose(outcome)

    def leave_closing(self) -> None:
        """The closing panel goes, if it is open."""
        if self._closing is not None and self._closing.is_open:
            self._closing.leave()

    def _lacking(self, names: list[str]) -> None:
        """What the panel itself has no field for is asked for in the ticket."""
        self._frame.show_page_of_fields()
        self._frame.fields.show_lacking(names)

    def _show_solution(self) -> None:
        """What was typed into the panel stands in the ticket's field."""
        frame = self._frame
        if frame.record.view is not None:
            frame.fields.show_values({"solution": frame.record.edits.current()["solution"]}, frame.record.view)

    def _closed(self) -> None:
        self._gone(self._frame.shell.texts.tr("{number} is closed.", number=self._number()), reopen_ticket)

    def _gone(self, told: str, back: Callable[[Context, str], object]) -> None:
        """The ticket leaves the desk; as long as it is told, one key brings it back."""
        frame = self._frame
        uid, ctx, shell = frame.record.uid, frame.ctx, frame.shell

        def undo() -> None:
            shell.background.write(None, lambda: back(ctx(), uid), done=lambda _v: shell.windows.open("ticket", uid))

        shell.messages.say(told, "success", action_text=shell.texts.tr("Undo"), action=undo)
        frame.leave_desk()

    def forward(self) -> None:
        """F7."""
        if self._forward is None:
            self._forward = ForwardPanel(self._frame, self._frame.record)
            self._forward.finished.connect(self._forwarded)
            self._forward.lacking.connect(self._lacking)
            self.lay(self._forward)
        self._forward.begin()

    def _forwarded(self, name: str) -> None:
        self._gone(self._frame.shell.texts.tr("{number} was forwarded to {name}.", number=self._number(), name=name),
                   take_back)

    def resubmit(self) -> None:
        """F6."""
        if self._resubmit is None:
            frame = self._frame
            self._resubmit = ResubmitPanel(frame, frame.record, lambda: frame.ctx().zone)
            self._resubmit.finished.connect(self._resubmitted)
            self.lay(self._resubmit)
        self._resubmit.begin()

    def _resubmitted(self, moment: str) -> None:
        self._gone(self._frame.shell.texts.tr("{number} comes back on {moment}.", number=self._number(),
                                              moment=moment), take_back)

    def _number(self) -> str:
        view = self._frame.record.view
        return view.number if view and view.number else self._frame.shell.texts.tr("New ticket")

    # --- measures -------------------------------------------------------------------------------------

    def _measuring(self) -> MeasurePanel:
        if self._measure is None:
            self._measure = MeasurePanel(self._frame, self._frame.record, self._frame.ctx)
            self._frame.watch_texts(self._measure.text)
            self.lay(self._measure)
        return self._measure

    def add(self) -> None:
        """Ctrl+L."""
        self._measuring().add()

    def edit(self, worklog: Worklog) -> None:
        """Enter on a measure."""
        if worklog.document_number is None:
            self._measuring().edit(worklog)

    def edit_current(self) -> None:
        """Ctrl+E."""
        worklog = self._frame.worklogs.current()
        if worklog is not None:
            self.edit(worklog)

    def remove_current(self) -> None:
        """Ctrl+D."""
        worklog = self._frame.worklogs.current()
        if worklog is None or worklog.document_number is not None:
            return
        if self._removal is None:
            self._removal = RemovalPanel(self._frame, self._frame.record, self._frame.ctx)
            self.lay(self._removal)
        self._removal.begin(worklog)

    def write_about(self, uid: str) -> None:
        """The clock of this measure is being stopped: when that has been read, its text is asked for."""
        self._about = uid

    def view_came(self, view: TicketView) -> None:
        """The ticket was read again."""
        stopped = next((w for w in view.worklogs if w.uid == self._about and not w.running), None)
        if stopped is not None:
            self._about = ""
            if not stopped.text:
                self._measuring().edit(stopped, in_text=True)

    # --- keys that mean something else while a panel is open ---------------------------------------------

    def stamp(self) -> bool:
        """Ctrl+T; False if no measure is being written."""
        if self._measure is None or not self._measure.is_open:
            return False
        self._measure.stamp()
        return True

    def me(self) -> bool:
        """Ctrl+M; False if no measure is being written."""
        if self._measure is None or not self._measure.is_open:
            return False
        self._measure.me()
        return True

    def digit(self, number: int) -> bool:
        """Alt and a digit; False if the ticket is not being closed."""
        if self._closing is None or not self._closing.is_open:
            return False
        self._closing.choose(number)
        return True

    def tick(self, running: Running) -> None:
        """Every second."""
        if self._closing is not None and self._closing.is_open:
            self._closing.show_times(running)
