from __future__ import annotations

from datetime import date

import pytest

from hotline_desk.domain.contracts import Contract, Terms, contract_for, quota_left, terms_for

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
