"""Categories and products that are in use, to be offered while somebody types."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.store.calls.called_numbers import CalledNumberRow
from hotline_desk.store.tickets import TicketRow

_LATELY = 3000
"""So many of the newest tickets are looked through: the words of years ago need no column of an index."""


@dataclass(frozen=True)
class TicketWords:
    """In the order of the alphabet."""

    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@reading("ticket.read")
def ticket_words(ctx: Context, session: Session) -> TicketWords:
    """What stands on the newest tickets and at the numbers that are called."""
    return TicketWords(_words(session, TicketRow.category, CalledNumberRow.category),
                       _words(session, TicketRow.product, CalledNumberRow.product))


def _words(session: Session, of_tickets: InstrumentedAttribute[str],
           of_numbers: InstrumentedAttribute[str]) -> tuple[str, ...]:
    newest = select(of_tickets.label("word")).order_by(TicketRow.id.desc()).limit(_LATELY).subquery()
    found = {*session.scalars(select(newest.c.word).distinct()),
             *session.scalars(select(of_numbers).where(CalledNumberRow.archived_at.is_(None)).distinct())}
    return tuple(sorted(filter(None, found), key=str.casefold))
