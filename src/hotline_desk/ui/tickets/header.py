"""The head of a ticket: state, priority, who; below it the clocks and what the contract says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hotline_desk.core import phone
from hotline_desk.core.clock import local_day
from hotline_desk.core.text import duration
from hotline_desk.domain.billing.price_text import price_sentence
from hotline_desk.domain.tickets import PRIORITIES, RESUBMITTED, STATES, UNSOLVED
from hotline_desk.services.views.conditions import Conditions
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.clocks import Clock, Running
from hotline_desk.ui.tickets.moments import spoken_moment
from hotline_desk.ui.tickets.signs import (
    PRIORITY_ICONS,
    PRIORITY_TOKENS,
    STATE_ICONS,
    STATE_TOKENS,
    Elided,
    Sign,
)


class Header(QWidget):
    """Always in sight, whatever is scrolled below."""

    def __init__(self, shell: Shell, parent: QWidget, now: Callable[[], datetime]) -> None:
        super().__init__(parent)
        self._shell, self._now = shell, now
        self._held: Conditions | None = None
        self._level = 0
        self.state, self.priority = Sign(shell, self, bold=True), Sign(shell, self, bold=True)
        self.who = Elided(self)
        self.call, self.after_call, self.work = Sign(shell, self, bold=True), Sign(shell, self), Sign(shell, self)
        self.parked, self.since = Sign(shell, self, bold=True), Sign(shell, self)
        self.contract = Elided(self)
        self.contract.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.cost, self.warning, self.greeting = Sign(shell, self), Sign(shell, self, bold=True), Sign(shell, self)
        for sentence in (self.cost, self.warning, self.greeting):
            sentence.word.setWordWrap(True)
            sentence.word.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 2)
        rows.setSpacing(4)
        rows.addWidget(self.greeting)
        head = _row([self.state, self.priority], self.who)
        head.addWidget(self._remote(shell))
        rows.addLayout(head)
        rows.addLayout(_row([self.since, self.call, self.parked, self.after_call, self.work], self.contract))
        below = QHBoxLayout()
        below.setSpacing(14)
        below.addWidget(self.cost, 1)
        below.addWidget(self.warning, 1)
        rows.addLayout(below)
        shell.theme.follow(self.who, lambda who: who.setFont(shell.theme.font(bold=True)))

    def _remote(self, shell: Shell) -> QToolButton:
        """For the mouse; by key it goes without taking a place in the order of tabs."""
        button = QToolButton(self)
        button.setDefaultAction(shell.commands.qaction("remote.start"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setHidden(not shell.commands.allowed("remote.start"))
        shell.texts.follow(button, lambda living: living.setAccessibleName(shell.commands.text("remote.start")))
        return button

    def expect(self) -> None:
        """Has the room of state and priority ready, which every ticket has."""
        for sign in (self.state, self.priority):
            sign.show_sign("ellipsis", "…", "muted")

    def show_view(self, view: TicketView, priority: str) -> None:
        """Shows the ticket's head; `priority` as it stands in the field."""
        texts = self._shell.texts
        state = texts.tr(STATES[view.state])
        if view.state == RESUBMITTED and view.resubmit_local:
            state += " · " + spoken_moment(texts, view.resubmit_local)
        self.state.show_sign(STATE_ICONS[view.state], state, STATE_TOKENS[view.state])
        self.priority.show_sign(PRIORITY_ICONS[priority], texts.tr(PRIORITIES[priority]), PRIORITY_TOKENS[priority])
        number = phone.display(view.fields.caller_number)
        name = view.address_name or texts.tr("Unknown caller")
        client = texts.tr("for {client}", client=view.client) if view.client else ""
        who = [name if name != view.contact else "", view.contact, f"☎ {number}" if number else "", client]
        self.who.setText(" · ".join(part for part in who if part))
        self._held, self._level = view.conditions, view.conditions.quota_used()
        self.contract.setText(contract_text(view.conditions, self._shell))
        self._show_cost(view)
        waits = view.state in UNSOLVED and view.running_call is None  # a running clock tells more
        self.since.show_sign("history", self._since(view) if waits else "")
        self.warning.show_sign("triangle-alert", view.warning, "danger")
        greeting = " ".join(view.greeting.split()) if view.running_call is not None else ""
        self.greeting.show_sign("message-square", greeting, "accent")

    def _since(self, view: TicketView) -> str:
        """Since when it waits to be solved: the hour if that was today."""
        texts, now = self._shell.texts, self._now()
        day = local_day(view.created_at, texts.zone)
        moment = texts.clock(view.created_at) if day == local_day(now, texts.zone) else texts.day(day)
        return texts.tr("since {moment}", moment=moment)

    def _show_quota(self, seconds: int) -> None:
        """What is left while a call runs; the first time that it comes to its end, a message says so."""
        if self._held is None or self._held.quota_left is None or not seconds:
            return
        self.contract.setText(contract_text(self._held, self._shell, seconds))
        level = self._held.quota_used(seconds)
        if level > self._level:
            texts = self._shell.texts
            words = (texts.tr("The quota of {name} is used up; from now on the call is charged.", name=self._held.terms)
                     if level == 100 else texts.tr("80 % of the quota of {name} is used.", name=self._held.terms))
            self._shell.messages.say(words, "warning", key="ticket.quota")
        self._level = max(self._level, level)

    def _show_cost(self, view: TicketView) -> None:
        """What the caller must be told, and by which key it is stamped; afterwards, that it was told."""
        texts, told = self._shell.texts, view.price_told
        cost = cost_text(view.conditions, self._shell) if view.state in UNSOLVED else ""
        if told is not None and (not cost or told.text == cost):
            self.cost.show_sign("check", texts.tr("Price told at {time} by {name}", time=texts.clock(told.at),
                                                  name=told.by), "success")
        else:
            key = self._shell.commands.key("price.told") if cost else ""
            self.cost.show_sign("euro", f"{cost} ({key})" if key else cost, "warning")

    def show_clocks(self, running: Running) -> None:
        """Shows what runs; called every second."""
        tr = self._shell.texts.tr
        self._show_quota(running.call.seconds if running.call is not None and running.talking else 0)
        self.call.show_sign("phone-call" if running.talking else "phone-incoming",
                            _shown(running.call, tr("Rings {time}") if not running.talking else "{time}"), "accent")
        unknown = tr("End of the call unknown") if running.end_unknown else ""
        self.parked.show_sign("circle-help" if running.end_unknown else "pause",
                              unknown or _shown(running.parked, tr("Parked {time}")), "warning")
        self.after_call.show_sign("headset", _shown(running.after_call, tr("After-call {time}")))
        self.work.show_sign("timer", _shown(running.work, tr("Work {time}")))


