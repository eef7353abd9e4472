"""Texts with an abbreviation: one's own and everybody's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import AGENT, User
from hotline_desk.domain.knowledge import TextBlock
from hotline_desk.services.access import open_context, save_user
from hotline_desk.services.knowledge.text_blocks import list_text_blocks, save_text_block


@pytest.fixture
def bert(ctx):
    """An agent without master data."""
    save_user(ctx, User("", "bert", "Bert", AGENT))
    return open_context(ctx.store, None, "bert", clock=ctx.clock)


def test_everybody_sees_the_companys_blocks_and_only_their_own_besides(ctx, bert):
    save_text_block(ctx, TextBlock("gr", "Greeting", "Hello {contact},", own=False))
    save_text_block(ctx, TextBlock("a", "Anna's", "Anna's"))
    save_text_block(bert, TextBlock("b", "Bert's", "Bert's"))
    assert [block.abbreviation for block in list_text_blocks(ctx)] == ["a", "gr"]
    assert [(block.abbreviation, block.own) for block in list_text_blocks(bert)] == [("b", True), ("gr", False)]


def test_an_agent_changes_neither_the_companys_blocks_nor_anothers(ctx, bert):
    save_text_block(ctx, TextBlock("gr", "Greeting", "Hello", own=False))
    own = save_text_block(ctx, TextBlock("a", "Anna's", "Anna's"))
    shared = list_text_blocks(bert)[0]
    for block in (replace(shared, text="Bye"), replace(shared, own=True), TextBlock("x", "X", "X", own=False),
                  TextBlock("a", "Stolen", "Stolen", uid=own)):
        with pytest.raises(UserError):
            save_text_block(bert, block)
    assert list_text_blocks(ctx)[1].text == "Hello"


def test_ones_own_may_be_called_like_the_companys_but_not_like_another_of_ones_own(ctx):
    save_text_block(ctx, TextBlock("gr", "Greeting", "Hello", own=False))
    save_text_block(ctx, TextBlock("GR", "Mine", "Hi"))
    with pytest.raises(UserError) as refused:
        save_text_block(ctx, TextBlock("gr", "Again", "Again"))
    assert refused.value.id == "value.taken"


@pytest.mark.parametrize(("abbreviation", "text", "problem"), [
    ("", "A", "value.missing"), ("a b", "A", "value.invalid"), ("/a", "A", "value.invalid"),
    ("x" * 41, "A", "value.long"), ("a", " \n", "value.missing")])
def test_a_block_that_nobody_could_use_is_refused(ctx, abbreviation, text, problem):
    with pytest.raises(UserError) as refused:
        save_text_block(ctx, TextBlock(abbreviation, "Title", text))
    assert refused.value.id == problem


def test_a_block_is_put_away_and_its_abbreviation_is_free_again(ctx):
    save_text_block(ctx, TextBlock("a", "Old", "Old"))
    save_text_block(ctx, replace(list_text_blocks(ctx)[0], archived=True))
    save_text_block(ctx, TextBlock("a", "New", "New"))
    assert [block.text for block in list_text_blocks(ctx)] == ["New"]
    assert len(list_text_blocks(ctx, archived=True)) == 2
    with pytest.raises(UserError):
        save_text_block(ctx, replace(list_text_blocks(ctx, archived=True)[0], archived=False))


def test_without_a_title_it_is_called_by_its_abbreviation(ctx):
    save_text_block(ctx, TextBlock("a", "", "Text\n\n"))
    assert (list_text_blocks(ctx)[0].title, list_text_blocks(ctx)[0].text) == ("a", "Text")
