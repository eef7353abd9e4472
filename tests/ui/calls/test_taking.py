"""Taking calls: F2, the receiver, the mouse; and what the clock of the ticket is stamped with."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.ui.tickets.closing import ClosingPanel
from tests.ui.whole_desk import BOSS, KNOWN, STRANGER


def type_into(widget, text):
    """Key presses and releases as the window system sends them."""
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))


def test_f2_opens_the_ticket_of_the_call_that_rings_longest(whole, box):
    box.ring(KNOWN)
    whole.until(lambda: len(whole.popups) == 1)
    box.ring(STRANGER)
    whole.until(lambda: len(whole.popups) == 2)
    whole.do("call.take")
    whole.until(lambda: whole.active_kind() == "ticket")
    oldest = whole.journal()[-1]
    assert whole.desktop.desk.windows.active().uid == oldest.ticket_uid
    assert oldest.number == KNOWN
    assert (oldest.agent, oldest.ticket_state) == ("Anna Weber", "open")
    assert len(whole.popups) == 1


def test_f2_again_goes_on_to_the_next_call(whole, box):
    for number in (KNOWN, STRANGER):
        box.ring(number)
    whole.until(lambda: len(whole.popups) == 2)
    for left in (1, 0):
        whole.do("call.take")
        whole.until(lambda left=left: len(whole.popups) == left)
    assert {row.agent for row in whole.journal()} == {"Anna Weber"}


def test_f2_after_the_call_opens_the_ticket_of_the_last_one(whole, box):
    call = box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    call.hang_up()
    whole.until(lambda: not whole.popups)
    whole.do("call.take")
    whole.until(lambda: whole.active_kind() == "ticket")
    assert whole.journal()[0].ticket_state == "open"


def test_f2_without_any_call_says_so(whole):
    whole.do("call.take")
    assert whole.desktop.desk.window.strip.banners[0].notice.key == "call.take"


def test_lifting_the_receiver_opens_the_ticket_when_nobody_types(whole, box):
    call = box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    call.answer(11)
    whole.until(lambda: whole.active_kind() == "ticket")
    assert not whole.popups


def test_lifting_the_receiver_opens_nothing_while_somebody_types(whole, box):
    whole.desktop.desk.windows.open("journal")
    field = QLineEdit()
    whole.qtbot.addWidget(field)
    field.show()
    call = box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    field.activateWindow()
    field.setFocus()
    whole.until(field.hasFocus)
    type_into(field, "abc")
    call.answer(11)
    whole.until(lambda: "Öztürk" in "".join(whole.texts) and whole.popups[0].view.state == "answered")
    whole.qtbot.wait(200)
    assert whole.active_kind() == "journal"
    assert field.text() == "abc"
    call.hang_up()
    whole.until(lambda: whole.journal()[0].state == "ended")


def test_a_colleagues_call_opens_nothing_here(whole, box):
    call = box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    call.answer(12)
    whole.until(lambda: not whole.popups)
    assert whole.active_kind() != "ticket"
    assert whole.journal()[0].agent == "Ben Kaya"


def test_answer_and_hang_up_stamp_exactly_one_worklog(whole, box):
    call = box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    whole.do("call.take")
    whole.until(lambda: whole.active_kind() == "ticket")
    call.answer(11)
    whole.until(lambda: whole.journal()[0].state == "answered")
    call.hang_up()
    whole.until(lambda: whole.journal()[0].state == "ended")
    row = whole.journal()[0]
    (worklog,) = ticket_view(whole.ctx, row.ticket_uid).worklogs
    assert worklog.raw_start == row.answered_at
    assert worklog.raw_end == row.ended_at
    assert (row.outcome, row.agent) == ("answered", "Anna Weber")


def test_the_click_on_a_popup_takes_that_call(whole, box):
    for number in (KNOWN, BOSS):
        box.ring(number)
    whole.until(lambda: len(whole.popups) == 2)
    (boss,) = [popup for popup in whole.popups if popup.view.number == BOSS]
    whole.qtbot.mouseClick(boss.take, Qt.MouseButton.LeftButton)
    whole.until(lambda: whole.active_kind() == "ticket")
    taken = [row.number for row in whole.journal() if row.agent == "Anna Weber"]
    assert taken == [BOSS]


def test_f4_opens_the_customer_of_the_popup(whole, box):
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    whole.do("ticket.customer")
    assert whole.active_kind() == "address"


def test_a_test_call_rings_and_is_answered_when_taken(whole):
    whole.do("call.test")
    whole.until(lambda: whole.popups)
    assert "Stadtwerke Süd" in whole.texts[0]
    whole.do("call.take")
    whole.until(lambda: whole.journal()[0].state == "answered")
    assert whole.active_kind() == "ticket"


def test_calls_that_ring_at_the_start_are_shown(place, box, open_desk):
    first = open_desk(place, box)
    box.ring(KNOWN)
    first.until(lambda: first.popups)
    second = open_desk(place)
    second.until(lambda: second.popups)
    assert "Öztürk" in second.texts[0]


def press(widget, key, text=""):
    """As a window system sends it: the shortcut is asked for first."""
    none = Qt.KeyboardModifier.NoModifier
    override = QKeyEvent(QEvent.Type.ShortcutOverride, key, none, text)
    override.ignore()
    QApplication.sendEvent(widget, override)
    if override.isAccepted():
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, none, text))


def test_what_is_typed_between_f2_and_its_ticket_goes_into_the_ticket(whole, box):
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    before = whole.desktop.desk.window
    whole.do("call.take")
    for sign in "Drucker":
        press(before, Qt.Key(ord(sign.upper())), sign)
    press(before, Qt.Key.Key_Tab, "\t")
    assert whole.active_kind() != "ticket"
    windows = whole.desktop.desk.windows
    whole.until(lambda: whole.active_kind() == "ticket" and windows.active().fields.subject.text() == "Drucker")


def test_an_order_that_comes_before_the_ticket_waits_for_it(whole, box):
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    whole.do("call.take")
    press(whole.desktop.desk.window, Qt.Key.Key_F9)
    assert whole.active_kind() != "ticket"
    windows = whole.desktop.desk.windows
    whole.until(lambda: whole.active_kind() == "ticket"
                and any(panel.isVisible() for panel in windows.active().findChildren(ClosingPanel)))
