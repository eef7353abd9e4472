"""A routine call: taken, solved and closed with three keys besides the text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.contracts import Contract, Terms
from hotline_desk.services.addresses import get_address
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.contracts import save_contract, save_terms
from hotline_desk.services.drafts import all_drafts
from hotline_desk.services.tickets.capture import save_ticket
from tests.stories.telephone import STRANGER
from tests.ui.tickets.conftest import ALT, CTRL, SHIFT

KEY = Qt.Key


@pytest.fixture
def taking(place, line):
    """F2 as the desk binds it."""
    call = line.ring()
    call.answer()
    place.desk.windows.bind_global(
        {"call.take": lambda: place.windows.open("ticket", take_call(place.ctx, call.uid))})
    return call


def test_f2_text_f9_text_and_ctrl_enter_close_a_call(place, muster, taking):
    before = place.open("tasks")
    place.press(KEY.Key_F2)
    place.until(lambda: place.windows.active() is not before)
    frame = place.windows.active()
    place.until(lambda: place.desk.window.focusWidget() is frame.fields.subject and frame.record.view is not None)
    place.write("Drucker größer stellen")
    place.press(KEY.Key_F9)
    place.write("Häkchen gesetzt.")
    place.press(KEY.Key_Return, CTRL)

    place.until(lambda: place.windows.active() is before)
    view = place.view(frame.record.uid)
    assert (view.state, view.outcome) == ("closed", "charge")
    assert (view.fields.subject, view.fields.solution) == ("Drucker größer stellen", "Häkchen gesetzt.")
    place.settle()
    assert all_drafts(place.ctx) == []


def test_closing_during_the_call_leaves_its_clock_to_the_hang_up(place, muster, taken):
    call, frame = taken
    place.write("Drucker")
    place.press(KEY.Key_F9)
    place.write("Erledigt")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    place.ctx.clock.advance(seconds=100)
    call.hang_up()
    worklog = place.view(frame.record.uid).worklogs[0]
    assert worklog.seconds == 100


def test_after_tab_a_digit_chooses_the_outcome(place, taken):
    frame = taken[1]
    place.write("Drucker")
    place.press(KEY.Key_F9)
    place.write("Aus Kulanz")
    place.press(KEY.Key_Tab)
    place.press(KEY.Key_4)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    assert place.view(frame.record.uid).outcome == "goodwill"


def test_alt_and_a_digit_chooses_the_outcome_from_the_solution(place, taken):
    frame = taken[1]
    place.press(KEY.Key_F9)
    place.press(KEY.Key_7, ALT)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    assert place.view(frame.record.uid).outcome == "wrong_number"


def test_without_a_solution_the_panel_says_so_and_stays(place, taken):
    frame = taken[1]
    place.press(KEY.Key_F9)
    place.press(KEY.Key_Return, CTRL)
    panel = frame.panels._closing
    place.until(lambda: panel.form.errors())
    assert "solution" in panel.form.errors()
    assert panel.is_open and place.desk.window.focusWidget() is panel.solution
    assert place.view(frame.record.uid).state == "open"


def test_the_quota_is_offered_only_to_those_who_have_one(place, taken):
    frame = taken[1]
    place.press(KEY.Key_F9)
    assert not frame.panels._closing.outcomes.buttons["quota"].isEnabled()
    assert not frame.panels._closing.outcomes.choose("quota")


def test_a_customer_with_quota_left_is_closed_on_the_quota(place, line, muster, support):
    save_terms(place.ctx, Terms("", "Premium", article_number=support, quota_minutes=60))
    save_contract(place.ctx, Contract("", muster, "Premium", place.ctx.clock.now().date().replace(day=1), None))
    call = line.ring().answer()
    frame = place.open("ticket", take_call(place.ctx, call.uid))
    assert frame.header.contract.text() == "Contract Premium · 60 min left"
    place.press(KEY.Key_F9)
    assert frame.panels._closing.outcomes.code() == "quota"


def test_esc_leaves_the_panel_and_keeps_the_text(place, taken):
    frame = taken[1]
    place.press(KEY.Key_F9)
    place.write("Halb fertig")
    place.press(KEY.Key_Escape)
    assert not frame.panels._closing.is_open
    assert frame.fields.solution.toPlainText() == "Halb fertig"
    assert place.desk.window.focusWidget() is frame.fields.subject


def test_closing_can_be_undone(place, taken):
    frame = taken[1]
    said = []
    place.desk.shell.messages.said.connect(said.append)
    place.press(KEY.Key_F9)
    place.press(KEY.Key_9, ALT)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    said[-1].action()
    place.until(lambda: place.windows.frames() != [])
    assert place.view(frame.record.uid).state == "open"


def test_the_price_is_said_where_the_call_is_charged(place, line, muster, support):
    place.ctx.settings._stored["billing.article"] = support
    call = line.ring().answer()
    frame = place.open("ticket", take_call(place.ctx, call.uid))
    assert frame.header.cost.word.text() == "Chargeable, €1.58 net per started minute (Alt+Shift+Q)"


def test_that_the_price_was_told_is_stamped_by_one_key(place, line, muster, support):
    place.ctx.settings._stored["billing.article"] = support
    call = line.ring().answer()
    frame = place.open("ticket", take_call(place.ctx, call.uid))
    place.press(KEY.Key_Q, ALT | SHIFT)
    place.until(lambda: frame.record.view.price_told is not None)
    told = frame.record.view.price_told
    assert (told.text, told.at) == ("Chargeable, €1.58 net per started minute", place.ctx.clock.now())
    assert frame.header.cost.word.text().startswith("Price told at ")


def test_nothing_is_stamped_where_no_price_must_be_told(place, muster, taken):
    _call, frame = taken
    assert "price.told" in frame.switched_off()


def test_an_address_is_made_of_an_unknown_caller(place, line):
    call = line.ring(STRANGER).answer()
    frame = place.open("ticket", take_call(place.ctx, call.uid))
    assert frame.caller.isVisible()
    place.press(KEY.Key_G, CTRL)
    place.write("Bäckerei Kröger")
    place.press(KEY.Key_Tab)
    place.write("Inge")
    place.press(KEY.Key_Tab)
    place.write("Kröger")
    place.press(KEY.Key_Return)
    place.until(lambda: frame.record.view.contact == "Inge Kröger")
    assert frame.record.view.address_name == "Bäckerei Kröger"
    assert frame.caller.isHidden()
    again = line.ring(STRANGER)
    assert place.view(take_call(place.ctx, again.uid)).address_name == "Bäckerei Kröger"


def test_tab_leads_from_the_subject_to_the_request_of_a_known_customer(place, muster, taken):
    frame = taken[1]
    for field in (frame.fields.request, frame.worklogs.list.table):
        place.press(KEY.Key_Tab)
        assert place.desk.window.focusWidget() is field
    for _button in range(4):
        place.press(KEY.Key_Tab)
    for field in (frame.fields.solution, frame.fields.customer, frame.fields.contact, frame.fields.category,
                  frame.fields.kind):
        place.press(KEY.Key_Tab)
        assert place.desk.window.focusWidget() is field


def test_tab_leads_to_the_customer_while_he_is_unknown(place, ticket):
    for field in (ticket.fields.customer, ticket.caller.make, ticket.fields.contact, ticket.fields.request):
        place.press(KEY.Key_Tab)
        assert place.desk.window.focusWidget() is field


def test_a_customer_is_taken_off_by_emptying_the_field(place, muster, taken):
    frame = taken[1]
    frame.fields.customer.setFocus()
    frame.fields.customer.selectAll()
    place.press(KEY.Key_Delete)
    place.press(KEY.Key_Tab)
    place.until(lambda: frame.record.view.fields.address_uid is None)


def test_a_customer_typed_over_by_halves_comes_back(place, muster, taken):
    frame = taken[1]
    frame.fields.customer.setFocus()
    place.write("x")
    place.press(KEY.Key_Tab)
    assert frame.fields.customer.text() == "Muster GmbH · Berlin · 10001"
    assert frame.record.view.fields.address_uid == muster


def test_a_new_number_of_a_known_customer_is_kept_by_one_key(place, line, muster):
    call = line.ring(STRANGER).answer()
    uid = take_call(place.ctx, call.uid)
    contact = get_address(place.ctx, muster).contacts[0].uid
    save_ticket(place.ctx, uid, None, {"address_uid": muster, "contact_uid": contact})
    frame = place.open("ticket", uid)
    assert frame.caller.unknown.text() == "+49 89 55501230 is new at Frau Elif Öztürk."
    place.press(KEY.Key_O, CTRL | SHIFT)
    place.until(lambda: frame.caller.isHidden())
    phones = get_address(place.ctx, muster).contacts[0].phones
    assert (phones[-1].e164, phones[-1].kind) == (STRANGER, "work")


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_a_customer_is_found_while_typing(place, muster, ticket):
    ticket.fields.customer.setFocus()
    place.write("mus")
    place.until(lambda: ticket.fields.customer._popup.isVisible())
    ticket.fields.customer._completer.activated.emit("Muster GmbH · Berlin · 10001")
    place.until(lambda: ticket.record.view.fields.address_uid == muster)
    assert ticket.fields.contact.itemText(0) == "Frau Elif Öztürk"


def test_shift_f9_takes_a_closed_ticket_back(place, taken):
    frame = taken[1]
    place.press(KEY.Key_F9)
    place.press(KEY.Key_9, ALT)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    again = place.open("ticket", frame.record.uid)
    assert again.hint.key == "state"
    place.press(KEY.Key_F9, SHIFT)
    place.until(lambda: again.record.view.state == "open")
    place.until(lambda: again.hint.key == "")


def test_a_running_call_that_uses_the_quota_up_says_so(place, line, muster, support):
    save_terms(place.ctx, Terms("", "Premium", article_number=support, quota_minutes=60))
    save_contract(place.ctx, Contract("", muster, "Premium", place.ctx.clock.now().date().replace(day=1), None))
    said = []
    place.desk.shell.messages.said.connect(lambda notice: said.append(notice.text))
    frame = place.open("ticket", take_call(place.ctx, line.ring().answer().uid))
    frame.header._show_quota(50 * 60)
    assert (frame.header.contract.text(), said) == (
        "Contract Premium · 10 min left · 80 % used", ["80 % of the quota of Premium is used."])
    frame.header._show_quota(60 * 60)
    assert said[1:] == ["The quota of Premium is used up; from now on the call is charged."]
