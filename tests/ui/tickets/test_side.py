"""The side of a ticket: what is known of the caller, and one key into each of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.services.addresses import get_address, save_address
from hotline_desk.services.contracts import list_contracts
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.ui.shell.frame import Frame
from tests import builders
from tests.ui.tickets.conftest import ALT, SHIFT, at

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)


@pytest.fixture
def opened(place):
    """What was opened of other subjects: kind and uid."""
    found = []

    def register(kind):
        def make(uid, **_args):
            found.append((kind, uid))
            return Frame(place.desk.shell, uid)

        place.windows.register(kind, make)

    for kind in ("address", "contract", "document", "documents", "journal"):
        register(kind)
    return found


@pytest.fixture
def süd(ctx):
    """Stadtwerke Süd: two persons, a contract, a note, a warning."""
    builders.article(ctx)
    uid = save_address(ctx, Address(
        "Stadtwerke Süd", number="20001", note="Zahlt pünktlich.", warning="Nur an der IT-Leitung",
        phones=(Phone("030 55512300"),),
        contacts=(Contact("Öztürk", "Elif", phones=(Phone("030 55512311"),)), Contact("Braun", "Jan"))))
    builders.contract(ctx, uid, at(9).replace(day=1), "Premium", quota_minutes=60, article_number="SUP")
    return uid


def rows(frame):
    return [frame.side.list.item(n).text() for n in range(frame.side.list.count())]


def wide(place, uid):
    """The ticket in a window that has room for the side."""
    frame = place.open("ticket", uid)
    place.windows.window_of(frame).resize(1060, 700)
    place.until(lambda: frame.body.beside)
    return frame


def test_notes_contract_contacts_and_calls_stand_below_the_tickets(place, line, süd):
    line.ring("+493055512300").answer().hang_up()
    frame = place.open("ticket", create_ticket(place.ctx, {"subject": "Neu", "address_uid": süd}))
    place.until(lambda: any("Premium" in row for row in rows(frame)) and any("Earlier" in row for row in rows(frame)))
    told = "\n".join(rows(frame))
    order = ["Nur an der IT-Leitung", "Zahlt pünktlich.", "Premium · 60 of 60 min left", "Elif Öztürk", "Jan Braun",
             "Earlier calls"]
    assert sorted(order, key=told.index) == order


def test_one_key_opens_the_contract(place, süd, opened):
    frame = place.open("ticket", create_ticket(place.ctx, {"subject": "Neu", "address_uid": süd}))
    place.until(lambda: "side.contract" not in frame.switched_off())
    place.press(KEY.Key_T, ALT | SHIFT)
    assert opened == [("contract", list_contracts(place.ctx)[0].uid)]


def test_one_key_and_an_arrow_make_a_contact_the_one_who_calls(place, süd, opened):
    ticket = create_ticket(place.ctx, {"subject": "Neu", "address_uid": süd})
    frame = wide(place, ticket)
    place.until(lambda: "side.contacts" not in frame.switched_off())
    place.press(KEY.Key_M, ALT | SHIFT)
    assert frame.side.list.hasFocus()
    place.press(KEY.Key_Down)
    place.press(KEY.Key_Return)
    assert frame.fields.contact.currentText() == "Jan Braun"
    frame.save()
    place.until(lambda: place.view(ticket).contact == "Jan Braun")
    place.until(lambda: any(frame.side.list.item(n).text().startswith("Jan") for n in range(frame.side.list.count())))


def test_esc_brings_the_cursor_back_from_the_side(place, süd, opened):
    frame = wide(place, create_ticket(place.ctx, {"subject": "Neu", "address_uid": süd}))
    place.until(lambda: "side.contacts" not in frame.switched_off())
    frame.fields.request.setFocus()
    place.press(KEY.Key_M, ALT | SHIFT)
    assert frame.side.list.hasFocus()
    place.press(KEY.Key_Escape)
    assert frame.fields.request.hasFocus()


def test_what_the_cursor_is_on_is_read_in_full_below_the_list(place, süd, opened):
    other = create_ticket(place.ctx, {"subject": "Scanner sendet keine Mails"})
    close_ticket(place.ctx, other, None, Closing("charge", "Kennwort des Postfachs war abgelaufen"))
    frame = wide(place, create_ticket(place.ctx, {"subject": "Scanner sendet nichts", "address_uid": süd}))
    place.until(lambda: frame.side.nth(1) == other)
    hint = frame.side.note.text()
    frame.side.list.setCurrentRow(1)
    frame.side.list.setFocus()
    assert "Kennwort des Postfachs war abgelaufen" in frame.side.note.text()
    place.press(KEY.Key_Escape)
    frame.fields.subject.setFocus()
    assert frame.side.note.text() == hint


def test_where_the_frame_is_narrow_the_key_shows_the_page_of_the_side(place, süd, opened):
    frame = place.open("ticket", create_ticket(place.ctx, {"subject": "Neu", "address_uid": süd}))
    place.windows.window_of(frame).resize(600, 640)
    place.until(lambda: not frame.body.beside)
    place.until(lambda: "side.contacts" not in frame.switched_off())
    place.press(KEY.Key_M, ALT | SHIFT)
    assert frame.side.list.isVisible() and frame.side.list.hasFocus()
    place.press(KEY.Key_Escape)
    assert frame.fields.subject.hasFocus()


def test_a_key_leads_to_the_earlier_call_and_its_ticket(place, line, süd, opened):
    call = line.ring("+493055512300").answer()
    call.hang_up()
    before = place.view
    frame = wide(place, create_ticket(place.ctx, {"subject": "Neu", "address_uid": süd}))
    place.until(lambda: "side.calls" not in frame.switched_off())
    place.press(KEY.Key_R, ALT | SHIFT)
    place.until(lambda: place.windows.active() is not frame)
    assert before(place.windows.active().uid).calls[0].uid == call.uid


def test_a_section_that_is_not_there_has_no_key(place, ticket):
    place.settle()
    assert {"side.notes", "side.contract", "side.items", "side.contacts", "side.calls"} <= ticket.switched_off()


def test_digits_do_not_change_when_similar_tickets_come(place, muster):
    for number in range(8):
        create_ticket(place.ctx, {"subject": f"Anderes {number}", "address_uid": muster})
    far = create_ticket(place.ctx, {"subject": "Scanner sendet keine Mails"})
    frame = place.open("ticket", create_ticket(place.ctx, {"subject": "", "address_uid": muster}))
    place.until(lambda: frame.side.nth(1))
    before = [frame.side.nth(n) for n in range(1, 7)]
    frame.fields.subject.setFocus()
    place.write("Scanner sendet nicht")
    place.until(lambda: far in [frame.side.nth(n) for n in range(1, 10)])
    assert [frame.side.nth(n) for n in range(1, len([b for b in before if b]) + 1)] == [b for b in before if b]


def test_another_customer_brings_what_is_known_of_him(place, süd, muster):
    ticket = create_ticket(place.ctx, {"subject": "Neu", "address_uid": muster})
    frame = place.open("ticket", ticket)
    save_ticket(place.ctx, ticket, None, {"address_uid": süd})
    place.until(lambda: any("Zahlt" in row for row in rows(frame)))


def test_a_new_note_at_the_customer_comes_by_itself(place, süd):
    frame = place.open("ticket", create_ticket(place.ctx, {"subject": "Neu", "address_uid": süd}))
    place.until(lambda: any("Zahlt" in row for row in rows(frame)))
    save_address(place.ctx, replace(get_address(place.ctx, süd), note="Liefersperre!"))
    place.until(lambda: any("Liefersperre" in row for row in rows(frame)))
