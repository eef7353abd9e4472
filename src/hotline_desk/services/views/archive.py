"""The archive: every ticket, found by anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.search import match_condition, query_words
from hotline_desk.store.tickets import TicketRow, unsolved


@dataclass(frozen=True)
class ArchiveFilter:
    """What of the archive is wanted. `state` may also be "unsolved"; days inclusive, of the company's zone."""

    words: str = ""
    state: str | None = None
    agent_uid: str | None = None
    team_uid: str | None = None
    address_uid: str | None = None
    channel: str | None = None
    priority: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class ArchiveRow:
    """A ticket in the archive."""

    uid: str
    number: str | None
    state: str
    priority: str
    subject: str
    customer: str
    contact: str
    agent: str
    channel: str
    created_at: datetime
    changed_at: datetime
    outcome: str | None


@reading("ticket.read")
def archive_ids(ctx: Context, session: Session, wanted: ArchiveFilter, limit: int | None = None,
                offset: int = 0) -> list[int]:
    """Keys of the tickets that match, newest first, from `offset` on; `archive_rows` reads a page of them."""
    words = query_words(wanted.words)
    query = _filtered(ctx, session, select(TicketRow.id), replace(wanted, words="")).order_by(TicketRow.id.desc())
    if not words:
        return list(session.scalars(query.limit(limit).offset(offset or None)))
    limit = None if limit is None else offset + limit
    # One query a way, each in the order of its own index: joined by OR the database would read all matches first.
    found: set[int] = set(_by_text(ctx, session, query, words, limit))
    for way in _by_customer(ctx, session, words):
        found.update(session.scalars(query.where(way) if limit is None else query.where(way).limit(limit)))
    return sorted(found, reverse=True)[offset:limit]


def _by_text(ctx: Context, session: Session, query: Select[Any], words: list[str], limit: int | None) -> list[int]:
    if ctx.store.dialect == "postgresql":
        condition, value = match_condition(ctx.store.dialect, words)
        matching = query.where(text(condition).bindparams(words=value))
    else:
        _, value = match_condition(ctx.store.dialect, words)
        # FTS5 gives its rows by descending rowid without sorting, so the newest come at once.
        index = select(literal_column("rowid").label("found")).select_from(text("search_fts")).where(
            text("search_fts MATCH :words").bindparams(words=value)).order_by(text("rowid DESC")).subquery()
        matching = query.order_by(None).join(index, TicketRow.id == index.c.found).order_by(index.c.found.desc())
    return list(session.scalars(matching if limit is None else matching.limit(limit)))


@reading("ticket.read")
def archive_rows(ctx: Context, session: Session, ids: list[int]) -> list[ArchiveRow]:
    """The rows of these keys, in their order."""
    found = {
        t.id: ArchiveRow(t.uid, t.number, t.state, t.priority, t.subject, name or "", t.contact_name, agent or "",
                         t.channel, t.created_at, t.changed_at, t.outcome)
        for t, name, agent in session.execute(
            select(TicketRow, AddressRow.name, UserRow.name)
            .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
            .outerjoin(UserRow, UserRow.id == TicketRow.agent_id).where(TicketRow.id.in_(ids)))
    }
    return [found[key] for key in ids if key in found]


@reading("ticket.read")
def archive_count(ctx: Context, session: Session, wanted: ArchiveFilter) -> int:
    """How many tickets match."""
    return session.scalar(_filtered(ctx, session, select(func.count(TicketRow.id)), wanted)) or 0


def _filtered(ctx: Context, session: Session, query: Select[Any], wanted: ArchiveFilter) -> Select[Any]:
    query = query.where(TicketRow.state.not_in(("withdrawn", "merged"))) if wanted.state is None else query
    if wanted.state == "unsolved":
        query = query.where(unsolved())
    elif wanted.state:
        query = query.where(TicketRow.state == wanted.state)
    for column, value in ((TicketRow.agent_id, id_of(session, UserRow, wanted.agent_uid)),
                          (TicketRow.team_id, id_of(session, TeamRow, wanted.team_uid)),
                          (TicketRow.address_id, id_of(session, AddressRow, wanted.address_uid)),
                          (TicketRow.channel, wanted.channel), (TicketRow.priority, wanted.priority)):
        if value is not None:
            query = query.where(column == value)
    if wanted.first or wanted.last:
        start, end = day_bounds(wanted.first or date(1970, 1, 1), wanted.last or date(9998, 1, 1), ctx.zone)
        query = query.where(TicketRow.created_at >= start, TicketRow.created_at < end)
    words = query_words(wanted.words)
    return query.where(_found(ctx, session, words)) if words else query


def _found(ctx: Context, session: Session, words: list[str]) -> ColumnElement[bool]:
    """Every word is in the ticket's text, or the customer's name has some and the text the others."""
    condition, value = match_condition(ctx.store.dialect, words)
    return or_(text(condition).bindparams(words=value), *_by_customer(ctx, session, words))


def _by_customer(ctx: Context, session: Session, words: list[str]) -> list[ColumnElement[bool]]:
    """The first or the last words are in a customer's name, the others in the text of a ticket of his."""
    ways: list[ColumnElement[bool]] = []
    splits = [(words[:n], words[n:]) for n in range(1, len(words) + 1)]
    splits += [(words[n:], words[:n]) for n in range(1, len(words))]
    for split, (named, rest) in enumerate(splits):
        ids = list(session.scalars(select(AddressRow.id).where(
            *(AddressRow.folded.contains(w) for w in named)).limit(200)))
        if not ids:
            continue
        of_customer = TicketRow.address_id.in_(ids)
        if rest:
            more, more_value = match_condition(ctx.store.dialect, rest)
            name = f"words{split}"
            ways.append(and_(of_customer, text(more.replace(":words", f":{name}")).bindparams(**{name: more_value})))
        else:
            ways.append(of_customer)
    return ways
