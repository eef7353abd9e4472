"""Tickets about the same thing, found while the subject is typed."""

from __future__ import annotations

from math import log2

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.domain.tickets import MERGED, WITHDRAWN
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.views.ticket import RelatedTicket, related_value
from hotline_desk.store.search import newest_with, query_words
from hotline_desk.store.tickets import TicketRow

_SHORTEST, _MOST_WORDS = 3, 8
_NEWEST = 256
"""So many of the newest tickets with a word are looked at; a word that as many have says next to nothing."""
_ENOUGH = 0.4
"""Share of what the words of the subject weigh that a ticket must have."""
_SPARE = 4
_SAY_NOTHING = (
    "aber alle als auch auf aus bei bitte das dass dem den der des die ein eine einem einen einer fuer geht hat haben "
    "ich ihr immer ist kann kein keine keinen mehr mit nach nicht noch nur oder ohne schon sehr seit sich sie sind "
    "und uns unter vom von vor war wegen wenn wie wieder wird zum zur ueber and are but can cannot does for from has "
    "have not out since that the this was when with")
_FILLERS = frozenset(_SAY_NOTHING.split())


@reading("ticket.read")
def similar_tickets(ctx: Context, session: Session, uid: str, subject: str, limit: int = 3) -> list[RelatedTicket]:
    """Other tickets with words of this subject, rare words counting more; the most alike first, then the newest."""
    words = [word for word in dict.fromkeys(query_words(subject)) if len(word) >= _SHORTEST and word not in _FILLERS]
    scores: dict[int, float] = {}
    whole = 0.0
    for word in words[:_MOST_WORDS]:
        found = newest_with(session, ctx.store.dialect, word, _NEWEST)
        weight = 1 + log2(_NEWEST / len(found)) if found else 0.0
        whole += weight
        for key in found:
            scores[key] = scores.get(key, 0.0) + weight
    alike = sorted((key for key, score in scores.items() if score >= whole * _ENOUGH),
                   key=lambda key: (-scores[key], -key))[: limit * _SPARE]
    rows = session.scalars(select(TicketRow).where(
        TicketRow.id.in_(alike), TicketRow.uid != uid, TicketRow.touched_at.is_not(None),
        TicketRow.state.not_in((MERGED, WITHDRAWN))))
    return [related_value(row) for row in sorted(rows, key=lambda row: alike.index(row.id))[:limit]]
