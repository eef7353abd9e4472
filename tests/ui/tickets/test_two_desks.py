"""Two people at one ticket: neither loses a word, and each sees what the other did."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hotline_desk.services.tickets.capture import save_ticket
from tests.ui.tickets.conftest import CTRL

KEY = Qt.Key


def test_what_another_saved_appears_without_moving_the_cursor(place, bert, ticket):
    ticket.fields.request.setFocus()
    place.write("Ich schreibe gerade")
    save_ticket(bert, ticket.record.uid, None, {"priority": "urgent", "subject": "Drucker brennt"})
    place.until(lambda: ticket.fields.subject.text() == "Drucker brennt")
    assert ticket.header.priority.word.text() == "Urgent"
    assert ticket.fields.request.toPlainText() == "Ich schreibe gerade"
    assert ticket.fields.request.textCursor().position() == len("Ich schreibe gerade")
    assert place.desk.window.focusWidget() is ticket.fields.request
    assert ticket.hint.isHidden()


def test_the_same_field_tells_who_changed_it_and_keeps_mine(place, bert, ticket):
    ticket.fields.subject.selectAll()
    place.write("Meiner")
    save_ticket(bert, ticket.record.uid, None, {"subject": "Berts"})
    place.until(lambda: ticket.hint.key == "both")
    assert ticket.hint.text.text() == "Bert Vogel changed: Subject. Your text is kept."
    assert ticket.fields.subject.text() == "Meiner"
    place.press(KEY.Key_S, CTRL)
    place.settle()
    assert place.view(ticket.record.uid).fields.subject == "Berts"


def test_mine_can_be_stored_over_theirs(place, bert, ticket):
    ticket.fields.subject.selectAll()
    place.write("Meiner")
    save_ticket(bert, ticket.record.uid, None, {"subject": "Berts"})
    place.until(lambda: ticket.hint.key == "both")
    ticket.hint.use_mine()
    place.until(lambda: not ticket.dirty)
    assert place.view(ticket.record.uid).fields.subject == "Meiner"
    assert ticket.hint.isHidden()


def test_theirs_can_be_taken(place, bert, ticket):
    ticket.fields.subject.selectAll()
    place.write("Meiner")
    save_ticket(bert, ticket.record.uid, None, {"subject": "Berts"})
    place.until(lambda: ticket.hint.key == "both")
    ticket.record.use_theirs()
    assert ticket.fields.subject.text() == "Berts" and not ticket.dirty


def test_a_save_that_meets_another_is_refused_and_nothing_is_lost(place, bert, ticket):
    """Bert's change has not been heard of yet when Ctrl+S comes."""
    place.changes.leave()
    ticket.fields.subject.selectAll()
    place.write("Meiner")
    save_ticket(bert, ticket.record.uid, None, {"subject": "Berts"})
    place.press(KEY.Key_S, CTRL)
    place.until(lambda: ticket.hint.key == "both")
    assert ticket.fields.subject.text() == "Meiner"
    assert place.view(ticket.record.uid).fields.subject == "Berts"
