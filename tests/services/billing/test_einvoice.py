"""Electronic invoices of documents: made with the letter, stored once, given out with the other papers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.documents import canonical, chain_hash
from hotline_desk.domain.billing.einvoice import file_kinds, require_complete
from hotline_desk.domain.billing.values import OFFER, XRECHNUNG, Document
from hotline_desk.services.billing.documents import document_file, get_document
from hotline_desk.services.billing.einvoice import finished, read_einvoice, xrechnung
from hotline_desk.services.billing.handing_out import papers_of, save_into
from hotline_desk.services.care.verify import verify_store
from tests.judges import cases
from tests.services.billing.sending_office import stored


def test_the_letter_of_a_zugferd_customer_is_stored_with_the_invoice_inside(ctx):
    number = stored(ctx, cases.mixed_rates(), "zugferd")
    letter = document_file(ctx, number, "letter")
    found = read_einvoice(get_document(ctx, number), letter)
    assert found.name == f"{number}-factur-x.xml"
    assert {term.code: term.value for term in found.terms}["BT-1"] == number
    assert document_file(ctx, number, "letter") == letter


def test_an_xrechnung_is_stored_beside_the_letter(ctx):
    number = stored(ctx, cases.mixed_rates(), "xrechnung")
    xml = document_file(ctx, number, XRECHNUNG)
    assert b"xrechnung_3.0" in xml
    assert document_file(ctx, number, XRECHNUNG) == xml
    assert b"factur-x.xml" not in document_file(ctx, number, "letter")
    assert read_einvoice(get_document(ctx, number), xml).name == f"{number}.xml"


def test_a_customer_who_wants_paper_gets_no_electronic_invoice(ctx):
    number = stored(ctx, cases.mixed_rates(), "pdf")
    with pytest.raises(UserError) as refused:
        document_file(ctx, number, XRECHNUNG)
    assert refused.value.id == "einvoice.none"


def test_all_papers_are_written_into_a_folder(ctx, tmp_path):
    number = stored(ctx, cases.worked_month(), "xrechnung")
    folder = save_into(ctx, [number], tmp_path / "papers")
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{number}-statement.pdf", f"{number}.pdf", f"{number}.xml"]
    assert [kind for kind, _name in papers_of(ctx, number)] == ["letter", "statement", "xrechnung"]


def test_the_hash_of_the_electronic_invoice_is_in_the_chain(ctx):
    number = stored(ctx, cases.mixed_rates(), "xrechnung")
    document_file(ctx, number, XRECHNUNG)
    assert verify_store(ctx) == []


def offer(form: str) -> Document:
    return replace(cases.mixed_rates(), kind=OFFER, format=form)


@pytest.mark.parametrize("form", ["zugferd", "xrechnung"])
def test_an_offer_is_never_an_electronic_invoice(form):
    assert XRECHNUNG not in file_kinds(offer(form))
    assert finished(offer(form), b"the letter") == b"the letter"
    with pytest.raises(UserError):
        xrechnung(offer(form))


def test_a_draft_is_no_electronic_invoice():
    draft = replace(cases.mixed_rates(), number=None, format="zugferd")
    assert finished(draft, b"the letter") == b"the letter"


def lacking(document: Document) -> tuple[str, object]:
    with pytest.raises(UserError) as refused:
        require_complete(document)
    return refused.value.id, refused.value.values.get("fields")


def test_an_xrechnung_needs_the_buyers_reference():
    buyer = replace(cases.BUYER, buyer_reference=" ")
    assert lacking(replace(cases.mixed_rates(), recipient=buyer, format="xrechnung")) == ("einvoice.reference", None)


def test_an_xrechnung_needs_a_mail_address_where_there_is_no_leitweg_id():
    buyer = replace(cases.MAIL_BUYER, email="")
    assert lacking(replace(cases.mixed_rates(), recipient=buyer, format="xrechnung")) == (
        "einvoice.address", ("E-mail",))


def test_an_xrechnung_needs_who_can_be_asked_and_where_to_pay():
    sender = replace(cases.mixed_rates().sender, phone="", iban="", email=" ")
    assert lacking(replace(cases.mixed_rates(), sender=sender, format="xrechnung")) == (
        "einvoice.company", ("Telephone", "E-mail", "IBAN"))


@pytest.mark.parametrize("form", ["zugferd", "xrechnung"])
def test_reverse_charge_needs_the_vat_ids_of_both(form):
    document = replace(cases.reverse_charge(), format=form)
    assert lacking(replace(document, recipient=replace(cases.AUSTRIAN, vat_id="12345"))) == (
        "einvoice.address", ("VAT id",))
    assert lacking(replace(document, sender=replace(document.sender, vat_id=""))) == (
        "einvoice.company", ("VAT id",))


def test_a_letter_on_paper_needs_nothing_of_this():
    require_complete(replace(cases.mixed_rates(), recipient=replace(cases.BUYER, buyer_reference="")))


def test_the_chain_covers_what_the_customer_gets():
    document = replace(cases.mixed_rates(), format="xrechnung")
    other = replace(document, format="zugferd")
    assert chain_hash("", canonical(document)) != chain_hash("", canonical(other))
