"""Lines as an invoice shows them: each for itself, or many of a kind as one row for reading.

What a row sums are the amounts of its lines, never quantity times price.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hotline_desk.domain.billing.amounts import line_cents
from hotline_desk.domain.billing.values import BY_HAND, Line

MANY = 12


@dataclass(frozen=True)
class Row:
    """A row of the invoice: a line with summed quantity and amount, and the positions it stands for.

    `exact` tells whether quantity times price gives the amount to the cent.
    """

    line: Line
    positions: tuple[int, ...]
    exact: bool = True


def rows(lines: Sequence[Line], many: int = MANY) -> list[Row]:
    """Up to `many` lines one by one; more are put together by article, unit, price, rate and month of service.

    What is billed late comes first, month by month. Lines that somebody wrote stand as he wrote them.
    """
    if any(line.kind == BY_HAND for line in lines):
        return [Row(line, (line.position,)) for line in lines]
    if len(lines) <= many:
        return sorted((Row(line, (line.position,)) for line in lines), key=_order)
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(_kind(line), []).append(line)
    return sorted(map(_together, groups.values()), key=_order)


def _order(row: Row) -> tuple[date, int]:
    """Months billed late first, as they happened first."""
    return row.line.service_month or date.max, row.positions[0]


def _kind(line: Line) -> tuple[object, ...]:
    negative = line.quantity_e4 < 0
    return (line.service_month, line.kind, line.article, line.unit, line.price_e4, line.tax_rate_bp, line.gross_price,
            negative, line.segment, line.surcharge_bp, line.discount_bp, line.corrects)


def _together(group: Sequence[Line]) -> Row:
    line = replace(
        group[0],
        text=common_text(line.text for line in group),
        quantity_e4=sum(line.quantity_e4 for line in group),
        net_cents=sum(line.net_cents for line in group),
        raw_seconds=sum(line.raw_seconds for line in group),
        billed_seconds=sum(line.billed_seconds for line in group),
        discount_cents=sum(line.discount_cents for line in group),
        service_from=min(line.service_from for line in group),
        service_to=max(line.service_to for line in group),
        worklogs=tuple(uid for line in group for uid in line.worklogs),
    )
    exact = line.gross_price or line_cents(line) - line.discount_cents == line.net_cents
    return Row(line, tuple(line.position for line in group), exact)


def common_text(texts: Iterable[str]) -> str:
    """What several texts begin with, up to a word's end; the first one if they share nothing."""
    shared: list[str] | None = None
    first = ""
    for text in texts:
        words = text.split()
        if shared is None:
            first, shared = text, words
        shared = shared[: _same(shared, words)]
    return " ".join(shared or ()).rstrip(" ·,:;–-") or first


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
