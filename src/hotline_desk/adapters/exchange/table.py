"""Tables: Outlook's export, and any other with a head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hotline_desk.adapters.exchange.cards import card_of
from hotline_desk.adapters.exchange.columns import is_outlook, proposed
from hotline_desk.adapters.exchange.rows import SEPARATORS, Row, rows_of, separator_of
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.takeover.values import FIELDS, OUTLOOK, TABLE, Card, Flaw, Sheet, Wish

_SEPARATOR_LINE = "sep="


def read_table(text: str, plan: NumberPlan, wish: Wish) -> Sheet | None:
    """The table; None if the first line is no head of one."""
    first = 1
    if text[:4].casefold() == _SEPARATOR_LINE:
        text, first = text.partition("\n")[2], 2
    separator = wish.separator if wish.separator in SEPARATORS else separator_of(text.lstrip("\r\n").partition("\n")[0])
    if not separator:
        return None
    rows = list(rows_of(text, separator, first))
    if not rows:
        return None
    header = tuple(cell.strip() for cell in rows[0].cells)
    outlook = is_outlook(header)
    fields = chosen(wish, header) or proposed(header, outlook=outlook)
    cards, flaws = cards_of(rows[1:], fields, plan)
    example = rows[1].cells if len(rows) > 1 else ()
    return Sheet(OUTLOOK if outlook else TABLE, cards, flaws, separator=separator, header=header, fields=fields,
                 example=example)


def chosen(wish: Wish, header: tuple[str, ...]) -> tuple[str, ...] | None:
    """What a person said the columns stand for, if it fits this head."""
    if wish.fields is None or len(wish.fields) != len(header) or not FIELDS.keys() >= set(wish.fields):
        return None
    return wish.fields


def cards_of(rows: Iterable[Row], fields: tuple[str, ...], plan: NumberPlan) -> tuple[tuple[Card, ...],
                                                                                       tuple[Flaw, ...]]:
    """The cards of the rows, and what could not be used of them."""
    cards: list[Card] = []
    flaws: list[Flaw] = []
    for row in rows:
        take_in(card_of(row.line, by_field(row, fields), plan), row.flaw, cards, flaws)
    return tuple(cards), tuple(flaws)


def by_field(row: Row, fields: tuple[str, ...]) -> Mapping[str, list[str]]:
    """What stands in a row, by what its columns stand for."""
    found: dict[str, list[str]] = {}
    for field, cell in zip(fields, row.cells, strict=False):
        if field and cell.strip():
            found.setdefault(field, []).append(cell)
    return found


def take_in(made: Card | Flaw | None, flaw: Flaw | None, cards: list[Card], flaws: list[Flaw]) -> None:
    """Adds what became of an entry; its own flaw stays with the card, or alone if there is none."""
    if isinstance(made, Card):
        cards.append(replace(made, flaws=(flaw, *made.flaws)) if flaw else made)
    else:
        flaws += [each for each in (flaw, made) if each is not None]
