from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.domain.billing.documents import (
    cancel,
    canonical,
    chain_hash,
    document_number,
    due_date,
    from_canonical,
)
from hotline_desk.domain.billing.values import CANCELLATION, CANCELLED, FINAL, Document, Item, Line, Party, Tax
from tests.domain.billing.works import QUARTERS, drafted, issued, pieces, work

INVOICE = issued(drafted([work(20, rules=QUARTERS), pieces(2, 10_000)]))


def test_a_number_has_series_year_and_five_digits():
    assert document_number("RE", 2026, 123) == "RE-2026-00123"
    assert document_number("RE", 2026, 123_456) == "RE-2026-123456"


def test_the_due_day_counts_from_the_day_of_the_document():
    assert (due_date(date(2026, 11, 2), 14), due_date(date(2026, 11, 2), 0)) == (date(2026, 11, 16), date(2026, 11, 2))


def test_a_cancellation_names_what_it_cancels_and_keeps_prices_and_raw_times():
    back = cancel(INVOICE, uid="s1", number="ST-2026-00001", day=date(2026, 11, 20))
    assert (back.kind, back.state, back.number, back.cancels, back.date, back.due, back.open_cents) == (
        CANCELLATION, FINAL, "ST-2026-00001", "RE-2026-00123", date(2026, 11, 20), None, 0)
    assert [(ln.price_e4, ln.raw_seconds, ln.billed_seconds, ln.quantity_e4) for ln in back.lines] == [
        (950_000, 1200, -1800, -5_000), (10_000, 0, 0, -20_000)]
    assert (back.sender, back.recipient, back.period_from) == (INVOICE.sender, INVOICE.recipient, INVOICE.period_from)


def test_payment_and_cancellation_do_not_change_what_was_issued():
    later = replace(INVOICE, state=CANCELLED, cancelled_by="ST-2026-00001", open_cents=0)
    assert canonical(later) == canonical(INVOICE)


@pytest.mark.parametrize("changed", [
    {"gross_cents": 1}, {"number": "RE-2026-00124"}, {"date": date(2026, 11, 3)}, {"lines": ()}, {"text_below": "x"},
    {"recipient": Party("Muster AG")},
])
def test_every_other_change_is_seen(changed):
    assert canonical(replace(INVOICE, **changed)) != canonical(INVOICE)


def test_the_same_instant_in_another_zone_is_spelled_alike():
    item = INVOICE.items[0]
    moved = replace(item, start=item.start.astimezone(timezone(timedelta(hours=2))))
    assert canonical(replace(INVOICE, items=(moved, *INVOICE.items[1:]))) == canonical(INVOICE)


def test_the_canonical_form_is_plain_json_with_umlauts_as_they_are():
    content = canonical(replace(INVOICE, text_above="Grüße"))
    assert "Grüße".encode() in content
    assert json.loads(content)["gross_cents"] == INVOICE.gross_cents


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format":2}', b'{"format":1,"sender":3}', b"\xff"])
def test_other_bytes_are_refused(content):
    with pytest.raises(ValueError, match="no document"):
        from_canonical(content)


def test_what_the_customer_wants_to_get_is_kept():
    wanted = replace(INVOICE, format="zugferd")
    assert from_canonical(canonical(wanted)).format == "zugferd"


def test_documents_of_the_first_form_are_read_as_letters():
    first = json.loads(canonical(INVOICE)) | {"format": 1}
    del first["form"]
    assert from_canonical(json.dumps(first).encode()) == from_canonical(canonical(INVOICE))


def test_the_chain_depends_on_every_part_and_on_what_came_before():
    content = canonical(INVOICE)
    links = {chain_hash("", content), chain_hash("ab" * 32, content), chain_hash("", content, ["cd" * 32]),
             chain_hash("", content + b" "), chain_hash("", content, ["cd" * 32, "ef" * 32])}
    assert len(links) == 5
    assert all(len(link) == 64 for link in links)


text = st.text(max_size=20)
number = st.integers(-10**12, 10**12)
day = st.dates()
instant = st.datetimes(timezones=st.just(UTC))
lines = st.builds(
    Line, number, text, text, text, number, number, number, number, number, number, day, day,
    st.lists(text, max_size=3).map(tuple), st.booleans(), st.none() | day)
items = st.builds(
    Item, text, text, text, text, text, text, instant, instant, text, text, st.none() | text, text, number, number,
    st.none() | number, text, number, number, text, st.none() | number, st.booleans())
parties = st.builds(Party, *[text] * 17)
documents = st.builds(
    lambda **values: Document(**values, open_cents=values["gross_cents"] if values["kind"] == "invoice" else 0),
    uid=text, number=st.none() | text, kind=st.sampled_from(["invoice", "cancellation"]), state=st.just(FINAL),
    sender=parties, recipient=parties, language=text, zone=text, date=day, due=st.none() | day, period_from=day,
    period_to=day, lines=st.lists(lines, max_size=3).map(tuple), items=st.lists(items, max_size=3).map(tuple),
    taxes=st.lists(st.builds(Tax, number, number, number), max_size=3).map(tuple), net_cents=number, tax_cents=number,
    gross_cents=number, cancels=st.none() | text, small_business=st.booleans(), sample=st.booleans(), text_above=text,
    text_below=text, statement_numbers=text, statement_title=text, address_uid=text)


@settings(deadline=None, max_examples=50)
@given(documents)
def test_a_document_comes_back_from_its_canonical_form_as_it_was(document):
    assert from_canonical(canonical(document)) == document
