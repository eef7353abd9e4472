"""Pages as pixels and text, and the printed list of open tasks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.open_form import render_open_form
from hotline_desk.adapters.documents.open_list import render_open_list
from hotline_desk.adapters.documents.pdf_pages import page_count, render_page, text_of
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator
from tests.adapters.documents import samples

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def open_list(count: int, **changes: object) -> str:
    told = {"title": "Offene Vorgänge", "texts": Translator("de"), "printed_at": NOW, "zone": "Europe/Berlin"}
    return text_of(render_open_list(samples.open_rows(count), **{**told, **changes}))  # type: ignore[arg-type]


def test_a_page_becomes_opaque_pixels() -> None:
    image = render_page(render_letter(samples.invoice([samples.work(0)])), 0, 1.0)

    assert (image.width, image.height) == (596, 842)
    assert len(image.pixels) == image.width * image.height * 4
    assert set(image.pixels[3::4]) == {255}
    assert 0.002 < sum(value < 128 for value in image.pixels[::4]) / (image.width * image.height) < 0.2


def test_colours_are_blue_green_red() -> None:
    image = render_page(render_letter(samples.invoice([samples.work(0)])), 0, 2.0)
    blues, reds = image.pixels[0::4], image.pixels[2::4]

    assert any(blue > red + 60 for blue, red in zip(blues, reds, strict=True))


def test_pages_may_be_read_from_many_threads() -> None:
    pdf = render_letter(samples.invoice(samples.mixed(12)))
    expected = render_page(pdf, 0, 0.5)

    with ThreadPoolExecutor(4) as pool:
        assert all(image == expected for image in pool.map(lambda _: render_page(pdf, 0, 0.5), range(12)))


def test_what_is_no_pdf_is_told() -> None:
    with pytest.raises(UserError) as raised:
        page_count(b"no PDF at all")

    assert raised.value.id == "file.unreadable"


def test_every_open_ticket_is_on_the_list() -> None:
    text = open_list(60)

    assert all(row.number in text for row in samples.open_rows(60))
    assert "60 Vorgänge" in text and "Stand 21.11.2026 10:00" in text


def test_what_is_overdue_stands_first_and_says_so() -> None:
    text = open_list(30)
    late = [row.number for row in samples.open_rows(30) if row.overdue]

    first = max(text.index(number) for number in late)
    assert all(text.index(row.number) > first for row in samples.open_rows(30) if not row.overdue)
    assert "überfällig seit 1 Tag" in text


def test_priorities_are_words_not_colours_alone() -> None:
    text = open_list(10)

    assert all(word in text for word in ("Dringend", "Hoch", "Normal", "Niedrig"))


def test_groups_have_headings_and_are_named_again_overleaf() -> None:
    pages = open_list(80, grouping="agent").split("\f")

    assert "Ohne Bearbeiter (20)" in "".join(pages)
    assert any("(Fortsetzung)" in page for page in pages[1:])
    assert all("Ansprechpartner, Telefon" in page for page in pages)


def test_the_form_has_every_ticket_and_blanks_on_more_pages() -> None:
    form = text_of(render_open_form(samples.open_rows(40), title="Offene Vorgänge", texts=Translator("de"),
                                    printed_at=NOW, zone="Europe/Berlin", grouping="team"))

    assert all(row.number in form for row in samples.open_rows(40))
    assert all(word in form for word in ("Erledigt", "Von", "Bis", "Zeichen", "Erreicht"))
    assert form.count("\f") > open_list(40).count("\f")


def test_an_empty_list_says_so() -> None:
    assert "Es gibt keine offenen Vorgänge." in open_list(0)
