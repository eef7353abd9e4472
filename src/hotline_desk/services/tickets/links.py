"""Tickets that belong together: a part of a larger one, a duplicate, or just related."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.tickets import DUPLICATE, LINKS, PART_OF, RELATED, UNSOLVED
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.services.tickets.steps import main_ticket, saved, ticket_row, touch
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketLinkRow, TicketRow

HAS_PART, HAS_DUPLICATE = "has_part", "has_duplicate"
_FROM_THERE = {PART_OF: HAS_PART, DUPLICATE: HAS_DUPLICATE, RELATED: RELATED}
_MOST_DEEP = 100


@dataclass(frozen=True)
class Linked:
    """Another ticket as seen from one: `kind` is a code of `LINKS`, `HAS_PART` or `HAS_DUPLICATE`."""

    uid: str
    kind: str
    ticket_uid: str
    number: str | None
    subject: str
    state: str
    made_at: datetime


@act("ticket.link", permission="ticket.edit")
def link_tickets(ctx: Context, tx: Tx, from_uid: str, to_uid: str, kind: str) -> str:
    """The first ticket is a part of the second, a duplicate of it or related to it; returns the link's uid.

    A link that is there already is kept. Raises UserError for a part of two tickets and for circles.
    """
    if kind not in LINKS:
        raise KeyError(kind)
    source = main_ticket(tx.session, ticket_row(tx.session, from_uid))
    target = main_ticket(tx.session, ticket_row(tx.session, to_uid))
    if source is target:
        raise UserError("link.self")
    known = tx.session.scalar(_between(source.id, target.id, kind))
    if known is not None:
        return known.uid
    if kind == PART_OF:
        _refuse_wrong_part(tx.session, source, target)
    row = TicketLinkRow(from_id=source.id, to_id=target.id, kind=kind, made_at=tx.now, made_by_id=ctx.user.id)
    tx.session.add(row)
    _saved(ctx, tx, source, target)
    return row.uid


def _between(first: int, second: int, kind: str) -> Select[TicketLinkRow]:
    same = and_(TicketLinkRow.from_id == first, TicketLinkRow.to_id == second)
    if kind == RELATED:
        same = or_(same, and_(TicketLinkRow.from_id == second, TicketLinkRow.to_id == first))
    return select(TicketLinkRow).where(same, TicketLinkRow.kind == kind, TicketLinkRow.removed_at.is_(None)).limit(1)


def _refuse_wrong_part(session: Session, part: TicketRow, whole: TicketRow) -> None:
    present = whole_of(session, part.id)
    if present is not None:
        raise UserError("link.part", number=present.number or present.subject)
    if is_within(session, whole.id, part.id):
        raise UserError("link.circle", number=whole.number or whole.subject)


def whole_of(session: Session, ticket_id: int) -> TicketRow | None:
    """A shared step: the ticket that this one is a part of."""
    return session.scalar(
        select(TicketRow).join(TicketLinkRow, TicketLinkRow.to_id == TicketRow.id).where(
            TicketLinkRow.from_id == ticket_id, TicketLinkRow.kind == PART_OF, TicketLinkRow.removed_at.is_(None))
        .limit(1))


def is_within(session: Session, ticket_id: int, whole_id: int) -> bool:
    """A shared step: whether a ticket is a part of another, however deep, or is it itself."""
    current: int | None = ticket_id
    for _ in range(_MOST_DEEP):
        if current is None or current == whole_id:
            return current is not None
        above = whole_of(session, current)
        current = above.id if above is not None else None
    return True


def open_parts(session: Session, ticket_id: int) -> list[TicketRow]:
    """A shared step: the unsolved parts of a ticket, and parts of these, by their numbers."""
    found: dict[int, TicketRow] = {}
    seen, level = {ticket_id}, [ticket_id]
    while level:
        rows = session.scalars(
            select(TicketRow).join(TicketLinkRow, TicketLinkRow.from_id == TicketRow.id)
            .where(TicketLinkRow.to_id.in_(level), TicketLinkRow.kind == PART_OF,
                   TicketLinkRow.removed_at.is_(None))).all()
        level = [row.id for row in rows if row.id not in seen]
        seen.update(level)
        found |= {row.id: row for row in rows if row.state in UNSOLVED}
    return sorted(found.values(), key=lambda row: (row.number or "", row.id))


def move_links(tx: Tx, source: TicketRow, target: TicketRow) -> None:
    """A shared step: what one ticket is linked with, another is from now on; what would not make sense goes."""
    rows = tx.session.scalars(
        select(TicketLinkRow).where(or_(TicketLinkRow.from_id == source.id, TicketLinkRow.to_id == source.id),
                                    TicketLinkRow.removed_at.is_(None)).order_by(TicketLinkRow.id)).all()
    for link in rows:
        ends = [target.id if end == source.id else end for end in (link.from_id, link.to_id)]
        if _fits(tx.session, link, ends[0], ends[1]):
            link.from_id, link.to_id = ends
        else:
            link.removed_at = tx.now
        tx.session.flush()


def _fits(session: Session, link: TicketLinkRow, first: int, second: int) -> bool:
    if first == second or session.scalar(_between(first, second, link.kind)) is not None:
        return False
    if link.kind != PART_OF:
        return True
    present = whole_of(session, first) if first != link.from_id else None
    return present is None and not is_within(session, second, first)


@act("ticket.unlink", permission="ticket.edit")
def remove_link(ctx: Context, tx: Tx, uid: str, removed: bool = True) -> None:
    """Takes a link away, or brings it back. Raises UserError if it does not fit any more."""
    link = row_of(tx.session, TicketLinkRow, uid)
    if removed == (link.removed_at is not None):
        return
    source, target = tx.session.get_one(TicketRow, link.from_id), tx.session.get_one(TicketRow, link.to_id)
    if not removed and link.kind == PART_OF:
        _refuse_wrong_part(tx.session, source, target)
    link.removed_at = tx.now if removed else None
    _saved(ctx, tx, source, target)


def _saved(ctx: Context, tx: Tx, *tickets: TicketRow) -> None:
    for ticket in tickets:
        touch(ctx, tx, ticket)
        saved(tx, ticket)


@reading("ticket.read")
def links_of(ctx: Context, session: Session, ticket_uid: str) -> list[Linked]:
    """The tickets that a ticket is linked with: what it is part of, its parts, duplicates, related ones."""
    return links_at(session, ticket_row(session, ticket_uid))


def links_at(session: Session, ticket: TicketRow) -> list[Linked]:
    """A shared step: the same for a ticket that was read already."""
    links = session.scalars(
        select(TicketLinkRow).where(or_(TicketLinkRow.from_id == ticket.id, TicketLinkRow.to_id == ticket.id),
                                    TicketLinkRow.removed_at.is_(None))).all()
    others = {row.id: row for row in session.scalars(select(TicketRow).where(
        TicketRow.id.in_([link.to_id if link.from_id == ticket.id else link.from_id for link in links])))}
    found = []
    for link in links:
        own = link.from_id == ticket.id
        other = others[link.to_id if own else link.from_id]
        found.append(Linked(link.uid, link.kind if own else _FROM_THERE[link.kind], other.uid, other.number,
                            other.subject, other.state, link.made_at))
    order = (PART_OF, HAS_PART, DUPLICATE, HAS_DUPLICATE, RELATED)
    return sorted(found, key=lambda each: (order.index(each.kind), each.number or "", each.uid))
