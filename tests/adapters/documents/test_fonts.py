"""The typeface: what it can write, and that many can draw at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.documents.fonts import Fonts
from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.pdf_pages import text_of
from tests.adapters.documents import samples

FONTS = Fonts()


@pytest.mark.parametrize("text", [
    "Größe ÄÖÜ äöü ßẞ", "95,00 €", "İpek Yıldız Şahin ğ", "Łukasz Dvořák", "Ελλάδα", "Киев",
])
def test_european_letters_stay_as_they_are(text: str) -> None:
    assert FONTS.clean(text) == text


@pytest.mark.parametrize(("typed", "written"), [
    ("A → B", "A -> B"), ("fertig ✓", "fertig x"), ("u\u0308ber", "über"), ("ein\u00adfach", "einfach"),
    ("a\x00b\x07c", "abc"), ("Zeile\r\nzwei", "Zeile\nzwei"), ("dünn\u2009weit", "dünn weit"),
    ("👍🏽 gut", "\N{REPLACEMENT CHARACTER} gut"), ("\ud800 halb", "\N{REPLACEMENT CHARACTER} halb"),
])
def test_other_characters_get_a_spelling_that_can_be_seen(typed: str, written: str) -> None:
    assert FONTS.clean(typed) == written


@given(st.text(max_size=100))
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    assert FONTS.clean(FONTS.clean(text)) == FONTS.clean(text)


def test_bold_is_wider() -> None:
    assert FONTS.width("Rechnungsbetrag", 9, bold=True) > FONTS.width("Rechnungsbetrag", 9) > 0


def test_papers_drawn_at_the_same_time_are_the_same_as_alone() -> None:
    documents = [samples.invoice(samples.mixed(n), number=f"RE-2026-{n:05}") for n in range(1, 9)]
    alone = [render_letter(document) for document in documents]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(render_letter, documents))

    assert together == alone
    assert all(document.number in text_of(pdf) for document, pdf in zip(documents, together, strict=True))
