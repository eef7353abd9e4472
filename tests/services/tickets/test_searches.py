"""Searches kept under a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import AGENT, User
from hotline_desk.services.access import list_users, save_user
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.searches import remove_search, save_search, saved_searches

WANTED = {"words": "Öztürk", "state": "open"}


@pytest.fixture
def bert(ctx):
    save_user(ctx, User("", "bert", "Bert", AGENT))
    return replace(ctx, user=next(user for user in list_users(ctx) if user.login == "bert"))


def names(ctx, frame="archive"):
    return [each.name for each in saved_searches(ctx, frame)]


def test_a_search_is_found_again_with_its_filter(ctx):
    save_search(ctx, "archive", "  My  customers ", WANTED)
    found = saved_searches(ctx, "archive")
    assert [(each.name, each.filter, each.own, each.owner) for each in found] == [
        ("My customers", WANTED, True, "Anna")]
    assert names(ctx, "tasks") == []


def test_only_shared_ones_are_a_colleagues_too(ctx, bert):
    save_search(ctx, "archive", "Mine", WANTED)
    save_search(ctx, "archive", "Ours", WANTED, shared=True)
    assert names(ctx) == ["Mine", "Ours"]
    assert [(each.name, each.own, each.owner) for each in saved_searches(bert, "archive")] == [
        ("Ours", False, "Anna")]


def test_a_search_is_changed_and_renamed(ctx):
    uid = save_search(ctx, "archive", "Old", WANTED)
    save_search(ctx, "archive", "New", {"words": "x"}, True, uid)
    found = saved_searches(ctx, "archive")
    assert [(each.uid, each.name, each.filter["words"], each.shared) for each in found] == [(uid, "New", "x", True)]


def test_a_name_is_given_once_by_each(ctx, bert):
    uid = save_search(ctx, "archive", "Late", WANTED, shared=True)
    with pytest.raises(UserError, match="already"):
        save_search(ctx, "archive", "LATE", WANTED)
    save_search(ctx, "archive", "late", WANTED, True, uid)
    save_search(bert, "archive", "Late", WANTED)
    assert names(bert) == ["Late", "late"]


def test_a_colleagues_search_stays_his(ctx, bert):
    uid = save_search(ctx, "archive", "Ours", WANTED, shared=True)
    with pytest.raises(UserError, match="belongs to Anna"):
        save_search(bert, "archive", "Ours", {}, uid=uid)
    with pytest.raises(UserError, match="belongs to Anna"):
        remove_search(bert, uid)


def test_an_administrator_clears_away_what_others_shared(ctx, bert):
    remove_search(ctx, save_search(bert, "archive", "Shared", WANTED, shared=True))
    assert names(bert) == []
    own = save_search(bert, "archive", "Own", WANTED)
    with pytest.raises(UserError):
        remove_search(ctx, own)


def test_one_that_was_put_away_comes_back(ctx):
    uid = save_search(ctx, "archive", "Late", WANTED)
    remove_search(ctx, uid)
    assert names(ctx) == []
    remove_search(ctx, uid, False)
    assert names(ctx) == ["Late"] and verify_store(ctx) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_a_name_is_needed(ctx, name):
    with pytest.raises(UserError):
        save_search(ctx, "archive", name, WANTED)
