"""Where things stand on paper: envelope window, margins, nothing cut off; and that the faces are embedded."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image

from hotline_desk.adapters.documents.design import Design
from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.open_form import render_open_form
from hotline_desk.adapters.documents.open_list import render_open_list
from hotline_desk.adapters.documents.pdf_pages import PdfPages, TextBox, text_of
from hotline_desk.adapters.documents.statement import render_statement
from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.values import OFFER, Document, Party
from tests.adapters.documents import samples

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4
HARD = Party(
    name=f"{LONG_WORD[:90]} GmbH & Co. KG", contact="Frau Prof. Dr. Ayşe Öztürk-von der Größenwahn 😀",
    street="Straße des 17. Juni " * 4, postcode="10623", city="Berlin", country="CH", number="K-" + "9" * 30,
    order_reference=LONG_WORD[:60], cost_centre="Kostenstelle " * 9, vat_id="CHE123456789MWST",
)


def _logo() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (600, 240), (20, 120, 90)).save(picture, "PNG")
    return picture.getvalue()


LOGO = _logo()


def boxes(pdf: bytes) -> list[list[TextBox]]:
    pages = PdfPages(pdf)
    return [pages.text_boxes(index) for index in range(pages.count())]


def hard_document() -> Document:
    texts = {"subject": LONG_WORD, "text": "😀 İstanbul → Ğöç\tß € " * 30, "solution": "\n\nZeile\n" * 3,
             "contact": LONG_WORD[:70], "agent_name": "Björn-Hendrik " * 8, "caller_number": "+49" + "7" * 12}
    works = [samples.work(n, **texts) for n in range(20)] + [samples.work(20, text="", subject="", solution="")]
    document = samples.invoice(works, HARD, text_above=LONG_WORD, text_below="Gruß\n" * 70)
    lines = tuple(replace(line, text=LONG_WORD, net_cents=line.net_cents * 4_000_000) for line in document.lines)
    return replace(document, lines=lines, net_cents=9_999_999_999, gross_cents=11_899_999_999)


def folded_letters(recipient: Party) -> list[Document]:
    """One of each kind, so that each is tried in the envelope."""
    bill = samples.invoice([samples.work(0), samples.work(1)], recipient)
    return [bill, samples.cancellation(bill), samples.correction(bill, 1, 60),
            samples.by_hand(recipient=recipient), samples.by_hand(OFFER, recipient=recipient, title=LONG_WORD)]


@pytest.mark.parametrize("place", ["right", "left", "alone"])
@pytest.mark.parametrize("recipient", [samples.MUSTER, samples.STADTWERKE, samples.ALPEN, HARD],
                         ids=["Muster", "Stadtwerke", "Alpen", "hard"])
def test_the_address_stands_in_the_window_of_the_envelope(recipient: Party, place: str) -> None:
    design = Design(logo=LOGO, logo_place=place, line="Telefonsupport seit 1998")
    for document in folded_letters(recipient):
        first = boxes(render_letter(document, design))[0]
        address = [box for box in first if box.left < 105 and 45 < box.top < 92]

        assert address[0].text.startswith("Hansa Hotline GmbH · Speicherstr. 12 · 20457 Hamburg")
        assert all(box.left > 20 and box.right < 105 and box.top > 45 and box.bottom < 90 for box in address)
        assert address[0].bottom < 62.7 < address[1].top
        assert recipient.name.split()[0][:20] in address[1].text


def test_a_long_address_is_complete() -> None:
    first = text_of(render_letter(samples.invoice([samples.work(0)], HARD)))

    assert "10623 Berlin\nSCHWEIZ" in first
    assert HARD.name.replace(" ", "") in first.replace("\n", "").replace(" ", "")


def test_the_information_block_and_the_text_stand_where_the_norm_has_them() -> None:
    first = boxes(render_letter(samples.invoice([samples.work(0)])))[0]
    block = [box for box in first if box.left > 120 and box.top < 98]
    title = next(box for box in first if box.text.startswith("Rechnung RE-"))

    assert all(box.left + 0.05 >= 125 and box.right <= 200 and box.top >= 50 and box.bottom < 98.46 for box in block)
    assert title.top >= 98.46 and abs(title.left - 25) < 1


PAPERS = {
    "letter of one line": lambda: render_letter(samples.invoice([samples.work(0)])),
    "letter of 500": lambda: render_letter(samples.invoice(samples.mixed(500))),
    "letter in English": lambda: render_letter(samples.invoice(samples.mixed(11), language="en")),
    "hard letter": lambda: render_letter(hard_document()),
    "cancellation": lambda: render_letter(samples.cancellation(samples.invoice(samples.mixed(12)))),
    "offer": lambda: render_letter(samples.by_hand(OFFER, title="Umzug der Telefonanlage"), Design(logo=LOGO)),
    "offer of many pages": lambda: render_letter(samples.by_hand(OFFER, samples.DESK_LINES * 20, language="en")),
    "invoice by hand": lambda: render_letter(samples.by_hand(skonto_days=10, skonto_bp=200, consumer=True,
                                                             text_below="Gruß\n" * 40)),
    "correction": lambda: render_letter(samples.correction(samples.invoice([samples.work(0)]), 1, 60)),
    "reverse charge": lambda: render_letter(samples.by_hand(recipient=samples.ALPEN, reverse_charge=True)),
    "statement": lambda: render_statement(samples.invoice(samples.mixed(40))),
    "hard statement": lambda: render_statement(hard_document()),
    "statement of a cancellation": lambda: render_statement(samples.cancellation(hard_document())),
    "open list": lambda: render_open_list(samples.open_rows(40), title="Offene Vorgänge", texts=Translator("de"),
                                          printed_at=NOW, zone="Europe/Berlin", grouping="agent"),
    "open form": lambda: render_open_form(samples.open_rows(40), title="Offene Vorgänge", texts=Translator("de"),
                                          printed_at=NOW, zone="Europe/Berlin", grouping="agent"),
    "hard open form": lambda: render_open_form(
        [replace(row, subject=LONG_WORD, customer=LONG_WORD, agent=LONG_WORD, team=LONG_WORD)
         for row in samples.open_rows(12)], title=LONG_WORD[:80], texts=Translator("de"), printed_at=NOW,
        zone="Europe/Berlin", grouping="customer"),
    "hard open list": lambda: render_open_list(
        [replace(row, subject=LONG_WORD, customer=LONG_WORD, agent=LONG_WORD, team=LONG_WORD, last_note=LONG_WORD * 3)
         for row in samples.open_rows(12)], title=LONG_WORD[:80], texts=Translator("de"), printed_at=NOW,
        zone="Europe/Berlin", grouping="customer"),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_is_cut_off_or_written_over(paper: str) -> None:
    pdf = PAPERS[paper]()
    wide, high = (size * 25.4 / 72 for size in PdfPages(pdf).size(0))

    for page in boxes(pdf):
        assert all(box.left > 10 and box.right < wide - 9 for box in page)
        assert all(box.top > 8 and box.bottom < high - 5 for box in page)
        assert not [(a.text, b.text) for a in page for b in page if a is not b and _overlap(a, b)]


def _overlap(a: TextBox, b: TextBox) -> bool:
    """More than the touch of two glyph boxes."""
    wide = min(a.right, b.right) - max(a.left, b.left)
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    return wide > 0.3 and high > 0.6


def test_rows_end_above_the_foot_of_the_page() -> None:
    long = samples.invoice([samples.work(0, text=f"{LONG_WORD} " * 40, solution="")], text_below="Gruß\n" * 200)

    for pdf, end, foot in ((render_statement(long), 193.5, 198), (render_letter(long), 261.5, 262)):
        assert len(boxes(pdf)) > 2
        assert all(box.bottom < end or box.top > foot for page in boxes(pdf) for box in page)


@pytest.mark.parametrize("paper", PAPERS)
def test_only_embedded_faces_are_used(paper: str) -> None:
    pdf = PAPERS[paper]()
    faces = set(re.findall(rb"/BaseFont /([^ \n]+)", pdf))

    assert faces and all(re.fullmatch(rb"[A-Z]{6}\+NotoSans-(Regular|Bold)[^ ]*", face) for face in faces)
    assert pdf.count(b"/FontFile2") == len(re.findall(rb"/Type /FontDescriptor", pdf)) > 0


@pytest.mark.parametrize("paper", PAPERS)
def test_drawing_again_gives_the_same_bytes(paper: str) -> None:
    assert PAPERS[paper]() == PAPERS[paper]()
