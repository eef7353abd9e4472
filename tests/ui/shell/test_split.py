"""A split desk: lists at the left, what they point at beside them; pinned frames keep a place of their own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtTest import QTest

from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.shell.split import cells
from tests.ui.shell.conftest import Plain

KEYS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


class Pointing(Plain):
    """A list that points at what a test says."""

    is_list = True

    def __init__(self, shell, uid=None):
        super().__init__(shell, uid)
        self.at = None

    def points_at(self):
        return self.at

    def point(self, kind, uid):
        self.at = (kind, uid) if uid else None
        self.pointed.emit()


def furnished(desk):
    desk.windows.register("tasks", lambda uid, **args: Pointing(desk.shell, uid))
    desk.windows.bind_global({"tasks.open": lambda: desk.windows.open("tasks")})
    desk.window.resize(1400, 700)
    return desk


@pytest.fixture
def office(desk):
    return furnished(desk)


def box(desk, frame):
    return desk.windows.window_of(frame).geometry()


def split(desk, qapp):
    assert desk.shell.commands.trigger("window.split")
    qapp.processEvents()


def shown_beside(desk, qtbot, kind, uid):
    qtbot.waitUntil(lambda: desk.windows.find(kind, uid) is not None)
    return desk.windows.find(kind, uid)


def test_the_list_stands_at_the_left_and_the_others_beside_it(office, qapp):
    tasks, one, two = office.windows.open("tasks"), office.windows.open("plain", "1"), office.windows.open("plain", "2")
    split(office, qapp)
    room = office.window.area.viewport().rect()
    left, right = box(office, tasks), box(office, one)
    assert left.united(right) == room and not left.intersects(right)
    assert left.right() < right.left() and box(office, two) == right


def test_without_a_list_the_open_tasks_are_the_one(office, qapp):
    office.windows.open("plain", "1")
    split(office, qapp)
    assert office.windows.active().kind == "tasks"
    assert box(office, office.windows.active()).left() == 0


def test_each_frame_gets_its_own_place_back(office, qapp):
    tasks, one = office.windows.open("tasks"), office.windows.open("plain", "1")
    office.windows.window_of(one).setGeometry(333, 111, 320, 240)
    office.windows.window_of(tasks).showMaximized()
    split(office, qapp)
    assert not office.windows.window_of(tasks).isMaximized()
    split(office, qapp)
    assert office.windows.window_of(tasks).isMaximized()
    assert box(office, one) == QRect(333, 111, 320, 240)


def test_what_the_list_points_at_is_shown_and_the_cursor_stays_in_the_list(office, qapp, qtbot):
    tasks = office.windows.open("tasks")
    split(office, qapp)
    tasks.two.setFocus()
    tasks.point("ticket", "7")
    ticket = shown_beside(office, qtbot, "ticket", "7")
    qapp.processEvents()
    assert office.windows.active() is tasks and tasks.two.hasFocus()
    assert box(office, ticket).left() > box(office, tasks).left()


def test_an_untouched_one_gives_way_to_the_next(office, qapp, qtbot):
    tasks = office.windows.open("tasks")
    split(office, qapp)
    tasks.point("ticket", "7")
    first = shown_beside(office, qtbot, "ticket", "7")
    gone = []
    office.windows.closed.connect(lambda kind, uid: gone.append((kind, uid)))
    tasks.point("ticket", "8")
    second = shown_beside(office, qtbot, "ticket", "8")
    assert gone == [("ticket", "7")] and first.seen[-1] == "closed"
    assert office.windows.frames() == [tasks, second] and second.seen == ["refresh"]
    assert office.windows.active() is tasks


def test_a_frame_that_was_made_ready_before_takes_the_place_too(office, qapp, qtbot):
    ready = office.windows.bear_waiting(lambda: Plain(office.shell, "8", ("ticket.close",)))
    office.windows.register("ticket", lambda uid, **args: ready if uid == "8" else Plain(office.shell, uid))
    tasks = office.windows.open("tasks")
    split(office, qapp)
    for uid in "78":
        tasks.point("ticket", uid)
        shown_beside(office, qtbot, "ticket", uid)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert office.windows.find("ticket", "8") is ready
    qtbot.waitUntil(ready.isVisible)
    assert len(office.windows.area.subWindowList()) == 2
    ready.close_wanted.emit()
    assert office.windows.frames() == [tasks]


def test_one_that_was_opened_by_hand_worked_on_or_pinned_stays(office, qapp, qtbot):
    tasks = office.windows.open("tasks")
    split(office, qapp)
    for uid, touch in (("1", lambda frame: office.windows.open("ticket", frame.uid)),
                       ("2", lambda frame: frame.set_dirty(True)),
                       ("3", lambda frame: (office.windows.bring(frame), office.shell.commands.trigger("window.pin")))):
        tasks.point("ticket", uid)
        touch(shown_beside(office, qtbot, "ticket", uid))
        office.windows.bring(tasks)
    tasks.point("ticket", "4")
    shown_beside(office, qtbot, "ticket", "4")
    assert [frame.uid for frame in office.windows.frames() if frame.kind == "ticket"] == ["1", "2", "3", "4"]


def test_who_goes_there_begins_in_its_first_field_and_comes_back_to_where_he_was(office, qapp, qtbot):
    tasks = office.windows.open("tasks")
    split(office, qapp)
    for uid in "12":
        tasks.point("ticket", uid)
        shown_beside(office, qtbot, "ticket", uid)
    ticket = office.windows.find("ticket", "2")
    ticket.first_field = lambda: ticket.two
    office.windows.open("ticket", "2")
    qtbot.waitUntil(ticket.two.hasFocus)
    ticket.one.setFocus()
    office.windows.bring(tasks)
    office.windows.bring(ticket)
    qtbot.waitUntil(ticket.one.hasFocus)


def test_who_runs_through_the_list_opens_only_where_he_stops(office, qapp, qtbot):
    tasks = office.windows.open("tasks")
    split(office, qapp)
    opened = []
    office.windows.opened.connect(lambda frame: opened.append(frame.uid))
    for uid in "123456":
        tasks.point("ticket", uid)
    shown_beside(office, qtbot, "ticket", "6")
    assert opened == ["6"]


def test_one_that_is_open_already_comes_to_sight_without_a_second_one(office, qapp, qtbot):
    tasks, one = office.windows.open("tasks"), office.windows.open("ticket", "1")
    two = office.windows.open("ticket", "2")
    split(office, qapp)
    tasks.point("ticket", "1")
    area = office.window.area
    qtbot.waitUntil(lambda: [w.frame for w in area.stacking() if not w.frame.is_list][-1] is one)
    assert office.windows.active() is tasks and office.windows.frames() == [tasks, one, two]


def test_pinned_frames_stand_side_by_side_with_the_one_that_changes(office, qapp):
    office.windows.open("tasks")
    one, two = office.windows.open("ticket", "1"), office.windows.open("ticket", "2")
    split(office, qapp)
    office.windows.bring(one)
    office.shell.commands.trigger("window.pin")
    assert not box(office, one).intersects(box(office, two))
    office.windows.bring(one)
    office.shell.commands.trigger("window.pin")
    assert box(office, one) == box(office, two)


def test_places_are_side_by_side_where_there_is_room_and_else_one_above_the_other():
    assert cells(QRect(0, 0, 1000, 500), 2, 400) == [QRect(0, 0, 500, 500), QRect(500, 0, 500, 500)]
    assert cells(QRect(10, 0, 700, 500), 2, 400) == [QRect(10, 0, 700, 250), QRect(10, 250, 700, 250)]
    assert cells(QRect(0, 0, 700, 500), 1, 400) == [QRect(0, 0, 700, 500)] and cells(QRect(), 0, 400) == []


def test_a_list_has_the_width_it_needs_where_there_is_room_for_both(office, qapp):
    tasks, one = office.windows.open("tasks"), office.windows.open("plain", "1")
    tasks.one.setMinimumWidth(700)
    split(office, qapp)
    qapp.processEvents()
    room = office.window.area.viewport().rect()
    assert box(office, tasks).width() > 700 and box(office, one).right() == room.right()
    tasks.one.setMinimumWidth(2 * room.width())
    office.windows.split.lay_out()
    assert box(office, one).width() > room.width() // 2


def test_pulling_at_the_edge_moves_it_for_all_and_is_remembered(office, qapp, qtbot):
    tasks, one = office.windows.open("tasks"), office.windows.open("plain", "1")
    split(office, qapp)
    left = box(office, tasks)
    office.windows.window_of(tasks).setGeometry(left.adjusted(0, 0, 120, 0))
    qtbot.waitUntil(lambda: box(office, one).left() > left.right() + 100)
    assert not box(office, one).intersects(box(office, tasks))
    split(office, qapp)
    split(office, qapp)
    assert abs(box(office, tasks).width() - left.width() - 120) <= 1


def test_one_that_is_moved_or_comes_back_from_the_foot_of_the_desk_returns_to_its_place(office, qapp, qtbot):
    tasks, one = office.windows.open("tasks"), office.windows.open("plain", "1")
    office.windows.window_of(one).showMinimized()
    split(office, qapp)
    left = box(office, tasks)
    office.windows.bring(one)
    qtbot.waitUntil(lambda: box(office, one).left() == left.right() + 1)
    office.windows.window_of(tasks).setGeometry(left.translated(80, 40))
    qtbot.waitUntil(lambda: box(office, tasks) == left)


def test_the_parts_keep_their_shares_when_the_window_changes(office, qapp):
    tasks, one = office.windows.open("tasks"), office.windows.open("plain", "1")
    split(office, qapp)
    office.window.resize(1000, 640)
    qapp.processEvents()
    assert box(office, tasks).united(box(office, one)) == office.window.area.viewport().rect()


def test_tiles_tabs_and_cascade_end_it(office, qapp):
    tasks = office.windows.open("tasks")
    office.windows.open("plain", "1")
    for id in ("window.tile", "window.cascade", "window.tabs"):
        office.windows.set_view("windows")
        split(office, qapp)
        assert office.windows.split.on
        office.shell.commands.trigger(id)
        assert not office.windows.split.on, id
    assert office.windows.find("tasks") is tasks


def test_a_frame_that_is_closed_leaves_its_place_to_the_others(office, qapp, qtbot):
    tasks, one = office.windows.open("tasks"), office.windows.open("plain", "1")
    split(office, qapp)
    office.windows.close(tasks)
    qtbot.waitUntil(lambda: box(office, one) == office.window.area.viewport().rect())


def test_a_split_desk_comes_back_split(make_desk, qapp):
    memory = Memory()
    desk = furnished(make_desk(memory))
    one = desk.windows.open("plain", "1")
    desk.windows.window_of(one).setGeometry(50, 60, 320, 240)
    split(desk, qapp)
    desk.windows.remember()
    again = furnished(make_desk(memory))
    again.windows.restore()
    qapp.processEvents()
    assert again.windows.split.on
    split(again, qapp)
    assert box(again, again.windows.find("plain", "1")) == QRect(50, 60, 320, 240)


def test_the_key_splits(office, qtbot):
    one = office.windows.open("plain", "1")
    qtbot.waitUntil(one.one.hasFocus)
    QTest.keyClick(one.one, Qt.Key.Key_V, KEYS)
    assert office.windows.split.on and not one.one.text()
