"""Lists for the command line: whole pages at a time, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import uid_of
from hotline_desk.services.views.listings import callbacks, calls, documents, tickets
from hotline_desk.services.views.listings.documents import proposed
from hotline_desk.services.views.listings.filters import address_key, agent_key, team_key
from hotline_desk.services.views.listings.values import ListedDocument, ListFilter
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.calls.callbacks import CallbackRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.schema import Business
from hotline_desk.store.tickets import TicketRow, WorklogRow

__all__ = ["LISTINGS", "ListFilter", "Named", "document_of_number", "entries", "entry_of_uid", "named_records",
           "proposed"]

_PAGE = 1000


@dataclass(frozen=True)
class Listing:
    """How one subject is listed: its table, what a filter asks of it, and the entries of a page of keys."""

    permission: str
    row: type[Business]
    conditions: Callable[[Context, Session, ListFilter], list[ColumnElement[bool]]]
    page: Callable[[Context, Session, list[int]], list[Any]]


LISTINGS = {
    "addresses": Listing("address.read", AddressRow, calls.address_conditions, calls.addresses),
    "calls": Listing("call.read", CallRow, calls.call_conditions, calls.calls),
    "callbacks": Listing("ticket.read", CallbackRow, callbacks.callback_conditions, callbacks.callbacks),
    "tickets": Listing("ticket.read", TicketRow, tickets.ticket_conditions, tickets.tickets),
    "worklogs": Listing("ticket.read", WorklogRow, tickets.worklog_conditions, tickets.worklogs),
    "documents": Listing("billing.read", DocumentRow, documents.document_conditions, documents.documents),
    "open-items": Listing("billing.read", DocumentRow, documents.open_item_conditions, documents.documents),
}


def entries(ctx: Context, subject: str, wanted: ListFilter | None = None, limit: int | None = None,
            page: int = _PAGE) -> Iterator[Any]:
    """Everything of a subject that fits, in the order it was made; with a limit the newest so many.

    Reads page by page, so what changes meanwhile may or may not be seen, but nothing twice.
    Raises UserError for a filter that names what does not exist.
    """
    listing, wanted = LISTINGS[subject], wanted or ListFilter()
    key = listing.row.id
    ctx.require(listing.permission)
    after: int | None = None
    while True:
        with ctx.store.read() as session:
            conditions = listing.conditions(ctx, session, wanted)
            if after is None:
                after = _before_newest(session, listing, conditions, limit)
            query = select(key).where(*conditions, key > after).order_by(key).limit(page)
            keys = list(session.scalars(query))
            found = listing.page(ctx, session, keys) if keys else []
        yield from found
        if len(keys) < page:
            return
        after = keys[-1]


def _before_newest(session: Session, listing: Listing, conditions: list[ColumnElement[bool]],
                   limit: int | None) -> int:
    """The key after which the newest `limit` entries begin; 0 for all."""
    if limit is None:
        return 0
    newest = select(listing.row.id).where(*conditions).order_by(listing.row.id.desc()).offset(limit).limit(1)
    return session.scalar(newest) or 0


def entry_of_uid(ctx: Context, subject: str, uid: str) -> Any:
    """One record as it is listed, None if there is none of this uid."""
    listing = LISTINGS[subject]
    ctx.require(listing.permission)
    with ctx.store.read() as session:
        key = session.scalar(select(listing.row.id).where(listing.row.uid == uid))
        return listing.page(ctx, session, [key])[0] if key is not None else None


@reading("billing.read")
def document_of_number(ctx: Context, session: Session, number: str) -> ListedDocument | None:
    """One document as it is listed."""
    key = session.scalar(select(DocumentRow.id).where(DocumentRow.number == number))
    return documents.documents(ctx, session, [key])[0] if key is not None else None


@dataclass(frozen=True)
class Named:
    """The uids of what was named, None for what was not."""

    address_uid: str | None
    agent_uid: str | None
    team_uid: str | None


@reading("ticket.read")
def named_records(ctx: Context, session: Session, customer: str | None = None, agent: str | None = None,
                  team: str | None = None) -> Named:
    """The records of an address's number, a login and a team's name. Raises UserError for one that is not there."""
    address_id = address_key(session, customer) if customer else None
    agent_id = agent_key(session, agent) if agent else None
    team_id = team_key(session, team) if team else None
    return Named(uid_of(session, AddressRow, address_id), uid_of(session, UserRow, agent_id),
                 uid_of(session, TeamRow, team_id))
