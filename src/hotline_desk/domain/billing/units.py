"""Units: works that are rounded and priced together, cut at the bounds of the service calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from hotline_desk.domain.billing import rules_text
from hotline_desk.domain.billing.amounts import quantity_cents, surcharged, time_cents, time_quantity_e4
from hotline_desk.domain.billing.chargeable import is_timed, why_free
from hotline_desk.domain.billing.increments import billed_seconds, incremented, within_grace
from hotline_desk.domain.billing.overlap import Span
from hotline_desk.domain.billing.service_calendar import IN_SERVICE, Segment
from hotline_desk.domain.billing.values import RAW, TICKET, WORKLOG, Work
from hotline_desk.domain.tickets import GIVEN_AWAY, unparked_seconds

ONE_E4 = 10_000
_SECOND = timedelta(seconds=1)
Spans = Mapping[str, Sequence[Span]]


class Piece:
    """Seconds of a work within one segment. `free` of them are paid for by the quota."""

    __slots__ = ("free", "seconds", "segment", "start", "work")

    def __init__(self, work: Work, start: datetime, seconds: int, segment: Segment) -> None:
        self.work, self.start, self.seconds, self.segment = work, start, seconds, segment
        self.free = 0


class Charge:
    """What a unit costs in one segment: a line. `value` is quantity x price, `net` what of it is net."""

    __slots__ = ("net", "price_e4", "quantity_e4", "seconds", "segment", "value", "works")

    def __init__(self, segment: Segment, price_e4: int, seconds: int, quantity_e4: int, value: int,
                 works: list[Work]) -> None:
        self.segment, self.price_e4, self.works = segment, price_e4, works
        self.seconds, self.quantity_e4, self.value = seconds, quantity_e4, value
        self.net = 0


class Unit:
    """Works that are rounded and priced together, and what came out for them. `month` is set for older work."""

    def __init__(self, reason: str | None, timed: bool, month: date | None) -> None:
        self.reason, self.timed, self.month = reason, timed, month
        self.works: list[Work] = []
        self.pieces: list[Piece] = []
        self.charges: list[Charge] = []
        self.rule = ""
        self.billed = 0
        self.position: int | None = None

    @property
    def free(self) -> int:
        """Seconds that the quota pays for."""
        return sum(piece.free for piece in self.pieces)

    @property
    def value(self) -> int:
        """What it costs, or would if it were not given away."""
        return sum(charge.value for charge in self.charges)

    @property
    def net(self) -> int:
        """What its lines come to."""
        return sum(charge.net for charge in self.charges)


def units_of(ordered: Sequence[Work], period_from: date) -> list[Unit]:
    """The units in the order of their first work."""
    units: dict[tuple[object, ...], Unit] = {}
    for work in ordered:
        late = work.late or work.day < period_from
        month = work.day.replace(day=1) if late else None
        reason, timed = why_free(work), is_timed(work)
        key = _key(work, reason, timed, month)
        unit = units.get(key)
        if unit is None:
            unit = units[key] = Unit(reason, timed, month)
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


def measure(unit: Unit, spans: Spans) -> None:
    """Fills in the pieces of a unit whose time counts: rounded already, unless the quota comes before that."""
    rules = unit.works[0].rules
    if not unit.timed or (unit.reason is not None and unit.reason not in GIVEN_AWAY):
        return
    unit.pieces = sorted((piece for work in unit.works for piece in _pieces(work, spans[work.uid])),
                         key=lambda piece: (piece.start, piece.work.uid))
    total = sum(piece.seconds for piece in unit.pieces)
    if not total or within_grace(total, rules):
        unit.pieces = []
    elif not _raw_quota(unit):
        unit.pieces[-1].seconds += billed_seconds(total, rules) - total


def _pieces(work: Work, spans: Iterable[Span]) -> list[Piece]:
    """The counted time of a work, cut where the calendar changes; whole seconds that add up to those of the work."""
    calendar = work.rules.calendar
    found: list[Piece] = []
    passed, told = timedelta(), 0
    for start, end in spans:
        for begin, until, segment in calendar.split(start, end) if calendar else ((start, end, IN_SERVICE),):
            passed += until - begin
            seconds, told = passed // _SECOND - told, passed // _SECOND
            if found and found[-1].segment == segment:
                found[-1].seconds += seconds
            else:
                found.append(Piece(work, begin, seconds, segment))
    return [piece for piece in found if piece.seconds]


def _raw_quota(unit: Unit) -> bool:
    rules = unit.works[0].rules
    return rules.quota and rules.quota_basis == RAW and unit.reason is None


def charge(unit: Unit, seconds: Mapping[str, int]) -> None:
    """Fills in billed time, lines and rule, after the quota was drawn; `seconds` are those that count, by work."""
    article, rules = unit.works[0].article, unit.works[0].rules
    if unit.reason is not None and unit.reason not in GIVEN_AWAY:
        unit.rule = unit.reason
    elif not unit.timed:
        quantity = sum(ONE_E4 if w.quantity_e4 is None else w.quantity_e4 for w in unit.works)
        if quantity:
            unit.charges = [Charge(IN_SERVICE, article.price_e4, 0, quantity,
                                   quantity_cents(quantity, article.price_e4), works=list(unit.works))]
        unit.rule = unit.reason or (rules_text.QUANTITY if quantity else rules_text.NOTHING)
    else:
        counted = sum(seconds[work.uid] for work in unit.works)
        left = _left_after_quota(unit)
        unit.billed = sum(piece.seconds for piece in unit.pieces)
        unit.charges = [_charge(unit, segment, pieces) for segment, pieces in _by_segment(left).items()]
        unit.rule = _rule(unit, counted, seconds)
        if unit.reason is None and within_grace(counted, rules):
            unit.rule = rules_text.grace(rules)


def _left_after_quota(unit: Unit) -> list[Piece]:
    """Pieces that are not paid for wholly. Where the quota comes first, what it leaves over is rounded now."""
    left = [piece for piece in unit.pieces if piece.seconds > piece.free]
    if left and _raw_quota(unit):
        rest = sum(piece.seconds - piece.free for piece in left)
        rules = unit.works[0].rules
        left[-1].seconds += max(incremented(rest, rules.first, rules.next), rules.minimum) - rest
    return left


def _by_segment(pieces: Iterable[Piece]) -> dict[tuple[str, int], list[Piece]]:
    found: dict[tuple[str, int], list[Piece]] = {}
    for piece in pieces:
        found.setdefault((piece.segment.name, piece.segment.surcharge_bp), []).append(piece)
    return found


def _charge(unit: Unit, segment: tuple[str, int], pieces: Sequence[Piece]) -> Charge:
    article = unit.works[0].article
    seconds = sum(piece.seconds - piece.free for piece in pieces)
    price = surcharged(article.price_e4, segment[1])
    return Charge(Segment(*segment), price, seconds, time_quantity_e4(seconds, article.unit),
                  time_cents(seconds, price, article.unit),
                  works=list({piece.work.uid: piece.work for piece in pieces}.values()))


def _rule(unit: Unit, counted: int, seconds: Mapping[str, int]) -> str:
    rules = unit.works[0].rules
    if unit.reason is not None:
        return unit.reason
    if counted == 0:
        return rules_text.OVERLAP if any(spent(work) for work in unit.works) else rules_text.NOTHING
    chargeable = unit.billed - unit.free if _raw_quota(unit) else unit.billed
    rounded = counted - unit.free if _raw_quota(unit) else counted
    return rules_text.increment(
        rules, at_minimum=chargeable > incremented(rounded, rules.first, rules.next),
        shortened=any(seconds[work.uid] < spent(work) for work in unit.works),
        parked=any(work.pauses for work in unit.works), quota=unit.free,
        segments=[(c.segment.name, c.segment.surcharge_bp) for c in unit.charges if c.segment.surcharge_bp])


def spent(work: Work) -> int:
    """Whole seconds of the work without what was parked."""
    if not work.pauses:
        return max(0, (work.end - work.start) // _SECOND)
    return unparked_seconds(work.start, work.end, work.pauses)
