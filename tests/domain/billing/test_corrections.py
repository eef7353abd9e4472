from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.domain.billing.amounts import line_cents, tax_on
from hotline_desk.domain.billing.corrections import (
    LineChange,
    correct,
    covered_seconds,
    credited,
    is_taken_back,
    paid_by_quota,
    returnable,
    standing_lines,
)
from hotline_desk.domain.billing.documents import cancel, canonical, from_canonical
from hotline_desk.domain.billing.quota import Grant, Quota
from hotline_desk.domain.billing.values import CORRECTION, SCOPES, Discount, Document, PricedArticle, Tax
from tests.domain.billing.works import EXACT, QUARTERS, drafted, issued, pieces, work

DAY = date(2026, 11, 20)
GROSS = PricedArticle("GROSS", "Privathilfe", "hour", 1_190_000, 1900, gross_price=True)
INVOICE = issued(drafted([work(20, rules=QUARTERS, at="2026-10-05T09:00"), work(50, at="2026-10-06T09:00"),
                          pieces(2, 10_000, at="2026-10-07T09:00"), pieces(1, 348_500, 700, at="2026-10-08T09:00")]))


def corrected(invoice: Document, *changes: LineChange, earlier: tuple[Document, ...] = (), reason: str = "Absprache"
              ) -> Document:
    return correct(invoice, earlier, changes, uid=f"k{len(earlier)}", number=f"RK-2026-{len(earlier) + 1:05}", day=DAY,
                   reason=reason)


def test_a_correction_names_the_invoice_the_line_and_the_reason():
    back = corrected(INVOICE, credited(1), reason=" Nicht beauftragt ")
    assert (back.kind, back.corrects, back.text_above, back.due, back.date) == (
        CORRECTION, INVOICE.number, "Nicht beauftragt", None, DAY)
    line, = back.lines
    assert (line.position, line.corrects, line.quantity_e4, line.price_e4, line.net_cents, line.worklogs) == (
        1, 1, -5_000, 950_000, -4750, INVOICE.lines[0].worklogs)
    assert (back.net_cents, back.taxes) == (-4750, (Tax(1900, -4750, -903),))


def test_a_shorter_time_is_one_line_with_the_difference():
    back = corrected(INVOICE, LineChange(1, seconds=900))
    line, = back.lines
    assert (line.billed_seconds, line.quantity_e4, line.net_cents) == (-900, -2_500, -2375)
    item, = back.items
    assert (item.worklog_uid, item.billed_seconds, item.amount_cents, item.raw_seconds) == (
        INVOICE.items[0].worklog_uid, -900, -2375, 1200)


def test_another_price_takes_the_line_back_and_charges_it_anew():
    back = corrected(INVOICE, LineChange(2, price_e4=850_000, text="Technik"))
    old, new = back.lines
    assert (old.net_cents, old.text, new.net_cents, new.text) == (-7917, "Telefonsupport", 7083, "Technik")
    assert (old.corrects, new.corrects, back.net_cents) == (2, 2, 7083 - 7917)


def test_the_tax_is_what_is_missing_to_the_tax_of_one_right_invoice():
    fives = issued(drafted([pieces(1, 10_300) for _ in range(5)]))
    back = corrected(fives, credited(3))
    assert back.taxes == (Tax(1900, -103, tax_on(412, 1900) - tax_on(515, 1900)),)


def test_a_discount_of_the_document_shrinks_with_the_line():
    rebated = replace(INVOICE, discounts=(Discount(1900, 12_867, 1000, 1287),), net_cents=15_065,
                      taxes=(Tax(1900, 11_580, 2200), Tax(700, 3485, 244)))
    back = corrected(rebated, credited(1))
    assert back.discounts == (Discount(1900, -4750, 1000, 812 - 1287),)
    assert back.taxes == (Tax(1900, -4750 + 475, tax_on(12_867 - 4750 - 812, 1900) - 2200),)


@pytest.mark.parametrize("changes", [(credited(9),), (LineChange(1),), (LineChange(1, seconds=1800),)])
def test_what_changes_nothing_is_refused(changes):
    with pytest.raises(ValueError, match=r"correct|nothing"):
        corrected(INVOICE, *changes)


def test_what_is_taken_back_cannot_be_taken_back_again():
    first = corrected(INVOICE, credited(1))
    with pytest.raises(ValueError, match="cannot be corrected"):
        corrected(INVOICE, credited(1), earlier=(first,))


def test_a_second_correction_starts_from_what_the_first_one_left():
    first = corrected(INVOICE, LineChange(2, price_e4=850_000))
    second = corrected(INVOICE, LineChange(2, seconds=1800), earlier=(first,))
    assert standing_lines(INVOICE, (first, second))[2].net_cents == 4250
    assert INVOICE.lines[1].net_cents + first.net_cents + second.net_cents == 4250


def test_a_correction_can_be_read_back():
    back = corrected(INVOICE, credited(1), LineChange(2, seconds=60))
    assert from_canonical(canonical(back)) == back


