"""Contracts with what falls under them, their renewal and notice, and the list of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hotline_desk.core.clock import SetClock
from hotline_desk.core.errors import UserError
from hotline_desk.domain.articles import PriceList
from hotline_desk.domain.contracts import (
    ARREARS,
    EXPIRING,
    NOTICE,
    PRODUCT,
    RUNNING,
    Contract,
    ContractScope,
    Terms,
)
from hotline_desk.services.articles import save_price_list
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import (
    give_notice,
    list_contracts,
    list_terms,
    renew_contracts,
    save_contract,
    save_terms,
    take_renewals_back,
)
from hotline_desk.services.views.contract_list import NoticeDue, contract_lines, notices_due
from tests import builders

FIRST = date(2026, 1, 1)


@pytest.fixture
def customer(ctx: Context) -> str:
    save_terms(ctx, Terms("", "Standard"))
    return builders.address(ctx)


def made(ctx: Context, customer: str, **more: Any) -> Contract:
    uid = save_contract(ctx, Contract("", customer, "Standard", **{"valid_from": FIRST, **more}))
    return next(c for c in list_contracts(ctx) if c.uid == uid)


def test_a_contract_keeps_all_that_is_agreed(ctx: Context, customer: str) -> None:
    save_price_list(ctx, PriceList("Partner"))
    wanted = Contract("", customer, "Standard", FIRST, date(2026, 12, 31), number="V-1", name="Hotline",
                      order_reference="B77", cost_centre="IT", price_list="Partner", cycle="quarterly",
                      notice_months=3, renewal_months=12, noticed_on=date(2026, 5, 5), note="By hand",
                      scopes=(ContractScope(PRODUCT, "ERP"), ContractScope(PRODUCT, "CRM")))
    uid = save_contract(ctx, wanted)
    kept = list_contracts(ctx)[0]
    assert replace(kept, uid="", version=1) == wanted
    save_contract(ctx, replace(kept, scopes=wanted.scopes[:1], price_list=None))
    kept = list_contracts(ctx, customer)[0]
    assert (kept.scopes, kept.price_list, kept.uid) == (wanted.scopes[:1], None, uid)


@pytest.mark.parametrize(("change", "error"), [
    ({"valid_to": date(2025, 12, 31)}, "time.order"), ({"terms": "None"}, "terms.not_found"),
    ({"price_list": "None"}, "price_list.not_found"), ({"cycle": "weekly"}, "value.invalid"),
    ({"notice_months": -1}, "value.invalid"), ({"scopes": (ContractScope("colour", "red"),)}, "value.invalid")])
def test_a_contract_that_cannot_be_is_refused(ctx: Context, customer: str, change: dict[str, Any], error: str) -> None:
    with pytest.raises(UserError) as wrong:
        save_contract(ctx, replace(Contract("", customer, "Standard", FIRST), **change))
    assert wrong.value.id == error


def test_two_contracts_for_the_same_things_do_not_overlap(ctx: Context, customer: str) -> None:
    kept = made(ctx, customer, number="V-1")
    with pytest.raises(UserError) as wrong:
        made(ctx, customer, valid_from=date(2026, 6, 1))
    assert wrong.value.id == "contract.overlaps"
    save_contract(ctx, replace(kept, valid_to=date(2026, 5, 31)))
    made(ctx, customer, valid_from=date(2026, 6, 1))
    made(ctx, customer, scopes=(ContractScope(PRODUCT, "ERP"),))
    made(ctx, builders.address(ctx, "Other"))
    assert len(list_contracts(ctx)) == 4


def test_a_contract_number_is_given_once(ctx: Context, customer: str) -> None:
    made(ctx, customer, number="V-1")
    with pytest.raises(UserError) as wrong:
        made(ctx, builders.address(ctx, "Other"), number="V-1")
    assert wrong.value.id == "value.taken"


def test_a_renewal_moves_the_end_and_can_be_taken_back(ctx: Context, customer: str) -> None:
    contract = made(ctx, customer, valid_to=date(2026, 12, 31), renewal_months=12)
    endless = made(ctx, builders.address(ctx, "Other"), renewal_months=12)
    done = renew_contracts(ctx, [contract.uid, endless.uid])
    assert [(r.uid, r.before, r.after) for r in done] == [(contract.uid, date(2026, 12, 31), date(2027, 12, 31))]
    assert take_renewals_back(ctx, done) == 1
    assert list_contracts(ctx, customer)[0].valid_to == date(2026, 12, 31)
    assert take_renewals_back(ctx, done) == 0


def test_a_contract_that_was_noticed_is_not_renewed(ctx: Context, customer: str) -> None:
    contract = made(ctx, customer, valid_to=date(2026, 12, 31), renewal_months=12)
    give_notice(ctx, contract.uid, date(2026, 9, 1), date(2026, 12, 31))
    with pytest.raises(UserError) as wrong:
        renew_contracts(ctx, [contract.uid])
    assert wrong.value.id == "contract.none_renewed"
    give_notice(ctx, contract.uid, None, date(2026, 12, 31))
    assert renew_contracts(ctx, [contract.uid])


def test_notice_ends_a_contract(ctx: Context, customer: str) -> None:
    contract = made(ctx, customer)
    with pytest.raises(UserError) as wrong:
        give_notice(ctx, contract.uid, date(2026, 11, 2), None)
    assert wrong.value.id == "contract.notice_end"
    give_notice(ctx, contract.uid, date(2026, 11, 2), date(2027, 1, 31))
    kept = list_contracts(ctx)[0]
    assert (kept.noticed_on, kept.valid_to) == (date(2026, 11, 2), date(2027, 1, 31))


def test_the_list_tells_how_contracts_stand(ctx: Context, customer: str) -> None:
    made(ctx, customer, valid_to=date(2026, 12, 31), notice_months=1)
    line = contract_lines(ctx)[0]
    assert (line.name, line.states) == ("Muster GmbH", {RUNNING, EXPIRING, NOTICE})
    assert notices_due(ctx) == [NoticeDue(line.uid, "Muster GmbH", date(2026, 11, 30))]
    give_notice(ctx, line.uid, date(2026, 11, 2), date(2026, 12, 31))
    assert notices_due(ctx) == []


def test_a_customer_with_an_invoice_past_due_is_in_arrears(ctx: Context, clock: SetClock, customer: str) -> None:
    article = builders.article(ctx)
    terms = list_terms(ctx)[0]
    save_terms(ctx, replace(terms, article_number=article))
    made(ctx, customer)
    builders.solved(ctx, customer, 60)
    number = issue_all(ctx, propose(ctx, BillingRequest(date(2026, 11, 1), date(2026, 11, 30)))).numbers[0]
    assert ARREARS not in contract_lines(ctx)[0].states
    clock.instant = datetime(2026, 12, 24, tzinfo=UTC)
    line = contract_lines(ctx)[0]
    assert ARREARS in line.states and (line.overdue, line.owed_cents) == (1, 11305)
    cancel_document(ctx, number, "wrong")
    assert contract_lines(ctx)[0].overdue == 0
