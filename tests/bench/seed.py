"""Stores with many tickets and as many addresses for the bench: seeded bulk SQL, kept per schema revision."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from hotline_desk.core.clock import SystemClock
from hotline_desk.core.folding import fold
from hotline_desk.demo.company import COMPANY
from hotline_desk.demo.names import CASES, COMPANIES, LAST_NAMES
from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.domain.articles import Article
from hotline_desk.domain.contracts import Contract, Terms
from hotline_desk.services.access import found_company, open_context, store_setting
from hotline_desk.services.addresses import save_address
from hotline_desk.services.articles import save_article
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import save_contract, save_terms
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store, open_store
from hotline_desk.store.schema import REVISION
from hotline_desk.store.search import body_of

CUSTOMERS = 1_000
"""So many addresses have tickets and contracts; the others only call."""
_KIND = "with addresses"
_FEED = "bench"
_DAY = 86_400
_MICRO = 1_000_000
_WORDS = tuple(f"{a}{b}" for a, b in itertools.product(
    ("netz", "druck", "konto", "kabel", "server", "mail", "fax", "termin", "lizenz", "backup"),
    ("fehler", "ausfall", "wechsel", "anfrage", "störung", "prüfung", "umzug", "update", "sperre", "test")))


def place_of(folder: Path, many: int) -> Path:
    """The folder of the store with so many tickets and addresses."""
    return folder / f"{REVISION}-{many}"


def number_of(index: int) -> str:
    """The telephone number of the address with this index, from 0 on."""
    return f"+4940{66969:05}{index:04}" if index < CUSTOMERS else f"+4989{index:08}"


def seeded(folder: Path, tickets: int) -> Context:
    """A context on a store with that many tickets; made at the first call, opened at later ones."""
    place = place_of(folder, tickets)
    done = place / "seeded"
    if not done.exists() or done.read_text() != f"{tickets} {_KIND}":
        for left in place.glob("*"):
            left.unlink()
        _make(place, tickets)
        done.write_text(f"{tickets} {_KIND}")
    store, local = open_store(database_url(place, None)), Local(place)
    return _without_sample_calls(open_context(store, local))


def _without_sample_calls(ctx: Context) -> Context:
    """The sample company's telephone would ring in the middle of what is measured."""
    if ctx.settings["company.sample"]:
        with ctx.store.write(ctx.stamp("bench.quiet")) as tx:
            store_setting(tx, "", "company.sample", False)
    return open_context(ctx.store, ctx.local)


def _make(place: Path, tickets: int) -> None:
    store, local = create_store(database_url(place, None)), Local(place)
    found_company(store, COMPANY, "anna", "Anna Weber", SystemClock())
    ctx = replace(open_context(store, local), attended=True)
    _masters(ctx)
    store.close()
    local.close()
    _bulk(Path(store.place), tickets)


def _masters(ctx: Context) -> None:
    save_article(ctx, Article("", "SUP", "Telefonsupport", "hour", 950_000, 1900))
    save_terms(ctx, Terms("", "Standard", "SUP", first=900, next=900))
    for index in range(CUSTOMERS):
        uid = save_address(ctx, Address(
            name=f"{COMPANIES[index % len(COMPANIES)]} {index}", city="Hamburg", street="Hafenstraße 1",
            postcode="20457", phones=(Phone(f"040 66969{index:04}"),), contacts=(
                Contact(LAST_NAMES[index % len(LAST_NAMES)]),)))
        if index % 2:
            save_contract(ctx, Contract("", uid, "Standard", date(2020, 1, 1)))


