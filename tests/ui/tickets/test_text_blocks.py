"""Text blocks while typing, and buttons of one's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.knowledge import Category, TextBlock
from hotline_desk.domain.own_buttons import OwnButton, stored_buttons
from hotline_desk.services.category_tree import save_category
from hotline_desk.services.knowledge.text_blocks import save_text_block
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.ui.shell.suggestions import Suggestions
from tests.builders import address
from tests.ui.tickets.conftest import ALT, CTRL

GREETING = "Hello {ansprechpartner} of {customer},\n{number} on {datum}, {agent}"


def offers(place):
    """The lists of suggestions that are to be seen."""
    return [box for box in place.desk.window.findChildren(Suggestions) if box.isVisible()]


@pytest.fixture
def blocks(ctx):
    """The uids by abbreviation."""
    made = [TextBlock("gr", "Greeting", GREETING, own=False), TextBlock("pw", "Password reset", "Password was reset."),
            TextBlock("wg", "Who", "Please call {contact}.")]
    return {block.abbreviation: save_text_block(ctx, block) for block in made}


@pytest.fixture
def frame(place, blocks):
    customer = address(place.ctx, "Muster GmbH")
    return place.open("ticket", create_ticket(place.ctx, {
        "subject": "A", "address_uid": customer, "contact_name": "Elif Öztürk"}))


def test_abbreviation_and_tab_become_the_text_with_everything_filled_in(place, frame):
    frame.fields.request.setFocus()
    place.write("First line. gr")
    place.press(Qt.Key.Key_Tab)
    number = frame.record.view.number
    assert frame.fields.request.toPlainText() == (
        f"First line. Hello Elif Öztürk of Muster GmbH,\n{number} on 02/11/2026, Anna Berger")
    assert frame.fields.request.hasFocus()
    frame.save()
    place.settle()
    assert place.view(frame.record.uid).fields.request == frame.fields.request.toPlainText()


def test_one_undo_brings_the_abbreviation_back(place, frame):
    frame.fields.request.setFocus()
    place.write("Hello pw")
    place.press(Qt.Key.Key_Tab)
    assert frame.fields.request.toPlainText() == "Hello Password was reset."
    place.press(Qt.Key.Key_Z, CTRL)
    assert frame.fields.request.toPlainText() == "Hello pw"


def test_tab_after_any_other_word_goes_to_the_next_field(place, frame):
    frame.fields.request.setFocus()
    place.write("nothing")
    place.press(Qt.Key.Key_Tab)
    assert frame.fields.request.toPlainText() == "nothing"
    assert not frame.fields.request.hasFocus()


def test_a_slash_at_the_beginning_of_a_line_offers_the_blocks(place, frame):
    frame.fields.solution.setFocus()
    place.write("/")
    box, = offers(place)
    assert [box.item(n).text().split()[0] for n in range(box.count())] == ["pw", "wg", "gr", "sperre"]
    place.write("pass")
    assert box.count() == 1
    place.press(Qt.Key.Key_Return)
    assert frame.fields.solution.toPlainText() == "Password was reset."
    assert not box.isVisible()
    place.press(Qt.Key.Key_Z, CTRL)
    assert frame.fields.solution.toPlainText() == "/pass"


def test_a_slash_inside_a_line_is_a_slash(place, frame):
    frame.fields.solution.setFocus()
    place.write("and/or")
    assert not offers(place)


def test_esc_leaves_the_slash_as_it_was_typed(place, frame):
    frame.fields.solution.setFocus()
    place.write("/p")
    place.press(Qt.Key.Key_Escape)
    place.write("w")
    assert frame.fields.solution.toPlainText() == "/pw"
    assert not offers(place)


def test_a_placeholder_that_nobody_could_fill_in_is_selected(place, blocks):
    frame = place.open("ticket", create_ticket(place.ctx, {"subject": "A"}))
    frame.fields.request.setFocus()
    place.write("wg")
    place.press(Qt.Key.Key_Tab)
    assert frame.fields.request.textCursor().selectedText() == "{contact}"
    place.write("Elif")
    assert frame.fields.request.toPlainText() == "Please call Elif."


def test_blocks_work_in_the_closing_panel_and_in_measures(place, frame):
    frame.panels.close_ticket()
    place.write("pw")
    place.press(Qt.Key.Key_Tab)
    assert frame.panels._closing.solution.toPlainText() == "Password was reset."
    frame.panels.add()
    place.write("gr")
    place.press(Qt.Key.Key_Tab)
    text = frame.panels._measure.text
    assert text.text().startswith("Hello Elif Öztürk of Muster GmbH, 2026-")
    text.undo()
    assert text.text() == "gr"


def test_a_new_block_can_be_used_at_once(place, frame):
    save_text_block(place.ctx, TextBlock("neu", "New", "Brand new."))
    place.until(lambda: any(block.abbreviation == "neu" for block in frame.record.people.blocks))
    frame.fields.request.setFocus()
    place.write("neu")
    place.press(Qt.Key.Key_Tab)
    assert frame.fields.request.toPlainText() == "Brand new."


# --- own buttons ----------------------------------------------------------------------------------

@pytest.fixture
def ctx(ctx):
    """Buttons belong to the settings of whoever works here."""
    save_category(ctx, Category("Konto"))
    block = save_text_block(ctx, TextBlock("sperre", "Unlocked", "Account unlocked.", "Konto"))
    buttons = [OwnButton("Unlocked", block, "solution", "Konto", "goodwill", "low", "1"),
               OwnButton("Urgent", priority="urgent", uid="2")]
    return replace(ctx, settings=ctx.settings.with_values({"ui.buttons": stored_buttons(buttons)}))


def test_without_own_buttons_there_is_no_row(place, ticket):
    ticket.ctx = lambda: replace(place.ctx, settings=place.ctx.settings.with_values({"ui.buttons": []}))
    ticket.own.load()
    assert ticket.own.isHidden()


def test_a_key_writes_text_category_and_priority_and_asks_for_the_outcome(place, ticket):
    place.press(Qt.Key.Key_F1, ALT)
    now = ticket.record.edits.current()
    assert (now["solution"], now["category"], now["priority"]) == ("Account unlocked.", "Konto", "low")
    assert ticket.panels._closing.is_open and ticket.panels._closing.outcomes.code() == "goodwill"
    place.press(Qt.Key.Key_Return, CTRL)
    place.until(lambda: place.view(ticket.record.uid).state == "closed")
    view = place.view(ticket.record.uid)
    assert (view.outcome, view.fields.category, view.fields.solution) == ("goodwill", "Konto", "Account unlocked.")


def test_what_a_button_did_is_told_and_taken_back(place, ticket):
    told = []
    place.desk.shell.messages.said.connect(told.append)
    ticket.fields.solution.setPlainText("Looked at it.")
    place.press(Qt.Key.Key_F1, ALT)
    assert ticket.fields.solution.toPlainText() == "Looked at it.\nAccount unlocked."
    assert told[-1].text == "Unlocked: Category, Priority, Solution, Outcome Goodwill"
    told[-1].action()
    now = ticket.record.edits.current()
    assert (now["solution"], now["category"], now["priority"]) == ("Looked at it.", "", "normal")
    assert ticket.fields.priority.code() == "normal"
    assert not ticket.panels._closing.is_open


def test_undo_leaves_what_was_typed_since(place, ticket):
    told = []
    place.desk.shell.messages.said.connect(told.append)
    place.press(Qt.Key.Key_F1, ALT)
    ticket.panels._closing.solution.setPlainText("Account unlocked. And more.")
    told[-1].action()
    now = ticket.record.edits.current()
    assert (now["solution"], now["category"]) == ("Account unlocked. And more.", "")


def test_each_button_shows_its_key_and_can_be_clicked(place, ticket):
    assert [button.text() for button in ticket.own.buttons if button.isVisible()] == [
        "Alt+F1  Unlocked", "Alt+F2  Urgent"]
    ticket.own.buttons[1].click()
    assert ticket.fields.priority.code() == "urgent"


def test_an_outcome_that_the_customer_cannot_have_is_not_told_as_done(place, ticket):
    quota = stored_buttons([OwnButton("Quota", outcome="quota", priority="high", uid="1")])
    ticket.ctx = lambda: replace(place.ctx, settings=place.ctx.settings.with_values({"ui.buttons": quota}))
    ticket.own.load()
    told = []
    place.desk.shell.messages.said.connect(told.append)
    place.press(Qt.Key.Key_F1, ALT)
    assert told[-1].text == "Quota: Priority"
    assert ticket.panels._closing.outcomes.code() == "charge"
    assert not ticket.own.isVisible()
