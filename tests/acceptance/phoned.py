"""Calls at the desk of an office, taken and written down by keys, and what each must have left behind."""

from __future__ import annotations

from typing import Any

from hotline_desk.demo.company import HOTLINE
from hotline_desk.services.views.journal import JournalFilter, JournalRow, journal
from hotline_desk.services.views.ticket import TicketView, ticket_view
from tests.acceptance.driven import Driven

EXTENSION = 11
MOST = 500


def rows(ctx: Any) -> dict[str, JournalRow]:
    """The journal by uid."""
    return {row.uid: row for row in journal(ctx, JournalFilter(), MOST)}


def told(view: TicketView) -> dict[str, Any]:
    """A ticket by the names that tests expect."""
    texts = {"subject": view.fields.subject, "request": view.fields.request, "solution": view.fields.solution}
    return {**texts, "state": view.state, "outcome": view.outcome, "kind": view.fields.kind,
            "channel": view.fields.channel, "priority": view.fields.priority, "category": view.fields.category,
            "customer": view.address_name, "contact": view.contact, "agent": view.agent_name, "team": view.team_name,
            "resubmit": view.resubmit_local, "reason": view.resubmit_reason,
            "notes": [(note.act, note.text) for note in view.notes]}


class Line:
    """One call at the office, and what the store knows of it."""

    def __init__(self, office: Any, desk: Driven, caller: str, pops: bool = True) -> None:
        self.ctx, self._desk, self.caller = office.ctx, desk, caller
        before = rows(self.ctx)
        self.call = office.box.ring(caller, HOTLINE)
        desk.stored(lambda: any(uid not in before and (row.ticket_uid or not pops)
                                for uid, row in rows(self.ctx).items()))
        self.uid = next(uid for uid in rows(self.ctx) if uid not in before)
        self.own_ticket = self.row.ticket_uid
        self.expected: dict[str, Any] = {}
        self.talked = False
        if pops:
            desk.until(lambda seen: seen["popups"])

    @property
    def row(self) -> JournalRow:
        return rows(self.ctx)[self.uid]

    @property
    def ticket(self) -> TicketView:
        uid = self.row.ticket_uid
        assert uid is not None
        return ticket_view(self.ctx, uid)

    def take(self) -> None:
        """F2, and the receiver is lifted."""
        self._desk.keys("F2")
        self._desk.front("ticket", uid=self.row.ticket_uid or "?")
        self.answer()
        self._desk.cursor("Betreff")

    def answer(self) -> None:
        """The receiver is lifted."""
        self.call.answer(EXTENSION)
        self.talked = True
        self._desk.stored(lambda: self.row.state == "answered")

    def hang_up(self) -> None:
        """The receiver is put down."""
        self.call.hang_up()
        self._desk.stored(lambda: self.row.state == "ended")

    def write(self, subject: str, request: str = "") -> None:
        """Subject and request; the cursor must stand in the subject."""
        self._desk.type(subject)
        self.expected |= {"subject": subject}
        if request:
            self._desk.keys("Tab")
            self._desk.type(request)
            self.expected |= {"request": request}

    def close(self, solution: str, *keys: str, outcome: str) -> None:
        """F9, the solution, the digit, Ctrl+Enter."""
        self._desk.keys("F9")
        self._desk.panel("Vorgang abschließen")
        if solution:
            self._desk.cursor("Lösung")
            self._desk.type(solution)
        self._desk.keys(*keys, "ctrl+Return")
        self._desk.stored(lambda: self.ticket.state == "closed")
        self.expect(state="closed", solution=solution, outcome=outcome)

    def expect(self, **values: Any) -> None:
        """From now on the ticket has these values, and those expected before; looked at now, and again in the end."""
        self.expected |= values
        self.check()

    def check(self) -> None:
        """The ticket has every value that is expected of it, and the call exactly the times it had."""
        if self.row.ticket_uid is None:
            assert not self.expected, f"{self.caller}: no ticket"
            return
        found = told(self.ticket)
        differs = {name: (found[name], value) for name, value in self.expected.items() if found[name] != value}
        assert not differs, f"{self.caller}: found, expected: {differs}"
        times = [(w.raw_start, w.raw_end, w.agent_name) for w in self.ticket.worklogs
                 if w.kind == "call" and w.raw_start == self.row.answered_at]
        if self.talked and self.row.state == "ended":
            whole = [(self.row.answered_at, self.row.ended_at, self.row.agent)]
            assert times == whole, f"{self.caller}: {times}, {whole}"


class Day:
    """What happens today, in its order."""

    def __init__(self, office: Any, desk: Driven) -> None:
        self.office, self.desk = office, desk
        self.lines: list[Line] = []
        self.before = set(rows(office.ctx))

    def ring(self, caller: str, **how: Any) -> Line:
        """The telephone rings."""
        self.lines.append(Line(self.office, self.desk, caller, **how))
        return self.lines[-1]

    def taken(self, caller: str) -> Line:
        """It rings and is taken by F2."""
        line = self.ring(caller)
        line.take()
        return line
