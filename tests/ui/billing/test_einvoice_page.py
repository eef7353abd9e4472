"""The electronic invoice in the frame of its document: shown by name, opened, saved."""

from __future__ import annotations

import pytest

from hotline_desk.services.billing.documents import document_file, list_documents
from tests.judges import cases
from tests.services.billing.sending_office import stored


def opened(office, ctx, case, form):
    number = stored(ctx, case, form)
    frame = office.open("document", next(d.uid for d in list_documents(ctx) if d.number == number))
    office.until(lambda: frame.view.drawn)
    return frame, number


@pytest.mark.parametrize("form", ["zugferd", "xrechnung"])
def test_what_the_electronic_invoice_says_stands_on_a_page_of_its_own(office, ctx, form):
    frame, number = opened(office, ctx, cases.hour_in_minutes(), form)
    frame.tabs.setCurrentWidget(frame.einvoice)
    office.until(lambda: frame.einvoice.list.rows())
    shown = {(t.part, t.number, t.name): frame.einvoice._value(t) for t in frame.einvoice.list.rows()}
    assert shown["Invoice", "", "Invoice number"] == number
    assert shown["Line", "1", "Unit"] == "MIN (min)"
    assert shown["Line", "1", "Net amount"] == "€31.67"


def test_a_letter_on_paper_has_no_such_page(office, ctx):
    frame, _number = opened(office, ctx, cases.mixed_rates(), "pdf")
    assert frame.tabs.count() == 2
    assert not office.shell.commands.possible("einvoice.save")


@pytest.mark.parametrize(("make", "places"), [(cases.worked_month, [1, 2, 0]), (cases.mixed_rates, [2, 0, 2])],
                         ids=["letter, statement, e-invoice", "no statement without work"])
def test_one_key_leads_through_all_pages(office, ctx, make, places):
    frame, _number = opened(office, ctx, make(), "xrechnung")
    office.until(lambda: frame.tabs.count() == 3)
    shown = []
    for _ in range(3):
        office.do("page.other")
        shown.append(frame.tabs.currentIndex())
    assert shown == places


def test_the_electronic_invoice_is_saved(office, ctx, tmp_path):
    frame, number = opened(office, ctx, cases.mixed_rates(), "xrechnung")
    office.until(lambda: office.shell.commands.possible("einvoice.save"))
    office.do("einvoice.save")
    office.until(lambda: frame.xml_panel.is_open)
    assert frame.xml_panel.place.line.text().endswith(f"{number}.xml")
    frame.xml_panel.place.line.setText(str(tmp_path / "invoice.xml"))
    office.do("panel.confirm")
    assert (tmp_path / "invoice.xml").read_bytes() == document_file(ctx, number, "xrechnung")


def test_the_electronic_invoice_is_opened_as_a_copy(office, ctx):
    frame, number = opened(office, ctx, cases.mixed_rates(), "zugferd")
    seen = []
    frame.einvoice._open_file = lambda url: seen.append(url.toLocalFile()) or True
    frame.tabs.setCurrentWidget(frame.einvoice)
    office.until(lambda: frame.einvoice.einvoice)
    office.do("einvoice.open")
    office.until(lambda: seen)
    assert seen[0].endswith(f"{number}-factur-x.xml")
