"""An electronic invoice as people read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hotline_desk.adapters.einvoice.reading import terms_of
from hotline_desk.adapters.einvoice.xrechnung import ubl
from hotline_desk.adapters.einvoice.zugferd import cii
from tests.judges import cases

WRITERS = {"cii": cii, "ubl": ubl}


def read(case, kind):
    return terms_of(WRITERS[kind](replace(case(), format="xrechnung")))


@pytest.mark.parametrize("kind", WRITERS)
def test_every_part_of_the_invoice_is_read(kind):
    parts = list(dict.fromkeys(term.part for term in read(cases.document_discount, kind)))
    assert parts == ["Invoice", "Seller", "Buyer", "Payment", "Line", "Discount", "VAT", "Totals"]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_line_is_read_with_quantity_price_and_amount(kind):
    found = {term.code: term for term in read(cases.hour_in_minutes, kind) if term.number == "1"}
    assert (found["BT-129"].value, found["BT-130"].value, found["BT-130"].meaning) == ("20", "MIN", "min")
    assert (found["BT-146"].value, found["BT-149"].value, found["BT-131"].value) == ("95.00", "60", Decimal("31.67"))
    assert found["BT-134"].value == date(2026, 10, 1)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_discount_of_a_line_is_read_at_the_line(kind):
    found = [term for term in read(cases.line_discount, kind) if term.code == "BT-136"]
    assert [(term.part, term.number, term.value) for term in found] == [("Line", "1", Decimal("10.42"))]


@pytest.mark.parametrize("kind", WRITERS)
def test_codes_are_said_in_words(kind):
    found = {term.code: term.meaning for term in read(cases.cancellation, kind)}
    assert (found["BT-3"], found["BT-118"], found["BT-81"]) == ("Credit note (cancellation)", "with VAT", "set off")


@pytest.mark.parametrize("content", [b"", b"<a/>", b"no xml", b"%PDF-1.4"])
def test_what_is_no_electronic_invoice_is_refused(content):
    with pytest.raises(ValueError, match=r".+"):
        terms_of(content)
