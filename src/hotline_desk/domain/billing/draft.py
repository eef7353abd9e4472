"""From a customer's works, fees and quotas to what would be issued: lines, items, tax and totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from hotline_desk.domain.billing import rules_text
from hotline_desk.domain.billing.amounts import discounted, net_price, nets_of_gross, quantity_cents
from hotline_desk.domain.billing.months import month_of
from hotline_desk.domain.billing.overlap import counted_spans, span_seconds
from hotline_desk.domain.billing.quota import Ledger, Quota, covered_by, drawn_for, months_shown
from hotline_desk.domain.billing.units import ONE_E4, Charge, Piece, Spans, Unit, charge, measure, spent, units_of
from hotline_desk.domain.billing.values import (
    OF_CALLOUT,
    OF_FEE,
    OF_WORK,
    Callout,
    Fee,
    FeeMonth,
    InvoiceDraft,
    Item,
    Line,
    PricedArticle,
    QuotaAccount,
    QuotaUse,
    Work,
)

_WHOLE_E4 = 10_000


def draft(
    *,
    address_uid: str,
    address_number: str,
    address_name: str,
    period_from: date,
    period_to: date,
    works: Iterable[Work],
    counted: Spans | None = None,
    fees: Iterable[Fee] = (),
    quotas: Iterable[Quota] = (),
    small_business: bool = False,
    reverse_charge: bool = False,
    discount_bp: int = 0,
) -> InvoiceDraft:
    """The proposed invoice for one customer; the order in which works, fees and quotas come does not matter.

    `counted` is the time that counts by uid of the work (`overlap.counted_spans` over all customers of the run);
    without it the works given are counted among themselves. What is not charged has an item and no line. Fees come
    first, then the work in the order of time, so older work stands first. A discount of the whole document is
    `discount_bp`. A small business and a reverse charge have no tax.
    """
    ordered = sorted((_untaxed(work) if reverse_charge else work for work in works),
                     key=lambda work: (work.start, work.ticket_number, work.end, work.uid))
    spans = counted_spans(ordered) if counted is None else counted
    units = units_of(ordered, period_from)
    for unit in units:
        measure(unit, spans)
    ledgers = {quota.contract_uid: Ledger(quota) for quota in quotas}
    uses = _draw(units, ledgers)
    seconds = {uid: span_seconds(parts) for uid, parts in spans.items()}
    for unit in units:
        charge(unit, seconds)
    lines = _Lines(small_business, reverse_charge)
    due = sorted(fees, key=lambda fee: (fee.month, fee.contract_uid))
    claimed = tuple(FeeMonth(fee.contract_uid, fee.month, lines.fee(fee, period_from)) for fee in due)
    lines.work(units)
    taxes, discounts = discounted(
        ((line.tax_rate_bp, line.net_cents, value, line.gross_price) for line, value in lines.made), discount_bp)
    net, tax = sum(row.net_cents for row in taxes), sum(row.tax_cents for row in taxes)
    return InvoiceDraft(
        address_uid, address_number, address_name, period_from, period_to, tuple(line for line, _ in lines.made),
        tuple(_items(units, seconds)), taxes, net, tax, net + tax, small_business, reverse_charge, discounts,
        _accounts(ledgers, period_from, period_to, uses, ordered), uses, claimed,
    )


def _untaxed(work: Work) -> Work:
    """With net prices, because a buyer who owes the tax himself is charged none."""
    callout = replace(work.callout, article=_net(work.callout.article)) if work.callout else None
    return replace(work, article=_net(work.article), callout=callout)


def _net(article: PricedArticle) -> PricedArticle:
    if not article.gross_price:
        return article
    return replace(article, price_e4=net_price(article.price_e4, article.tax_rate_bp), gross_price=False)


def _draw(units: Sequence[Unit], ledgers: Mapping[str, Ledger]) -> tuple[QuotaUse, ...]:
    """Uses the quotas up in the order of time, over all units of a contract."""
    pieces = [piece for unit in units if unit.reason is None for piece in unit.pieces
              if piece.work.rules.quota and piece.work.rules.contract_uid in ledgers]
    drawn: dict[tuple[str, date, str], int] = {}
    for piece in sorted(pieces, key=_turn):
        contract, rules = piece.work.rules.contract_uid or "", piece.work.rules
        factor = rules.quota_factor_outside_e4 if piece.segment.outside else _WHOLE_E4
        if factor <= 0:
            continue
        taken = ledgers[contract].draw(month_of(piece.work.day), drawn_for(piece.seconds, factor))
        piece.free = covered_by(sum(seconds for _, seconds in taken), piece.seconds, factor)
        for month, seconds in taken:
            key = (contract, month, piece.work.uid)
            drawn[key] = drawn.get(key, 0) + seconds
    return tuple(QuotaUse(*key, seconds) for key, seconds in sorted(drawn.items()))


def _turn(piece: Piece) -> tuple[object, ...]:
    return (piece.start, piece.work.ticket_number, piece.work.end, piece.work.uid)


def _accounts(ledgers: Mapping[str, Ledger], first: date, last: date, uses: Iterable[QuotaUse],
              works: Iterable[Work]) -> tuple[QuotaAccount, ...]:
    """The accounts of the period's months, and of months whose older work drew on a quota."""
    contracts = {use.worklog_uid: use.contract_uid for use in uses}
    drew = {(contracts[work.uid], month_of(work.day)) for work in works if work.uid in contracts}
    found = []
    for uid, ledger in sorted(ledgers.items()):
        for month in months_shown(first, last, (at for contract, at in drew if contract == uid)):
            account = ledger.account(month)
            if account is not None:
                found.append(account)
    return tuple(found)


