"""Stores imported tickets with their measures: new ones all at once, known ones by what differs.

A ticket is known by its `ref`, a measure by kind and begin, else by its place among those of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import ERRORS
from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import CLOSED, NEW, OPEN, TRANSITIONS
from hotline_desk.services.context import Context
from hotline_desk.services.importing.masters import Tally
from hotline_desk.services.importing.schema import Mistakes
from hotline_desk.services.tickets.steps import saved, ticket_body
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.numbers import take_numbers
from hotline_desk.store.search import SearchTextRow
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow

REASON = N_("Import")
_OUTCOME = "charge"
_BILLED_BY = ("address_id", "client_id", "product", "category", "outcome")
_TEXTS = {"subject": "subject", "request": "request", "solution": "solution", "contact": "contact_name",
          "kind": "kind", "channel": "channel", "priority": "priority",
          "product": "product", "category": "category"}
Entry = dict[str, Any]


@dataclass
class Known:
    """What the entries of a part name, and what of them is stored already."""

    addresses: dict[str, int]
    articles: dict[str, int]
    agents: dict[str, int]
    tickets: dict[str, TicketRow]
    worklogs: dict[int, list[WorklogRow]] = field(default_factory=dict)
    claims: dict[int, str] = field(default_factory=dict)

    def agent(self, login: str | None) -> int | None:
        """The key of a user; -1 for one who will be made."""
        return self.agents.get(login.casefold(), -1) if login else None


def look_up(session: Session, entries: Sequence[Entry], agents: dict[str, int], articles: dict[str, int]) -> Known:
    """Everything that a part of the file can meet, in four queries."""
    named = {entry[key] for entry in entries for key in ("address", "client") if entry.get(key)}
    addresses = dict(session.execute(
        select(AddressRow.number, AddressRow.id).where(AddressRow.number.in_(named))).all())
    known = Known(addresses, articles, agents, {
        row.ref: row for row in session.scalars(
            select(TicketRow).where(TicketRow.ref.in_([entry["ref"] for entry in entries]))) if row.ref is not None})
    keys = [row.id for row in known.tickets.values()]
    for row in session.scalars(select(WorklogRow).where(WorklogRow.ticket_id.in_(keys)).order_by(WorklogRow.id)):
        known.worklogs.setdefault(row.ticket_id, []).append(row)
    known.claims = dict(session.execute(
        select(BillingClaimRow.worklog_id, BillingClaimRow.document_number)
        .join(WorklogRow, WorklogRow.id == BillingClaimRow.worklog_id)
        .where(WorklogRow.ticket_id.in_(keys))).all())
    return known


def article_keys(session: Session) -> dict[str, int]:
    """Number -> key of every article."""
    return dict(session.execute(select(ArticleRow.number, ArticleRow.id)).all())


def check_against_stored(ctx: Context, entries: Sequence[Entry], known: Known, mistakes: Mistakes) -> None:
    """Notes what would change a billed ticket or measure."""
    for entry in entries:
        ticket = known.tickets.get(entry["ref"])
        if ticket is None:
            continue
        rows = known.worklogs.get(ticket.id, ())
        wanted = _ticket_values(ctx, entry, known, ticket)
        claimed = [known.claims[row.id] for row in rows if row.id in known.claims]
        if claimed and any(getattr(ticket, name) != wanted[name] for name in _BILLED_BY if name in wanted):
            mistakes.note(entry["@"], N_("The ticket is on document {number}. Cancel the document first."),
                          number=claimed[0])
        for given, row in _pairs(entry, rows):
            if row is not None and row.id in known.claims and _worklog_changes(ctx, entry, given, row, known):
                mistakes.note(given["@"], ERRORS["worklog.billed"], number=known.claims[row.id])


def keep_tickets(ctx: Context, tx: Tx, entries: Sequence[Entry], known: Known, tally: Tally) -> None:
    """Stores one part of the file; what is billed was checked to stay as it is."""
    _add_tickets(ctx, tx, [e for e in entries if e["ref"] not in known.tickets], known)
    tally.made += sum(e["ref"] not in known.tickets for e in entries)
    for entry in entries:
        ticket = known.tickets.get(entry["ref"])
        if ticket is not None:
            changed = _change(ctx, tx, entry, ticket, known)
            tally.changed += changed
            tally.same += not changed


# --- new ones

def _add_tickets(ctx: Context, tx: Tx, entries: Sequence[Entry], known: Known) -> None:
    tickets = [_new_ticket(ctx, tx, entry, known) for entry in entries]
    _number(ctx, tx, tickets)
    tx.session.add_all(tickets)
    tx.session.flush()
    worklogs = []
    for entry, ticket in zip(entries, tickets, strict=True):
        worklogs += [WorklogRow(ticket_id=ticket.id, **_worklog_values(entry, given, known))
                     for given in entry.get("worklogs", [])]
        texts = [given.get("text", "") for given in entry.get("worklogs", [])]
        tx.session.add(SearchTextRow(ticket_id=ticket.id, body=ticket_body(ticket, None, texts)))
        tx.changed("ticket", ticket.uid)
    tx.session.add_all(worklogs)
    tx.session.flush()


def _new_ticket(ctx: Context, tx: Tx, entry: Entry, known: Known) -> TicketRow:
    begun = [given["start"] for given in entry.get("worklogs", []) if given.get("start")]
    created = min(begun, default=tx.now)
    values = {"kind": "action", "channel": "phone", "priority": "normal", "subject": "", "request": "",
              "solution": "", "contact_name": "", "state": NEW, **_ticket_values(ctx, entry, known, None)}
    return TicketRow(ref=entry["ref"], created_at=created, changed_at=tx.now, touched_at=created,
                     **values, **_closing(entry, values, tx.now))


def _closing(entry: Entry, values: Entry, now: datetime) -> Entry:
    if values["state"] != CLOSED:
        return {}
    ends = [given["end"] for given in entry.get("worklogs", []) if given.get("end")]
    return {"closed_at": max(ends, default=now), "closed_by_id": values.get("agent_id")}


def _number(ctx: Context, tx: Tx, tickets: Sequence[TicketRow]) -> None:
    """Numbers in the order of the file, each year's counter taken once."""
    by_year: dict[int, list[TicketRow]] = {}
    for ticket in tickets:
        by_year.setdefault(local_day(ticket.created_at, ctx.zone).year, []).append(ticket)
    for year, members in sorted(by_year.items()):
        for ticket, n in zip(members, take_numbers(tx.session, "ticket", year, len(members)), strict=True):
            ticket.number = f"{year}-{n:05}"


