"""What stands behind a ticket: its history, its calls, how it is billed."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

from hotline_desk.core import phone
from hotline_desk.core.clock import seconds_between
from hotline_desk.core.text import N_
from hotline_desk.domain.calls import ENDED
from hotline_desk.domain.dates import duration_text
from hotline_desk.domain.tickets import AFTER_CALL, CLOSED, OUTCOMES, WORKLOG_KINDS, Worklog
from hotline_desk.services.tickets.taking_back import TAKEN_BACK
from hotline_desk.services.views.ticket import TicketCall, TicketView
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell

_STEPS = {"close": N_("Closed"), "forward": N_("Forwarded"), "resubmit": N_("Was put on resubmission"),
          "follow_up": N_("Another call"), "merge": N_("Merged with"), "merged": N_("Merged into"),
          "taken_apart": N_("Taken apart from"), "transfer": N_("Handed over by transfer"),
          "deputy": N_("As deputy for"), TAKEN_BACK: N_("Taken back")}
_OUTCOMES = {"answered": N_("answered"), "missed": N_("missed"), "busy": N_("busy"), "unknown_end": N_("end unknown")}
_DIRECTIONS = {"in": N_("incoming"), "out": N_("outgoing"), "internal": N_("internal"), "unknown": N_("unknown")}


class History(QTextBrowser):
    """Every step with who and when, newest first."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setOpenLinks(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        shell.texts.bind(self.setAccessibleName, N_("History"))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def show_view(self, view: TicketView) -> None:
        """Shows the ticket's notes and its beginning."""
        texts, muted = self._shell.texts, self._shell.theme.tokens.muted
        steps = [(note.at, _STEPS.get(note.act, note.act), note.author, note.text) for note in reversed(view.notes)]
        steps += [(line.sent_at, N_("Message"), f"{line.author} → {line.receiver}", line.text)
                  for line in view.messages]
        steps.append((view.created_at, N_("Created"), "", ""))
        steps.sort(key=lambda step: step[0], reverse=True)
        parts = []
        for at, step, author, text in steps:
            head = " · ".join(escape(part) for part in (texts.moment(at), author) if part)
            body = escape(text).replace("\n", "<br>")
            parts.append(f'<p style="margin:6px 0 0 0"><b>{escape(texts.tr(step))}</b> '
                         f'<span style="color:{muted}">{head}</span><br>{body}</p>')
        html = "".join(parts)
        if html != self.property("shown"):
            self.setProperty("shown", html)
            self.setHtml(html)


class Calls(RowList):
    """The calls of this ticket."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        texts = shell.texts
        super().__init__(shell, "ticket.calls", [
            Column("at", N_("Time"), lambda c: texts.moment(c.rang_at), width=16, sort=lambda c: c.rang_at),
            Column("direction", N_("Direction"), lambda c: texts.tr(_DIRECTIONS[c.direction]), width=10,
                   icon=lambda c: "phone-outgoing" if c.direction == "out" else "phone-incoming"),
            Column("number", N_("Number"), lambda c: phone.display(c.number) or texts.tr("withheld"), width=18,
                   stretch=True),
            Column("outcome", N_("Outcome"), lambda c: self.outcome(shell, c), width=11),
            Column("who", N_("Agent"), self.talkers, width=14, rank=1),
            Column("duration", N_("Duration"), lambda c: shown_length(shell, c),
                   width=8, align="right"),
        ], filterable=False, accessible=N_("Calls"), empty=N_("No call belongs to this ticket."),
           parent=parent)

    @staticmethod
    def talkers(call: TicketCall) -> str:
        """Who talked, one after the other."""
        return " → ".join(name for leg in call.legs if (name := leg.agent_name or leg.extension))

    @staticmethod
    def outcome(shell: Shell, call: TicketCall) -> str:
        """How the call ended, or that it runs."""
        if call.state != ENDED:
            return shell.texts.tr("parked") if call.parked_at is not None else shell.texts.tr("runs")
        return shell.texts.tr(_OUTCOMES.get(call.outcome or "", ""))

    def show_view(self, view: TicketView) -> None:
        """Shows the ticket's calls."""
        self.set_rows(view.calls)


def shown_length(shell: Shell, call: TicketCall) -> str:
    """How long was talked, as text."""
    seconds = talked(call)
    return "" if seconds is None else shell.texts.duration(seconds)


def talked(call: TicketCall) -> int | None:
    """Seconds talked; None while it runs or if it was not answered."""
    if call.answered_at is None or call.ended_at is None:
        return None
    return seconds_between(call.answered_at, call.ended_at)


class Billing(QWidget):
    """What of this ticket is billed where; `document_wanted(number)` comes with Enter on a measure on a document."""

    document_wanted = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.state, self.outcome, self.raw, self.counted = QLabel(), QLabel(), QLabel(), QLabel()
        form = Form(shell, self)
        for name, label, field in (("state", N_("Billing"), self.state), ("outcome", N_("Outcome"), self.outcome),
                                   ("raw", N_("Measured"), self.raw), ("counted", N_("Counts"), self.counted)):
            form.row(name, label, field)
        texts = shell.texts
        self.list = RowList(shell, "ticket.billing", [
            Column("kind", N_("Measure"), lambda w: w.text or texts.tr(WORKLOG_KINDS[w.kind]), width=22, stretch=True),
            Column("raw", N_("Measured"), lambda w: texts.duration(w.raw_seconds), width=9, align="right"),
            Column("counts", N_("Counts"), lambda w: texts.duration(w.seconds), width=9, align="right"),
            Column("document", N_("Document"), lambda w: w.document_number or "", width=16),
        ], filterable=False, accessible=N_("Billing of the measures"), empty=N_("There is nothing to bill."))
        self.list.activated.connect(self._open)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 6, 0, 0)
        rows.addWidget(form)
        rows.addWidget(self.list, 1)

    def show_view(self, view: TicketView) -> None:
        """Shows how far the ticket is billed."""
        texts = self._shell.texts
        self.state.setText(texts.tr(billing_state(view)))
        outcome = OUTCOMES.get(view.outcome or "")
        self.outcome.setText(texts.tr(outcome.text) if outcome else "–")
        self.raw.setText(duration_text(sum(w.raw_seconds for w in view.worklogs), texts.translator))
        self.counted.setText(duration_text(sum(w.seconds for w in view.worklogs), texts.translator))
        self.list.set_rows(view.worklogs)

    def _open(self, worklog: Worklog) -> None:
        if worklog.document_number:
            self.document_wanted.emit(worklog.document_number)


def billing_state(view: TicketView) -> str:
    """How far the ticket is billed, as a message id."""
    outcome = OUTCOMES.get(view.outcome or "")
    billable = [w for w in view.worklogs if w.billable and w.kind != AFTER_CALL]
    billed = [w for w in billable if w.document_number]
    if view.state == CLOSED and outcome is not None and not outcome.charged and not billed:
        return N_("free of charge")
    if not billable:
        return N_("nothing to bill")
    if len(billed) == len(billable):
        return N_("billed")
    return N_("partly billed") if billed else N_("not billed yet")
