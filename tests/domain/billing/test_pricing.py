from __future__ import annotations

import pytest

from hotline_desk.domain.articles import UNIT_NAMES, UNIT_SHORT, Article
from hotline_desk.domain.billing.pricing import article_number, priced, rules_of, rules_without_contract
from hotline_desk.domain.billing.values import TICKET, UNITS, Rules
from hotline_desk.domain.contracts import Terms

SUPPORT = Article("u", "SUP", "Telefonsupport", "hour", 950_000, 1900)


def test_every_unit_has_its_words():
    assert set(UNIT_NAMES) == set(UNIT_SHORT) == set(UNITS)


def test_the_price_of_the_terms_goes_before_the_list_price():
    assert priced(SUPPORT, Terms("t", "A", prices={"SUP": 800_000})).price_e4 == 800_000
    assert priced(SUPPORT, Terms("t", "A", prices={"X": 1})).price_e4 == priced(SUPPORT).price_e4 == 950_000


def test_a_price_of_zero_in_the_terms_is_a_price():
    assert priced(SUPPORT, Terms("t", "A", prices={"SUP": 0})).price_e4 == 0


@pytest.mark.parametrize(("own", "terms", "standard", "found"), [
    ("A", Terms("t", "T", article_number="B"), "C", "A"), (None, Terms("t", "T", article_number="B"), "C", "B"),
    (None, Terms("t", "T"), "C", "C"), (None, None, "C", "C"), (None, None, "", None),
])
def test_the_article_is_the_worklogs_then_the_terms_then_the_standard(own, terms, standard, found):
    assert article_number(own, terms, standard) == found


def test_terms_become_rules():
    terms = Terms("t", "Premium", first=900, next=300, minimum=60, grace=30, scope=TICKET, charge_after_call=True,
                  per_agent=True)
    assert rules_of(terms, "c") == Rules("Premium", 900, 300, 60, 30, TICKET, True, True, "c")
    assert rules_without_contract(60, 1) == Rules("", 60, 1)
