"""The store and the services against bare sqlite3."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hotline_desk.core.clock import SetClock
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.overlap import counted_spans
from hotline_desk.domain.calls import ANSWERED, ENDED, IN, RINGING, CallEvent
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest, address_keys, unbilled
from hotline_desk.services.calls.record import close_open_calls, record
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids, archive_rows
from hotline_desk.services.views.beside import beside
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.services.views.popup import call_popup
from hotline_desk.services.views.similar import similar_tickets
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.schema import new_uid
from tests.bench.measure import Figure, paired


def figures(ctx: Context, size: str) -> Iterator[Figure]:
    """Every figure of the services on this store, one after the other."""
    bare = sqlite3.connect(ctx.store.place, isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("DROP TABLE IF EXISTS main.bench_floor")
    bare.execute("CREATE TABLE main.bench_floor (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT)")
    try:
        yield from _calls(ctx, bare, size)
        yield from _tickets(ctx, bare, size)
        yield from _searches(ctx, bare, size)
        yield from _billing(ctx, size)
    finally:
        bare.execute("DROP TABLE main.bench_floor")
        bare.close()


def _durable(bare: sqlite3.Connection, rows: int) -> None:
    bare.execute("BEGIN IMMEDIATE")
    for _ in range(rows):
        bare.execute("INSERT INTO bench_floor (a, b, c) VALUES (?, ?, ?)", ("x" * 40, "y" * 60, "z" * 200))
    bare.execute("COMMIT")


def _calls(ctx: Context, bare: sqlite3.Connection, size: str) -> Iterator[Figure]:
    names = itertools.count()
    clock = SetClock(datetime(2026, 11, 21, 9, tzinfo=UTC))
    here = replace(ctx, clock=clock)
    feed = f"bench-{new_uid()}"

    def event(kind: str, name: int, **more: Any) -> CallEvent:
        clock.advance(seconds=3)
        return CallEvent(feed, f"one-{name}", kind, clock.now(), IN, "+4940669690042",
                         "040669690042", "known", **more)

    def ring() -> None:
        record(here, event(RINGING, next(names)))

    ours, floor = paired(ring, lambda: _durable(bare, 6), 40)
    yield Figure("a call rings: journal, match, ticket, stored", size, ours, floor, "floor: one commit of six rows")

    def whole() -> None:
        name = f"whole-{next(names)}"
        for kind in (RINGING, ANSWERED, ENDED):
            clock.advance(seconds=9)
            record(here, CallEvent(feed, name, kind, clock.now(), IN, "+4940669690042", "", "known"))

    def three() -> None:
        for _ in range(3):
            _durable(bare, 6)

    ours, floor = paired(whole, three, 30)
    rate = 3000 / ours
    yield Figure("ring, answer and end of a call", size, ours, floor, f"{rate:.0f} events/s")
    last = record(here, event(RINGING, next(names))).call_uid or ""
    ours, _ = paired(lambda: call_popup(here, last), None, 60)
    yield Figure("popup's content read", size, ours)
    close_open_calls(here, feed)


def _tickets(ctx: Context, bare: sqlite3.Connection, size: str) -> Iterator[Figure]:
    ours, floor = paired(lambda: create_ticket(ctx, {"subject": "Drucker druckt nicht"}),
                         lambda: _durable(bare, 4), 40)
    yield Figure("ticket made by hand, stored", size, ours, floor, "floor: one commit of four rows")
    uid = create_ticket(ctx, {"subject": "Drucker"})
    ours, _ = paired(lambda: ticket_view(ctx, uid), None, 60)
    yield Figure("ticket frame's content read", size, ours)
    known = create_ticket(ctx, {"subject": "Drucker", "address_uid": search_addresses(ctx)[0].uid})
    ours, _ = paired(lambda: beside(ctx, known), None, 60)
    yield Figure("what is known of the caller, at the side", size, ours)
    subject = "Netzlaufwerk: Drucker druckt nicht"
    found, value = "SELECT rowid FROM search_fts WHERE search_fts MATCH ? ORDER BY rowid DESC LIMIT 256", '"drucker"*'
    ours, floor = paired(lambda: similar_tickets(ctx, uid, subject),
                         lambda: bare.execute(found, (value,)).fetchall(), 40)
    yield Figure("similar tickets while the subject is typed", size, ours, floor, "floor: the newest of one word")
    listing = ("SELECT t.*, a.name FROM ticket t LEFT JOIN address a ON a.id = t.address_id"
               " WHERE t.state IN ('new', 'open', 'resubmitted')")
    count = len(open_tickets(ctx))
    ours, floor = paired(lambda: open_tickets(ctx), lambda: bare.execute(listing).fetchall(), 15)
    yield Figure("list of open tasks", size, ours, floor, f"{count} rows")


def _searches(ctx: Context, bare: sqlite3.Connection, size: str) -> Iterator[Figure]:
    for name, words in (("rare: a number", "2000-0000077"), ("two common words", "drucker etage"),
                        ("three words", "netzausfall kalender telefon"), ("one letter", "d")):
        match = " ".join(f'"{word}"*' for word in words.replace("-", " ").split())

        def ours(words: str = words) -> None:
            ids = archive_ids(ctx, ArchiveFilter(words), 100)
            archive_rows(ctx, ids)

        def floor(match: str = match) -> None:
            ids = [r[0] for r in bare.execute(
                "SELECT rowid FROM search_fts WHERE search_fts MATCH ? ORDER BY rowid DESC LIMIT 100", (match,))]
            marks = ",".join("?" * len(ids))
            bare.execute(f"SELECT t.*, a.name FROM ticket t LEFT JOIN address a ON a.id = t.address_id"
                         f" WHERE t.id IN ({marks})", ids).fetchall()

        mine, bare_ms = paired(ours, floor, 15)
        yield Figure(f"search, {name}", size, mine, bare_ms, "newest 100 with rows")


def _billing(ctx: Context, size: str) -> Iterator[Figure]:
    wanted = BillingRequest(date(2026, 10, 1), date(2026, 10, 31), ("10002", "10003", "10004", "10005"))
    with ctx.store.read() as session:
        keys = list(address_keys(session, wanted.customers or ()))
        customers = unbilled(ctx, session, wanted, Conditions(ctx, session, keys), keys).values()
    works = [w for c in customers for w in c.works]

    def arithmetic() -> None:
        counted = counted_spans(works)
        for c in customers:
            draft(address_uid=c.address.uid, address_number="", address_name="", period_from=wanted.first,
                  period_to=wanted.last, works=c.works, counted=counted)

    ours, floor = paired(lambda: propose(ctx, wanted), arithmetic, 5)
    yield Figure("billing preview of four customers", size, ours, floor,
                 f"{len(works)} measures; floor: the arithmetic alone")
