from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.rules_text import rule_sentence
from hotline_desk.domain.billing.values import PERIOD, TICKET, Rules
from tests.domain.billing.test_draft import some_works
from tests.domain.billing.works import EXACT, QUARTERS, drafted, pieces, work

ENGLISH = Translator("en")


@pytest.mark.parametrize(("works", "sentence"), [
    ([work(4, rules=QUARTERS)], "increment 15/15"),
    ([work(4, rules=Rules("", first=60, next=1))], "increment 60/1 s"),
    ([work(4)], "to the second"),
    ([work(4, rules=replace(QUARTERS, scope=TICKET))], "increment 15/15, per ticket"),
    ([work(4, rules=replace(QUARTERS, scope=PERIOD, minimum=1200))], "increment 15/15, at least 20 min, per period"),
    ([work(1, rules=replace(EXACT, grace=90))], "not charged: free up to 90 s"),
    ([work(4, rules=QUARTERS, outcome="goodwill")], "Goodwill, value £23.75".replace("£", "€")),
    ([work(4, rules=replace(EXACT, grace=600), outcome="goodwill")], "Goodwill"),
    ([work(4, outcome="wrong_number")], "not charged: Wrong number"),
    ([work(4, billable=False)], "not charged"),
    ([work(4, kind="after_call")], "not charged: after-call work"),
    ([work(0)], "not charged: nothing to count"),
    ([pieces(2, 10_000)], "quantity times price"),
    ([work(4, agent_uid="a"), work(4, at="2026-10-05T09:02", agent_uid="a")], "to the second"),
])
def test_the_first_item_says_how_it_came_to_its_amount(works, sentence):
    assert rule_sentence(drafted(works).items[0], ENGLISH) == sentence


@pytest.mark.parametrize(("minutes", "sentence"), [
    (2, "not charged: at the same time as other work"), (9, "to the second, without overlapping time"),
])
def test_overlapping_time_is_told(minutes, sentence):
    works = [work(4, agent_uid="a"), work(minutes, at="2026-10-05T09:01", agent_uid="a")]
    assert rule_sentence(drafted(works).items[1], ENGLISH) == sentence


def test_a_later_worklog_of_the_ticket_points_to_the_amount():
    rules = replace(QUARTERS, scope=TICKET)
    works = [work(4, rules=rules, ticket_uid="t"), work(4, at="2026-10-05T10:00", rules=rules, ticket_uid="t")]
    assert rule_sentence(drafted(works).items[1], ENGLISH) == "contained in the ticket's amount"


@settings(deadline=None)
@given(some_works)
def test_every_item_has_a_sentence_in_both_languages(works):
    for item in drafted(works).items:
        assert rule_sentence(item, ENGLISH)
        assert rule_sentence(item, Translator("de"))
