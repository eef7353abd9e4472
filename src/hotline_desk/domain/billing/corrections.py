"""Single lines of an issued invoice put right: a document of its own with what changes, the invoice stays.

Tax and discounts of a correction are the difference between what the lines left come to and what was charged so
far; so invoice and corrections together are what one right invoice would have been, to the cent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hotline_desk.core.clock import local_day
from hotline_desk.domain.billing.amounts import line_cents, ratio, tax_on, tax_within, time_quantity_e4
from hotline_desk.domain.billing.einvoice import PDF
from hotline_desk.domain.billing.values import (
    BY_HAND,
    CORRECTION,
    FINAL,
    OF_WORK,
    PERIOD,
    TICKET,
    TIME_UNITS,
    Discount,
    Document,
    Item,
    Line,
    Tax,
)

_WHOLE_BP = 10_000


@dataclass(frozen=True)
class LineChange:
    """How a line of an invoice should have been, by its position; None leaves a thing as it is.

    `seconds` is billed time, for a line of time; `quantity_e4` for any other. Nothing of it left (0) takes the whole
    line back. `from_quota` says that what a line of time is shortened by is paid for by quota that becomes free.
    """

    position: int
    seconds: int | None = None
    quantity_e4: int | None = None
    price_e4: int | None = None
    text: str | None = None
    from_quota: bool = False


def credited(position: int) -> LineChange:
    """The change that takes a whole line back."""
    return LineChange(position, seconds=0, quantity_e4=0)


def is_taken_back(line: Line) -> bool:
    """Whether nothing is left of a line as it stands; a cent of rounding may be, where prices contain the tax."""
    return line.quantity_e4 == 0 and line.billed_seconds == 0


def standing_lines(invoice: Document, earlier: Iterable[Document]) -> dict[int, Line]:
    """The invoice's lines by position as its valid corrections, in their order, left them."""
    lines = {line.position: line for line in invoice.lines}
    for correction in earlier:
        for change in correction.lines:
            if change.corrects is not None:
                lines[change.corrects] = _after(lines[change.corrects], change)
    return lines


def covered_seconds(invoice: Document, earlier: Iterable[Document]) -> dict[str, int]:
    """Seconds that the quota pays for, by uid of the work, as invoice and valid corrections left them."""
    found: dict[str, int] = {}
    for document in (invoice, *earlier):
        for item in document.items:
            found[item.worklog_uid] = found.get(item.worklog_uid, 0) + item.quota_seconds
    return found


def returnable(invoice: Document, earlier: Sequence[Document]) -> dict[str, int]:
    """Seconds by uid of works that the quota alone pays for: no line of theirs stands."""
    standing = standing_lines(invoice, earlier)
    charged = {uid for line in standing.values() if not is_taken_back(line) for uid in line.worklogs}
    return {uid: seconds for uid, seconds in covered_seconds(invoice, earlier).items()
            if seconds > 0 and uid not in charged}


def drawn_together(invoice: Document, uid: str) -> tuple[str, ...]:
    """The uids of works that drew on the quota as one with this work: those of its line, ticket or period."""
    own = next(item for item in invoice.items if item.worklog_uid == uid)
    if own.position is not None:
        return next(line.worklogs for line in invoice.lines if line.position == own.position)
    scope = own.rule.rpartition(";")[2]
    if scope not in (TICKET, PERIOD):
        return (uid,)
    return tuple(item.worklog_uid for item in invoice.items
                 if item.position is None and item.rule.rpartition(";")[2] == scope and item.late == own.late
                 and (scope == PERIOD or item.ticket_number == own.ticket_number))


def paid_by_quota(lines: Iterable[Line], seconds: int) -> list[LineChange]:
    """The changes that let so many seconds of quota pay for lines of time within service hours, one after the other."""
    changes = []
    for line in lines:
        part = min(seconds, line.billed_seconds) if can_draw(line) else 0
        if part > 0:
            changes.append(LineChange(line.position, seconds=line.billed_seconds - part, from_quota=True))
            seconds -= part
    return changes


def can_draw(line: Line) -> bool:
    """Whether quota may pay for a line second by second: time within service hours."""
    return line.kind == OF_WORK and line.unit in TIME_UNITS and line.billed_seconds > 0 and not line.segment


def _after(line: Line, change: Line) -> Line:
    if is_taken_back(line):
        return replace(change, position=line.position, corrects=None, net_cents=line.net_cents + change.net_cents)
    return replace(line, quantity_e4=line.quantity_e4 + change.quantity_e4, net_cents=line.net_cents + change.net_cents,
                   billed_seconds=line.billed_seconds + change.billed_seconds,
                   discount_cents=line.discount_cents + change.discount_cents)