# --- known ones

def _change(ctx: Context, tx: Tx, entry: Entry, ticket: TicketRow, known: Known) -> bool:
    wanted = _ticket_values(ctx, entry, known, ticket)
    before = ticket.state
    changed = _set(ticket, wanted)
    if ticket.state != before:
        ticket.closed_at, ticket.closed_by_id = None, None
        for name, value in _closing(entry, {"state": ticket.state, "agent_id": ticket.agent_id}, tx.now).items():
            setattr(ticket, name, value)
        if ticket.state == OPEN:
            ticket.resubmit_at, ticket.resubmit_local = None, None
        if ticket.touched_at is None:
            ticket.touched_at = tx.now
    for given, row in _pairs(entry, known.worklogs.get(ticket.id, ())):
        if row is None:
            tx.session.add(WorklogRow(ticket_id=ticket.id, **_worklog_values(entry, given, known)))
            changed = True
        elif row.id not in known.claims:
            changed = _set(row, _worklog_changes(ctx, entry, given, row, known)) or changed
    if changed:
        saved(tx, ticket)
    return changed


def _set(row: TicketRow | WorklogRow, values: Entry) -> bool:
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _ticket_values(ctx: Context, entry: Entry, known: Known, ticket: TicketRow | None) -> Entry:
    """The columns that the entry speaks of."""
    values: Entry = {column: entry[key] for key, column in _TEXTS.items() if key in entry}
    if "address" in entry:
        # An address of the same file is stored by the time the ticket is.
        values["address_id"] = known.addresses.get(entry["address"], -1) if entry["address"] else None
    if "client" in entry:
        values["client_id"] = known.addresses.get(entry["client"], -1) if entry["client"] else None
    if "caller" in entry:
        values["caller_number"] = ctx.plan.read(entry["caller"]).e164 if entry["caller"] else None
    if "agent" in entry:
        values["agent_id"] = known.agent(entry["agent"])
    if "state" in entry:
        values["state"] = entry["state"] if ticket is None else _reachable(ticket.state, entry["state"])
    state = values.get("state", ticket.state if ticket else NEW)
    if state == CLOSED:
        values["outcome"] = entry.get("outcome") or (ticket.outcome if ticket else None) or _OUTCOME
    elif "state" in values:
        values["outcome"] = None
    return values


def _reachable(present: str, wanted: str) -> str:
    """The wanted state; what was begun, merged or withdrawn here is not undone by a file that does not know of it."""
    return wanted if wanted in TRANSITIONS[present] else present


# --- measures

def _worklog_values(entry: Entry, given: Entry, known: Known) -> Entry:
    return {
        "kind": given["kind"], "raw_start": given.get("start"), "raw_end": given.get("end"),
        "agent_id": known.agent(given.get("agent") or entry.get("agent")),
        "article_id": known.articles.get(given["article"]) if given.get("article") else None,
        "quantity_e4": given.get("quantity"), "text": given.get("text", ""), "billable": given.get("billable", True)}


def _worklog_changes(ctx: Context, entry: Entry, given: Entry, row: WorklogRow, known: Known) -> Entry:
    """What differs. Raw times stay; other ones stand beside them as a correction by the import."""
    wanted = _worklog_values(entry, given, known)
    raw = {"start": wanted.pop("raw_start"), "end": wanted.pop("raw_end")}
    said = {"agent": "agent_id", "article": "article_id", "quantity": "quantity_e4", "text": "text",
            "billable": "billable"}
    changes = {column: wanted[column] for key, column in said.items()
               if key in given and getattr(row, column) != wanted[column]}
    ours = row.correction_reason == ctx.texts.tr(REASON)
    corrected = False
    for name, time in raw.items():
        if time is None:
            continue
        first, present = getattr(row, f"raw_{name}"), getattr(row, f"corrected_{name}")
        if first is None:
            changes[f"raw_{name}"] = time
        elif time != first and time != present:
            changes[f"corrected_{name}"] = time
            corrected = True
        elif time == first and present is not None and ours:
            changes[f"corrected_{name}"] = None
    if corrected:
        changes |= {"correction_reason": ctx.texts.tr(REASON), "corrected_by_id": ctx.user.id}
    return changes


def _pairs(entry: Entry, rows: Sequence[WorklogRow]) -> Iterator[tuple[Entry, WorklogRow | None]]:
    """Each measure of the entry with the stored one it stands for; also one that somebody removed here."""
    left = list(rows)
    waiting = []
    for given in entry.get("worklogs", []):
        row = next((r for r in left if r.kind == given["kind"] and r.raw_start == given.get("start")), None)
        if row is None:
            waiting.append(given)
        else:
            left.remove(row)
            yield given, row
    for given in waiting:
        row = next((r for r in left if r.kind == given["kind"]), None)
        if row is not None:
            left.remove(row)
        yield given, row
