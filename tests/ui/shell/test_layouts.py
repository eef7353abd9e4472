"""Layouts with a name: kept by a key and a word, restored by a key and a letter, taken back by Undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest

from hotline_desk.ui.shell.memory import Memory
from tests.ui.shell.conftest import Plain


class Listing(Plain):
    is_list = True


def furnished(desk):
    for kind in ("tasks", "archive"):
        desk.windows.register(kind, lambda uid, **args: Listing(desk.shell, uid))
    return desk


@pytest.fixture
def office(desk):
    return furnished(desk)


def box(desk, frame):
    return desk.windows.window_of(frame).geometry()


def open_at(desk, kind, uid, *where):
    frame = desk.windows.open(kind, uid)
    desk.windows.window_of(frame).setGeometry(*where)
    return frame


def type_into(desk, text):
    field = desk.window.palette_box.field
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def offered(desk):
    box = desk.window.palette_box
    return [box.list.item(n).text() for n in range(box.list.count())]


def said(desk):
    heard = []
    desk.shell.messages.said.connect(heard.append)
    return heard


def test_a_layout_is_kept_by_name_and_restored_by_a_letter(office):
    tasks, archive = open_at(office, "tasks", None, 0, 0, 300, 400), open_at(office, "archive", None, 310, 40, 400, 300)
    office.shell.commands.trigger("layout.save")
    type_into(office, "Morning")
    for frame in (tasks, archive):
        office.windows.close(frame)
    open_at(office, "plain", None, 5, 5, 200, 200)
    office.shell.commands.trigger("layout.choose")
    type_into(office, "mor")
    frames = office.windows.frames()
    assert [frame.kind for frame in frames] == ["tasks", "archive"]
    assert [box(office, frame) for frame in frames] == [QRect(0, 0, 300, 400), QRect(310, 40, 400, 300)]


def test_records_stay_open_and_only_pinned_ones_belong_to_it(office):
    open_at(office, "tasks", None, 0, 0, 300, 400)
    held, other = open_at(office, "ticket", "1", 300, 0, 300, 300), open_at(office, "ticket", "2", 300, 300, 300, 300)
    office.windows.bring(held)
    office.shell.commands.trigger("window.pin")
    office.window.layouts.save("Day")
    office.windows.close(held)
    office.window.layouts.restore("Day")
    again = office.windows.find("ticket", "1")
    assert office.windows.is_pinned(again) and box(office, again) == QRect(300, 0, 300, 300)
    assert office.windows.find("ticket", "2") is other


def test_what_is_not_saved_is_never_closed(office):
    open_at(office, "tasks", None, 0, 0, 300, 400)
    office.window.layouts.save("Day")
    unsaved = office.windows.open("plain")
    unsaved.set_dirty(True)
    office.window.layouts.restore("Day")
    assert unsaved in office.windows.frames()


def test_undo_brings_back_how_it_was(office):
    open_at(office, "tasks", None, 0, 0, 300, 400)
    office.window.layouts.save("Day")
    office.windows.close_all()
    archive = open_at(office, "archive", None, 50, 60, 350, 300)
    heard = said(office)
    office.window.layouts.restore("Day")
    assert archive not in office.windows.frames()
    heard[-1].action()
    assert [(frame.kind, box(office, frame)) for frame in office.windows.frames()] == [
        ("archive", QRect(50, 60, 350, 300))]


def test_the_frame_that_was_in_front_is_in_front(office):
    tasks = open_at(office, "tasks", None, 0, 0, 300, 400)
    open_at(office, "archive", None, 100, 0, 300, 400)
    office.windows.bring(tasks)
    office.window.layouts.save("Day")
    office.windows.close_all()
    office.window.layouts.restore("Day")
    assert office.windows.active().kind == "tasks"


def test_a_split_desk_and_tabs_belong_to_it(office, qapp):
    open_at(office, "tasks", None, 0, 0, 300, 400)
    office.shell.commands.trigger("window.split")
    office.window.layouts.save("Split")
    office.shell.commands.trigger("window.tabs")
    office.window.layouts.save("Tabs")
    office.window.layouts.restore("Split")
    assert office.windows.split.on and office.windows.view() == "windows"
    office.window.layouts.restore("Tabs")
    assert not office.windows.split.on and office.windows.view() == "tabs"


def test_on_a_smaller_desk_it_keeps_its_proportions_until_somebody_moves_a_frame(office, qapp):
    office.window.resize(790, 700)
    room = office.window.area.viewport().rect()
    half = room.width() // 2
    left = open_at(office, "tasks", None, 0, 0, half, room.height())
    right = open_at(office, "archive", None, half, 0, room.width() - half, room.height())
    office.window.layouts.save("Halves")
    office.window.layouts.restore("Halves")
    office.window.resize(640, 600)
    qapp.processEvents()
    now = office.window.area.viewport().rect()
    assert abs(box(office, left).width() - now.width() / 2) <= 2
    assert abs(box(office, right).right() - now.right()) <= 2
    office.windows.window_of(left).setGeometry(10, 10, 200, 200)
    office.window.resize(620, 580)
    assert box(office, left) == QRect(10, 10, 200, 200)


def test_a_name_that_is_there_is_replaced_and_undo_gives_the_old_one_back(office):
    open_at(office, "tasks", None, 0, 0, 300, 400)
    office.window.layouts.save("Day")
    office.windows.close_all()
    open_at(office, "archive", None, 0, 0, 300, 400)
    heard = said(office)
    office.shell.commands.trigger("layout.save")
    type_into(office, "day")
    assert office.window.layouts.names() == ["Day"]
    heard[-1].action()
    office.window.layouts.restore("Day")
    assert [frame.kind for frame in office.windows.frames()] == ["tasks"]


def test_a_layout_is_removed_with_undo(office):
    office.window.layouts.save("Day")
    heard = said(office)
    office.shell.commands.trigger("layout.choose")
    assert offered(office) == ["Day", "Remove “Day”"]
    type_into(office, "remove")
    assert office.window.layouts.names() == []
    heard[-1].action()
    assert office.window.layouts.names() == ["Day"]


def test_without_one_it_says_how_one_is_made(office):
    heard = said(office)
    office.shell.commands.trigger("layout.choose")
    assert office.shell.commands.key("layout.save") in heard[-1].text
    assert office.window.palette_box.isHidden()


def test_the_palette_finds_layouts(office):
    office.window.layouts.save("Late shift")
    assert [hit.text for hit in office.window.layouts.hits("late")] == ["Late shift"]
    assert office.window.layouts.hits("zzz") == []


def test_each_user_has_his_own(make_desk):
    memory = Memory()
    desk = furnished(make_desk(memory))
    desk.window.layouts.save("Anna")
    memory.use({}, lambda _key, _text: None)
    assert desk.window.layouts.names() == []


def test_kinds_that_are_gone_are_left_out(make_desk):
    memory = Memory()
    desk = furnished(make_desk(memory))
    open_at(desk, "tasks", None, 0, 0, 300, 400)
    desk.window.layouts.save("Day")
    other = make_desk(memory)
    other.window.layouts.restore("Day")
    assert other.windows.frames() == []
