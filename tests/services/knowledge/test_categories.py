"""The tree of categories, and everything that follows when it changes."""

from __future__ import annotations

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import AGENT, User
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.domain.knowledge import Category, TextBlock
from hotline_desk.domain.own_buttons import OwnButton, read_buttons, stored_buttons
from hotline_desk.services.access import open_context, save_user, write_setting
from hotline_desk.services.calls.called import list_called_numbers, save_called_number
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.category_tree import archive_category, move_category, save_category
from hotline_desk.services.knowledge.categories import list_categories
from hotline_desk.services.knowledge.text_blocks import list_text_blocks, save_text_block
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.services.views.ticket_words import ticket_words


@pytest.fixture
def tree(ctx):
    """Netz › VPN › Zugang, Netz › WLAN and Drucker; the uids by name."""
    uids = {}
    for name, above in (("Netz", None), ("VPN", "Netz"), ("Zugang", "VPN"), ("WLAN", "Netz"), ("Drucker", None)):
        uids[name] = save_category(ctx, Category(name, uids.get(above), hint=f"Hint of {name}" if above else ""))
    return uids


def paths(ctx, archived=False):
    return [category.path for category in list_categories(ctx, archived)]


def of(ctx, uid):
    return next(category for category in list_categories(ctx, archived=True) if category.uid == uid)


def category_of(ctx, uid):
    return ticket_view(ctx, uid).fields.category


def test_each_level_stands_before_what_lies_under_it(ctx, tree):
    assert paths(ctx) == ["Netz", "Netz › VPN", "Netz › VPN › Zugang", "Netz › WLAN", "Drucker"]
    assert of(ctx, tree["Zugang"]).level == 2


def test_unsolved_tickets_follow_a_new_name_and_solved_ones_keep_theirs(ctx, tree):
    open_uid, closed_uid, other_uid = (create_ticket(ctx, {"subject": "A", "category": path}) for path in (
        "Netz › VPN › Zugang", "Netz › VPN › Zugang", "Netz › WLAN"))
    close_ticket(ctx, closed_uid, None, Closing("charge", "Done."))
    renamed = of(ctx, tree["VPN"])
    save_category(ctx, Category("Fernzugriff", renamed.parent_uid, uid=renamed.uid, version=renamed.version))
    assert category_of(ctx, open_uid) == "Netz › Fernzugriff › Zugang"
    assert category_of(ctx, closed_uid) == "Netz › VPN › Zugang"
    assert category_of(ctx, other_uid) == "Netz › WLAN"
    assert len(archive_ids(ctx, ArchiveFilter("fernzugriff"))) == 1
    assert verify_store(ctx) == []


def test_text_blocks_called_numbers_and_own_buttons_follow_too(ctx, tree):
    save_text_block(ctx, TextBlock("pw", "Password", "Reset.", "Netz › VPN"))
    save_called_number(ctx, CalledNumber("VPN", code="+4930901820", category="Netz › VPN"))
    write_setting(ctx, "ui.buttons", stored_buttons([OwnButton("A", category="Netz › VPN › Zugang", uid="1")]))
    netz = of(ctx, tree["Netz"])
    save_category(ctx, Category("Netzwerk", uid=netz.uid, version=netz.version))
    assert list_text_blocks(ctx)[0].category == "Netzwerk › VPN"
    assert list_called_numbers(ctx)[0].category == "Netzwerk › VPN"
    again = open_context(ctx.store, ctx.local, "anna")
    assert read_buttons(again.settings["ui.buttons"])[0].category == "Netzwerk › VPN › Zugang"


def test_a_moved_category_takes_what_lies_below_along(ctx, tree):
    ticket = create_ticket(ctx, {"category": "Netz › VPN › Zugang"})
    move_category(ctx, tree["VPN"], None, 0)
    assert paths(ctx) == ["VPN", "VPN › Zugang", "Netz", "Netz › WLAN", "Drucker"]
    assert category_of(ctx, ticket) == "VPN › Zugang"


def test_a_category_moves_among_its_neighbours(ctx, tree):
    move_category(ctx, tree["WLAN"], tree["Netz"], 0)
    assert paths(ctx) == ["Netz", "Netz › WLAN", "Netz › VPN", "Netz › VPN › Zugang", "Drucker"]


def test_a_category_cannot_lie_below_itself(ctx, tree):
    with pytest.raises(UserError) as refused:
        move_category(ctx, tree["Netz"], tree["Zugang"], 0)
    assert refused.value.id == "category.circle"
    with pytest.raises(UserError):
        save_category(ctx, Category("Netz", tree["Netz"], uid=tree["Netz"]))


@pytest.mark.parametrize(("name", "problem"), [(" ", "value.missing"), ("vpn", "value.taken"),
                                               ("A › B", "value.invalid"), ("x" * 119, "value.long")])
def test_a_name_that_cannot_be_is_refused(ctx, tree, name, problem):
    with pytest.raises(UserError) as refused:
        save_category(ctx, Category(name, tree["Netz"]))
    assert refused.value.id == problem
    assert len(paths(ctx)) == 5


def test_what_was_put_away_comes_back_with_what_went_with_it(ctx, tree):
    archive_category(ctx, tree["WLAN"])
    ctx.clock.advance(seconds=1)
    archive_category(ctx, tree["Netz"])
    assert paths(ctx) == ["Drucker"]
    assert len(paths(ctx, archived=True)) == 5
    archive_category(ctx, tree["Netz"], archived=False)
    assert paths(ctx) == ["Netz", "Netz › VPN", "Netz › VPN › Zugang", "Drucker"]


def test_with_categories_a_ticket_takes_no_other_word(ctx, tree):
    with pytest.raises(UserError) as refused:
        create_ticket(ctx, {"category": "VPN"})
    assert refused.value.id == "ticket.category_unknown"
    uid = create_ticket(ctx, {"category": "Netz › VPN"})
    archive_category(ctx, tree["VPN"])
    save_ticket(ctx, uid, None, {"category": "Netz › VPN", "subject": "Still this one"})
    assert ticket_view(ctx, uid).fields.subject == "Still this one"
    save_ticket(ctx, uid, None, {"category": ""})
    assert category_of(ctx, uid) == ""


def test_without_categories_any_word_will_do(ctx):
    assert category_of(ctx, create_ticket(ctx, {"category": "Whatever"})) == "Whatever"


def test_words_for_the_ticket_tell_the_tree_with_hints_and_what_was_used_lately(ctx, tree):
    for path in ("Netz › WLAN", "Drucker", "Netz › WLAN"):
        create_ticket(ctx, {"category": path, "tags": "neu, Umzug"})
    words = ticket_words(ctx)
    assert words.paths == tuple(paths(ctx))
    assert words.recent == ("Netz › WLAN", "Drucker")
    assert words.tags == ("neu", "Umzug")
    assert words.hint("Netz › VPN › Zugang") == "Hint of Zugang"
    assert words.hint("Netz › VPN › Nowhere") == "Hint of VPN"
    assert words.hint("Drucker") == words.hint("") == ""


def test_an_agent_may_look_at_categories_but_not_change_them(ctx, tree):
    save_user(ctx, User("", "bert", "Bert", AGENT))
    bert = open_context(ctx.store, None, "bert")
    assert len(list_categories(bert)) == 5
    for change in (lambda: save_category(bert, Category("New")), lambda: move_category(bert, tree["VPN"], None, 0),
                   lambda: archive_category(bert, tree["VPN"])):
        with pytest.raises(UserError) as refused:
            change()
        assert refused.value.id == "permission.denied"
