"""Who owes the tax of an invoice himself, and what he needs for it."""

from __future__ import annotations

from datetime import date

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.by_hand import HandLine, HandMade
from hotline_desk.domain.billing.values import INVOICE
from hotline_desk.domain.contracts import BillingProfile
from hotline_desk.services.billing.hand_made import make_final, save_draft
from hotline_desk.services.contracts import save_billing_profile
from tests import builders
from tests.services.billing.office import Did


def buyer(office, country="AT", vat_id=None, agreed=False):
    uid = builders.address(office.ctx, "Wien GmbH", number="10001", country=country, vat_id=vat_id)
    if agreed:
        save_billing_profile(office.ctx, BillingProfile(uid, reverse_charge=True))
    office.ticket(uid, Did(60, "H100"))
    return uid


@pytest.mark.parametrize("vat_id", ["ATU1", "ATU12345678", None])
def test_a_business_abroad_without_a_vat_id_that_can_be_right_is_charged_the_tax(office, vat_id):
    buyer(office, vat_id=vat_id)
    draft, = office.drafts()
    assert (draft.reverse_charge, draft.tax_cents) == (False, 19_00)


def test_agreed_reverse_charge_without_a_right_vat_id_is_refused_at_the_preview(office):
    buyer(office, vat_id="ATU1", agreed=True)
    refusal, = office.propose().refusals
    assert (refusal.error, dict(refusal.values)) == ("billing.vat_id", {"name": "Wien GmbH"})


@pytest.mark.parametrize("country", ["DE", "CH"])
def test_at_home_and_outside_of_the_union_the_agreement_is_enough(office, country):
    buyer(office, country, agreed=True)
    draft, = office.drafts()
    assert (draft.reverse_charge, draft.tax_cents) == (True, 0)


def test_no_invoice_by_hand_becomes_final_without_it(office):
    uid = buyer(office, agreed=True)
    line = HandLine(text="Gerät", quantity_e4=10_000, price_e4=1_000_000)
    draft = save_draft(office.ctx, HandMade(INVOICE, uid, (line,), period_from=date(2026, 10, 1),
                                            period_to=date(2026, 10, 31)))
    with pytest.raises(UserError) as refused:
        make_final(office.ctx, draft)
    assert refused.value.id == "billing.vat_id"
