"""The calendar: keys, the mouse, what is shown of whom, and the file for other programs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hotline_desk.adapters.documents.pdf_pages import text_of
from hotline_desk.domain.access import Team
from hotline_desk.domain.projects import Appointment
from hotline_desk.services.access import save_team
from hotline_desk.services.projects.appointments import get_appointment, save_appointment
from hotline_desk.services.tickets.endings import resubmit_ticket
from hotline_desk.services.views.calendar import Whose, calendar
from hotline_desk.ui.projects.placing import Lane, lanes
from tests import builders
from tests.ui.office import clock, ctx, office, press

__all__ = ["clock", "ctx", "office"]

at = datetime.fromisoformat
TEN = at("2026-11-03T10:00")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = Qt.Key


def agreed(ctx, begin=TEN, minutes=60, **more):
    return save_appointment(ctx, Appointment(**{
        "title": "Wartung", "begin": begin, "end": begin + timedelta(minutes=minutes), "user_uid": ctx.user.uid,
        **more}))


def titles(frame):
    return [entry.title for entry in frame._entries]


@pytest.fixture
def week(office):
    return office.open("calendar")


def test_it_opens_with_this_week_and_the_cursor_at_this_hour(week):
    assert "Week 45" in week.period.text()
    assert week.grid.cursor_time() == at("2026-11-02T10:00")


def test_what_is_agreed_elsewhere_comes_by_itself(office, ctx, week):
    agreed(ctx)
    office.until(lambda: titles(week) == ["Wartung"])


def test_arrows_move_the_cursor_and_the_week_turns_at_its_edge(office, week):
    press(week.grid, KEYS.Key_Right)
    press(week.grid, KEYS.Key_Down)
    assert week.grid.cursor_time() == at("2026-11-03T10:30")
    for _day in range(6):
        press(week.grid, KEYS.Key_Right)
    office.idle()
    assert week.grid.cursor_time() == at("2026-11-09T10:30")
    assert "Week 46" in week.period.text()
    office.do("calendar.today")
    assert "Week 45" in week.period.text()
    office.do("calendar.later")
    assert week.grid.cursor_time().date() == date(2026, 11, 9)


def test_enter_begins_an_appointment_at_the_cursor_or_opens_the_one_there(office, ctx, week):
    press(week.grid, KEYS.Key_Return)
    office.idle()
    form = office.windows.active()
    assert (form.kind, form.begin.value()) == ("appointment", at("2026-11-02T10:00"))
    uid = agreed(ctx)
    office.windows.close(form)
    office.idle()
    week.grid.go_to(TEN + timedelta(minutes=30))
    press(week.grid, KEYS.Key_Return)
    assert (office.windows.active().kind, office.windows.active().uid) == ("appointment", uid)


def test_shift_and_arrows_move_it_and_undo_brings_it_back(office, ctx, week):
    uid = agreed(ctx)
    office.idle()
    week.grid.go_to(TEN)
    QTest.keyClick(week.grid, KEYS.Key_Right, SHIFT)
    office.idle()
    QTest.keyClick(week.grid, KEYS.Key_Down, SHIFT)
    office.idle()
    QTest.keyClick(week.grid, KEYS.Key_Down, CTRL | SHIFT)
    office.idle()
    kept = get_appointment(ctx, uid)
    assert (kept.begin, kept.end) == (at("2026-11-04T10:15"), at("2026-11-04T11:30"))
    office.undo()
    assert get_appointment(ctx, uid).end == at("2026-11-04T11:15")


def test_ctrl_and_arrows_go_from_entry_to_entry(office, ctx, week):
    agreed(ctx, title="eins")
    agreed(ctx, at("2026-11-05T15:00"), title="zwei")
    office.until(lambda: len(titles(week)) == 2)
    found = []
    for key in (KEYS.Key_Down, KEYS.Key_Down, KEYS.Key_Up):
        QTest.keyClick(week.grid, key, CTRL)
        found.append(week.current().title)
    assert found == ["eins", "zwei", "eins"]
    assert "eins" in week.grid.accessibleDescription()


def test_a_drag_moves_it_in_quarters_of_the_grid(office, ctx, week):
    uid = agreed(ctx)
    office.until(lambda: titles(week) == ["Wartung"])
    box = next(box for box, _entry in week.grid.plan.boxes)
    view, start = week.grid.viewport(), box.center()
    there = QPoint(start.x() + view.width() // 7, start.y() + week.grid.plan.measures.slot * 2)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, there)
    office.idle()
    assert get_appointment(ctx, uid).begin == at("2026-11-04T11:00")


def test_a_resubmission_cannot_be_moved_but_opens_its_ticket(office, ctx, week):
    on = builders.ticket(ctx)
    resubmit_ticket(ctx, on, TEN, "Ersatzteil da?")
    office.until(lambda: titles(week) == ["Printer"])
    week.grid.go_to(TEN)
    QTest.keyClick(week.grid, KEYS.Key_Right, SHIFT)
    office.idle()
    assert calendar(ctx, date(2026, 11, 3), date(2026, 11, 3), Whose())[0].uid == on
    press(week.grid, KEYS.Key_Return)
    assert (office.windows.active().kind, office.windows.active().uid) == ("ticket", on)


def test_one_key_goes_through_day_week_and_list_and_it_is_remembered(office, ctx, week):
    agreed(ctx)
    office.do("calendar.view")
    assert [row.title for row in week.list.rows()] == ["Wartung"]
    office.do("calendar.view")
    assert titles(week) == []
    office.do("calendar.later")
    assert titles(week) == ["Wartung"]
    office.windows.close(week)
    assert office.open("calendar").view.code() == "day"


def test_the_calendar_of_a_colleague_and_of_a_team(office, ctx):
    berta = builders.user(ctx, "berta")
    team = save_team(ctx, Team("", "Netz", (berta,)))
    agreed(ctx, title="Anna")
    agreed(ctx, title="Berta", user_uid=berta)
    agreed(ctx, title="Netz", user_uid=None, team_uid=team)
    week = office.open("calendar")
    shown = {}
    for number in range(week.whose.count()):
        week.whose.setCurrentIndex(number)
        week.whose.activated.emit(number)
        office.idle()
        shown[week.whose.currentText()] = sorted(titles(week))
    assert shown == {"Everybody": ["Anna", "Berta", "Netz"], "Anna": ["Anna"], "Berta": ["Berta", "Netz"],
                     "Netz (Team)": ["Berta", "Netz"]}


def test_done_and_taken_away_with_undo(office, ctx, week):
    uid = agreed(ctx)
    office.until(lambda: titles(week) == ["Wartung"])
    week.grid.go_to(TEN)
    office.do("appointment.done")
    assert get_appointment(ctx, uid).done
    office.do("record.archive")
    assert titles(week) == []
    office.undo()
    assert titles(week) == ["Wartung"]


def test_it_is_saved_as_a_file_for_other_programs(office, ctx, week, tmp_path):
    agreed(ctx, title="Wartung; alles, was läuft")
    office.until(lambda: len(titles(week)) == 1)
    office.do("calendar.export")
    week.save_panel.place.line.setText(str(tmp_path / "woche"))
    office.do("panel.confirm")
    text = (tmp_path / "woche.ics").read_text("utf-8")
    assert "SUMMARY:Wartung\\; alles\\, was läuft" in text


def test_what_is_shown_is_saved_as_a_page(office, ctx, week, tmp_path):
    agreed(ctx)
    office.until(lambda: len(titles(week)) == 1)
    office.do("frame.pdf")
    week.saving.place.line.setText(str(tmp_path / "week.pdf"))
    office.do("panel.confirm")
    office.until(lambda: (tmp_path / "week.pdf").exists())
    text = text_of((tmp_path / "week.pdf").read_bytes())
    assert "Week 45" in text and ctx.user.name in text and "Tuesday 03/11/2026" in text and "Wartung" in text


def test_the_page_of_a_day_is_offered_to_the_printer(office, week):
    office.do("calendar.view")
    office.do("calendar.view")
    office.do("frame.print")
    assert week.printing.is_open


def test_who_may_look_only_cannot_move_or_agree(office, ctx):
    uid = agreed(ctx)
    office.use_role("bookkeeper")
    week = office.open("calendar")
    week.grid.go_to(TEN)
    QTest.keyClick(week.grid, KEYS.Key_Right, SHIFT)
    office.idle()
    assert get_appointment(ctx, uid).begin == TEN
    assert not office.shell.commands.possible("appointment.done")


@pytest.mark.parametrize(("spans", "places"), [
    ([], []), ([(0, 60)], [Lane(0, 1)]), ([(0, 60), (60, 90)], [Lane(0, 1), Lane(0, 1)]),
    ([(0, 60), (30, 90), (60, 120), (120, 130)], [Lane(0, 2), Lane(1, 2), Lane(0, 2), Lane(0, 1)]),
    ([(30, 40), (0, 60)], [Lane(1, 2), Lane(0, 2)])])
def test_entries_at_one_time_stand_beside_each_other(spans, places):
    assert lanes(spans) == places
