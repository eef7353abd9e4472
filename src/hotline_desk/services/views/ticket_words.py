"""Categories, products and tags to be offered while somebody types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline_desk.domain.knowledge import SEPARATOR, Category
from hotline_desk.domain.tickets import tag_words
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.knowledge.categories import live_categories
from hotline_desk.store.calls.called_numbers import CalledNumberRow
from hotline_desk.store.tickets import TicketRow

_LATELY = 3000
"""So many of the newest tickets are looked through: the words of years ago need no column of an index."""
_RECENT = 8


@dataclass(frozen=True)
class TicketWords:
    """In the order of the alphabet. `tree` are the company's categories; without any, `categories` are those in use.

    `recent` are the categories of the newest tickets, the newest first.
    """

    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    tree: tuple[Category, ...] = ()
    recent: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """What can be chosen as a category."""
        return tuple(category.path for category in self.tree) or self.categories

    def hint(self, path: str) -> str:
        """What helps with this category: its own hint, else the nearest above it."""
        hints = {category.path: category.hint for category in self.tree}
        return next((hint for above in _upwards(path) if (hint := hints.get(above, ""))), "")


def _upwards(path: str) -> Iterable[str]:
    while path:
        yield path
        path = path.rpartition(SEPARATOR)[0]


@reading("ticket.read")
def ticket_words(ctx: Context, session: Session) -> TicketWords:
    """What stands on the newest tickets and at the numbers that are called, and the tree of categories."""
    used, tagged = _newest(session, TicketRow.category), _newest(session, TicketRow.tags)
    return TicketWords(
        _sorted({*used, *_of_numbers(session, CalledNumberRow.category)}),
        _sorted({*_newest(session, TicketRow.product), *_of_numbers(session, CalledNumberRow.product)}),
        tuple(live_categories(session)), tuple(filter(None, used))[:_RECENT],
        _sorted({tag for text in tagged for tag in tag_words(text)}))


def _newest(session: Session, column: InstrumentedAttribute[str]) -> list[str]:
    """The different words on the newest tickets, the newest first."""
    rows = session.scalars(select(column).order_by(TicketRow.id.desc()).limit(_LATELY))
    return list(dict.fromkeys(rows))


def _of_numbers(session: Session, column: InstrumentedAttribute[str]) -> Iterable[str]:
    return session.scalars(select(column).where(CalledNumberRow.archived_at.is_(None)).distinct())


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(filter(None, words), key=str.casefold))
