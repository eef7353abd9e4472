"""From a customer's works to what would be issued: lines, items, tax and totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hotline_desk.domain.billing import rules_text
from hotline_desk.domain.billing.amounts import (
    nets_of_gross,
    quantity_cents,
    tax_rows,
    time_cents,
    time_quantity_e4,
)
from hotline_desk.domain.billing.chargeable import is_timed, why_free
from hotline_desk.domain.billing.increments import billed_seconds, incremented, within_grace
from hotline_desk.domain.billing.overlap import counted_seconds
from hotline_desk.domain.billing.values import TICKET, WORKLOG, InvoiceDraft, Item, Line, Work
from hotline_desk.domain.tickets import GIVEN_AWAY, unparked_seconds

_ONE_E4 = 10_000


@dataclass
class _Unit:
    """Works that are rounded and priced together, and what came out for them."""

    reason: str | None
    timed: bool
    month: date | None
    works: list[Work] = field(default_factory=list)
    rule: str = ""
    billed: int = 0
    quantity_e4: int = 0
    value: int = 0
    net: int = 0
    position: int | None = None


def draft(
    *,
    address_uid: str,
    address_number: str,
    address_name: str,
    period_from: date,
    period_to: date,
    works: Iterable[Work],
    counted: Mapping[str, int] | None = None,
    small_business: bool = False,
) -> InvoiceDraft:
    """The proposed invoice for one customer; the order in which the works come does not matter.

    `counted` are the seconds that count by uid of the work (`overlap.counted_seconds` over all customers
    of the run); without it the works given are counted among themselves. What is not charged has an item
    and no line. Lines and items are in the order of time, so older work stands first.
    """
    ordered = sorted(works, key=lambda work: (work.start, work.ticket_number, work.end, work.uid))
    seconds = counted_seconds(ordered) if counted is None else counted
    units = _units(ordered, period_from)
    for unit in units:
        _calculate(unit, seconds)
    lines = _lines(units, small_business)
    items = _items(units, seconds)
    charges = ((line.tax_rate_bp, line.net_cents, value, line.gross_price) for line, value in lines)
    taxes = tax_rows(charges)
    net, tax = sum(row.net_cents for row in taxes), sum(row.tax_cents for row in taxes)
    return InvoiceDraft(
        address_uid, address_number, address_name, period_from, period_to, tuple(line for line, _ in lines),
        tuple(items), taxes, net, tax, net + tax, small_business,
    )


def _units(ordered: Sequence[Work], period_from: date) -> list[_Unit]:
    """The units in the order of their first work."""
    units: dict[tuple[object, ...], _Unit] = {}
    for work in ordered:
        late = work.late or work.day < period_from
        month = work.day.replace(day=1) if late else None
        reason, timed = why_free(work), is_timed(work)
        key = _key(work, reason, timed, month)
        unit = units.get(key)
        if unit is None:
            unit = units[key] = _Unit(reason, timed, month)
        unit.works.append(work)
    return list(units.values())


def _key(work: Work, reason: str | None, timed: bool, month: date | None) -> tuple[object, ...]:
    scope = work.rules.scope
    if scope == WORKLOG or (reason is not None and reason not in GIVEN_AWAY):
        return (work.uid,)
    # What is given away is the decision of one ticket, so its value stands at that ticket even if a period is
    # rounded as a whole.
    ticket = work.ticket_uid if scope == TICKET or reason is not None else ""
    return (ticket, month, reason, timed, work.article, work.rules)


def _calculate(unit: _Unit, seconds: Mapping[str, int]) -> None:
    """Fills in billed time or quantity, value and rule."""
    article, rules = unit.works[0].article, unit.works[0].rules
    if unit.reason is not None and unit.reason not in GIVEN_AWAY:
        unit.rule = unit.reason
        return
    if not unit.timed:
        unit.quantity_e4 = sum(_ONE_E4 if w.quantity_e4 is None else w.quantity_e4 for w in unit.works)
        unit.value = quantity_cents(unit.quantity_e4, article.price_e4)
        unit.rule = unit.reason or (rules_text.QUANTITY if unit.quantity_e4 else rules_text.NOTHING)
        return
    total = sum(seconds[work.uid] for work in unit.works)
    unit.billed = billed_seconds(total, rules)
    unit.quantity_e4 = time_quantity_e4(unit.billed, article.unit)
    unit.value = time_cents(unit.billed, article.price_e4, article.unit)
    if unit.reason is not None:
        unit.rule = unit.reason
    elif within_grace(total, rules):
        unit.rule = rules_text.grace(rules)
    elif total == 0:
        unit.rule = rules_text.OVERLAP if any(_spent(work) for work in unit.works) else rules_text.NOTHING
    else:
        at_minimum = unit.billed > incremented(total, rules.first, rules.next)
        shortened = any(seconds[work.uid] < _spent(work) for work in unit.works)
        unit.rule = rules_text.increment(rules, at_minimum, shortened, parked=any(work.pauses for work in unit.works))


def _spent(work: Work) -> int:
    return unparked_seconds(work.start, work.end, work.pauses)


def _lines(units: Sequence[_Unit], small_business: bool) -> list[tuple[Line, int]]:
    """The lines with their amount by price; sets each charged unit's net and position."""
    charged = [u for u in units if u.reason is None and (u.billed if u.timed else u.quantity_e4)]
    gross_by_rate: dict[int, list[_Unit]] = {}
    for unit in charged:
        article = unit.works[0].article
        unit.net = unit.value
        if article.gross_price and not small_business:
            gross_by_rate.setdefault(article.tax_rate_bp, []).append(unit)
    for rate, group in gross_by_rate.items():
        for unit, net in zip(group, nets_of_gross([u.value for u in group], rate), strict=True):
            unit.net = net
    lines = []
    for position, unit in enumerate(charged, start=1):
        unit.position = position
        lines.append((_line(unit, position, small_business), unit.value))
    return lines


