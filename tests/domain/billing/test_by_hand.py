"""What typed lines come to, and that drafts are kept as they were typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain.billing.by_hand import (
    HandLine,
    HandMade,
    calculated,
    invoice_of,
    is_text,
    lines_again,
    missing,
    months_on,
    read,
    service_months,
    written,
)
from hotline_desk.domain.billing.values import INVOICE, OFFER, UNITS

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
BOOK = HandLine("BUCH", "Handbuch", "piece", 30_000, 348_500, 700)
HOURS = HandLine("SUP", "Beratung", "hour", 15_000, 950_000, 1900)
NOTE = HandLine(text="Wie besprochen.", text_only=True)

LINES = st.lists(st.builds(
    HandLine, st.just("A"), st.just("Text"), st.sampled_from(UNITS), st.integers(-100_000, 1_000_000),
    st.integers(0, 20_000_000), st.sampled_from((0, 700, 1900)), st.booleans(), st.integers(0, 10_000), st.booleans(),
), max_size=12)


def of(*lines: HandLine, **more: object):
    return calculated(lines, first=FIRST, last=LAST, **more)


def test_quantity_times_price_is_rounded_once_per_line() -> None:
    made = of(HOURS, BOOK)

    assert [line.net_cents for line in made.lines] == [14_250, 10_455]
    assert (made.net_cents, made.tax_cents, made.gross_cents) == (24_705, 2_708 + 732, 28_145)


def test_a_discount_of_a_line_is_taken_from_that_line_alone() -> None:
    made = of(replace(HOURS, discount_bp=1000), BOOK)

    assert (made.lines[0].net_cents, made.lines[0].discount_cents) == (12_825, 1_425)
    assert made.lines[1].discount_cents == 0


def test_a_discount_of_the_document_is_taken_and_rounded_per_rate() -> None:
    made = of(HOURS, BOOK, discount_bp=333)

    assert [(d.rate_bp, d.base_cents, d.amount_cents) for d in made.discounts] == [
        (1900, 14_250, 475), (700, 10_455, 348)]
    assert [(t.rate_bp, t.net_cents, t.tax_cents) for t in made.taxes] == [(1900, 13_775, 2_617), (700, 10_107, 707)]


def test_prices_with_tax_keep_it_within_their_sum() -> None:
    made = of(HandLine("P", "Privathilfe", "piece", 10_000, 1_190_000, 1900, gross_price=True))

    assert (made.net_cents, made.tax_cents, made.gross_cents) == (10_000, 1_900, 11_900)


def test_a_text_line_costs_nothing_and_has_no_rate() -> None:
    made = of(NOTE, HOURS)

    assert is_text(made.lines[0]) and not is_text(made.lines[1])
    assert [tax.rate_bp for tax in made.taxes] == [1900]


def test_a_small_business_takes_no_tax() -> None:
    made = of(HOURS, BOOK, small_business=True)

    assert [(t.rate_bp, t.net_cents, t.tax_cents) for t in made.taxes] == [(0, 24_705, 0)]


@given(LINES, st.integers(0, 10_000), st.booleans())
def test_lines_less_discounts_are_the_net_and_net_and_tax_the_gross(lines, discount, untaxed) -> None:
    made = of(*lines, discount_bp=discount, reverse_charge=untaxed)

    assert sum(line.net_cents for line in made.lines) - sum(d.amount_cents for d in made.discounts) == made.net_cents
    assert made.net_cents == sum(t.net_cents for t in made.taxes)
    assert made.gross_cents == made.net_cents + made.tax_cents


@given(LINES)
def test_the_lines_of_a_document_can_be_typed_again_with_the_same_outcome(lines) -> None:
    once = of(*lines)

    assert of(*lines_again(once.lines)) == once


@given(st.builds(
    HandMade, st.sampled_from((INVOICE, OFFER)), st.text(max_size=5), LINES.map(tuple), st.text(max_size=9),
    discount_bp=st.integers(0, 10_000), valid_until=st.none() | st.dates(), period_from=st.none() | st.dates()))
def test_a_draft_is_read_as_it_was_written(made) -> None:
    assert read(written(made)) == made


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format":"by_hand"}', '{"format":1}'])
def test_other_contents_are_no_draft(content) -> None:
    with pytest.raises(ValueError):
        read(content)


def test_what_is_missing_is_named_in_the_order_of_the_fields() -> None:
    assert missing(HandMade(OFFER)) == ("Customer", "Lines", "Valid until")
    assert missing(HandMade(INVOICE, "a", (NOTE,), period_from=FIRST)) == ("Lines",)
    assert missing(HandMade(INVOICE, "a", (HOURS,), period_from=FIRST)) == ()


def test_an_invoice_takes_over_what_was_offered_but_not_its_texts() -> None:
    offer = HandMade(OFFER, "a", (HOURS,), "Umzug", "Gern bieten wir an:", valid_until=LAST, discount_bp=500)

    made = invoice_of(offer, "o", FIRST, LAST)

    assert (made.kind, made.lines, made.discount_bp, made.offer_uid) == (INVOICE, (HOURS,), 500, "o")
    assert (made.valid_until, made.text_above, made.period_from) == (None, "", FIRST)


def test_the_last_day_of_a_month_stays_the_last_day() -> None:
    assert months_on(date(2026, 1, 31), 1, 31) == date(2026, 2, 28)
    assert months_on(date(2026, 2, 28), 1, 31) == date(2026, 3, 31)
    assert months_on(date(2026, 12, 15), 3, 15) == date(2027, 3, 15)


def test_a_recurring_invoice_charges_the_months_ahead_or_behind() -> None:
    assert service_months(date(2026, 11, 1), 3, 1, ahead=True) == (date(2026, 11, 1), date(2027, 1, 31))
    assert service_months(date(2026, 11, 1), 1, 1, ahead=False) == (date(2026, 10, 1), date(2026, 10, 31))


def test_who_owes_the_tax_himself_is_charged_none_of_it() -> None:
    made = of(HandLine("P", "Privathilfe", "piece", 10_000, 1_190_000, 1900, gross_price=True), reverse_charge=True)

    assert (made.net_cents, made.tax_cents) == (10_000, 0)
