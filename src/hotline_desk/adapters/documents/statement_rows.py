"""The rows of the statement: order, sums, and what stands in each cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hotline_desk.adapters.documents import wording
from hotline_desk.adapters.documents.flow import Cell, cell, figure
from hotline_desk.adapters.documents.sheet import QUIET, SMALL, TINY, Sheet, Style
from hotline_desk.core.clock import local_day
from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.rules_text import rule_sentence
from hotline_desk.domain.billing.values import TIME_UNITS, Document, Item, Line
from hotline_desk.domain.tickets import CALL


@dataclass(frozen=True)
class _Columns:
    """Left edges of texts and right edges of figures on A4 landscape, in mm."""

    left: float = 18.0
    when: float = 28.0
    kind: float = 55.0
    people: float = 84.0
    text: float = 112.0
    text_width: float = 72.0
    raw: float = 201.0
    billed: float = 218.0
    rule: float = 221.0
    rule_width: float = 37.0
    right: float = 279.0
    amount_width: float = 20.0


COLUMNS = _Columns()
_C = COLUMNS
_HEADLINE = Style(8, bold=True)


class Words:
    """Formats for one statement. The same days and amounts come again and again, so they are remembered."""

    def __init__(self, texts: Translator, zone: str, numbers: str) -> None:
        self.texts, self.zone, self.numbers = texts, zone, numbers
        self._days: dict[date, str] = {}
        self._amounts: dict[int, str] = {}
        self._rules: dict[tuple[str, int], str] = {}
        self._numbers: dict[str | None, str] = {}

    def money(self, cents: int) -> str:
        if cents not in self._amounts:
            self._amounts[cents] = self.texts.money(cents)
        return self._amounts[cents]

    def raw(self, seconds: int) -> str:
        return wording.hours(seconds, exact=False)

    def day(self, item: Item) -> str:
        day = local_day(item.start, self.zone)
        if day not in self._days:
            self._days[day] = self.texts.day(day)
        return self._days[day]

    def span(self, item: Item) -> str:
        """"09:03:12–09:11:24", with "+1" where it ends on a later day."""
        begin, end = (self.texts.clock(moment, self.zone, seconds=True) for moment in (item.start, item.end))
        later = (local_day(item.end, self.zone) - local_day(item.start, self.zone)).days
        return f"{begin}–{end}" + (f" +{later}" if later else "")

    def rule(self, item: Item) -> str:
        key = item.rule, item.value_cents
        if key not in self._rules:
            self._rules[key] = rule_sentence(item, self.texts)
        return self._rules[key]

    def number(self, item: Item) -> str:
        """The other side's number as the customer wishes to see it."""
        shown = wording.other_side(item)
        if shown not in self._numbers:
            self._numbers[shown] = wording.shown_number(shown, self.numbers)
        return self._numbers[shown]

    def kind(self, item: Item) -> str:
        return wording.item_kind(item, self.texts)


@dataclass
class Sums:
    """Seconds and cents of some items; `given` is the value of what is not charged.

    A work that a correction gives back and charges anew is recorded time, and a call, once.
    """

    raw: int = 0
    billed: int = 0
    amount: int = 0
    given: int = 0
    calls: int = 0
    others: int = 0

    @classmethod
    def of(cls, items: Iterable[Item]) -> Sums:
        total, seen = cls(), set[str]()
        for item in items:
            if item.worklog_uid not in seen:
                seen.add(item.worklog_uid)
                total.raw += item.raw_seconds
                total.calls += item.kind == CALL
                total.others += item.kind != CALL
            total.billed += item.billed_seconds if item.unit in TIME_UNITS else 0
            total.amount += item.amount_cents
            total.given += item.value_cents if item.position is None else 0
        return total


TICKET, CONTACT, COST_CENTRE = "ticket", "contact", "cost_centre"
GROUPINGS = (TICKET, CONTACT, COST_CENTRE)
"""By what a statement is subtotalled, besides each ticket of several items."""


@dataclass
class Group:
    """Tickets of one contact or cost centre; without name where the statement goes by tickets alone."""

    name: str
    tickets: list[list[Item]]

    def items(self) -> Iterable[Item]:
        return (item for ticket in self.tickets for item in ticket)


