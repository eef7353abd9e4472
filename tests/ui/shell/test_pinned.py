"""A pinned frame does not give way: it lies above the others, keeps its place, and survives the closing of all."""

from __future__ import annotations

from PySide6.QtCore import QRect

from hotline_desk.ui.shell.memory import Memory


def pinned(desk, kind, uid):
    frame = desk.windows.open(kind, uid)
    assert desk.shell.commands.trigger("window.pin")
    return frame


def top(desk):
    return desk.window.area.stacking()[-1].frame


def box(desk, frame):
    return desk.windows.window_of(frame).geometry()


def test_a_pinned_frame_stays_above_the_one_in_front(desk, qapp):
    one, two = pinned(desk, "plain", "1"), desk.windows.open("plain", "2")
    desk.windows.bring(two)
    qapp.processEvents()
    assert desk.windows.active() is two and top(desk) is one


def test_it_stays_above_one_that_fills_the_desk(desk, qapp):
    one, two = pinned(desk, "plain", "1"), desk.windows.open("plain", "2")
    desk.windows.window_of(two).showMaximized()
    desk.windows.bring(two)
    qapp.processEvents()
    assert top(desk) is one and desk.windows.window_of(one).isVisible()


def test_pinning_moves_neither_frame_nor_cursor(desk, qtbot):
    frame = desk.windows.open("plain", "1")
    frame.two.setFocus()
    before = box(desk, frame)
    assert desk.shell.commands.trigger("window.pin")
    assert box(desk, frame) == before and desk.windows.window_of(frame).isVisible()
    qtbot.waitUntil(frame.two.hasFocus)
    assert desk.windows.active() is frame


def test_unpinned_it_gives_way_again(desk, qapp):
    one = pinned(desk, "plain", "1")
    desk.shell.commands.trigger("window.pin")
    two = desk.windows.open("plain", "2")
    desk.windows.bring(two)
    qapp.processEvents()
    assert not desk.windows.is_pinned(one) and top(desk) is two


def test_closing_all_leaves_the_pinned_ones(desk):
    one = pinned(desk, "plain", "1")
    desk.windows.open("plain", "2")
    assert desk.shell.commands.trigger("window.close_all")
    assert desk.windows.frames() == [one]
    desk.windows.bring(one)
    assert desk.shell.commands.trigger("window.close") and desk.windows.frames() == []


def test_tiles_lie_beside_it(desk):
    held = pinned(desk, "plain", "1")
    desk.windows.window_of(held).setGeometry(0, 0, 300, 500)
    others = [desk.windows.open("plain", n) for n in "23"]
    desk.windows.tile()
    assert box(desk, held) == QRect(0, 0, 300, 500)
    assert not any(box(desk, other).intersects(box(desk, held)) for other in others)


def test_one_that_leaves_no_room_beside_it_is_lain_over_the_tiles(desk):
    held = pinned(desk, "plain", "1")
    room = desk.window.area.viewport().rect()
    desk.windows.window_of(held).setGeometry(room.adjusted(60, 60, -60, -60))
    other = desk.windows.open("plain", "2")
    desk.windows.tile()
    assert box(desk, other) == room


def test_a_new_frame_opens_where_it_can_be_seen(desk):
    held = pinned(desk, "plain", "1")
    desk.windows.window_of(held).setGeometry(0, 0, 300, 300)
    assert not box(desk, desk.windows.open("plain", "2")).intersects(box(desk, held))


def test_the_sign_in_the_title_is_a_pin_in_both_themes(desk):
    frame = desk.windows.open("plain", "1")
    window = desk.windows.window_of(frame)
    plain = window.windowIcon().pixmap(16).toImage()
    desk.shell.commands.trigger("window.pin")
    pin = window.windowIcon().pixmap(16).toImage()
    assert pin != plain
    desk.shell.theme.use("dark")
    dark = window.windowIcon().pixmap(16).toImage()
    desk.shell.commands.trigger("window.pin")
    assert dark != pin and window.windowIcon().pixmap(16).toImage() != dark
    desk.shell.theme.use("light")


def test_it_is_pinned_at_the_next_start_too(make_desk):
    memory = Memory()
    desk = make_desk(memory)
    pinned(desk, "plain", "1")
    desk.windows.remember()
    again = make_desk(memory)
    again.windows.restore()
    assert again.windows.is_pinned(again.windows.find("plain", "1"))


def test_whoever_cannot_see_the_sign_hears_it(desk):
    window = desk.windows.window_of(pinned(desk, "plain", "1"))
    assert window.accessibleDescription() == "pinned"
    desk.shell.commands.trigger("window.pin")
    assert window.accessibleDescription() == ""