class _Lines:
    """The lines of a document with their amounts by price, in their order."""

    def __init__(self, small_business: bool, reverse_charge: bool) -> None:
        self.made: list[tuple[Line, int]] = []
        self._small = small_business
        self._untaxed = small_business or reverse_charge

    def fee(self, fee: Fee, period_from: date) -> int:
        """A month's fee; returns the position."""
        month = month_of(period_from)
        article = fee.article if self._small or not self._untaxed else _net(fee.article)
        return self._flat(article, fee.text, OF_FEE, fee.first, fee.last, (),
                          fee.month if fee.month < month else None)

    def work(self, units: Sequence[Unit]) -> None:
        """What is charged for the units, and for the on-call jobs among them; sets their nets and positions."""
        self._take_out_tax(units)
        jobs: set[str] = set()
        for unit in units:
            if unit.reason is not None:
                continue
            for one in unit.charges:
                position = self._charged(unit, one)
                unit.position = unit.position or position
            for work in unit.works:
                if work.callout is not None and work.callout.job not in jobs and (unit.billed or not unit.timed):
                    jobs.add(work.callout.job)
                    self._callout(work, work.callout, unit.month)

    def _take_out_tax(self, units: Sequence[Unit]) -> None:
        gross: dict[int, list[Charge]] = {}
        for unit in units:
            article = unit.works[0].article
            for one in unit.charges if unit.reason is None else ():
                one.net = one.value
                if article.gross_price and not self._untaxed:
                    gross.setdefault(article.tax_rate_bp, []).append(one)
        for rate, charges in gross.items():
            for one, net in zip(charges, nets_of_gross([c.value for c in charges], rate), strict=True):
                one.net = net

    def _charged(self, unit: Unit, one: Charge) -> int:
        """A line. What the works spent stands at the unit's first one, with those that overlap others wholly."""
        article, leads = unit.works[0].article, one is unit.charges[0]
        works = unit.works if leads else one.works
        return self._add(Line(
            position=len(self.made) + 1, article=article.number, text=article.name, unit=article.unit,
            quantity_e4=one.quantity_e4, price_e4=one.price_e4, net_cents=one.net,
            tax_rate_bp=0 if self._untaxed else article.tax_rate_bp,
            raw_seconds=sum(work.raw_seconds for work in works) if leads else 0,
            billed_seconds=one.seconds, service_from=min(work.day for work in works),
            service_to=max(work.day for work in works), worklogs=tuple(work.uid for work in works),
            gross_price=article.gross_price and not self._untaxed, service_month=unit.month, kind=OF_WORK,
            segment=one.segment.name, surcharge_bp=one.segment.surcharge_bp), one.value)

    def _callout(self, work: Work, callout: Callout, month: date | None) -> None:
        self._flat(callout.article, callout.text, OF_CALLOUT, work.day, work.day, (work.uid,), month)

    def _flat(self, article: PricedArticle, text: str, kind: str, first: date, last: date, worklogs: tuple[str, ...],
              month: date | None) -> int:
        """One piece of an article; the tax in a gross price is taken out of it alone."""
        value = quantity_cents(ONE_E4, article.price_e4)
        gross = article.gross_price and not self._untaxed
        return self._add(Line(
            position=len(self.made) + 1, article=article.number, text=text, unit=article.unit, quantity_e4=ONE_E4,
            price_e4=article.price_e4, net_cents=nets_of_gross([value], article.tax_rate_bp)[0] if gross else value,
            tax_rate_bp=0 if self._untaxed else article.tax_rate_bp, raw_seconds=0, billed_seconds=0,
            service_from=first, service_to=last, worklogs=worklogs, gross_price=gross, service_month=month,
            kind=kind), value)

    def _add(self, line: Line, value: int) -> int:
        self.made.append((line, value))
        return line.position


def _items(units: Sequence[Unit], seconds: Mapping[str, int]) -> list[Item]:
    """One item per work in the order of time; a unit's amount stands at its first."""
    items = []
    for unit in units:
        for index, work in enumerate(unit.works):
            items.append(_item(unit, work, index == 0, seconds[work.uid]))
    return sorted(items, key=lambda item: (item.start, item.ticket_number, item.end, item.worklog_uid))


def _item(unit: Unit, work: Work, first: bool, counted: int) -> Item:
    rule = unit.rule
    charged = unit.reason is None and bool(unit.billed or unit.charges)
    if charged and not first:
        rule = rules_text.OVERLAP if unit.timed and not counted and spent(work) else rules_text.within(work.rules)
    told = charged and first
    quantity = None if unit.timed else (ONE_E4 if work.quantity_e4 is None else work.quantity_e4)
    return Item(
        worklog_uid=work.uid, ticket_number=work.ticket_number, subject=work.subject, solution=work.solution,
        kind=work.kind, direction=work.direction, start=work.start, end=work.end, agent=work.agent_name,
        text=work.text, caller_number=work.caller_number, contact=work.contact, raw_seconds=work.raw_seconds,
        billed_seconds=unit.billed if told else 0, quantity_e4=quantity, unit=work.article.unit,
        amount_cents=unit.net if told else 0,
        value_cents=unit.net if told else unit.value if first and unit.reason is not None else 0,
        rule=rule, position=unit.position, late=unit.month is not None, quota_seconds=unit.free if told else 0,
        called_number=work.called_number, cost_centre=work.cost_centre, price_told_at=work.price_told_at,
    )
