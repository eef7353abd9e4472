"""Popups: what they say, when they come and go, and that they never take the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt

from tests.ui.whole_desk import BOSS, KNOWN, STRANGER


class Showings(QObject):
    """Calls `look` whenever one of the windows appears, and keeps what it returned."""

    def __init__(self, windows, look=lambda: None):
        super().__init__()
        self.seen, self._look = [], look
        for window in windows:
            window.installEventFilter(self)

    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Show:
            self.seen.append(self._look())
        return False


def test_a_known_caller_is_shown_with_contract_quota_and_warning(whole, box):
    box.ring(KNOWN, "732111")
    whole.until(lambda: whole.texts)
    (text,) = whole.texts
    assert "Frau Öztürk · Stadtwerke Süd" in text
    assert "+49 711 5550123" in text
    assert "Premium · 60 min left" in text
    assert "Nur mit der IT-Leitung sprechen" in text
    assert "hargeable" not in text


def test_call_and_ticket_are_stored_before_anything_is_shown(whole, box):
    showings = Showings(whole.desktop.calls.stack.popups,
                        lambda: [(row.state, row.ticket_state) for row in whole.journal()])
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    assert showings.seen == [[("ringing", "new")]]


def test_an_unknown_caller_hears_what_it_costs(whole, box):
    box.ring(STRANGER)
    whole.until(lambda: whole.texts)
    (text,) = whole.texts
    assert "Unknown" in text.split("\n")
    assert "€1.58 net per started minute" in text
    assert not whole.popups[0].customer.isVisible()


def test_a_withheld_number_is_said_to_be_withheld(whole, box):
    box.ring("")
    whole.until(lambda: whole.texts)
    assert "Number withheld" in whole.texts[0] and "to " in whole.texts[0] and "→" not in whole.texts[0]


def test_the_popup_goes_when_the_caller_gives_up(whole, box):
    call = box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    call.hang_up()
    whole.until(lambda: not whole.popups)
    (row,) = whole.journal()
    assert (row.outcome, row.ticket_state, row.needs_callback) == ("missed", "withdrawn", True)


def test_a_call_that_the_box_bars_does_not_even_flash(whole, box):
    showings = Showings(whole.desktop.calls.stack.popups)
    box.ring(KNOWN).hang_up()
    whole.until(lambda: [row for row in whole.journal() if row.outcome == "missed"])
    whole.qtbot.wait(150)
    assert not showings.seen


def test_a_number_that_stays_silent_has_no_popup(place, box, open_desk):
    place.settings(**{"calls.silent_numbers": [STRANGER]})
    whole = open_desk(place, box)
    box.ring(STRANGER)
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    assert len(whole.popups) == 1
    assert "Öztürk" in whole.texts[0]


def test_three_calls_have_a_popup_and_the_others_a_line(whole, box):
    for last in range(5):
        box.ring(f"+4930555123{last}")
    rest = whole.desktop.calls.stack.rest
    whole.until(lambda: rest.isVisible() and "and 2 more" in rest.label.text())
    assert len(whole.popups) == 3


def test_on_a_low_screen_fewer_calls_have_a_popup(whole, box, monkeypatch):
    stack, screen = whole.desktop.calls.stack, QRect(0, 0, 900, 340)
    monkeypatch.setattr(stack, "_screen", lambda: screen)
    for last in range(5):
        box.ring(f"+4930555123{last}")
    whole.until(lambda: stack.rest.isVisible() and f"and {5 - len(whole.popups)} more" in stack.rest.label.text())
    assert 1 <= len(whole.popups) < 3
    assert all(screen.contains(window.geometry()) for window in (*whole.popups, stack.rest))


def test_the_popup_takes_its_leave_when_a_colleague_answers(whole, box):
    call = box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    call.answer(12)
    whole.until(lambda: "Ben Kaya is speaking" in "".join(whole.texts))
    whole.until(lambda: not whole.popups)
    call.hang_up()


def test_it_says_who_already_speaks_with_this_company(whole, box):
    box.ring(BOSS).answer(12)
    box.ring(KNOWN)
    whole.until(lambda: any("Ben Kaya is just now speaking with this company" in text for text in whole.texts))


def test_the_popup_speaks_the_new_language_at_once(whole, box):
    box.ring("")
    whole.until(lambda: "Number withheld" in "".join(whole.texts))
    whole.do("desk.language")
    whole.until(lambda: "Number withheld" not in "".join(whole.texts))
    assert whole.popups


def test_hiding_a_popup_leaves_the_call_alone(whole, box):
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    whole.do("call.hide")
    assert not whole.popups
    assert whole.journal()[0].state == "ringing"


def test_a_popup_can_take_no_focus(whole, box):
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    popup = whole.popups[0]
    assert popup.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert popup.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert all(child.focusPolicy() == Qt.FocusPolicy.NoFocus for child in (popup.take, popup.customer, popup.cross))


def test_the_desk_shows_nothing_if_the_user_wants_it_so(place, box, open_desk):
    place.settings(**{"ui.popup": "none"})
    whole = open_desk(place, box)
    showings = Showings(whole.desktop.calls.stack.popups)
    box.ring(KNOWN)
    whole.until(lambda: whole.journal())
    whole.qtbot.wait(200)
    assert not showings.seen
