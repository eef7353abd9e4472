"""The GiroCode of a printed letter, read by Debian's reader of bar codes as a telephone would."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.pdf_pages import render_page
from hotline_desk.domain.billing.values import Document
from tests.adapters.documents import samples
from tests.judges.schematron import missed

_SCALE = 150 / 72
READER = "zbarimg"


def read(document: Document, folder: Path) -> list[str]:
    """The lines of the code on the first page of a letter, drawn with 150 dots per inch."""
    if shutil.which(READER) is None:
        missed(f"{READER} missing: apt-get install zbar-tools")
    page = render_page(render_letter(document), 0, _SCALE)
    file = folder / "page.png"
    Image.frombytes("RGB", (page.width, page.height), page.pixels, "raw", "BGRX").save(file)
    done = subprocess.run([READER, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file], capture_output=True,
                          text=True, timeout=60)
    return done.stdout.rstrip("\n").split("\n")


@pytest.mark.parametrize(("name", "signs"), [("Müller & Söhne GmbH", "2"), ("Łódź Δelta sp. z o.o.", "1")])
def test_the_code_on_the_letter_pays_the_invoice(tmp_path: Path, name: str, signs: str) -> None:
    document = samples.invoice(samples.mixed(3))
    document = replace(document, sender=replace(document.sender, name=name, bic=""))
    amount = f"{document.gross_cents / 100:.2f}".rstrip("0").rstrip(".")
    assert read(document, tmp_path) == [
        "BCD", "002", signs, "SCT", "", name, "DE02120300000000202051", f"EUR{amount}", "", "", document.number]
