"""Jobs for the print service: what is handed over, and what is said when it cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hotline_desk.adapters.desktop.printing import Printer, print_pdf, printers
from hotline_desk.core.errors import UserError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="CUPS is not on Windows")


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs, the only one on the search path besides the shell's."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("OUT", str(tmp_path / "out"))
    return tmp_path


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    path.chmod(0o755)


def test_the_bytes_and_the_wishes_reach_the_print_service(service: Path) -> None:
    program(service, "lp", 'for part; do printf "%s\\n" "$part"; done > "$OUT.args"; cat > "$OUT.pdf"')

    print_pdf(b"%PDF-1.4 \x00\xff", "Büro; rm -rf", title="Rechnung\nRE-1", copies=2, pages="1-3, 7")

    said = (service / "out.args").read_text().splitlines()
    assert said == ["-n", "2", "-d", "Büro; rm -rf", "-t", "Rechnung RE-1", "-P", "1-3,7", "-"]
    assert (service / "out.pdf").read_bytes() == b"%PDF-1.4 \x00\xff"


def test_the_default_printer_is_listed_first(service: Path) -> None:
    program(service, "lpstat", '[ "$1" = -e ] && printf "Buero\\nLager\\n" || echo "system default destination: Lager"')

    assert printers() == [Printer("Lager", True), Printer("Buero")]


def test_without_a_default_all_are_equal(service: Path) -> None:
    program(service, "lpstat", '[ "$1" = -e ] && echo Buero || echo "no system default destination"')

    assert printers() == [Printer("Buero")]


def test_a_machine_without_print_service_is_told_to_save_instead(service: Path) -> None:
    for act in (printers, lambda: print_pdf(b"%PDF")):
        with pytest.raises(UserError) as raised:
            act()
        assert raised.value.id == "printer.failed"
        assert "Save the document as PDF" in str(raised.value)


def test_the_words_of_the_print_service_are_passed_on(service: Path) -> None:
    program(service, "lp", 'echo "lp: The printer or class does not exist." >&2; exit 1')

    with pytest.raises(UserError) as raised:
        print_pdf(b"%PDF", "Nirgends")

    assert "The printer or class does not exist." in str(raised.value)
