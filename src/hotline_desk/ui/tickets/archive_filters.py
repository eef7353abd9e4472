"""What narrows the archive down: a chip each, and all of them as one value that can be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address, AddressLine
from hotline_desk.domain.knowledge import fitting_paths
from hotline_desk.domain.tickets import CHANNELS, OUTCOMES, STATES
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.views.archive import BILLED, UNBILLED, UNSOLVED, WITHOUT_OUTCOME, ArchiveFilter
from hotline_desk.services.views.ticket_words import TicketWords, ticket_words
from hotline_desk.ui.shell.forms import ChoiceBox, SearchField
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import Offer, SuggestLine
from hotline_desk.ui.tickets.chips import Chips
from hotline_desk.ui.tickets.inputs import Chooser
from hotline_desk.ui.tickets.moments import read_past_day
from hotline_desk.ui.tickets.record import People

DAYS = "days"
PERIODS = (("", N_("any time")), ("today", N_("today")), ("yesterday", N_("yesterday")), ("week", N_("last 7 days")),
           ("month", N_("this month")), ("last_month", N_("last month")), ("year", N_("this year")),
           ("last_year", N_("last year")), (DAYS, N_("from … to …")))
_STATES = (("", N_("every state")), (UNSOLVED, N_("unsolved")), *STATES.items())
_BILLING = (("", N_("any outcome")), (UNBILLED, N_("to be billed")), (BILLED, N_("on a document")),
            (WITHOUT_OUTCOME, N_("without an outcome")), *((o.code, o.text) for o in OUTCOMES.values()))


def period_days(code: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of a period, both inclusive; None where it is open."""
    first = today.replace(day=1)
    if code == "today":
        return today, today
    if code == "yesterday":
        return today - timedelta(days=1), today - timedelta(days=1)
    if code == "week":
        return today - timedelta(days=6), today
    if code == "month":
        return first, today
    if code == "last_month":
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    if code == "year":
        return today.replace(month=1, day=1), today
    if code == "last_year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    return None, None


