"""Checks of files at tickets and of links between tickets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.domain.tickets import MERGED, PART_OF
from hotline_desk.services.care.findings import FILES, LINKS, UNUSED, Finding
from hotline_desk.services.context import Context
from hotline_desk.store.tickets import AttachmentRow, ContentRow, TicketLinkRow, TicketRow

_SHOWN = 12


def files(ctx: Context, session: Session) -> Iterator[Finding]:
    """The bytes of every file are those it was kept with."""
    rows = session.execute(select(ContentRow.hash, ContentRow.size, ContentRow.body).execution_options(yield_per=1))
    for digest, size, body in rows:
        if hashlib.sha256(body).hexdigest() != digest or len(body) != size:
            yield Finding(FILES, _named(session, digest))
    wrong = select(AttachmentRow.name).join(ContentRow, ContentRow.hash == AttachmentRow.hash).where(
        AttachmentRow.size != ContentRow.size)
    for name in session.scalars(wrong.order_by(AttachmentRow.id)):
        yield Finding(FILES, name)


def _named(session: Session, digest: str) -> str:
    found = session.execute(
        select(AttachmentRow.name, TicketRow.number).join(TicketRow, TicketRow.id == AttachmentRow.ticket_id)
        .where(AttachmentRow.hash == digest).order_by(AttachmentRow.id).limit(1)).first()
    return f"{found[0]} ({found[1] or ''})" if found else digest[:_SHOWN]


def unused(ctx: Context, session: Session) -> Iterator[Finding]:
    """No bytes are kept that no ticket ever had, but the logo; those of a file taken away belong to it still."""
    used = or_(exists().where(AttachmentRow.hash == ContentRow.hash), ContentRow.hash == ctx.settings["letter.logo"])
    for digest, size in session.execute(select(ContentRow.hash, ContentRow.size).where(~used)
                                        .order_by(ContentRow.hash)):
        yield Finding(UNUSED, f"{digest[:_SHOWN]}… ({size} B)")


def links(ctx: Context, session: Session) -> Iterator[Finding]:
    """No ticket is part of two or of itself at any depth, and none is linked that has become part of another."""
    source, target = aliased(TicketRow), aliased(TicketRow)
    dead = session.execute(
        select(source.number, target.number).join(TicketLinkRow, TicketLinkRow.from_id == source.id)
        .join(target, target.id == TicketLinkRow.to_id)
        .where(TicketLinkRow.removed_at.is_(None),
               or_(source.id == target.id, source.state == MERGED, target.state == MERGED)))
    for first, second in dead:
        yield Finding(LINKS, f"{first} / {second}")
    parts = select(TicketLinkRow.from_id, func.min(TicketLinkRow.to_id), func.count()).where(
        TicketLinkRow.kind == PART_OF, TicketLinkRow.removed_at.is_(None)).group_by(TicketLinkRow.from_id)
    above = {}
    for part, whole, count in session.execute(parts):
        above[part] = whole
        if count > 1:
            yield Finding(LINKS, _number(session, part))
    for part in _in_circles(above):
        yield Finding(LINKS, _number(session, part))


def _in_circles(above: dict[int, int]) -> list[int]:
    done: set[int] = set()
    circles = []
    for start in above:
        way: list[int] = []
        at: int | None = start
        while at is not None and at not in done and at not in way:
            way.append(at)
            at = above.get(at)
        if at in way:
            circles += way[way.index(at):] if at is not None else []
        done.update(way)
    return sorted(circles)


def _number(session: Session, key: int) -> str:
    ticket = session.get_one(TicketRow, key)
    return ticket.number or ticket.uid