def correct(invoice: Document, earlier: Sequence[Document], changes: Collection[LineChange], *, uid: str,
            number: str | None, day: date, reason: str, returned: Mapping[str, str] | None = None) -> Document:
    """The correction of these lines, final, dated `day`; the reason stands above its lines.

    `returned` are words by uid of works that give their quota back. A correction that changes no amount is no invoice
    in an electronic form. Raises ValueError for positions that are not there or taken back already, for works that
    quota does not pay for alone, and if nothing changes.
    """
    standing, free = standing_lines(invoice, earlier), returnable(invoice, earlier)
    left = dict(standing)
    made: list[Line] = []
    for change in sorted(changes, key=lambda c: c.position):
        line = standing.get(change.position)
        if line is None or is_taken_back(line):
            raise ValueError(f"line {change.position} cannot be corrected")
        after = changed_line(line, change)
        if after == line:
            continue
        left[change.position] = after
        made += [replace(part, position=len(made) + n) for n, part in enumerate(_difference(line, after), start=1)]
    given = _given_back(invoice, free, returned or {}, len(made))
    if not made and not given:
        raise ValueError("nothing changes")
    rates = {line.tax_rate_bp for line in made}
    lines, discounts, taxes = _balanced(invoice, earlier, made, left, rates)
    by_quota = {change.position for change in changes if change.from_quota}
    items = (*_items(invoice, earlier, standing, lines, by_quota), *(item for _, item in given))
    lines += tuple(line for line, _ in given)
    net, tax = sum(t.net_cents for t in taxes), sum(t.tax_cents for t in taxes)
    return replace(
        invoice, uid=uid, number=number, kind=CORRECTION, state=FINAL, date=day, due=None,
        period_from=min(line.service_from for line in lines), period_to=max(line.service_to for line in lines),
        lines=lines, items=items, taxes=taxes, format=invoice.format if made else PDF, net_cents=net, tax_cents=tax,
        gross_cents=net + tax, open_cents=0, cancels=None, cancelled_by=None, text_above=reason.strip(), text_below="",
        skonto_days=None, skonto_bp=0, discounts=discounts, quotas=(), corrects=invoice.number)


def changed_line(line: Line, change: LineChange) -> Line:
    """The line as it should have been, with its amount; all of it 0 if it is taken back."""
    wanted = change.seconds if line.unit in TIME_UNITS and line.billed_seconds else change.quantity_e4
    if wanted == 0:
        return replace(line, quantity_e4=0, billed_seconds=0, net_cents=0, discount_cents=0)
    after = replace(line, text=line.text if change.text is None else change.text,
                    price_e4=line.price_e4 if change.price_e4 is None else change.price_e4)
    if wanted is not None and line.unit in TIME_UNITS and line.billed_seconds:
        after = replace(after, billed_seconds=wanted, quantity_e4=time_quantity_e4(wanted, line.unit))
    elif wanted is not None:
        after = replace(after, quantity_e4=wanted)
    if (after.price_e4, after.quantity_e4, after.billed_seconds) == (
            line.price_e4, line.quantity_e4, line.billed_seconds):
        return after
    value = line_cents(after)
    discount = ratio(value * line.discount_bp, _WHOLE_BP)
    value -= discount
    net = value - tax_within(value, line.tax_rate_bp) if line.gross_price else value
    return replace(after, net_cents=net, discount_cents=discount)


def _difference(line: Line, after: Line) -> tuple[Line, ...]:
    """What has to be charged on top: one line where quantity times price gives its amount, else old and new."""
    if (line.price_e4, line.text, line.gross_price, line.discount_bp) == (after.price_e4, after.text, False, 0):
        one = replace(line, quantity_e4=after.quantity_e4 - line.quantity_e4,
                      billed_seconds=after.billed_seconds - line.billed_seconds,
                      net_cents=after.net_cents - line.net_cents, corrects=line.position)
        if line_cents(one) == one.net_cents:
            return (one,)
    old = replace(line, quantity_e4=-line.quantity_e4, billed_seconds=-line.billed_seconds,
                  net_cents=-line.net_cents, discount_cents=-line.discount_cents, corrects=line.position)
    return (old,) if is_taken_back(after) else (old, replace(after, corrects=line.position))


