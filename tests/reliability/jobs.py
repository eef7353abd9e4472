"""What the processes do that tests kill. Every job acknowledges a line only after its commit."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from sqlalchemy.engine import make_url

from hotline_desk.cli import main, monitor
from hotline_desk.core.clock import SetClock
from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.access import open_context
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.calls.record import record
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store

LOADED = (monitor,)
"""What the command line loads when it is needed; here before the first fork."""

Say = Callable[[str], object]
FEED = "fritzbox://box"
NUMBERS = ("+493012345670", "+498955501230", None)


def answer_calls(say: Say, url: str, folder: str, seed: int) -> None:
    """Calls ring, are answered and closed, without end; says `call uid state` and `ticket uid subject`."""
    store = open_store(make_url(url))
    clock = SetClock(datetime(2026, 11, 2, 9, tzinfo=UTC))
    clock.advance(hours=seed)
    ctx = open_context(store, Local(Path(folder)), clock=clock)
    random = Random(seed)
    say("ready")
    n = 0
    while True:
        n += 1
        number = random.choice(NUMBERS)
        call = f"{seed}-{n}"

        def tell(kind: str, call: str = call, number: str | None = number) -> str:
            clock.advance(seconds=random.randint(1, 30))
            return record(ctx, CallEvent(FEED, call, kind, clock.now(), "in", number)).call_uid or ""

        uid = tell("ringing")
        say(f"call {uid} ringing")
        if random.random() < 0.2:
            tell("ended")
            say(f"call {uid} ended")
            continue
        tell("answered")
        say(f"call {uid} answered")
        ticket = take_call(ctx, uid)
        version = save_ticket(ctx, ticket, None, {"subject": f"Anruf {call}", "request": "Es geht nicht"})
        say(f"ticket {ticket} Anruf {call}")
        tell("ended")
        say(f"call {uid} ended")
        close_ticket(ctx, ticket, version, Closing("charge", "Geht wieder"))
        say(f"closed {ticket}")


def bill_october(say: Say, url: str) -> None:
    """Bills until nothing is left; says `at n` before each document and the numbers after each run."""
    store = open_store(make_url(url))
    ctx = open_context(store, None, clock=SetClock(datetime(2026, 11, 2, 9, tzinfo=UTC)))
    ctx = ctx.watched(lambda done, total, text: say(f"at {done}") and None, lambda: False)
    october = BillingRequest(date(2026, 10, 1), date(2026, 10, 31))
    say("ready")
    while True:
        proposal = propose(ctx, october)
        if not proposal.drafts:
            break
        for number in issue_all(ctx, proposal).numbers:
            say(number)
    store.close()


def listen(say: Say, arguments: list[str]) -> None:
    """`hotline-desk monitor` with these arguments: says a JSON line for every event that is stored."""
    raise SystemExit(main(["monitor", *arguments]))


def work_as_ordinary_user(say: Say, url: str) -> None:
    """Opens, reads and writes as a user who owns nothing; says what went well or the id of the sentence."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    try:
        store = open_store(make_url(url))
        ctx = open_context(store, None)
        open_tickets(ctx)
        say("read")
        create_ticket(ctx, {"subject": "Geht nicht"})
        say("written")
    except UserError as problem:
        say(problem.id)
