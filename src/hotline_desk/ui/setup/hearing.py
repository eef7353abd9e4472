"""The last step of connecting a telephone: it waits for a call and shows what comes of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.adapters.telephony.learning import Lesson, learn, packets_of
from hotline_desk.adapters.telephony.trace import IN, OUT
from hotline_desk.adapters.telephony.urls import LISTEN, FeedAddress, parse
from hotline_desk.core.log import without_secrets
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.context import Context
from hotline_desk.services.feeds import Known, known_callers
from hotline_desk.ui.setup.findings import DIRECTION, LABELS, CallOnTrial, Finding, findings
from hotline_desk.ui.setup.trial import Trial
from hotline_desk.ui.setup.verdict import Verdict
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.telephones import LineTrace, standing

_PULL_MS = 300
_RAW_LINES = 4
_WIDEST_LINE = 160
_FROM_NOW, _MOST_LINES = 1 << 62, 4000


class Hearing(QWidget):
    """`listen` begins with a line, `leave` ends it; `changed` comes with each news.

    A line that is listened to already is overheard; any other is on trial, and nothing of it is recorded. `keys` is
    where buttons for what can be done with the call are put.
    """

    changed = Signal()
    _overheard = Signal(object)

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__()
        self._shell, self._ctx = shell, ctx
        self._address: FeedAddress | None = None
        self._trial: Trial | None = None
        self._goes_over = False
        self._stop_overhearing: Callable[[], None] | None = None
        self._callers: list[Known] | None = None
        self._raw: deque[str] = deque(maxlen=_RAW_LINES)
        self._traced = 0
        self._followed: LineTrace | None = None
        self._lines: deque[str] = deque(maxlen=_MOST_LINES)
        self._lesson: Lesson | None = None
        self.call = CallOnTrial("")
        self.state, self.wanted = Verdict(shell), QLabel()
        self.raw, self.keys = QLabel(), FlowRow()
        self.shown: dict[str, Verdict] = {}
        self._labels: dict[str, QLabel] = {}
        self._arrange()
        self._pull = QTimer(self)
        self._pull.setInterval(_PULL_MS)
        self._pull.timeout.connect(self._look)
        self._overheard.connect(self._take)
        shell.texts.follow(self, lambda living: living._show())
        shell.telephones.changed.connect(self._look)

    # --- from outside ---------------------------------------------------------------------------------

    def listen(self, url: str, secret: str = "") -> None:
        """Waits for a call on this line; what an earlier one told goes."""
        self.leave()
        self._begin(url)
        assert self._address is not None
        if self._shell.telephones.state_of(self._address.name) is not None:
            self._overhear()
        else:
            self._trial = Trial(self._address, self._ctx().plan, self._shell.telephones, secret)
            self._trial.heard.connect(self._take)
            self._trial.state_changed.connect(self._look)
            self._trial.start()
        self._pull.start()
        self._look()

    def wait_for(self, url: str) -> None:
        """Overhears a kept line as soon as it is listened to under this URL; what an earlier call told goes."""
        self.leave()
        self._begin(url)
        self._goes_over = True
        self._show()

    def go_over(self) -> None:
        """The line is kept now: as soon as it is listened to it is overheard; what is shown stays."""
        self.leave()
        self._goes_over = True
        self._look()

    def leave(self) -> None:
        """Hangs up, or overhears no more; what was heard stays to be seen."""
        self._pull.stop()
        self._goes_over = False
        if self._stop_overhearing is not None:
            self._stop_overhearing()
            self._stop_overhearing = None
        trial, self._trial = self._trial, None
        if trial is not None:
            trial.end()
            trial.deleteLater()

    @property
    def is_unknown(self) -> bool:
        """Whether a number came that no address has."""
        return bool(self.call.number) and self._callers == []

    @property
    def lesson(self) -> Lesson | None:
        """By which trunk a call came that the line took for one in the house; None if there is nothing to learn."""
        return self._lesson if self._lesson is not None and self._lesson.found else None

    def look_up(self) -> None:
        """Asks once more whose number it is."""
        number = self.call.number
        if number:
            self._shell.background.read(self, known_callers, self._ctx(), number, done=self._found, newest="caller")

    def findings(self) -> list[Finding]:
        """What the call showed so far."""
        return findings(self._shell.texts, self.call, self._callers)

    # --- inside ---------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.wanted.setWordWrap(True)
        self.wanted.setProperty("role", "strong")
        self.raw.setWordWrap(True)
        self.raw.setProperty("role", "muted")
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(14)
        for number, (key, label) in enumerate(LABELS.items()):
            caption, verdict = QLabel(), Verdict(self._shell)
            self._shell.texts.bind(caption.setText, label)
            grid.addWidget(caption, number, 0)
            grid.addWidget(verdict, number, 1)
            self._labels[key], self.shown[key] = caption, verdict
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(self.state)
        rows.addWidget(self.wanted)
        rows.addLayout(grid)
        rows.addLayout(self.keys)
        rows.addWidget(self.raw)
        rows.addStretch(1)

    def _trace(self) -> LineTrace | None:
        if self._trial is not None:
            return self._trial.trace
        return self._shell.telephones.trace_of(self._address.name) if self._address else None

    def _begin(self, url: str) -> None:
        self._address = parse(url)
        self._traced, self._followed = 0, None
        self._raw.clear()
        self._lines.clear()
        self._lesson, self._callers = None, None
        self.call = CallOnTrial(self._address.kind)

    def _overhear(self) -> None:
        assert self._address is not None
        telephones = self._shell.telephones
        self._stop_overhearing = telephones.overhear(self._address.name, self._overheard.emit)
        trace = telephones.trace_of(self._address.name)
        self._traced = trace.since(_FROM_NOW)[1] if trace else 0
        self._goes_over = False
        self._pull.start()

    def _look(self, _state: object = None) -> None:
        """How the line is, and what went over it since the last time."""
        if self._goes_over and self._address and self._shell.telephones.state_of(self._address.name) is not None:
            self._overhear()
        trace = self._trace()
        if self._address is None or trace is None:
            return
        if trace is not self._followed:  # the line connected anew
            self._traced = self._traced if self._followed is None else 0
            self._followed = trace
        entries, self._traced = trace.since(self._traced)
        self._lines.extend(entry.text for entry in entries if entry.kind == IN)
        self._raw.extend(without_secrets(entry.text)[:_WIDEST_LINE] for entry in entries
                         if entry.kind in (IN, OUT) and entry.text.strip())
        self._show()

    def _take(self, event: CallEvent) -> None:
        before = self.call.number
        self.call = self.call.with_event(event)
        if self.call.number and self.call.number != before:
            self._callers = None
            self.look_up()
        self._look()
        if self.call.kind == "asterisk":
            self._lesson = learn(packets_of(self._lines)) if self.call.seems_internal else None
            self._show()
        self.changed.emit()

    def _found(self, callers: Sequence[Known]) -> None:
        self._callers = list(callers)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        if self._address is None:
            return
        texts = self._shell.texts
        state = self._trial.state if self._trial is not None else self._shell.telephones.state_of(self._address.name)
        words = standing(texts, state, self._ctx().clock.now()) if state is not None else None
        if words is None:
            self.state.say("loader", "muted", texts.tr("being connected …"))
        else:
            self.state.say(words.icon, words.token, texts.tr("{place}: {state}", place=self._address.place,
                                                             state=words.text))
        self.wanted.setText(self._what_to_do(state is not None and state.connected))
        shown = {finding.key: finding for finding in self.findings()}
        for key, verdict in self.shown.items():
            finding = shown.get(key)
            self._labels[key].setHidden(finding is None)
            verdict.setHidden(finding is None)
            if finding is not None:
                more = self.lesson.sentence(texts.translator) if key == DIRECTION and self.lesson else ""
                verdict.say(finding.icon, finding.token, f"{finding.text} {more}".strip())
        self.raw.setText("\n".join((texts.tr("What came over the line:"), *self._raw)) if self._raw else "")

    def _what_to_do(self, connected: bool) -> str:
        texts = self._shell.texts
        assert self._address is not None
        if self.call.events:
            return texts.tr("The call is heard.") if not self.call.is_over else texts.tr(
                "This is what came of the call. Call again as often as you like.")
        if self._address.kind.startswith("smdr"):
            return texts.tr("Now call with your mobile telephone, answer, and hang up: the call comes afterwards.")
        if not connected and self._address.role == LISTEN:
            return texts.tr("As soon as the telephone system connects, call with your mobile telephone.")
        return texts.tr("Now call with your mobile telephone.") if connected else ""
