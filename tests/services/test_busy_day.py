"""A day at random: calls on several lines are answered, handed on, parked, swapped, taken and lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import CallEvent
from hotline_desk.domain.tickets import unparked
from hotline_desk.services.access import open_context
from hotline_desk.services.calls.handling import end_call, take_call
from hotline_desk.services.calls.parking import swap_calls
from hotline_desk.services.calls.record import close_open_calls, record
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import user

LINES = ("asterisk", "fritzbox", "modem", "hipath", "tapi")
EXTENSIONS = ("11", "12", "13", "99", "")
AGENTS = {"carla": "11", "dora": "12"}


class Day:
    """Events of a few calls at a time, told by one or two lines each, and what people do at two desks."""

    def __init__(self, ctx, seed):
        self.random, self.ctx = Random(seed), replace(ctx, attended=False)
        for login, extension in AGENTS.items():
            user(ctx, login, extension=extension)
        self.desks = [open_context(ctx.store, None, login, clock=ctx.clock) for login in AGENTS]
        self.calls: list[tuple[str, str, str]] = []
        self.count = 0

    def step(self):
        self.ctx.clock.advance(seconds=self.random.choice((0, 1, 7, 40, 200)))
        what = self.random.choices(("ring", "tell", "desk", "gap"), (2, 8, 3, 1))[0]
        if what == "ring" and len(self.calls) < 6:
            self.count += 1
            for line in self.random.sample(LINES, self.random.choice((1, 1, 2))):
                self.calls.append((line, f"{line}-{self.count}", f"+4930555{self.count:04}"))
                self.tell(self.calls[-1], "ringing")
        elif what == "tell" and self.calls:
            call = self.random.choice(self.calls)
            kind = self.random.choices(("ringing", "ring_stopped", "answered", "left", "ended"), (1, 1, 5, 1, 2))[0]
            self.tell(call, kind)
            if kind == "ended":
                self.calls.remove(call)
        elif what == "desk":
            self.at_desk(self.random.choice(self.desks))
        elif what == "gap" and self.random.random() < 0.3:
            close_open_calls(self.ctx, self.random.choice(LINES))

    def tell(self, call, kind):
        line, name, number = call
        if kind == "answered" and line in ("modem", "hipath"):
            return
        over = kind == "ended" and line == "modem"
        record(self.ctx, CallEvent(
            line, name, "updated" if kind == "left" else kind, self.ctx.clock.now(), "in", number, source=line,
            number_state="known", extension=self.random.choice(EXTENSIONS) if kind != "ended" else "",
            reason="left" if kind == "left" else "ring_over" if over else ""))

    def at_desk(self, desk):
        rows = journal(desk, JournalFilter(), limit=6)
        act = self.random.choice(("take", "swap", "end"))
        try:
            if act == "swap":
                swap_calls(desk)
            elif rows and act == "take":
                take_call(desk, self.random.choice(rows).uid)
            elif rows:
                end_call(desk, self.random.choice(rows).uid)
        except UserError as refused:
            assert refused.id == "call.none_parked"


def talked(ctx):
    """By agent, when he talked on each of his calls: only what counts, of calls whose end is known."""
    found: dict[str, list[list[tuple]]] = {}
    for row in journal(ctx, JournalFilter()):
        for worklog in ticket_view(ctx, row.ticket_uid).worklogs if row.ticket_uid else ():
            if worklog.end is not None and worklog.agent_uid is not None:
                parts = unparked(worklog.start, worklog.end, worklog.pauses)
                found.setdefault(worklog.agent_uid, []).append(parts)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_nothing_contradicts_itself_and_nobody_talks_on_two_calls_at_once(ctx, seed):
    day = Day(ctx, seed)
    for n in range(60):
        day.step()
        if n % 12 == 11:
            assert verify_store(ctx) == []
    for parts in talked(ctx).values():
        for one, other in combinations(parts, 2):
            common = sum((max(timedelta(), min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other),
                         timedelta())
            assert common == timedelta()
