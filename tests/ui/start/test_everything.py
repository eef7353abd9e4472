"""The palette finds customers and tickets, not only actions."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hotline_desk.services.tickets.capture import create_ticket


def lines(whole):
    box = whole.desktop.desk.window.palette_box
    return [box.list.item(number).text() for number in range(box.list.count())]


def test_a_ticket_is_found_and_opened(whole):
    uid = create_ticket(whole.ctx, {"subject": "Drucker klemmt"})
    whole.do("desk.palette")
    box = whole.desktop.desk.window.palette_box
    whole.qtbot.keyClicks(box.field, "klemmt")
    whole.until(lambda: any("Drucker klemmt" in line for line in lines(whole)))
    whole.qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert whole.desktop.desk.windows.active().uid == uid


def test_a_customer_is_found_by_name(whole):
    whole.do("desk.palette")
    whole.qtbot.keyClicks(whole.desktop.desk.window.palette_box.field, "stadtw")
    whole.until(lambda: "Stadtwerke Süd" in lines(whole))
