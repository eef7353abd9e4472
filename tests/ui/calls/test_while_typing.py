"""Nobody who types loses a key to a call, and the desk never stands still."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from hotline_desk.ui.shell.heartbeat import Heartbeat

CALLS = 20
TEXT = "Der Drucker im dritten Stock druckt größere Bögen nur noch halb. " * 3


class Typist(QObject):
    """Presses a key every few milliseconds, in whatever widget of the window the cursor stands then.

    The offscreen screen hands the focus to every new window whatever it asks for; that no popup takes it from
    the desk is shown on a real X screen (test_typing_on_x11).
    """

    def __init__(self, window, text, every_ms):
        super().__init__()
        self.left, self._window = list(text), window
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._press)
        self._timer.start(every_ms)

    def _press(self):
        if not self.left:
            self._timer.stop()
            return
        target = self._window.focusWidget()
        sign = self.left.pop(0)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))


def test_twenty_calls_while_somebody_types_into_a_ticket(whole, box, record_property):
    whole.do("ticket.new")
    whole.until(lambda: whole.active_kind() == "ticket" and isinstance(QApplication.focusWidget(), QLineEdit))
    field = QApplication.focusWidget()
    beat = Heartbeat()
    beat.start()
    typist = Typist(whole.desktop.desk.window, TEXT, 25)
    calls = []
    for number in range(CALLS):
        QTimer.singleShot(number * 200, lambda number=number: calls.append(box.ring(f"+4930555{number:04}")))
    whole.until(lambda: len(calls) == CALLS and not typist.left)
    whole.until(lambda: len([row for row in whole.journal() if row.direction == "in"]) == CALLS)
    longest = beat.stop()
    record_property("longest_gap_ms", longest)
    print(f"longest gap {longest:.0f} ms")
    assert field.text() == TEXT
    rows = whole.journal()
    assert len({row.ticket_uid for row in rows}) == CALLS
    assert len(whole.popups) == 3
    for call in calls:
        call.hang_up()
    whole.until(lambda: not whole.popups)
    assert {row.ticket_state for row in whole.journal()} == {"withdrawn"}
