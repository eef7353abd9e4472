from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain.contracts import (
    CALLED_NUMBER,
    CATEGORY,
    CONTACT,
    ENDED,
    EXPIRING,
    LATER,
    NOTICE,
    NOTICED,
    PRODUCT,
    RUNNING,
    Contract,
    ContractScope,
    Reach,
    Terms,
    contract_for,
    months_later,
    overlapping,
    quota_left,
    standing,
    terms_for,
    why_not_renewed,
)

OLD = Contract("1", "a", "Alt", date(2026, 1, 1), date(2026, 6, 30))
NEW = Contract("2", "a", "Neu", date(2026, 6, 15))


@pytest.mark.parametrize(("day", "found"), [
    (date(2025, 12, 31), None), (date(2026, 1, 1), OLD), (date(2026, 6, 14), OLD), (date(2026, 6, 15), NEW),
    (date(2026, 6, 30), NEW), (date(2030, 1, 1), NEW),
])
def test_of_several_contracts_the_one_that_began_last_holds(day, found):
    assert contract_for(day, [NEW, OLD]) == contract_for(day, [OLD, NEW]) == found


def test_the_last_day_of_a_contract_belongs_to_it():
    assert contract_for(date(2026, 6, 30), [OLD]) == OLD
    assert contract_for(date(2026, 7, 1), [OLD]) is None


def test_terms_hold_from_their_day_until_newer_ones_of_the_name():
    first, second = Terms("1", "A"), Terms("2", "A", valid_from=date(2026, 7, 1))
    every = [second, first, Terms("3", "B")]
    assert terms_for("A", date(2026, 6, 30), every) == first
    assert terms_for("A", date(2026, 7, 1), every) == second
    assert terms_for("C", date(2026, 7, 1), every) is None


@pytest.mark.parametrize(("minutes", "used", "left"), [(120, [], 7200), (120, [3000, 2700], 1500), (60, [4000], 0)])
def test_what_is_left_of_a_quota_is_never_negative(minutes, used, left):
    assert quota_left(minutes, used) == left


ALL = Contract("all", "a", "Alles", date(2026, 1, 1))
ERP = Contract("erp", "a", "ERP", date(2026, 1, 1),
               scopes=(ContractScope(PRODUCT, "ERP"), ContractScope(PRODUCT, "CRM")))
NIGHT = Contract("night", "a", "Nacht", date(2026, 1, 1),
                 scopes=(ContractScope(PRODUCT, "ERP"), ContractScope(CALLED_NUMBER, "n1")))


@pytest.mark.parametrize(("reach", "found"), [
    (Reach(), ALL), (Reach(product="crm"), ERP), (Reach(product="ERP"), ERP),
    (Reach(frozenset({"n1"}), "ERP"), NIGHT), (Reach(frozenset({"n1"})), ALL)])
def test_the_contract_that_names_most_of_what_came_holds(reach, found):
    assert contract_for(date(2026, 5, 1), [NIGHT, ALL, ERP], reach) == found


@pytest.mark.parametrize(("scope", "reach", "covered"), [
    (ContractScope(CATEGORY, "Netz"), Reach(category="Netz › Router"), True),
    (ContractScope(CATEGORY, "Netz"), Reach(category="Netzteil"), False),
    (ContractScope(CONTACT, "c"), Reach(contact_uid="c"), True), (ContractScope(CONTACT, "c"), Reach(), False),
    (ContractScope(CALLED_NUMBER, "n"), Reach(frozenset({"n", "m"})), True)])
def test_what_falls_under_a_contract_is_named_by_kind(scope, reach, covered):
    assert Contract("1", "a", "A", date(2026, 1, 1), scopes=(scope,)).covers(reach) is covered


def test_contracts_overlap_only_for_the_same_address_and_things():
    assert overlapping(NEW, [NEW, OLD]) == OLD
    assert overlapping(ERP, [ALL, NIGHT]) is None
    assert overlapping(Contract("3", "b", "A", date(2026, 1, 1)), [ALL]) is None
    assert overlapping(Contract("3", "a", "A", date(2020, 1, 1), date(2025, 12, 31)), [ALL]) is None


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2026, 12, 31), 12, date(2027, 12, 31)), (date(2026, 12, 31), -3, date(2026, 9, 30)),
    (date(2026, 2, 28), 1, date(2026, 3, 31)), (date(2026, 1, 30), 1, date(2026, 2, 28)),
    (date(2026, 12, 15), 1, date(2027, 1, 15)), (date(2028, 2, 29), 12, date(2029, 2, 28))])
def test_the_last_of_a_month_stays_the_last(day, months, then):
    assert months_later(day, months) == then


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 240))
def test_months_later_is_so_many_months_later(day, months):
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@pytest.mark.parametrize(("more", "today", "states"), [
    ({}, date(2025, 12, 31), {LATER}), ({}, date(2026, 1, 1), {RUNNING}),
    ({"valid_to": date(2026, 12, 31)}, date(2027, 1, 1), {ENDED}),
    ({"valid_to": date(2026, 12, 31)}, date(2026, 10, 1), {RUNNING}),
    ({"valid_to": date(2026, 12, 31)}, date(2026, 10, 2), {RUNNING, EXPIRING}),
    ({"valid_to": date(2026, 12, 31), "notice_months": 3}, date(2026, 8, 1), {RUNNING, NOTICE}),
    ({"valid_to": date(2026, 12, 31), "notice_months": 3}, date(2026, 9, 30), {RUNNING, NOTICE}),
    ({"valid_to": date(2026, 12, 31), "notice_months": 3}, date(2026, 10, 1), {RUNNING}),
    ({"valid_to": date(2026, 12, 31), "notice_months": 3, "noticed_on": date(2026, 9, 1)}, date(2026, 9, 2),
     {RUNNING, NOTICED})])
def test_how_a_contract_stands_depends_on_the_day(more, today, states):
    assert standing(Contract("1", "a", "A", date(2026, 1, 1), **more), today) == states


@pytest.mark.parametrize(("more", "why"), [
    ({"renewal_months": 12, "valid_to": date(2026, 12, 31)}, None), ({"renewal_months": 12}, "endless"),
    ({"valid_to": date(2026, 12, 31)}, "months"),
    ({"renewal_months": 12, "valid_to": date(2026, 12, 31), "noticed_on": date(2026, 9, 1)}, "noticed")])
def test_what_keeps_a_contract_from_being_renewed_is_said(more, why):
    assert why_not_renewed(Contract("1", "a", "A", date(2026, 1, 1), **more)) == why