@dataclass
class Section:
    """Groups of the period (`month` None), or of an earlier month that is billed late."""

    month: date | None
    groups: list[Group] = field(default_factory=list)


def sections(document: Document, grouping: str = TICKET) -> list[Section]:
    """Late months first, as they happened first; within them groups by name, tickets by their first item."""
    grouped: dict[date | None, dict[str, dict[str, list[Item]]]] = {}
    for item in sorted(document.items, key=lambda item: item.start):
        month = local_day(item.start, document.zone).replace(day=1) if item.late else None
        tickets = grouped.setdefault(month, {}).setdefault(_group(item, grouping), {})
        tickets.setdefault(item.ticket_number, []).append(item)
    ordered = sorted(grouped.items(), key=lambda entry: entry[0] or date.max)
    return [Section(month, [Group(name, list(tickets.values()))
                            for name, tickets in sorted(groups.items(), key=lambda entry: entry[0].casefold())])
            for month, groups in ordered]


def _group(item: Item, grouping: str) -> str:
    if grouping == TICKET:
        return ""
    return (item.contact if grouping == CONTACT else item.cost_centre).strip()


def uncovered(document: Document) -> list[Line]:
    """Lines that no item is charged by."""
    shown = {item.position for item in document.items}
    return [line for line in document.lines if line.position not in shown]


def sums(document: Document) -> Sums:
    """The totals of the statement: all items, and the lines without any."""
    total = Sums.of(document.items)
    for line in uncovered(document):
        total.amount += line.net_cents
        total.billed += line.billed_seconds
    return total


def item_cells(sheet: Sheet, words: Words, item: Item, first: bool, last: bool) -> list[Cell]:
    """The row of an item. `first` and `last` of its ticket bear the subject and the solution."""
    number = words.number(item)
    return [
        cell(_C.left + 1.5, str(item.position or "–"), SMALL),
        Cell(_C.when, [(words.day(item), SMALL), (words.span(item), TINY)], fit=_C.kind - _C.when - 2),
        Cell(_C.kind, [(words.kind(item), SMALL), (number, TINY)], fit=_C.people - _C.kind - 2),
        Cell(_C.people, _people(sheet, item)),
        Cell(_C.text, _text(sheet, words, item, first, last)),
        figure(_C.raw, words.raw(item.raw_seconds) if item.raw_seconds else "–", SMALL, 17),
        figure(_C.billed, _billed(words, item), SMALL, 16),
        Cell(_C.rule, [(line, QUIET) for line in sheet.lines(words.rule(item), _C.rule_width, QUIET)]),
        figure(_C.right - 1.5, words.money(item.amount_cents), SMALL, _C.amount_width),
    ]


def _people(sheet: Sheet, item: Item) -> list[tuple[str, Style]]:
    width = _C.text - _C.people - 2
    contact = sheet.lines(item.contact, width, SMALL) or ["–"]
    lines = [(line, SMALL) for line in contact] + [(line, TINY) for line in sheet.lines(item.agent, width, TINY)]
    if item.cost_centre:
        lines += [(line, TINY) for line in sheet.lines(item.cost_centre, width, TINY)]
    return lines


def _text(sheet: Sheet, words: Words, item: Item, first: bool, last: bool) -> list[tuple[str, Style]]:
    width, lines = _C.text_width, []
    if first:
        head = " · ".join(part for part in (item.ticket_number, item.subject) if part)
        lines += [(line, _HEADLINE) for line in sheet.lines(head, width, _HEADLINE)]
    if item.text and item.text != item.solution:
        lines += [(line, SMALL) for line in sheet.lines(item.text, width, SMALL) if line]
    if item.price_told_at is not None:
        told = words.texts.tr("Price told at {time}",
                              time=words.texts.clock(item.price_told_at, words.zone))
        lines.append((told, TINY))
    if last and item.solution:
        solution = words.texts.tr("Solution: {solution}", solution=item.solution)
        lines += [(line, TINY) for line in sheet.lines(solution, width, TINY) if line]
    return lines


def _billed(words: Words, item: Item) -> str:
    """Charged time, or the quantity of what is not time."""
    if item.quantity_e4 is not None:
        return "{} {}".format(*wording.quantity(item.unit, item.quantity_e4, 0, words.texts))
    return wording.hours(item.billed_seconds)

