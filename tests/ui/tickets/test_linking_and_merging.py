"""Tickets linked and merged by hand, without a mouse: the panel, its preview, the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from hotline_desk.domain.addresses import Address
from hotline_desk.domain.tickets import PART_OF, RELATED
from hotline_desk.services.addresses import save_address
from hotline_desk.services.tickets.attachments import add_attachment
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.links import link_tickets, links_of
from tests.ui.tickets.conftest import CTRL, SHIFT

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

KEY = Qt.Key
LINKS = 4


@pytest.fixture
def other(place):
    return create_ticket(place.ctx, {"subject": "Fax rauscht"})


@pytest.fixture
def notices(place):
    heard = []
    place.desk.shell.messages.said.connect(heard.append)
    return heard


def choose(place, field, text):
    """Types some letters and takes the first ticket that is offered."""
    place.until(field.hasFocus)
    place.write(text)
    place.until(lambda: field._popup.isVisible())
    place.press(KEY.Key_Return) if place.desk.window.focusWidget() is not field else field._take(
        field._lines.stringList()[0])
    place.until(lambda: field.value() is not None)


def links(place, uid):
    return [(link.kind, link.ticket_uid) for link in links_of(place.ctx, uid)]


# --- linking ------------------------------------------------------------------------------------------


def test_a_ticket_is_linked_by_typing(place, ticket, other):
    place.press(KEY.Key_B, CTRL)
    choose(place, ticket.open_panel.ticket, "rauscht")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: links(place, ticket.record.uid) == [(RELATED, other)])
    place.until(lambda: ticket.body.bar.tabText(LINKS) == "Linked (1)")


def test_a_part_is_linked_from_the_whole(place, ticket, other):
    place.press(KEY.Key_B, CTRL)
    panel = ticket.open_panel
    panel.kind.set_code("has_part")
    choose(place, panel.ticket, "rauscht")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: links(place, other) == [(PART_OF, ticket.record.uid)])


def test_a_circle_is_told_beside_the_field(place, ticket, other):
    link_tickets(place.ctx, other, ticket.record.uid, PART_OF)
    place.press(KEY.Key_B, CTRL)
    panel = ticket.open_panel
    panel.kind.set_code(PART_OF)
    choose(place, panel.ticket, "rauscht")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: "is itself a part of this ticket" in panel.form.errors().get("ticket", ""))


def test_enter_opens_the_linked_ticket_and_a_key_takes_the_link_away(place, ticket, other, notices):
    link_tickets(place.ctx, ticket.record.uid, other, RELATED)
    ticket.body.bar.setCurrentIndex(LINKS)
    page = ticket.body.page(LINKS)
    place.until(lambda: page.current() is not None)
    page.list.table.setFocus()
    place.press(KEY.Key_X, CTRL | SHIFT)
    place.until(lambda: links(place, other) == [] and notices)
    notices[-1].action()
    place.until(lambda: page.current() is not None)
    page.list.table.setFocus()
    place.press(KEY.Key_Return)
    place.until(lambda: place.windows.active().uid == other)


def test_closing_a_ticket_with_open_parts_asks_in_the_panel(place, ticket, other):
    save_ticket(place.ctx, ticket.record.uid, None, {"request": "Alles"})
    link_tickets(place.ctx, other, ticket.record.uid, PART_OF)
    place.until(lambda: ticket.record.view.open_parts)
    place.press(KEY.Key_F9)
    panel = ticket.panels._closing
    assert panel.parts.isVisible()
    panel.outcomes.choose("internal")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: "Parts of this ticket are still open" in panel.form.errors().get("parts", ""))
    assert panel.parts.hasFocus()
    panel.parts.set_code("leave")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.view(ticket.record.uid).state == "closed")
    assert place.view(other).state == "open"


def test_a_ticket_without_parts_is_not_asked_about_them(place, ticket):
    place.press(KEY.Key_F9)
    assert not ticket.panels._closing.parts.isVisible()


# --- merging ------------------------------------------------------------------------------------------


def test_the_preview_is_read_before_anything_happens(place, ticket, other):
    add_attachment(place.ctx, ticket.record.uid, "a.txt", b"1")
    place.press(KEY.Key_F7, SHIFT)
    panel = ticket.open_panel
    assert not panel.confirm_button.isEnabled() and "choose the ticket that stays" in panel.told.text()
    choose(place, panel.main, "rauscht")
    place.until(panel.confirm_button.isEnabled)
    assert "1 file" in panel.told.text() and "Drucker druckt nicht" in panel.told.text()
    assert place.view(ticket.record.uid).state == "open"


def test_a_merger_goes_by_keys_takes_what_was_typed_along_and_opens_the_main_ticket(place, ticket, other, notices):
    ticket.fields.request.setFocus()
    place.write("Noch nicht gespeichert")
    place.press(KEY.Key_F7, SHIFT)
    choose(place, ticket.open_panel.main, "rauscht")
    place.until(ticket.open_panel.confirm_button.isEnabled)
    source = ticket.record.uid
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.view(source).merged_into == other)
    place.until(lambda: place.windows.active().uid == other and place.windows.find("ticket", source) is None)
    assert "Noch nicht gespeichert" in place.view(other).notes[-1].text
    assert "merged into" in notices[-1].text
    notices[-1].action()
    place.until(lambda: place.view(source).merged_into is None)


def test_different_customers_are_warned_about(place, ticket, other):
    for uid, name in ((ticket.record.uid, "Muster GmbH"), (other, "Öztürk KG")):
        save_ticket(place.ctx, uid, None, {"address_uid": save_address(place.ctx, Address(name))})
    place.press(KEY.Key_F7, SHIFT)
    panel = ticket.open_panel
    choose(place, panel.main, "rauscht")
    place.until(panel.confirm_button.isEnabled)
    assert "Different customers" in panel.told.text() and "charged to Öztürk KG" in panel.told.text()


def test_a_merged_ticket_leads_to_the_main_one_and_can_be_taken_apart(place, ticket, other):
    source = ticket.record.uid
    place.press(KEY.Key_F7, SHIFT)
    choose(place, ticket.open_panel.main, "rauscht")
    place.until(ticket.open_panel.confirm_button.isEnabled)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.find("ticket", source) is None)
    frame = place.windows.open("ticket", source)
    place.until(lambda: frame.record.view is not None and len(frame.hint._buttons) == 2)
    assert not place.desk.shell.commands.possible("attachment.add")
    frame.hint._buttons[1].click()
    place.until(lambda: place.view(source).merged_into is None)
    place.until(lambda: frame.record.view.state == "open" and not frame.hint.isVisible())


def test_a_ticket_of_the_open_list_is_merged_into_another(place, other):
    one = create_ticket(place.ctx, {"subject": "Fax tot"})
    tasks = place.open("tasks")
    place.until(lambda: len(tasks.tasks()) == 2)
    tasks.list.select(one)
    place.press(KEY.Key_F7, SHIFT)
    choose(place, tasks.open_panel.main, "rauscht")
    place.until(tasks.open_panel.confirm_button.isEnabled)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.view(one).merged_into == other)
    place.until(lambda: [task.uid for task in tasks.tasks()] == [other])


@pytest.mark.parametrize("kind", ["tasks", "archive"])
def test_several_selected_ones_become_the_oldest(place, other, kind):
    more = [create_ticket(place.ctx, {"subject": f"Fax {n}"}) for n in range(2)]
    frame = place.open(kind)
    table = frame.list.table
    place.until(lambda: frame.list.model.rowCount() == 3 and frame.list.current() is not None)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.selectAll()
    place.press(KEY.Key_F7, SHIFT)
    place.until(frame.open_panel.confirm_button.isEnabled)
    assert frame.open_panel.main.value() == other
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: [place.view(uid).merged_into for uid in more] == [other, other])


def test_what_changed_since_the_preview_is_told_and_looked_at_again(place, ticket, other):
    place.press(KEY.Key_F7, SHIFT)
    panel = ticket.open_panel
    choose(place, panel.main, "rauscht")
    place.until(panel.confirm_button.isEnabled)
    save_ticket(place.ctx, other, None, {"address_uid": save_address(place.ctx, Address("Neu GmbH"))})
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: "changed since the preview" in panel.form.errors().get("main", ""))
