"""The list of documents: page by page, narrowed by how documents stand, with what all of them come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hotline_desk.domain.billing.by_hand import HandLine
from hotline_desk.domain.billing.values import CANCELLED, INVOICE, OFFER
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.hand_made import make_final, new_document, save_draft
from hotline_desk.services.billing.holds import hold_document
from hotline_desk.services.billing.offers import answer_offer, invoice_offer
from hotline_desk.services.billing.standing import EXPIRED, INVOICED, WAITING
from hotline_desk.services.views.document_list import (
    HELD,
    OPEN,
    OVERDUE,
    DocumentFilter,
    document_page,
    document_totals,
    documents_numbered,
)
from tests import builders

_LINES = (HandLine("", "Cable", "piece", 20_000, 500_000),)
DAY = date(2026, 11, 2)


@pytest.fixture
def mixed(ctx, clock):
    """Every kind of standing once: uids of documents by a word for it."""
    clock.instant = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    first, second = builders.address(ctx, "Müller & Söhne"), builders.address(ctx, "Harbour Ltd.")
    made = {}
    for word, kind, address in (("plain", INVOICE, first), ("cancelled", INVOICE, first), ("held", INVOICE, second),
                                ("draft", INVOICE, second), ("asked", OFFER, first), ("agreed", OFFER, first),
                                ("billed", OFFER, second), ("old", OFFER, second)):
        until = {"valid_until": DAY - timedelta(days=3)} if word == "old" else {}
        made[word] = save_draft(ctx, replace(new_document(ctx, kind, address), lines=_LINES, **until))
        if word != "draft":
            make_final(ctx, made[word])
    numbers = {line.uid: line.number for line in list_documents(ctx)}
    cancel_document(ctx, numbers[made["cancelled"]], "Wrong")
    hold_document(ctx, numbers[made["held"]], DAY + timedelta(days=9), "Asked")
    answer_offer(ctx, made["agreed"], "accepted")
    invoice_offer(ctx, made["billed"], DAY, DAY, final=True)
    return made


def listed(ctx, **wanted):
    return [line.uid for line in document_page(ctx, DocumentFilter(**wanted))]


@pytest.mark.parametrize(("state", "word"), [
    (CANCELLED, "cancelled"), (HELD, "held"), ("draft", "draft"), (WAITING, "asked"), ("accepted", "agreed"),
    (INVOICED, "billed"), (EXPIRED, "old")])
def test_documents_are_found_by_how_they_stand(ctx, mixed, state, word):
    assert listed(ctx, state=state) == [mixed[word]]


def test_every_document_has_the_standing_it_is_found_by(ctx, mixed):
    offers = {line.uid: line.offer_state for line in list_documents(ctx) if line.kind == OFFER}
    assert all(offers[uid] == state for state in set(offers.values()) for uid in listed(ctx, state=state))
    owed = {line.uid for line in list_documents(ctx) if line.open_cents > 0}
    assert owed == set(listed(ctx, state=OPEN))


def test_an_invoice_is_overdue_from_the_day_after_it_is_due(ctx, clock, mixed):
    assert listed(ctx, state=OVERDUE) == []
    clock.advance(days=15)
    assert mixed["plain"] in listed(ctx, state=OVERDUE)


def test_pages_follow_each_other_without_a_gap(ctx, mixed):
    everything = [line.uid for line in list_documents(ctx)]
    pages = [line.uid for start in range(0, len(everything), 3)
             for line in document_page(ctx, DocumentFilter(), "number", True, start, 3)]
    assert pages == everything


def test_a_page_comes_in_the_order_wished(ctx, mixed):
    names = [line.address_name for line in document_page(ctx, DocumentFilter(), "customer", False)]
    assert names == sorted(names)


def test_the_totals_are_those_of_what_fits(ctx, mixed):
    rows = [line for line in list_documents(ctx) if line.address_name == "Harbour Ltd."]
    totals = document_totals(ctx, DocumentFilter(words="harbour"))
    assert (totals.count, totals.net_cents, totals.gross_cents) == (
        len(rows), sum(line.net_cents for line in rows), sum(line.gross_cents for line in rows))


def test_words_find_numbers_and_customers(ctx, mixed):
    line = next(line for line in list_documents(ctx) if line.uid == mixed["plain"])
    for words in (line.number, line.number[-5:] + " re-", f"soehne {line.number}", f"{line.address_number} re-"):
        assert mixed["plain"] in listed(ctx, words=words)
    assert listed(ctx, words="nobody") == []


def test_documents_of_some_numbers_come_newest_first(ctx, mixed):
    numbers = [line.number for line in list_documents(ctx) if line.number.startswith("RE-")]
    assert [line.number for line in documents_numbered(ctx, reversed(numbers))] == sorted(numbers, reverse=True)
