"""Whose call it is."""

from __future__ import annotations

import pytest

from hotline_desk.domain.concerns import CallFacts, UserFacts, concerns, extensions_of, is_theirs, wanted

HOTLINE = "+493090182011"
ANNA = UserFacts("anna", "11", wants="mine")
BERT = UserFacts("bert", "12", queues=frozenset({"VPN"}), wants="mine")
CARLA = UserFacts("carla", numbers=frozenset({HOTLINE}), menus=frozenset({"2"}), wants="mine")
LEAD = UserFacts("lead", "20", wants="all")
ALL = (ANNA, BERT, CARLA, LEAD)


def shown_to(call, people=ALL):
    return [user.uid for user in people if concerns(call, user, people)]


@pytest.mark.parametrize(("call", "people"), [
    (CallFacts(frozenset({"11"})), ["anna", "lead"]),
    (CallFacts(frozenset({"11", "12"})), ["anna", "bert", "lead"]),
    (CallFacts(queue="vpn"), ["bert", "lead"]),
    (CallFacts(number=HOTLINE), ["carla", "lead"]),
    (CallFacts(number="82011"), ["carla", "lead"]),
    (CallFacts(menu="2"), ["carla", "lead"]),
    (CallFacts(frozenset({"11"}), number=HOTLINE), ["anna", "carla", "lead"]),
    (CallFacts(frozenset({"20"})), ["lead"]),
    (CallFacts(agent_uid="anna"), ["anna", "lead"]),
])
def test_a_call_is_shown_to_those_whom_a_rule_names_and_to_who_wants_all(call, people):
    assert shown_to(call) == people


@pytest.mark.parametrize("call", [
    CallFacts(), CallFacts(frozenset({"99"})), CallFacts(number="+4940669690"), CallFacts(queue="sales")])
def test_a_call_that_no_rule_names_anybody_for_is_shown_to_all(call):
    assert shown_to(call) == ["anna", "bert", "carla", "lead"]


def test_a_line_that_tells_no_extensions_leaves_it_to_the_other_rules():
    assert not is_theirs(CallFacts(number=HOTLINE), ANNA)
    assert shown_to(CallFacts(number=HOTLINE)) == ["carla", "lead"]


def test_somebody_without_an_extension_is_not_meant_by_a_call_without_one():
    assert not is_theirs(CallFacts(frozenset()), UserFacts("dora"))


@pytest.mark.parametrize(("own", "company", "expected"), [
    ("company", "all", "all"), ("company", "mine", "mine"), ("all", "mine", "all"), ("mine", "all", "mine")])
def test_the_own_setting_goes_before_the_companys(own, company, expected):
    assert wanted(own, company) == expected


def test_extensions_are_read_from_texts_with_commas():
    assert extensions_of("11", "", "12, 13,11") == {"11", "12", "13"}


def test_a_person_may_be_told_by_name():
    emma = UserFacts("emma", "15", wants="mine", names=frozenset({"emma", "emma gross"}))
    assert is_theirs(CallFacts(frozenset({"Emma Groß"})), emma)
    assert not is_theirs(CallFacts(frozenset({"Emma", "15x"})), ANNA)
    assert not is_theirs(CallFacts(frozenset({""})), UserFacts("dora"))
