"""The documents that the judges see: one for each thing that electronic invoices get wrong.

Lines are made by the rules of billing where work is charged, else from values; sums always from the lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hotline_desk.domain.billing.amounts import nets_of_gross, ratio, tax_on, tax_within, time_cents
from hotline_desk.domain.billing.values import BY_HAND, CORRECTION, OF_FEE, Discount, Document, Line, Party, Tax
from tests.adapters.documents import samples

LEITWEG = "04011000-12345-03"
BUYER = replace(samples.MUSTER, buyer_reference=LEITWEG, email="rechnung@muster.example")
MAIL_BUYER = replace(samples.STADTWERKE, buyer_reference="Bestellung 4711", email="rechnung@stadtwerke.example")
AUSTRIAN = replace(samples.ALPEN, buyer_reference="K-3", email="rechnung@kaeserei.example")
SWISS = Party(name="Bergbahn Chur AG", street="Bahnhofplatz 2", postcode="7000", city="Chur", country="CH",
              number="10004", buyer_reference="Chur 12", email="kreditoren@bergbahn.example")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def line(position: int, net_cents: int, **changes: Any) -> Line:
    """A flat amount of 19 %, or what the changes say."""
    values: dict[str, Any] = {
        "article": "PAU", "text": "Pauschale", "unit": "flat", "quantity_e4": 10_000, "price_e4": net_cents * 100,
        "tax_rate_bp": 1900, "raw_seconds": 0, "billed_seconds": 0, "service_from": FIRST, "service_to": LAST,
        "worklogs": (), "kind": BY_HAND}
    return Line(position=position, net_cents=net_cents, **{**values, **changes})


def timed(position: int, seconds: int, price_e4: int, unit: str = "hour", **changes: Any) -> Line:
    """Work by time."""
    quantity = ratio(seconds * 10_000, 3600 if unit == "hour" else 60)
    return line(position, time_cents(seconds, price_e4, unit), **{
        "article": "SUP", "text": "Telefonsupport", "unit": unit, "quantity_e4": quantity, "price_e4": price_e4,
        "raw_seconds": seconds, "billed_seconds": seconds, **changes})


def document(lines: Sequence[Line], recipient: Party = BUYER, discounts: Sequence[Discount] = (),
             **changes: Any) -> Document:
    """An invoice over these lines; tax is that of the sums per rate."""
    nets: dict[int, int] = {}
    gross: dict[int, int] = {}
    for each in lines:
        nets[each.tax_rate_bp] = nets.get(each.tax_rate_bp, 0) + each.net_cents
        if each.gross_price:
            gross[each.tax_rate_bp] = gross.get(each.tax_rate_bp, 0) + ratio(each.quantity_e4 * each.price_e4,
                                                                              1_000_000)
    for one in discounts:
        nets[one.rate_bp] -= one.amount_cents
    taxes = tuple(Tax(rate, net, tax_within(gross[rate], rate) if rate in gross else tax_on(net, rate))
                  for rate, net in sorted(nets.items(), reverse=True))
    net, tax = sum(t.net_cents for t in taxes), sum(t.tax_cents for t in taxes)
    made = samples.invoice([], recipient)
    return replace(made, lines=tuple(lines), discounts=tuple(discounts), taxes=taxes, net_cents=net, tax_cents=tax,
                   gross_cents=net + tax, open_cents=net + tax, **changes)


def mixed_rates() -> Document:
    return document([line(1, 26_055, text="Gerät"), line(2, 3_485, text="Handbuch", tax_rate_bp=700),
                     line(3, 1_500, text="Porto", tax_rate_bp=0)])


def worked_month() -> Document:
    """Calls, drives, books, goodwill and work that is billed late, by the rules of billing."""
    return samples.invoice(samples.mixed(40), BUYER)


def quota() -> Document:
    """A monthly fee with its quota; what the quota covered is no line, only what went beyond."""
    fee = line(1, 9_900, kind=OF_FEE, text="Wartungsvertrag Oktober, 120 Minuten enthalten", article="WART")
    return document([fee, timed(2, 15 * 60, 18_900, "minute"), timed(3, 20 * 60, 18_900, "minute")])


def line_discount() -> Document:
    full = time_cents(3000, 1_000_000, "hour")
    taken = ratio(full * 1250, 10_000)
    reduced = replace(timed(1, 3000, 1_000_000), net_cents=full - taken, discount_bp=1250, discount_cents=taken)
    return document([reduced, line(2, 2_500)])


def document_discount() -> Document:
    lines = [line(1, 10_003), line(2, 3_485, tax_rate_bp=700)]
    return document(lines, discounts=[Discount(1900, 10_003, 500, 500), Discount(700, 3_485, 500, 174)])


def skonto() -> Document:
    return document([line(1, 26_050)], MAIL_BUYER, skonto_days=14, skonto_bp=200)


def reverse_charge() -> Document:
    return document([timed(1, 3600, 950_000, tax_rate_bp=0), line(2, 2_500, tax_rate_bp=0)], AUSTRIAN,
                    reverse_charge=True)


def small_business() -> Document:
    own = replace(samples.SENDER, vat_id="")
    return document([timed(1, 1800, 600_000, tax_rate_bp=0)], MAIL_BUYER, small_business=True, sender=own)


def cancellation() -> Document:
    return samples.cancellation(replace(document_discount(), skonto_days=10, skonto_bp=300))


def cancelled_month() -> Document:
    return samples.cancellation(worked_month())


def correction() -> Document:
    """One line is taken back and charged anew with less time."""
    wrong, right = timed(1, 3600, 950_000, corrects=7), timed(2, 1500, 950_000, corrects=7)
    taken_back = replace(wrong, quantity_e4=-wrong.quantity_e4, net_cents=-wrong.net_cents,
                         billed_seconds=-wrong.billed_seconds)
    return document([taken_back, right], kind=CORRECTION, number="RK-2026-00004", corrects="RE-2026-00099", due=None,
                    text_above="Am 6. Oktober wurden 60 statt 25 Minuten berechnet.")


def hour_in_minutes() -> Document:
    """20 minutes of 95.00 an hour are 31.67, 50 of 100.00 are 83.33, 61 seconds of 1.89 a minute 1.92."""
    return document([timed(1, 1200, 950_000), timed(2, 3000, 1_000_000), timed(3, 61, 18_900, "minute")])


def surcharge() -> Document:
    return document([timed(1, 2400, 720_000), timed(2, 1200, 1_080_000, segment="outside", surcharge_bp=5000)])


def foreign_buyer() -> Document:
    return document([timed(1, 5400, 950_000)], SWISS, language="en")


def many_lines() -> Document:
    return document([timed(n, 60 * (n % 37 + 1) + n % 3, 950_000 + 100 * (n % 7), text=f"Telefonsupport Vorgang {n}")
                     for n in range(1, 501)])


def gross_prices() -> Document:
    """Three sticks at 0.99 with VAT, and two hours at 119.00 with VAT: the net lines must add up."""
    stick = (9_900, "piece", "Stick")
    prices = [(30_000, *stick), (10_000, *stick), (20_000, 1_190_000, "hour", "Hilfe")]
    values = [ratio(quantity * price, 1_000_000) for quantity, price, _, _ in prices]
    nets = nets_of_gross(values, 1900)
    return document([
        line(n, net, unit=unit, text=text, quantity_e4=quantity, price_e4=price, gross_price=True)
        for n, (net, (quantity, price, unit, text)) in enumerate(zip(nets, prices, strict=True), start=1)],
        replace(MAIL_BUYER, name="Erika Mustermann"), consumer=True)


def odd_signs() -> Document:
    """Texts with what XML or a typeface cannot hold, a line that costs nothing, and one of text alone."""
    return document([line(4, 0, text="Wie besprochen:", article="", quantity_e4=0, price_e4=0),
                     line(1, 2_500, text="Kabel <5 m> & „Stecker“ \x0b\U0001f600"), line(2, 0, text="Kulanz"),
                     line(3, 1, quantity_e4=30_000, price_e4=33, unit="piece", article="")],
                    replace(BUYER, name="Müller & Söhne <Ost>"), text_below="Vielen Dank!\x00 €")


CASES: dict[str, Callable[[], Document]] = {made.__name__: made for made in (
    mixed_rates, worked_month, quota, line_discount, document_discount, skonto, reverse_charge, small_business,
    cancellation, cancelled_month, correction, hour_in_minutes, surcharge, foreign_buyer, many_lines, gross_prices,
    odd_signs)}
