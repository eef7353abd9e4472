"""Files from outside: names that do no harm, kinds that are only saved, texts in whatever they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain.attachments import (
    DANGEROUS,
    MOST_NAME,
    PDF,
    PICTURE,
    PROGRAM,
    TEXT,
    as_text,
    free_name,
    is_dangerous,
    media_type,
    safe_name,
    shown_as,
)


@pytest.mark.parametrize(("given_name", "kept"), [
    ("Rechnung Müller.pdf", "Rechnung Müller.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\anna\\bild.png", "bild.png"),
    ("was?\n<neu>.txt", "was_ _neu_.txt"),
    ("virus.exe. . ", "virus.exe"),
    ("rechnung.pdf          .exe", "rechnung.pdf.exe"),
    ("gehalt\u202efdp.exe", "gehaltfdp.exe"),
    ("a\u200bb.txt", "ab.txt"),
    ("CON.txt", "_CON.txt"), ("lpt1", "_lpt1"),
    ("a:b.txt", "a_b.txt"),
    ("", "file"), ("...", "file"), ("/", "file"),
])
def test_a_name_is_kept_without_what_does_harm(given_name, kept):
    assert safe_name(given_name) == kept


def test_a_long_name_keeps_its_extension():
    name = safe_name("ä" * 400 + ".docx")
    assert len(name) == MOST_NAME and name.endswith("ä.docx")


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_every_system_takes(name):
    kept = safe_name(name)
    assert 0 < len(kept) <= MOST_NAME + 1
    assert not set(kept) & set('<>:"/\\|?*\x00\n\r') and kept == kept.strip(" ").rstrip(".")
    assert safe_name(kept) == kept


@pytest.mark.parametrize("name", ["a.exe", "A.EXE", "rechnung.pdf.exe", "rechnung.exe.pdf", "x.docm", "brief.js",
                                  "link.url", "seite.html", "a.ps1.txt", ".bat"])
def test_what_may_do_anything_is_only_saved(name):
    assert is_dangerous(name)


@pytest.mark.parametrize("name", ["a.pdf", "www.example.com.pdf", "README", "brief.docx", "bild.jpeg", "archiv.tar.gz",
                                  "exe.txt", "v1.2.txt"])
def test_what_people_send_each_other_is_opened(name):
    assert not is_dangerous(name)


@pytest.mark.parametrize("beginning", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n"])
def test_a_program_is_known_by_its_beginning_whatever_it_is_called(beginning):
    kind = media_type("urlaub.jpg", beginning)
    assert kind == PROGRAM and is_dangerous("urlaub.jpg", kind)


@given(st.sampled_from(sorted(DANGEROUS)), st.sampled_from(["", ".", " ", "..", " . "]))
def test_no_dangerous_extension_hides_behind_what_the_system_drops(ending, tail):
    assert is_dangerous(safe_name(f"bild.jpg.{ending}{tail}"))


@pytest.mark.parametrize(("name", "beginning", "kind", "shown"), [
    ("a.dat", b"%PDF-1.7", "application/pdf", PDF), ("a.dat", b"\x89PNG\r\n\x1a\n", "image/png", PICTURE),
    ("a.webp", b"RIFF0000WEBPVP8 ", "image/webp", PICTURE), ("a.txt", b"Hallo", "text/plain", TEXT),
    ("a.log", b"Hallo", None, TEXT), ("a.docx", b"PK\x03\x04", None, ""), ("a.svg", b"<svg", "image/svg+xml", TEXT),
])
def test_a_kind_is_known_by_its_beginning_or_its_extension(name, beginning, kind, shown):
    found = media_type(name, beginning)
    assert (kind is None or found == kind) and shown_as(name, found) == shown


def test_a_second_file_of_a_name_gets_a_number():
    assert free_name("bild.png", {"Bild.png"}) == "bild (2).png"
    assert free_name("bild.png", {"bild.png", "bild (2).png"}) == "bild (3).png"
    assert free_name("README", {"README"}) == "README (2)"
    assert free_name("neu.png", {"bild.png"}) == "neu.png"


@pytest.mark.parametrize("body", ["Größe".encode(), "Größe".encode("cp1252"), "Größe".encode("utf-16"),
                                  b"\xef\xbb\xbf" + "Größe".encode()])
def test_a_text_is_read_in_whatever_it_was_written(body):
    assert as_text(body) == "Größe"


def test_a_text_that_is_cut_within_a_letter_stays_what_it_is():
    assert as_text("aä".encode() * 10, most=5) == "aäa"


@given(st.binary(max_size=300), st.integers(1, 300))
def test_anything_can_be_shown_as_text(body, most):
    assert isinstance(as_text(body, most), str)
