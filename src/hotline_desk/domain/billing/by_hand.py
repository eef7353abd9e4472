"""Offers and invoices that people write themselves: what they typed, and what it comes to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.amounts import discounted, net_price, nets_of_gross, quantity_cents, reduction
from hotline_desk.domain.billing.values import BY_HAND, INVOICE, OFFER, UNITS, Discount, Line, Tax

ONE_E4 = 10_000
_FORMAT = "by_hand"


@dataclass(frozen=True)
class HandLine:
    """A line as it is typed; `text_only` ones have neither quantity nor price. A quantity may be negative."""

    article: str = ""
    text: str = ""
    unit: str = "piece"
    quantity_e4: int = ONE_E4
    price_e4: int = 0
    tax_rate_bp: int = 1900
    gross_price: bool = False
    discount_bp: int = 0
    text_only: bool = False


@dataclass(frozen=True)
class HandMade:
    """An offer or invoice while it is written. None leaves to the customer and the company what they say.

    `period_from` and `period_to` are the days of service, None for the day of issue. `offer_uid` is the offer it
    comes from, `recurring_uid` the recurring invoice. `service` is whose work was offered, where that is no longer
    known from the address.
    """

    kind: str
    address_uid: str = ""
    lines: tuple[HandLine, ...] = ()
    title: str = ""
    text_above: str = ""
    text_below: str = ""
    period_from: date | None = None
    period_to: date | None = None
    discount_bp: int = 0
    days_to_pay: int | None = None
    skonto_days: int | None = None
    skonto_bp: int = 0
    valid_until: date | None = None
    contact: str = ""
    order_reference: str = ""
    cost_centre: str = ""
    offer_uid: str = ""
    recurring_uid: str = ""
    service: str = ""


@dataclass(frozen=True)
class Amounts:
    """What the lines come to: `lines` numbered from 1, tax after the discounts of the document."""

    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
    discounts: tuple[Discount, ...]
    net_cents: int
    tax_cents: int
    gross_cents: int


def is_text(line: Line) -> bool:
    """Whether a line of a document is text alone, without quantity and price."""
    return line.kind == BY_HAND and not line.article and line.quantity_e4 == 0 and line.price_e4 == 0


def calculated(lines: Sequence[HandLine], *, first: date, last: date, discount_bp: int = 0,
               small_business: bool = False, reverse_charge: bool = False) -> Amounts:
    """The amounts of typed lines; small business and reverse charge are at a rate of 0.

    A line's own discount is rounded once per line, that of the document once per rate. Prices that contain tax keep
    it within their sum; a small business takes them as they stand, and who owes the tax himself is charged none.
    """
    untaxed = small_business or reverse_charge
    lines = [_net(line) for line in lines] if reverse_charge else lines
    values = [_value(line) for line in lines]
    nets = _nets(lines, values, untaxed)
    made = tuple(_line(line, position, net, value[1], first, last, untaxed)
                 for position, (line, net, value) in enumerate(zip(lines, nets, values, strict=True), start=1))
    taxes, discounts = discounted(((line.tax_rate_bp, line.net_cents, value[0], line.gross_price)
                                   for line, value in zip(made, values, strict=True) if not is_text(line)), discount_bp)
    net, tax = sum(row.net_cents for row in taxes), sum(row.tax_cents for row in taxes)
    return Amounts(made, taxes, discounts, net, tax, net + tax)


def _net(line: HandLine) -> HandLine:
    if not line.gross_price:
        return line
    return replace(line, price_e4=net_price(line.price_e4, line.tax_rate_bp), gross_price=False)


def _value(line: HandLine) -> tuple[int, int]:
    """The amount by price after the line's discount, and that discount."""
    if line.text_only:
        return 0, 0
    full = quantity_cents(line.quantity_e4, line.price_e4)
    off = reduction(full, line.discount_bp)
    return full - off, off


