"""The lines of a workplace: kept with their secrets, renamed, dropped and taken back; and whose telephone is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import AGENT, BOOKKEEPER, User
from hotline_desk.services.access import list_users, open_context, save_user, set_own_extension
from hotline_desk.services.feeds import Feed, drop_feed, feeds_of, keep_feed, known_callers, switched, take_back
from tests import builders
from tests.keyring_in_memory import InMemory

OFFICE, EXCHANGE = Feed("fritzbox://fritz.box#Office"), Feed("asterisk://hotline@pbx?trunk=PJSIP/amt#Exchange")


@pytest.fixture
def ring():
    with InMemory().in_use() as found:
        yield found


def again(ctx):
    """The context with fresh settings."""
    return open_context(ctx.store, ctx.local, ctx.user.login, clock=ctx.clock)


def test_a_line_takes_the_place_of_the_one_it_was(ctx, ring):
    keep_feed(ctx, OFFICE)
    keep_feed(again(ctx), EXCHANGE, "geheim")
    renamed = Feed(EXCHANGE.url.replace("#Exchange", "#Berlin"))
    assert keep_feed(again(ctx), renamed, "", EXCHANGE.url)
    assert feeds_of(again(ctx).settings) == [OFFICE, renamed]
    assert ring.kept == {("Hotline Desk", "Berlin"): "geheim"}


def test_two_lines_never_have_one_name(ctx):
    keep_feed(ctx, OFFICE)
    with pytest.raises(UserError) as refused:
        keep_feed(again(ctx), Feed("fritzbox://192.0.2.1#Office"))
    assert refused.value.id == "value.taken"
    assert feeds_of(again(ctx).settings) == [OFFICE]


def test_a_dropped_line_comes_back_with_its_secret(ctx, ring):
    keep_feed(ctx, EXCHANGE, "geheim")
    before = feeds_of(again(ctx).settings)
    secret = drop_feed(again(ctx), EXCHANGE.url)
    assert (secret, ring.kept, feeds_of(again(ctx).settings)) == ("geheim", {}, [])
    take_back(again(ctx), before, "Exchange", secret)
    assert feeds_of(again(ctx).settings) == [EXCHANGE]
    assert ring.kept == {("Hotline Desk", "Exchange"): "geheim"}


def test_a_line_is_switched_without_touching_the_others():
    assert switched([OFFICE, EXCHANGE], OFFICE.url) == [replace(OFFICE, active=False), EXCHANGE]


def test_everybody_says_which_telephone_is_his_own_and_nothing_else(ctx):
    save_user(ctx, User("", "ben", "Ben Kaya", AGENT, extension="12"))
    ben = open_context(ctx.store, ctx.local, "ben", clock=ctx.clock)
    set_own_extension(ben, " 23 ")
    assert {u.login: (u.extension, u.role) for u in list_users(ctx) if u.login == "ben"} == {"ben": ("23", AGENT)}
    save_user(ctx, User("", "eva", "Eva Buch", BOOKKEEPER))
    eva = open_context(ctx.store, ctx.local, "eva", clock=ctx.clock)
    with pytest.raises(UserError):
        save_user(eva, replace(eva.user, extension="23"))
    set_own_extension(eva, "24")


def test_a_number_is_known_by_the_address_that_has_it(ctx):
    uid = builders.address(ctx, "Muster GmbH", "030 1234567")
    assert [(known.uid, known.name) for known in known_callers(ctx, "+49301234567")] == [(uid, "Muster GmbH")]
    assert known_callers(ctx, "+49301234568") == []
