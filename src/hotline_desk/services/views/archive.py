"""The archive: every ticket, found by anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds
from hotline_desk.core.phone import display
from hotline_desk.domain.knowledge import SEPARATOR
from hotline_desk.domain.tickets import CLOSED, OUTCOMES, PRIORITIES, STATES
from hotline_desk.services.act import reading
from hotline_desk.services.calls.privacy import shown, visible
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow, PhoneRow
from hotline_desk.store.search import match_condition, query_words
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow, unsolved

_SHORTEST_NUMBER, _NINES = 6, "9" * 14
UNSOLVED, WITHOUT_OUTCOME, UNBILLED, BILLED = "unsolved", "none", "unbilled", "billed"


@dataclass(frozen=True)
class ArchiveFilter:
    """What of the archive is wanted. `state` may also be `UNSOLVED`; days inclusive, of the company's zone.

    `category` finds what lies below it too. `billing` is an outcome, `WITHOUT_OUTCOME`, `BILLED` (work stands on a
    valid document) or `UNBILLED` (closed and chargeable, with work that stands on none).
    """

    words: str = ""
    state: str | None = None
    agent_uid: str | None = None
    team_uid: str | None = None
    address_uid: str | None = None
    channel: str | None = None
    priority: str | None = None
    first: date | None = None
    last: date | None = None
    category: str = ""
    billing: str = ""


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
    team: str = ""
    kind: str = ""
    category: str = ""
    product: str = ""
    tags: str = ""
    reference: str = ""
    phone: str = ""
    closed_at: datetime | None = None
    resubmit_at: datetime | None = None


@dataclass(frozen=True)
class Order:
    """By what the archive is sorted: a key of `SORTS`, or "" for the order in which tickets came in."""

    key: str = ""
    descending: bool = True


def _ranked(column: Any, codes: Iterable[str]) -> Any:
    return case({code: rank for rank, code in enumerate(codes)}, value=column)


def _folded(column: Any) -> Any:
    return func.lower(column, type_=String)


SORTS: Mapping[str, Any] = {
    "number": None, "created": TicketRow.created_at, "changed": TicketRow.changed_at,
    "state": _ranked(TicketRow.state, STATES), "priority": _ranked(TicketRow.priority, PRIORITIES),
    "subject": _folded(TicketRow.subject), "customer": _folded(
        func.coalesce(AddressRow.name, func.nullif(TicketRow.contact_name, ""))),
    "agent": _folded(UserRow.name), "team": _folded(TeamRow.name), "channel": TicketRow.channel,
    "kind": TicketRow.kind, "outcome": _ranked(TicketRow.outcome, OUTCOMES), "category": _folded(TicketRow.category),
    "product": _folded(TicketRow.product), "tags": _folded(TicketRow.tags),
    "reference": _folded(TicketRow.reference), "phone": TicketRow.caller_number, "closed": TicketRow.closed_at,
    "resubmit": TicketRow.resubmit_at,
}
"""What can be sorted by; a number is as new as its ticket. What is empty stands last in either direction."""
_JOINED = {"customer": (AddressRow, TicketRow.address_id), "agent": (UserRow, TicketRow.agent_id),
           "team": (TeamRow, TicketRow.team_id)}


@reading("ticket.read")
def archive_ids(ctx: Context, session: Session, wanted: ArchiveFilter, limit: int | None = None,
                offset: int = 0, order: Order = Order()) -> list[int]:
    """Keys of the tickets that match, newest first unless sorted otherwise; `archive_rows` reads a page of them."""
    words = query_words(wanted.words)
    if SORTS.get(order.key) is not None or not order.descending:
        return list(session.scalars(
            _sorted(_filtered(ctx, session, select(TicketRow.id), wanted), order).limit(limit).offset(offset or None)))
    query = _filtered(ctx, session, select(TicketRow.id), replace(wanted, words="")).order_by(TicketRow.id.desc())
    if not words:
        return list(session.scalars(query.limit(limit).offset(offset or None)))
    limit = None if limit is None else offset + limit
    # One query a way, each in the order of its own index: joined by OR the database would read all matches first.
    found: set[int] = set(_by_text(ctx, session, query, words, limit))
    for way in _by_customer(ctx, session, words):
        found.update(session.scalars(query.where(way) if limit is None else query.where(way).limit(limit)))
    return sorted(found, reverse=True)[offset:limit]


def _sorted(query: Select[Any], order: Order) -> Select[Any]:
    by, newest = SORTS.get(order.key), TicketRow.id.desc() if order.descending else TicketRow.id.asc()
    if by is None:
        return query.order_by(newest)
    if order.key in _JOINED:
        table, key = _JOINED[order.key]
        query = query.outerjoin(table, table.id == key)
    if order.key == "changed":
        return query.order_by(by.desc() if order.descending else by.asc(), newest)  # in the order of its index
    # An empty text is nothing, and nothing stands last.
    known = func.nullif(by, "") if isinstance(by.type, String) else by
    return query.order_by(known.is_(None), known.desc() if order.descending else known.asc(), newest)


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
    """The rows of these keys, in their order; telephone numbers as far as this user may see them."""
    how = visible(ctx)
    found = {
        t.id: ArchiveRow(t.uid, t.number, t.state, t.priority, t.subject, name or "", t.contact_name, agent or "",
                         t.channel, t.created_at, t.changed_at, t.outcome, team or "", t.kind, t.category, t.product,
                         t.tags, t.reference, _phone(how, t.caller_number), t.closed_at, t.resubmit_at)
        for t, name, agent, team in session.execute(
            select(TicketRow, AddressRow.name, UserRow.name, TeamRow.name)
            .outerjoin(AddressRow, AddressRow.id == TicketRow.address_id)
            .outerjoin(UserRow, UserRow.id == TicketRow.agent_id)
            .outerjoin(TeamRow, TeamRow.id == TicketRow.team_id).where(TicketRow.id.in_(ids)))
    }
    return [found[key] for key in ids if key in found]


def _phone(how: str, number: str | None) -> str:
    told, text = shown(how, number, "")
    return display(told) if told else text


@reading("ticket.read")
def archive_count(ctx: Context, session: Session, wanted: ArchiveFilter) -> int:
    """How many tickets match."""
    return session.scalar(_filtered(ctx, session, select(func.count(TicketRow.id)), wanted)) or 0


def _filtered(ctx: Context, session: Session, query: Select[Any], wanted: ArchiveFilter) -> Select[Any]:
    query = query.where(TicketRow.state.not_in(("withdrawn", "merged"))) if wanted.state is None else query
    if wanted.state == UNSOLVED:
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
    if wanted.category:
        query = query.where(or_(TicketRow.category == wanted.category,
                                TicketRow.category.startswith(wanted.category + SEPARATOR, autoescape=True)))
    if wanted.billing:
        query = query.where(_billed(wanted.billing))
    words = query_words(wanted.words)
    return query.where(_found(ctx, session, words)) if words else query


def _billed(billing: str) -> ColumnElement[bool]:
    work = select(WorklogRow.id).where(WorklogRow.ticket_id == TicketRow.id, WorklogRow.removed_at.is_(None))
    claimed = select(BillingClaimRow.worklog_id).where(BillingClaimRow.worklog_id == WorklogRow.id).exists()
    if billing == BILLED:
        return work.where(claimed).exists()
    if billing == UNBILLED:
        charged = [outcome.code for outcome in OUTCOMES.values() if outcome.charged]
        return and_(TicketRow.outcome.in_(charged), TicketRow.state == CLOSED,
                    work.where(WorklogRow.billable.is_(True), ~claimed).exists())
    return TicketRow.outcome.is_(None) if billing == WITHOUT_OUTCOME else TicketRow.outcome == billing


def _found(ctx: Context, session: Session, words: list[str]) -> ColumnElement[bool]:
    """Every word is in the ticket's text, or the customer's name has some and the text the others."""
    condition, value = match_condition(ctx.store.dialect, words)
    return or_(text(condition).bindparams(words=value), *_by_customer(ctx, session, words))


def _by_customer(ctx: Context, session: Session, words: list[str]) -> list[ColumnElement[bool]]:
    """The first or the last words are a customer's name or number, the others in the text of a ticket of his."""
    ways: list[ColumnElement[bool]] = []
    splits = [(words[:n], words[n:]) for n in range(1, len(words) + 1)]
    splits += [(words[n:], words[:n]) for n in range(1, len(words))]
    for split, (named, rest) in enumerate(splits):
        ids = list(session.scalars(select(AddressRow.id).where(
            *(_of_customer(ctx, w) for w in named)).limit(200)))
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


def _of_customer(ctx: Context, word: str) -> ColumnElement[bool]:
    named = AddressRow.folded.contains(word)
    if not word.isdigit() or len(word) < _SHORTEST_NUMBER:
        return named
    whole = ctx.plan.read(word).e164
    begins = f"+{word}" if not word.startswith("0") else whole or ""
    # By its begin, in the order of the index: a million numbers are not looked through while somebody types.
    numbers = [PhoneRow.e164.between(each, each + _NINES) for each in {begins, whole or begins} if each]
    if not numbers:
        return named
    reached = select(PhoneRow.address_id).where(or_(*numbers), PhoneRow.removed_at.is_(None))
    return or_(named, AddressRow.id.in_(reached))


@reading("ticket.read")
def archive_uids(ctx: Context, session: Session, ids: list[int]) -> list[str]:
    """The uids of these keys, in their order."""
    found: dict[int, str] = {}
    for part in range(0, len(ids), 500):
        found.update(session.execute(
            select(TicketRow.id, TicketRow.uid).where(TicketRow.id.in_(ids[part:part + 500]))).all())
    return [found[key] for key in ids if key in found]
