"""What of the archive is wanted, as queries: filters, words of the text, names and numbers of customers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, literal_column, or_, select, text
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.clock import day_bounds
from hotline_desk.domain.knowledge import SEPARATOR
from hotline_desk.domain.tickets import CLOSED, OUTCOMES
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow, PhoneRow
from hotline_desk.store.search import match_condition, query_words
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow, unsolved

_SHORTEST_NUMBER, _NINES = 6, "9" * 14
UNSOLVED, WITHOUT_OUTCOME, UNBILLED, BILLED = "unsolved", "none", "unbilled", "billed"
LEFT_OUT = ("withdrawn", "merged")
"""In these states a ticket is shown only to those who ask for the state."""
_CUSTOMERS, _FEW_CUSTOMERS, _FEW_ADDRESSES = 200, 5_000, 20_000
_MANY_NAMED = 500
_TICKET_NUMBER = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{5,}")


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


def filtered(ctx: Context, session: Session, query: Select[Any], wanted: ArchiveFilter) -> Select[Any]:
    """Only what is wanted, in whatever order `query` has."""
    query = query.where(TicketRow.state.not_in(LEFT_OUT)) if wanted.state is None else query
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
    return or_(text(condition).bindparams(words=value), *by_customer(ctx, session, words))


def by_customer(ctx: Context, session: Session, words: list[str]) -> list[ColumnElement[bool]]:
    """The first or the last words are a customer's name or number, the others in the text of a ticket of his."""
    ways: list[ColumnElement[bool]] = []
    if _TICKET_NUMBER.fullmatch("-".join(words)):
        return ways
    found = _customers_by(ctx, session, words)
    splits = [(range(n), words[n:]) for n in range(1, len(words) + 1)]
    splits += [(range(n, len(words)), words[:n]) for n in range(1, len(words))]
    for split, (named, rest) in enumerate(splits):
        ids = found(named)
        if not ids:
            continue
        of_customer = TicketRow.address_id.in_(ids)
        if rest:
            more, more_value = match_condition(session.get_bind().dialect.name, rest)
            name = f"words{split}"
            ways.append(and_(of_customer, text(more.replace(":words", f":{name}")).bindparams(**{name: more_value})))
        else:
            ways.append(of_customer)
    return ways


def _customers_by(ctx: Context, session: Session, words: list[str]) -> Callable[[range], list[int]]:
    """Gives the keys of customers that have those of the words (by their places) in name or number.

    All customers that have any of them are read once. Are these too many, each question is asked by itself.
    """
    customers = _customers(session)
    named = [_of_customer(ctx, word) for word in words]
    rows = session.execute(customers.add_columns(*named).where(or_(*named)).limit(_MANY_NAMED)).all()

    def asked(places: range) -> list[int]:
        return list(session.scalars(customers.where(*(named[place] for place in places)).limit(_CUSTOMERS)))

    def read(places: range) -> list[int]:
        return [row[0] for row in rows if all(row[1 + place] for place in places)][:_CUSTOMERS]

    return asked if len(rows) == _MANY_NAMED else read


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


def _customers(session: Session) -> Select[Any]:
    """The keys of addresses among which a customer is looked for: those with tickets, or all where these are many.

    A name is looked for anywhere in the words, which reads every address; a file of all the numbers of a town has
    a hundred times as many as there are customers.
    """
    if (session.scalar(select(func.max(AddressRow.id))) or 0) <= _FEW_ADDRESSES:
        return select(AddressRow.id)
    # From one customer to the next by the index of tickets.
    had = select(func.min(TicketRow.address_id).label("id"), literal(1).label("place")).cte("had", recursive=True)
    following = aliased(TicketRow)
    then = select(func.min(following.address_id)).where(following.address_id > had.c.id).scalar_subquery()
    had = had.union_all(select(then, had.c.place + 1).where(had.c.id.is_not(None), had.c.place <= _FEW_CUSTOMERS))
    if session.scalar(select(had.c.id).where(had.c.place > _FEW_CUSTOMERS, had.c.id.is_not(None))) is not None:
        return select(AddressRow.id)
    return select(AddressRow.id).join(had, had.c.id == AddressRow.id)


def by_text(dialect: str, query: Select[Any], words: list[str], upto: int | None = None,
            since: int | None = None, descending: bool = True) -> Select[Any]:
    """`query` of keys, only those whose text has all words, in the order of the keys; `upto`, `since` bound them."""
    condition, value = match_condition(dialect, words)
    if dialect == "postgresql":
        return query.where(text(condition).bindparams(words=value))
    # FTS5 gives its rows by descending rowid without sorting, so the newest come at once.
    index: Select[Any] = select(literal_column("rowid").label("found")).select_from(text("search_fts")).where(
        text("search_fts MATCH :words").bindparams(words=value))
    if upto is not None:
        index = index.where(literal_column("rowid") <= upto)
    if since is not None:
        index = index.where(literal_column("rowid") >= since)
    ordered = index.order_by(text("rowid DESC" if descending else "rowid")).subquery()
    by = ordered.c.found.desc() if descending else ordered.c.found.asc()
    return query.order_by(None).join(ordered, TicketRow.id == ordered.c.found).order_by(by)
