"""What is seen first: a window that fits the screen, frames that give back room they took, columns that show all."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QLineEdit

from hotline_desk.ui.notifier.notifier import Tile
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel


def test_a_small_screen_is_filled_at_first(desk):
    desk.window.restore()
    room = desk.window.screen().availableGeometry()
    assert room.width() <= 1440
    assert desk.window.isMaximized() and desk.window.width() <= room.width()


def test_a_frame_gives_back_the_room_it_took_for_a_panel_and_no_more(desk, qtbot):
    frame = desk.windows.open("plain", "a")
    window = desk.windows.window_of(frame)
    room = window.mdiArea().viewport().rect()
    for height in (room.height(), 240):
        window.setGeometry(QRect(0, 0, 400, height))
        before = window.geometry()
        window.make_room(300)
        assert room.contains(window.geometry())
        window.make_room(-300)
        assert window.geometry() == before


def test_a_panel_leaves_the_size_of_the_user_as_it_was(desk, qtbot):
    frame = desk.windows.open("plain", "a")
    window = desk.windows.window_of(frame)
    window.setGeometry(QRect(0, 0, 400, 200))
    panel = Panel(frame, "Panel", "Do it")
    panel.body.addWidget(QLineEdit())
    frame.layout().addWidget(panel)
    panel.open()
    panel.leave()
    assert window.normal == window.geometry() == QRect(0, 0, 400, 200)


def test_the_tile_of_the_notifier_lies_beside_the_tools_and_covers_none(desk, qtbot):
    tile = Tile(desk.shell, desk.window)
    qtbot.addWidget(tile)
    tile.appear()
    tools = [desk.window.tool_button(a.id) for a in desk.shell.commands.catalogue.values() if a.toolbar]
    boxes = [QRect(b.mapToGlobal(b.rect().topLeft()), b.size()) for b in tools if b is not None and b.isVisible()]
    assert boxes and not any(box.intersects(tile.frameGeometry()) for box in boxes)
    assert desk.window.frameGeometry().contains(tile.frameGeometry())


def test_a_column_is_as_wide_as_its_rows_where_there_is_room(shell, qtbot):
    columns = (Column("number", "Number", lambda row: row, width=6), Column("text", "Text", str.upper, stretch=True))
    made = RowList(shell, "wide", columns, key=str, filterable=False)
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    made.set_rows(["2026-00071"])
    assert made.table.columnWidth(0) >= made.fontMetrics().horizontalAdvance("2026-00071") + 12
    made.set_rows(["7"])
    assert made.table.columnWidth(0) < made.fontMetrics().horizontalAdvance("2026-00071")


def test_lines_that_break_are_never_squeezed_where_the_window_is_low(desk, qtbot):
    frame = desk.windows.open("plain", "1")
    note = QLabel("words " * 60)
    note.setWordWrap(True)
    frame.layout().addWidget(note)
    window = desk.windows.window_of(frame)
    window.setGeometry(0, 0, 300, 160)
    qtbot.waitUntil(lambda: note.height() >= note.heightForWidth(note.width()) > 0)
