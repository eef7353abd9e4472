"""The archive: every ticket, found by anything."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import Any

from sqlalchemy import Select, String, case, func, select, text
from sqlalchemy.orm import Session

from hotline_desk.core.phone import display
from hotline_desk.domain.tickets import OUTCOMES, PRIORITIES, STATES
from hotline_desk.services.act import reading
from hotline_desk.services.calls.privacy import shown, visible
from hotline_desk.services.context import Context
from hotline_desk.services.views.archive_query import (
    BILLED,
    LEFT_OUT,
    UNBILLED,
    UNSOLVED,
    WITHOUT_OUTCOME,
    ArchiveFilter,
    by_customer,
    by_text,
    filtered,
)
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.search import match_condition, query_words
from hotline_desk.store.tickets import TicketRow

__all__ = ["BILLED", "SORTS", "UNBILLED", "UNSOLVED", "WITHOUT_OUTCOME", "ArchiveFilter", "ArchiveRow", "Order",
           "Places", "archive_count", "archive_ids", "archive_places", "archive_rows", "archive_uids"]
_STRETCH = 1024
"""So many keys are counted together."""
_ONE_MATCHES = "SELECT 1 FROM search_fts WHERE search_fts MATCH :words AND rowid = ticket.id"


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


@dataclass(frozen=True)
class Places:
    """How many tickets match (`total`), and how they are spread over the keys: where a page stands in their order.

    `stretches` are those of `_STRETCH` keys that have any, `before` how many match below each, with the total last.
    """

    stretches: tuple[int, ...] = ()
    before: tuple[int, ...] = (0,)

    @property
    def total(self) -> int:
        """How many match."""
        return self.before[-1]

    def near(self, offset: int, descending: bool) -> tuple[int | None, int | None, int]:
        """The highest or the lowest key from where on to read for the page at `offset`, and how many to pass over."""
        if not 0 < offset < self.total:
            return None, None, offset
        if descending:
            at = bisect_right(self.before, self.total - 1 - offset) - 1
            return (self.stretches[at] + 1) * _STRETCH - 1, None, offset - (self.total - self.before[at + 1])
        at = bisect_right(self.before, offset) - 1
        return None, self.stretches[at] * _STRETCH, offset - self.before[at]


@reading("ticket.read")
def archive_places(ctx: Context, session: Session, wanted: ArchiveFilter) -> Places:
    """How many tickets match and where they stand; with it `archive_ids` finds a page anywhere as fast as the first."""
    words = query_words(wanted.words)
    if words and ctx.store.dialect == "sqlite" and wanted == ArchiveFilter(wanted.words) and (
            not by_customer(ctx, session, words)):
        return _places(_by_words_alone(session, words))
    stretch = TicketRow.id // _STRETCH
    matching = filtered(ctx, session, select(TicketRow.id), wanted)
    counted = matching.with_only_columns(stretch, func.count()).group_by(stretch)
    return _places({place: many for place, many in session.execute(counted)})


def _by_words_alone(session: Session, words: list[str]) -> dict[int, int]:
    """Counted in the index of words itself, less the few that the archive leaves out: no ticket is read for it."""
    _condition, value = match_condition("sqlite", words)
    found = session.execute(text(
        f"SELECT rowid / {_STRETCH}, count(*) FROM search_fts WHERE search_fts MATCH :words GROUP BY 1"),
        {"words": value})
    counts = {place: many for place, many in found}
    left_out = select(TicketRow.id // _STRETCH, func.count()).where(
        TicketRow.state.in_(LEFT_OUT), text(f"EXISTS ({_ONE_MATCHES})").bindparams(words=value)).group_by(text("1"))
    for place, many in session.execute(left_out):
        counts[place] -= many
    return counts


def _places(counts: Mapping[int, int]) -> Places:
    stretches = tuple(sorted(place for place, many in counts.items() if many))
    return Places(stretches, tuple(accumulate((counts[place] for place in stretches), initial=0)))


@reading("ticket.read")
def archive_ids(ctx: Context, session: Session, wanted: ArchiveFilter, limit: int | None = None,
                offset: int = 0, order: Order = Order(), places: Places | None = None) -> list[int]:
    """Keys of the tickets that match, newest first unless sorted otherwise; `archive_rows` reads a page of them.

    With `places` of the same filter no more is read than the page, wherever it is.
    """
    if SORTS.get(order.key) is not None:
        return list(session.scalars(
            _sorted(filtered(ctx, session, select(TicketRow.id), wanted), order).limit(limit).offset(offset or None)))
    upto, since, offset = places.near(offset, order.descending) if places is not None else (None, None, offset)
    by = TicketRow.id.desc() if order.descending else TicketRow.id.asc()
    query = filtered(ctx, session, select(TicketRow.id), replace(wanted, words="")).order_by(by)
    within = query if upto is None else query.where(TicketRow.id <= upto)
    within = within if since is None else within.where(TicketRow.id >= since)
    words = query_words(wanted.words)
    if not words:
        return list(session.scalars(within.limit(limit).offset(offset or None)))
    limit = None if limit is None else offset + limit
    # One query a way, each in the order of its own index: joined by OR the database would read all matches first.
    text_way = by_text(ctx.store.dialect, within, words, upto, since, order.descending)
    found: set[int] = set(session.scalars(text_way.limit(limit)))
    for way in by_customer(ctx, session, words):
        found.update(session.scalars(within.where(way).limit(limit)))
    return sorted(found, reverse=order.descending)[offset:limit]


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


@reading("ticket.read")
def archive_rows(ctx: Context, session: Session, ids: list[int]) -> list[ArchiveRow]:
    """The rows of these keys, in their order; telephone numbers as far as this user may see them."""
    how = visible(ctx)
    t = TicketRow
    found = {
        row.id: ArchiveRow(row.uid, row.number, row.state, row.priority, row.subject, row.customer or "",
                           row.contact_name, row.agent or "", row.channel, row.created_at, row.changed_at, row.outcome,
                           row.team or "", row.kind, row.category, row.product, row.tags, row.reference,
                           _phone(how, row.caller_number), row.closed_at, row.resubmit_at)
        for row in session.execute(
            select(t.id, t.uid, t.number, t.state, t.priority, t.subject, AddressRow.name.label("customer"),
                   t.contact_name, UserRow.name.label("agent"), t.channel, t.created_at, t.changed_at, t.outcome,
                   TeamRow.name.label("team"), t.kind, t.category, t.product, t.tags, t.reference, t.caller_number,
                   t.closed_at, t.resubmit_at)
            .outerjoin(AddressRow, AddressRow.id == t.address_id)
            .outerjoin(UserRow, UserRow.id == t.agent_id)
            .outerjoin(TeamRow, TeamRow.id == t.team_id).where(t.id.in_(ids)))
    }
    return [found[key] for key in ids if key in found]


def _phone(how: str, number: str | None) -> str:
    told, text = shown(how, number, "")
    return display(told) if told else text


@reading("ticket.read")
def archive_count(ctx: Context, session: Session, wanted: ArchiveFilter) -> int:
    """How many tickets match."""
    return session.scalar(filtered(ctx, session, select(func.count(TicketRow.id)), wanted)) or 0


@reading("ticket.read")
def archive_uids(ctx: Context, session: Session, ids: list[int]) -> list[str]:
    """The uids of these keys, in their order."""
    found: dict[int, str] = {}
    for part in range(0, len(ids), 500):
        found.update(session.execute(
            select(TicketRow.id, TicketRow.uid).where(TicketRow.id.in_(ids[part:part + 500]))).all())
    return [found[key] for key in ids if key in found]