class DaySpan(QWidget):
    """Two days as people type them (1.10., mo, -2w, gestern …); empty is open."""

    changed = Signal()

    def __init__(self, shell: Shell, read: Callable[[str], date], parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._read = shell, read
        self.first, self.last = QLineEdit(), QLineEdit()
        self._days: list[date | None] = [None, None]
        chips = Chips(shell, [(self.first, N_("From (day)")), (self.last, N_("To (day, inclusive)"))], self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(chips)
        for number, line in enumerate((self.first, self.last)):
            line.setClearButtonEnabled(True)
            line.editingFinished.connect(lambda n=number: self._take(n))
        shell.texts.bind(self.first.setPlaceholderText, N_("from: 1.10. …"))
        shell.texts.bind(self.last.setPlaceholderText, N_("to: 31.10. …"))

    def days(self) -> tuple[date | None, date | None]:
        """First and last day as they were understood last."""
        return self._days[0], self._days[1]

    def set_days(self, first: date | None, last: date | None) -> None:
        """Shows these days without telling anybody."""
        self._days = [first, last]
        for line, day in zip((self.first, self.last), self._days, strict=True):
            line.setText(self._shell.texts.day(day))

    def _take(self, number: int) -> None:
        line, text = (self.first, self.last)[number], (self.first, self.last)[number].text().strip()
        if text == self._shell.texts.day(self._days[number]):
            return
        try:
            day = self._read(text) if text else None
        except UserError as problem:
            self._shell.messages.trouble(problem)
            return
        line.setText(self._shell.texts.day(day))
        if day != self._days[number]:
            self._days[number] = day
            self.changed.emit()


class ArchiveFilters(QWidget):
    """`changed` comes with every other choice; `told` are the names of the filters that are set (message ids)."""

    changed = Signal()

    def __init__(self, shell: Shell, ctx: Callable[[], Context], parent: QWidget) -> None:
        super().__init__(parent)
        self.shell, self.ctx = shell, ctx
        self._words = TicketWords()
        self.state = ChoiceBox(shell, _STATES)
        self.period = ChoiceBox(shell, PERIODS)
        self.team = Chooser(shell, N_("every team"))
        self.agent = Chooser(shell, N_("every agent"))
        self.customer = SearchField(shell, self._customers)
        self.customer.setClearButtonEnabled(True)
        self.category = SuggestLine(shell, self._paths)
        self.channel = ChoiceBox(shell, [("", N_("every channel")), *CHANNELS.items()])
        self.billing = ChoiceBox(shell, _BILLING)
        self.span = DaySpan(shell, self._day, self)
        self._chips: list[tuple[QWidget, str]] = [
            (self.state, N_("State")), (self.period, N_("Period")), (self.team, N_("Team")), (self.agent, N_("Agent")),
            (self.customer, N_("Customer")), (self.category, N_("Category")), (self.channel, N_("Channel")),
            (self.billing, N_("Billing"))]
        self.chips = Chips(shell, self._chips, self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.chips)
        rows.addWidget(self.span)
        self.span.hide()
        shell.texts.bind(self.customer.setPlaceholderText, N_("every customer"))
        shell.texts.bind(self.category.setPlaceholderText, N_("every category"))
        self._connect()

    def _connect(self) -> None:
        for choice in (self.state, self.period, self.channel, self.billing):
            choice.code_changed.connect(lambda _code: self._tell())
        for chooser in (self.team, self.agent):
            chooser.currentIndexChanged.connect(lambda _n: self._tell())
        self.customer.chosen.connect(lambda _uid: self._tell())
        self.category.settled.connect(lambda _path: self._tell())
        self.span.changed.connect(self._tell)

    def _tell(self) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        self.span.setVisible(self.period.code() == DAYS)
        self.chips.mark([box for box, _name in self._set()])

    def _set(self) -> list[tuple[QWidget, str]]:
        return [(box, name) for box, name in self._chips if _is_set(box)]

    def told(self) -> list[str]:
        """The names of the filters that are set, as message ids."""
        return [name for _box, name in self._set()]

    # --- as a value -----------------------------------------------------------------------------------

    def wanted(self, words: str) -> ArchiveFilter:
        """What is looked for."""
        code = self.period.code()
        now = self.ctx()
        first, last = self.span.days() if code == DAYS else period_days(code, local_day(now.clock.now(), now.zone))
        return ArchiveFilter(
            words=words, state=self.state.code() or None, agent_uid=self.agent.uid(), team_uid=self.team.uid(),
            address_uid=self.customer.value(), channel=self.channel.code() or None, first=first, last=last,
            category=self.category.value(), billing=self.billing.code())

    def taken(self) -> dict[str, Any]:
        """What is set, to be kept: periods by their name, so that "this month" stays the present one."""
        first, last = self.span.days()
        values = {
            "state": self.state.code(), "period": self.period.code(), "team": self.team.uid(),
            "agent": self.agent.uid(), "customer": self.customer.value(), "category": self.category.value(),
            "channel": self.channel.code(), "billing": self.billing.code(),
            "first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}
        if values["customer"]:
            values["customer_name"] = self.customer.text()
        return {name: value for name, value in values.items() if value}

    def put(self, values: Mapping[str, Any]) -> None:
        """Sets everything anew and tells it once; what is not among the values is not narrowed down."""
        for name, box in (("state", self.state), ("period", self.period), ("channel", self.channel),
                          ("billing", self.billing)):
            code = str(values.get(name, ""))
            box.set_code(code if box.findData(code) >= 0 else "")
        self.team.set_uid(values.get("team"))
        self.agent.set_uid(values.get("agent"))
        self.customer.set_value(str(values.get("customer_name", "")), values.get("customer"))
        self.category.set_value(str(values.get("category", "")))
        self.span.set_days(*(date.fromisoformat(day) if (day := values.get(name)) else None
                             for name in ("first", "last")))
        self._tell()

    def of_customer(self, uid: str) -> None:
        """Narrows down to one customer."""
        def show(address: Address) -> None:
            self.customer.set_value(_customer(address), uid)
            self._tell()

        self.shell.background.read(self, lambda: get_address(self.ctx(), uid), done=show, newest="customer")

    # --- what can be chosen ---------------------------------------------------------------------------

    def read_people(self) -> None:
        """Agents and teams, those put away too: their tickets are still there."""
        def people() -> People:
            ctx = self.ctx()
            return People(tuple(list_users(ctx, archived=True)), tuple(list_teams(ctx, archived=True)))

        self.shell.background.read(self, people, done=self._offer, newest="people")

    def read_categories(self) -> None:
        """The categories there are."""
        def use(words: TicketWords) -> None:
            self._words = words

        self.shell.background.read(self, lambda: ticket_words(self.ctx()), done=use, newest="words")

    def _offer(self, people: People) -> None:
        self.agent.offer([(user.uid, user.name) for user in people.users])
        self.team.offer([(team.uid, team.name) for team in people.teams])

    def _paths(self, text: str) -> list[Offer]:
        return [(path, path) for path in fitting_paths(self._words.paths, text, self._words.recent)]

    def _customers(self, text: str) -> list[tuple[str, Any]]:
        return [(_customer(address), address.uid) for address in search_addresses(self.ctx(), text, 12)]

    def _day(self, text: str) -> date:
        now = self.ctx()
        return read_past_day(text, local_day(now.clock.now(), now.zone))


def _is_set(box: QWidget) -> bool:
    if isinstance(box, Chooser):
        return box.uid() is not None
    if isinstance(box, QComboBox):
        return bool(box.currentData())
    return bool(box.value()) if isinstance(box, (SearchField, SuggestLine)) else False


def _customer(address: Address | AddressLine) -> str:
    return " · ".join(part for part in (address.name, address.city, address.number) if part)