def _balanced(invoice: Document, earlier: Sequence[Document], made: Sequence[Line], left: Mapping[int, Line],
              rates: set[int]) -> tuple[tuple[Line, ...], tuple[Discount, ...], tuple[Tax, ...]]:
    """Lines, discounts and taxes such that what was charged and this add up to what is left, per rate."""
    lines, discounts, taxes = list(made), [], []
    for rate in sorted(rates, reverse=True):
        rest = [line for line in left.values() if line.tax_rate_bp == rate]
        own = [n for n, line in enumerate(lines) if line.tax_rate_bp == rate]
        charged_lines = sum(line.net_cents for d in (invoice, *earlier) for line in d.lines if line.tax_rate_bp == rate)
        gross = sum(_value(line) for line in rest if line.gross_price)
        within = tax_within(gross, rate)
        target = sum(line.net_cents for line in rest if not line.gross_price) + gross - within
        # Of gross prices the net follows from their sum; what the single lines lack of it the last one bears.
        missing = target - charged_lines - sum(lines[n].net_cents for n in own)
        if missing:
            last = max(n for n in own if lines[n].gross_price)
            lines[last] = replace(lines[last], net_cents=lines[last].net_cents + missing)
        discount, off = _discount(invoice, earlier, rate, target)
        if discount is not None:
            discounts.append(discount)
        net = target - off
        tax = tax_on(net, rate) if off else tax_on(target - gross + within, rate) + within
        before = [t for d in (invoice, *earlier) for t in d.taxes if t.rate_bp == rate]
        taxes.append(Tax(rate, net - sum(t.net_cents for t in before), tax - sum(t.tax_cents for t in before)))
    return tuple(lines), tuple(discounts), tuple(taxes)


def _value(line: Line) -> int:
    return line_cents(line) - line.discount_cents


def _discount(invoice: Document, earlier: Sequence[Document], rate: int, base: int) -> tuple[Discount | None, int]:
    """The document's discount on what is left, as the difference to the one so far; and all of it in cents."""
    so_far = [d for document in (invoice, *earlier) for d in document.discounts if d.rate_bp == rate]
    if not so_far:
        return None, 0
    off = ratio(base * so_far[0].percent_bp, _WHOLE_BP)
    return Discount(rate, base - sum(d.base_cents for d in so_far), so_far[0].percent_bp,
                    off - sum(d.amount_cents for d in so_far)), off


def _given_back(invoice: Document, free: Mapping[str, int], returned: Mapping[str, str], after: int
                ) -> list[tuple[Line, Item]]:
    """A line of words and an item for each work that gives its quota back, positions from `after` on."""
    if not set(returned) <= set(free):
        raise ValueError("quota does not pay for this work alone")
    found: list[tuple[Line, Item]] = []
    for item in invoice.items:
        if item.worklog_uid in returned:
            seconds, position = free[item.worklog_uid], after + len(found) + 1
            day = local_day(item.start, invoice.zone)
            line = Line(position, "", returned[item.worklog_uid], item.unit, 0, 0, 0, 0, 0, 0, day, day,
                        (item.worklog_uid,), kind=BY_HAND)
            found.append((line, replace(item, position=position, billed_seconds=-seconds, quota_seconds=-seconds,
                                        amount_cents=0, value_cents=0)))
    return found


def _items(invoice: Document, earlier: Iterable[Document], standing: Mapping[int, Line], lines: Iterable[Line],
           by_quota: Collection[int]) -> Iterable[Item]:
    """What the corrected lines charged, as the correction's statement shows it; amounts stand at a line's first."""
    covered = covered_seconds(invoice, earlier)
    for line in lines:
        of_line = [item for item in invoice.items if item.position == line.corrects]
        if not of_line and line.corrects in by_quota:  # a later line of work that has its item at the first one
            of_line = [item for item in invoice.items if item.worklog_uid in line.worklogs][:1]
        for n, item in enumerate(of_line):
            whole = line.net_cents < 0 and standing[line.corrects or 0].net_cents == -line.net_cents
            quota = -covered[item.worklog_uid] if whole else 0
            if line.corrects in by_quota:
                quota = -line.billed_seconds if n == 0 else 0
            yield replace(item, position=line.position, quota_seconds=quota,
                          billed_seconds=(line.billed_seconds if n == 0 else 0) + quota,
                          amount_cents=line.net_cents if n == 0 else 0, value_cents=line.net_cents if n == 0 else 0,
                          quantity_e4=None if item.quantity_e4 is None else line.quantity_e4 if n == 0 else 0)
