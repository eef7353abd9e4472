"""Whom an entry means, and what an address looks like once it was added."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.domain.takeover.matching import Standing, match_all, number_key, reach_of
from hotline_desk.domain.takeover.merging import completed, gained, made_of
from hotline_desk.domain.takeover.naming import is_company, name_key, split_name, town_key
from hotline_desk.domain.takeover.values import Card

PLAN = NumberPlan("DE", "030")


@pytest.mark.parametrize(("one", "other"), [
    ("Müller & Söhne GmbH", "Mueller, Soehne"), ("Anna Weber", "Weber, Anna"), ("Frau Dr. Anna Weber", "anna weber"),
    ("Elektro Lang e. K.", "ELEKTRO LANG"), ("Groß AG", "Gross"), ("GmbH", "gmbh")])
def test_names_are_compared_without_legal_forms_titles_and_order(one, other):
    assert name_key(one) == name_key(other) != ""


def test_different_names_stay_different():
    assert len({name_key(n) for n in ("Weber", "Weber Nord", "Anna Weber", "Weberei")}) == 4
    assert town_key("Halle (Saale)") == town_key("HALLE/Saale")


@pytest.mark.parametrize(("name", "company"), [
    ("Stadtwerke Süd", True), ("Elektro Lang e.K.", True), ("Praxis Dr. Lang", False), ("Bäckerei Weiß GmbH", True),
    ("Müller + Co", True), ("Anna Weber", False), ("Weber, Anna", False), ("Mama", False), ("Telefonzentrale", False),
    ("Freiwillige Feuerwehr Neu Ulm", True), ("Hotel Adler", True), ("Frau Weber", False)])
def test_a_name_that_stands_alone_is_a_companys_or_a_persons(name, company):
    assert is_company(name) is company


@pytest.mark.parametrize(("name", "parts"), [
    ("Anna Maria Weber", ("", "Anna Maria", "Weber")), ("Weber, Anna", ("", "Anna", "Weber")),
    ("Frau Weber", ("Frau", "", "Weber")), ("Mama", ("", "", "Mama"))])
def test_a_whole_name_is_taken_apart(name, parts):
    assert split_name(name) == parts


def test_persons_go_to_their_company_and_its_own_numbers_stay_its_own():
    card = Card(2, "Muster GmbH", "Frau", "Jana", "Öhler", phones=(
        Phone("030 100", "switchboard"), Phone("030 101"), Phone("030 109", "fax")), emails=("j@m.example",))
    address = made_of(card, PLAN, "DE", "de")
    assert [p.raw for p in address.phones] == ["030 100", "030 109"]
    assert address.contacts == (
        Contact("Öhler", "Jana", "Frau", phones=(Phone("030 101"),), emails=("j@m.example",)),)


def test_a_company_of_another_name_at_the_same_number_is_not_lost():
    address = Address("Muster GmbH", phones=(Phone("030 1234567"),))
    after = completed(address, Card(2, "Anders AG", phones=(Phone("030/12345-67"),)), PLAN)
    assert (after.name, after.phones, [c.last_name for c in after.contacts]) == (
        "Muster GmbH", address.phones, ["Anders AG"])


def test_the_same_number_in_another_notation_is_not_added():
    address = Address("Muster GmbH", contacts=(Contact("Öhler", phones=(Phone("030 1234567"),)),))
    assert not gained(address, completed(address, Card(2, "Muster", phones=(Phone("+49 30 1234567"),)), PLAN))


def test_half_a_postal_address_is_not_mixed_with_another():
    address = Address("Muster GmbH", city="Ulm")
    assert completed(address, Card(2, "Muster", street="Weg 1", postcode="50667", city="Köln"), PLAN) == address


# --- whatever comes

NAMES = st.sampled_from(["", "Muster GmbH", "Muster AG", "Stadtwerke", "Lang e.K."])
LAST = st.sampled_from(["", "Weber", "Öhler", "Kurz"])
TOWNS = st.sampled_from(["", "Berlin", "Ulm"])
PHONES = st.lists(st.sampled_from(["030 1234567", "+49301234567", "0171 1234567", "0731 998877", "12"]), max_size=2)
MAILS = st.lists(st.sampled_from(["a@x.example", "A@x.example", "b@x.example"]), max_size=1)
CARDS = st.lists(st.builds(
    lambda company, last, city, phones, mails, number: Card(
        2, company, last_name=last or ("" if company else "Weber"), city=city, number=number,
        phones=tuple(Phone(raw) for raw in phones), emails=tuple(mails)),
    NAMES, LAST, TOWNS, PHONES, MAILS, st.sampled_from(["", "", "10001", "10002"])), max_size=8)


def taken(cards, stored):
    """The addresses after the cards were taken over, by uid; those there before stay first."""
    owners = {}
    found = dict(stored)
    for match in match_all(cards, [standing(a) for a in stored.values()], PLAN):
        uid = owners.setdefault(id(match.owner), match.owner.uid or f"u{len(found)}")
        if uid in found:
            found[uid] = completed(found[uid], match.card, PLAN)
        else:
            card = replace(match.card, number=match.owner.number)
            found[uid] = replace(made_of(card, PLAN, "DE", "de"), uid=uid)
    return found


def standing(address):
    phones = [*address.phones, *(p for c in address.contacts for p in c.phones)]
    emails = [*address.emails, *(e for c in address.contacts for e in c.emails)]
    return Standing(
        address.uid, address.number, address.name, address.city, address.person, not address.city,
        phones=tuple(number_key(p.raw, PLAN) for p in phones), emails=tuple(emails),
        people=tuple(c.full_name for c in address.contacts))


@given(CARDS, CARDS)
@settings(max_examples=400, deadline=None)
def test_taking_the_same_file_over_again_changes_nothing(before, cards):
    stored = taken(before, {})
    once = taken(cards, stored)
    assert taken(cards, once) == once


@given(CARDS, CARDS)
@settings(max_examples=200, deadline=None)
def test_nothing_that_is_there_is_overwritten_and_nothing_of_the_file_is_lost(before, cards):
    stored = taken(before, {})
    after = taken(cards, stored)
    for uid, address in stored.items():
        assert (after[uid].name, after[uid].number) == (address.name, address.number)
        assert after[uid].phones[:len(address.phones)] == address.phones
        assert address.city in ("", after[uid].city)
    reach = {each for a in after.values() for each in (*standing(a).phones, *map(str.casefold, standing(a).emails))}
    assert {each for card in cards for each in reach_of(card, PLAN)} <= reach
    names = {name_key(n) for a in after.values() for n in (a.name, *(c.full_name for c in a.contacts))}
    assert {name_key(card.name) for card in cards} <= names
