"""The notifier is always in sight: in the tray, or where there is none as a small window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtTest import QTest

from hotline_desk.ui.notifier.badge import badge_text, draw_badge
from hotline_desk.ui.notifier.notifier import Notifier
from hotline_desk.ui.notifier.rows import Standing, Waiting
from hotline_desk.ui.shell.texts import Texts

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


class Changes(QObject):
    changed = Signal(str)


class Source:
    def __init__(self):
        self.reads = 0
        self.standing = Standing(3, 1, 2, (Waiting("a", "2026-1", "Printer", "Abel", "09:12", True),
                                           Waiting("b", "2026-2", "VPN"), Waiting("c", "2026-3", "Mail")))

    def read(self):
        self.reads += 1
        return self.standing


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def changes():
    return Changes()


@pytest.fixture
def notifier(shell, source, changes, qtbot):
    made = Notifier(shell, source.read, changes.changed, tray_available=lambda: False)
    made.start()
    qtbot.waitUntil(lambda: made.standing.open == 3)
    yield made
    made.stop()


def test_without_a_tray_a_small_window_shows_the_number_and_takes_no_focus(notifier):
    tile = notifier.tile
    assert tile.isVisible() and notifier.tray is None
    assert tile.toolTip() == "3 open tickets · 1 late · 2 missed calls"
    flags = tile.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint and flags & Qt.WindowType.WindowDoesNotAcceptFocus


def test_many_changes_in_a_moment_are_read_once(notifier, source, changes, qtbot):
    source.standing = Standing(4)
    before = source.reads
    for n in range(20):
        changes.changed.emit(str(n))
    qtbot.waitUntil(lambda: notifier.standing.open == 4)
    assert source.reads == before + 1


def test_the_list_opens_the_chosen_ticket_by_keys(notifier, qtbot):
    chosen = []
    notifier.item_chosen.connect(lambda *what: chosen.append(what))
    notifier.toggle()
    assert notifier.list.isVisible()
    QTest.keyClick(notifier.list.list, Qt.Key.Key_Down)
    QTest.keyClick(notifier.list.list, Qt.Key.Key_Return)
    assert chosen == [("ticket", "b")] and not notifier.list.isVisible()


def test_esc_puts_the_list_away_and_a_press_on_the_tile_brings_it(notifier):
    QTest.mouseClick(notifier.tile, Qt.MouseButton.LeftButton)
    assert notifier.list.isVisible()
    QTest.keyClick(notifier.list.list, Qt.Key.Key_Escape)
    assert not notifier.list.isVisible()


def test_the_list_is_wholly_on_the_screen(notifier):
    for corner in (QPoint(0, 0), QPoint(790, 790), QPoint(400, 790)):
        notifier.list.open_near(QRect(corner, QSize(20, 20)))
        assert notifier.list.screen().availableGeometry().contains(notifier.list.frameGeometry())
        notifier.list.hide()


def test_the_tile_stays_where_it_was_put(notifier, shell):
    tile = notifier.tile
    tile.move(50, 60)
    start = QPoint(5, 5)
    QTest.mousePress(tile, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(tile, start + QPoint(40, 30))
    QTest.mouseRelease(tile, Qt.MouseButton.LeftButton, pos=start)
    assert shell.memory.get_json("notifier.place") == [tile.x(), tile.y()]
    assert not notifier.list.isVisible()


def test_with_a_tray_the_icon_tells_the_number(shell, source, qtbot):
    made = Notifier(shell, source.read, tray_available=lambda: True)
    made.start()
    qtbot.waitUntil(lambda: made.standing.open == 3)
    assert made.tile is None
    assert made.tray.toolTip() == "3 open tickets · 1 late · 2 missed calls"
    made.stop()


def test_a_tray_that_comes_later_is_taken(shell, source, qtbot):
    there = []
    made = Notifier(shell, source.read, tray_available=lambda: bool(there))
    made.start()
    assert made.tile.isVisible()
    there.append(1)
    made._settle()
    assert made.tray is not None and not made.tile.isVisible()
    made.stop()


def test_the_number_can_be_told_from_the_picture(shell):
    one, two = draw_badge(shell.theme, 1, False).toImage(), draw_badge(shell.theme, 2, False).toImage()
    assert one != two and draw_badge(shell.theme, 1, True).toImage() != one
    assert (badge_text(99), badge_text(100)) == ("99", "99+")


def test_the_headline_follows_the_language(notifier, shell):
    shell.texts.use("de")
    assert notifier.list.heading.text().startswith(Texts("de").trn("{n} open ticket", "{n} open tickets", 3))
    shell.texts.use("en")


def test_the_small_window_stands_in_front_instead_of_the_tile_and_takes_no_focus(notifier, shell):
    notifier.toggle_small()
    small = notifier.small
    assert small.isVisible() and not notifier.tile.isVisible()
    assert small.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert small.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert small.heading.text() == "3 open tickets · 1 late · 2 missed calls"
    assert [row.row.uid for row in small.rows if row.row is not None] == ["a", "b", "c"]
    notifier.toggle_small()
    assert not small.isVisible() and notifier.tile.isVisible()


def test_the_small_window_comes_again_at_the_next_start(notifier, shell, source, qtbot):
    notifier.toggle_small()
    notifier.stop()
    assert not notifier.small.isVisible()
    again = Notifier(shell, source.read, tray_available=lambda: True)
    again.start()
    assert again.small.isVisible() and again.tray is not None
    again.small.cross.click()
    assert not again.small.isVisible()
    again.stop()


def test_a_press_on_an_item_of_the_small_window_opens_it(notifier):
    chosen = []
    notifier.item_chosen.connect(lambda *what: chosen.append(what))
    notifier.toggle_small()
    QTest.mouseClick(notifier.small.rows[1], Qt.MouseButton.LeftButton)
    assert chosen == [("ticket", "b")]


def test_the_small_window_stays_where_it_was_put_and_wholly_on_the_screen(notifier, shell):
    notifier.toggle_small()
    small = notifier.small
    small.move(30, 40)
    QTest.mousePress(small, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    QTest.mouseMove(small, QPoint(60, 45))
    QTest.mouseRelease(small, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    kept = shell.memory.get_json("notifier.small")
    assert kept == [small.x(), small.y()] != [30, 40]
    shell.memory.put_json("notifier.small", [5000, 5000])
    small.appear()
    assert small.screen().availableGeometry().contains(small.geometry())


def test_new_messages_and_quiet_hours_are_told(notifier, source, changes, qtbot):
    source.standing = Standing(4, unread=2, quiet=True)
    changes.changed.emit("message")
    qtbot.waitUntil(lambda: notifier.standing.unread == 2)
    assert notifier.tile.toolTip() == "4 open tickets · 2 new messages · no reminders now"
