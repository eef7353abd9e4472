"""The tree of categories, built and rearranged without a mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.access import AGENT
from hotline_desk.domain.knowledge import Category
from hotline_desk.services.category_tree import save_category
from hotline_desk.services.knowledge.categories import list_categories
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.ticket import ticket_view
from tests.ui.office import press


@pytest.fixture
def tree(ctx):
    """Netz with VPN and WLAN, and Drucker; the uids by name."""
    uids = {}
    for name, above in (("Netz", None), ("VPN", "Netz"), ("WLAN", "Netz"), ("Drucker", None)):
        uids[name] = save_category(ctx, Category(name, uids.get(above)))
    return uids


def paths(office):
    return [category.path for category in list_categories(office.ctx)]


def choose(frame, uid):
    for item in frame.tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive):
        if item.data(0, Qt.ItemDataRole.UserRole) == uid:
            frame.tree.setCurrentItem(item)


def test_an_empty_tree_says_what_to_do(office):
    frame = office.open("categories")
    assert frame.nothing.isVisible()
    office.do("record.new")
    frame.panel.name.setText("Netz")
    office.do("panel.confirm")
    assert paths(office) == ["Netz"]
    assert not frame.nothing.isVisible()


def test_a_new_one_lies_beside_or_below_the_chosen_one(office, tree):
    frame = office.open("categories")
    choose(frame, tree["VPN"])
    office.do("record.new")
    assert frame.panel.above.text() == "Netz"
    frame.panel.back_out()
    office.do("category.below")
    assert frame.panel.above.text() == "Netz › VPN"
    frame.panel.name.setText("Zugang")
    frame.panel.hint.setPlainText("Look at the certificate first.")
    office.do("panel.confirm")
    assert paths(office) == ["Netz", "Netz › VPN", "Netz › VPN › Zugang", "Netz › WLAN", "Drucker"]
    assert frame.current().name == "Zugang"
    assert frame.tree.currentItem().text(1) == "Look at the certificate first."


def test_enter_renames_and_tickets_follow(office, tree):
    ticket = create_ticket(office.ctx, {"category": "Netz › VPN"})
    frame = office.open("categories")
    choose(frame, tree["VPN"])
    press(frame.tree, Qt.Key.Key_Return)
    assert frame.panel.follows.isVisible()
    frame.panel.name.setText("Fernzugriff")
    office.do("panel.confirm")
    assert ticket_view(office.ctx, ticket).fields.category == "Netz › Fernzugriff"


@pytest.mark.parametrize(("name", "way", "after"), [
    ("WLAN", "up", ["Netz", "Netz › WLAN", "Netz › VPN", "Drucker"]),
    ("VPN", "down", ["Netz", "Netz › WLAN", "Netz › VPN", "Drucker"]),
    ("Drucker", "up", ["Drucker", "Netz", "Netz › VPN", "Netz › WLAN"]),
    ("VPN", "out", ["Netz", "Netz › WLAN", "VPN", "Drucker"]),
    ("WLAN", "in", ["Netz", "Netz › VPN", "Netz › VPN › WLAN", "Drucker"]),
    ("Drucker", "in", ["Netz", "Netz › VPN", "Netz › WLAN", "Netz › Drucker"]),
])
def test_arrows_move_a_category(office, tree, name, way, after):
    frame = office.open("categories")
    choose(frame, tree[name])
    office.do(f"category.{way}")
    assert paths(office) == after
    assert frame.current().name == name


def test_what_cannot_move_further_has_no_key_for_it(office, tree):
    frame = office.open("categories")
    choose(frame, tree["Netz"])
    possible = [way for way in ("up", "down", "out", "in") if office.shell.commands.possible(f"category.{way}")]
    assert possible == ["down"]


def test_a_category_is_put_away_and_comes_back_by_undo(office, tree):
    frame = office.open("categories")
    choose(frame, tree["Netz"])
    office.do("record.archive")
    assert paths(office) == ["Drucker"]
    assert frame.tree.topLevelItemCount() == 1
    frame.archived.setChecked(True)
    assert frame.tree.topLevelItemCount() == 2
    office.undo()
    assert len(paths(office)) == 4


def test_a_wrong_name_or_place_is_told_beside_its_field(office, tree):
    frame = office.open("categories")
    choose(frame, tree["VPN"])
    office.do("record.new")
    frame.panel.name.setText("wlan")
    office.do("panel.confirm")
    assert "name" in frame.panel.form.errors()
    frame.panel.above.setFocus()
    frame.panel.above.setText("Nowhere")
    frame.panel.name.setFocus()
    assert "above" in frame.panel.form.errors()


def test_an_agent_looks_only(office, tree):
    office.use_role(AGENT)
    frame = office.open("categories")
    choose(frame, tree["VPN"])
    assert not office.shell.commands.possible("record.new")
    assert not office.shell.commands.possible("category.down")
    office.do("record.open")
    assert not frame.panel.confirm_button.isEnabled()