def _nets(lines: Sequence[HandLine], values: Sequence[tuple[int, int]], untaxed: bool) -> list[int]:
    nets = [value for value, _ in values]
    gross: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if line.gross_price and not untaxed and not line.text_only:
            gross.setdefault(line.tax_rate_bp, []).append(index)
    for rate, places in gross.items():
        for index, net in zip(places, nets_of_gross([nets[i] for i in places], rate), strict=True):
            nets[index] = net
    return nets


def _line(line: HandLine, position: int, net: int, off: int, first: date, last: date, untaxed: bool) -> Line:
    text = line.text_only
    return Line(
        position=position, article="" if text else line.article, text=line.text, unit=line.unit,
        quantity_e4=0 if text else line.quantity_e4, price_e4=0 if text else line.price_e4, net_cents=net,
        tax_rate_bp=0 if untaxed or text else line.tax_rate_bp, raw_seconds=0, billed_seconds=0, service_from=first,
        service_to=last, worklogs=(), gross_price=line.gross_price and not untaxed and not text, kind=BY_HAND,
        discount_bp=0 if text else line.discount_bp, discount_cents=off)


def missing(made: HandMade) -> tuple[str, ...]:
    """Names of the fields that must be filled before the document becomes final, in their order."""
    lacks = []
    if not made.address_uid:
        lacks.append(N_("Customer"))
    if not any(not line.text_only for line in made.lines):
        lacks.append(N_("Lines"))
    elif any(not line.text.strip() for line in made.lines):
        lacks.append(N_("Description"))
    if made.kind == OFFER and made.valid_until is None:
        lacks.append(N_("Valid until"))
    if made.kind == INVOICE and made.period_from is None:
        lacks.append(N_("Period of service"))
    return tuple(lacks)


def invoice_of(offer: HandMade, offer_uid: str, first: date, last: date) -> HandMade:
    """The invoice over what an offer says, done from `first` to `last`."""
    return replace(offer, kind=INVOICE, valid_until=None, title="", text_above="", text_below="", period_from=first,
                   period_to=last, offer_uid=offer_uid)


def lines_again(lines: Sequence[Line]) -> tuple[HandLine, ...]:
    """The lines of a document as if they were typed, to write another document from."""
    return tuple(HandLine(line.article, line.text, line.unit, line.quantity_e4, line.price_e4, line.tax_rate_bp,
                          line.gross_price, line.discount_bp, is_text(line)) for line in lines)


def written(made: HandMade) -> str:
    """The draft as JSON, as the store keeps it."""
    return json.dumps({"format": _FORMAT, **asdict(made)}, ensure_ascii=False, sort_keys=True,
                      default=date.isoformat)


def read(content: str) -> HandMade:
    """What `written` wrote. Raises ValueError for anything else."""
    try:
        stored: dict[str, Any] = json.loads(content)
        if stored.pop("format") != _FORMAT:
            raise ValueError("unknown format")
        return HandMade(**{**stored, "lines": tuple(_hand_line(row) for row in stored["lines"]),
                           **{name: None if stored[name] is None else date.fromisoformat(stored[name])
                              for name in ("period_from", "period_to", "valid_until")}})
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"this is no draft: {problem}") from problem


def _hand_line(row: Mapping[str, Any]) -> HandLine:
    if row["unit"] not in UNITS:
        raise ValueError(row["unit"])
    return HandLine(**row)


def months_on(day: date, months: int, wished_day: int) -> date:
    """The day so many months later: `wished_day` of that month, or its last where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(wished_day, last.day))


def service_months(due: date, months: int, wished_day: int, ahead: bool) -> tuple[date, date]:
    """First and last day of the service that a recurring invoice due on `due` charges: `ahead` or behind it."""
    if ahead:
        return due, months_on(due, months, wished_day) - timedelta(days=1)
    return months_on(due, -months, wished_day), due - timedelta(days=1)