def _row(left: list[Sign], right: Elided) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(14)
    for sign in left:
        row.addWidget(sign)
    row.addWidget(right, 1)
    return row


def _shown(clock: Clock | None, text: str) -> str:
    return "" if clock is None else text.replace("{time}", f"{clock.seconds // 60:02}:{clock.seconds % 60:02}"
                                                 if clock.seconds < 3600 else duration(clock.seconds))


def contract_text(conditions: Conditions, shell: Shell, running: int = 0) -> str:
    """The contract and what is left of its quota, less so many seconds of a running call."""
    texts = shell.texts
    if conditions.terms is None:
        return texts.tr("No contract")
    if conditions.quota_left is None:
        return texts.tr("Contract {name}", name=conditions.terms)
    left = conditions.quota_left - running
    if left <= 0:
        return texts.tr("Contract {name} · quota used up", name=conditions.terms)
    words = texts.tr("Contract {name} · {n} min left", name=conditions.terms, n=left // 60)
    return f"{words} · {texts.tr('80 % used')}" if conditions.quota_used(running) == 80 else words


def cost_text(conditions: Conditions, shell: Shell) -> str:
    """The sentence an agent reads out where the call is charged; "" where it is not."""
    if not conditions.charged or conditions.price_e4 is None:
        return ""
    return price_sentence(conditions.price_e4, conditions.unit, conditions.first, conditions.next,
                          shell.texts.translator, conditions.segment, conditions.surcharge_bp)
