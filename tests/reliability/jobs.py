"""What the processes do that tests kill. Every job acknowledges a line only after its commit."""

from __future__ import annotations

import ctypes
import io
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from sqlalchemy.engine import make_url

from hotline_desk.adapters.exchange.reading import read_sheet
from hotline_desk.cli import billing, care, entry, lists, main, monitor, papers
from hotline_desk.core.clock import SetClock
from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.access import open_context
from hotline_desk.services.billing.running import bill, continue_run, take_back
from hotline_desk.services.billing.runs import list_runs, unfinished_runs
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.calls.record import record
from hotline_desk.services.importing.taking_over import take_over
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store

LOADED = (billing, care, entry, lists, monitor, papers)
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


def hear_calls(say: Say, url: str, folder: str, source: str, calls: int) -> None:
    """Records what one line tells of calls that another process hears on another line at the same moment."""
    store = open_store(make_url(url))
    clock = SetClock(datetime(2026, 11, 2, 9, tzinfo=UTC))
    ctx = open_context(store, Local(Path(folder)), clock=clock, attended=False)
    say("ready")
    for n in range(calls):
        told = {"direction": "in", "caller_number": f"+4930555{n:04}", "number_state": "known", "source": source}
        for kind in ("ringing", "answered", "ended"):
            record(ctx, CallEvent(source, f"{source}-{n}", kind, clock.now(), **told))
            clock.advance(seconds=20)
    say("done")
    store.close()


def take_addresses_over(say: Say, url: str, content: str) -> None:
    """Takes a table of addresses over; says how many were stored before each part."""
    ctx = open_context(open_store(make_url(url)), None)
    sheet = read_sheet(content.encode(), ctx.plan)
    take_over(ctx.watched(lambda done, _total, _text: say(f"done {done}"), lambda: False), sheet)
    say("end")


def bill_october(say: Say, url: str) -> None:
    """Bills until nothing is left; says each number once its document is stored."""
    store = open_store(make_url(url))
    ctx = open_context(store, None, clock=SetClock(datetime(2026, 11, 2, 9, tzinfo=UTC)))
    say("ready")
    while bill(ctx, BillingRequest(date(2026, 10, 1), date(2026, 10, 31)), say).issued:
        pass
    store.close()


def continue_october(say: Say, url: str) -> None:
    """Continues every run that was not finished; says each number once its document is stored."""
    store = open_store(make_url(url))
    ctx = open_context(store, None, clock=SetClock(datetime(2026, 11, 2, 9, tzinfo=UTC)))
    for run in unfinished_runs(ctx):
        continue_run(ctx, run.uid, say)
    store.close()


def take_runs_back(say: Say, url: str) -> None:
    """Takes back whatever stands of any run; says how many documents it cancels."""
    store = open_store(make_url(url))
    ctx = open_context(store, None, clock=SetClock(datetime(2026, 11, 2, 9, tzinfo=UTC)))
    ctx = ctx.watched(lambda done, total, number: say(f"at {number}") and None, lambda: False)
    for run in list_runs(ctx):
        if run.standing:
            take_back(ctx, run.uid, "Probelauf")
    store.close()


def listen(say: Say, arguments: list[str]) -> None:
    """`hotline-desk monitor` with these arguments: says a JSON line for every event that is stored."""
    raise SystemExit(main(["monitor", *arguments]))


def type_command(say: Say, arguments: list[str]) -> None:
    """A command of `hotline-desk` with these arguments: says its lines."""
    raise SystemExit(main(arguments))


def type_as_ordinary_user(say: Say, arguments: list[str]) -> None:
    """A command, typed by somebody for whom rights of files hold; says what stands on stdout and stderr."""
    sys.stderr = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), line_buffering=True)
    _become_ordinary()
    raise SystemExit(main(arguments))


def work_as_ordinary_user(say: Say, url: str) -> None:
    """Reads and writes as somebody for whom rights of files hold; says what went well or the id of the sentence."""
    _become_ordinary()
    try:
        store = open_store(make_url(url))
        ctx = open_context(store, None)
        open_tickets(ctx)
        say("read")
        create_ticket(ctx, {"subject": "Geht nicht"})
        say("written")
    except UserError as problem:
        say(problem.id)


def _become_ordinary() -> None:
    """Rights of files hold for this process from now on, though root started it; its own files it may still read."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable of the first 32, then of the others
    libc = ctypes.CDLL(None, use_errno=True)
    libc.capget(header, sets)
    for n in (0, 1):
        sets[n] &= ~(1 << 1 | 1 << 2 | 1 << 3)  # to pass by the rights to write, to read, of the owner
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")
