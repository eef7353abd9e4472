"""Frames: opened once, arranged without burying, and the cursor returns where it was."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from hotline_desk.core.settings import Settings
from hotline_desk.ui.shell.memory import Memory


def boxes(desk):
    return [desk.windows.window_of(f).geometry() for f in desk.windows.frames()]


def press(desk, key, held=Qt.KeyboardModifier.NoModifier):
    target = desk.window.focusWidget() or desk.window
    QTest.keyClick(target, key, held)


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_the_same_kind_and_uid_is_open_once(desk):
    one = desk.windows.open("plain", "1")
    other = desk.windows.open("plain", "2")
    assert desk.windows.open("plain", "1") is one
    assert desk.windows.active() is one
    assert desk.windows.frames() == [one, other]


def test_an_unknown_kind_is_a_mistake(desk):
    import pytest
    with pytest.raises(KeyError):
        desk.windows.open("nothing")


def test_closing_returns_to_the_frame_before_with_the_cursor_where_it_was(desk, qtbot):
    first = desk.windows.open("plain", "1")
    first.two.setFocus()
    first.two.setText("abc")
    first.two.setCursorPosition(1)
    second = desk.windows.open("plain", "2")
    qtbot.waitUntil(second.one.hasFocus)
    assert desk.windows.close()
    qtbot.waitUntil(first.two.hasFocus)
    assert desk.windows.active() is first
    assert first.two.cursorPosition() == 1
    assert second.seen == ["refresh", "closed"]


def test_the_frame_before_is_the_one_used_last_not_the_one_opened_last(desk, qtbot):
    one, two, three = (desk.windows.open("plain", n) for n in "123")
    desk.windows.bring(one)
    desk.windows.bring(three)
    desk.windows.close()
    qtbot.waitUntil(lambda: desk.windows.active() is one)
    assert two in desk.windows.frames()


def test_closed_frames_leave_nothing_behind(desk, qapp):
    import gc

    from PySide6.QtCore import QEvent

    for n in range(20):
        desk.windows.close(desk.windows.open("plain", str(n)))
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    gc.collect()
    from tests.ui.shell.conftest import Plain
    assert len([o for o in gc.get_objects() if type(o) is Plain and o.shell is desk.shell]) <= 1


def test_a_frame_that_wants_to_stay_stays(desk):
    frame = desk.windows.open("plain", "1")
    frame.stays = True
    assert not desk.windows.close()
    assert desk.windows.frames() == [frame]
    frame.stays = False
    frame.close_wanted.emit()
    assert desk.windows.frames() == []


def test_the_keys_of_the_windows_work(desk, qtbot):
    one, two, three = (desk.windows.open("plain", n) for n in "123")
    qtbot.waitUntil(three.one.hasFocus)
    press(desk, Qt.Key.Key_Tab, CTRL)
    qtbot.waitUntil(lambda: desk.windows.active() is one)
    press(desk, Qt.Key.Key_Tab, CTRL | SHIFT)
    qtbot.waitUntil(lambda: desk.windows.active() is three)
    press(desk, Qt.Key.Key_2, CTRL)
    qtbot.waitUntil(lambda: desk.windows.active() is two)
    press(desk, Qt.Key.Key_F6, CTRL)
    qtbot.waitUntil(lambda: desk.windows.active() is three)
    press(desk, Qt.Key.Key_F4, CTRL)
    qtbot.waitUntil(lambda: desk.windows.frames() == [one, two])
    qtbot.waitUntil(lambda: desk.windows.active() is two)
    press(desk, Qt.Key.Key_W, CTRL)
    qtbot.waitUntil(lambda: desk.windows.frames() == [one])


def test_cascade_keeps_sizes_and_every_title_in_sight(desk):
    for n in "1234":
        desk.windows.open("plain", n)
    before = [box.size() for box in boxes(desk)]
    desk.windows.cascade()
    after = boxes(desk)
    assert [box.size() for box in after] == before
    corners = [(box.x(), box.y()) for box in after]
    assert len(set(corners)) == 4
    room = desk.window.area.viewport().rect()
    assert all(room.contains(box) for box in after)


def test_tile_fills_the_desk_without_overlap(desk):
    for n in "12345":
        desk.windows.open("plain", n)
    desk.windows.tile()
    tiles = boxes(desk)
    assert not any(a.intersects(b) for i, a in enumerate(tiles) for b in tiles[i + 1:])
    united = QRect()
    for box in tiles:
        united = united.united(box)
    assert united == desk.window.area.viewport().rect()


def test_tiles_stay_tiles_when_the_window_changes(desk, qtbot):
    for n in "12":
        desk.windows.open("plain", n)
    desk.windows.tile()
    desk.window.resize(640, 600)
    room = desk.window.area.viewport().rect()
    assert boxes(desk)[0].united(boxes(desk)[1]) == room


def test_frames_come_back_into_sight_when_the_window_shrinks_and_return_when_it_grows(desk):
    frame = desk.windows.open("plain", "1")
    window = desk.windows.window_of(frame)
    window.setGeometry(450, 350, 300, 200)
    desk.window.resize(500, 450)
    assert desk.window.area.viewport().rect().contains(window.geometry())
    desk.window.resize(790, 700)
    assert window.geometry() == QRect(450, 350, 300, 200)


def test_tabs_and_back(desk):
    one = desk.windows.open("plain", "1")
    desk.windows.open("plain", "2")
    desk.windows.set_view("tabs")
    assert desk.windows.view() == "tabs"
    desk.windows.go(1)
    assert desk.windows.active() is one
    desk.windows.set_view("windows")
    assert desk.windows.view() == "windows"


def test_behind_tabs_a_frame_takes_all_of_the_desk_and_goes_back_to_its_place(desk):
    one, two = desk.windows.open("plain", "1"), desk.windows.open("plain", "2")
    before = [desk.windows.window_of(frame).geometry() for frame in (one, two)]
    desk.windows.set_view("tabs")
    three = desk.windows.open("plain", "3")
    assert all(desk.windows.window_of(frame).isMaximized() for frame in (one, two, three))
    assert not desk.windows.kept(desk.windows.window_of(one))["max"]
    desk.windows.set_view("windows")
    assert [desk.windows.window_of(frame).geometry() for frame in (one, two)] == before
    assert desk.windows.active() is three and desk.windows.window_of(three).is_normal()


def test_a_frame_that_takes_the_cursor_while_it_is_made_is_the_one_in_front(desk):
    from tests.ui.shell.conftest import Plain

    class Eager(Plain):
        def __init__(self, shell, uid=None):
            super().__init__(shell, uid)
            self.show()
            self.two.setFocus()

    desk.windows.register("eager", lambda uid, **args: Eager(desk.shell, uid))
    before = desk.windows.open("plain", "1")
    eager = desk.windows.open("eager", "1")
    assert desk.windows.active() is eager
    desk.windows.close(eager)
    desk.windows.bring(before)
    assert desk.windows.active() is before


def test_the_window_names_the_frame_in_front_whichever_fills_the_desk(desk):
    filling = desk.windows.open("plain", "1")
    desk.windows.window_of(filling).showMaximized()
    other = desk.windows.open("plain", "2")
    desk.windows.window_of(other).showNormal()
    assert desk.window.windowTitle() == "Hotline Desk – plain 2"
    other.set_title("renamed")
    assert desk.window.windowTitle() == "Hotline Desk – renamed"
    desk.windows.bring(filling)
    assert desk.window.windowTitle() == "Hotline Desk – plain 1"
    desk.windows.close_all()
    assert desk.window.windowTitle() == "Hotline Desk"


def test_tabs_chosen_by_key_stay_when_another_setting_changes(desk):
    desk.windows.open("plain", "1")
    desk.shell.commands.trigger("window.tabs")
    desk.use(Settings({"ui.language": "en", "ui.theme": "dark"}))
    assert desk.windows.view() == "tabs"


def test_a_new_frame_leaves_the_titles_of_others_in_sight(desk):
    for n in "123":
        desk.windows.open("plain", n)
    titles = [QRect(b.left(), b.top(), 60, 10) for b in boxes(desk)]
    for number, box in enumerate(boxes(desk)):
        assert not any(box.intersects(t) for other, t in enumerate(titles) if other < number)


def test_only_what_the_frame_in_front_has_bound_can_be_done(desk):
    commands = desk.shell.commands
    plain, ticket = desk.windows.open("plain", "1"), desk.windows.open("ticket", "2")
    assert commands.qaction("ticket.close").isEnabled() and not commands.qaction("frame.save").isEnabled()
    desk.windows.bring(plain)
    assert not commands.qaction("ticket.close").isEnabled() and commands.qaction("frame.save").isEnabled()
    press(desk, Qt.Key.Key_S, CTRL)
    assert plain.seen[-1] == "frame.save"
    desk.windows.bring(ticket)
    ticket.enable("ticket.close", False)
    assert not commands.trigger("ticket.close")
    ticket.enable("ticket.close", True)
    press(desk, Qt.Key.Key_F9)
    assert ticket.seen[-1] == "ticket.close"


def test_refresh_reaches_the_frame_in_front(desk):
    frame = desk.windows.open("plain", "1")
    frame.seen.clear()
    press(desk, Qt.Key.Key_F5)
    assert frame.seen == ["refresh"]


def test_an_action_without_right_or_module_is_neither_shown_nor_done(desk):
    commands = desk.shell.commands
    done = []
    commands.bind_global({"billing.open": lambda: done.append(1)})
    commands.set_rights(lambda p: p != "billing.issue", lambda _m: True)
    assert not commands.trigger("billing.open") and not commands.qaction("billing.open").isVisible()
    commands.set_rights(lambda _p: True, lambda m: m != "module.billing")
    assert not commands.trigger("billing.open")
    commands.set_rights(lambda _p: True, lambda _m: True)
    assert commands.trigger("billing.open") and done == [1]


def test_unknown_actions_cannot_be_bound(desk):
    import pytest
    with pytest.raises(KeyError):
        desk.windows.bind_global({"nothing.here": print})
    with pytest.raises(KeyError):
        desk.windows.open("plain", "1").bind({"nothing.here": print})


def test_the_draft_dot_shows_what_is_not_saved(desk):
    frame = desk.windows.open("plain", "1")
    frame.set_dirty(True)
    assert desk.windows.window_of(frame).windowTitle() == "• plain 1"
    frame.set_dirty(False)
    assert desk.windows.window_of(frame).windowTitle() == "plain 1"


def test_frames_come_back_as_they_were_left(make_desk):
    memory = Memory()
    desk = make_desk(memory)
    for n in "12":
        desk.windows.open("plain", n)
    desk.windows.window_of(desk.windows.find("plain", "1")).setGeometry(111, 77, 333, 222)
    desk.windows.bring(desk.windows.find("plain", "1"))
    desk.windows.remember()
    again = make_desk(memory)
    assert again.windows.restore() == 2
    frame = again.windows.active()
    assert frame.uid == "1"
    assert again.windows.window_of(frame).geometry() == QRect(111, 77, 333, 222)


def test_a_new_frame_of_a_kind_has_the_size_its_kind_was_left_with(desk):
    frame = desk.windows.open("plain", "1")
    desk.windows.window_of(frame).resize(412, 311)
    desk.windows.close(frame)
    again = desk.windows.open("plain", "2")
    assert desk.windows.window_of(again).size().toTuple() == (412, 311)


def test_a_maximised_frame_is_closed_by_the_cross_in_the_menu_bar(desk, qtbot):
    frame = desk.windows.open("plain", "1")
    desk.windows.window_of(frame).showMaximized()
    controls = desk.window.menuBar().cornerWidget(Qt.Corner.TopRightCorner)
    qtbot.waitUntil(controls.isVisible)
    QTest.mouseMove(controls)
    QTest.mouseClick(controls, Qt.MouseButton.LeftButton, pos=controls.rect().center() + QPoint(
        controls.width() // 3, 0))
    qtbot.waitUntil(lambda: desk.windows.frames() == [])


def test_a_menu_offers_what_is_for_everywhere_and_for_the_frame_in_front(desk):
    menu = next(entry.menu() for entry in desk.window.menu_actions() if entry.text().replace("&", "") == "Ticket")
    link, new, close = (desk.shell.commands.qaction(id) for id in ("ticket.link", "ticket.new", "ticket.close"))

    def offered():
        menu.aboutToShow.emit()
        return [action for action in (link, new, close) if action in menu.actions()]

    desk.windows.open("plain", "1")
    assert offered() == [new, close]
    desk.windows.open("ticket", "1")
    assert offered() == [link, new, close]
    assert link in desk.window.actions()


def test_a_frame_that_was_maximised_comes_back_maximised(desk):
    desk.windows.window_of(desk.windows.open("plain", "1")).showMaximized()
    desk.windows.close()
    assert desk.windows.window_of(desk.windows.open("plain", "2")).isMaximized()
