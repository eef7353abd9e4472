"""From the work to the electronic invoice: chosen at the customer or by the company, refused before it is final."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator
from hotline_desk.domain.contracts import BillingProfile
from hotline_desk.services.addresses import get_address, save_address
from hotline_desk.services.billing.documents import document_file, get_document
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.contracts import save_billing_profile
from tests.judges.amounts import differences, read
from tests.services.billing.office import Did, Office, only


def profile(office: Office, customer: str, **changes) -> None:
    save_billing_profile(office.ctx, BillingProfile(customer, **changes))


def issued(office: Office) -> str:
    return issue_all(office.ctx, office.propose(only("10001"))).numbers[0]


@pytest.fixture
def ready(office: Office) -> Office:
    """A company that can issue XRechnungen."""
    for key, value in (("company.phone", "030 1"), ("company.email", "an@hotline.example"),
                       ("company.iban", "DE02120300000000202051"), ("company.vat_id", "DE123456789")):
        office.set(key, value)
    return office


def complete(office: Office, customer: str) -> None:
    address = get_address(office.ctx, customer)
    save_address(office.ctx, replace(address, street="Hauptstr. 1", postcode="10115", city="Berlin", country="DE",
                                     emails=("rechnung@muster.example",)))


def test_a_customer_gets_the_form_that_was_agreed(ready):
    customer = ready.customer()
    complete(ready, customer)
    profile(ready, customer, invoice_format="xrechnung", buyer_reference="04011000-12345-03")
    ready.ticket(customer, Did(20), Did(35))
    number = issued(ready)
    xml = document_file(ready.ctx, number, "xrechnung")
    assert b"04011000-12345-03" in xml
    assert differences(read(xml), get_document(ready.ctx, number)) == []


def test_without_agreement_the_form_of_the_company_holds(ready):
    customer = ready.customer()
    complete(ready, customer)
    ready.set("billing.invoice_format", "zugferd")
    ready.ticket(customer, Did(20))
    number = issued(ready)
    assert get_document(ready.ctx, number).format == "zugferd"
    assert b"factur-x.xml" in document_file(ready.ctx, number, "letter")


def test_what_an_xrechnung_lacks_is_said_at_the_preview(ready):
    customer = ready.customer()
    profile(ready, customer, invoice_format="xrechnung", buyer_reference="Bestellung 4711")
    ready.ticket(customer, Did(20))
    proposal = ready.propose(only("10001"))
    [refusal] = proposal.refusals
    said = UserError(refusal.error, **dict(refusal.values)).sentence(Translator("en"))
    assert said == "The address of Muster GmbH lacks what an e-invoice needs: City, Postcode, E-mail. " \
                   "Fill it in at the address."
    assert proposal.drafts == ()


def test_an_xrechnung_without_buyers_reference_is_refused_at_the_preview(ready):
    customer = ready.customer()
    complete(ready, customer)
    profile(ready, customer, invoice_format="xrechnung")
    ready.ticket(customer, Did(20))
    [refusal] = ready.propose(only("10001")).refusals
    assert refusal.error == "einvoice.reference"
