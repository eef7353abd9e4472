"""How a customer is billed, as it stands at the address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.domain.articles import PriceList
from hotline_desk.domain.contracts import BillingProfile
from hotline_desk.services.articles import save_price_list
from hotline_desk.services.contracts import billing_profile, save_billing_profile
from tests import builders
from tests.ui.office import Office


@pytest.fixture
def muster(ctx) -> str:
    """The uid of a customer."""
    return builders.address(ctx)


def test_how_a_customer_is_billed_is_kept_with_the_address(office: Office, ctx, muster):
    payer = builders.address(ctx, "Payer AG")
    save_price_list(ctx, PriceList("Partner"))
    page = office.open("address", muster).billing
    page.recipient.set_value("Payer AG", payer)
    page.price_list.setCurrentText("Partner")
    for box, code in ((page.format, "zugferd"), (page.numbers, "cut"), (page.cycle, "quarterly"),
                      (page.region, "CH-ZH")):
        box.setCurrentIndex(box.findData(code))
    for field, text in ((page.days_to_pay, "30"), (page.skonto, "2"), (page.skonto_days, "10"), (page.discount, "5"),
                        (page.lines["buyer_reference"], "Dept. 7"), (page.lines["invoice_email"], "bill@x.de"),
                        (page.lines["vat_id"], "DE136695976")):
        field.setText(text)
    page.reverse_charge.click()
    office.do("frame.save")
    kept = billing_profile(ctx, muster)
    assert replace(kept, version=0) == BillingProfile(
        muster, payer, "Partner", "CH-ZH", "zugferd", "Dept. 7", "bill@x.de", "cut", "quarterly", 30, 10, 200, 500,
        True)


@pytest.mark.parametrize(("vat_id", "said"), [
    ("DE136695976", ""), ("ATU13585627", ""), ("CHE-107.787.577 MWST", ""), ("DE136695977", "cannot be right"),
    ("nonsense", "cannot be right"), ("", "")])
def test_a_vat_id_that_cannot_be_right_is_said(office: Office, ctx, muster, vat_id, said):
    page = office.open("address", muster).billing
    page.lines["vat_id"].setText(vat_id)
    page.check()
    assert said in page.form.errors().get("vat_id", "") and bool(said) is ("vat_id" in page.form.errors())


@pytest.mark.parametrize(("reference", "wrong"), [
    ("04011000-1234512345-06", False), ("04011000-1234512345-07", True), ("Department 7", False)])
def test_a_leitweg_id_with_wrong_check_digits_is_said(office: Office, ctx, muster, reference, wrong):
    page = office.open("address", muster).billing
    page.lines["buyer_reference"].setText(reference)
    page.check()
    assert ("buyer_reference" in page.form.errors()) is wrong


def test_reverse_charge_without_a_vat_id_is_said(office: Office, ctx, muster):
    page = office.open("address", muster).billing
    page.reverse_charge.click()
    assert "needs the VAT id" in page.form.errors()["vat_id"]


@pytest.mark.parametrize(("fields", "row", "said"), [
    ({"skonto": "2"}, "skonto", "Days of Skonto is missing"),
    ({"days_to_pay": "soon"}, "days_to_pay", "cannot be used"),
    ({"discount": "200"}, "discount", "cannot be used")])
def test_what_cannot_be_is_said_below_its_field(office: Office, ctx, muster, fields, row, said):
    frame = office.open("address", muster)
    for name, text in fields.items():
        getattr(frame.billing, name).setText(text)
    frame.billing.edited.emit()
    office.do("frame.save")
    assert said in frame.billing.form.errors()[row]
    assert frame.tabs.currentWidget() is frame.billing
    assert billing_profile(ctx, muster) == BillingProfile(muster)


def test_an_address_cannot_be_its_own_other_recipient(office: Office, ctx, muster):
    frame = office.open("address", muster)
    frame.billing.recipient.set_value("Muster GmbH", muster)
    frame.billing.edited.emit()
    office.do("frame.save")
    assert "gets its own invoices" in frame.billing.form.errors()["recipient"]


def test_who_may_not_change_master_data_keeps_what_stands_there(office: Office, ctx, muster, monkeypatch):
    save_billing_profile(ctx, BillingProfile(muster, discount_bp=500))
    monkeypatch.setattr("hotline_desk.ui.addresses.address.permitted", lambda _role, right: right != "master.edit")
    frame = office.open("address", muster)
    assert not frame.billing.discount.isEnabled() and frame.billing.language.isEnabled()
    frame.general.lines["name"].setText("Muster AG")
    office.do("frame.save")
    assert billing_profile(ctx, muster).discount_bp == 500
