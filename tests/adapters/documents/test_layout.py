"""Breaking text to a width: nothing lost, nothing too wide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.documents.fonts import Fonts
from hotline_desk.adapters.documents.layout import ELLIPSIS, ellipsis, first_lines, wrap

FONTS = Fonts()
WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=300).map(FONTS.clean)
WIDTHS = st.floats(min_value=12, max_value=400)


def measure(text: str) -> float:
    return FONTS.width(text, 8)


def letters(text: str) -> str:
    return "".join(text.split())


@given(WRITTEN, WIDTHS)
def test_wrapping_loses_no_letter(text: str, width: float) -> None:
    assert letters("".join(wrap(text, width, measure))) == letters(text)


@given(WRITTEN, WIDTHS)
def test_no_line_is_wider_than_allowed(text: str, width: float) -> None:
    assert all(measure(line) <= width or len(line) == 1 for line in wrap(text, width, measure))


@given(WRITTEN)
def test_a_text_with_room_keeps_its_lines(text: str) -> None:
    lines = wrap(text, 1e9, measure)

    assert len(lines) == (text.strip().count("\n") + 1 if text.strip() else 0)


@given(WRITTEN, WIDTHS)
def test_a_shortened_text_fits_and_says_that_it_is_shortened(text: str, width: float) -> None:
    short = ellipsis(text, width, measure)

    assert measure(short) <= width or len(short) <= 2
    assert short == " ".join(text.split()) or short.endswith(ELLIPSIS)


def test_a_word_without_end_is_broken_where_the_line_ends() -> None:
    lines = wrap("x" * 1000, 100, measure)

    assert "".join(lines) == "x" * 1000
    assert len({len(line) for line in lines[:-1]}) == 1


def test_a_long_path_breaks_after_a_sign() -> None:
    lines = wrap("https://kunde.example/verwaltung/rechnungen/2026/oktober", 90, measure)

    assert all(line[-1] in "/." for line in lines[:-1])


def test_blank_lines_between_paragraphs_stay() -> None:
    assert wrap("Guten Tag,\n\nvielen Dank.\n", 500, measure) == ["Guten Tag,", "", "vielen Dank."]


def test_a_protected_space_does_not_break() -> None:
    amount = "95,00\N{NO-BREAK SPACE}€"

    assert wrap(f"Netto {amount}", measure("Netto 95,00"), measure) == ["Netto", amount]


@pytest.mark.parametrize("lines", [["a", "b", "c"], ["a b", "a b", "c"], ["", "", ""]])
def test_lines_left_out_are_told(lines: list[str]) -> None:
    assert first_lines(lines, 2, 100, measure)[-1].endswith(ELLIPSIS)