def _bulk(path: Path, tickets: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search_text%'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for table, rows in (("address", _addresses), ("phone", _phones), ("ticket", _tickets), ("worklog", _worklogs),
                        ("call", _calls), ("search_text", _texts)):
        _insert(connection, table, rows(tickets))
    connection.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
    for _, statement in triggers:
        connection.execute(statement)
    for year in range(2000, 2100):
        connection.execute("INSERT INTO number_series VALUES ('ticket', ?, ?)", (year, tickets))
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Columns that a row does not name get an empty text or 0 where the table wants a value."""
    present = connection.execute(f"PRAGMA table_info({table})").fetchall()
    first = next(rows, None)
    if first is None:
        return
    filled = {name: 0 if "INT" in kind.upper() else "" for _, name, kind, needed, default, key in present
              if needed and not key and name not in first}
    names = [*first, *filled]
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    rest = tuple(filled.values())
    connection.executemany(statement, (tuple(row.values()) + rest for row in itertools.chain((first,), rows)))
    connection.commit()


def _addresses(many: int) -> Iterator[dict[str, Any]]:
    for index in range(CUSTOMERS, many):
        name = f"{COMPANIES[index % len(COMPANIES)]} {index}"
        yield {"id": index + 1, "uid": f"00000000-0000-4000-b000-{index:012}", "version": 1, "number": f"B{index}",
               "name": name, "folded": fold(name), "business": 1, "city": "München", "country": "DE",
               "language": "de"}


def _phones(many: int) -> Iterator[dict[str, Any]]:
    for index in range(CUSTOMERS, many):
        number = number_of(index)
        yield {"address_id": index + 1, "kind": "work", "raw": number, "e164": number, "reversed": number[:0:-1]}


def _created(index: int, tickets: int) -> int:
    """Microseconds: spread over the two years before the end of October 2026."""
    end = int(datetime(2026, 10, 31, 17, tzinfo=UTC).timestamp())
    return (end - (tickets - index) * 2 * 365 * _DAY // tickets) * _MICRO


def _closed(index: int, tickets: int) -> bool:
    """Two hundred are open at every size: what is unsolved does not grow with the archive."""
    return index % (tickets // 200) != 0


def _tickets(tickets: int) -> Iterator[dict[str, Any]]:
    pick = Random(1)
    for index in range(1, tickets + 1):
        at, closed = _created(index, tickets), _closed(index, tickets)
        case = CASES[pick.randrange(len(CASES))]
        yield {
            "id": index, "uid": f"00000000-0000-4000-8000-{index:012}", "version": 1, "number": f"2000-{index:07}",
            "kind": "action", "channel": "phone", "state": "closed" if closed else "open",
            "priority": ("low", "normal", "normal", "high")[index % 4], "subject": _subject(index, case.subject),
            "request": case.request, "solution": case.solution if closed else "",
            "outcome": "charge" if closed else None, "address_id": index % CUSTOMERS + 1, "agent_id": 1,
            "caller_number": f"+4940 66969{index % CUSTOMERS:04}".replace(" ", ""), "created_at": at,
            "changed_at": at, "touched_at": at, "closed_at": at + 900 * _MICRO if closed else None,
        }


def _subject(index: int, text: str) -> str:
    return f"{text} {_WORDS[index % len(_WORDS)]} {_WORDS[index * 7 % len(_WORDS)]}"


def _worklogs(tickets: int) -> Iterator[dict[str, Any]]:
    for index in range(1, tickets + 1):
        at = _created(index, tickets)
        yield {"id": index, "uid": f"00000000-0000-4000-9000-{index:012}", "version": 1, "ticket_id": index,
               "kind": "call", "agent_id": 1, "raw_start": at, "raw_end": at + (60 + index % 600) * _MICRO,
               "billable": 1}


def _calls(tickets: int) -> Iterator[dict[str, Any]]:
    for index in range(1, tickets + 1):
        at, seconds = _created(index, tickets), 60 + index % 600
        yield {"id": index, "uid": f"00000000-0000-4000-a000-{index:012}", "version": 1, "feed": _FEED,
               "call_id": str(index), "direction": "in", "state": "ended", "outcome": "answered",
               "caller_number": f"+494066969{index % CUSTOMERS:04}", "number_state": "known", "rang_at": at,
               "answered_at": at, "ended_at": at + seconds * _MICRO, "duration_seconds": seconds, "desk": "bench",
               "address_id": index % CUSTOMERS + 1, "ticket_id": index, "worklog_id": index, "agent_id": 1}


def _texts(tickets: int) -> Iterator[dict[str, Any]]:
    pick = Random(1)
    for index in range(1, tickets + 1):
        case = CASES[pick.randrange(len(CASES))]
        solution = case.solution if _closed(index, tickets) else ""
        yield {"ticket_id": index, "body": body_of(
            [f"2000-{index:07}", _subject(index, case.subject), case.request, solution],
            [f"+494066969{index % CUSTOMERS:04}"])}