works = st.lists(st.one_of(
    st.builds(lambda minutes: work(minutes, rules=QUARTERS), st.integers(1, 300)),
    st.builds(lambda seconds: work(seconds / 60, article=GROSS), st.integers(1, 20_000)),
    st.builds(lambda n, price, rate: pieces(n, price, rate), st.integers(1, 40), st.integers(1, 900_000),
              st.sampled_from([0, 700, 1900]))), min_size=1, max_size=8)
change = st.tuples(st.integers(0, 7), st.one_of(st.just(0), st.integers(1, 20_000)),
                   st.one_of(st.none(), st.integers(1, 2_000_000)))


@settings(max_examples=60, deadline=None)
@given(works, st.lists(st.lists(change, min_size=1, max_size=4, unique_by=lambda c: c[0]), max_size=4))
def test_invoice_corrections_and_their_cancellations_come_to_nothing_and_every_state_is_a_right_invoice(done, rounds):
    invoice = issued(drafted(done))
    earlier: tuple[Document, ...] = ()
    for wanted in rounds:
        standing = standing_lines(invoice, earlier)
        changes = [LineChange(1 + at % len(standing), seconds=amount, quantity_e4=amount, price_e4=price)
                   for at, amount, price in wanted]
        changes = [c for c in {c.position: c for c in changes}.values() if not is_taken_back(standing[c.position])]
        try:
            earlier += (corrected(invoice, *changes, earlier=earlier),)
        except ValueError:
            continue
    left = standing_lines(invoice, earlier).values()
    documents = (invoice, *earlier)
    for document in documents:
        assert document.gross_cents == document.net_cents + document.tax_cents
        for tax in document.taxes:
            assert tax.net_cents == sum(ln.net_cents for ln in document.lines if ln.tax_rate_bp == tax.rate_bp)
    for rate in (0, 700, 1900):
        rest = [line for line in left if line.tax_rate_bp == rate]
        net, tax = sums(documents, rate)
        if any(line.gross_price for line in rest):
            gross = sum(line_cents(line) for line in rest if line.gross_price)
            on_net = sum(line.net_cents for line in rest if not line.gross_price)
            assert net + tax == gross + on_net + tax_on(on_net, rate)
        else:
            assert (net, tax) == (sum(line.net_cents for line in rest), tax_on(net, rate))
        assert sums([*documents, *(cancel(d, uid="s", number="ST", day=DAY) for d in documents)], rate) == (0, 0)


def sums(documents, rate: int) -> tuple[int, int]:
    rows = [tax for document in documents for tax in document.taxes if tax.rate_bp == rate]
    return sum(t.net_cents for t in rows), sum(t.tax_cents for t in rows)


GRANTED = Quota("v1", "Vertrag", (Grant(date(2026, 10, 1), 7200, date(2026, 10, 1)),))
WITH_QUOTA = replace(EXACT, quota=True, contract_uid="v1")
quota_works = st.lists(st.builds(
    lambda minutes, scope, rules: work(minutes, rules=replace(rules, scope=scope, quota=True, contract_uid="v1")),
    st.integers(1, 90), st.sampled_from(SCOPES), st.sampled_from([EXACT, QUARTERS])), min_size=2, max_size=7)


@settings(max_examples=60, deadline=None)
@given(quota_works, st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans()), min_size=1, max_size=4))
def test_quota_given_back_or_moved_is_never_more_than_was_drawn_and_all_of_it_comes_to_nothing(done, rounds):
    invoice = issued(drafted(done, quotas=(GRANTED,)))
    earlier: tuple[Document, ...] = ()
    for back, line, move in rounds:
        free, standing = returnable(invoice, earlier), standing_lines(invoice, earlier)
        uids = sorted(free)[back:back + 1]
        lines = [standing[n] for n in sorted(standing)][line:line + 1]
        changes = paid_by_quota(lines, sum(free[uid] for uid in uids)) if move else [
            credited(one.position) for one in lines if not is_taken_back(one)]
        if uids or changes:
            earlier += (correct(invoice, earlier, changes, uid=f"k{len(earlier)}", number="RK-2026-00001", day=DAY,
                                reason="x", returned=dict.fromkeys(uids, "zurück")),)
        covered = covered_seconds(invoice, earlier)
        assert all(seconds >= 0 for seconds in covered.values())
        assert sum(covered.values()) <= GRANTED.grants[0].seconds
    for document in (invoice, *earlier):
        assert document.gross_cents == document.net_cents + document.tax_cents
        assert document.net_cents == sum(one.net_cents for one in document.lines)
    undone = [cancel(document, uid="s", number="ST", day=DAY) for document in (invoice, *earlier)]
    assert set(covered_seconds(invoice, (*earlier, *undone)).values()) <= {0}
    left = standing_lines(invoice, earlier).values()
    assert sum(d.net_cents for d in (invoice, *earlier)) == sum(one.net_cents for one in left)


def test_work_that_a_line_charges_gives_nothing_back_alone():
    invoice = issued(drafted([work(150, rules=WITH_QUOTA)], quotas=(GRANTED,)))
    assert returnable(invoice, ()) == {}
    with pytest.raises(ValueError, match="alone"):
        correct(invoice, (), (), uid="k", number=None, day=DAY, reason="x", returned={invoice.items[0].worklog_uid: ""})
