"""The closing panel: solution, outcome by one digit, Ctrl+Enter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import KIND_RULES, OUTCOMES, missing_sections
from hotline_desk.services.calls.handling import end_call
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.endings import PARTS, Closing, close_ticket
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.clocks import Running
from hotline_desk.ui.tickets.inputs import TextArea, digit_of, set_text
from hotline_desk.ui.tickets.record import TicketRecord
from hotline_desk.ui.tickets.signs import Elided

_BY_DIGIT = {outcome.digit: outcome.code for outcome in OUTCOMES.values()}
_FIELDS = {"ticket.solution_missing": "solution", "ticket.outcome_missing": "outcome",
           "ticket.quota_missing": "outcome", "ticket.open_parts": "parts"}


def usual_outcome(view: TicketView, kind: str) -> str:
    """What is chosen before anybody chooses: what is usual for the kind, the quota while some is left, else charged."""
    if view.outcome or KIND_RULES[kind].outcome:
        return view.outcome or KIND_RULES[kind].outcome
    return "quota" if view.conditions.quota_left else "charge"


class Outcomes(QWidget):
    """Nine outcomes as radio buttons; a digit chooses."""

    chosen = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        for place, outcome in enumerate(OUTCOMES.values()):
            button = QRadioButton()
            shell.texts.follow(button, _labelled(shell, outcome.digit, outcome.text))
            self._group.addButton(button, outcome.digit)
            self.buttons[outcome.code] = button
            grid.addWidget(button, place // 3, place % 3)
        grid.setColumnStretch(3, 1)
        self._group.idClicked.connect(lambda digit: self.chosen.emit(_BY_DIGIT[digit]))
        self.setFocusProxy(self.buttons["charge"])

    def code(self) -> str | None:
        """The chosen outcome."""
        return _BY_DIGIT.get(self._group.checkedId())

    def choose(self, code: str) -> bool:
        """Chooses an outcome; False if this customer cannot have it."""
        button = self.buttons[code]
        if not button.isEnabled():
            return False
        button.setChecked(True)
        self.setFocusProxy(button)
        self.chosen.emit(code)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event)
        if digit is None or not self.choose(_BY_DIGIT[digit]):
            super().keyPressEvent(event)
        else:
            self.buttons[_BY_DIGIT[digit]].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _labelled(shell: Shell, digit: int, text: str) -> Callable[[QRadioButton], None]:
    return lambda button: button.setText(f"{digit}  {shell.texts.tr(text)}")


class ClosingPanel(Panel):
    """Solution and outcome; `finished()` comes when the ticket is closed, `lacking(sections)` if it could not be."""

    finished = Signal()
    lacking = Signal(object)

    def __init__(self, frame: Frame, record: TicketRecord) -> None:
        super().__init__(frame, N_("Close ticket"), N_("Close ticket"))
        self._shell, self._record = frame.shell, record
        self.solution = TextArea(frame.shell, lines=3, least=2)
        self.outcomes = Outcomes(frame.shell)
        self.parts = ChoiceBox(frame.shell, [("", N_("please choose")), *PARTS.items()])
        self.times = Elided()
        self.form = Form(frame.shell)
        self.form.row("solution", N_("Solution"), self.solution)
        self.form.row("outcome", N_("Outcome"), self.outcomes)
        self.form.row("parts", N_("Open parts"), self.parts)
        self.form.row("times", N_("Times"), self.times)
        self.body.addWidget(self.form)
        self.solution.textChanged.connect(self._written)
        self.outcomes.chosen.connect(lambda _code: self.form.clear_errors())
        self.confirmed.connect(self._close)

    def begin(self, view: TicketView, running: Running | None) -> None:
        """Opens with what is known already; the cursor stands in the solution."""
        set_text(self.solution, self._record.edits.current().get("solution") or "")
        self.outcomes.buttons["quota"].setEnabled(view.conditions.quota_total is not None)
        if not self.is_open:
            self.outcomes.choose(usual_outcome(view, self._kind))
        self.form.clear_errors()
        self.form.show_row("parts", bool(view.open_parts))
        self.parts.setToolTip(", ".join(view.open_parts))
        self.show_times(running)
        solved = KIND_RULES[self._kind].solved or bool(self.solution.toPlainText())
        self.form.show_row("solution", solved)
        self.open(self.solution if solved else self.outcomes.focusProxy())

    @property
    def _kind(self) -> str:
        return str(self._record.edits.current()["kind"])

    def show_times(self, running: Running | None) -> None:
        """The times that will be stored, as they are now."""
        if running is None:
            return
        texts = self._shell.texts
        parts = [texts.tr("Call {time}", time=texts.duration(running.call.seconds)) if running.call else "",
                 texts.tr("After-call work {time}", time=texts.duration(running.after_call.seconds))
                 if running.after_call else "",
                 texts.tr("Work {time}", time=texts.duration(running.work.seconds)) if running.work else ""]
        if running.call and running.call.running and running.talking:
            parts.append(texts.tr("the call's clock ends at the hang-up"))
        self.times.setText(" · ".join(part for part in parts if part) or texts.tr("nothing measured"))

    def choose(self, digit: int) -> None:
        """The outcome of a digit, typed with Alt from the solution."""
        self.outcomes.choose(_BY_DIGIT[digit])

    def _written(self) -> None:
        self.form.error("solution", "")
        self._record.type("solution", self.solution.toPlainText())

    def _close(self) -> None:
        self.set_busy(True)
        uid = self._record.uid
        closing = Closing(self.outcomes.code(), self.solution.toPlainText(), self.parts.code())
        call = self._record.view.running_call if self._record.view is not None else None
        over = call.uid if call is not None and call.ends_by_hand else None
        self._record.act(lambda ctx, version: _close(ctx, uid, version, closing, over), done=lambda _v: self._closed(),
                         failed=self._failed, without=("solution",))

    def _closed(self) -> None:
        self.set_busy(False)
        self.finished.emit()

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        if isinstance(problem, UserError) and problem.id == "ticket.sections_missing":
            missing = missing_sections(
                self._kind, {**self._record.edits.current(), "solution": self.solution.toPlainText()},
                self.outcomes.code())
            own = "solution" in missing
            if not own:
                self.form.show_problem(problem, "outcome")
            self.lacking.emit([name for name in missing if name != "solution"])
            return not own or self.form.show_problem(problem, "solution")
        name = _FIELDS.get(problem.id) if isinstance(problem, UserError) else None
        return name is not None and self.form.show_problem(problem, name)


def _close(ctx: Context, uid: str, version: int | None, closing: Closing, over: str | None) -> int:
    """Closes the ticket; a call whose telephone will never tell its end is over with it."""
    closed = close_ticket(ctx, uid, version, closing)
    if over is not None:
        end_call(ctx, over)
    return closed
