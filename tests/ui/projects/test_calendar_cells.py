"""The drawn days for those who hear them: every entry can be found, is named, and is told when the cursor comes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from hotline_desk.domain.projects import ACTION, Appointment
from hotline_desk.services.projects.appointments import save_appointment
from tests.ui.office import clock, ctx, office, press

__all__ = ["clock", "ctx", "office"]

at = datetime.fromisoformat
TEN = at("2026-11-02T10:00")
KEYS, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def week(office, ctx):
    """A week with three entries, its cursor at the first."""
    for title, begin, more in (("Maintenance", TEN, {"place": "Room 2"}),
                               ("Call back", TEN + timedelta(days=1), {"kind": ACTION}),
                               ("Fair", at("2026-11-05T00:00"), {"all_day": True})):
        save_appointment(ctx, Appointment(title=title, begin=begin, end=begin + timedelta(days=1) if
                                          more.get("all_day") else begin + timedelta(hours=1),
                                          user_uid=ctx.user.uid, **more))
    frame = office.open("calendar")
    office.until(lambda: len(frame.grid.plan.boxes) == 3)
    frame.grid.setFocus()
    return frame


def below(told):
    """All that is to be seen below this in the accessibility tree."""
    for number in range(told.childCount()):
        child = told.child(number)
        if not child.state().invisible:
            yield child
            yield from below(child)


def cells(frame):
    """What is told of the buttons of the grid, in their order."""
    tree = below(QAccessible.queryAccessibleInterface(frame.grid))
    return [each for each in tree if each.role() == QAccessible.Role.Button]


def names(frame):
    return [cell.text(QAccessible.Text.Name) for cell in cells(frame)]


def test_every_entry_stands_in_the_tree_with_day_kind_time_and_name(week):
    monday, tuesday, thursday = names(week)
    assert monday.startswith("Mon 02/11/2026: Appointment, 10:00–11:00, Maintenance, Room 2")
    assert tuesday.startswith("Tue 03/11/2026: Customer action, 10:00–11:00, Call back")
    assert thursday.startswith("Thu 05/11/2026: Appointment, all day, Fair")


def test_it_lies_where_it_is_drawn(week):
    boxes = {entry.title: box for box, entry in week.grid.plan.boxes}
    place = cells(week)[0].rect()
    assert week.grid.viewport().mapFromGlobal(place.topLeft()) == boxes["Maintenance"].topLeft()
    assert place.size() == boxes["Maintenance"].size()


def test_the_entry_at_the_cursor_has_the_focus_and_no_other(week):
    assert [cell.state().focused for cell in cells(week)] == [1, 0, 0]
    QTest.keyClick(week.grid, KEYS.Key_Down, CTRL)
    assert [cell.state().focused for cell in cells(week)] == [0, 1, 0]


def test_where_nothing_is_agreed_the_half_hour_is_told(week):
    press(week.grid, KEYS.Key_Up)
    assert [name for name, cell in zip(names(week), cells(week), strict=True) if cell.state().focused] == [
        "Mon 02/11/2026 09:30: nothing agreed"]


def test_each_step_of_the_cursor_is_told(week, monkeypatch):
    told = []
    monkeypatch.setattr(week.grid.cells, "tell", lambda: told.append(week.grid.cells.current().accessibleName()))
    QTest.keyClick(week.grid, KEYS.Key_Down, CTRL)
    press(week.grid, KEYS.Key_Up)
    assert [text.partition(":")[0] for text in told] == ["Tue 03/11/2026", "Tue 03/11/2026 09"]


def test_a_screen_reader_opens_an_entry_by_pressing_it(office, week):
    action = cells(week)[1].actionInterface()
    action.doAction(action.pressAction())
    windows = office.desk.windows
    office.until(lambda: windows.active().kind == "appointment" and windows.active().subject.text() == "Call back")


def test_what_is_taken_away_is_no_longer_told(office, week):
    week._remove(week.grid.current())
    office.until(lambda: len(week.grid.plan.boxes) == 2)
    assert not any("Maintenance" in name for name in names(week))
