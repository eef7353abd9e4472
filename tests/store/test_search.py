"""What is typed is found, however it was written, on both databases alike."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hotline_desk.core.folding import fold
from hotline_desk.services.addresses import save_address, search_addresses
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids
from hotline_desk.store.search import body_of, query_words
from tests.builders import address, ticket, work


def found(ctx, words):
    return len(archive_ids(ctx, ArchiveFilter(words)))


@pytest.mark.parametrize(("written", "typed"), [
    ("Größe ändern", "groesse"), ("Größe ändern", "GRÖSSE"), ("Größe ändern", "größe aendern"), ("Straße", "strasse"),
    ("Drucker café", "cafe"), ("Żółć Łódź", "zolc"), ("VPN-Zugang", "vpn"), ("VPN-Zugang", "zugang vpn"),
    ("Fehler 812", "812"), ("Passwortwechsel", "passw"), ("a\u0308ndern", "ändern"), ("İstanbul", "istanbul"),
    ("Łukasz Østergård", "lukasz ostergard"), ("Ωμέγα Ждан", "ωμεγα ждан"),
])
def test_words_are_found_however_they_are_written(ctx, written, typed):
    ticket(ctx, subject=written)
    ticket(ctx, subject="something else")
    assert found(ctx, typed) == 1


@pytest.mark.parametrize("typed", [
    "+49 30 1234567", "0049301234567", "030/123 45-67", "030 1234567", "(030) 1234567", "+49 (0)30 1234567",
    "49301234567"])
def test_a_number_is_found_in_every_notation(ctx, typed):
    ticket(ctx, caller_number="030 1234567")
    ticket(ctx, caller_number="030 7654321")
    assert found(ctx, typed) == 1


@pytest.mark.parametrize("typed", [
    "", "  ", "...", "'; DROP TABLE ticket; --", '"', "*", "a OR b", "NEAR(", ":", "&|!", "%", "\\", "²½", "日本", "_"])
def test_nothing_that_can_be_typed_breaks_the_search(ctx, typed):
    ticket(ctx, subject="Printer")
    assert found(ctx, typed) in (0, 1)


def test_a_pasted_page_is_searched_by_its_first_words_and_keeps_nobody_waiting(ctx):
    page = " ".join(f"word{n}" for n in range(5000))
    ticket(ctx, subject="Printer", request=page)
    assert found(ctx, page) == 1
    assert search_addresses(ctx, page) == []


def test_a_ticket_with_an_endless_text_is_kept_and_found(ctx):
    ticket(ctx, subject="Printer", request=" ".join(f"{n:07x}" for n in range(200_000)), solution="x" * 100_000)
    assert found(ctx, "printer") == 1
    assert found(ctx, "y" * 5000) == 0


def test_a_ticket_is_found_as_soon_as_it_is_saved_and_no_longer_by_what_it_was(ctx):
    uid = ticket(ctx, subject="Printer")
    assert found(ctx, "printer") == 1
    save_ticket(ctx, uid, None, {"subject": "Scanner"})
    assert (found(ctx, "printer"), found(ctx, "scanner")) == (0, 1)
    work(ctx, uid, 5, text="Toner getauscht")
    assert found(ctx, "toner scanner") == 1


def test_a_ticket_is_found_by_its_customers_name_also_after_it_changed(ctx):
    from dataclasses import replace

    from hotline_desk.services.addresses import get_address

    uid = address(ctx, "Müller GmbH")
    ticket(ctx, uid)
    assert found(ctx, "mueller") == 1
    save_address(ctx, replace(get_address(ctx, uid), name="Öztürk AG"))
    assert (found(ctx, "mueller"), found(ctx, "oeztuerk")) == (0, 1)


@pytest.mark.parametrize("typed", ["muell", "MÜLLER söhne", "10001", "030 1234", "info@muster", "berlin"])
def test_an_address_is_found_by_any_of_its_parts(ctx, typed):
    address(ctx, "Müller & Söhne", "030/123 45-67", number="10001", city="Berlin", emails=("info@muster.example",))
    address(ctx, "Andere", "0711 5550123", number="20002", city="Stuttgart")
    assert [a.number for a in search_addresses(ctx, typed)] == ["10001"]


@settings(max_examples=1000)
@example("𝕬Ⅷ ẞﬀ")
@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(exclude_categories=("N", "C")), max_size=60))
def test_index_and_query_read_the_same_words(text):
    assert set(query_words(text)) == set(body_of([text]).split())