def _line(unit: _Unit, position: int, small_business: bool) -> Line:
    works, article = unit.works, unit.works[0].article
    return Line(
        position=position, article=article.number, text=article.name, unit=article.unit,
        quantity_e4=unit.quantity_e4, price_e4=article.price_e4, net_cents=unit.net,
        tax_rate_bp=0 if small_business else article.tax_rate_bp,
        raw_seconds=sum(work.raw_seconds for work in works), billed_seconds=unit.billed,
        service_from=min(work.day for work in works), service_to=max(work.day for work in works),
        worklogs=tuple(work.uid for work in works), gross_price=article.gross_price and not small_business,
        service_month=unit.month,
    )


def _items(units: Sequence[_Unit], seconds: Mapping[str, int]) -> list[Item]:
    """One item per work in the order of time; a unit's amount stands at its first."""
    items = []
    for unit in units:
        for index, work in enumerate(unit.works):
            items.append(_item(unit, work, first=index == 0, counted=seconds[work.uid]))
    return sorted(items, key=lambda item: (item.start, item.ticket_number, item.end, item.worklog_uid))


def _item(unit: _Unit, work: Work, first: bool, counted: int) -> Item:
    rule = unit.rule
    if unit.position is not None and not first:
        rule = rules_text.OVERLAP if unit.timed and not counted and _spent(work) else rules_text.within(work.rules)
    charged = unit.position is not None and first
    quantity = None if unit.timed else (_ONE_E4 if work.quantity_e4 is None else work.quantity_e4)
    return Item(
        worklog_uid=work.uid, ticket_number=work.ticket_number, subject=work.subject, solution=work.solution,
        kind=work.kind, direction=work.direction, start=work.start, end=work.end, agent=work.agent_name,
        text=work.text, caller_number=work.caller_number, contact=work.contact, raw_seconds=work.raw_seconds,
        billed_seconds=unit.billed if charged else 0, quantity_e4=quantity, unit=work.article.unit,
        amount_cents=unit.net if charged else 0,
        value_cents=unit.net if charged else unit.value if first and unit.reason is not None else 0,
        rule=rule, position=unit.position, late=unit.month is not None,
    )

