"""The category of a ticket: typed in some letters, with its hint; and what the kind of a ticket asks for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.knowledge import Category
from hotline_desk.services.category_tree import save_category
from hotline_desk.services.tickets.capture import create_ticket
from tests.ui.tickets.conftest import CTRL


@pytest.fixture
def tree(ctx):
    """Netz › VPN › Zugang and Drucker."""
    netz = save_category(ctx, Category("Netz"))
    vpn = save_category(ctx, Category("VPN", netz, "Erst das Zertifikat ansehen."))
    save_category(ctx, Category("Zugang", vpn))
    save_category(ctx, Category("Drucker"))


@pytest.fixture
def frame(place, tree):
    return place.open("ticket", create_ticket(place.ctx, {"subject": "VPN"}))


def stored(place, frame):
    frame.save()
    place.settle()
    return place.view(frame.record.uid).fields


def test_letters_of_two_levels_and_enter_choose_the_category(place, frame):
    frame.fields.category.setFocus()
    place.write("vpn zu")
    assert not frame.fields.category.list.isHidden()
    place.press(Qt.Key.Key_Return)
    assert frame.fields.category.text() == "Netz › VPN › Zugang"
    assert frame.fields.category.list.isHidden()
    assert stored(place, frame).category == "Netz › VPN › Zugang"


def test_tab_takes_the_first_offer_and_goes_on(place, frame):
    frame.fields.category.setFocus()
    place.write("druck")
    place.press(Qt.Key.Key_Tab)
    assert frame.fields.category.text() == "Drucker"
    assert not frame.fields.category.hasFocus()


def test_the_hint_of_the_category_stands_below_it(place, frame):
    frame.fields.category.setFocus()
    place.write("zugang")
    place.press(Qt.Key.Key_Return)
    assert frame.fields.of_category.hint.text() == "Erst das Zertifikat ansehen."
    frame.fields.category.clear()
    assert frame.fields.of_category.hint.isHidden()


def test_the_key_downwards_offers_everything_with_the_recent_ones_first(place, tree):
    create_ticket(place.ctx, {"category": "Drucker"})
    frame = place.open("ticket", create_ticket(place.ctx, {}))
    frame.fields.category.setFocus()
    place.press(Qt.Key.Key_Down)
    shown = [frame.fields.category.list.item(n).text() for n in range(frame.fields.category.list.count())]
    assert shown == ["Drucker", "Netz", "Netz › VPN", "Netz › VPN › Zugang"]


def test_esc_closes_the_offers_and_keeps_what_was_typed(place, frame):
    frame.fields.category.setFocus()
    place.write("vpn")
    place.press(Qt.Key.Key_Escape)
    assert frame.fields.category.list.isHidden()
    assert frame.fields.category.text() == "vpn"


def test_what_is_no_category_is_told_when_the_field_is_left_and_not_stored(place, frame):
    frame.fields.category.setFocus()
    place.write("xyz")
    frame.fields.request.setFocus()
    assert "category" in frame.fields.errors()
    assert frame.fields.category.text() == "xyz"
    assert stored(place, frame).category == ""


def test_a_category_that_is_renamed_is_shown_by_its_new_name(place, frame, ctx):
    frame.fields.category.setText("Drucker")
    stored(place, frame)
    from hotline_desk.services.knowledge.categories import list_categories
    old = next(category for category in list_categories(ctx) if category.name == "Drucker")
    save_category(ctx, Category("Geräte", uid=old.uid, version=old.version))
    place.until(lambda: frame.fields.category.text() == "Geräte")
    assert not frame.record.edits.any


# --- what the kind asks for -----------------------------------------------------------------------

def test_a_remark_shows_no_solution_and_an_action_does(place, ticket):
    assert ticket.fields.solution.isVisible()
    ticket.fields.kind.setCurrentIndex(ticket.fields.kind.findData("remark"))
    assert not ticket.fields.solution.isVisible()
    assert not ticket.worklogs.isVisible()
    ticket.fields.kind.setCurrentIndex(ticket.fields.kind.findData("action"))
    assert ticket.fields.solution.isVisible()


def test_a_section_with_something_in_it_stays_in_sight(place, ticket):
    ticket.fields.solution.setPlainText("Done")
    ticket.fields.kind.setCurrentIndex(ticket.fields.kind.findData("remark"))
    assert ticket.fields.solution.isVisible()


def test_required_sections_are_marked(place, ticket):
    marked = [name for name, caption in ticket.fields._captions.items() if caption.text().endswith(" *")]
    assert marked == ["subject", "solution"]
    place.desk.shell.texts.use("de")
    marked = [name for name, caption in ticket.fields._captions.items() if caption.text().endswith(" *")]
    assert marked == ["subject", "solution"]


def test_what_is_missing_is_named_at_closing_and_the_cursor_stands_there(place):
    frame = place.open("ticket", create_ticket(place.ctx, {}))
    frame.panels.close_ticket()
    place.write("Done")
    assert frame.fields.errors() == {}
    place.press(Qt.Key.Key_Return, CTRL)
    place.until(lambda: frame.fields.errors())
    assert list(frame.fields.errors()) == ["subject"]
    assert frame.fields.subject.hasFocus()
    assert "Subject" in frame.panels._closing.form.errors()["outcome"]
    place.write("Printer")
    assert frame.fields.errors() == {}
    place.press(Qt.Key.Key_Return, CTRL)
    place.until(lambda: place.view(frame.record.uid).state == "closed")
    assert place.view(frame.record.uid).fields.solution == "Done"


def test_a_remark_is_closed_by_two_keys_without_a_solution(place):
    frame = place.open("ticket", create_ticket(place.ctx, {"kind": "remark", "request": "Well done."}))
    frame.panels.close_ticket()
    assert not frame.panels._closing.solution.isVisible()
    assert frame.panels._closing.outcomes.code() == "internal"
    place.press(Qt.Key.Key_Return, CTRL)
    place.until(lambda: place.view(frame.record.uid).state == "closed")


def test_who_forwards_is_told_what_the_next_one_needs(place, network):
    frame = place.open("ticket", create_ticket(place.ctx, {}))
    frame.panels.forward()
    frame.panels._forward.target.setText("Netzwerk")
    frame.panels._forward.confirm()
    place.until(lambda: frame.fields.errors())
    assert list(frame.fields.errors()) == ["subject"]
    assert place.view(frame.record.uid).team_name == ""


def test_one_key_makes_an_information_an_action(place):
    frame = place.open("ticket", create_ticket(place.ctx, {"subject": "A", "kind": "information"}))
    assert place.desk.shell.commands.possible("ticket.to_action")
    place.press(Qt.Key.Key_F8, CTRL)
    assert frame.fields.kind.code() == "action"
    assert not place.desk.shell.commands.possible("ticket.to_action")
    assert stored(place, frame).kind == "action"


# --- details --------------------------------------------------------------------------------------

def test_details_are_stored(place, ticket):
    details = ticket.fields.details
    details.button.click()
    details.maintenance.setCurrentIndex(details.maintenance.findData("adaptive"))
    for line, text in ((details.product, "VPN"), (details.tags, "umzug, #neu"), (details.reference, "SAP-4711")):
        line.setFocus()
        place.write(text)
    fields = stored(place, ticket)
    assert (fields.product, fields.maintenance, fields.tags, fields.reference) == (
        "VPN", "adaptive", "umzug neu", "SAP-4711")


def test_tags_are_completed_from_those_in_use(place):
    create_ticket(place.ctx, {"tags": "umzug neu"})
    frame = place.open("ticket", create_ticket(place.ctx, {}))
    tags = frame.fields.details.tags
    assert tags.suggested("neu um") == ["umzug"]
    frame.fields.details.button.click()
    tags.setFocus()
    place.write("neu um")
    place.press(Qt.Key.Key_Return)
    assert tags.text() == "neu umzug "


def test_details_that_are_filled_in_are_in_sight(place):
    frame = place.open("ticket", create_ticket(place.ctx, {"reference": "SAP-4711"}))
    assert frame.fields.details.reference.isVisible()


def test_only_an_action_asks_for_maintenance(place, ticket):
    ticket.fields.details.button.click()
    assert ticket.fields.details.maintenance.isVisible()
    ticket.fields.kind.setCurrentIndex(ticket.fields.kind.findData("information"))
    assert not ticket.fields.details.maintenance.isVisible()
